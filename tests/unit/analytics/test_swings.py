"""If these failed, levels, patterns and structure would be drawn at turns that nobody could have known of."""

from itertools import pairwise
from pathlib import Path

import numpy as np
from hypothesis import given

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


@given(SEEDS)
def test_each_turn_is_the_extreme_between_its_neighbours_and_left_behind(seed: int) -> None:
    rows = random_rows(600, seed)
    pivots = zigzag(rows.high, rows.low, rows.close, reversal=2.0)
    back = 2.0 * atr(rows.high, rows.low, rows.close)
    for before, after in pairwise(pivots):
        assert {before.kind, after.kind} == {"high", "low"}
        assert before.bar < after.bar
        assert before.known <= after.known
        leg = slice(before.bar + 1, after.known + 1)
        extreme = rows.high[leg].max() if after.kind == "high" else rows.low[leg].min()
        assert after.price == extreme
    for pivot in pivots:
        far = pivot.price - rows.low[pivot.known] if pivot.kind == "high" else rows.high[pivot.known] - pivot.price
        assert far >= back[pivot.known]


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
