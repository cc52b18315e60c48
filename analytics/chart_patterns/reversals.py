"""Tops and bottoms: double, triple, head and shoulders.

All are read as tops; a bottom is the top of the prices turned upside down. The ATR is that of the bar at which the last
turn was known, the *height* is from the highest top to the line that must break. Asked of all: the height is at least
``LEAST_ATR`` average true ranges; the rise into the formation (from the turn before it) began below the line that must
break; of the time from top to top no part is longer than ``LONGEST_PART`` times another.

Sources: T. Bulkowski, Encyclopedia of Chart Patterns (2nd ed., 2005); R. Edwards and J. Magee, Technical Analysis of
Stock Trends (5th ed., 1966). Their tolerances in percent of a share's price are given here in parts of the height,
which suits any market and timeframe.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from analytics.chart_patterns.formation import Edge, Formation, Point, level
from analytics.chart_patterns.turns import Turns
from analytics.swings import Pivot
from analytics.ties import RATIO, dust

LEAST_ATR = 3.0
LONGEST_PART = 3.0
LEVEL = 0.15
"""Tops count as level within this part of the height."""
SHOULDERS = 0.35
"""So do shoulders within this part of the height, which E&M let differ more than tops."""
HEAD = 0.2
"""By which part of the height a head stands above the higher shoulder, at least."""
TILT = 0.35
"""By which part of the height a neckline may rise or fall, at most."""
VALLEYS = 0.35
"""Within which part of the height the valleys of a triple top are level."""


def reversals(turns: Turns) -> Iterator[Formation]:
    """Every double, triple and head-and-shoulders formation on ``turns``, tops and bottoms."""
    for last in range(3, len(turns.pivots)):
        if (top := double(turns, turns.pivots[last - 3 : last + 1])) is not None:
            yield top
        if last >= 5:
            legs = turns.pivots[last - 5 : last + 1]
            if (three := triple(turns, legs) or head_and_shoulders(turns, legs)) is not None:
                yield three


def double(turns: Turns, legs: Sequence[Pivot]) -> Formation | None:
    """Base, top, valley, top: two tops level within ``LEVEL`` of the height.

    Trigger: a close below the valley. Target: the height below it. Invalidation: a close above the higher top.
    Quality: the mean of how level the tops are, how alike the two halves are in time, and how deep the valley is (1
    from six average true ranges on).
    """
    base, left, valley, right = legs
    way, atr = _way(right), turns.atr_at(right.known)
    peak = max(way * left.price, way * right.price)
    height = peak - way * valley.price
    apart = abs(left.price - right.price) / height if height > 0 else 1.0
    if not (height >= LEAST_ATR * atr and apart <= LEVEL + RATIO and way * base.price < way * valley.price):
        return None
    even = _even(left, valley, right)
    if even < 1 / LONGEST_PART:
        return None
    points = _named(legs[1:], way, ("first", "between", "second"))
    neck = level("neckline", valley.price, left.bar, right.bar)
    lid = level("invalidation", way * peak, left.bar, right.bar)
    quality = (1 - apart / LEVEL + even + min(1.0, height / (2 * LEAST_ATR * atr))) / 3
    return _formed("double", legs, points, neck, lid, height, atr, quality)


def triple(turns: Turns, legs: Sequence[Pivot]) -> Formation | None:
    """Base, then three tops and two valleys: the tops level within ``LEVEL`` of the height, the valleys in ``VALLEYS``.

    Trigger: a close below the lower valley. Target: the height below it. Invalidation: a close above the highest top.
    Quality: the mean of how level the tops and the valleys are, and how alike the parts are in time.
    """
    base, *tops = legs
    way, atr = _way(tops[-1]), turns.atr_at(tops[-1].known)
    peaks = [way * pivot.price for pivot in tops[::2]]
    valleys = [way * pivot.price for pivot in tops[1::2]]
    height = max(peaks) - min(valleys)
    apart = (max(peaks) - min(peaks)) / height if height > 0 else 1.0
    uneven = (max(valleys) - min(valleys)) / height if height > 0 else 1.0
    even = _even(*tops[::2])
    if not (
        height >= LEAST_ATR * atr
        and apart <= LEVEL + RATIO
        and uneven <= VALLEYS + RATIO
        and way * base.price < min(valleys)
    ):
        return None
    if even < 1 / LONGEST_PART:
        return None
    points = _named(tops, way, ("first", "between", "second", "between", "third"))
    neck = level("neckline", way * min(valleys), tops[0].bar, tops[-1].bar)
    lid = level("invalidation", way * max(peaks), tops[0].bar, tops[-1].bar)
    quality = (1 - apart / LEVEL + 1 - uneven / VALLEYS + even) / 3
    return _formed("triple", legs, points, neck, lid, height, atr, quality)


def head_and_shoulders(turns: Turns, legs: Sequence[Pivot]) -> Formation | None:
    """Base, shoulder, valley, head, valley, shoulder. The height is from the head down to the neckline at its bar.

    The head stands ``HEAD`` of the height above both shoulders, which are level within ``SHOULDERS``; the neckline,
    through both valleys, tilts by ``TILT`` at most, and both shoulders are above it. Trigger: a close below the
    neckline. Target: the height below it at the break. Invalidation: a close above the right shoulder. Quality: the
    mean of how level shoulders and neckline are, and how alike the halves are in time.
    """
    base, left, valley, head, other, right = legs
    way, atr = _way(right), turns.atr_at(right.known)
    neck = Edge("neckline", (valley.bar, valley.price), (other.bar, other.price))
    height = way * (head.price - neck.at(head.bar))
    if not height >= LEAST_ATR * atr:
        return None
    shoulders = way * left.price, way * right.price
    apart = abs(left.price - right.price) / height
    tilt = abs(valley.price - other.price) / height
    stands = way * head.price - max(shoulders) >= (HEAD - RATIO) * height
    above = all(way * (one.price - neck.at(one.bar)) > dust(one.price) for one in (left, right))
    began = way * base.price < min(way * valley.price, way * other.price)
    even = _even(left, head, right)
    if not (
        stands and above and began and apart <= SHOULDERS + RATIO and tilt <= TILT + RATIO and even >= 1 / LONGEST_PART
    ):
        return None
    points = _named(legs[1:], way, ("left shoulder", "neck", "head", "neck", "right shoulder"), named=True)
    lid = level("invalidation", right.price, left.bar, right.bar)
    quality = (1 - apart / SHOULDERS + 1 - tilt / TILT + even) / 3
    return _formed("head and shoulders", legs, points, neck, lid, height, atr, quality)


def _way(last: Pivot) -> int:
    """1 where the formation ends at a top, −1 at a bottom."""
    return 1 if last.kind == "high" else -1


def _even(*tops: Pivot) -> float:
    """The shortest time from one to the next beside the longest: 1 where they are the same."""
    spans = [after.bar - before.bar for before, after in pairwise(tops)]
    return min(spans) / max(spans)


def _named(legs: Sequence[Pivot], way: int, roles: Sequence[str], *, named: bool = False) -> tuple[Point, ...]:
    side, between = ("top", "valley") if way > 0 else ("bottom", "peak")
    return tuple(
        Point(role if named else between if role == "between" else f"{role} {side}", pivot.bar, pivot.price)
        for role, pivot in zip(roles, legs, strict=True)
    )


def _formed(
    name: str,
    legs: Sequence[Pivot],
    points: tuple[Point, ...],
    neck: Edge,
    lid: Edge,
    height: float,
    atr: float,
    quality: float,
) -> Formation:
    top = legs[-1].kind == "high"
    if name == "head and shoulders":
        title = name if top else "inverse head and shoulders"
    else:
        title = f"{name} {'top' if top else 'bottom'}"
    known = legs[-1].known
    return Formation(
        name=title,
        direction="bearish" if top else "bullish",
        points=points,
        lines=(neck,),
        above=lid if top else neck,
        below=neck if top else lid,
        height=height,
        atr=atr,
        quality=quality,
        known=known,
        expires=known + points[-1].bar - points[0].bar,
    )
