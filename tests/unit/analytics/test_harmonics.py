"""If these failed, a trader would wait for a zone that is none, or hold on to a pattern that has failed."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.harmonics import (
    CHANCE_REACHED_RATE,
    CHANCE_TURNED_RATE,
    DEFINITIONS,
    TOLERANCE,
    Definition,
    Followed,
    Formation,
    Harmonic,
    Record,
    followed,
    formations,
    record,
    standing,
)
from analytics.swings import Pivot, zigzag
from tests.unit.analytics.harmonic_paths import IDEAL, A, market, turns
from tests.unit.analytics.markets import (
    CUTS,
    HOUR,
    SEEDS,
    Floats,
    Rows,
    findings_unchanged,
    odd,
    random_rows,
    real_rows,
)


def found_in(rows: Rows) -> list[Harmonic]:
    return standing(followed(rows.high, rows.low, rows.close))


def completed(rows: Rows) -> list[str]:
    return [one.formation.definition.kind for one in found_in(rows) if one.state == "completed"]


def pivots(prices: Sequence[float]) -> list[Pivot]:
    """Turns at ``prices``, the first a low if the second is higher."""
    first = prices[0] < prices[1]
    return [
        Pivot("low" if (at % 2 == 0) == first else "high", 10 * at, price, 10 * at + 5)
        for at, price in enumerate(prices)
    ]


def ahead(points: Sequence[float]) -> list[Formation]:
    """What the first four turns, X A B C, may become."""
    return [one for one in formations(pivots(points[:4])) if one.points[-1].bar == 30]


@pytest.mark.parametrize("up", [True, False], ids=["bullish", "bearish"])
@pytest.mark.parametrize("kind", IDEAL)
def test_a_perfect_pattern_is_found_and_nothing_else(kind: str, up: bool) -> None:
    rows = market(turns(kind), up=up)
    (one,) = (one for one in found_in(rows) if one.state == "completed")
    formation = one.formation
    assert (formation.definition.kind, formation.up) == (kind, up)
    assert one.quality == pytest.approx(1.0, abs=0.02)
    assert one.d is not None
    shown = [point.price for point in (*formation.points, one.d)]
    expected = [price if up else 400.0 - price for price in turns(kind)]
    assert shown == pytest.approx(expected[-len(shown) :])
    assert formation.low <= one.d.price <= formation.high
    assert (formation.stop < formation.low) if up else (formation.stop > formation.high)


@pytest.mark.parametrize("kind", IDEAL)
@pytest.mark.parametrize("way", ["too shallow", "too deep"])
def test_a_d_beyond_the_tolerance_makes_no_pattern(kind: str, way: str) -> None:
    """One part in a hundred within the zone's edge it is one, beyond it is none."""
    points = turns(kind)
    (zone,) = (one for one in ahead(points) if one.definition.kind == kind)
    edge, step = (zone.high, 0.2) if way == "too shallow" else (zone.low, -0.2)
    assert kind in completed(market([*points[:4], edge - step]))
    assert kind not in completed(market([*points[:4], edge + step]))


@pytest.mark.parametrize("definition", DEFINITIONS, ids=lambda one: one.kind)
def test_a_b_or_c_beyond_the_tolerance_makes_no_formation(definition: Definition) -> None:
    for rule in definition.before:
        for edge, outside in zip(rule.range(), (-1, 1), strict=True):
            for step, fits in ((-0.001, True), (0.001, False)):
                ratio = edge * (1 + outside * step)
                kind = definition.kind
                if rule.legs == "AB/XA":
                    points = turns(kind, b=ratio)
                    if kind == "Cypher":
                        points = turns(kind, b=ratio, c=(1.343 - 1 + ratio) / ratio)
                elif rule.legs == "BC/AB":
                    points = turns(kind, c=ratio)
                else:
                    points = turns(kind, c=(ratio - 0.5) / 0.5)
                zones = [one.definition.kind for one in ahead(points)]
                if fits and definition.kind not in zones:
                    continue  # this B or C alone leaves D no price that suits all its ratios
                assert (definition.kind in zones) is fits, (rule, ratio)


