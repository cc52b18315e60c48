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
    """Highs and lows in turn, each left behind by at least ``reversal`` average true ranges (at the bar that does so).

    Arrays have shape (n,), and pivots come in order of time. A bar that moves the running extreme does not also turn
    from it. What a later bar makes known changes nothing that was known before, so the pivots of the first t bars are
    those of all bars with ``known`` below t. Before the first average true range (bar ``period``), and after a missing
    price, nothing is known. The loop over bars takes about 0.3 µs a bar.
    """
    back = reversal * atr(high, low, close, period)
    pivots: list[Pivot] = []
    highs, lows, backs = high.tolist(), low.tolist(), back.tolist()
    top = bottom = 0
    rising: bool | None = None
    for bar in range(len(highs)):
        if rising is not False and highs[bar] > highs[top]:
            top = bar
        if rising is not True and lows[bar] < lows[bottom]:
            bottom = bar
        far = backs[bar]
        if not far > 0:
            continue
        if rising is not False and top < bar and highs[top] - lows[bar] >= far:
            pivots.append(Pivot("high", top, highs[top], bar))
            rising, bottom = False, min(range(top + 1, bar + 1), key=lows.__getitem__)
        elif rising is not True and bottom < bar and highs[bar] - lows[bottom] >= far:
            pivots.append(Pivot("low", bottom, lows[bottom], bar))
            rising, top = True, max(range(bottom + 1, bar + 1), key=highs.__getitem__)
    return pivots


def running(pivots: Sequence[Pivot], high: Floats, low: Floats) -> tuple[int, float] | None:
    """Bar and price of the extreme since the last pivot of a zigzag: where the leg under way has got to.

    After a low it is the highest high since, after a high the lowest low, the first of equals; ``None`` without a
    pivot. It may yet be left behind, so it is no pivot.
    """
    if not pivots:
        return None
    last = pivots[-1]
    after = last.bar + 1
    if last.kind == "low":
        bar = after + int(np.argmax(high[after:]))
        return bar, float(high[bar])
    bar = after + int(np.argmin(low[after:]))
    return bar, float(low[bar])


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
