"""If these failed, levels, patterns and structure would be drawn at turns that nobody could have known of."""

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.swings import fractals, running, zigzag
from analytics.volatility import atr
from tests.unit.analytics.markets import CUTS, SEEDS, Rows, findings_unchanged, known_by, odd, random_rows, real_rows


@given(SEEDS, CUTS)
def test_later_bars_change_no_turn(seed: int, cut: int) -> None:
    rows = random_rows(600, seed)
    findings_unchanged(lambda r: zigzag(r.high, r.low, r.close), rows, cut)
    findings_unchanged(lambda r: zigzag(r.high, r.low, r.close, reversal=0.7, period=5), rows, cut)


@given(SEEDS, CUTS)
def test_later_bars_change_no_fractal(seed: int, cut: int) -> None:
    rows = random_rows(600, seed)
    whole, part = fractals(rows.high, rows.low), fractals(rows.high[:cut], rows.low[:cut])
    assert known_by(whole, cut - 1) == part


def test_later_bars_change_no_real_turn(shared_data: Path) -> None:
    rows = real_rows(shared_data)
    for cut in range(1, 2000, 61):
        findings_unchanged(lambda r: zigzag(r.high, r.low, r.close), rows, cut)


VIOLENT = st.lists(st.tuples(st.integers(20, 399), st.floats(-0.9, 2.0), st.booleans()), max_size=8)


def violent_rows(seed: int, shocks: Sequence[tuple[int, float, bool]]) -> Rows:
    """A random walk with bars that reach far beyond their neighbours, some of which close there."""
    rows = random_rows(400, seed)
    for bar, reach, stays in shocks:
        edge, column = rows.close[bar] * (1 + reach), rows.high if reach > 0 else rows.low
        column[bar] = max(edge, rows.high[bar]) if reach > 0 else min(edge, rows.low[bar])
        if stays:
            for later in (rows.open[bar + 1 :], rows.high[bar + 1 :], rows.low[bar + 1 :], rows.close[bar:]):
                later *= column[bar] / rows.close[bar]
    return rows


def no_extreme_is_lost(rows: Rows, reversal: float) -> None:
    pivots = zigzag(rows.high, rows.low, rows.close, reversal=reversal)
    back = reversal * atr(rows.high, rows.low, rows.close)
    for before, after in pairwise(pivots):
        assert {before.kind, after.kind} == {"high", "low"}
        assert before.bar <= after.bar
        assert before.known <= after.known
        low, high = sorted((before.price, after.price))
        assert low < high
        between = slice(before.bar + 1, after.bar)
        assert rows.low[between].min(initial=high) >= low
        assert rows.high[between].max(initial=low) <= high
    for one, middle, two in zip(pivots, pivots[1:], pivots[2:], strict=False):
        across = slice(one.bar, two.bar + 1)
        if middle.kind == "high":
            assert rows.low[across].min() == min(one.price, two.price)
        else:
            assert rows.high[across].max() == max(one.price, two.price)
    for at, pivot in enumerate(pivots):
        since = slice(pivot.bar, pivot.known + 1)
        away = pivot.price - rows.low[since] if pivot.kind == "high" else rows.high[since] - pivot.price
        whole = at > 0 and away.max() > abs(pivot.price - pivots[at - 1].price)
        assert away[-1] >= back[pivot.known] or whole


@given(SEEDS, VIOLENT, st.sampled_from((1.0, 2.0, 4.0)))
def test_a_legs_ends_are_the_extremes_between_them(
    seed: int, shocks: list[tuple[int, float, bool]], reversal: float
) -> None:
    rows = violent_rows(seed, shocks)
    no_extreme_is_lost(rows, reversal)
    for cut in (100, 250, 399):
        findings_unchanged(lambda r: zigzag(r.high, r.low, r.close, reversal=reversal), rows, cut)


@pytest.mark.parametrize("base", ["BTC", "DOGE", "XRP"])
def test_real_legs_lose_no_extreme(shared_data: Path, base: str) -> None:
    for skip in (0, 6_000, 12_000):
        no_extreme_is_lost(real_rows(shared_data, base, 6_000, skip), 2.0)


def test_a_crash_within_one_bar_is_a_turn() -> None:
    """It went above the leg's top and far below its start, and closed between: both of its ends are turns."""
    close = np.array([10.0] * 5 + [10, 11, 12, 13, 14, 15, 14, 13, 12, 11, 12, 13, 12.5, 12.5, 12, 12.5, 12])
    high, low = close + 0.1, close - 0.1
    high[17], low[17] = 13.6, 2.0
    pivots = zigzag(high, low, close, reversal=2.0, period=2)
    found = [(pivot.kind, pivot.bar, round(pivot.price, 6)) for pivot in pivots]
    assert found[1:5] == [("high", 10, 15.1), ("low", 14, 10.9), ("high", 17, 13.6), ("low", 17, 2.0)]
    assert [pivot.known for pivot in pivots[3:5]] == [18, 19]
    assert running(pivots[:4], high[:19], low[:19]) == (17, 2.0)


def test_a_leg_does_not_pass_its_own_start() -> None:
    """Wide bars within the leg make two average true ranges more than all of it, and then its start is lost."""
    high = np.array([14.1, 13.1, 12.1, 11.1, 10.3, 11.0, 12.5, 12.4, 12.4, 12.4, 11.0, 13.0, 14.0, 15.0, 9.0])
    low = np.array([13.9, 12.9, 11.9, 10.9, 10.0, 10.5, 11.5, 10.1, 10.1, 10.1, 9.9, 12.0, 13.5, 14.5, 9.0])
    close = (high + low) / 2
    assert high[6] - low[10] < 2 * atr(high, low, close, 3)[10]
    found = zigzag(high, low, close, period=3)
    assert [(one.kind, one.bar) for one in found] == [("high", 0), ("low", 4), ("high", 6), ("low", 10), ("high", 13)]
    assert found[2].known == 10


def test_turns_found_by_hand() -> None:
    close = np.array([10.0] * 5 + [11, 12, 13, 14, 15, 14, 13, 12, 11, 12, 13, 14, 15, 16, 17])
    rows = close + 0.1, close - 0.1, close
    found = [(pivot.kind, pivot.bar, round(pivot.price, 6)) for pivot in zigzag(*rows, reversal=2.0, period=2)]
    assert found == [("low", 0, 9.9), ("high", 9, 15.1), ("low", 13, 10.9)]
    assert running(zigzag(*rows, period=2), rows[0], rows[1]) == (19, 17.1)


def test_fractals_found_by_hand() -> None:
    high = np.array([1.0, 2, 3, 2, 1, 2, 4, 4, 2, 1])
    low = high - 0.5
    tops = [(pivot.bar, pivot.known) for pivot in fractals(high, low) if pivot.kind == "high"]
    assert tops == [(2, 4), (6, 8)]  # of the two equal highs the first
    assert [pivot.bar for pivot in fractals(high, low) if pivot.kind == "low"] == [4]


@given(SEEDS)
def test_the_unit_of_price_does_not_matter(seed: int) -> None:
    rows = random_rows(400, seed)
    other = rows.scaled(1024.0)
    assert [(p.kind, p.bar, p.known) for p in zigzag(rows.high, rows.low, rows.close)] == [
        (p.kind, p.bar, p.known) for p in zigzag(other.high, other.low, other.close)
    ]


@odd
def test_odd_bars_give_turns_or_none(rows: Rows) -> None:
    for pivot in [*zigzag(rows.high, rows.low, rows.close), *fractals(rows.high, rows.low)]:
        assert np.isfinite(pivot.price)
        assert pivot.bar < pivot.known < len(rows)
