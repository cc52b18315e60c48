"""Formations between two straight lines: triangles, wedges, rectangles and channels.

Five or six turns in a row make one: the upper line goes through the outer two highs, the lower line through the outer
two lows, and a turn between lies within ``TOUCH`` of the height of its line. The *height* is the gap between the lines
at the first turn, at least ``LEAST_ATR`` average true ranges of the bar at which the last turn was known. A line is
level where from the first turn to the last it moves by no more than ``LEVEL`` of the height. The lines converge where
the gap at the last turn is at most ``CONVERGED`` of the height, and are parallel from ``PARALLEL`` on:

=====================  ===========  ===========  =========  ====================
name                   upper line   lower line   gap        direction
=====================  ===========  ===========  =========  ====================
ascending triangle     level        rises        converges  bullish
descending triangle    falls        level        converges  bearish
symmetrical triangle   falls        rises        converges  the break's
rising wedge           rises        rises        converges  bearish
falling wedge          falls        falls        converges  bullish
rectangle              level        level        parallel   the break's
rising channel         rises        rises        parallel   the break's
falling channel        falls        falls        parallel   the break's
=====================  ===========  ===========  =========  ====================

Trigger: a close beyond the line in its direction, while the lines have not met and no longer than the formation took.
Invalidation: a close beyond the other line. Target: the height beyond the break; of a wedge its lowest (rising) or
highest (falling) turn. Quality: the mean of how near the turns between are to their lines, how evenly the turns are
spread in time (the shortest leg beside the mean one), and one for six turns, a half for five.

Sources: T. Bulkowski, Encyclopedia of Chart Patterns (2nd ed., 2005), who asks for five touches; R. Edwards and
J. Magee, Technical Analysis of Stock Trends (5th ed., 1966).
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Literal

from analytics.chart_patterns.formation import Direction, Edge, Formation, Point
from analytics.chart_patterns.turns import Turns
from analytics.swings import Pivot
from analytics.ties import RATIO

LEAST_ATR = 3.0
TOUCH = 0.12
LEVEL = 0.15
CONVERGED = 0.65
PARALLEL = (0.8, 1.25)
CROSSED = 0.1
"""Lines that have come nearer than this part of the height have met: what is between them is no room to decide in."""
LONGEST_PART = 4.0
"""No leg takes more than so many times the mean of all."""

Slope = Literal["rises", "falls", "level"]
NAMES: dict[tuple[Slope, Slope, bool], tuple[str, Direction]] = {
    ("level", "rises", True): ("ascending triangle", "bullish"),
    ("falls", "level", True): ("descending triangle", "bearish"),
    ("falls", "rises", True): ("symmetrical triangle", "neutral"),
    ("rises", "rises", True): ("rising wedge", "bearish"),
    ("falls", "falls", True): ("falling wedge", "bullish"),
    ("level", "level", False): ("rectangle", "neutral"),
    ("rises", "rises", False): ("rising channel", "neutral"),
    ("falls", "falls", False): ("falling channel", "neutral"),
}
"""By the slopes of the upper and the lower line, and whether they converge."""


def boundaries(turns: Turns) -> Iterator[Formation]:
    """Every triangle, wedge, rectangle and channel on ``turns``."""
    for last in range(4, len(turns.pivots)):
        for count in (5, 6):
            if last + 1 >= count and (found := between_lines(turns, turns.pivots[last + 1 - count : last + 1])):
                yield found


def between_lines(turns: Turns, legs: Sequence[Pivot]) -> Formation | None:
    """The formation that these five or six turns make, if they make one."""
    first, last = legs[0].bar, legs[-1].bar
    highs = [pivot for pivot in legs if pivot.kind == "high"]
    lows = [pivot for pivot in legs if pivot.kind == "low"]
    upper, lower = _line("upper", highs), _line("lower", lows)
    height, gap = upper.at(first) - lower.at(first), upper.at(last) - lower.at(last)
    atr = turns.atr_at(legs[-1].known)
    if not height >= LEAST_ATR * atr or gap < (CROSSED - RATIO) * height:
        return None
    converges = gap <= (CONVERGED + RATIO) * height
    if not converges and not PARALLEL[0] - RATIO <= gap / height <= PARALLEL[1] + RATIO:
        return None
    span = last - first
    title = NAMES.get((_slope(upper, span, height), _slope(lower, span, height), converges))
    off = max(
        (
            abs(pivot.price - line.at(pivot.bar))
            for line, side in ((upper, highs), (lower, lows))
            for pivot in side[1:-1]
        ),
        default=0.0,
    )
    even = _even(legs)
    if title is None or off > (TOUCH + RATIO) * height or even < 1 / LONGEST_PART:
        return None
    name, direction = title
    known, expires = legs[-1].known, legs[-1].known + span
    if converges:
        expires = min(expires, first + int(span * (height - CROSSED * height) / (height - gap) + RATIO))
    if expires < known:
        return None
    goal = None
    if name.endswith("wedge"):
        goal = min(pivot.price for pivot in lows) if direction == "bearish" else max(pivot.price for pivot in highs)
    return Formation(
        name=name,
        direction=direction,
        points=tuple(Point(f"{'upper' if p.kind == 'high' else 'lower'} touch", p.bar, p.price) for p in legs),
        lines=(upper, lower),
        above=upper,
        below=lower,
        height=height,
        atr=atr,
        quality=(1 - off / (TOUCH * height) + even + (1.0 if len(legs) == 6 else 0.5)) / 3,
        known=known,
        expires=expires,
        goal=goal,
    )


def _line(name: str, side: Sequence[Pivot]) -> Edge:
    return Edge(name, (side[0].bar, side[0].price), (side[-1].bar, side[-1].price))


def _slope(line: Edge, span: int, height: float) -> Slope:
    moved = line.slope * span / height
    return "level" if abs(moved) <= LEVEL + RATIO else "rises" if moved > 0 else "falls"


def _even(legs: Sequence[Pivot]) -> float:
    """The shortest leg beside the mean one, in bars; 0 where one is longer than ``LONGEST_PART`` mean ones."""
    spans = [after.bar - before.bar for before, after in pairwise(legs)]
    mean = sum(spans) / len(spans)
    return min(spans) / mean if max(spans) <= LONGEST_PART * mean else 0.0
