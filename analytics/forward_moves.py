"""What a market did after a condition came to hold, beside what it did after its other bars.

An occurrence is the first bar at which the condition holds after one at which it is known not to, unless another
occurrence is less than ``ahead`` bars before: so the moves after them do not overlap, and none counts twice.

What counts is how often the market rose, and not by how much: a condition is often met in wild times, and wild moves
alone would make it look better or worse than it is. Chance is the same occurrences moved round the whole span by a
number of bars, the same number for every market, since markets move together: what they share is in every draw too.
Moved so, occurrences keep their number and distances, and each draw meets the market at other times.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analytics.bars import Floats
from analytics.calendars import Ints

DRAWS: Final = 1_999
SEED: Final = 1_414
BAND: Final = 0.95
"""The middle part of the draws that is told."""
FEWEST: Final = 10
"""Occurrences, below which nothing is said of chance."""

Truths = NDArray[np.int8]
"""1 where a condition holds, 0 where it does not, -1 where that is not known."""


@dataclass(frozen=True, slots=True)
class Span:
    """The time looked at: ``bars`` bars of ``bar_ms``, the first of which opens at ``start`` (UTC ms)."""

    start: int
    bar_ms: int
    bars: int

    def places(self, time: Ints) -> Ints:
        """Which bar of the span each is that opens at ``time``: shape (n,), below zero or too large outside."""
        return np.asarray((time - self.start) // self.bar_ms)

    def turns(self) -> Ints:
        """By how many bars occurrences are moved, a draw each: all that there are, or ``DRAWS`` of them."""
        every = np.arange(1, self.bars, dtype=np.int64)
        if len(every) <= DRAWS:
            return every
        return np.sort(np.random.default_rng(SEED).choice(every, DRAWS, replace=False))


@dataclass(frozen=True, slots=True, eq=False)
class Forward:
    """What came after. Moves are close by close ``ahead`` bars earlier, less one."""

    bars: int
    """Of the span at which it is known whether the condition held."""
    held: int
    """Of these, where it did."""
    occurrences: int
    """Whose move is known."""
    pending: int
    """Whose move is not known yet, or over a hole."""
    rose: int
    """Occurrences after which the market stood higher."""
    others: int
    """Bars at which the condition did not hold, and whose move is known."""
    others_rose: int
    moves: Floats
    """After the occurrences, in their order: shape (occurrences,)."""
    other_move: float | None
    """The median after the others."""
    drawn: Ints
    """Occurrences of each draw whose move is known, and those that rose: shape (2, draws)."""


def forward_moves(time: Ints, close: Floats, truths: Truths, ahead: int, span: Span) -> Forward:
    """What came ``ahead`` bars after the occurrences within ``span``.

    ``time`` (UTC ms, rising), ``close`` and ``truths`` have shape (n,). Bars before the span tell whether the condition
    held before, and those after it what came of its last bars.
    """
    if ahead < 1 or not len(time) == len(close) == len(truths):
        raise ValueError("looks at least a bar ahead, and each bar has a close and a truth")
    at = span.places(time)
    later = np.searchsorted(time, time + ahead * span.bar_ms)
    known = (later < len(time)) & (time[np.minimum(later, len(time) - 1)] == time + ahead * span.bar_ms)
    moves = np.full(len(time), np.nan)
    moves[known] = close[later[known]] / close[known] - 1
    inside = (at >= 0) & (at < span.bars)
    ruler = np.full(span.bars, np.nan)
    ruler[at[inside]] = moves[inside]
    came = np.flatnonzero(inside[1:] & (truths[1:] == 1) & (truths[:-1] == 0) & (np.diff(time) == span.bar_ms)) + 1
    found = _apart(at[came], ahead)
    seen = ruler[found]
    told = seen[np.isfinite(seen)]
    others = moves[inside & (truths == 0) & known]
    return Forward(
        bars=int((truths[inside] >= 0).sum()),
        held=int((truths[inside] == 1).sum()),
        occurrences=len(told),
        pending=len(seen) - len(told),
        rose=int((told > 0).sum()),
        others=len(others),
        others_rose=int((others > 0).sum()),
        moves=told,
        other_move=float(np.median(others)) if len(others) else None,
        drawn=_drawn(ruler, found, span.turns()),
    )


def _apart(at: Ints, ahead: int) -> Ints:
    """Those of ``at`` that are at least ``ahead`` after the last that was taken."""
    taken: list[int] = []
    for place in at.tolist():
        if not taken or place - taken[-1] >= ahead:
            taken.append(place)
    return np.asarray(taken, dtype=np.int64)


def _drawn(ruler: Floats, found: Ints, turns: Ints) -> Ints:
    if not len(found):
        return np.zeros((2, len(turns)), dtype=np.int64)
    moved = ruler[(found[None, :] + turns[:, None]) % len(ruler)]
    return np.stack((np.isfinite(moved).sum(axis=1), (moved > 0).sum(axis=1)))


@dataclass(frozen=True, slots=True)
class Chance:
    """How often the market rises after as many bars of any time: the middle ``BAND`` of the draws, and their mean."""

    share: float
    low: float
    high: float
    p: float
    """Two-sided: twice the smaller tail, the occurrences as they were counted among the draws."""


def chance_of(occurrences: int, rose: int, drawn: Ints) -> Chance | None:
    """``rose`` of ``occurrences`` beside the draws, (2, draws); ``None`` with fewer than ``FEWEST``, or where no draw
    differs from another."""
    if occurrences < FEWEST:
        return None
    counted = drawn[0] > 0
    shares = drawn[1, counted] / drawn[0, counted]
    if len(shares) < FEWEST or not np.ptp(shares):
        return None
    seen = rose / occurrences
    below, above = int((shares < seen).sum()), int((shares > seen).sum())
    equal = len(shares) - below - above
    low, high = np.quantile(shares, ((1 - BAND) / 2, (1 + BAND) / 2)).tolist()
    p = min(1.0, 2 * (1 + equal + min(below, above)) / (1 + len(shares)))
    return Chance(float(shares.mean()), low, high, p)


def summed(drawn: Sequence[Ints]) -> Ints:
    """The draws of several markets together: each moved its occurrences by the same number of bars."""
    return np.asarray(np.sum(np.stack(drawn), axis=0))
