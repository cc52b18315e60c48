"""Flags and pennants: a short rest after a steep move.

All are read upwards; those after a fall are the same of the prices turned upside down. The *pole* is the move from the
lowest low of the ``POLE_BARS`` bars before a high to that high: at least ``POLE_ATR`` average true ranges of the bar
that it begins at, so of the calm before it. Then come a low, a high and a low, by turns of one average true range: no
longer than ``REST_BARS`` in all, and giving back at most ``GIVEN_BACK`` of the pole. The upper line goes through the
top of the pole and the high, the lower line through the two lows. In a flag neither rises, and the gap between them
changes by a factor of ``PARALLEL`` at most; in a pennant the upper falls, the lower rises, and they converge.

Trigger: a close above the upper line, within as many bars as the rest took and before that line has fallen to the
rest's lowest low. Target: the length of the pole above it.
Invalidation: a close below the rest's lowest low. Quality: the mean of the pole's length (1 from twice ``POLE_ATR``
on), its steepness (1 where it took ``REST_BARS`` / 5 bars or fewer) and how little was given back.

Sources: R. Edwards and J. Magee, Technical Analysis of Stock Trends (5th ed., 1966): flags and pennants take at most
three or four weeks, and fly at half-mast; T. Bulkowski, Encyclopedia of Chart Patterns (2nd ed., 2005).
"""

from collections.abc import Iterator, Sequence
from math import ceil

import numpy as np

from analytics.chart_patterns.formation import Edge, Formation, Point, level
from analytics.chart_patterns.turns import Turns
from analytics.swings import Pivot
from analytics.ties import RATIO

POLE_BARS = 12
POLE_ATR = 5.0
REST_BARS = 20
GIVEN_BACK = 0.5
PARALLEL = 1.6


def flags(turns: Turns) -> Iterator[Formation]:
    """Every flag and pennant on ``turns``, whose reversal should be about one average true range."""
    for last in range(3, len(turns.pivots)):
        if (found := flag(turns, turns.pivots[last - 3 : last + 1])) is not None:
            yield found


def flag(turns: Turns, legs: Sequence[Pivot]) -> Formation | None:
    """The flag or pennant whose pole ends at the first of these four turns."""
    tip, out, back, last = legs
    way = 1 if tip.kind == "high" else -1
    rest = last.bar - tip.bar
    foot = _foot(turns, tip)
    if rest > REST_BARS or foot is None:
        return None
    began, start = foot
    pole, steady = way * (tip.price - start), turns.atr_at(began)
    deepest = min(way * out.price, way * last.price)
    given_back = (way * tip.price - deepest) / pole if pole > 0 else 1.0
    if not (pole >= POLE_ATR * steady and given_back <= GIVEN_BACK + RATIO):
        return None
    upper = Edge("upper" if way > 0 else "lower", (tip.bar, tip.price), (back.bar, back.price))
    lower = Edge("lower" if way > 0 else "upper", (out.bar, out.price), (last.bar, last.price))
    name = _shape(upper, lower, tip.bar, last.bar, way)
    if name is None:
        return None
    expires = min(last.known + rest, _crossing(upper, way, deepest, last.known) - 1)
    if expires < last.known:
        return None
    end = level("invalidation", way * deepest, tip.bar, last.bar)
    quick = min(1.0, REST_BARS / 5 / (tip.bar - began))
    return Formation(
        name=f"{'bull' if way > 0 else 'bear'} {name}",
        direction="bullish" if way > 0 else "bearish",
        points=(
            Point("pole start", began, start),
            Point("pole end", tip.bar, tip.price),
            *(Point("rest", pivot.bar, pivot.price) for pivot in (out, back, last)),
        ),
        lines=(upper, lower),
        above=upper if way > 0 else end,
        below=end if way > 0 else upper,
        height=pole,
        atr=turns.atr_at(last.known),
        quality=(pole / max(pole, 2 * POLE_ATR * steady) + quick + 1 - given_back / GIVEN_BACK) / 3,
        known=last.known,
        expires=expires,
    )


def _crossing(trigger: Edge, way: int, deepest: float, known: int) -> int:
    """The first bar at which the line that a break has to pass is no longer beyond the price that ends the flag."""
    room, fall = way * trigger.at(known) - deepest, -way * trigger.slope
    return known if room <= 0 else known + (ceil(room / fall - RATIO) if fall > 0 else REST_BARS + 1)


def _foot(turns: Turns, tip: Pivot) -> tuple[int, float] | None:
    """Bar and price that the pole up to ``tip`` began at: the newest of equals."""
    first = max(0, tip.bar - POLE_BARS)
    before = (turns.bars.low if tip.kind == "high" else -turns.bars.high)[first : tip.bar][::-1]
    if len(before) == 0 or np.isnan(before).any():
        return None
    at = int(before.argmin())
    price = float(before[at])
    return tip.bar - 1 - at, price if tip.kind == "high" else -price


def _shape(upper: Edge, lower: Edge, first: int, last: int, way: int) -> str | None:
    rises = way * upper.slope, way * lower.slope
    gap, left = (way * (upper.at(bar) - lower.at(bar)) for bar in (first, last))
    if gap <= 0 or left <= 0 or rises[0] > 0:
        return None
    if rises[1] <= 0:
        return "flag" if 1 / PARALLEL - RATIO <= left / gap <= PARALLEL + RATIO else None
    return "pennant" if left < gap * (1 / PARALLEL - RATIO) else None
