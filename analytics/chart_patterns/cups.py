"""Cup and handle.

Two highs, the *rims*, level within ``RIMS`` of the depth, with no price between them above either: the *cup*. Its
depth, from the lower rim to the lowest low, is at least ``LEAST_ATR`` average true ranges of the bar at which the
handle was known; it takes at least ``LEAST_BARS`` bars, has its low in the middle ``MIDDLE`` of them, and is round: at
least ``ROUND`` of its closes lie in its lower half (a V has a half there, a parabola 0.71). Prices rose into the left
rim by at least half of the depth. The turn after the right rim is the *handle*: it gives back at most ``HANDLE`` of
the depth, in at most half of the cup's time.

Trigger: a close above the right rim, within half of the cup's time. Target: the depth above it. Invalidation: a close
below the handle. Quality: the mean of how level the rims are, how round the cup is and how shallow the handle.

Sources: W. O'Neil, How to Make Money in Stocks (1988), who named it; T. Bulkowski, Encyclopedia of Chart Patterns (2nd
ed., 2005), for the measure.
"""

from collections.abc import Iterator

import numpy as np

from analytics.chart_patterns.formation import Formation, Point, level
from analytics.chart_patterns.turns import Turns
from analytics.ties import RATIO

RIMS = 0.15
LEAST_ATR = 5.0
LEAST_BARS = 20
MIDDLE = 0.6
ROUND = 0.6
HANDLE = 0.5


def cups(turns: Turns) -> Iterator[Formation]:
    """Every cup whose handle is a turn of ``turns``."""
    for handle in range(3, len(turns.pivots)):
        if turns.pivots[handle].kind != "low":
            continue
        for left in range(handle - 3, 0, -2):
            if (found := cup(turns, left, handle)) is not None:
                yield found
            if turns.pivots[left].price > turns.pivots[handle - 1].price:
                break  # between a rim further left and the right one prices were higher than the right one


def cup(turns: Turns, left: int, handle: int) -> Formation | None:
    """The cup from the turn at ``left`` to the one before ``handle``, with that as its handle."""
    base, rim, other, end = (turns.pivots[at] for at in (left - 1, left, handle - 1, handle))
    took = other.bar - rim.bar
    if took < LEAST_BARS:
        return None
    low, high, close = (getattr(turns.bars, name)[rim.bar + 1 : other.bar] for name in ("low", "high", "close"))
    lower_rim = min(rim.price, other.price)
    if not high.max() <= lower_rim:
        return None
    bottom = rim.bar + 1 + int(low.argmin())
    depth = lower_rim - float(low.min())
    atr = turns.atr_at(end.known)
    apart, given_back = abs(rim.price - other.price) / depth, (other.price - end.price) / depth
    roundness = float(np.count_nonzero(close < lower_rim - (0.5 + RATIO) * depth)) / len(close)
    central = abs((bottom - rim.bar) / took - 0.5) <= MIDDLE / 2
    if not (
        depth >= LEAST_ATR * atr and central and roundness >= ROUND and rim.price - base.price >= (0.5 - RATIO) * depth
    ):
        return None
    if apart > RIMS + RATIO or given_back > HANDLE + RATIO or end.bar - other.bar > took / 2:
        return None
    return Formation(
        name="cup and handle",
        direction="bullish",
        points=(
            Point("left rim", rim.bar, rim.price),
            Point("bottom", bottom, float(turns.bars.low[bottom])),
            Point("right rim", other.bar, other.price),
            Point("handle", end.bar, end.price),
        ),
        lines=(level("rim", other.price, rim.bar, end.bar),),
        above=level("rim", other.price, rim.bar, end.bar),
        below=level("invalidation", end.price, rim.bar, end.bar),
        height=depth,
        atr=atr,
        quality=(1 - apart / RIMS + (roundness - ROUND) / (1 - ROUND) + 1 - given_back / HANDLE) / 3,
        known=end.known,
        expires=end.known + took // 2,
    )
