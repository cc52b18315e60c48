"""One chart of candles that studies draw onto.

It has what pictures of markets share: the candles on their scale, the last price, levels named at the side or an axis
of round prices, the time axis, holes in the data, the header and SIMULATED behind it all. A study says which prices it
wants in view, draws what it has to show, and takes the layout::

    def draw_pivots(answer: PivotsAnswer, marks: Sequence[str]) -> Layout:
        levels = [Level(one.name, one.price, "retracement", bold=one == answer.nearest) for one in answer.pivots]
        chart = CandleChart(answer, answer.candles.last(150), levels=levels, reach=[one.price for one in levels])
        for level in chart.levels:  # those that have room, named at the side already
            chart.line(level, DASH)
        chart.band(answer.zone.low, answer.zone.high, "pocket")
        for turn in answer.turns:
            chart.dot(turn, 11)
            chart.name([Label.at(chart.x(turn.time), chart.y(turn.price) + 8, turn.name, FIGURE, "muted")])
        chart.note("pivot", sample=("retracement", DASH))
        return chart.layout("Pivots", ("▲ above the pivot", "up"), marks)

Whoever needs more adds shapes in pixels to the layers (``bands``, ``lines``, ``curves`` …), which are a ``Drawing``'s.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise
from typing import Protocol, TypedDict, Unpack

import numpy as np
from numpy.typing import NDArray

from personas.pictures.alt import alt_text, listed
from personas.pictures.bars import bars, bodies, holes, place
from personas.pictures.figures import decimals, price_text
from personas.pictures.geometry import CANVAS, Curve, Dot, Label, Line, Rect
from personas.pictures.header import Note, candle_span, ghost, header
from personas.pictures.layout import Dash, Drawing, Layout
from personas.pictures.palette import Ink
from personas.pictures.scale import FREE, Scale, nice_ticks, widened
from personas.pictures.side import Level, axis_width, name_prices, names_width, price_axis
from personas.pictures.styles import EDGE, FIGURE, FIGURE_BOLD, PLOT_BOTTOM, PLOT_TOP
from personas.pictures.timeaxis import time_axis
from personas.pictures.typeface import measure
from services.market.candles import Candles, Floats, Provenance
from services.market.timeframes import parse_timeframe

KEEP = 0.6
"""The share of the height that the candles keep when prices beyond them come into view."""
ROOMY = 46
"""Rows to leave free above and below the candles: a name fits there, and beside the tag the nearest level beyond."""
TICK_ROWS = 58
"""Rows between two prices of the axis, at least."""
TURN_DOT = 13
"""Pixels across of a turn's dot that has a letter."""
CURVE_STEP = 8
"""Pixels of a curve from one place that names keep off to the next."""
BESIDE = 4
"""Free pixels beside a name in the plot."""

Point = tuple[int, int]


class CandleAnswer(Protocol):
    """What a chart takes from an answer: of which market it is, and the last price."""

    @property
    def symbol(self) -> str: ...
    @property
    def timeframe(self) -> str: ...
    @property
    def price(self) -> float: ...
    @property
    def provenance(self) -> Provenance: ...


class PriceAtTime(Protocol):
    @property
    def time(self) -> datetime: ...
    @property
    def price(self) -> float: ...


@dataclass(frozen=True, slots=True)
class Pane:
    """Rows below the candles with a scale of their own."""

    rect: Rect
    scale: Scale


class Placed(TypedDict, total=False):
    """Where candles stand, and what stands beside them: see ``CandlePlot``."""

    levels: Sequence[Level] | None
    ends: Sequence[float]
    reach: Iterable[float]
    keep: float
    top: int
    bottom: int
    free: int
    left: int
    strip: int
    ahead: float
    side: int
    tick_rows: int
    tag_name: str


