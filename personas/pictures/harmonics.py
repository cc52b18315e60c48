"""The picture of a harmonic pattern: candles, its two triangles with the ratios of their legs, its zone and prices."""

from collections.abc import Iterable, Sequence

import numpy as np

from analytics.swings import Pivot
from personas.pictures.asides import Asides, Mark, asides, gutter
from personas.pictures.bars import Shown, bars, holes, place
from personas.pictures.figures import decimals, price_text
from personas.pictures.geometry import Bar, Curve, Dot, Label, Line, Rect, Shape
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
from services.studies.fib_harmonics import FibHarmonicsAnswer, HarmonicPattern

FEWEST_BARS = 60
BEFORE = 8
"""Bars that are shown before the pattern, at least."""
PLOT_BOTTOM = TIME_ROW - 6
FREE = 46
"""Rows beyond the highest and the lowest price in view: a turn's letter fits there."""
CANDLE_SHARE = 0.4
"""The share of the height that the candles keep when what lies beyond them comes into view."""
AHEAD = 96
"""Pixels that stay free at the right where D is still to come."""
TURN_DOT = 13
STOP_DASH, TARGET_DASH, CHORD_DASH, AHEAD_DASH = (4, 6), (14, 7), (3, 7), (9, 7)

Point = tuple[int, int]


