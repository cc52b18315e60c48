"""Support and resistance: prices at which a market has turned more than once, and what became of its visits there.

A zone is made of turns, so some of its bounces are the very turns that made it: they say nothing of the next visit.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp2
from typing import Literal

import numpy as np

from analytics.bars import Bars, Floats
from analytics.swings import Pivot
from analytics.ties import away, dust
from analytics.volume_profile import VolumeProfile

WIDTH_ATR = 0.75
"""No zone is wider than this many average true ranges."""
LEAVE_ATR = 1.0
"""A visit is over when a whole bar is this many average true ranges away."""
LEAST_TURNS = 2
LEAST_TOUCHES = 2
HALF_LIFE_BARS = 100
"""After so many bars without a visit, half of a zone's freshness is gone."""
FULL_SHARE = 0.1
"""A zone in which this share of the volume was traded counts as fully traded."""
APART_ATR = 1.0
"""Of two zones on one side that are nearer to one another, only the stronger stands out."""

Side = Literal["support", "resistance", "straddling"]


@dataclass(frozen=True, slots=True)
class Visits:
    """What the bars made of a zone. Ages are in bars before the newest; 0 is the newest.

    A visit that is not over, and one under way when the bars begin, is neither a bounce nor a break.
    """

    touches: int
    bounces: int
    """Visits that left on the side they came from."""
    breaks: int
    """Visits that left on the other side."""
    first_age: int
    """Since the first visit began."""
    last_age: int
    """Since the last bar within the zone."""


@dataclass(frozen=True, slots=True)
class Zone:
    """Prices from ``low`` to ``high`` around which turns lie. ``turns`` is how many."""

    low: float
    high: float
    turns: int
    visits: Visits
    volume_share: float | None
    """Of the volume profile, how much lies inside; ``None`` without one."""
    strength: float

    @property
    def middle(self) -> float:
        return (self.low + self.high) / 2

    def side(self, price: float) -> Side:
        off = away(price, self.low, self.high)
        return "support" if off < 0 else "resistance" if off > 0 else "straddling"


def find_zones(
    bars: Bars,
    pivots: Sequence[Pivot],
    atr: float | None,
    profile: VolumeProfile | None = None,
    *,
    width: float = WIDTH_ATR,
    leave: float = LEAVE_ATR,
    turns: int = LEAST_TURNS,
    touches: int = LEAST_TOUCHES,
) -> list[Zone]:
    """Zones of at least so many ``turns`` and ``touches``, from the highest to the lowest; none overlaps another.

    ``pivots`` are those known by the newest bar, of any number of methods; the same turn found twice counts once.
    ``atr`` is the average true range now, in the unit of the prices: without one, or where it is 0, nothing can be near
    and there are no zones. They say what is so at the newest bar; a later bar may draw them otherwise.
    """
    if not atr or not np.isfinite(atr):
        return []
    prices = sorted(price for _, _, price in {(pivot.kind, pivot.bar, pivot.price) for pivot in pivots})
    zones = []
    for cluster in clusters(np.array(prices, dtype=np.float64), width * atr):
        if len(cluster) < turns:
            continue
        low, high = float(cluster[0]), float(cluster[-1])
        visits = visits_of(bars, low, high, leave * atr)
        if visits is not None and visits.touches >= touches:
            share = None if profile is None else profile.share(low, high)
            zones.append(Zone(low, high, len(cluster), visits, share, strength(visits, share)))
    return zones[::-1]


def clusters(prices: Floats, cap: float) -> list[Floats]:
    """``prices`` (n,), ascending, in groups no wider than ``cap``, from the lowest.

    Complete linkage in one dimension: each price begins alone, and the two neighbouring groups whose union is the
    narrowest become one (of equals the lowest two), while that union is no wider than ``cap``.
    """
    bottoms, tops = prices.tolist(), prices.tolist()
    unions = (prices[1:] - prices[:-1]).tolist()
    slack = dust(tops[-1]) if tops else 0.0
    while unions and (narrowest := min(unions) + slack) <= cap + 2 * slack:
        at = next(at for at, union in enumerate(unions) if union <= narrowest)
        tops.pop(at)
        bottoms.pop(at + 1)
        unions.pop(at)
        if at > 0:
            unions[at - 1] = tops[at] - bottoms[at - 1]
        if at < len(unions):
            unions[at] = tops[at + 1] - bottoms[at]
    return np.split(prices, np.searchsorted(prices, bottoms[1:])) if bottoms else []


def visits_of(bars: Bars, low: float, high: float, away: float) -> Visits | None:
    """The visits of ``bars`` to the prices from ``low`` to ``high``; ``None`` where there were none.

    A bar is inside where it has a price in common with them, and away where all of it is at least ``away`` above
    ``high`` or below ``low``. A visit begins with the first bar inside after one that was away (or after the first of
    all), and ends with the next that is away. A jump from one side to the other without a bar inside is no visit.
    """
    inside = (bars.low <= high) & (bars.high >= low)
    if not inside.any():
        return None
    above, below = bars.low >= high + away, bars.high <= low - away
    placed = np.flatnonzero(inside | (~inside & (above | below)))
    side = np.where(inside, 0, np.where(above, 1, -1))[placed]
    edges = np.diff(side != 0)
    starts = np.flatnonzero(edges & (side[1:] == 0)) + 1
    ends = np.flatnonzero(edges & (side[1:] != 0)) + 1
    under_way = int(side[0] == 0)
    came, left = side[starts - 1], side[ends[under_way:]]
    bounces = int((came[: len(left)] == left).sum())
    newest = len(inside) - 1
    return Visits(
        touches=len(starts) + under_way,
        bounces=bounces,
        breaks=len(left) - bounces,
        first_age=newest - int(placed[0 if under_way else starts[0]]),
        last_age=newest - int(np.flatnonzero(inside)[-1]),
    )


def strength(visits: Visits, volume_share: float | None) -> float:
    """How much a zone has been proven, from 0 to 1: the product of

    - touched: t / (t + 1) of t touches;
    - held: (b + 1) / (b + k + 2) of b bounces and k breaks, Laplace's rule of succession;
    - fresh: (1 + ½^(age of the last touch / ``HALF_LIFE_BARS``)) / 2;
    - traded: (1 + volume share / ``FULL_SHARE``) / 2, at most 1, and ½ where no volume is known.

    More touches, all else being equal, make it stronger; so does a bounce more, and a break more does not. It orders
    zones by what has happened. It is no probability of what comes.
    """
    touched = visits.touches / (visits.touches + 1)
    held = (visits.bounces + 1) / (visits.bounces + visits.breaks + 2)
    fresh = (1 + exp2(-visits.last_age / HALF_LIFE_BARS)) / 2
    traded = (1 + min(1.0, (volume_share or 0.0) / FULL_SHARE)) / 2
    return touched * held * fresh * traded


def standing_out(zones: Sequence[Zone], price: float, atr: float, most: int, *, apart: float = APART_ATR) -> list[Zone]:
    """The one that ``price`` is in, and on each side of it at most ``most`` of the others, the strongest first taken,
    each at least ``apart`` average true ranges from those taken before. From the highest to the lowest.
    """
    kept: dict[Side, list[Zone]] = {"support": [], "resistance": [], "straddling": []}
    for zone in sorted(zones, key=lambda zone: (-zone.strength, abs(zone.middle - price))):
        beside = kept[zone.side(price)]
        clear = all(zone.low - other.high >= apart * atr or other.low - zone.high >= apart * atr for other in beside)
        if clear and len(beside) < most:
            beside.append(zone)
    return sorted((zone for side in kept.values() for zone in side), key=lambda zone: -zone.low)
