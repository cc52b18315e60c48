"""Which Fibonacci levels are in view, their lines, and their labels at the right."""

from collections.abc import Sequence
from dataclasses import dataclass

from analytics.fibonacci import Kind
from personas.pictures.figures import decimals, price_text
from personas.pictures.geometry import Label, Leader, Line, Rect
from personas.pictures.layout import CANVAS, EDGE, FIGURE, FIGURE_BOLD, PLATE_HEIGHT, PLOT_TOP, TIME_ROW, price_tag
from personas.pictures.palette import Ink
from personas.pictures.scale import Scale
from personas.pictures.spread import Wish, spread
from personas.pictures.typeface import measure
from services.studies.fib_levels import FibLevel, FibLevelsAnswer

PLOT_BOTTOM = TIME_ROW - 6
CANDLE_SHARE = 0.7
"""The share of the height that the candles keep when levels beyond them come into view."""
LEAD = 32
"""Pixels between the plot and the labels, for leaders and arrows."""
COLUMN_GAP = 16
PAD = 10
PRICE_RIGHT = CANVAS.right - 6 - PAD
"""Where prices end."""
FREE = 46
"""Rows beyond the highest and the lowest level in view: an arrow to the next fits there, and half a label."""
FIRM = 1e4
"""How much rather a label moves aside than the last price's tag."""
DASHES: dict[Kind, tuple[int, int] | None] = {"retracement": None, "extension": (14, 7), "counter": (4, 6)}
"""Each kind has a dash of its own, so that it needs no colour."""


@dataclass(frozen=True, slots=True)
class View:
    """What a picture of levels shows: ``levels`` from the highest down; ``near`` those that the price is between.

    ``retraced`` is the price's own ratio.
    """

    scale: Scale
    plot: Rect
    levels: tuple[FibLevel, ...]
    near: tuple[FibLevel, ...]
    above: FibLevel | None
    """The first that is too high to be in view."""
    below: FibLevel | None
    price: float
    retraced: str
    decimals: int

    @property
    def row(self) -> int:
        return self.scale.y(self.price)

    @property
    def ratio_left(self) -> int:
        return self.plot.right + LEAD

    @property
    def room(self) -> tuple[int, int]:
        """The rows for labels: what points out of view has the first and the last of the plot."""
        return (
            self.plot.top + (FIGURE.height if self.above else 0),
            self.plot.bottom - (FIGURE.height if self.below else 0),
        )

    def text(self, price: float) -> str:
        return price_text(price, self.decimals)


def ratio_text(level: FibLevel) -> str:
    return f"{level.ratio:g}"


def visible_range(low: float, high: float, price: float, levels: Sequence[FibLevel]) -> tuple[float, float]:
    """``low`` to ``high`` (of the candles) and the first level beyond each, as far as ``CANDLE_SHARE`` allows."""
    lower = max((level.price for level in levels if level.price < low), default=low)
    upper = min((level.price for level in levels if level.price > high), default=high)
    bottom, top = low, high
    for end in sorted((lower, upper), key=lambda end: abs(end - price)):
        reach = min(bottom, end), max(top, end)
        if high - low >= CANDLE_SHARE * (reach[1] - reach[0]):
            bottom, top = reach
    return bottom, top


