"""Chart patterns by geometric rules on swings that were known.

Each family has its own module, whose words state its rules, and where they come from. Turns come from zigzags of one
average true range (flags), of two, and of four (the rest). A formation is known at the bar at which its last turn was,
and what it is called, its lines and its quality never change after; what later bars make of it is a state.

The eye finds formations in noise, and so do rules. In 500 bars of a random walk, which has no memory,
``chart_patterns`` finds 4.4 on average, and on hours of twelve coins 4.7; at a given bar one walk in nine shows one
that is forming. Of those that were confirmed, followed as they came, ``REACHED_RATE`` touched the target before they
failed; on random walks ``CHANCE_RATE``. The difference is within chance (2,105 and 2,173 cases): a formation is a shape
with prices that decide it, and no promise.
"""

from collections.abc import Sequence

from analytics.bars import Bars
from analytics.chart_patterns.boundaries import boundaries
from analytics.chart_patterns.cups import cups
from analytics.chart_patterns.flags import flags
from analytics.chart_patterns.formation import Direction, Edge, Formation, Point, State, best_of, followed, same_stretch
from analytics.chart_patterns.reversals import reversals
from analytics.chart_patterns.turns import turns
from analytics.ties import RATIO

__all__ = [
    "CHANCE_CASES",
    "CHANCE_RATE",
    "REACHED_CASES",
    "REACHED_RATE",
    "Direction",
    "Edge",
    "Formation",
    "Point",
    "State",
    "chart_patterns",
    "first_known",
    "formations",
    "standing",
]

REVERSALS_ATR = (2.0, 4.0)
"""How far prices must come back for a turn of most formations, in average true ranges."""
FLAG_ATR = 1.0
"""The same for flags and pennants, which are small."""
REACHED_RATE = 0.461
"""The part of confirmed formations that touched the target before they failed, on hours of twelve coins against USDT,
2021 to 2023 (BTC 2018 to 2020), each from its first 24,000 bars; of several that share a stretch the first known."""
CHANCE_RATE = 0.442
"""The same on twelve random walks as long."""
REACHED_CASES, CHANCE_CASES = 2105, 2173
"""Of how many confirmed formations each of the two is."""
LEAST_QUALITY = 0.5
"""What is less like the textbook is not called a formation."""


def formations(bars: Bars) -> list[Formation]:
    """Every formation of every family, whatever became of it, overlaps and all, in order of ``known``; without those
    that were over by the close at which they were known.

    Those of the first t bars are those of all bars with ``known`` below t, apart from what became of them after.
    """
    found = [
        *flags(turns(bars, FLAG_ATR)),
        *(
            one
            for reversal in REVERSALS_ATR
            for swings in [turns(bars, reversal)]
            for family in (reversals, boundaries, cups)
            for one in family(swings)
        ),
    ]
    kept = (followed(one, bars) for one in found if one.quality >= LEAST_QUALITY - RATIO)
    return sorted(
        (one for one in kept if one.failed is None or one.failed > one.known),
        key=lambda one: (one.known, one.name, one.start),
    )


def chart_patterns(bars: Bars, *, newest: int | None = None) -> list[Formation]:
    """Formations as they stand at the newest bar, newest first: those that lapsed are left out, and of several that
    cover the same stretch the best stays. With ``newest``, only those that began within so many bars.
    """
    first = 0 if newest is None else len(bars) - newest
    return best_of(one for one in formations(bars) if one.state != "lapsed" and one.start >= first)


def first_known(found: Sequence[Formation]) -> list[Formation]:
    """Of ``formations`` that cover the same stretch the one that was known first: what a person meets who follows a
    market bar by bar, and so what outcomes are to be counted on. ``chart_patterns`` would flatter them: it prefers what
    has not failed."""
    kept: list[Formation] = []
    for one in found:
        if not any(same_stretch(one, other) for other in kept[-RECENT:]):
            kept.append(one)
    return kept


RECENT = 12
"""How many kept before it a formation is held against."""


def standing(found: Sequence[Formation], bar: int) -> list[Formation]:
    """Those that still have something to say at ``bar``: forming, or confirmed with the target ahead for no longer
    than the formation took."""
    return [
        one
        for one in found
        if one.state == "forming"
        or (
            one.state == "confirmed"
            and one.reached is None
            and one.confirmed is not None
            and bar - one.confirmed <= max(one.end - one.start, 1)
        )
    ]