def layout_harmonics(answer: FibHarmonicsAnswer, marks: Sequence[str]) -> Layout:
    pattern = next(iter(answer.patterns), None)
    candles = _window(answer, pattern)
    low, high = min(float(candles.low.min()), answer.price), max(float(candles.high.max()), answer.price)
    named = _marks(pattern)
    scale = Scale.over(*_reach(named, low, high), PLOT_TOP, PLOT_BOTTOM, free=FREE)
    places = decimals(answer.price, scale.span)
    seen = [mark for mark in named if scale.low < mark.price < scale.high]
    plot = Rect(EDGE // 2, scale.top, CANVAS.right - gutter(seen, answer.price, places), scale.bottom)
    aside = asides(seen, answer.price, places, scale, plot)
    open_end = pattern is not None and not _made(pattern) and not _came_to_nothing(pattern)
    shown = place(candles, plot.left, plot.right - (AHEAD if open_end else 0))
    candle_bars = bars(shown, scale, None)
    times, columns = time_axis(shown, plot, plot.bottom)
    head, samples = header(
        answer.symbol,
        candle_span(answer.timeframe, shown.group),
        price_text(answer.price, places),
        _title(pattern),
        answer.provenance,
        marks,
        _notes(answer, pattern, [mark for mark in named if mark not in seen], places),
    )
    drawn = _zigzag(answer, candles, shown, scale) if pattern is None else _pattern(pattern, shown, scale, plot)
    labels = [] if pattern is None else _texts(pattern, drawn, candle_bars, plot)
    return Layout(
        plot=plot,
        scale=scale,
        ghost=ghost(answer.provenance, plot),
        bands=() if pattern is None else _zone(pattern, drawn.corners, scale, plot),
        lines=(
            *columns,
            *hole_lines(holes(shown, answer.provenance.gaps), plot.top, plot.bottom),
            *_lines(aside, pattern, drawn.corners, scale, plot),
            *samples,
        ),
        bars=candle_bars,
        over=(price_line(scale.y(answer.price), plot.left, plot.right),),
        dots=drawn.dots,
        leaders=aside.leaders,
        labels=(*head, *aside.labels, *labels, *times),
        shapes=drawn.shapes,
        curves=drawn.curves,
    )


class _Drawn:
    """A pattern on the canvas: ``corners`` by letter (D's where it is expected, if it is not made), and their lines."""

    def __init__(
        self, corners: dict[str, Point], shapes: Sequence[Shape], curves: Sequence[Curve], dots: Sequence[Dot]
    ) -> None:
        self.corners = corners
        self.shapes, self.curves, self.dots = tuple(shapes), tuple(curves), tuple(dots)


def _letters(pattern: HarmonicPattern) -> str:
    """The names of all its turns, D too."""
    return {"Shark": "0XABC", "AB=CD": "ABCD"}.get(pattern.kind, "XABCD")


def _made(pattern: HarmonicPattern) -> bool:
    return len(pattern.points) == len(_letters(pattern))


def _came_to_nothing(pattern: HarmonicPattern) -> bool:
    """Whether the price went through its zone: there is no D then, and nothing to measure from it."""
    return pattern.state == "invalidated" and not _made(pattern)


def _window(answer: FibHarmonicsAnswer, pattern: HarmonicPattern | None) -> Candles:
    """The newest candles, reaching back to before the pattern."""
    if pattern is None:
        return answer.candles.last(max(FEWEST_BARS, len(answer.candles) // 2))
    first = round(pattern.points[0].time.timestamp() * 1000)
    back = int((answer.candles.time >= first).sum())
    return answer.candles.last(max(FEWEST_BARS, back + BEFORE))


def _marks(pattern: HarmonicPattern | None) -> list[Mark]:
    """The prices that matter, by what is left out last."""
    if pattern is None:
        return []
    live = pattern.state in ("forming", "in the zone")
    zone = [Mark("zone", edge, "pocket_name", 0, bold=live) for edge in (pattern.zone.high, pattern.zone.low)]
    if _came_to_nothing(pattern):
        return zone
    return [
        *zone,
        Mark("stop", pattern.stop.price, "alert", 1),
        *(
            Mark(f"{'• ' if target.reached else ''}target {number}", target.price, "extension", 1 + number)
            for number, target in enumerate(pattern.targets, start=1)
        ),
    ]


def _reach(marks: Sequence[Mark], low: float, high: float) -> tuple[float, float]:
    """``low`` to ``high`` (of the candles) and as many of ``marks`` as ``CANDLE_SHARE`` allows, in their order."""
    bottom, top = low, high
    for mark in marks:
        reach = min(bottom, mark.price), max(top, mark.price)
        if high - low >= CANDLE_SHARE * (reach[1] - reach[0]):
            bottom, top = reach
    return bottom, top


def _title(pattern: HarmonicPattern | None) -> tuple[str, Ink]:
    if pattern is None:
        return "no pattern", "muted"
    failed = pattern.state == "invalidated"
    return f"{'▲' if pattern.direction == 'up' else '▼'} {pattern.kind}", "muted" if failed else pattern.direction


def _notes(
    answer: FibHarmonicsAnswer, pattern: HarmonicPattern | None, beyond: Sequence[Mark], places: int
) -> list[Note]:
    if pattern is None:
        return [Note(f"no harmonic pattern in {answer.lookback} bars; turns only")]
    age = {0: "now", 1: "1 bar ago"}.get(pattern.bars_since, f"{pattern.bars_since} bars ago")
    told = {
        "forming": f"{_letters(pattern)[-1]} is still to come",
        "in the zone": f"zone entered {age}, no turn yet",
        "completed": f"completed {age}",
        "invalidated": f"invalidated {age}",
    }
    names = dict.fromkeys(mark.name for mark in beyond)
    away = [
        Note(
            f"{name} {price_text(next(mark.price for mark in beyond if mark.name == name), places)} beyond the picture"
        )
        for name in names
    ]
    return [Note(told[pattern.state], "text"), Note(f"quality {pattern.quality:.2f}"), *away]


def _pattern(pattern: HarmonicPattern, shown: Shown, scale: Scale, plot: Rect) -> _Drawn:
    letters = _letters(pattern)
    corners = {
        point.name: (int(shown.x[shown.index(point.time)]), min(max(scale.y(point.price), plot.top), plot.bottom - 1))
        for point in pattern.points
    }
    made = list(corners.values())
    expected = not _made(pattern) and not _came_to_nothing(pattern)
    if expected:
        x, price = _expected(pattern, shown, plot)
        corners[letters[-1]] = (x, min(max(scale.y(price), plot.top), plot.bottom - 1))
    every = list(corners.values())
    triangles = [every[:3]] if _came_to_nothing(pattern) else [every[:3], every[-3:]]
    shapes = [Shape(tuple(triangle), "grid") for triangle in triangles]
    curves = [Curve(tuple(made), "text", 3)]
    if expected:
        curves.append(Curve((made[-1], every[-1]), "text", 3, AHEAD_DASH))
    by_legs = {ratio.name: ratio for ratio in pattern.ratios}
    curves += [Curve(ends, "muted", 2, CHORD_DASH) for name, ends in _chords(pattern, corners) if name in by_legs]
    return _Drawn(corners, shapes, curves, [Dot(x, y, TURN_DOT, "text") for x, y in made if x + TURN_DOT < plot.right])


def _expected(pattern: HarmonicPattern, shown: Shown, plot: Rect) -> tuple[int, float]:
    """Column and price of a D that is not made: the farthest the price has been in the zone, or ahead in its middle."""
    if pattern.state == "forming":
        return plot.right - AHEAD // 3, (pattern.zone.low + pattern.zone.high) / 2
    since = min(shown.index(pattern.points[-1].time) + 1, len(shown.x) - 1)
    if pattern.direction == "up":
        at = since + int(np.argmin(shown.low[since:]))
        return int(shown.x[at]), float(shown.low[at])
    at = since + int(np.argmax(shown.high[since:]))
    return int(shown.x[at]), float(shown.high[at])


def _chords(pattern: HarmonicPattern, corners: dict[str, Point]) -> list[tuple[str, tuple[Point, Point]]]:
    """Between which corners a ratio is written: from the end that its second leg begins at to the end of its first."""
    return [
        (ratio.name, (corners[_ends(ratio.name)[0]], corners[_ends(ratio.name)[1]]))
        for ratio in pattern.ratios
        if set(_ends(ratio.name)) <= set(corners)
    ]


def _ends(name: str) -> tuple[str, str]:
    """``XB`` of ``AB/XA``, ``AC`` of ``BC/AB``, ``XC`` of ``XC/XA``, ``BD`` of ``CD/BC``, ``XD`` of ``AD/XA``."""
    first, _, second = name.partition("/")
    return second[0], first[-1]


def _zigzag(answer: FibHarmonicsAnswer, candles: Candles, shown: Shown, scale: Scale) -> _Drawn:
    """The turns in view, where there is no pattern."""
    first = len(answer.candles) - len(candles)
    seen: list[Pivot] = [turn for turn in answer.turns if turn.bar >= first]
    points = [(int(shown.x[shown.index(candles.opened(turn.bar - first))]), scale.y(turn.price)) for turn in seen]
    curves = [Curve(tuple(points), "text", 2)] if len(points) > 1 else []
    return _Drawn({}, [], curves, [Dot(x, y, 9, "text") for x, y in points])


def _zone(
    pattern: HarmonicPattern, corners: dict[str, Point], scale: Scale, plot: Rect
) -> tuple[tuple[Rect, Ink], ...]:
    """The band in which D has its ratios, from C on."""
    top, bottom = scale.y(pattern.zone.high), scale.y(pattern.zone.low) + 1
    left = min(corners[_letters(pattern)[-2]][0], plot.right - 2 * AHEAD)
    box = Rect(left, max(top, plot.top), plot.right, min(bottom, plot.bottom))
    return ((box, "pocket"),) if box.height > 0 and box.width > 0 else ()


def _lines(
    aside: Asides, pattern: HarmonicPattern | None, corners: dict[str, Point], scale: Scale, plot: Rect
) -> list[Line]:
    """Stop and targets from D on, and the zone's edges."""
    if pattern is None:
        return []
    lines = []
    for mark in aside.told:
        row = scale.y(mark.price)
        letter = _letters(pattern)[-1 if _made(pattern) and mark.name != "zone" else -2]
        left = min(corners[letter][0], plot.right - 2 * AHEAD)
        dash = None if mark.name == "zone" else STOP_DASH if mark.name == "stop" else TARGET_DASH
        lines.append(Line(Rect(left, row - 1, plot.right, row + 1), mark.ink, dash, faint=mark.name != "stop"))
    return lines


def _texts(pattern: HarmonicPattern, drawn: _Drawn, candles: Sequence[Bar], plot: Rect) -> list[Label]:
    """The letters of the turns, and the ratios on their chords, none over another and over as few candles as may be."""
    labels: list[Label] = []
    corners = drawn.corners
    names = list(corners)
    up = pattern.direction == "up"
    letters = _letters(pattern)
    for name in reversed(names):
        expected = name not in {point.name for point in pattern.points}
        above = ((len(letters) - letters.index(name)) % 2 == 0) == up
        _put(labels, candles, plot, _beside(f"{name}?" if expected else name, corners[name], above=above))
    told = {ratio.name: ratio.ratio for ratio in pattern.ratios}
    for name, ((x0, y0), (x1, y1)) in _chords(pattern, corners):
        _put(labels, candles, plot, _along(f"{told[name]:.3f}", (x0, y0), (x1, y1)))
    return labels


def _beside(text: str, corner: Point, *, above: bool) -> Iterable[Label]:
    """Where a letter may stand, the best first."""
    (x, y), width, half = corner, measure(text, FIGURE_BOLD), TURN_DOT // 2 + 3
    rows = (y - half - FIGURE.height, y + half)
    for top in rows if above else rows[::-1]:
        for left in (x - width // 2, x - half - width, x + half):
            yield Label.at(left, top, text, FIGURE_BOLD, "text")
    for left in (x - half - width, x + half):
        yield Label.at(left, y - FIGURE.height // 2, text, FIGURE_BOLD, "text")


def _along(text: str, start: Point, end: Point) -> Iterable[Label]:
    """Where a ratio may stand: on the middle of its chord, then towards its ends."""
    width = measure(text, FIGURE)
    for share in (0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8):
        x, y = (round(a + share * (b - a)) for a, b in zip(start, end, strict=True))
        yield Label.at(x - width // 2, y - FIGURE.height // 2, text, FIGURE, "muted")


def _put(labels: list[Label], candles: Sequence[Bar], plot: Rect, places: Iterable[Label]) -> None:
    """Add the first of ``places`` that covers no label and the fewest candles, if there is room."""
    free = [
        label
        for label in places
        if label.box.within(plot) and not any(label.box.overlaps(other.box) for other in labels)
    ]
    if free:
        labels.append(min(free, key=lambda label: sum(bar.wick.overlaps(label.box) for bar in candles)))