def view(answer: FibLevelsAnswer, low: float, high: float) -> View:
    """What can be shown from ``low`` to ``high``: where not all labels have room, the least important levels go."""
    scale = Scale.over(low, high, PLOT_TOP, PLOT_BOTTOM, free=FREE)
    levels, price = answer.levels, answer.price
    near = tuple(level for level in (answer.nearest_above, answer.nearest_below) if level is not None)
    capacity = (scale.bottom - scale.top - PLATE_HEIGHT) // FIGURE.height - 2
    by_rank = sorted(
        (level for level in levels if low <= level.price <= high),
        key=lambda lv: (lv not in near, lv.kind != "retracement", abs(lv.price - price)),
    )
    places = decimals(price, scale.span)
    retraced = price_text(answer.retraced, 3)
    ratio_width = max(measure(text, FIGURE_BOLD) for text in (retraced, *map(ratio_text, levels)))
    price_width = max(measure(price_text(p, places), FIGURE_BOLD) for p in (price, *(lv.price for lv in levels)))
    return View(
        scale=scale,
        plot=Rect(EDGE // 2, scale.top, PRICE_RIGHT - price_width - COLUMN_GAP - ratio_width - LEAD, scale.bottom),
        levels=tuple(sorted(by_rank[:capacity], key=lambda lv: -lv.price)),
        near=near,
        above=min((level for level in levels if level.price > high), key=lambda lv: lv.price, default=None),
        below=max((level for level in levels if level.price < low), key=lambda lv: lv.price, default=None),
        price=price,
        retraced=retraced,
        decimals=places,
    )


def level_lines(shown: View, left: int, moved: Sequence[FibLevel]) -> list[Line]:
    """A line from column ``left`` for each level, on to its label unless that ``moved``; the nearest are thicker."""
    lines = []
    for level in shown.levels:
        row = shown.scale.y(level.price)
        right = shown.plot.right if level in moved else shown.ratio_left - 6
        near = level in shown.near
        box = Rect(left, row - 1, right, row + 2 if near else row + 1)
        lines.append(Line(box, level.kind, DASHES[level.kind], faint=not near))
    return lines


@dataclass(frozen=True, slots=True)
class Aside:
    """The labels at the right with the price's tag, leaders to those that moved, and which levels ``moved``."""

    labels: tuple[Label, ...]
    leaders: tuple[Leader, ...]
    moved: tuple[FibLevel, ...]
    price_moved: bool


def level_labels(shown: View) -> Aside:
    """Ratio and price of each level beside its line, the tag at the price, and arrows to what is out of view."""
    wishes: list[tuple[FibLevel | None, Wish]] = [
        (level, Wish(shown.scale.y(level.price), FIGURE.height)) for level in shown.levels
    ]
    wishes.append((None, Wish(shown.row, PLATE_HEIGHT, FIRM)))
    wishes.sort(key=lambda pair: pair[1].centre)
    tops = spread([wish for _, wish in wishes], *shown.room)
    labels: list[Label] = []
    leaders: list[Leader] = []
    moved: list[FibLevel] = []
    price_moved = False
    for (level, wish), top in zip(wishes, tops, strict=True):
        middle = top + wish.height // 2
        aside = abs(middle - wish.centre) > 2
        if aside:
            ink: Ink = level.kind if level else "last"
            leaders.append(Leader((shown.plot.right, wish.centre), (shown.ratio_left - 6, middle), ink))
        if level:
            labels += _pair(shown, level, top, bold=level in shown.near)
            moved += [level] if aside else []
        else:
            text = shown.text(shown.price)
            start = PRICE_RIGHT - measure(text, FIGURE_BOLD)
            labels.append(price_tag(text, shown.ratio_left - 6, top, start, (shown.retraced, shown.ratio_left)))
            price_moved = aside
    for beyond, top, arrow in ((shown.above, shown.plot.top, "▲"), (shown.below, shown.room[1], "▼")):
        if beyond is not None:
            labels.append(Label.at(shown.plot.right + 4, top, arrow, FIGURE, beyond.kind))
            labels += _pair(shown, beyond, top, bold=False)
    return Aside(tuple(labels), tuple(leaders), tuple(moved), price_moved)


def _pair(shown: View, level: FibLevel, top: int, *, bold: bool) -> list[Label]:
    style = FIGURE_BOLD if bold else FIGURE
    return [
        Label.at(shown.ratio_left, top, ratio_text(level), style, level.kind),
        Label.ending(PRICE_RIGHT, top, shown.text(level.price), style, "text" if bold else level.kind),
    ]
