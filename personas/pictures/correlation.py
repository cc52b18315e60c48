"""The picture of markets that move together: the matrix of their correlations; of two, their returns and its course."""

from collections.abc import Sequence
from itertools import combinations, product
from math import isfinite
from typing import Final

import numpy as np

from analytics.bars import Floats
from analytics.correlation import pearson, rolling
from personas.phrasing import short_names
from personas.pictures.alt import alt_text, listed
from personas.pictures.axes import Axes
from personas.pictures.figures import price_text, true_minus
from personas.pictures.geometry import CANVAS, Curve, Dot, Label, Patch, Rect, Shape
from personas.pictures.header import Note, ghost, header
from personas.pictures.layout import NO_PRICES, Drawing, Layout
from personas.pictures.palette import Ink
from personas.pictures.scale import nice_ticks
from personas.pictures.styles import EDGE, FIGURE, FIGURE_BOLD, PLOT_BOTTOM, PLOT_TOP, TIME_ROW
from personas.pictures.timeaxis import time_ticks
from personas.pictures.typeface import legible, measure, shortened
from services.studies.correlation import CorrelationAnswer

TOGETHER: Final[Ink] = "together"
AGAINST: Final[Ink] = "against"
LEAST_COLOUR: Final = 0.06
"""How much of its end's colour a correlation of 0 has, so that its cell is seen."""
LONGEST_NAME: Final = 110
PAD: Final = 12
GAP: Final = 3
"""Pixels between two cells."""
MOST_WIDE: Final = 8
"""Of more markets the cells are too narrow for a point: 0.53 is 53."""
LEFT_PLOT: Final = Rect(EDGE + 70, PLOT_TOP + FIGURE.height + 8, 388, PLOT_BOTTOM - FIGURE.height)
RIGHT_PLOT: Final = Rect(482, PLOT_TOP + FIGURE.height + 8, CANVAS.right - EDGE, PLOT_BOTTOM - FIGURE.height)
DOT: Final = 9
THICK: Final = 4


def draw_correlation(answer: CorrelationAnswer, marks: Sequence[str]) -> Layout:
    names = [legible(shortened(name, FIGURE_BOLD, LONGEST_NAME)) for name in short_names(answer.symbols)]
    mean = "unknown" if answer.average is None else price_text(answer.average, 2)
    bets = answer.independent_bets
    two = len(names) == 2
    head = header(
        " · ".join(names) if two else f"{len(names)} markets",
        answer.timeframe,
        f"{answer.count} returns",
        (f"correlation {mean}" if two else f"mean {mean}", "text"),
        answer.provenance,
        marks,
        [
            *([Note(f"worth {price_text(bets, 2)} independent bets")] if bets is not None else []),
            *([Note("in hundredths")] if len(names) > MOST_WIDE else []),
            Note(f"from {answer.since:%Y-%m-%d %H:%M}"),
        ],
    )
    drawing, area = Drawing(), Rect(EDGE, PLOT_TOP, CANVAS.right - EDGE, CANVAS.bottom - PAD)
    matrix = pearson(answer.shared.returns)
    if answer.rolling is None:
        _matrix(drawing, matrix, names, area)
    else:
        _returns(drawing, answer, names)
        _course(drawing, answer)
    drawing.lines.extend(head.samples)
    drawing.labels[:0] = head.labels
    pairs = listed(
        f"{names[a]} and {names[b]} {_told(float(matrix[a, b]))}" for a, b in combinations(range(len(names)), 2)
    )
    alt = alt_text(("Correlation of returns", *head.told[:-1], head.told[-1], pairs))
    return drawing.done(area, NO_PRICES, ghost(answer.provenance, area), alt)


def _matrix(drawing: Drawing, matrix: Floats, names: Sequence[str], area: Rect) -> None:
    """A cell for each two, with the correlation in figures and as a colour. The diagonal says nothing and is bare."""
    k = len(names)
    left, top = area.left + max(measure(name, FIGURE) for name in names) + PAD, area.top + FIGURE.height + GAP
    width, height = (area.right - left) // k, (area.bottom - top) // k
    narrow = k > MOST_WIDE
    for at, name in enumerate(names):
        short = _fitting(name, width - GAP) if narrow else shortened(name, FIGURE, width - GAP)
        middle = left + at * width + (width - measure(short, FIGURE)) // 2
        drawing.labels.append(Label.at(middle, area.top, short, FIGURE, "text"))
        row = top + at * height + (height - FIGURE.height) // 2
        drawing.labels.append(Label.at(area.left, row, name, FIGURE, "text"))
    for row, column in product(range(k), repeat=2):
        value = float(matrix[row, column])
        box = Rect(
            left + column * width, top + row * height, left + (column + 1) * width - GAP, top + (row + 1) * height - GAP
        )
        if row == column:
            continue
        text = _told(value) if not narrow or not isfinite(value) else price_text(value * 100, 0)
        label = Label.at(
            (box.left + box.right - measure(text, FIGURE_BOLD)) // 2,
            (box.top + box.bottom - FIGURE_BOLD.height) // 2,
            text,
            FIGURE_BOLD,
            "text",
        )
        drawing.patches.append(Patch(box, TOGETHER if value >= 0 else AGAINST, _strong(value), label))


