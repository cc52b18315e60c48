"""The picture of markets that move together: the matrix of their correlations; of two, their returns and its course."""

from collections.abc import Sequence
from itertools import product
from math import isfinite
from typing import TYPE_CHECKING, Final

import numpy as np

from analytics.bars import Floats
from analytics.correlation import pearson, rolling
from personas.phrasing import short_names
from personas.pictures.figures import price_text
from personas.pictures.header import Note, ghost, header
from personas.pictures.palette import COLOUR_BLIND, Ink, Palette, contrast
from personas.pictures.study import STUDY, TEXT, Look, Study
from personas.pictures.styles import FIGURE, FIGURE_BOLD
from personas.pictures.timeaxis import time_ticks
from personas.pictures.typeface import legible, measure, shortened
from services.studies.correlation import CorrelationAnswer

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Colour = tuple[float, float, float]

TOGETHER: Final = Look(COLOUR_BLIND)("up")
AGAINST: Final = Look(COLOUR_BLIND)("down")
"""The ends of the scale of colours, in every palette: blue and orange are told apart by everybody."""
LEAST_COLOUR: Final = 0.06
"""How much of its end's colour a correlation of 0 has, so that its cell is seen."""
LARGEST: Final = 34
LONGEST_NAME: Final = 170
PAD: Final = 14
SCALE_WIDTH: Final = 26
SCALE_ROOM: Final = 110
"""Pixels at the right for the scale of colours and its figures."""


def draw_correlation(answer: CorrelationAnswer, marks: Sequence[str]) -> Study:
    names = [legible(shortened(name, FIGURE_BOLD, LONGEST_NAME)) for name in short_names(answer.symbols)]
    mean = "unknown" if answer.average is None else price_text(answer.average, 2)
    bets = answer.independent_bets
    head, samples = header(
        " · ".join(names) if len(names) == 2 else f"{len(names)} markets",
        answer.timeframe,
        f"{answer.count} returns",
        (f"correlation {mean}" if len(names) == 2 else f"mean {mean}", "text"),
        answer.provenance,
        marks,
        [
            *([Note(f"worth {price_text(bets, 2)} independent bets")] if bets is not None else []),
            Note(f"from {answer.since:%Y-%m-%d %H:%M}"),
        ],
    )

    def plot(figure: "Figure", look: Look) -> None:
        if answer.rolling is None:
            _matrix(figure, pearson(answer.shared.returns), names, look)
        else:
            _returns(figure, answer, names, look)
            _course(figure, answer, look)

    return Study(tuple(head), tuple(samples), ghost(answer.provenance, STUDY), plot)


