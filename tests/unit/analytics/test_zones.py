"""If these failed, a support would be told that is none, or one more proven than it is."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from analytics.swings import Pivot, fractals, zigzag
from analytics.ties import dust
from analytics.volatility import last_atr
from analytics.volume_profile import volume_profile
from analytics.zones import WIDTH_ATR, Visits, Zone, clusters, find_zones, standing_out, strength, visits_of
from tests.unit.analytics.markets import CUTS, SEEDS, Rows, flat_rows, known_by, odd, random_rows, real_rows


def zones_of(rows: Rows) -> list[Zone]:
    pivots = [*zigzag(rows.high, rows.low, rows.close), *fractals(rows.high, rows.low)]
    return find_zones(
        rows,
        pivots,
        last_atr(rows.high, rows.low, rows.close),
        volume_profile(rows.high, rows.low, rows.volume),
    )


def path(*prices: float, reach: float = 0.1) -> Rows:
    """Bars of ``reach`` above and below each price."""
    at = np.array(prices)
    rows = flat_rows(len(at))
    return replace(rows, open=at, close=at, high=at + reach, low=at - reach)


@pytest.mark.parametrize(
    ("prices", "expected"),
    [
        ((10, 8, 5.0, 8, 10), Visits(touches=1, bounces=1, breaks=0, first_age=2, last_age=2)),
        ((10, 8, 5.0, 3, 1), Visits(touches=1, bounces=0, breaks=1, first_age=2, last_age=2)),
        ((10, 5.0, 5.5, 5.0, 10), Visits(touches=1, bounces=1, breaks=0, first_age=3, last_age=1)),
        ((10, 5.0, 10, 5.0, 1), Visits(touches=2, bounces=1, breaks=1, first_age=3, last_age=1)),
        ((10, 8, 5.0), Visits(touches=1, bounces=0, breaks=0, first_age=0, last_age=0)),
        ((5.0, 10, 5.0, 10), Visits(touches=2, bounces=1, breaks=0, first_age=3, last_age=1)),
        ((1, 10, 5.0, 10), Visits(touches=1, bounces=1, breaks=0, first_age=1, last_age=1)),
        ((5.0, 5.0), Visits(touches=1, bounces=0, breaks=0, first_age=1, last_age=0)),
    ],
    ids=[
        "bounce",
        "break",
        "near is not left",
        "both",
        "not over",
        "under way at first",
        "a jump is no visit",
        "inside",
    ],
)
def test_visits_found_by_hand(prices: tuple[float, ...], expected: Visits) -> None:
    assert visits_of(path(*prices), 4.95, 5.05, 1.0) == expected


def test_a_zone_that_was_never_visited_has_no_visits() -> None:
    assert visits_of(path(10, 8, 10), 4.9, 5.1, 1.0) is None


def naive_visits(rows: Rows, low: float, high: float, away: float) -> tuple[int, int, int]:
    """The definition, bar by bar."""
    touches = bounces = breaks = 0
    side, visiting = 0, False
    for top, bottom in zip(rows.high.tolist(), rows.low.tolist(), strict=True):
        if bottom <= high and top >= low:
            touches += not visiting
            visiting = True
            continue
        now = 1 if bottom >= high + away else -1 if top <= low - away else 0
        if now == 0:
            continue
        if visiting and side:
            bounces, breaks = bounces + (now == side), breaks + (now != side)
        side, visiting = now, False
    return touches, bounces, breaks


@given(SEEDS, st.floats(0.9, 1.1), st.floats(0, 0.02), st.floats(0, 0.05))
def test_visits_are_those_of_the_definition_bar_by_bar(seed: int, at: float, width: float, away: float) -> None:
    rows = random_rows(300, seed)
    low = float(np.median(rows.close)) * at
    found = visits_of(rows, low, low * (1 + width), low * away)
    expected = naive_visits(rows, low, low * (1 + width), low * away)
    assert expected == ((found.touches, found.bounces, found.breaks) if found else (0, 0, 0))


prices = st.lists(st.floats(1, 100), max_size=60).map(lambda some: np.array(sorted(some)))


@given(prices, st.floats(0, 30))
@example(np.array([1.0, 1.0 + 2.3e-16]), 0.0)
def test_clusters_keep_every_price_and_are_no_wider_than_the_cap(some: np.ndarray, cap: float) -> None:
    found = clusters(some, cap)
    assert np.concatenate([np.empty(0), *found]).tolist() == some.tolist()
    slack = dust(some[-1]) if len(some) else 0.0
    assert all(group[-1] - group[0] <= cap + slack for group in found)
    for one, other in pairwise(found):
        assert one[-1] < other[0]
        assert other[-1] - one[0] > cap, "two neighbours that would fit together are together"


def test_the_narrowest_union_comes_first() -> None:
    assert [group.tolist() for group in clusters(np.array([1.0, 1.9, 2.0, 2.9]), 1.0)] == [[1.0, 1.9, 2.0], [2.9]]
    assert [group.tolist() for group in clusters(np.array([1.0, 2.0, 2.1, 3.0]), 1.0)] == [[1.0], [2.0, 2.1, 3.0]]


@given(SEEDS)
def test_zones_are_apart_narrow_and_from_the_highest(seed: int) -> None:
    rows = random_rows(500, seed)
    found, atr = zones_of(rows), last_atr(rows.high, rows.low, rows.close)
    assert atr is not None
    for zone in found:
        assert zone.low <= zone.high <= zone.low + WIDTH_ATR * atr * (1 + 1e-9)
        assert zone.turns >= 2
        assert zone.visits.touches >= 2
        assert zone.visits.bounces + zone.visits.breaks <= zone.visits.touches
        assert 0 <= zone.visits.last_age <= zone.visits.first_age < len(rows)
        assert 0 < zone.strength < 1
        assert zone.volume_share is not None
        assert 0 <= zone.volume_share <= 1
    for upper, lower in pairwise(found):
        assert lower.high < upper.low


def test_a_turn_found_by_two_methods_counts_once() -> None:
    rows = path(*[10, 5, 10] * 4)
    turns = [Pivot("low", bar, 4.9, bar + 2) for bar in (1, 4)]
    (zone,) = find_zones(rows, [*turns, *turns], 1.0)
    assert zone.turns == 2
    assert zone.volume_share is None


@pytest.mark.parametrize("atr", [None, 0.0, float("nan")])
def test_without_a_range_nothing_is_near(atr: float | None) -> None:
    rows = random_rows(300)
    assert find_zones(rows, fractals(rows.high, rows.low), atr) == []


counts = st.integers(0, 30)


@given(counts, counts, st.integers(0, 2), st.integers(0, 1000), st.none() | st.floats(0, 1))
def test_strength_is_a_share_that_touches_and_bounces_raise_and_breaks_do_not(
    bounces: int, broken: int, neither: int, age: int, share: float | None
) -> None:
    visits = Visits(bounces + broken + neither, bounces, broken, age + 5, age)
    if not visits.touches:
        return
    as_is = strength(visits, share)
    assert 0 < as_is < 1
    assert strength(replace(visits, touches=visits.touches + 1), share) > as_is
    assert strength(replace(visits, touches=visits.touches + 1, bounces=bounces + 1), share) > as_is
    assert strength(replace(visits, touches=visits.touches + 1, breaks=broken + 1), share) <= as_is * (1 + 1e-12)
    assert strength(replace(visits, last_age=age + 50), share) <= as_is
    assert strength(visits, min(1.0, (share or 0) + 0.01)) >= as_is


def test_strength_by_hand() -> None:
    assert strength(Visits(3, 2, 1, 200, 100), 0.05) == pytest.approx(3 / 4 * 3 / 5 * 0.75 * 0.75)
    assert strength(Visits(3, 2, 1, 200, 0), None) == pytest.approx(3 / 4 * 3 / 5 * 0.5)


@given(SEEDS)
def test_what_stands_out_is_strong_apart_and_on_both_sides(seed: int) -> None:
    rows = random_rows(500, seed)
    every, price = zones_of(rows), float(rows.close[-1])
    atr = last_atr(rows.high, rows.low, rows.close)
    assert atr is not None
    kept = standing_out(every, price, atr, 3)
    for side in ("support", "resistance", "straddling"):
        there = [zone for zone in every if zone.side(price) == side]
        shown = [zone for zone in kept if zone.side(price) == side]
        assert len(shown) <= 3
        assert bool(shown) == bool(there)
        if there:
            assert max(zone.strength for zone in there) == max(zone.strength for zone in shown)
        for upper, lower in pairwise(shown):
            assert upper.low - lower.high >= atr


@given(SEEDS, CUTS)
def test_later_bars_change_nothing_that_was_said(seed: int, cut: int) -> None:
    """Zones at bar t are made of the turns known by t and the bars up to t; nothing else comes in."""
    rows = random_rows(600, seed)
    cut = max(cut, 20)
    part = rows[:cut]
    atr = last_atr(part.high, part.low, part.close)
    pivots = known_by([*zigzag(rows.high, rows.low, rows.close), *fractals(rows.high, rows.low)], cut - 1)
    assert find_zones(part, pivots, atr, volume_profile(part.high, part.low, part.volume)) == zones_of(part)


def test_a_real_market_has_zones_on_both_sides(shared_data: Path) -> None:
    rows = real_rows(shared_data, bars=300)
    price = float(np.median(rows.close))
    assert {zone.side(price) for zone in zones_of(rows)} >= {"support", "resistance"}


@given(SEEDS, st.sampled_from([2.0**-20, 0.5, 1024.0]))
def test_neither_the_unit_of_price_nor_the_time_matters(seed: int, factor: float) -> None:
    rows = random_rows(400, seed)
    one, other = zones_of(rows), zones_of(rows.scaled(factor))
    assert [(zone.low * factor, zone.high * factor, zone.visits) for zone in one] == [
        (zone.low, zone.high, zone.visits) for zone in other
    ]
    assert [zone.strength for zone in one] == pytest.approx([zone.strength for zone in other])
    assert zones_of(rows.later(86_400_000)) == one


@odd
def test_odd_bars_have_zones_or_none(rows: Rows) -> None:
    for zone in zones_of(rows):
        assert np.isfinite([zone.low, zone.high, zone.strength]).all()
