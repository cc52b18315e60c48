"""The picture of an event study: how often each market rose after it, and all of them inside what chance gives."""

from collections.abc import Sequence
from dataclasses import replace
from math import ceil, floor
from typing import Final, NamedTuple

from personas.pictures.against_chance import DASH, DOT, legend
from personas.pictures.alt import alt_text
from personas.pictures.axes import Axes
from personas.pictures.figures import percent_text
from personas.pictures.geometry import CANVAS, Dot, Label, Line, Rect
from personas.pictures.header import Note, ghost, header
from personas.pictures.layout import NO_PRICES, Drawing, Layout
from personas.pictures.styles import EDGE, FIGURE, FIGURE_BOLD, PLOT_BOTTOM, PLOT_TOP
from personas.pictures.typeface import measure, shortened
from services.scan.event_study import EventStudyAnswer

ROWS: Final = 8
"""Markets that have a row, the most unusual."""
NAMES: Final = 150
"""Pixels for the names of markets."""
TOP: Final = PLOT_TOP + FIGURE.height + 4
AREA: Final = Rect(EDGE + NAMES, TOP, CANVAS.right - EDGE, PLOT_BOTTOM - 4)
GAP: Final = 16
TALLEST: Final = 56
BAND: Final = 0.62
TOGETHER: Final = "All"


class Row(NamedTuple):
    """How often a market rose after it, the 95 % interval of that, and after how many of its other bars; of all
    together what chance gives."""

    name: str
    rose: int
    of: int
    share: float | None
    interval: tuple[float, float] | None
    other: float | None
    chance: tuple[float, float] | None = None

    @property
    def counted(self) -> str:
        return f"{self.rose:,}/{self.of:,}"

    @property
    def rate(self) -> str:
        return "" if self.share is None else f"{self.share:.0%}"

    @property
    def told(self) -> str:
        share = f", {self.rate}" if self.rate else ""
        chance = "" if self.chance is None else f", chance {self.chance[0]:.0%} to {self.chance[1]:.0%}"
        return f"{self.name}: rose after {self.counted}{share}{chance}"


def draw_event_study(answer: EventStudyAnswer, marks: Sequence[str]) -> Layout:
    rows = _rows(answer)
    unknown = answer.move is None
    head = header(
        answer.condition,
        answer.timeframe,
        f"{answer.occurrences:,}×",
        ("never" if unknown else f"median {percent_text(answer.move or 0.0)}", "muted"),
        answer.provenance,
        marks,
        (Note(f"{answer.ahead:,} bars later"), Note(f"{answer.days:,} days"), Note(_markets(answer))),
    )
    drawing = Drawing()
    legend(drawing, "rose, 95% interval", "95% of chance", "other bars")
    counted = AREA.right - max(measure(row.counted, FIGURE) for row in rows)
    rate = counted - GAP
    plot = replace(AREA, right=rate - measure("100%", FIGURE_BOLD) - GAP)
    height = min(TALLEST, AREA.height // len(rows))
    plot = Rect(plot.left, plot.top, plot.right, plot.top + height * len(rows))
    least, most = _span(rows)
    axes = Axes(drawing, plot, (least, most), (0.0, 1.0))
    axes.foot([(tick / 4, f"{tick / 4:.0%}") for tick in range(round(least * 4), round(most * 4) + 1)])
    for number, row in enumerate(rows):
        middle = plot.top + number * height + height // 2
        _draw(axes, row, middle, round(height * BAND))
        top = middle - FIGURE.height // 2
        style = FIGURE_BOLD if row.chance is not None or number == 0 else FIGURE
        drawing.labels.append(Label.at(EDGE, top, shortened(row.name, style, NAMES - GAP), style, "text"))
        drawing.labels.append(Label.ending(AREA.right, top, row.counted, FIGURE, "muted"))
        if row.rate:
            drawing.labels.append(Label.ending(rate, top, row.rate, FIGURE_BOLD, "text"))
    drawing.lines.extend(head.samples)
    drawing.labels[:0] = head.labels
    alt = alt_text(
        ("How often markets rose after a condition", *head.told[:-1], *(r.told for r in rows), head.told[-1])
    )
    return drawing.done(plot, NO_PRICES, ghost(answer.provenance, AREA), alt)


def _rows(answer: EventStudyAnswer) -> list[Row]:
    low, high = answer.chance_low, answer.chance_high
    together = Row(
        TOGETHER,
        answer.rose,
        answer.occurrences,
        answer.rose_share,
        None,
        answer.other_share,
        None if low is None or high is None else (low, high),
    )
    short = len({market.symbol.partition("/")[2] for market in answer.markets}) == 1
    markets = (
        Row(
            market.symbol.partition("/")[0] if short else market.symbol,
            market.rose,
            market.occurrences,
            market.rose_share,
            None if market.low is None or market.high is None else (market.low, market.high),
            market.other_share,
        )
        for market in answer.markets[:ROWS]
    )
    return [together, *markets]


def _markets(answer: EventStudyAnswer) -> str:
    """How many there are, and of which of them rows tell."""
    every = f"{len(answer.markets):,} markets"
    return f"{ROWS} of {every}, the most unusual" if len(answer.markets) > ROWS else every


def _span(rows: Sequence[Row]) -> tuple[float, float]:
    """The quarters between which all that is shown lies, at least two of them."""
    ends = [each for row in rows for pair in (row.interval, row.chance) if pair is not None for each in pair]
    known = [*ends, *(each for row in rows for each in (row.share, row.other) if each is not None)] or [0.0, 1.0]
    least, most = floor(min(known) * 4) / 4, ceil(max(known) * 4) / 4
    return (least, most) if most - least >= 0.5 else (max(0.0, least - 0.25), min(1.0, most + 0.25))


def _draw(axes: Axes, row: Row, middle: int, high: int) -> None:
    drawing = axes.drawing
    if row.chance is not None:
        left, right = map(axes.x, row.chance)
        drawing.bands.append((Rect(left, middle - high // 2, max(right, left + 2), middle + high // 2), "pocket"))
    if row.other is not None:
        at = axes.x(row.other)
        box = Rect(at - 1, middle - high // 2, at + 2, middle + high // 2)
        drawing.lines.append(Line(box, "pocket_name", DASH))
    if row.interval is not None:
        left, right = map(axes.x, row.interval)
        drawing.over.append(Line(Rect(left, middle - 2, max(right, left + 2), middle + 2), "text"))
    if row.share is not None:
        drawing.dots.append(Dot(axes.x(row.share), middle, DOT, "text"))
