"""Fibonacci in time: zones counted from a turn, proportions of a swing's duration, and fan lines.

Bars are counted as they come: a hole in the data is not counted.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor

from analytics.fibonacci import Swing

ZONES = (1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144)
TIME_RATIOS = (0.382, 0.5, 0.618, 1.0, 1.618, 2.618)
FAN = (0.382, 0.5, 0.618, 0.786)


@dataclass(frozen=True, slots=True)
class Span:
    """``bars`` after the end of a swing: ``ratio`` of its duration, to the nearest bar."""

    ratio: float
    bars: int


@dataclass(frozen=True, slots=True)
class FanLine:
    """A line from a swing's start through its ``ratio`` retracement at the bar of its end: its ``price`` at a bar, and
    its ``slope`` from bar to bar."""

    ratio: float
    price: float
    slope: float


def time_zones(bars_since: int) -> list[int]:
    """The Fibonacci numbers 1, 2, 3, 5 … in bars after a turn: to 144, and on to the first beyond ``bars_since``.

    So there is always one to come. Source: John J. Murphy, Technical Analysis of the Financial Markets (1999), who
    counts them from significant tops and bottoms.
    """
    zones = list(ZONES)
    while zones[-1] <= bars_since:
        zones.append(zones[-2] + zones[-1])
    return zones


def time_spans(bars: int, ratios: Sequence[float] = TIME_RATIOS) -> list[Span]:
    """Each ratio of a duration of ``bars``, rounded to the nearest bar (halves up), without those below one bar."""
    spans = [Span(ratio, floor(ratio * bars + 0.5)) for ratio in ratios]
    return [span for span in spans if span.bars >= 1]


def fan(swing: Swing, bar: int, ratios: Sequence[float] = FAN) -> list[FanLine]:
    """Where each fan line of ``swing`` stands at ``bar``, without those that are not above zero there.

    price = start + (1 − ratio) · (end − start) · (bar − start bar) / (end bar − start bar). A swing within one bar has
    no fan.
    """
    bars = swing.end_bar - swing.start_bar
    if bars < 1:
        return []
    slopes = [(ratio, (1 - ratio) * (swing.end - swing.start) / bars) for ratio in ratios]
    lines = [FanLine(ratio, swing.start + slope * (bar - swing.start_bar), slope) for ratio, slope in slopes]
    return [line for line in lines if line.price > 0]
