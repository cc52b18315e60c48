"""The picture of Fibonacci in time: candles, the swing's fan, and the bars that are counted to, past and to come."""

from collections.abc import Callable, Iterator, Sequence

from personas.pictures.candle_chart import ROOMY, CandleChart, Point
from personas.pictures.figures import percent_text
from personas.pictures.geometry import Label, Line, Rect
from personas.pictures.layout import Dash, Layout
from personas.pictures.palette import Ink
from personas.pictures.styles import FIGURE, FIGURE_BOLD
from personas.pictures.typeface import measure
from services.studies.fib_time import Fan, FibTimeAnswer, TimeMark

FEWEST_BARS = 60
BEFORE_SWING = 6
LEAST_AHEAD, MOST_AHEAD = 0.2, 0.45
"""The share of the width that is left for bars to come."""
SWING_DOT = 13
NAME_ROWS = 36
"""Rows for the names of zones above, and of proportions below."""
FARTHEST = 150
"""Pixels from the end of a fan's line to its ratio, at most."""
COUNTS: dict[str, tuple[Ink, Dash | None, str]] = {
    "zone": ("extension", None, "zone"),
    "proportion": ("counter", (8, 6), "of the swing"),
}
"""Ink, dash and legend of each kind of count: each has a dash of its own, so that it needs no colour."""
FAN_INK: Ink = "retracement"
NOW_DASH = (2, 4)


def draw_time(answer: FibTimeAnswer, marks: Sequence[str]) -> Layout:
    swing = answer.swing
    candles = answer.candles.last(max(FEWEST_BARS, swing.bars + swing.bars_since + 1 + BEFORE_SWING))
    coming = [mark.bars_away for mark in (answer.next_zone, answer.next_proportion) if mark is not None]
    ahead = max(coming, default=0) * 1.08 + 2
    chart = CandleChart(
        answer,
        candles,
        ends=(swing.start.price, swing.end.price),
        free=ROOMY,
        ahead=min(max(ahead / (len(candles) + ahead), LEAST_AHEAD), MOST_AHEAD),
    )
    start = chart.dot(swing.start, SWING_DOT)
    chart.dot(swing.end, SWING_DOT)
    first = int(chart.shown.time[0])
    for mark in sorted(answer.marks, key=lambda mark: (mark.past, mark.bars_away)):
        if not mark.past or mark.time.timestamp() * 1000 >= first:
            _count(chart, mark)
    if chart.x_ago(0) > start[0]:
        for line in answer.fan:
            _fan(chart, line, start)
    now, plot = chart.x_ago(0) + 6, chart.plot
    chart.lines.append(Line(Rect(now, plot.top, now + 2, plot.bottom), "last", NOW_DASH))
    for kind in COUNTS:
        if any(mark.kind == kind for mark in answer.marks):
            ink, dash, text = COUNTS[kind]
            chart.note(text, sample=(ink, dash))
    if answer.fan:
        chart.note("fan", sample=(FAN_INK, None))
    chart.note("now", sample=("last", NOW_DASH))
    return chart.layout("Fibonacci in time", (f"{percent_text(swing.change)} in {swing.bars} bars", "muted"), marks)


def _count(chart: CandleChart, mark: TimeMark) -> None:
    """A vertical line where a count ends, and what was counted: of a zone above, of a proportion below."""
    plot = chart.plot
    x = chart.x(mark.time) if mark.past else chart.x_ago(-mark.bars_away)
    if not plot.left <= x < plot.right - 2:
        return
    ink, dash, _ = COUNTS[mark.kind]
    zone, style = mark.kind == "zone", FIGURE if mark.past else FIGURE_BOLD
    chart.lines.append(Line(Rect(x, plot.top, x + 2, plot.bottom), ink, dash, faint=mark.past))
    chart.block(chart.lines[-1].box)
    text = f"{mark.bars}" if zone else f"×{mark.ratio:g}"
    left = min(max(x - measure(text, style) // 2, plot.left), plot.right - measure(text, style))
    chart.name([Label.at(left, plot.top + 2 if zone else plot.bottom - style.height - 2, text, style, ink)])


def _fan(chart: CandleChart, line: Fan, start: Point) -> None:
    """A line of the fan from the swing's start through its price now to the plot's edge, and its ratio at its end."""
    plot, (x0, y0), right = chart.plot, start, chart.plot.right - 1
    slope = (chart.scale.y(line.price) - y0) / (chart.x_ago(0) - x0)
    edge = plot.top if slope < 0 else plot.bottom - 1
    end = right if slope == 0 else min(right, x0 + int((edge - y0) / slope))
    chart.curve(((x0, y0), (end, round(y0 + slope * (end - x0)))), FAN_INK)
    chart.name(_ratio_places(f"{line.ratio:g}", end, lambda x: round(y0 + slope * (x - x0)), plot))


def _ratio_places(text: str, end: int, row: Callable[[int], int], plot: Rect) -> Iterator[Label]:
    """Over and under a line of the fan, as near to its end as the rows of the counts' names allow."""
    width = measure(text, FIGURE)
    nearest = min(end, plot.right) - width - 6
    for left in range(nearest, max(nearest - FARTHEST, plot.left), -10):
        rows = row(left), row(left + width)
        for top in (min(rows) - FIGURE.height - 1, max(rows) + 3):
            if plot.top + NAME_ROWS <= top and top + FIGURE.height <= plot.bottom - NAME_ROWS:
                yield Label.at(left, top, text, FIGURE, FAN_INK)
