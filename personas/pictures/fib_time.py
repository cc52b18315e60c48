"""The picture of Fibonacci in time: candles, the swing's fan, and the bars that are counted to, past and to come."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from personas.pictures.bars import Shown, bars, holes, place
from personas.pictures.figures import decimals, percent_text, price_text
from personas.pictures.geometry import Curve, Dot, Label, Line, Rect
from personas.pictures.layout import (
    CANVAS,
    EDGE,
    FIGURE,
    FIGURE_BOLD,
    PLATE_HEIGHT,
    PLOT_TOP,
    TIME_ROW,
    Layout,
    Note,
    candle_span,
    ghost,
    header,
    hole_lines,
    price_line,
    price_tag,
    time_axis,
)
from personas.pictures.palette import Ink
from personas.pictures.scale import Scale, nice_ticks
from personas.pictures.spread import Wish, spread
from personas.pictures.typeface import measure
from services.market.timeframes import parse_timeframe
from services.studies.fib_time import Fan, FibTimeAnswer, TimeMark

FEWEST_BARS = 60
BEFORE_SWING = 6
PLOT_BOTTOM = TIME_ROW - 6
FREE = 44
"""Rows above and below the candles: the names of zones stand above, those of proportions below."""
LEAST_AHEAD, MOST_AHEAD = 0.2, 0.45
"""The share of the width that is left for bars to come."""
SWING_DOT = 13
PAD = 10
NAMES_GAP = 8
NAME_ROWS = 36
"""Rows for the names of zones above, and of proportions below."""
TICK_ROWS = 80
"""Rows between two prices of the axis, at least."""
BETWEEN = 10
"""Pixels between two names, at least."""
MARKS: dict[str, tuple[Ink, tuple[int, int] | None, str]] = {
    "zone": ("extension", None, "zone"),
    "proportion": ("counter", (8, 6), "of the swing"),
}
"""Ink, dash and legend of each kind: each has a dash of its own, so that it needs no colour."""
FAN_INK: Ink = "retracement"
NOW_DASH = (2, 4)


def layout_time(answer: FibTimeAnswer, marks: Sequence[str]) -> Layout:
    swing = answer.swing
    candles = answer.candles.last(max(FEWEST_BARS, swing.bars + swing.bars_since + 1 + BEFORE_SWING))
    ends = (answer.price, swing.start.price, swing.end.price)
    low, high = min(float(candles.low.min()), *ends), max(float(candles.high.max()), *ends)
    scale = Scale.over(low, high, PLOT_TOP, PLOT_BOTTOM, free=FREE)
    places = decimals(answer.price, scale.span)
    ticks = nice_ticks(scale.low, scale.high, (PLOT_BOTTOM - PLOT_TOP) // TICK_ROWS)
    price = price_text(answer.price, places)
    axis_texts = [price_text(tick, ticks.decimals) for tick in ticks.prices]
    figures = max(measure(price, FIGURE_BOLD), *(measure(text, FIGURE) for text in axis_texts))
    names = max((measure(f"{line.ratio:g}", FIGURE) for line in answer.fan), default=0)
    plot = Rect(EDGE // 2, PLOT_TOP, CANVAS.right - 6 - 2 * PAD - figures - names - 2 * NAMES_GAP, PLOT_BOTTOM)
    shown = place(candles, plot.left, _split(answer, len(candles), plot))
    now = int(shown.x[-1])

    row = scale.y(answer.price)
    top = min(max(row - PLATE_HEIGHT // 2, plot.top), plot.bottom - PLATE_HEIGHT)
    figure_left = CANVAS.right - 6 - PAD - figures
    tag = price_tag(price, figure_left - PAD, top, CANVAS.right - 6 - PAD - measure(price, FIGURE_BOLD))
    axis = [
        Label.ending(CANVAS.right - 6 - PAD, scale.y(tick) - FIGURE.height // 2, text, FIGURE, "muted")
        for tick, text in zip(ticks.prices, axis_texts, strict=True)
    ]
    stripes, mark_names = _stripes(answer, shown, plot)
    curves, fan_names = _fan(answer, shown, scale, plot)
    times, columns = time_axis(_with_future(answer, shown, plot), plot, plot.bottom)
    head, samples = header(
        answer.symbol,
        candle_span(answer.timeframe, shown.group),
        price,
        (f"{percent_text(swing.change)} in {swing.bars} bars", "muted"),
        answer.provenance,
        marks,
        _legend(answer),
    )
    return Layout(
        plot=plot,
        scale=scale,
        ghost=ghost(answer.provenance, plot),
        bands=(),
        lines=(
            *columns,
            *hole_lines(holes(shown, answer.provenance.gaps), plot.top, plot.bottom),
            *stripes,
            Line(Rect(now + 6, plot.top, now + 8, plot.bottom), "last", NOW_DASH),
            *samples,
        ),
        bars=bars(shown, scale, None),
        over=(price_line(row, plot.left, plot.right),),
        dots=_dots(answer, shown, scale),
        leaders=(),
        labels=(
            *head,
            *(label for label in axis if label.box.within(_right_of(plot)) and not label.box.overlaps(tag.box)),
            tag,
            *fan_names,
            *mark_names,
            *times,
        ),
        curves=curves,
    )


def _right_of(plot: Rect) -> Rect:
    return Rect(plot.right, plot.top - 8, CANVAS.right, plot.bottom)


def _split(answer: FibTimeAnswer, candles: int, plot: Rect) -> int:
    """The column where bars to come begin: the next mark of each kind is in view where that can be."""
    coming = [mark.bars_away for mark in (answer.next_zone, answer.next_proportion) if mark is not None]
    ahead = max(coming, default=0) * 1.08 + 2
    share = min(max(ahead / (candles + ahead), LEAST_AHEAD), MOST_AHEAD)
    return plot.right - round(share * plot.width)


def _column(shown: Shown, mark: TimeMark) -> int:
    """The column of a mark: of its bar where that is there, else so many bars beyond the newest."""
    if mark.past:
        return int(shown.x[shown.index(mark.time)])
    return int(shown.x[-1]) + round(mark.bars_away * shown.step / shown.group)


def _with_future(answer: FibTimeAnswer, shown: Shown, plot: Rect) -> Shown:
    """``shown`` with the bars to come, for the time axis alone."""
    count = int((plot.right - int(shown.x[-1])) / shown.step)
    ahead = np.arange(1, count + 1)
    length = parse_timeframe(answer.timeframe).ms * shown.group
    return replace(
        shown,
        time=np.concatenate((shown.time, shown.time[-1] + ahead * length)),
        x=np.concatenate((shown.x, shown.x[-1] + np.rint(ahead * shown.step).astype(np.int64))),
    )


def _stripes(answer: FibTimeAnswer, shown: Shown, plot: Rect) -> tuple[list[Line], list[Label]]:
    """A vertical line for each mark in view, and its name where that has room: those to come first, then the newest."""
    lines: list[Line] = []
    labels: list[Label] = []
    first = int(shown.time[0])
    for mark in sorted(answer.marks, key=lambda mark: (mark.past, mark.bars_away)):
        if mark.past and mark.time.timestamp() * 1000 < first:
            continue
        x = _column(shown, mark)
        if not plot.left <= x < plot.right - 2:
            continue
        ink, dash, _ = MARKS[mark.kind]
        lines.append(Line(Rect(x, plot.top, x + 2, plot.bottom), ink, dash, faint=mark.past))
        zone = mark.kind == "zone"
        text = f"{mark.bars}" if zone else f"×{mark.ratio:g}"
        style = FIGURE if mark.past else FIGURE_BOLD
        left = min(max(x - measure(text, style) // 2, plot.left), plot.right - measure(text, style))
        label = Label.at(left, plot.top + 2 if zone else plot.bottom - style.height - 2, text, style, ink)
        wide = Rect(label.box.left - BETWEEN, label.box.top, label.box.right + BETWEEN, label.box.bottom)
        if not any(wide.overlaps(other.box) for other in labels):
            labels.append(label)
    return lines, labels


def _fan(answer: FibTimeAnswer, shown: Shown, scale: Scale, plot: Rect) -> tuple[tuple[Curve, ...], list[Label]]:
    """The fan from the swing's start to the plot's edge, and each line's ratio where it leaves."""
    start = answer.swing.start
    x0, y0 = int(shown.x[shown.index(start.time)]), scale.y(start.price)
    now, right = int(shown.x[-1]), plot.right - 1
    curves: list[Curve] = []
    beside: list[tuple[Fan, int]] = []
    labels: list[Label] = []
    for line in answer.fan if now > x0 else ():
        slope = (scale.y(line.price) - y0) / (now - x0)
        top, bottom = plot.top + NAME_ROWS, plot.bottom - NAME_ROWS
        edge, inner = (plot.top, top) if slope < 0 else (plot.bottom - 1, bottom)
        end = right if slope == 0 else min(right, x0 + int((edge - y0) / slope))
        curves.append(Curve(((x0, y0), (end, round(y0 + slope * (end - x0)))), FAN_INK, 2))
        if end == right:
            beside.append((line, round(y0 + slope * (right - x0))))
            continue
        left = x0 + round((inner - y0) / slope) + NAMES_GAP
        label = Label.at(left, inner if slope < 0 else inner - FIGURE.height, f"{line.ratio:g}", FIGURE, FAN_INK)
        if label.box.within(plot) and not any(label.box.overlaps(other.box) for other in labels):
            labels.append(label)
    beside.sort(key=lambda pair: pair[1])
    tops = spread([Wish(row, FIGURE.height) for _, row in beside], plot.top, plot.bottom)
    for (line, _), row in zip(beside, tops, strict=True):
        labels.append(Label.at(plot.right + NAMES_GAP, row, f"{line.ratio:g}", FIGURE, FAN_INK))
    return tuple(curves), labels


def _dots(answer: FibTimeAnswer, shown: Shown, scale: Scale) -> tuple[Dot, ...]:
    return tuple(
        Dot(int(shown.x[shown.index(end.time)]), scale.y(end.price), SWING_DOT, "text")
        for end in (answer.swing.start, answer.swing.end)
    )


def _legend(answer: FibTimeAnswer) -> list[Note]:
    """What the lines mean."""
    kinds = {mark.kind for mark in answer.marks}
    notes = [Note(text, sample=(ink, dash)) for kind, (ink, dash, text) in MARKS.items() if kind in kinds]
    if answer.fan:
        notes.append(Note("fan", sample=(FAN_INK, None)))
    notes.append(Note("now", sample=("last", NOW_DASH)))
    return notes
