"""If these failed, a trend would be called up that is down, or a break would be told that nobody could have seen."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.structure import Break, Structure, breaks, label_swings, market_structure, swing_order
from analytics.swings import Pivot, zigzag
from tests.unit.analytics.markets import CUTS, SEEDS, Rows, findings_unchanged, odd, random_rows, real_rows


def high(bar: int, price: float) -> Pivot:
    return Pivot("high", bar, price, bar + 1)


def low(bar: int, price: float) -> Pivot:
    return Pivot("low", bar, price, bar + 1)


def labels(*pivots: Pivot, atr: float = 1.0) -> list[str | None]:
    return [swing.label for swing in label_swings(pivots, np.full(100, atr))]


def test_turns_are_labelled_beside_the_one_before_of_their_kind() -> None:
    turns = (low(0, 10.0), high(2, 20.0), low(4, 12.0), high(6, 25.0), low(8, 9.0), high(10, 24.0))
    assert labels(*turns) == [None, None, "HL", "HH", "LL", "LH"]


@pytest.mark.parametrize(("price", "label"), [(20.1, "EH"), (19.9, "EH"), (20.11, "HH"), (19.89, "LH")])
def test_a_tenth_of_a_range_apart_is_equal(price: float, label: str) -> None:
    assert labels(high(2, 20.0), high(6, price), atr=1.0 + 1e-9)[-1] == label


def test_equal_lows_are_measured_at_the_bar_that_made_the_later_one_known() -> None:
    ranges = np.array([9.0, 9.0, 9.0, 9.0, 1.0, 9.0])
    assert [s.label for s in label_swings([low(0, 10.0), low(3, 10.5)], ranges)] == [None, "HL"]


@pytest.mark.parametrize(
    ("turns", "order"),
    [
        ((low(0, 10), high(2, 20), low(4, 12), high(6, 25)), "up"),
        ((high(0, 20), low(2, 10), high(4, 18), low(6, 9)), "down"),
        ((low(0, 10), high(2, 20), low(4, 9), high(6, 25)), "none"),
        ((low(0, 10), high(2, 20), low(4, 12)), "none"),
        ((low(0, 10),), "none"),
        ((), "none"),
    ],
)
def test_two_higher_turns_are_an_order_upwards(turns: tuple[Pivot, ...], order: str) -> None:
    assert swing_order(label_swings(turns, np.ones(20))) == order


def test_breaks_found_by_hand() -> None:
    turns = [low(0, 10.0), high(2, 20.0), low(5, 15.0), high(9, 26.0), low(12, 21.0)]
    #        bar: 0  1   2   3   4   5   6   7   8   9  10  11  12  13  14  15  16
    close = [11.0, 15, 19, 18, 16, 16, 19, 20, 21, 25, 24, 22, 22, 23, 20, 19, 14]
    first, second = breaks(turns, np.array(close))
    assert first == Break("BOS", "up", 8, 20.0, turns[1])
    assert second == Break("CHoCH", "down", 14, 21.0, turns[4])


def test_a_close_at_the_level_is_no_break_and_a_wick_is_none() -> None:
    assert breaks([high(2, 20.0)], np.array([1.0, 1.0, 19.0, 18.0, 20.0, 20.0])) == []


def test_a_turn_is_broken_once() -> None:
    found = breaks([high(0, 20.0)], np.array([1.0, 1.0, 21.0, 19.0, 22.0]))
    assert [one.bar for one in found] == [2]


def test_only_the_newest_turn_counts() -> None:
    found = breaks([high(0, 20.0), high(4, 30.0)], np.array([1.0, 1, 1, 1, 1, 1, 25, 31]))
    assert [(one.bar, one.level) for one in found] == [(7, 30.0)]


def test_the_levels_of_the_next_break_are_those_that_still_stand() -> None:
    rows = random_rows(600, 5)
    found = market_structure(rows)
    for pivot in (found.above, found.below):
        if pivot is not None:
            after = rows.close[pivot.known + 1 :]
            assert not np.any(after > pivot.price if pivot.kind == "high" else after < pivot.price)


@given(SEEDS, st.integers(1, 4))
def test_the_newest_of_each_kind_counts_though_several_of_one_kind_are_last(seed: int, more: int) -> None:
    """Turns need not be a zigzag's: highs may follow highs. They lie so far apart that no two are equal highs."""
    rows = random_rows(300, seed)
    turns = zigzag(rows.high[:280], rows.low[:280], rows.close[:280])
    last = {turn.kind: turn for turn in turns}
    tops = [Pivot("high", 281 + at, 1e6 * (1 + at), 282 + at) for at in range(more)]
    found, before = market_structure(rows, [*turns, *tops]), market_structure(rows, turns)
    assert found.above == tops[-1]
    assert found.below == before.below
    rising = [label.label for label in before.swings if label.pivot is last["low"]] == ["HL"]
    assert found.order == ("up" if rising else "none")


def naive_breaks(
    pivots: list[Pivot], close: np.ndarray[tuple[int], np.dtype[np.float64]]
) -> list[tuple[str, str, int]]:
    """The definition, bar by bar."""
    found: list[tuple[str, str, int]] = []
    done: set[tuple[str, int]] = set()
    for bar, price in enumerate(close.tolist()):
        known = [pivot for pivot in pivots if pivot.known < bar]
        for kind, direction in (("high", "up"), ("low", "down")):
            newest = next((pivot for pivot in reversed(known) if pivot.kind == kind), None)
            if newest is None or (kind, newest.bar) in done:
                continue
            if price > newest.price if kind == "high" else price < newest.price:
                done.add((kind, newest.bar))
                name = "CHoCH" if found and found[-1][1] != direction else "BOS"
                found.append((name, direction, bar))
    return found


@given(SEEDS)
def test_breaks_are_those_of_the_definition_bar_by_bar(seed: int) -> None:
    rows = random_rows(400, seed)
    turns = zigzag(rows.high, rows.low, rows.close)
    assert [(one.kind, one.direction, one.bar) for one in breaks(turns, rows.close)] == naive_breaks(turns, rows.close)


@given(SEEDS, CUTS)
def test_later_bars_change_nothing(seed: int, cut: int) -> None:
    rows = random_rows(600, seed)
    findings_unchanged(lambda r: market_structure(r).swings, rows, cut)
    findings_unchanged(lambda r: market_structure(r).breaks, rows, cut)


def test_later_bars_change_nothing_of_a_real_market(shared_data: Path) -> None:
    rows = real_rows(shared_data)
    for cut in range(1, 2000, 97):
        findings_unchanged(lambda r: market_structure(r).swings, rows, cut)
        findings_unchanged(lambda r: market_structure(r).breaks, rows, cut)


def seen(found: Structure) -> tuple[object, ...]:
    swings = [(swing.label, swing.pivot.bar) for swing in found.swings]
    return swings, [(one.kind, one.direction, one.bar) for one in found.breaks], found.trend, found.order


@given(SEEDS, st.sampled_from([2.0**-20, 0.5, 1024.0]))
def test_neither_the_unit_of_price_nor_the_time_matters(seed: int, factor: float) -> None:
    rows = random_rows(400, seed)
    assert seen(market_structure(rows)) == seen(market_structure(rows.scaled(factor)))
    assert seen(market_structure(rows)) == seen(market_structure(rows.later(86_400_000)))


@odd
def test_odd_bars_have_a_structure_or_none(rows: Rows) -> None:
    found = market_structure(rows)
    assert found.trend == (found.breaks[-1].direction if found.breaks else "none")
    for one in found.breaks:
        assert one.swing.known < one.bar < len(rows)
        assert np.isfinite(one.level)