@given(
    b=st.floats(0.3, 0.95),
    c=st.floats(0.3, 1.7),
    d=st.floats(0.3, 2.2),
    up=st.booleans(),
    x=st.floats(1e-6, 1e6),
    size=st.floats(0.05, 0.3),
)
def test_a_zone_is_where_all_ratios_of_d_hold(b: float, c: float, d: float, up: bool, x: float, size: float) -> None:
    """What is said ahead of D and what D then shows are one statement."""
    sign = size if up else -size
    a = x * (1 + sign)
    at_b = a - b * (a - x)
    at_c = at_b + c * (a - at_b)
    at_d = a - d * (a - x)
    for one in ahead([x, a, at_b, at_c]):
        legs = {
            "AD/XA": (a - at_d) / (a - x),
            "CD/BC": (at_c - at_d) / (at_c - at_b),
            "CD/XC": (at_c - at_d) / (at_c - x),
            "CD/AB": (at_c - at_d) / (a - at_b),
        }
        margins = [
            min(legs[rule.legs] / rule.range()[0] - 1, 1 - legs[rule.legs] / rule.range()[1])
            for rule in one.definition.at_d
        ]
        if min(map(abs, margins)) > 1e-6:
            assert (one.low < at_d < one.high) is (min(margins) > 0)
        assert (one.stop < one.low) if up else (one.stop > one.high)


class TestCourse:
    """A bat, bullish: its zone lies around 104.6, its stop at 94.8."""

    points = turns("Bat")

    def state(self, *after: float, upto: int | None = None) -> Harmonic | None:
        rows = market(self.points[:4], after=after)
        rows = rows[: len(rows) if upto is None else upto]
        return next((one for one in found_in(rows) if one.formation.definition.kind == "Bat"), None)

    def test_it_forms_while_the_zone_lies_ahead(self) -> None:
        one = self.state(115.0)
        assert one is not None
        assert (one.state, one.d) == ("forming", None)
        assert one.since == one.formation.known
        assert dict(one.ratios).keys() == {"AB/XA", "BC/AB"}
        middle = (one.formation.low + one.formation.high) / 2
        assert one.targets == pytest.approx([middle + share * (A - middle) for share in (0.382, 0.618)])

    def test_it_is_in_the_zone_until_the_price_has_turned(self) -> None:
        one = self.state(104.6)
        assert one is not None
        assert (one.state, one.d, one.at) == ("in the zone", None, 104.6)
        entered = market(self.points[:4], after=(104.6,)).low <= one.formation.high
        assert one.since == int(np.argmax(entered & (np.arange(len(entered)) > one.formation.points[-1].bar)))

    def test_a_turn_there_completes_it_and_targets_are_told(self) -> None:
        one = self.state(104.6, 120.0)
        assert one is not None
        assert one.state == "completed"
        assert one.targets == pytest.approx([104.6 + share * (A - 104.6) for share in (0.382, 0.618)])
        assert one.reached == (True, False)

    def test_a_price_through_the_zone_ends_it(self) -> None:
        one = self.state(101.0)
        assert one is not None
        assert (one.state, one.d) == ("invalidated", None)
        lows = market(self.points[:4], after=(101.0,)).low
        assert (
            one.since
            == int(np.flatnonzero(lows < one.formation.low)[-1]) - int((lows[-3:] < one.formation.low).sum()) + 1
        )

    def test_a_price_beyond_the_stop_ends_it_after_d(self) -> None:
        one = self.state(104.6, 112.0, 94.0)
        assert one is not None
        assert one.state == "invalidated"
        assert one.d is not None
        assert one.reached == (False, False)

    def test_not_once_its_last_target_was_reached(self) -> None:
        one = self.state(104.6, 130.0, 94.0)
        assert one is not None
        assert (one.state, one.reached) == ("completed", (True, True))

    def test_the_target_counts_only_before_the_stop(self) -> None:
        one = self.state(104.6, 112.0, 94.0, 135.0)
        assert one is not None
        assert (one.state, one.reached) == ("invalidated", (False, False))

    def test_a_turn_before_the_zone_makes_no_pattern(self) -> None:
        assert self.state(112.0, 128.0) is None

    def test_a_price_beyond_c_ends_what_formed(self) -> None:
        assert self.state(128.0, 136.0) is None


@given(SEEDS, CUTS, st.sampled_from([1.5, 2.5, 4.0]))
def test_later_bars_change_no_formation(seed: int, cut: int, reversal: float) -> None:
    findings_unchanged(
        lambda r: sorted(
            formations(zigzag(r.high, r.low, r.close, reversal=reversal)),
            key=lambda one: (one.known, one.points[-1].bar, one.definition.kind),
        ),
        random_rows(600, seed),
        cut,
    )


@given(SEEDS, CUTS)
def test_what_was_complete_stays_as_it_was(seed: int, cut: int) -> None:
    """Later bars may carry a pattern on or break it; its points, zone, stop, ratios and targets they do not touch."""
    rows = random_rows(600, seed)

    def made(rows: Rows, last: int) -> set[object]:
        return {
            (one.formation, one.d, one.ratios, one.targets)
            for one in standing(followed(rows.high, rows.low, rows.close, reversals=(1.5,)))
            if one.d is not None and one.d.known < last
        }

    assert made(rows[:cut], cut) == made(rows, cut)


