"""The picture of what comes next in the sky: one row an event, as far to the right as it is away."""

from collections.abc import Sequence
from math import log

from personas.pictures.alt import alt_text
from personas.pictures.geometry import CANVAS, Dot, Label, Line, Rect
from personas.pictures.layout import Layout
from personas.pictures.sky_head import sky_header
from personas.pictures.styles import EDGE, FIGURE, FIGURE_BOLD, PLOT_BOTTOM, PLOT_TOP, TIME_ROW
from personas.pictures.timeline import near_date
from personas.pictures.typeface import measure, shortened
from services.cosmic.next import CosmicNextAnswer

PLOT = Rect(366, PLOT_TOP, 604, PLOT_BOTTOM)
TALLEST = 60
DOT = 15
GAP = 12
HOUR = 3600.0
FARTHEST = 2 * 366 * 24 * HOUR
TICKS = ((1, "1 h"), (24, "1 d"), (30 * 24, "30 d"), (365 * 24, "1 y"))
"""Hours that the axis names."""


def draw_next(answer: CosmicNextAnswer, marks: Sequence[str]) -> Layout:
    height = min(TALLEST, PLOT.height // max(1, len(answer.events)))
    lines: list[Line] = []
    dots: list[Dot] = []
    labels: list[Label] = []
    for hours, text in TICKS:
        x = _x(hours * HOUR)
        lines.append(Line(Rect(x, PLOT.top, x + 1, PLOT.bottom), "grid"))
        labels.append(Label.at(x - measure(text, FIGURE) // 2, TIME_ROW, text, FIGURE, "muted"))
    for number, event in enumerate(answer.events):
        middle = PLOT.top + number * height + height // 2
        x = _x(event.away_seconds)
        name = shortened(event.name, FIGURE_BOLD, PLOT.left - EDGE - GAP)
        labels.append(Label.at(EDGE, middle - FIGURE_BOLD.height // 2, name, FIGURE_BOLD, "text"))
        lines.append(Line(Rect(PLOT.left, middle - 1, max(x, PLOT.left + 1), middle + 2), "retracement", faint=True))
        dots.append(Dot(x, middle, DOT, "alert" if event.group == "eclipses" else "retracement"))
        date = near_date(event.time, answer.as_of)
        labels.append(Label.ending(CANVAS.right - EDGE, middle - FIGURE.height // 2, date, FIGURE, "text"))
    head = sky_header("Next in the sky", "how far away it is", answer, marks)
    return Layout(
        plot=PLOT,
        lines=tuple(lines),
        dots=tuple(dots),
        labels=(*head.labels, *labels),
        alt=alt_text(
            (*head.told, *(f"{event.name}, {near_date(event.time, answer.as_of)}" for event in answer.events))
        ),
    )


def _x(seconds: float) -> int:
    """The column of a wait: an hour or less at the left, two years at the right, powers evenly between."""
    share = log(max(seconds, HOUR) / HOUR) / log(FARTHEST / HOUR)
    return PLOT.left + DOT + round(min(share, 1.0) * (PLOT.width - 2 * DOT))
