"""The picture of a performance: the course of equity beside buy and hold, each trade's end, and the drawdown."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from analytics.bars import Floats
from analytics.performance import drawdowns
from personas.format import gain
from personas.pictures.alt import alt_text
from personas.pictures.axes import Axes
from personas.pictures.figures import percent_text, price_text
from personas.pictures.geometry import CANVAS, Curve, Label, Line, Rect, Shape
from personas.pictures.header import PAPER, Note, ghost, header
from personas.pictures.layout import NO_PRICES, Dash, Drawing, Layout
from personas.pictures.palette import Ink
from personas.pictures.scale import nice_ticks
from personas.pictures.styles import EDGE, FIGURE, PLOT_BOTTOM, PLOT_TOP
from personas.pictures.timeaxis import time_ticks
from personas.pictures.typeface import shortened
from services.portfolio.performance_facts import PerformanceAnswer

LEFT: Final = 104
RIGHT: Final = CANVAS.right - EDGE
TOP: Final = PLOT_TOP + 8
FALL: Final = Rect(LEFT, 446, RIGHT, PLOT_BOTTOM)
STRIP: Final = Rect(LEFT, 402, RIGHT, 434)
"""A stroke up for each trade that gained, down for each other, where it ended."""
COURSE: Final = Rect(LEFT, TOP, RIGHT, STRIP.top - 10)
STROKE: Final = 4
ACCOUNT: Final[tuple[Ink, Dash | None]] = "text", None
BESIDE: Final[tuple[Ink, Dash | None]] = "extension", (14, 6)
LONGEST_SYMBOL: Final = 150
TICKS, FALL_TICKS = 5, 2


def draw_equity(answer: PerformanceAnswer, marks: Sequence[str]) -> Layout | None:
    """Nothing where no time has passed."""
    curves = answer.curves
    if curves.time[-1] == curves.time[0] or not np.isfinite(curves.index).all():
        return None
    beside = answer.benchmark
    notes = [Note("account", sample=ACCOUNT)]
    if beside is not None:
        symbol = shortened(beside.symbol, FIGURE, LONGEST_SYMBOL)
        notes.append(Note(f"{symbol} held {percent_text(beside.change)}", sample=BESIDE))
    if answer.fall is not None:
        notes.append(Note(f"deepest fall {percent_text(answer.fall.change)}"))
    head = header(
        answer.account,
        f"since {answer.start:%Y-%m-%d %H:%M}",
        percent_text(answer.change),
        (f"{gain(answer.net)} {answer.currency}", "up" if answer.net > 0 else "down" if answer.net < 0 else "muted"),
        answer.provenance,
        (*marks, PAPER),
        notes,
    )
    drawing = Drawing()
    across = float(curves.time[0]), float(curves.time[-1])
    _course(answer, drawing, across)
    _trades(answer, drawing, across)
    _fall(answer, drawing, across)
    drawing.lines.extend(head.samples)
    drawing.labels[:0] = head.labels
    return drawing.done(COURSE, NO_PRICES, ghost(answer.provenance, COURSE), _alt(answer, head.told))


def _course(answer: PerformanceAnswer, drawing: Drawing, across: tuple[float, float]) -> None:
    time, own = answer.curves.time.astype(np.float64), answer.curves.index - 1
    drawn: list[tuple[Floats, tuple[Ink, Dash | None], int]] = [(own, ACCOUNT, 4)]
    if answer.benchmark is not None:
        drawn.insert(0, (answer.curves.benchmark - 1, BESIDE, 3))
    low = min(0.0, *(float(values.min()) for values, _, _ in drawn))
    high = max(0.0, *(float(values.max()) for values, _, _ in drawn))
    margin = 0.06 * (high - low) or 0.01
    axes = Axes(drawing, COURSE, across, (low - margin, high + margin))
    axes.left_axis(_ticks(axes.up, TICKS))
    axes.level_at(0.0, "muted")
    for values, (ink, dash), width in drawn:
        drawing.curves.append(Curve(axes.points(time, values), ink, width, dash))


def _trades(answer: PerformanceAnswer, drawing: Drawing, across: tuple[float, float]) -> None:
    middle = (STRIP.top + STRIP.bottom) // 2
    drawing.lines.append(Line(Rect(STRIP.left, middle, STRIP.right, middle + 1), "grid"))
    drawing.labels.append(Label.ending(LEFT - 8, middle - FIGURE.height // 2, "trades", FIGURE, "muted"))
    axes = Axes(drawing, STRIP, across, (0.0, 1.0))
    for at, gained in zip(answer.curves.closed.tolist(), answer.curves.gained.tolist(), strict=True):
        left = min(axes.x(at), STRIP.right - STROKE)
        box = (
            Rect(left, STRIP.top, left + STROKE, middle) if gained else Rect(left, middle, left + STROKE, STRIP.bottom)
        )
        drawing.over.append(Line(box, "up" if gained else "down"))


def _fall(answer: PerformanceAnswer, drawing: Drawing, across: tuple[float, float]) -> None:
    time, depths = answer.curves.time.astype(np.float64), drawdowns(answer.curves.index)
    lowest = float(depths.min()) or -0.01
    axes = Axes(drawing, FALL, across, (1.08 * lowest, 0.0))
    axes.left_axis(_ticks(axes.up, FALL_TICKS))
    points = axes.points(time, depths)
    drawing.shapes.append(Shape(((points[0][0], FALL.top), *points, (points[-1][0], FALL.top)), "down_volume"))
    drawing.curves.append(Curve(points, "down", 2))
    columns = np.array([axes.x(at) for at in time.tolist()])
    ticks = time_ticks(answer.curves.time, columns, EDGE // 2, RIGHT, FIGURE)
    axes.foot([(float(answer.curves.time[tick.index]), tick.text) for tick in ticks])


def _ticks(ends: tuple[float, float], most: int) -> list[tuple[float, str]]:
    """Round percents."""
    ticks = nice_ticks(100 * ends[0], 100 * ends[1], most)
    return [(tick / 100, f"{price_text(tick, ticks.decimals)}%") for tick in ticks.prices]


def _alt(answer: PerformanceAnswer, told: Sequence[str]) -> str:
    beside, fall = answer.benchmark, answer.fall
    return alt_text(
        (
            f"Equity curve of the paper account {answer.account} with its drawdown beneath",
            *told[:-1],
            "" if beside is None else f"{beside.symbol} bought and held: {percent_text(beside.change)}",
            "" if fall is None else f"Deepest fall from {fall.peak:%Y-%m-%d %H:%M} to {fall.trough:%Y-%m-%d %H:%M}",
            f"{answer.trades.won} of {answer.trades.count} closed trades gained",
            told[-1],
        )
    )