class CandlePlot(Drawing):
    """``candles`` and the last ``price``, and what is drawn onto them.

    ``levels`` are the prices to name at the side; ``None`` puts an axis of round prices there, ``tick_rows`` apart at
    least; ``side`` is the least width of either. In view are the candles, the price, ``ends`` and of ``reach``, in its
    order, what leaves the candles the share ``keep`` of the height. The plot has the rows from ``top`` to ``bottom``,
    of which ``free`` stay empty at both ends, and begins at the column ``left``; there ``strip`` pixels are left free
    of candles, and after the newest the share ``ahead`` of the width. ``tag_name`` stands beside the last price.
    """

    def __init__(
        self,
        price: float,
        candles: Candles,
        *,
        levels: Sequence[Level] | None = None,
        ends: Sequence[float] = (),
        reach: Iterable[float] = (),
        keep: float = KEEP,
        top: int = PLOT_TOP,
        bottom: int = PLOT_BOTTOM,
        free: int = FREE,
        left: int = EDGE // 2,
        strip: int = 0,
        ahead: float = 0.0,
        side: int = 0,
        tick_rows: int = TICK_ROWS,
        tag_name: str = "",
    ) -> None:
        super().__init__()
        low, high = min(float(candles.low.min()), price), max(float(candles.high.max()), price)
        self.scale = scale = Scale.over(*widened(low, high, ends, reach, keep), top, bottom, free=free)
        self.places = places = decimals(price, scale.span)
        ticks = nice_ticks(scale.low, scale.high, max(1, (bottom - top) // tick_rows))
        needed = axis_width(ticks, price, places) if levels is None else names_width(levels, price, tag_name, places)
        self.plot = plot = Rect(left, top, CANVAS.right - max(needed, side), bottom)
        self.room = replace(plot, left=plot.left + strip)
        """The plot without its strip."""
        self.shown = shown = place(candles, self.room.left, plot.right - round(ahead * plot.width))
        self.bars.extend(bars(shown, scale))
        self._ahead, self._foot = ahead > 0, bottom
        if levels is None:
            beside = price_axis(ticks, price, places, scale, plot)
        else:
            beside = name_prices(levels, price, tag_name, places, scale, plot)
        self.levels = beside.told
        """The levels in view that have room at the side, from the top down."""
        self.side_left = beside.left
        """The column where what stands at the side begins."""
        self._ends = beside.ends
        self.lines.extend(beside.grid)
        self.labels.extend(beside.labels)
        self.leaders.extend(beside.leaders)
        row = scale.y(price)
        self.over.append(Line(Rect(plot.left, row - 1, beside.ends[None], row + 2), "last", (8, 7), faint=True))
        self._blocks = np.array([box.edges for box in (*(bar.wick for bar in self.bars), self.over[0].box)])
        """Left, top, right and bottom (n, 4) of what a name should not cover."""
        self._names: list[Rect] = []

    def x(self, time: datetime) -> int:
        """The column of the bar that holds the candle which opened at ``time``, or of the nearest that is shown."""
        return int(self.shown.x[self.shown.index(time)])

    def x_ago(self, candles: float) -> int:
        """The column of so many candles before the newest, or of so many to come if negative."""
        newest = int(self.shown.x[-1])
        if candles < 0:
            return newest + round(-candles * self.shown.step / self.shown.group)
        return int(self.shown.x[max(0, len(self.shown.x) - 1 - int(candles) // self.shown.group)])

    def y(self, price: float) -> int:
        """The row of ``price``, or of the plot's edge if it is out of view."""
        return min(max(self.scale.y(price), self.plot.top), self.plot.bottom - 1)

    def at(self, turn: PriceAtTime) -> Point:
        return self.x(turn.time), self.y(turn.price)

    def text(self, price: float) -> str:
        """``price`` with the decimals of this chart."""
        return price_text(price, self.places)

    def line(
        self, level: Level, dash: Dash | None = None, *, left: int | None = None, faint: bool | None = None
    ) -> None:
        """A line at ``level`` from the column ``left``, to its name unless that had to move aside.

        A bold level's line is thicker, and others are faint if nothing else is said.
        """
        row = self.scale.y(level.price)
        left = self.plot.left if left is None else left
        box = Rect(left, row - 1, self._ends.get(level, self.plot.right), row + (3 if level.bold else 2))
        self.lines.append(Line(box, level.ink, dash, faint=not level.bold if faint is None else faint))
        self.block(box)

    def band(self, low: float, high: float, ink: Ink, *, left: int | None = None, thinnest: int = 1) -> Rect | None:
        """What lies between two prices is filled, ``thinnest`` rows at least, as far as it is in view."""
        plot = self.plot
        top, bottom = self.scale.y(high), self.scale.y(low) + 1
        if bottom <= plot.top or top >= plot.bottom:
            return None
        grow = max(0, thinnest - (bottom - top))
        top, bottom = max(top - (grow + 1) // 2, plot.top), min(bottom + grow // 2, plot.bottom)
        box = Rect(plot.left if left is None else left, top, plot.right, bottom)
        self.bands.append((box, ink))
        return box

    def dot(self, turn: PriceAtTime, size: int, ink: Ink = "text") -> Point:
        """A dot, ``size`` pixels across (odd). Returns where it is."""
        x, y = self.at(turn)
        half = size // 2
        self.dots.append(Dot(x, y, size, ink))
        self.block(Rect(x - half, y - half, x + half + 1, y + half + 1))
        return x, y

    def curve(self, points: Sequence[Point], ink: Ink, width: int = 3, dash: Dash | None = None) -> None:
        """A line through ``points`` that names keep off where they can."""
        self.curves.append(Curve(tuple(points), ink, width, dash))
        self._keep_off(points)

    def _keep_off(self, points: Sequence[Point]) -> None:
        found = [
            (x0 + round((x1 - x0) * k / steps), y0 + round((y1 - y0) * k / steps))
            for (x0, y0), (x1, y1) in pairwise(points)
            for steps in (max(1, max(abs(x1 - x0), abs(y1 - y0)) // CURVE_STEP),)
            for k in range(steps + 1)
        ]
        self.block(*(Rect(x - 2, y - 2, x + 3, y + 3) for x, y in found))

    def pane(self, top: int, bottom: int, low: float, high: float) -> Pane:
        """Rows below the candles for values from ``low`` to ``high``, under the same time axis."""
        self._foot = max(self._foot, bottom)
        return Pane(Rect(self.plot.left, top, self.plot.right, bottom), Scale(low, high, top, bottom))

    def series(
        self, values: Floats, ink: Ink, width: int = 3, dash: Dash | None = None, pane: Pane | None = None
    ) -> None:
        """``values`` (one a candle) as a curve; several where some are not defined or out of view."""
        scale, x, at = (pane or self).scale, self.shown.x, self.shown.newest(values)
        seen = np.isfinite(at) & (at >= scale.low) & (at <= scale.high)
        rows = scale.rows(np.where(seen, at, scale.low))
        for start, end in np.flatnonzero(np.diff(seen, prepend=False, append=False)).reshape(-1, 2).tolist():
            points = tuple(zip(x[start:end].tolist(), rows[start:end].tolist(), strict=True))
            self.curves.append(Curve(points, ink, width, dash))

    def columns(self, values: Floats, rising: NDArray[np.bool_], pane: Pane) -> None:
        """A column from 0 to each of ``values`` (one a bar), up or down: 1 pixel at least, none where it is 0 or not
        defined. Those of ``rising`` bars have the colour of up."""
        half, zero = bodies(self.shown.step) // 2, pane.scale.y(0.0)
        known = np.isfinite(values) & (values != 0)
        rows = pane.scale.rows(np.where(known, values, 0.0))
        for x, value, row, up in zip(
            self.shown.x[known].tolist(), values[known], rows[known].tolist(), rising[known], strict=True
        ):
            top, bottom = (min(row, zero - 1), zero) if value > 0 else (zero + 1, max(row + 1, zero + 2))
            self.bands.append((Rect(x - half, top, x + half + 1, bottom), "up_volume" if up else "down_volume"))

    def block(self, *boxes: Rect) -> None:
        """Names keep off ``boxes`` where they can."""
        if boxes:
            self._blocks = np.vstack((self._blocks, [box.edges for box in boxes]))

    def name(self, places: Iterable[Label], *, clear: bool = False) -> Label | None:
        """The first of ``places`` in the plot that covers no other name and the fewest candles, dots and lines.

        If ``clear``, it covers none of them. ``None`` if nowhere is room.
        """
        best, fewest = None, len(self._blocks) + 1
        for label in places:
            box = label.box
            wide = Rect(box.left - BESIDE, box.top, box.right + BESIDE, box.bottom)
            if not box.within(self.room) or any(wide.overlaps(other) for other in self._names):
                continue
            covered = self._covered(wide)
            if covered < fewest and not (clear and covered):
                best, fewest = label, covered
            if not covered:
                break
        if best:
            self.labels.append(best)
            self._names.append(best.box)
        return best

    def letter(self, text: str, dot: Point, *, above: bool) -> None:
        """The letter of a turn: over or under its dot, or aside."""
        (x, y), width, half = dot, measure(text, FIGURE_BOLD), TURN_DOT // 2 + 3
        rows, asides = (y - half - FIGURE.height, y + half), (x - half - width, x + half)
        corners = [(left, row) for row in (rows if above else rows[::-1]) for left in (x - width // 2, *asides)]
        corners += [(left, y - FIGURE.height // 2) for left in asides]
        self.name(Label.at(*corner, text, FIGURE_BOLD, "text") for corner in corners)

    def _covered(self, box: Rect) -> int:
        """How many candles, dots and lines ``box`` covers."""
        left, top, right, bottom = self._blocks.T
        hit = (left < box.right) & (box.left < right) & (top < box.bottom) & (box.top < bottom)
        return int(np.count_nonzero(hit))


class CandleChart(CandlePlot):
    """The candles and the last price of ``answer``, what a study draws onto them, and a header."""

    def __init__(self, answer: CandleAnswer, candles: Candles, **placed: Unpack[Placed]) -> None:
        super().__init__(answer.price, candles, **placed)
        self._answer, self._notes = answer, list[Note]()

    def note(
        self, text: str, ink: Ink = "muted", sample: tuple[Ink, Dash | None] | None = None, *, first: bool = False
    ) -> None:
        """A remark in the header, and the line that it explains; those that come first have room first."""
        self._notes.insert(0 if first else len(self._notes), Note(text, ink, sample))

    def layout(self, what: str, title: tuple[str, Ink], marks: Sequence[str], *, headline: str | None = None) -> Layout:
        """All of it under a header: ``title`` (text and ink) after the price or what stands in its place. ``what`` is
        said of it to who does not see it."""
        answer, plot = self._answer, self.plot
        time, columns = self._to_come() if self._ahead else (self.shown.time, self.shown.x)
        times, ticks = time_axis(time, columns, replace(plot, bottom=self._foot))
        missing = holes(self.shown, answer.provenance.gaps)
        gaps = [Line(Rect(x, plot.top, x + 1, self._foot), "muted", (2, 4)) for x in missing]
        head = header(
            answer.symbol,
            candle_span(answer.timeframe, self.shown.group),
            headline or self.text(answer.price),
            title,
            answer.provenance,
            marks,
            self._notes,
        )
        self.lines[:0] = [*ticks, *gaps]
        self.lines.extend(head.samples)
        self.labels[:0] = [*head.labels, *times]
        alt = alt_text((what, *head.told[:-1], self._span(), self._marked(), head.told[-1]))
        return self.done(plot, self.scale, ghost(answer.provenance, plot), alt)

    def _span(self) -> str:
        shown = self.shown
        start, end = (np.datetime64(int(shown.time[at]), "ms").item() for at in (0, -1))
        bars = f"{len(shown.x)} candles of {candle_span(self._answer.timeframe, shown.group)}"
        low, high = self.text(float(shown.low.min())), self.text(float(shown.high.max()))
        return f"{bars}, {start:%Y-%m-%d %H:%M} to {end:%Y-%m-%d %H:%M} UTC, from {low} to {high}"

    def _marked(self) -> str:
        """The prices that are named at the side."""
        named = listed(f"{level.name} at {self.text(level.price)}" for level in self.levels)
        return f"Marked: {named}" if named else ""

    def _to_come(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Times and columns of the bars, those to come included as far as room is left for them."""
        shown = self.shown
        coming = np.arange(1, int((self.plot.right - int(shown.x[-1])) / shown.step) + 1)
        length = parse_timeframe(self._answer.timeframe).ms * shown.group
        columns = shown.x[-1] + np.rint(coming * shown.step).astype(np.int64)
        return np.append(shown.time, shown.time[-1] + coming * length), np.append(shown.x, columns)