def _matrix(figure: "Figure", matrix: Floats, names: Sequence[str], look: Look) -> None:
    """A cell for each two, with the correlation in figures and as a colour. The diagonal says nothing and is bare."""
    k = len(names)
    left, top = max(measure(name, FIGURE) for name in names) + 2 * PAD, FIGURE.height + PAD
    width, height = STUDY.width - left - SCALE_ROOM, STUDY.height - top - PAD
    frame = (left / STUDY.width, PAD / STUDY.height, width / STUDY.width, height / STUDY.height)
    axes = figure.add_axes(frame)
    shown = np.where(np.eye(k, dtype=bool), np.nan, matrix)
    colours = np.array([[_colour(value, look.palette) for value in row] for row in shown.tolist()])
    edges = np.arange(k + 1) - 0.5
    axes.pcolormesh(edges, edges, colours, zorder=0)  # an image would be blown up to 40 MB on its way
    axes.set_ylim(k - 0.5, -0.5)
    size = min(LARGEST, 0.5 * height / k, 0.3 * width / k) * 0.72
    for row, column in product(range(k), repeat=2):
        value = float(matrix[row, column])
        same = row == column
        axes.text(
            column,
            row,
            "—" if not isfinite(value) else price_text(value, 0 if same else 2),
            color=look("muted") if same else _readable(colours[row, column], look),
            fontsize=max(size, TEXT * 0.9),
            fontweight=400 if same else 700,
            ha="center",
            va="center",
        )
    axes.set_xticks(range(k), _fitting(names, width // k))
    axes.set_yticks(range(k), names)
    axes.xaxis.tick_top()
    axes.tick_params(length=0, labelsize=TEXT, labelcolor=look("text"))
    for label in (*axes.get_xticklabels(), *axes.get_yticklabels()):
        label.set_parse_math(False)
    axes.set_xticks(np.arange(k + 1) - 0.5, minor=True)
    axes.set_yticks(np.arange(k + 1) - 0.5, minor=True)
    axes.grid(visible=False)
    axes.grid(which="minor", color=look("background"), linewidth=3)
    axes.tick_params(which="minor", length=0)
    axes.spines[:].set_visible(False)
    _scale(figure, look)


def _scale(figure: "Figure", look: Look) -> None:
    """What the colours mean, at the right."""
    frame = ((STUDY.width - SCALE_ROOM + 24) / STUDY.width, 0.1, SCALE_WIDTH / STUDY.width, 0.74)
    axes = figure.add_axes(frame)
    steps = [[_colour(value, look.palette)] for value in np.linspace(1, -1, 201)]
    axes.imshow(np.array(steps), aspect="auto", extent=(0, 1, -1, 1))
    axes.yaxis.tick_right()
    axes.set_yticks([-1, 0, 1], ["−1", "0", "1"])
    axes.set_xticks([])
    axes.grid(visible=False)
    axes.tick_params(length=0, labelsize=TEXT)
    axes.spines[:].set_visible(False)


def _returns(figure: "Figure", answer: CorrelationAnswer, names: Sequence[str], look: Look) -> None:
    """Each bar's two returns as a dot, and the line of beta through them."""
    returns, slope = answer.shared.returns, answer.markets[1].beta
    axes = figure.add_axes((0.125, 0.155, 0.34, 0.745))
    axes.scatter(returns[:, 0], returns[:, 1], s=34, color=TOGETHER, alpha=0.65, linewidths=0)
    if slope is not None:
        ends = np.array([returns[:, 0].min(), returns[:, 0].max()])
        middle = returns.mean(axis=0)
        axes.plot(ends, middle[1] + slope * (ends - middle[0]), color=look("text"), linewidth=2.6)
    title = "returns" if slope is None else f"returns, beta {price_text(slope, 2)}"
    axes.set_title(title, loc="left", color=look("muted"))
    axes.set_xlabel(names[0], fontsize=TEXT, color=look("text"), parse_math=False)
    axes.set_ylabel(names[1], fontsize=TEXT, color=look("text"), parse_math=False)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(lambda value, _: price_text(value * 100, 10).rstrip("0").rstrip(".") + "%")
    axes.locator_params(nbins=4)
    axes.tick_params(length=0)


def _course(figure: "Figure", answer: CorrelationAnswer, look: Look) -> None:
    """The correlation over the last bars, as it went."""
    shared, window = answer.shared, answer.rolling.bars if answer.rolling else 0
    course = rolling(shared.returns[:, 0], shared.returns[:, 1], window)
    left, width = 0.545, 0.42
    axes = figure.add_axes((left, 0.155, width, 0.745))
    at = np.arange(len(course))
    axes.fill_between(at, course, 0, where=course >= 0, color=TOGETHER, alpha=0.25, linewidth=0, interpolate=True)
    axes.fill_between(at, course, 0, where=course < 0, color=AGAINST, alpha=0.35, linewidth=0, interpolate=True)
    axes.plot(at, course, color=look("text"), linewidth=2.6)
    axes.axhline(0, color=look("muted"), linewidth=1.5)
    axes.set_title(f"correlation of the last {window} returns", loc="left", color=look("muted"))
    axes.set_ylim(min(-0.1, float(np.nanmin(course)) - 0.1), 1.05)
    axes.set_xlim(window - 1, max(len(course) - 1, window))
    shown = shared.time[window - 1 :]
    room = int(width * STUDY.width)
    x = np.rint(np.arange(len(shown)) * room / max(1, len(shown) - 1)).astype(np.int64)
    ticks = time_ticks(shown, x, -30, room + 40, FIGURE)
    axes.set_xticks([tick.index + window - 1 for tick in ticks], [tick.text for tick in ticks])
    axes.tick_params(length=0)


def _colour(value: float, palette: Palette) -> Colour:
    """Between the background and the end that ``value`` leans to; the background where it is not known."""
    share = LEAST_COLOUR + (1 - LEAST_COLOUR) * abs(value) if isfinite(value) else 0.0
    end = COLOUR_BLIND.rgb("up" if value >= 0 else "down")
    red, green, blue = (
        under + (over - under) * share for over, under in zip(end, palette.rgb("background"), strict=True)
    )
    return red / 255, green / 255, blue / 255


def _readable(ground: Floats, look: Look) -> str:
    """The ink that stands out of ``ground``."""
    red, green, blue = (round(part * 255) for part in ground.tolist())
    inks: tuple[Ink, ...] = ("text", "background")
    return look(max(inks, key=lambda ink: contrast(look.palette.rgb(ink), (red, green, blue))))


def _fitting(names: Sequence[str], width: int) -> list[str]:
    return [shortened(name, FIGURE, width) for name in names]
