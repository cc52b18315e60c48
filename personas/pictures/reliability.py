"""The reliability plot: how sure decisions were, against how many of them came true."""

from collections.abc import Sequence
from typing import Final

from analytics.proportions import wilson
from personas.pictures.alt import alt_text
from personas.pictures.axes import Axes
from personas.pictures.geometry import CANVAS, Curve, Dot, Label, Line, Rect
from personas.pictures.header import PAPER, Note, lines_below
from personas.pictures.layout import NO_PRICES, Dash, Drawing, Layout
from personas.pictures.palette import Ink
from personas.pictures.styles import EDGE, FIGURE, FIGURE_BOLD, GHOST, HEAD_ROW, PLOT_BOTTOM, PLOT_TOP, SUBTITLE, TITLE
from personas.pictures.typeface import measure
from services.brain.answers import BinFacts, ScoreboardAnswer

LEFT: Final = 104
RIGHT: Final = CANVAS.right - EDGE
COUNTS: Final = Rect(LEFT, 480, RIGHT, PLOT_BOTTOM)
"""How many decisions each bin has, as bars from its foot."""
PLOT: Final = Rect(LEFT, PLOT_TOP + 18, RIGHT, COUNTS.top - 14)
EVEN: Final[tuple[Ink, Dash | None]] = "muted", (6, 6)
FITTED: Final[tuple[Ink, Dash | None]] = "extension", None
DOT: Final = 17
QUARTERS: Final = (0.0, 0.25, 0.5, 0.75, 1.0)
BAR: Final = 0.7
"""The part of a bin's width that its bar has."""


def draw_reliability(answer: ScoreboardAnswer, marks: Sequence[str]) -> Layout | None:
    """Nothing where no decision is judged."""
    bins = [each for each in answer.bins if each.count]
    if not bins:
        return None
    drawing = Drawing()
    notes = [Note("as sure as right", sample=EVEN)]
    if answer.curve:
        notes.append(Note("correction", sample=FITTED))
    notes.append(Note("dot: came true, with its 95% interval"))
    _head(answer, drawing, notes, marks)
    axes = Axes(drawing, PLOT, (0.0, 1.0), (0.0, 1.0))
    axes.left_axis([(tick, f"{tick:.0%}") for tick in QUARTERS])
    drawing.curves.append(Curve(((axes.x(0.0), axes.y(0.0)), (axes.x(1.0), axes.y(1.0))), EVEN[0], 2, EVEN[1]))
    if answer.curve:
        points = tuple((axes.x(said), axes.y(came)) for said, came in answer.curve)
        drawing.curves.append(Curve(points, FITTED[0], 4, FITTED[1]))
    for each in bins:
        _bin(axes, each)
    _counts(drawing, bins)
    ghost = None
    if answer.simulated:
        left = max(LEFT, (PLOT.left + PLOT.right - measure("SIMULATED", GHOST)) // 2)
        ghost = Label.at(left, (PLOT.top + PLOT.bottom - GHOST.height) // 2, "SIMULATED", GHOST, "watermark")
    return drawing.done(PLOT, NO_PRICES, ghost, _alt(answer, bins))


def _head(answer: ScoreboardAnswer, drawing: Drawing, notes: Sequence[Note], marks: Sequence[str]) -> None:
    title = Label.at(EDGE, HEAD_ROW, "Confidence and outcome", TITLE, "text")
    judged = f"{answer.judged:,} judged"
    top = HEAD_ROW + TITLE.ascent - SUBTITLE.ascent
    badges: list[tuple[str, Ink]] = [("SIMULATED", "mark")] if answer.simulated else []
    badges += [(mark, "mark") for mark in dict.fromkeys((*marks, PAPER))]
    below, samples = lines_below(badges, notes, (f"{answer.as_of:%Y-%m-%d %H:%M} UTC", "muted"), "")
    drawing.labels += [title, Label.at(title.box.right + 16, top, judged, SUBTITLE, "muted"), *below]
    drawing.lines += samples


def _bin(axes: Axes, each: BinFacts) -> None:
    """What came, and between what it may lie."""
    column = axes.x(each.said)
    low, high = wilson(round(each.came * each.count), each.count) or (0.0, 1.0)
    axes.drawing.over.append(Line(Rect(column - 2, axes.y(high), column + 2, axes.y(low) + 1), "text"))
    axes.drawing.dots.append(Dot(column, axes.y(each.came), DOT, "text"))


def _counts(drawing: Drawing, bins: Sequence[BinFacts]) -> None:
    """A bar a bin, with its count above it."""
    most = max(each.count for each in bins)
    room = COUNTS.height - FIGURE.height
    axes = Axes(drawing, COUNTS, (0.0, 1.0), (0.0, 1.0))
    axes.foot([(tick, f"{tick:.0%} sure" if tick == 1.0 else f"{tick:.0%}") for tick in QUARTERS])
    drawing.labels.append(Label.ending(LEFT - 8, COUNTS.bottom - FIGURE.height, "count", FIGURE, "muted"))
    taken = 0
    for each in sorted(bins, key=lambda each: each.low):
        middle, half = axes.x((each.low + each.high) / 2), round(BAR * (axes.x(each.high) - axes.x(each.low)) / 2)
        top = COUNTS.bottom - max(2, round(room * each.count / most))
        drawing.bands.append((Rect(middle - half, top, middle + half, COUNTS.bottom), "muted"))
        text = f"{each.count:,}"
        left = middle - measure(text, FIGURE_BOLD) // 2
        if left >= taken:
            label = Label.at(left, top - FIGURE.height, text, FIGURE_BOLD, "text")
            drawing.labels.append(label)
            taken = label.box.right + 4


def _alt(answer: ScoreboardAnswer, bins: Sequence[BinFacts]) -> str:
    return alt_text(
        (
            f"How sure {answer.judged:,} decisions were, against how many came true",
            *(f"Said {each.said:.0%}, came true {each.came:.0%} of {each.count:,}" for each in bins),
            "A correction is fitted" if answer.curve else "",
            "SIMULATED, PAPER" if answer.simulated else "PAPER",
        )
    )
