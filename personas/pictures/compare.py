"""The picture of a comparison: each market's course from 100 on."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, Protocol

import numpy as np

from personas.phrasing import short_names
from personas.pictures.alt import alt_text, listed
from personas.pictures.axes import LOG_SCALE, Axes
from personas.pictures.figures import percent_text
from personas.pictures.geometry import CANVAS, Curve, Label, Leader, Rect
from personas.pictures.header import Note, ghost, header
from personas.pictures.layout import NO_PRICES, Dash, Drawing, Layout
from personas.pictures.palette import Ink
from personas.pictures.scale import nice_ticks
from personas.pictures.spread import Wish, spread
from personas.pictures.styles import EDGE, FIGURE, FIGURE_BOLD, PLOT_BOTTOM, PLOT_TOP
from personas.pictures.timeaxis import time_ticks
from personas.pictures.typeface import measure, shortened
from services.core.units import PercentChange
from services.market.candles import Provenance
from services.studies.compare import Courses

INKS: Final[tuple[Ink, ...]] = ("retracement", "pocket_name", "extension", "text", "counter", "muted")
DASHES: Final[tuple[Dash | None, ...]] = (None, (14, 6), (4, 5), (22, 5))
"""Four dashes and six colours, none of which means up or down: of twelve lines no two share both, and neighbours share
neither."""
LEFT: Final = 84
TOP: Final = PLOT_TOP + FIGURE.height + 6
LEAD: Final = 30
NAME_GAP: Final = 12
LONGEST_NAME: Final = 110
FEW: Final = 6
"""Of more markets all lines but the first's and the last's are thin, so that each can be followed."""
THICK, THIN = 4, 2
LOG_BEYOND: Final = 4.0
"""Where the highest course is so many times the lowest, they stand on a logarithmic scale."""
TICKS: Final = 5
_ROUND: Final = tuple(lead * 10.0**power for power in range(-8, 12) for lead in (1, 2, 5))


class Raced(Protocol):
    """How one market did."""

    @property
    def name(self) -> str: ...
    @property
    def change(self) -> PercentChange: ...


class Race(Protocol):
    """Markets side by side from ``start`` on, in the order of their ``courses``."""

    @property
    def rows(self) -> Sequence[Raced]: ...
    @property
    def timeframe(self) -> str: ...
    @property
    def bars(self) -> int: ...
    @property
    def start(self) -> datetime: ...
    @property
    def provenance(self) -> Provenance: ...
    @property
    def courses(self) -> Courses: ...


def draw_compare(answer: Race, marks: Sequence[str]) -> Layout:
    best, names = answer.rows[0], short_names(row.name for row in answer.rows)
    head = header(
        f"{len(answer.rows)} markets",
        answer.timeframe,
        f"{answer.bars} bars",
        (
            f"{shortened(names[0], FIGURE_BOLD, LONGEST_NAME)} {percent_text(best.change)}",
            "up" if best.change >= 0 else "down",
        ),
        answer.provenance,
        marks,
        [Note(f"from {answer.start:%Y-%m-%d %H:%M}"), Note("each at 100")],
    )
    told = [
        (shortened(name, FIGURE_BOLD, LONGEST_NAME), percent_text(row.change))
        for name, row in zip(names, answer.rows, strict=True)
    ]
    widest = max(measure(name, FIGURE_BOLD) for name, _ in told)
    gutter = LEAD + widest + NAME_GAP + max(measure(change, FIGURE) for _, change in told) + EDGE // 2
    drawing = Drawing()
    axes = _axes(answer, drawing, Rect(LEFT, TOP, CANVAS.right - gutter, PLOT_BOTTOM))
    _courses(axes, answer)
    _time(axes, answer)
    _names(axes, answer, told, widest)
    drawing.lines.extend(head.samples)
    drawing.labels[:0] = head.labels
    rows = listed(f"{row.name} {percent_text(row.change)}" for row in answer.rows)
    alt = alt_text(
        ("Comparison of courses", *head.told[:-1], rows, LOG_SCALE if axes.log else "even scale", head.told[-1])
    )
    return drawing.done(axes.rect, NO_PRICES, ghost(answer.provenance, axes.rect), alt)


def _axes(answer: Race, drawing: Drawing, rect: Rect) -> Axes:
    index = answer.courses.index
    across, low, high = (0.0, max(1.0, len(index) - 1.0)), float(index.min()), float(index.max())
    if high > LOG_BEYOND * low:
        ends = low / 1.06, high * 1.06
        axes = Axes(drawing, rect, across, ends, log=True)
        ticks = [tick for tick in _ROUND if ends[0] <= tick <= ends[1]]
    else:
        margin = 0.06 * (high - low) or 1.0
        ends = low - margin, high + margin
        axes = Axes(drawing, rect, across, ends)
        ticks = list(nice_ticks(*ends, TICKS).prices)
    axes.left_axis([(tick, f"{tick:,.10g}") for tick in ticks])
    axes.level_at(100.0, "muted")
    return axes


def _courses(axes: Axes, answer: Race) -> None:
    index = answer.courses.index
    at, count = np.arange(len(index), dtype=np.float64), index.shape[1]
    order = sorted(range(count), key=lambda k: _bold(k, count))
    axes.drawing.curves.extend(
        Curve(axes.points(at, index[:, k]), _ink(k), THICK if _bold(k, count) else THIN, _dash(k)) for k in order
    )


def _bold(k: int, count: int) -> bool:
    return count <= FEW or k in (0, count - 1)


def _ink(k: int) -> Ink:
    return INKS[k % len(INKS)]


def _dash(k: int) -> Dash | None:
    return DASHES[k % len(DASHES)]


def _time(axes: Axes, answer: Race) -> None:
    time = answer.courses.time
    columns = np.array([axes.x(at) for at in range(len(time))])
    ticks = time_ticks(time, columns, EDGE // 2, axes.rect.right + LEAD, FIGURE)
    axes.foot([(tick.index, tick.text) for tick in ticks])


def _names(axes: Axes, answer: Race, told: Sequence[tuple[str, str]], widest: int) -> None:
    """Name and change of each market at its course's end, moved apart where they would cover one another."""
    rows = [axes.y(value) for value in answer.courses.index[-1].tolist()]
    order = sorted(range(len(rows)), key=rows.__getitem__)
    wishes = [Wish(rows[at], FIGURE.height) for at in order]
    left = axes.rect.right + LEAD
    for at, top in zip(order, spread(wishes, PLOT_TOP, PLOT_BOTTOM + FIGURE.height), strict=True):
        name, change = told[at]
        end = (left - 4, top + FIGURE.height // 2)
        axes.drawing.leaders.append(Leader((axes.rect.right, rows[at]), end, _ink(at)))
        axes.drawing.labels.append(Label.at(left, top, name, FIGURE_BOLD, _ink(at)))
        axes.drawing.labels.append(Label.at(left + widest + NAME_GAP, top, change, FIGURE, "text"))
