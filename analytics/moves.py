"""The moves of a market that Fibonacci levels are measured on, large and small."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import isfinite
from typing import Literal

from analytics.bars import Bars
from analytics.fibonacci import Swing, counter_extensions, dominant_swing, extensions, projections, retracements
from analytics.swings import Pivot, zigzag

REVERSALS = (2.0, 4.0, 8.0)
"""In average true ranges: small, middling and large turns."""
LEGS = 2
"""How many of the newest legs count at each size."""
INNER = (0.236, 0.382, 0.5, 0.618, 0.786)
"""Retracements without 0 and 1: those are the swing's own ends, which neighbouring legs share by construction."""


LevelKind = Literal["retracement", "extension", "counter", "projection"]


@dataclass(frozen=True, slots=True)
class Move:
    """A swing; with ``origin`` (the turn after it, a price) it is a first move that is projected from there."""

    swing: Swing
    origin: float | None = None

    @property
    def turns(self) -> tuple[float, ...]:
        """The prices that its levels follow from."""
        ends = (self.swing.start, self.swing.end)
        return ends if self.origin is None else (*ends, self.origin)


def moves(bars: Bars, lookback: int, reversals: Sequence[float] = REVERSALS, legs: int = LEGS) -> list[Move]:
    """The dominant swing of the newest ``lookback`` bars, and at each size the newest ``legs`` known legs of the zigzag
    and the projection of its last three turns, as far as they began within ``lookback``.

    A leg that several sizes share comes once. Bars before the lookback serve to settle the zigzag. What a later bar
    makes known changes nothing that was found before it. Where a price is missing, there is no dominant swing.
    """
    first = max(0, len(bars) - lookback)
    found: dict[Move, None] = {}
    dominant = dominant_swing(bars.high[first:], bars.low[first:])
    if dominant is not None and isfinite(dominant.start) and isfinite(dominant.end):
        start, end = dominant.start_bar + first, dominant.end_bar + first
        found[Move(Swing(dominant.start, dominant.end, start, end))] = None
    for reversal in reversals:
        turns = [p for p in zigzag(bars.high, bars.low, bars.close, reversal=reversal) if p.bar >= first]
        found |= dict.fromkeys(Move(_leg(a, b)) for a, b in list(pairwise(turns))[: -legs - 1 : -1])
        if len(turns) >= 3:
            a, b, c = turns[-3:]
            found[Move(_leg(a, b), c.price)] = None
    return list(found)


def move_levels(move: Move) -> list[tuple[LevelKind, float, float]]:
    """Kind, ratio and price of the levels of ``move`` that count for a confluence, without those not above zero."""
    swing, levels = move.swing, list[tuple[LevelKind, float, float]]()
    if move.origin is not None:
        levels += [("projection", level.ratio, level.price) for level in projections(swing, move.origin)]
    else:
        measured = [*retracements(swing, INNER), *extensions(swing), *counter_extensions(swing)]
        levels += [(level.kind, level.ratio, level.price) for level in measured]
    return [level for level in levels if level[2] > 0]


def distinct(several: Sequence[tuple[int, Move]], within: float) -> list[tuple[int, Move]]:
    """Moves (each with the number of the timeframe that shows it) without those that show an earlier one again.

    Two are the same where their turns are the same prices, give or take ``within``: the swing of a week is also that
    of its days.
    """
    kept: list[tuple[int, Move]] = []
    for frame, move in several:
        if not any(_same(move, other, within) for _, other in kept):
            kept.append((frame, move))
    return kept


def _leg(start: Pivot, end: Pivot) -> Swing:
    return Swing(start.price, end.price, start.bar, end.bar)


def _same(one: Move, other: Move, within: float) -> bool:
    return len(one.turns) == len(other.turns) and all(
        abs(a - b) <= within for a, b in zip(one.turns, other.turns, strict=True)
    )
