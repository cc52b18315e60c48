"""From candles to bars on the canvas."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from personas.pictures.geometry import Bar, Rect
from personas.pictures.scale import Scale
from services.market.candles import Candles, Floats, Gap

NARROWEST = 4
"""Pixels from one bar to the next, at least: where there are more bars than that allows, several become one."""
WIDEST = 60
UNEVEN = 0.08
"""The share of the width that may stay free so that all bars stand equally far apart."""
MARGIN = 8
"""Free pixels beside the newest bar."""


@dataclass(frozen=True, slots=True)
class Shown:
    """The bars of a picture, oldest first, each made of ``group`` candles (the oldest perhaps of fewer).

    Arrays have shape (n,); ``x`` is the pixel column of a bar's middle, ``step`` the pixels from one to the next.
    """

    time: NDArray[np.int64]
    open: Floats
    high: Floats
    low: Floats
    close: Floats
    volume: Floats
    x: NDArray[np.int64]
    step: float
    group: int

    @property
    def rising(self) -> NDArray[np.bool_]:
        return self.close >= self.open

    def newest(self, values: Floats) -> Floats:
        """Of ``values``, one a candle, those of each bar's newest candle."""
        return values[len(values) - 1 - np.arange(len(self.x))[::-1] * self.group]

    def index(self, time: datetime) -> int:
        """The bar that holds the candle which opened at ``time``; the first or last where that is not shown."""
        ms = round(time.timestamp() * 1000)
        return int(np.clip(np.searchsorted(self.time, ms, side="right") - 1, 0, len(self.time) - 1))


def place(candles: Candles, left: int, right: int) -> Shown:
    """All ``candles`` side by side, the newest at the right."""
    room = right - left - MARGIN
    group = -(-len(candles) // (room // NARROWEST))
    starts = np.flatnonzero((np.arange(len(candles)) - len(candles)) % group == 0)
    if len(candles) and (not len(starts) or starts[0] != 0):
        starts = np.concatenate(([0], starts))
    count = len(starts)
    step = min(room / count, float(WIDEST))
    if step % 1 <= UNEVEN * step:
        step //= 1
    ends = np.append(starts[1:], len(candles)) - 1
    from_right = (count - np.arange(count) - 0.5) * step
    return Shown(
        time=candles.time[starts],
        open=candles.open[starts],
        high=np.maximum.reduceat(candles.high, starts),
        low=np.minimum.reduceat(candles.low, starts),
        close=candles.close[ends],
        volume=np.add.reduceat(candles.volume, starts),
        x=(right - MARGIN - np.ceil(from_right)).astype(np.int64),
        step=step,
        group=group,
    )


def bodies(step: float) -> int:
    """How wide a body is, in pixels: odd, so that the wick stands in its middle."""
    return max(3, (int(step * 0.8) - 1) // 2 * 2 + 1)


def bars(shown: Shown, scale: Scale) -> tuple[Bar, ...]:
    """The candles of ``shown`` on ``scale``."""
    half = bodies(shown.step) // 2
    thick = 1 if half >= 4 else 0
    high, low = scale.rows(shown.high).tolist(), scale.rows(shown.low).tolist()
    top = scale.rows(np.maximum(shown.open, shown.close)).tolist()
    bottom = scale.rows(np.minimum(shown.open, shown.close)).tolist()
    return tuple(
        Bar(Rect(x - thick, h, x + thick + 1, lo + 1), Rect(x - half, t, x + half + 1, b + 1), up)
        for x, h, lo, t, b, up in zip(shown.x.tolist(), high, low, top, bottom, shown.rising.tolist(), strict=True)
    )


def holes(shown: Shown, gaps: Sequence[Gap]) -> list[int]:
    """The columns between two bars where candles are missing. A hole within a bar of several candles is not shown."""
    columns = set()
    for gap in gaps:
        after = int(np.searchsorted(shown.time, round(gap.start.timestamp() * 1000)))
        if 0 < after < len(shown.time):
            columns.add(int(shown.x[after - 1] + shown.x[after]) // 2)
    return sorted(columns)
