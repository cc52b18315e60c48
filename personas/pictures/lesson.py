"""The picture of candles drawn for a lesson, with named lines and bars, and of a question the letters to choose from.

It has no market and no dates, and says so: bars are counted from 1 at its foot.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import numpy as np

from personas.pictures.alt import alt_text, listed
from personas.pictures.candle_chart import CandlePlot
from personas.pictures.geometry import CANVAS, Label, Line, Rect
from personas.pictures.header import Note, lines_below
from personas.pictures.layout import Layout
from personas.pictures.palette import Ink
from personas.pictures.spread import Wish, spread
from personas.pictures.styles import EDGE, FIGURE, FIGURE_BOLD, HEAD_ROW, TIME_ROW, TITLE
from personas.pictures.typeface import measure, shortened
from services.education.grading import Graded
from services.education.posing import DrawnChart, Posed

DRAWN: Final = "DRAWN"
YOURS: Final = "your stop"
NO_MARKET: Final = "for this lesson, no market's candles"
LINE: Final = (12, 6)
CHOICE: Final = (5, 5)
PLATE: Final = Rect(0, 0, 34, 34)
FREE: Final = 58
"""Rows above and below the candles: a letter or a name of a bar fits there."""
FREE_OF_NAMES: Final = 34
TICK_ROWS: Final = 42
"""Rows between two prices of the axis, at least: it is there to be read."""
AROUND: Final = 5
"""Candles on each side that a bar is compared with."""
APART: Final = 8
"""Pixels from a candle to its letter or name."""
STEPS: Final = 5
"""How many rows further off a letter may stand where others are in its way."""
VOLUME_ROWS: Final = (500, 557)
COUNTED: Final = (1, 2, 5, 10, 20, 50)


def draw_lesson(chart: DrawnChart, title: str) -> Layout:
    """``chart`` under ``title``."""
    return _draw(chart, title)


def draw_posed(posed: Posed) -> Layout | None:
    """The chart of a question, where it has one: letters stand at bars or prices to choose from."""
    return None if posed.chart is None else _draw(posed.chart, posed.lesson.title, posed)


def draw_graded(graded: Graded) -> Layout | None:
    """The same with what is right: its letter alone on a plate, or the prices of a right stop and the one placed."""
    posed = graded.posed
    return None if posed.chart is None else _draw(posed.chart, posed.lesson.title, posed, graded)


def _draw(chart: DrawnChart, title: str, posed: Posed | None = None, graded: Graded | None = None) -> Layout:
    candles = chart.candles
    options = () if posed is None else posed.options
    right = None if graded is None else graded.letter
    placed = None if graded is None else graded.placed
    priced = [(each.letter, each.price) for each in options if each.price is not None]
    barred = [(each.letter, each.at) for each in options if each.at is not None]
    close = float(candles.close[-1])
    volumes = len(set(candles.volume.tolist())) > 1
    plot = CandlePlot(
        close,
        candles,
        ends=[*(price for _, price in (*chart.lines, *priced)), *((placed.low, placed.high) if placed else ())],
        reach=[placed.price] if placed else (),
        bottom=VOLUME_ROWS[0] - 12 if volumes else TIME_ROW - APART,
        free=FREE if barred or chart.marks else FREE_OF_NAMES,
        tick_rows=TICK_ROWS,
        strip=2 * APART + PLATE.width if priced else 0,
    )
    if volumes:
        pane = plot.pane(*VOLUME_ROWS, 0.0, float(plot.shown.volume.max()))
        plot.columns(plot.shown.volume, plot.shown.rising, pane)
    if placed is not None:
        zone = plot.band(placed.low, placed.high, "up_zone", thinnest=4)
        plot.block(*([zone] if zone else []))
    _priced(plot, priced, right)
    for _, price in chart.lines:
        _line(plot, price, "extension")
    _barred(plot, barred, right, [plot.y(price) for _, price in chart.lines])
    for name, at in chart.marks:
        _name_bar(plot, name, at)
    for name, price in chart.lines:
        _name_line(plot, name, price, "extension")
    if placed is not None and graded is not None and plot.scale.low <= placed.price <= plot.scale.high:
        ink: Ink = "up" if graded.right else "down"
        _line(plot, placed.price, ink)
        _name_line(plot, YOURS, placed.price, ink)
    _count_bars(plot)
    tag = "entry" if posed is not None and posed.entry is not None else "close"
    said_right = f"right: {right}" if right and (priced or barred) else ""
    if placed is not None:
        said_right = f"right: {_text(plot, placed.low)} to {_text(plot, placed.high)}"
    below, samples = lines_below(
        [(DRAWN, "mark")],
        [Note(NO_MARKET), *([Note(said_right, "up")] if said_right else [])],
        (f"{len(candles)} bars", "muted"),
        f"{tag} {_text(plot, close)}",
    )
    head = Label.at(EDGE, HEAD_ROW, shortened(title, TITLE, CANVAS.right - 2 * EDGE), TITLE, "text")
    plot.lines.extend(samples)
    plot.labels[:0] = [head, *below]
    named = (f"{name} at {_text(plot, price)}" for name, price in (*chart.lines, *priced))
    counted = (f"{name} at bar {at + 1}" for name, at in (*chart.marks, *barred))
    low, high = plot.text(float(candles.low.min())), plot.text(float(candles.high.max()))
    said = f"{len(candles)} candles from {low} to {high}, {tag} {plot.text(close)}"
    alt = alt_text(("Candles drawn for a lesson", title, said, listed(named), listed(counted), said_right))
    return plot.done(plot.plot, plot.scale, None, alt)


def _priced(plot: CandlePlot, priced: Iterable[tuple[str, float]], right: str | None) -> None:
    """A line and a letter at each price, the letters at the left, one over the other where they are near."""
    ordered = sorted(priced, key=lambda each: -each[1])
    wishes = [Wish(plot.y(price), PLATE.height + 2) for _, price in ordered]
    tops = spread(wishes, plot.plot.top, plot.plot.bottom)
    for (letter, price), top in zip(ordered, tops, strict=True):
        row, label = plot.y(price), _plate(letter, plot.plot.left + APART, top, right)
        line = Rect(label.box.right + 4, row - 1, plot.plot.right, row + 1)
        plot.lines.append(Line(line, "retracement", CHOICE))
        plot.labels.append(label)
        plot.block(line)


def _barred(plot: CandlePlot, barred: Iterable[tuple[str, int]], right: str | None, rows: Sequence[int]) -> None:
    """A letter over or under each bar, where it covers the least, and no line at ``rows`` parts the two: whether the
    bar reached that line is to be seen."""
    for letter, at in barred:
        x, high, low = _bar(plot, at)
        left = min(max(x - PLATE.width // 2, plot.plot.left), plot.plot.right - PLATE.width)
        tops = sorted(
            _tops(plot, at, PLATE.height, APART, PLATE.height + 2),
            key=lambda top: any(min(top, low) < row < max(top, high) and not high <= row <= low for row in rows),
        )
        label = plot.name(_plate(letter, left, top, right) for top in tops) or _plate(letter, left, tops[0], right)
        if label not in plot.labels:
            plot.labels.append(label)
        _lead(plot, x, label.box, high, low, "last")


def _name_bar(plot: CandlePlot, name: str, at: int) -> None:
    """``name`` over or under the bar ``at``, and a line from one to the other."""
    x, high, low = _bar(plot, at)
    width, height = measure(name, FIGURE), FIGURE.height
    lefts = [min(max(left, plot.plot.left), plot.plot.right - width) for left in (x - width // 2, x - 8, x - width + 8)]
    tops = list(_tops(plot, at, height, 2 * APART, height))
    label = plot.name(Label.at(left, top, name, FIGURE, "counter") for top in tops for left in lefts)
    if label is not None:
        _lead(plot, x, label.box, high, low, "counter")


def _line(plot: CandlePlot, price: float, ink: Ink) -> None:
    """A line at ``price``."""
    row = plot.y(price)
    line = Rect(plot.plot.left, row - 1, plot.plot.right, row + 2)
    plot.lines.append(Line(line, ink, LINE))
    plot.block(line)


def _name_line(plot: CandlePlot, name: str, price: float, ink: Ink) -> None:
    """The name of the line at ``price``, over or under it where it covers the least."""
    row, text = plot.y(price), f"{name} {_text(plot, price)}"
    width = measure(text, FIGURE)
    lefts = range(plot.room.left + APART, plot.plot.right - width - APART + 1, 20)
    plot.name(Label.at(left, top, text, FIGURE, ink) for top in (row - FIGURE.height - 2, row + 4) for left in lefts)


def _count_bars(plot: CandlePlot) -> None:
    """Numbers of bars at the foot, from 1 on, as many as there is room for."""
    shown = plot.shown
    room = measure(str(len(shown.x)), FIGURE) + 3 * APART
    every = next((each for each in COUNTED if each * shown.step >= room), COUNTED[-1])
    for number in range(every, len(shown.x) + 1, every):
        column, text = int(shown.x[number - 1]), str(number)
        plot.labels.append(Label.at(column - measure(text, FIGURE) // 2, TIME_ROW, text, FIGURE, "muted"))
        plot.lines.append(Line(Rect(column, plot.plot.top, column + 1, TIME_ROW - APART), "grid"))


def _text(plot: CandlePlot, price: float) -> str:
    """``price`` as short as the file may have it: ``101`` and not ``101.000``."""
    text = plot.text(price)
    return text.rstrip("0").rstrip(".") if "." in text else text


def _bar(plot: CandlePlot, at: int) -> tuple[int, int, int]:
    """The column of a bar, and the rows of its high and low."""
    shown = plot.shown
    return int(shown.x[at]), plot.y(float(shown.high[at])), plot.y(float(shown.low[at]))


def _tops(plot: CandlePlot, at: int, height: int, apart: int, step: int) -> Iterator[int]:
    """Where what is ``height`` rows high may begin, over and under a bar, the nearest first: under one that is lower
    than those around it, else over it."""
    shown = plot.shown
    _, high, low = _bar(plot, at)
    around = slice(max(0, at - AROUND), at + AROUND + 1)
    over = shown.high[at] + shown.low[at] >= np.mean(shown.high[around] + shown.low[around])
    for far in range(0, STEPS * step, step):
        sides = (high - apart - height - far, low + apart + far)
        yield from sides if over else sides[::-1]


def _plate(letter: str, left: int, top: int, right: str | None) -> Label:
    """A letter on a plate; where it is said which is ``right``, the others have none."""
    box = Rect(left, top, left + PLATE.width, top + PLATE.height)
    inset = (PLATE.width - measure(letter, FIGURE_BOLD)) // 2
    if right is not None and letter != right:
        return Label(letter, FIGURE_BOLD, box, left + inset, "muted")
    return Label(letter, FIGURE_BOLD, box, left + inset, "background", "last")


def _lead(plot: CandlePlot, x: int, box: Rect, high: int, low: int, ink: Ink) -> None:
    top, bottom = (box.bottom, high - 3) if box.bottom <= high else (low + 3, box.top)
    if bottom > top:
        plot.lines.append(Line(Rect(x - 1, top, x + 1, bottom), ink))
