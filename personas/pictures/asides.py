"""Named prices at the right of a plot, beside the tag of the last price."""

from collections.abc import Sequence
from dataclasses import dataclass

from personas.pictures.figures import price_text
from personas.pictures.geometry import Label, Leader, Rect
from personas.pictures.layout import CANVAS, FIGURE, FIGURE_BOLD, PLATE_HEIGHT, price_tag
from personas.pictures.palette import Ink
from personas.pictures.scale import Scale
from personas.pictures.spread import Wish, spread
from personas.pictures.typeface import measure

LEAD = 32
"""Pixels between the plot and the names, for leaders."""
GAP = 14
PAD = 10
PRICE_RIGHT = CANVAS.right - 6 - PAD
FIRM = 1e4
"""How much rather a label moves aside than the last price's tag."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A price with a name. Where not all have room, those of the highest ``rank`` go first."""

    name: str
    price: float
    ink: Ink
    rank: int
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Asides:
    """The labels with the price's tag, leaders to those that moved, and which of ``marks`` are told."""

    labels: tuple[Label, ...]
    leaders: tuple[Leader, ...]
    told: tuple[Mark, ...]


def gutter(marks: Sequence[Mark], price: float, places: int) -> int:
    """How far from the canvas's right edge a plot ends so that ``marks`` have room."""
    names = max((measure(mark.name, FIGURE_BOLD) for mark in marks), default=0)
    figures = max(measure(price_text(value, places), FIGURE_BOLD) for value in (price, *(m.price for m in marks)))
    return CANVAS.right - PRICE_RIGHT + figures + GAP + names + LEAD


def asides(marks: Sequence[Mark], price: float, places: int, scale: Scale, plot: Rect) -> Asides:
    """Name and price of each of ``marks`` beside its row, as many as there is room for, and the tag at ``price``."""
    left = plot.right + LEAD
    capacity = (plot.height - PLATE_HEIGHT) // FIGURE.height
    told = sorted(marks, key=lambda mark: mark.rank)[:capacity]
    wishes: list[tuple[Mark | None, Wish]] = [(mark, Wish(scale.y(mark.price), FIGURE.height)) for mark in told]
    wishes.append((None, Wish(scale.y(price), PLATE_HEIGHT, FIRM)))
    wishes.sort(key=lambda pair: pair[1].centre)
    labels: list[Label] = []
    leaders: list[Leader] = []
    for (mark, wish), top in zip(wishes, spread([wish for _, wish in wishes], plot.top, plot.bottom), strict=True):
        middle = top + wish.height // 2
        if abs(middle - wish.centre) > 2:
            leaders.append(Leader((plot.right, wish.centre), (left - 6, middle), mark.ink if mark else "last"))
        if mark is None:
            text = price_text(price, places)
            labels.append(price_tag(text, left - 6, top, PRICE_RIGHT - measure(text, FIGURE_BOLD)))
        else:
            style = FIGURE_BOLD if mark.bold else FIGURE
            labels.append(Label.at(left, top, mark.name, style, mark.ink))
            labels.append(Label.ending(PRICE_RIGHT, top, price_text(mark.price, places), style, mark.ink))
    return Asides(tuple(labels), tuple(leaders), tuple(sorted(told, key=lambda mark: -mark.price)))
