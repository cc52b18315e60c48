"""What stands at the right of candles: named prices or an axis of round ones, and the tag of the last price."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from personas.pictures.figures import price_text
from personas.pictures.geometry import CANVAS, Label, Leader, Line, Rect
from personas.pictures.palette import Ink
from personas.pictures.scale import Scale, Ticks
from personas.pictures.spread import Wish, spread
from personas.pictures.styles import FIGURE, FIGURE_BOLD
from personas.pictures.typeface import measure

LEAD = 32
"""Pixels between the plot and the names, for leaders and arrows."""
GAP = 16
"""Pixels between names and prices."""
PAD = 10
PLATE_RIGHT = CANVAS.right - 6
PRICE_RIGHT = PLATE_RIGHT - PAD
"""Where prices end."""
PLATE_HEIGHT = 36
"""Rows of the last price's tag."""
FIRM = 1e4
"""How much rather a name moves aside than the last price's tag."""
MOST_NAMED = 9
"""More names than this are a list, and that is on the card."""
NEAR = 2
"""Rows that a name may stand from its price without a leader."""


@dataclass(frozen=True, slots=True)
class Level:
    """A price with a name. Where not all have room, those of the lowest ``rank`` are told."""

    name: str
    price: float
    ink: Ink
    rank: int = 0
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Side:
    """What stands at the right, from the column ``left`` on.

    ``told`` are the named levels that are in view and have room, from the top down. ``ends`` tells where the line of
    each ends, and under ``None`` that of the last price: at its name, or at the plot's edge where a leader goes on.
    """

    left: int
    labels: Sequence[Label]
    ends: Mapping[Level | None, int]
    told: tuple[Level, ...] = ()
    leaders: Sequence[Leader] = ()
    grid: Sequence[Line] = ()


def tag_of(text: str, left: int, top: int, before: tuple[str, int] | None = None) -> Label:
    """The last price on a plate from ``left`` to the right."""
    box = Rect(left, top, PLATE_RIGHT, top + PLATE_HEIGHT)
    return Label(text, FIGURE_BOLD, box, PRICE_RIGHT - measure(text, FIGURE_BOLD), "background", "last", before)


def names_width(levels: Sequence[Level], price: float, tag_name: str, places: int) -> int:
    """How many pixels from the canvas's right edge a plot ends so that ``levels`` and the tag have room."""
    names = max(measure(name, FIGURE_BOLD) for name in (tag_name, *(level.name for level in levels)))
    prices = (price, *(level.price for level in levels))
    figures = max(measure(price_text(value, places), FIGURE_BOLD) for value in prices)
    return CANVAS.right - PRICE_RIGHT + figures + GAP + names + LEAD


def name_prices(levels: Sequence[Level], price: float, tag_name: str, places: int, scale: Scale, plot: Rect) -> Side:
    """Name and price of each of ``levels`` beside its row, as many as there is room for over and under the tag at
    ``price``, which stays at its row.

    Of those out of view the nearest above and the nearest below stand at the ends, with an arrow, where room is left.
    """
    left = plot.right + LEAD
    row, half = scale.y(price), PLATE_HEIGHT // 2 - NEAR
    free = {True: (row - half - plot.top) // FIGURE.height, False: (plot.bottom - row - half) // FIGURE.height}
    told: list[Level] = []
    for one in sorted(levels, key=lambda one: one.rank):
        over = one.price >= price
        if scale.low <= one.price <= scale.high and free[over] > 0 and len(told) < MOST_NAMED:
            told.append(one)
            free[over] -= 1
    above = min((level for level in levels if level.price > scale.high), key=lambda one: one.price, default=None)
    above = above if free[True] > 0 else None
    below = max((level for level in levels if level.price < scale.low), key=lambda one: one.price, default=None)
    below = below if free[False] > 0 else None
    top, bottom = plot.top + (FIGURE.height if above else 0), plot.bottom - (FIGURE.height if below else 0)
    wishes: list[tuple[Level | None, Wish]] = [(level, Wish(scale.y(level.price), FIGURE.height)) for level in told]
    wishes.append((None, Wish(scale.y(price), PLATE_HEIGHT, FIRM)))
    wishes.sort(key=lambda pair: (pair[1].centre, -(pair[0].price if pair[0] else price)))
    labels: list[Label] = []
    leaders: list[Leader] = []
    ends: dict[Level | None, int] = {}
    for (level, wish), start in zip(wishes, spread([wish for _, wish in wishes], top, bottom), strict=True):
        middle = start + wish.height // 2
        ends[level] = left - 6
        if abs(middle - wish.centre) > NEAR:
            leaders.append(Leader((plot.right, wish.centre), (left - 6, middle), level.ink if level else "last"))
            ends[level] = plot.right
        if level:
            labels += _pair(level, left, start, places)
        else:
            labels.append(tag_of(price_text(price, places), left - 6, start, (tag_name, left) if tag_name else None))
    for beyond, start, arrow in ((above, plot.top, "▲"), (below, bottom, "▼")):
        if beyond is not None:
            labels.append(Label.at(plot.right + 4, start, arrow, FIGURE, beyond.ink))
            labels += _pair(beyond, left, start, places)
    return Side(left, labels, ends, tuple(sorted(told, key=lambda level: -level.price)), leaders)


def _pair(level: Level, left: int, row: int, places: int) -> tuple[Label, Label]:
    style, figure = (FIGURE_BOLD if level.bold else FIGURE), price_text(level.price, places)
    return (
        Label.at(left, row, level.name, style, level.ink),
        Label.ending(PRICE_RIGHT, row, figure, style, "text" if level.bold else level.ink),
    )


def axis_width(ticks: Ticks, price: float, places: int) -> int:
    """How many pixels from the canvas's right edge a plot ends so that an axis and the tag have room."""
    widest = max((measure(price_text(tick, ticks.decimals), FIGURE) for tick in ticks.prices), default=0)
    return CANVAS.right - PRICE_RIGHT + max(widest, measure(price_text(price, places), FIGURE_BOLD)) + PAD


def price_axis(ticks: Ticks, price: float, places: int, scale: Scale, plot: Rect) -> Side:
    """The tag at ``price``, round prices where they have room beside it, and a faint line for each."""
    top = min(max(scale.y(price) - PLATE_HEIGHT // 2, plot.top), plot.bottom - PLATE_HEIGHT)
    tag = tag_of(price_text(price, places), plot.right, top)
    rows = [(scale.y(tick), price_text(tick, ticks.decimals)) for tick in ticks.prices]
    grid = [Line(Rect(plot.left, row, plot.right, row + 1), "grid") for row, _ in rows]
    axis = [Label.ending(PRICE_RIGHT, row - FIGURE.height // 2, text, FIGURE, "muted") for row, text in rows]
    room = Rect(plot.right, plot.top - 6, CANVAS.right, plot.bottom + 6)
    free = (label for label in axis if label.box.within(room) and not label.box.overlaps(tag.box))
    return Side(plot.right + PAD, (tag, *free), {None: plot.right}, grid=grid)
