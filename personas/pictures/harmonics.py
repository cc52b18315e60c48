"""The picture of a harmonic pattern: candles, its two triangles with the ratios of their legs, its zone and prices."""

from collections.abc import Iterator, Sequence

import numpy as np

from personas.pictures.candle_chart import ROOMY, TURN_DOT, CandleChart, Point
from personas.pictures.geometry import Dot, Label, Shape
from personas.pictures.layout import Layout
from personas.pictures.palette import Ink
from personas.pictures.side import Level
from personas.pictures.styles import FIGURE
from personas.pictures.typeface import measure
from services.studies.fib_harmonics import FibHarmonicsAnswer, HarmonicPattern

FEWEST_BARS = 60
BEFORE = 8
"""Bars that are shown before the pattern, at least."""
KEEP = 0.4
"""The share of the height that the candles keep when what lies beyond them comes into view."""
AHEAD = 0.1
"""The share of the width that stays free at the right where D is still to come."""
SHORTEST = 130
"""Pixels that a line of stop or target is long, at least."""
STOP_DASH, TARGET_DASH, CHORD_DASH, AHEAD_DASH = (4, 6), (14, 7), (3, 7), (9, 7)


def draw_harmonics(answer: FibHarmonicsAnswer, marks: Sequence[str]) -> Layout:
    return _pattern(answer, answer.patterns[0], marks) if answer.patterns else _turns(answer, marks)


def _turns(answer: FibHarmonicsAnswer, marks: Sequence[str]) -> Layout:
    """Where there is no pattern: the turns in view."""
    candles = answer.candles.last(max(FEWEST_BARS, len(answer.candles) // 2))
    chart = CandleChart(answer, candles, levels=(), free=ROOMY)
    first = len(answer.candles) - len(candles)
    seen = [turn for turn in answer.turns if turn.bar >= first]
    places = [(chart.x(answer.candles.opened(turn.bar)), chart.y(turn.price)) for turn in seen]
    chart.dots.extend(Dot(x, y, 9, "text") for x, y in places)
    chart.curve(places, "text")
    chart.note(f"no harmonic pattern in {answer.lookback} bars; turns only")
    return chart.layout("Harmonic pattern", ("no pattern", "muted"), marks)


def _pattern(answer: FibHarmonicsAnswer, pattern: HarmonicPattern, marks: Sequence[str]) -> Layout:
    letters, up = _letters(pattern), pattern.direction == "up"
    made = len(pattern.points) == len(letters)
    off = pattern.state == "invalidated" and not made  # the price went through its zone: no D, nothing to measure by it
    first = round(pattern.points[0].time.timestamp() * 1000)
    bars = int((answer.candles.time >= first).sum()) + BEFORE
    levels = _levels(pattern, off=off)
    chart = CandleChart(
        answer,
        answer.candles.last(max(FEWEST_BARS, bars)),
        levels=levels,
        reach=[level.price for level in levels],
        keep=KEEP,
        free=ROOMY,
        ahead=0.0 if made or off else AHEAD,
    )
    corners = {point.name: chart.dot(point, TURN_DOT) for point in pattern.points}
    chart.curve(list(corners.values()), "text", 3)
    if not made and not off:
        corners[letters[-1]] = _expected(chart, pattern)
        chart.curve(list(corners.values())[-2:], "text", 3, AHEAD_DASH)
    every, latest = list(corners.values()), chart.plot.right - SHORTEST
    chart.shapes.append(Shape(tuple(every[:3]), "grid"))
    if not off:
        chart.shapes.append(Shape(tuple(every[-3:]), "grid"))
    from_c, from_d = min(corners[letters[-2]][0], latest), min(every[-1][0], latest)
    chart.band(pattern.zone.low, pattern.zone.high, "pocket", left=from_c)
    for level in chart.levels:
        dash = {"zone": None, "stop": STOP_DASH}.get(level.name, TARGET_DASH)
        chart.line(level, dash, left=from_d if made and level.name != "zone" else from_c)
    for name in reversed(corners):
        above = ((len(letters) - letters.index(name)) % 2 == 0) == up
        chart.letter(name if name in {one.name for one in pattern.points} else f"{name}?", corners[name], above=above)
    for ratio in pattern.ratios:
        start, end = ratio.name.partition("/")[2][0], ratio.name.partition("/")[0][-1]
        if start in corners and end in corners:
            chart.curve((corners[start], corners[end]), "muted", 2, CHORD_DASH)
            chart.name(_along(f"{ratio.ratio:.3f}", corners[start], corners[end]))
    _notes(chart, pattern)
    ink: Ink = "muted" if pattern.state == "invalidated" else pattern.direction
    return chart.layout("Harmonic pattern", (f"{'▲' if up else '▼'} {pattern.kind}", ink), marks)


def _letters(pattern: HarmonicPattern) -> str:
    """The names of all its turns, D too."""
    return {"Shark": "0XABC", "AB=CD": "ABCD"}.get(pattern.kind, "XABCD")


def _levels(pattern: HarmonicPattern, *, off: bool) -> list[Level]:
    """The prices that matter, by what is left out last."""
    live = pattern.state in ("forming", "in the zone")
    zone = [Level("zone", edge, "pocket_name", bold=live) for edge in (pattern.zone.high, pattern.zone.low)]
    if off:
        return zone
    targets = [
        Level(f"{'• ' if target.reached else ''}target {number}", target.price, "up", 1 + number)
        for number, target in enumerate(pattern.targets, start=1)
    ]
    return [*zone, Level("stop", pattern.stop.price, "down", 1, bold=True), *targets]


def _notes(chart: CandleChart, pattern: HarmonicPattern) -> None:
    age = {0: "now", 1: "1 bar ago"}.get(pattern.bars_since, f"{pattern.bars_since} bars ago")
    told = {
        "forming": f"{_letters(pattern)[-1]} is still to come",
        "in the zone": f"zone entered {age}, no turn yet",
        "completed": f"completed {age}",
        "invalidated": f"invalidated {age}",
    }
    chart.note(told[pattern.state], "text")
    chart.note(f"quality {pattern.quality:.2f}")


def _expected(chart: CandleChart, pattern: HarmonicPattern) -> Point:
    """Where a D that is not made is: the farthest the price has been in the zone, or ahead in its middle."""
    shown, plot = chart.shown, chart.plot
    if pattern.state == "forming":
        middle = (pattern.zone.low + pattern.zone.high) / 2
        return plot.right - round(AHEAD * plot.width / 3), chart.y(middle)
    since = min(shown.index(pattern.points[-1].time) + 1, len(shown.x) - 1)
    if pattern.direction == "up":
        at = since + int(np.argmin(shown.low[since:]))
        return int(shown.x[at]), chart.y(float(shown.low[at]))
    at = since + int(np.argmax(shown.high[since:]))
    return int(shown.x[at]), chart.y(float(shown.high[at]))


def _along(text: str, start: Point, end: Point) -> Iterator[Label]:
    """Where a ratio may stand: on the middle of its chord, then towards its ends."""
    width = measure(text, FIGURE)
    for share in (0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8):
        x, y = (round(a + share * (b - a)) for a, b in zip(start, end, strict=True))
        yield Label.at(x - width // 2, y - FIGURE.height // 2, text, FIGURE, "muted")
