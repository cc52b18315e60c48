"""Market structure: what each turn is beside the one before, and where a close broke through one.

Sources: higher and lower swing highs and lows are Charles Dow's, as in R. D. Edwards and J. Magee, Technical Analysis
of Stock Trends (1948). "Break of structure" and "change of character" are the terms of today's price-action traders;
they have no single definition, so ``breaks`` states the one meant here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from analytics.bars import Bars, Floats
from analytics.swings import Pivot, zigzag
from analytics.volatility import atr

EQUAL_ATR = 0.1
"""Two highs, or two lows, that differ by no more than this many average true ranges are equal."""

Label = Literal["HH", "LH", "EH", "HL", "LL", "EL"]
"""Higher, lower or equal high; higher, lower or equal low."""
Direction = Literal["up", "down"]
Trend = Literal["up", "down", "none"]


@dataclass(frozen=True, slots=True)
class LabelledSwing:
    """A turn beside the one of its kind before it; ``label`` is ``None`` where there is none before."""

    pivot: Pivot
    label: Label | None

    @property
    def known(self) -> int:
        return self.pivot.known


@dataclass(frozen=True, slots=True)
class Break:
    """The bar at ``bar`` closed beyond ``level``, the price of ``swing``. ``known`` at its close."""

    kind: Literal["BOS", "CHoCH"]
    """Break of structure, or change of character."""
    direction: Direction
    bar: int
    level: float
    swing: Pivot

    @property
    def known(self) -> int:
        return self.bar


@dataclass(frozen=True, slots=True)
class Structure:
    """Turns and breaks in order of when they were known.

    ``trend`` is the direction of the last break, "none" before the first. ``order`` is what the newest high and the
    newest low say by themselves: "up" for a higher high and a higher low, "down" for a lower high and a lower low,
    else "none". ``above`` and ``below`` are the newest high and the newest low, where no close has broken them yet: the
    next close beyond one of them is the next break.
    """

    swings: tuple[LabelledSwing, ...]
    breaks: tuple[Break, ...]
    trend: Trend
    order: Trend
    above: Pivot | None
    below: Pivot | None


def market_structure(bars: Bars, pivots: Sequence[Pivot] | None = None, *, equal: float = EQUAL_ATR) -> Structure:
    """The structure that ``pivots`` make, in order of when they were known: those of ``zigzag`` if not given.

    Highs and lows need not take turns; of several in a row the newest counts.

    What it finds with ``known`` below t is what the first t bars alone would show. Nothing is found before the first
    average true range.
    """
    if pivots is None:
        pivots = zigzag(bars.high, bars.low, bars.close)
    swings = label_swings(pivots, atr(bars.high, bars.low, bars.close), equal=equal)
    broken = breaks(pivots, bars.close)
    newest = {pivot.kind: pivot for pivot in pivots}
    whole = {kind: pivot for kind, pivot in newest.items() if all(pivot is not one.swing for one in broken)}
    return Structure(
        swings=tuple(swings),
        breaks=tuple(broken),
        trend=broken[-1].direction if broken else "none",
        order=swing_order(swings),
        above=whole.get("high"),
        below=whole.get("low"),
    )


def label_swings(pivots: Sequence[Pivot], ranges: Floats, *, equal: float = EQUAL_ATR) -> list[LabelledSwing]:
    """Each of ``pivots`` beside the one of its kind before.

    They are equal where they differ by at most ``equal`` of the average true range at the bar that made the later one
    known. ``ranges`` has shape (n,), in the unit of the prices.
    """
    last: dict[str, float] = {}
    found: list[LabelledSwing] = []
    for pivot in pivots:
        before = last.get(pivot.kind)
        found.append(
            LabelledSwing(pivot, None if before is None else _label(pivot, before, equal * ranges[pivot.known]))
        )
        last[pivot.kind] = pivot.price
    return found


def breaks(pivots: Sequence[Pivot], close: Floats) -> list[Break]:
    """Closes beyond the last known turn, in order. ``close`` has shape (n,).

    At the close of bar t, the turns that count are the newest high and the newest low known before t. A close above
    that high, the first since it was known, breaks up; a close below that low breaks down. Each turn is broken at most
    once. A break in the direction of the one before it, and the first of all, is a break of structure (BOS); a break
    against it is a change of character (CHoCH), and turns the trend.
    """
    crossings = [
        *_crossings([pivot for pivot in pivots if pivot.kind == "high"], close),
        *_crossings([pivot for pivot in pivots if pivot.kind == "low"], close),
    ]
    found: list[Break] = []
    for bar, swing in sorted(crossings, key=lambda crossing: crossing[0]):
        direction: Direction = "up" if swing.kind == "high" else "down"
        turns = bool(found) and found[-1].direction != direction
        found.append(Break("CHoCH" if turns else "BOS", direction, bar, swing.price, swing))
    return found


def swing_order(swings: Sequence[LabelledSwing]) -> Trend:
    """Up where the newest high is higher and the newest low is higher, down where both are lower, else none."""
    newest = {swing.pivot.kind: swing.label for swing in swings}
    labels = set(newest.values())
    return "up" if labels == {"HH", "HL"} else "down" if labels == {"LH", "LL"} else "none"


def _label(pivot: Pivot, before: float, tolerance: float) -> Label:
    rise = pivot.price - before
    if pivot.kind == "high":
        return "EH" if abs(rise) <= tolerance else "HH" if rise > 0 else "LH"
    return "EL" if abs(rise) <= tolerance else "HL" if rise > 0 else "LL"


def _crossings(pivots: list[Pivot], close: Floats) -> list[tuple[int, Pivot]]:
    """The first close beyond each of ``pivots`` (all of one kind) while it was the newest one known."""
    found = []
    until = [*(pivot.known for pivot in pivots[1:]), len(close) - 1]
    for pivot, last in zip(pivots, until, strict=False):
        start = pivot.known + 1
        closes = close[start : last + 1]
        beyond = closes > pivot.price if pivot.kind == "high" else closes < pivot.price
        if beyond.any():
            found.append((start + int(beyond.argmax()), pivot))
    return found
