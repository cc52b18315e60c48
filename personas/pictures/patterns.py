"""The picture of patterns: candles, the chart pattern to look at first with what decides it, and candlestick names."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import numpy as np

from personas.about._patterns import candle_called, candles_worth_telling, pattern_arrow, pattern_state
from personas.pictures.asides import Asides, Mark, asides, gutter
from personas.pictures.bars import Shown, bars, holes, place
from personas.pictures.figures import decimals, price_text
from personas.pictures.geometry import Curve, Dot, Label, Line, Rect, Shape
from personas.pictures.layout import (
    CANVAS,
    EDGE,
    FIGURE,
    FIGURE_BOLD,
    PLOT_TOP,
    TIME_ROW,
    Layout,
    Note,
    candle_span,
    ghost,
    header,
    hole_lines,
    price_line,
    time_axis,
)
from personas.pictures.palette import Ink
from personas.pictures.scale import Scale
from personas.pictures.typeface import measure
from services.market.candles import Candles
from services.studies.patterns import CandlestickPattern, ChartPattern, PatternLine, PatternsAnswer

RECENT_BARS = 90
"""Bars that are shown, and more where the pattern began before."""
BEFORE = 8
"""Bars that are shown before the pattern's first turn."""
PLOT_BOTTOM = TIME_ROW - 6
CANDLE_SHARE = 0.6
"""The share of the height that the candles keep when the prices that decide come into view."""
FREE = 40
"""Rows beyond the highest and the lowest price in view: a name fits there."""
DOT = 11
CLEAR = 6
"""Rows between a candle and a name."""
INKS: dict[str, Ink] = {"bullish": "up", "bearish": "down", "neutral": "muted"}
TARGET_DASH, END_DASH, AHEAD_DASH = (14, 7), (4, 6), (9, 7)
TOLD_TURNS = ("touch", "rest", "neck")
"""Turns whose part is plain from the lines, and needs no name."""


