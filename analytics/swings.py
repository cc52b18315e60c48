"""Where the price turned, and from which bar on that could be known.

A turn is known only some bars after it was made. An analysis that is to say at bar t what it would have said then uses
the pivots whose ``known`` is at most t, and no others.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from analytics.bars import Floats
from analytics.ties import dust
from analytics.volatility import ATR_PERIOD, atr

REVERSAL_ATR = 2.0
"""By how many average true ranges the price must come back before a turn counts."""
WING = 2
"""Bars on each side of a fractal."""


@dataclass(frozen=True, slots=True)
class Pivot:
    """A turn: the high or low of the bar at ``bar``, known at the close of the bar at ``known``."""

    kind: Literal["high", "low"]
    bar: int
    price: float
    known: int


def zigzag(
    high: Floats, low: Floats, close: Floats, *, reversal: float = REVERSAL_ATR, period: int = ATR_PERIOD
) -> list[Pivot]:
    """Highs and lows in turn, each left behind by at least ``reversal`` average true ranges (at the bar that does so),
    or by the whole leg that led to it.

    Of the lows from one low turn to the next none is below both, and of the highs none above both: a leg's ends are the
    extremes between them, whatever a single bar does. So a price beyond the leg's own start ends it even where the
    average true range has outgrown it, and a bar beyond both ends of a leg holds two turns, the leg's end first.

    Arrays have shape (n,), and pivots come in order of time. A bar that moves the running extreme does not also turn
    from it: the next one may. What a later bar makes known changes nothing that was known before, so the pivots of the
    first t bars are those of all bars with ``known`` below t. Before the first average true range (bar ``period``), and
    after a missing price, nothing is known. The loop over bars takes about 0.3 µs a bar.
    """
    back = reversal * atr(high, low, close, period) - dust(high)
    pivots: list[Pivot] = []
    highs, lows, backs = high.tolist(), low.tolist(), back.tolist()
    top = bottom = 0
    rising: bool | None = None
    start, passed = 0.0, False  # the price of the last turn, and whether the leg from it has been beyond it again
    for bar in range(len(highs)):
        if rising is not False and not passed and highs[bar] > highs[top]:
            top = bar
        if rising is not True and not passed and lows[bar] < lows[bottom]:
            bottom = bar
        if rising is not None and (lows[bar] < start if rising else highs[bar] > start):
            passed = True
        far = backs[bar]
        if not far > 0:
            continue
        if rising is not False and top < bar and (passed or highs[top] - lows[bar] >= far):
            pivots.append(Pivot("high", top, highs[top], bar))
            after = top if passed and lows[top] < start else top + 1
            bottom = min(range(after, bar + 1), key=lows.__getitem__)
            rising, start, passed = False, highs[top], highs[bar] > highs[top]
        elif rising is not True and bottom < bar and (passed or highs[bar] - lows[bottom] >= far):
            pivots.append(Pivot("low", bottom, lows[bottom], bar))
            after = bottom if passed and highs[bottom] > start else bottom + 1
            top = max(range(after, bar + 1), key=highs.__getitem__)
            rising, start, passed = True, lows[bottom], lows[bar] < lows[bottom]
    return pivots


def running(pivots: Sequence[Pivot], high: Floats, low: Floats) -> tuple[int, float] | None:
    """Bar and price of the extreme since the last pivot of a zigzag: where the leg under way has got to.

    After a low it is the highest high since, after a high the lowest low, the first of equals; ``None`` without a
    pivot. It may yet be left behind, so it is no pivot.
    """
    if not pivots:
        return None
    last = pivots[-1]
    sign, other = (1.0, high) if last.kind == "low" else (-1.0, low)
    ahead = sign * other
    both = len(pivots) > 1 and ahead[last.bar] > sign * pivots[-2].price  # its bar is beyond both ends of the leg
    after = last.bar if both else last.bar + 1
    bar = after + int(np.argmax(ahead[after:]))
    return bar, float(other[bar])


def fractals(high: Floats, low: Floats, *, wing: int = WING) -> list[Pivot]:
    """Bars whose high is above the ``wing`` highs before and not below the ``wing`` after, and the same for lows.

    Of equal extremes within a wing the first counts. Each is known ``wing`` bars later. In order of bars, a bar's high
    before its low.

    Source: Bill Williams, Trading Chaos (1995), with two bars on each side.
    """
    width = 2 * wing + 1
    if len(high) < width:
        return []
    pivots = [Pivot("high", int(bar), float(high[bar]), int(bar) + wing) for bar in _peaks(high, wing)]
    pivots += [Pivot("low", int(bar), float(low[bar]), int(bar) + wing) for bar in _peaks(-low, wing)]
    return sorted(pivots, key=lambda pivot: (pivot.bar, pivot.kind))


def _peaks(values: Floats, wing: int) -> NDArray[np.int64]:
    around = sliding_window_view(values, 2 * wing + 1)
    middle = around[:, wing]
    before = around[:, :wing].max(axis=1)
    after = around[:, wing + 1 :].max(axis=1)
    return np.flatnonzero((middle > before) & (middle >= after)) + wing