def test_later_real_bars_change_no_formation(shared_data: Path) -> None:
    rows = real_rows(shared_data)
    for cut in range(100, 2000, 190):
        findings_unchanged(
            lambda r: sorted(
                formations(zigzag(r.high, r.low, r.close)),
                key=lambda one: (one.known, one.points[-1].bar, one.definition.kind),
            ),
            rows,
            cut,
        )


@given(SEEDS)
def test_which_formations_are_counted_does_not_depend_on_what_became_of_them(seed: int) -> None:
    """Each by its C, and the first known: were all of them to fail, as many would be counted."""
    rows = random_rows(600, seed)
    every = followed(rows.high, rows.low, rows.close)
    failed = next(one.became for one in followed(*failing()) if one.became is not None)
    firsts: dict[int, int] = {}
    for one in every:
        at = one.formation.points[-1].bar
        firsts[at] = min(one.formation.known, firsts.get(at, one.formation.known))
    assert record([Followed(one.formation, failed) for one in every]) == Record(len(firsts), 0, 0)
    late = [one for one in every if one.formation.known > firsts[one.formation.points[-1].bar]]
    assert record([Followed(one.formation, None if one in late else one.became) for one in every]) == record(every)


def failing() -> tuple[Floats, Floats, Floats]:
    """A Bat whose zone the price goes through."""
    rows = market([*turns("Bat")[:4], 101.0])
    return rows.high, rows.low, rows.close


def test_chance_completes_patterns_as_often_as_is_said() -> None:
    """On the walks that the module's words name."""
    walks = [random_rows(750, seed) for seed in range(900)]
    counts = [record(followed(rows.high, rows.low, rows.close, first=250)) for rows in walks]
    entered = sum(one.entered for one in counts)
    assert entered == 13_305
    assert sum(one.turned for one in counts) / entered == pytest.approx(CHANCE_TURNED_RATE, abs=0.001)
    assert sum(one.reached_target for one in counts) / entered == pytest.approx(CHANCE_REACHED_RATE, abs=0.001)


@given(SEEDS)
def test_neither_the_unit_of_price_nor_the_time_matters(seed: int) -> None:
    rows = random_rows(500, seed)
    other = rows.scaled(1024.0).later(7 * HOUR)
    told = [(one.formation.definition.kind, one.state, one.since, one.quality) for one in found_in(rows)]
    assert told == [(one.formation.definition.kind, one.state, one.since, one.quality) for one in found_in(other)]


@given(SEEDS)
def test_turns_upside_down_make_the_same_patterns_upside_down(seed: int) -> None:
    rows = random_rows(400, seed)
    made = zigzag(rows.high, rows.low, rows.close)
    height = 32 * float(rows.high.max())  # so that no price gets to zero
    turned = [replace(one, kind="low" if one.kind == "high" else "high", price=height - one.price) for one in made]
    upright = {(one.definition.kind, one.up, one.known) for one in formations(made)}
    flipped = {(one.definition.kind, not one.up, one.known) for one in formations(turned)}
    assert upright <= flipped


@given(SEEDS)
def test_nothing_is_told_twice(seed: int) -> None:
    found = found_in(random_rows(600, seed))
    keys = [(one.formation.definition.kind, one.formation.points[-1].bar) for one in found]
    assert len(keys) == len(set(keys))
    order = {"in the zone": 0, "forming": 1, "completed": 1, "invalidated": 3}
    ranks = [2 if one.state == "completed" and all(one.reached) else order[one.state] for one in found]
    assert ranks == sorted(ranks), "what a trader can still use comes first"
    for one in found:
        assert 0 <= one.quality <= 1
        assert 0 < one.formation.low <= one.formation.high
        assert one.formation.stop > 0


@odd
def test_odd_bars_have_patterns_or_none(rows: Rows) -> None:
    for one in found_in(rows):
        assert np.isfinite([one.formation.low, one.formation.high, one.formation.stop, *one.targets]).all()


def test_every_rule_is_a_range_that_its_tolerance_widens() -> None:
    for definition in DEFINITIONS:
        for rule in definition.rules:
            least, most = rule.range()
            assert 0 < least < rule.low <= rule.high < most
            assert rule.nearness(rule.low) == rule.nearness(rule.high) == 1
            assert rule.nearness(least) == pytest.approx(0, abs=1e-9)
            assert rule.nearness(most) == pytest.approx(0, abs=1e-9)
            assert rule.nearness(rule.high * (1 + TOLERANCE / 2)) == pytest.approx(0.5)
