"""The picture of patterns: candles, the chart pattern to look at first with what decides it, and candlestick names."""

from collections.abc import Iterator, Sequence
from datetime import datetime

import numpy as np

from personas.about._patterns import candle_called, candles_worth_telling, pattern_arrow, pattern_state
from personas.pictures.candle_chart import CandleChart, Point
from personas.pictures.geometry import Label, Line, Rect, Shape
from personas.pictures.layout import Layout
from personas.pictures.palette import Ink
from personas.pictures.side import Level
from personas.pictures.styles import FIGURE, FIGURE_BOLD
from personas.pictures.typeface import measure
from services.market.candles import Candles
from services.studies.patterns import ChartPattern, PatternLine, PatternPoint, PatternsAnswer

RECENT_BARS = 70
"""Bars that are shown, and more where the pattern began before."""
BEFORE = 8
"""Bars that are shown before the pattern's first turn."""
FREE = 40
"""Rows beyond the highest and the lowest price in view: a name fits there."""
DOT = 11
INKS: dict[str, Ink] = {"bullish": "up", "bearish": "down", "neutral": "muted"}
TARGET_DASH, END_DASH, AHEAD_DASH = (14, 7), (4, 6), (9, 7)
TOLD_TURNS = ("touch", "rest", "neck")
"""Turns whose part is plain from the lines, and needs no name."""


def draw_patterns(answer: PatternsAnswer, marks: Sequence[str]) -> Layout:
    best = answer.best
    levels = _deciding(best) if best and best.standing else []
    began = best.points[0].bars_ago + 1 + BEFORE if best else 0
    chart = CandleChart(
        answer,
        answer.candles.last(max(RECENT_BARS, began)),
        levels=levels,
        reach=sorted((level.price for level in levels), key=lambda price: abs(price - answer.price)),
        free=FREE,
    )
    if best:
        _pattern(chart, best, answer.candles)
    _candlesticks(chart, answer)
    if best is None:
        return chart.layout("Chart and candlestick patterns", ("no chart pattern", "muted"), marks)
    words = best.name if best.standing and best.state == "forming" else f"{best.name}: {pattern_state(best)}"
    chart.note(words, "text", ("pocket_name", None))
    ink = INKS[best.direction] if best.standing else "muted"
    return chart.layout("Chart and candlestick patterns", (f"{pattern_arrow(best)} {best.state}", ink), marks)


def _deciding(best: ChartPattern) -> list[Level]:
    """The prices that are named at the right."""
    found = [
        Level("trigger", best.trigger, "text", 0, bold=True),
        Level("trigger", best.invalidation, "text", 1, bold=True)
        if best.direction == "neutral"
        else Level("ends it", best.invalidation, "counter", 1),
    ]
    targets = [price for price in (best.target, best.target_below) if price is not None]
    return [*found, *(Level("target", price, INKS[best.direction], 2) for price in targets)]


def _pattern(chart: CandleChart, best: ChartPattern, candles: Candles) -> None:
    """Its turns, its way from turn to turn, its lines between them and in dashes on to the bar that settled it or the
    newest, what lies between two lines, and from its last turn on the prices that decide it."""
    way = [chart.dot(point, DOT) for point in best.points]
    if len({x for x, _ in way}) > 1:
        chart.curve(way, "muted", 2, END_DASH)
    first, last = best.points[0].bars_ago, best.points[-1].bars_ago
    settled = best.confirmed or best.failed
    end = 0 if settled is None else _ago(candles, settled)
    for line in best.lines:
        begins = line.start_bars_ago if line.name in ("upper", "lower") else first
        if solid := _segment(chart, line, begins, last):
            chart.curve(solid, "pocket_name", 3)
        if ahead := _segment(chart, line, last, end):
            chart.curve(ahead, "pocket_name", 2, AHEAD_DASH)
    if len(best.lines) == 2:
        begins = min(line.start_bars_ago for line in best.lines)
        over, under = (_segment(chart, line, begins, last) for line in best.lines)
        if over and under:
            chart.shapes.append(Shape((*over, *under[::-1]), "grid"))
    for level in chart.levels:
        dash = TARGET_DASH if level.name == "target" else END_DASH
        chart.line(level, dash, left=min(way[-1][0], chart.plot.right - 8), faint=False)
    for point, dot in zip(best.points, way, strict=True):
        if not point.name.endswith(TOLD_TURNS):
            high = float(chart.shown.high[chart.shown.index(point.time)]) <= point.price
            chart.name(_turn_names(point, dot, high=high), clear=True)


def _ago(candles: Candles, time: datetime) -> int:
    """How many bars before the newest one opened at ``time``."""
    return len(candles) - 1 - int(np.searchsorted(candles.time, round(time.timestamp() * 1000)))


def _segment(chart: CandleChart, line: PatternLine, start: int, end: int) -> tuple[Point, ...]:
    """``line`` from the bar ``start`` bars ago to ``end`` bars ago as pixels, cut off at the plot's edges."""
    span = line.start_bars_ago - line.end_bars_ago
    slope = (line.end - line.start) / span if span else 0.0
    (x0, y0), (x1, y1) = ends = [
        (chart.x_ago(ago), chart.scale.y(line.start + slope * (line.start_bars_ago - ago))) for ago in (start, end)
    ]
    top, bottom = chart.plot.top, chart.plot.bottom - 1
    if x1 <= x0 or max(y0, y1) < top or min(y0, y1) > bottom:
        return ()
    cut = []
    for x, y in ends:
        row = min(max(y, top), bottom)
        cut.append((x if row == y else x0 + round((x1 - x0) * (row - y0) / (y1 - y0)), row))
    return tuple(cut) if cut[1][0] > cut[0][0] else ()


def _turn_names(point: PatternPoint, dot: Point, *, high: bool) -> Iterator[Label]:
    """Where the part of a turn may be told: over a high, under a low, and a little aside."""
    text = point.name.removesuffix(" top").removesuffix(" bottom")
    x, y = dot
    left = x - measure(text, FIGURE) // 2
    for far in (0, 8, 18, 30, 44):
        for aside in (0, -24, 24):
            yield Label.at(
                left + aside, y - DOT - FIGURE.height - far if high else y + DOT + far, text, FIGURE, "muted"
            )


def _candlesticks(chart: CandleChart, answer: PatternsAnswer) -> None:
    """The names of the newest candlestick patterns, under their bars where they are bullish and over them where not,
    the first at each with a stem to its bar."""
    stemmed: set[tuple[int, bool]] = set()
    for one in candles_worth_telling(answer):
        at, below = chart.shown.index(one.time), one.direction == "bullish"
        x, edge = chart.x(one.time), chart.y(float(chart.shown.low[at] if below else chart.shown.high[at]))
        text = f"{pattern_arrow(one)} {candle_called(one).replace(f'{one.direction} ', '')}"
        right = min(x + 14, chart.plot.right - 4)
        rows = [edge + far if below else edge - far - FIGURE_BOLD.height for far in range(20, 380, 15)]
        places = (Label.ending(right, row, text, FIGURE_BOLD, INKS[one.direction]) for row in rows)
        name = chart.name(places, clear=True)
        if name and (x, below) not in stemmed:
            stemmed.add((x, below))
            top, bottom = (edge + 4, name.box.top - 2) if below else (name.box.bottom + 2, edge - 4)
            if bottom > top:
                chart.lines.append(Line(Rect(x, top, x + 2, bottom), "muted", (2, 3)))
