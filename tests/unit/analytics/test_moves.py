"""If these failed, levels would be measured on moves that nobody could know of, or on the same move twice."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.fibonacci import Swing, dominant_swing
from analytics.moves import INNER, LEGS, REVERSALS, Move, distinct, move_levels, moves
from analytics.swings import zigzag
from tests.unit.analytics.markets import CUTS, SEEDS, Rows, known_by, odd, random_rows, real_rows


def expected(rows: Rows, cut: int, lookback: int) -> set[Move]:
    """The moves at the close of the bar before ``cut``, from turns of all bars that were known by then."""
    first = max(0, cut - lookback)
    found = set()
    swing = dominant_swing(rows.high[first:cut], rows.low[first:cut])
    if swing:
        found.add(Move(Swing(swing.start, swing.end, swing.start_bar + first, swing.end_bar + first)))
    for reversal in REVERSALS:
        turns = known_by(zigzag(rows.high, rows.low, rows.close, reversal=reversal), cut - 1)
        turns = [turn for turn in turns if turn.bar >= first]
        legs = [Move(Swing(a.price, b.price, a.bar, b.bar)) for a, b in pairwise(turns)]
        found |= set(legs[-LEGS:])
        if len(turns) > 2:
            a, b, c = turns[-3:]
            found.add(Move(Swing(a.price, b.price, a.bar, b.bar), c.price))
    return found


@given(SEEDS, CUTS, st.integers(20, 400))
def test_only_turns_known_by_then_are_used(seed: int, cut: int, lookback: int) -> None:
    rows = random_rows(600, seed)
    found = moves(rows[:cut], lookback)
    assert set(found) == expected(rows, cut, lookback)
    assert len(set(found)) == len(found)
    assert all(move.swing.start_bar >= cut - lookback for move in found)


def test_only_real_turns_known_by_then_are_used(shared_data: Path) -> None:
    rows = real_rows(shared_data)
    for cut in range(300, 2000, 113):
        assert set(moves(rows[:cut], 200)) == expected(rows, cut, 200)


@given(SEEDS)
def test_the_unit_of_price_and_the_time_do_not_matter(seed: int) -> None:
    rows = random_rows(400, seed)
    other = [
        (move.swing.start_bar, move.swing.end_bar, tuple(turn / 1024 for turn in move.turns))
        for move in moves(rows.scaled(1024.0).later(10**10), 200)
    ]
    assert other == [(move.swing.start_bar, move.swing.end_bar, move.turns) for move in moves(rows, 200)]


def test_levels_by_hand() -> None:
    levels = {(kind, ratio): price for kind, ratio, price in move_levels(Move(Swing(100.0, 200.0, 0, 9)))}
    assert levels["retracement", 0.618] == pytest.approx(138.2)
    assert levels["extension", 1.618] == pytest.approx(261.8)
    assert levels["counter", 1.272] == pytest.approx(72.8)
    assert {ratio for kind, ratio in levels if kind == "retracement"} == set(INNER)
    assert ("counter", 2.618) not in levels, "below zero"
    projected = move_levels(Move(Swing(100.0, 200.0, 0, 9), 150.0))
    assert [(kind, ratio) for kind, ratio, _ in projected] == [
        ("projection", ratio) for ratio in (0.618, 1.0, 1.272, 1.618, 2.0, 2.618)
    ]
    assert [price for _, _, price in projected] == pytest.approx([211.8, 250.0, 277.2, 311.8, 350.0, 411.8])


def test_a_move_that_a_coarser_timeframe_shows_counts_once() -> None:
    week = Move(Swing(100.0, 200.0, 0, 3))
    day = Move(Swing(100.05, 199.9, 2, 20))
    projected = Move(Swing(100.0, 200.0, 0, 3), 150.0)
    assert distinct([(1, week), (0, day), (1, projected)], within=0.2) == [(1, week), (1, projected)]
    assert distinct([(1, week), (0, day)], within=0.05) == [(1, week), (0, day)]
    turned = Move(Swing(200.0, 100.0, 3, 9))
    assert distinct([(1, week), (0, turned)], within=1.0) == [(1, week), (0, turned)]


@odd
def test_odd_bars_give_moves_or_none(rows: Rows) -> None:
    if not len(rows):
        assert moves(rows, 200) == []
        return
    for move in moves(rows, 200):
        assert all(np.isfinite(price) and price > 0 for _, _, price in move_levels(move))