def _fitting(text: str, width: int) -> str:
    """As many letters as have room: the whole name stands at the left."""
    while measure(text, FIGURE) > width:
        text = text[:-1]
    return text


def _told(value: float) -> str:
    return price_text(value, 2) if isfinite(value) else "—"


def _strong(value: float) -> float:
    return LEAST_COLOUR + (1 - LEAST_COLOUR) * abs(value) if isfinite(value) else 0.0


def _returns(drawing: Drawing, answer: CorrelationAnswer, names: Sequence[str]) -> None:
    """Each bar's two returns as a dot, and the line of beta through them."""
    returns, slope = answer.shared.returns, answer.markets[1].beta
    ends = [_ends(returns[:, column]) for column in (0, 1)]
    axes = Axes(drawing, LEFT_PLOT, ends[0], ends[1])
    axes.foot([(value, _percent(value)) for value in nice_ticks(*ends[0], 3).prices])
    axes.left_axis([(value, _percent(value)) for value in nice_ticks(*ends[1], 4).prices])
    drawing.dots.extend(Dot(axes.x(x), axes.y(y), DOT, TOGETHER) for x, y in returns.tolist())
    if slope is not None:
        across = np.linspace(float(returns[:, 0].min()), float(returns[:, 0].max()), 60)
        up = returns[:, 1].mean() + slope * (across - returns[:, 0].mean())
        seen = (up >= ends[1][0]) & (up <= ends[1][1])
        drawing.curves.append(Curve(axes.points(across[seen], up[seen]), "text", THICK))
    title = "returns" if slope is None else f"beta {price_text(slope, 2)}"
    drawing.labels.append(Label.at(LEFT_PLOT.left, PLOT_TOP, title, FIGURE, "muted"))
    below = shortened(f"{names[0]} →, {names[1]} ↑", FIGURE, LEFT_PLOT.width + 60)
    drawing.labels.append(Label.at(LEFT_PLOT.left - 60, TIME_ROW, below, FIGURE, "text"))


def _ends(values: Floats) -> tuple[float, float]:
    low, high = float(values.min()), float(values.max())
    margin = 0.06 * (high - low) or 0.001
    return low - margin, high + margin


def _course(drawing: Drawing, answer: CorrelationAnswer) -> None:
    """The correlation over the last bars, as it went."""
    shared, window = answer.shared, answer.rolling.bars if answer.rolling else 0
    course = rolling(shared.returns[:, 0], shared.returns[:, 1], window)
    at, lowest = np.arange(len(course), dtype=np.float64), float(np.nanmin(course))
    axes = Axes(
        drawing, RIGHT_PLOT, (window - 1.0, max(len(course) - 1.0, float(window))), (min(-0.1, lowest - 0.1), 1.05)
    )
    axes.left_axis([(value, true_minus(f"{value:g}")) for value in (-1.0, -0.5, 0.0, 0.5, 1.0) if axes.up[0] <= value])
    points = axes.points(at, course)
    zero = axes.y(0.0)
    if len(points) > 1:
        drawing.shapes.append(Shape(((points[0][0], zero), *points, (points[-1][0], zero)), "grid"))
    axes.level_at(0.0, "muted")
    drawing.curves.append(Curve(points, "text", THICK))
    drawing.labels.append(Label.at(RIGHT_PLOT.left - 40, PLOT_TOP, f"of the last {window} returns", FIGURE, "muted"))
    shown = shared.time[window - 1 :]
    columns = np.array([axes.x(window - 1 + index) for index in range(len(shown))])
    ticks = time_ticks(shown, columns, RIGHT_PLOT.left - 40, CANVAS.right - EDGE // 2, FIGURE)
    axes.foot([(tick.index + window - 1, tick.text) for tick in ticks])


def _percent(value: float) -> str:
    return price_text(value * 100, 10).rstrip("0").rstrip(".") + "%"