def layout_patterns(answer: PatternsAnswer, marks: Sequence[str]) -> Layout:
    best, price = answer.best, answer.price
    candles = _window(answer)
    deciding = _deciding(best)
    low, high = _reach(answer, candles, [mark.price for mark in deciding])
    scale = Scale.over(low, high, PLOT_TOP, PLOT_BOTTOM, free=FREE)
    places = decimals(price, scale.span)
    named = [mark for mark in deciding if scale.low <= mark.price <= scale.high]
    plot = Rect(EDGE // 2, scale.top, CANVAS.right - gutter(named, price, places), scale.bottom)
    aside = asides(named, price, places, scale, plot)
    shown = place(candles, plot.left, plot.right)
    candle_bars = bars(shown, scale, None)
    curves = _curves(answer, shown, scale, plot)
    last = price_line(scale.y(price), plot.left, plot.right)
    levels = _levels(aside, best, shown, scale, plot)
    blocks = [*(bar.wick for bar in candle_bars), *(line.box for line in (*levels, last))]
    dots, turns = _turns(best, shown, blocks, scale, plot)
    names, stems = _candlesticks(answer, shown, [*blocks, *(label.box for label in turns)], scale, plot)
    times, columns = time_axis(shown, plot, plot.bottom)
    head, samples = header(
        answer.symbol,
        candle_span(answer.timeframe, shown.group),
        price_text(price, places),
        _title(best),
        answer.provenance,
        marks,
        _notes(best, deciding, named, places, scale),
    )
    return Layout(
        plot=plot,
        scale=scale,
        ghost=ghost(answer.provenance, plot),
        bands=(),
        shapes=_between(best, shown, scale, plot),
        lines=(
            *columns,
            *hole_lines(holes(shown, answer.provenance.gaps), plot.top, plot.bottom),
            *levels,
            *stems,
            *samples,
        ),
        bars=candle_bars,
        over=(last,),
        curves=curves,
        dots=dots,
        leaders=aside.leaders,
        labels=(*head, *aside.labels, *turns, *names, *times),
    )


def _window(answer: PatternsAnswer) -> Candles:
    """The newest candles, reaching back to before the pattern."""
    best = answer.best
    began = best.points[0].bars_ago + 1 + BEFORE if best else 0
    return answer.candles.last(max(RECENT_BARS, began))


def _deciding(best: ChartPattern | None) -> list[Mark]:
    """The prices that are named at the right: of a pattern that stands alone."""
    if best is None or not best.standing:
        return []
    found = [
        Mark("trigger", best.trigger, "text", 0, bold=True),
        Mark("trigger", best.invalidation, "text", 1, bold=True)
        if best.direction == "neutral"
        else Mark("ends it", best.invalidation, "counter", 1),
    ]
    if best.target is not None:
        found.append(Mark("target", best.target, INKS[best.direction], 2))
    if best.target_below is not None:
        found.append(Mark("target", best.target_below, INKS[best.direction], 2))
    return found


def _reach(answer: PatternsAnswer, candles: Candles, prices: Iterable[float]) -> tuple[float, float]:
    """The prices of the candles and ``prices``, the nearest first, as far as ``CANDLE_SHARE`` allows."""
    low = min(float(candles.low.min()), answer.price)
    high = max(float(candles.high.max()), answer.price)
    bottom, top = low, high
    for price in sorted(prices, key=lambda price: abs(price - answer.price)):
        reach = min(bottom, price), max(top, price)
        if high - low >= CANDLE_SHARE * (reach[1] - reach[0]):
            bottom, top = reach
    return bottom, top


def _title(best: ChartPattern | None) -> tuple[str, Ink]:
    if best is None:
        return "no chart pattern", "muted"
    return f"{pattern_arrow(best)} {best.state}", INKS[best.direction] if best.standing else "muted"


def _notes(
    best: ChartPattern | None, deciding: Sequence[Mark], named: Sequence[Mark], places: int, scale: Scale
) -> list[Note]:
    """What the lines are, and which deciding price is too far off to be seen."""
    if best is None:
        return []
    words = best.name if best.standing and best.state == "forming" else f"{best.name}: {pattern_state(best)}"
    notes = [Note(words, "text", sample=("pocket_name", None))]
    for mark in deciding:
        if mark not in named:
            arrow = "▲" if mark.price > scale.high else "▼"
            notes.append(Note(f"{arrow} {mark.name} {price_text(mark.price, places)}", mark.ink))
    return notes


def _row(price: float, scale: Scale, plot: Rect) -> int:
    return min(max(scale.y(price), plot.top), plot.bottom - 1)


def _segment(
    line: PatternLine, start: int, end: int, shown: Shown, scale: Scale, plot: Rect
) -> tuple[tuple[int, int], ...]:
    """``line`` from the bar ``start`` bars ago to ``end`` bars ago as pixels, cut off at the plot's edges."""
    span = line.start_bars_ago - line.end_bars_ago
    slope = (line.end - line.start) / span if span else 0.0
    ends = []
    for ago in (start, end):
        price = line.start + slope * (line.start_bars_ago - ago)
        ends.append((_column(shown, ago), scale.y(price)))
    (x0, y0), (x1, y1) = ends
    top, bottom = plot.top, plot.bottom - 1
    if x1 <= x0 or max(y0, y1) < top or min(y0, y1) > bottom:
        return ()

    def at(row: int) -> int:
        return x0 + round((x1 - x0) * (row - y0) / (y1 - y0))

    cut = [
        (at(min(max(y, top), bottom)), min(max(y, top), bottom)) if not top <= y <= bottom else (x, y) for x, y in ends
    ]
    return tuple(cut) if cut[1][0] > cut[0][0] else ()


def _column(shown: Shown, ago: int) -> int:
    """The column of the bar that closed ``ago`` bars before the newest, or of those that it is one of."""
    return int(shown.x[max(0, len(shown.time) - 1 - ago // shown.group)])


def _ago(candles: Candles, time: datetime) -> int:
    """How many bars before the newest one opened at ``time``."""
    return len(candles) - 1 - int(np.searchsorted(candles.time, round(time.timestamp() * 1000)))


def _curves(answer: PatternsAnswer, shown: Shown, scale: Scale, plot: Rect) -> tuple[Curve, ...]:
    """The pattern's lines between its turns, in dashes on to the bar that settled it or the newest, and its way from
    turn to turn."""
    best = answer.best
    if best is None:
        return ()
    way = tuple((int(shown.x[shown.index(point.time)]), _row(point.price, scale, plot)) for point in best.points)
    curves = [Curve(way, "muted", 2, END_DASH)] if len({x for x, _ in way}) > 1 else []
    first, last = best.points[0].bars_ago, best.points[-1].bars_ago
    settled = best.confirmed or best.failed
    end = 0 if settled is None else _ago(answer.candles, settled)
    for line in best.lines:
        begins = line.start_bars_ago if line.name in ("upper", "lower") else first
        solid = _segment(line, begins, last, shown, scale, plot)
        ahead = _segment(line, last, end, shown, scale, plot)
        curves += [Curve(solid, "pocket_name", 3)] if solid else []
        curves += [Curve(ahead, "pocket_name", 2, AHEAD_DASH)] if ahead else []
    return tuple(curves)


def _between(best: ChartPattern | None, shown: Shown, scale: Scale, plot: Rect) -> tuple[Shape, ...]:
    """What lies between the two lines of a triangle, wedge, rectangle, channel, flag or pennant."""
    if best is None or len(best.lines) != 2:
        return ()
    first = min(line.start_bars_ago for line in best.lines)
    last = best.points[-1].bars_ago
    over, under = (_segment(line, first, last, shown, scale, plot) for line in best.lines)
    return (Shape((*over, *under[::-1]), "grid"),) if over and under else ()


def _levels(aside: Asides, best: ChartPattern | None, shown: Shown, scale: Scale, plot: Rect) -> list[Line]:
    """A line for the target and for what ends the pattern, from its last turn on."""
    if best is None:
        return []
    left = int(shown.x[shown.index(best.points[-1].time)])
    lines = []
    for mark in aside.told:
        dash = TARGET_DASH if mark.name == "target" else END_DASH
        row = scale.y(mark.price)
        lines.append(Line(Rect(min(left, plot.right - 8), row - 1, plot.right, row + 1), mark.ink, dash))
    return lines


def _turns(
    best: ChartPattern | None, shown: Shown, blocks: Sequence[Rect], scale: Scale, plot: Rect
) -> tuple[tuple[Dot, ...], list[Label]]:
    """A dot at each turn, and its part where that has a name and room."""
    if best is None:
        return (), []
    dots = tuple(
        Dot(int(shown.x[shown.index(point.time)]), _row(point.price, scale, plot), DOT, "text") for point in best.points
    )
    labels: list[Label] = []
    for point, dot in zip(best.points, dots, strict=True):
        text = point.name.removesuffix(" top").removesuffix(" bottom")
        if text.endswith(TOLD_TURNS):
            continue
        high = float(shown.high[shown.index(point.time)]) <= point.price
        tops = [dot.y - DOT - FIGURE.height - k if high else dot.y + DOT + k for k in (0, 8, 18, 30, 44)]
        left = dot.x - measure(text, FIGURE) // 2
        _put(
            labels, blocks, plot, (Label.at(left + k, top, text, FIGURE, "muted") for top in tops for k in (0, -24, 24))
        )
    return dots, labels


def _candlesticks(
    answer: PatternsAnswer, shown: Shown, blocks: Sequence[Rect], scale: Scale, plot: Rect
) -> tuple[list[Label], list[Line]]:
    """The names of the newest candlestick patterns, under their bars where they are bullish and over them where not,
    the first at each with a stem to its bar."""
    labels: list[Label] = []
    stems: list[Line] = []
    stemmed: set[tuple[int, bool]] = set()
    for one in candles_worth_telling(answer):
        at = shown.index(one.time)
        x, below = int(shown.x[at]), one.direction == "bullish"
        edge = scale.y(float(shown.low[at] if below else shown.high[at]))
        text = f"{pattern_arrow(one)} {candle_called_short(one)}"
        right = min(x + 14, plot.right - 4)
        rows = (CLEAR + 14 + k * 15 for k in range(24))
        tops = (edge + far if below else edge - far - FIGURE_BOLD.height for far in rows)
        before = len(labels)
        _put(labels, blocks, plot, (Label.ending(right, top, text, FIGURE_BOLD, INKS[one.direction]) for top in tops))
        if len(labels) > before and (x, below) not in stemmed:
            stemmed.add((x, below))
            box = labels[-1].box
            ends = (edge + 4, box.top - 2) if below else (box.bottom + 2, edge - 4)
            if ends[1] > ends[0]:
                stems.append(Line(Rect(x, ends[0], x + 2, ends[1]), "muted", (2, 3)))
    return labels, stems


def candle_called_short(one: CandlestickPattern) -> str:
    """Its name without the direction, which its arrow tells."""
    return candle_called(one).replace(f"{one.direction} ", "")


def _put(labels: list[Label], blocks: Sequence[Rect], room: Rect, places: Iterable[Label]) -> None:
    """Add the first of ``places`` that covers nothing, if one does."""
    for label in places:
        box = label.box
        wide = Rect(box.left - CLEAR, box.top, box.right + CLEAR, box.bottom)
        if box.within(room) and not any(wide.overlaps(block) for block in (*blocks, *(other.box for other in labels))):
            labels.append(label)
            return
