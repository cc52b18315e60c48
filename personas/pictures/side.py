"""What stands at the right of candles: named prices or an axis of round ones, and the tag of the last price."""

from collections.abc import Sequence
from dataclasses import dataclass

from personas.pictures.figures import price_text
from personas.pictures.geometry import CANVAS, Label, Leader, Line, Rect
from personas.pictures.layout import FIGURE, FIGURE_BOLD
from personas.pictures.palette import Ink
from personas.pictures.scale import Scale, Ticks
from personas.pictures.spread import Wish, spread
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
    """Labels and leaders of named prices. ``told`` are those in view, from the top down; of them, those in ``moved``
    stand beside a leader, and so does the tag if ``tag_moved``."""

    labels: tuple[Label, ...]
    leaders: tuple[Leader, ...]
    told: tuple[Level, ...]
    moved: tuple[Level, ...]
    tag_moved: bool


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
    """Name and price of each of ``levels`` beside its row, as many as there is room for, and the tag at ``price``.

    Of those out of view the nearest above and the nearest below stand at the ends, with an arrow, where that moves no
    other.
    """
    left = plot.right + LEAD
    in_view = [level for level in levels if scale.low <= level.price <= scale.high]
    told = sorted(in_view, key=lambda level: level.rank)[: (plot.height - PLATE_HEIGHT) // FIGURE.height]
    row = scale.y(price)
    above = min((level for level in levels if level.price > scale.high), key=lambda one: one.price, default=None)
    if (1 + sum(level.price > price for level in told)) * FIGURE.height > row - PLATE_HEIGHT // 2 - plot.top:
        above = None
    below = max((level for level in levels if level.price < scale.low), key=lambda one: one.price, default=None)
    if (1 + sum(level.price <= price for level in told)) * FIGURE.height > plot.bottom - row - PLATE_HEIGHT // 2:
        below = None
    top, bottom = plot.top + (FIGURE.height if above else 0), plot.bottom - (FIGURE.height if below else 0)
    wishes: list[tuple[Level | None, Wish]] = [(level, Wish(scale.y(level.price), FIGURE.height)) for level in told]
    wishes.append((None, Wish(scale.y(price), PLATE_HEIGHT, FIRM)))
    wishes.sort(key=lambda pair: (pair[1].centre, -(pair[0].price if pair[0] else price)))
    labels: list[Label] = []
    leaders: list[Leader] = []
    moved: list[Level | None] = []
    for (level, wish), row in zip(wishes, spread([wish for _, wish in wishes], top, bottom), strict=True):
        middle = row + wish.height // 2
        if abs(middle - wish.centre) > NEAR:
            leaders.append(Leader((plot.right, wish.centre), (left - 6, middle), level.ink if level else "last"))
            moved.append(level)
        if level:
            labels += _pair(level, left, row, places)
        else:
            before = (tag_name, left) if tag_name else None
            labels.append(tag_of(price_text(price, places), left - 6, row, before))
    for beyond, row, arrow in ((above, plot.top, "▲"), (below, bottom, "▼")):
        if beyond is not None:
            labels.append(Label.at(plot.right + 4, row, arrow, FIGURE, beyond.ink))
            labels += _pair(beyond, left, row, places)
    return Side(
        tuple(labels),
        tuple(leaders),
        tuple(sorted(told, key=lambda level: -level.price)),
        tuple(level for level in moved if level),
        None in moved,
    )


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


def price_axis(ticks: Ticks, price: float, places: int, scale: Scale, plot: Rect) -> tuple[list[Label], list[Line]]:
    """The tag at ``price``, round prices where they have room beside it, and a faint line for each."""
    top = min(max(scale.y(price) - PLATE_HEIGHT // 2, plot.top), plot.bottom - PLATE_HEIGHT)
    labels = [tag_of(price_text(price, places), plot.right, top)]
    lines = []
    for tick in ticks.prices:
        row = scale.y(tick)
        lines.append(Line(Rect(plot.left, row, plot.right, row + 1), "grid"))
        text = price_text(tick, ticks.decimals)
        label = Label.ending(PRICE_RIGHT, row - FIGURE.height // 2, text, FIGURE, "muted")
        apart = not label.box.overlaps(labels[0].box)
        if apart and plot.top - 8 <= label.box.top and label.box.bottom <= plot.bottom + 8:
            labels.append(label)
    return labels, lines
