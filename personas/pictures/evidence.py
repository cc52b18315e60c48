"""The picture of the evidence on levels: how often each ratio held, inside the band of what chance gives."""

from collections.abc import Sequence
from dataclasses import replace
from math import ceil, floor
from typing import Final, NamedTuple

from personas.pictures.against_chance import DASH, DOT, legend
from personas.pictures.alt import alt_text
from personas.pictures.axes import Axes
from personas.pictures.figures import decimals, price_text
from personas.pictures.geometry import CANVAS, Dot, Label, Line, Rect
from personas.pictures.header import Note, ghost, header
from personas.pictures.layout import NO_PRICES, Drawing, Layout
from personas.pictures.palette import Ink
from personas.pictures.styles import EDGE, FIGURE, FIGURE_BOLD, PLOT_BOTTOM, PLOT_TOP
from personas.pictures.typeface import measure
from services.studies.fib_evidence import FibEvidenceAnswer, RatioEvidence

VERDICTS: dict[str, tuple[str, Ink]] = {
    "more than chance": ("▲ more", "up"),
    "less than chance": ("▼ less", "down"),
    "no sign": ("no sign", "muted"),
    "too few": ("too few", "muted"),
}
AREA: Final = Rect(104, PLOT_TOP + FIGURE.height + 4, CANVAS.right - EDGE, PLOT_BOTTOM - 4)
GAP: Final = 16
"""Pixels between the columns of figures."""
TALLEST: Final = 62
"""Rows of a ratio, at most."""
BAND: Final = 0.62
"""The share of a ratio's rows that its band fills."""
BESIDE: Final = 0.03
"""Room at the ends, as a share of all."""


def draw_evidence(answer: FibEvidenceAnswer, marks: Sequence[str]) -> Layout:
    head = header(
        answer.symbol,
        answer.timeframe,
        price_text(answer.price, decimals(answer.price, answer.price)),
        (f"{answer.lookback:,} bars", "muted"),
        answer.provenance,
        marks,
        (Note(f"levels of {answer.legs:,} swings"), Note(f"verdict: all {_tried(answer)} ratios counted")),
    )
    drawing = Drawing()
    legend(drawing, "held, 95% interval", "95% of random sets", "their median")
    columns = _columns(answer)
    plot = replace(AREA, right=columns.rate - measure("100%", FIGURE_BOLD) - GAP)
    _rates(answer, drawing, plot, columns)
    drawing.lines.extend(head.samples)
    drawing.labels[:0] = head.labels
    alt = alt_text(("How often Fibonacci levels held", *head.told[:-1], *map(_said, answer.ratios), head.told[-1]))
    return drawing.done(plot, NO_PRICES, ghost(answer.provenance, AREA), alt)


def _tried(answer: FibEvidenceAnswer) -> int:
    """The ratios that a verdict is corrected for: a rate outside its own band is no sign where so many were tried."""
    return sum(one.verdict != "too few" for one in answer.ratios)


class Columns(NamedTuple):
    """Where rates and touches end, and where verdicts begin."""

    rate: int
    touched: int
    verdict: int


def _columns(answer: FibEvidenceAnswer) -> Columns:
    verdict = AREA.right - max(measure(text, FIGURE_BOLD) for text, _ in VERDICTS.values())
    widest = max((measure(_touched(one), FIGURE) for one in answer.ratios), default=0)
    return Columns(verdict - GAP - widest - GAP, verdict - GAP, verdict)


def _touched(one: RatioEvidence) -> str:
    return f"{one.reactions}/{one.touches}"


def _rates(answer: FibEvidenceAnswer, drawing: Drawing, area: Rect, columns: Columns) -> None:
    """A row a ratio: its band of chance, the interval of what was seen, and beside them the figures and the verdict."""
    height = min(TALLEST, area.height // max(1, len(answer.ratios)))
    least, most = _span(answer.ratios)
    room = BESIDE * (most - least)
    plot = Rect(area.left, area.top, area.right, area.top + height * len(answer.ratios))
    axes = Axes(drawing, plot, (least - room, most + room), (0.0, 1.0))
    quarters = [quarter / 4 for quarter in range(round(least * 4), round(most * 4) + 1)]
    axes.foot([(tick, f"{tick:.0%}") for tick in quarters])
    for number, one in enumerate(answer.ratios):
        _row(axes, one, plot.top + number * height + height // 2, round(height * BAND), columns)


def _span(ratios: Sequence[RatioEvidence]) -> tuple[float, float]:
    """The quarters between which all that is shown lies, at least two of them."""
    shown: list[float | None] = [
        value for one in ratios for value in (one.low_rate, one.high_rate, one.chance_low_rate, one.chance_high_rate)
    ]
    known = [value for value in shown if value is not None] or [0.0, 1.0]
    least, most = floor(min(known) * 4) / 4, ceil(max(known) * 4) / 4
    return (least, most) if most - least >= 0.5 else (max(0.0, least - 0.25), min(1.0, most + 0.25))


def _row(axes: Axes, one: RatioEvidence, middle: int, high: int, columns: Columns) -> None:
    drawing, top = axes.drawing, middle - FIGURE.height // 2
    verdict, ink = VERDICTS[one.verdict]
    strong = one.verdict in ("more than chance", "less than chance")
    seen: Ink = "muted" if one.verdict == "too few" else "text"
    if one.chance_rate is not None and one.chance_low_rate is not None and one.chance_high_rate is not None:
        left, right = axes.x(one.chance_low_rate), axes.x(one.chance_high_rate)
        drawing.bands.append((Rect(left, middle - high // 2, max(right, left + 2), middle + high // 2), "pocket"))
        median = axes.x(one.chance_rate)
        box = Rect(median - 1, middle - high // 2, median + 2, middle + high // 2)
        drawing.lines.append(Line(box, "pocket_name", DASH))
    drawing.labels.append(Label.at(EDGE, top, f"{one.ratio:g}", FIGURE_BOLD, "text"))
    if one.reaction_rate is not None and one.low_rate is not None and one.high_rate is not None:
        left, right = axes.x(one.low_rate), axes.x(one.high_rate)
        drawing.over.append(Line(Rect(left, middle - 2, max(right, left + 2), middle + 2), seen))
        drawing.dots.append(Dot(axes.x(one.reaction_rate), middle, DOT, seen))
        rate = f"{one.reaction_rate:.0%}"
        drawing.labels.append(Label.ending(columns.rate, top, rate, FIGURE_BOLD, seen))
    drawing.labels.append(Label.ending(columns.touched, top, _touched(one), FIGURE, "muted"))
    drawing.labels.append(Label.at(columns.verdict, top, verdict, FIGURE_BOLD if strong else FIGURE, ink))


def _said(one: RatioEvidence) -> str:
    rate = "" if one.reaction_rate is None else f", {one.reaction_rate:.0%}"
    low, high = one.chance_low_rate, one.chance_high_rate
    chance = "" if low is None or high is None else f", random sets {low:.0%} to {high:.0%}"
    return f"{one.ratio:g}: held {one.reactions} of {one.touches}{rate}{chance}, {one.verdict}"
