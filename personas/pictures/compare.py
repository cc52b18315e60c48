"""The picture of a comparison: each market's course from 100 on."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from personas.phrasing import short_names
from personas.pictures.figures import percent_text
from personas.pictures.header import Note, ghost, header
from personas.pictures.palette import Ink
from personas.pictures.spread import Wish, spread
from personas.pictures.study import STUDY, TEXT, Look, Study
from personas.pictures.styles import EDGE, FIGURE, FIGURE_BOLD, SUBTITLE
from personas.pictures.timeaxis import time_ticks
from personas.pictures.typeface import measure, shortened
from services.studies.compare import CompareAnswer

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

INKS: Final[tuple[Ink, ...]] = ("retracement", "pocket_name", "extension", "up", "counter", "text")
DASHES: Final = ("-", (0, (6, 2)), (0, (1.5, 1.5)), (0, (6, 2, 1.5, 2)))
"""Four dashes and six colours: of twelve lines no two share both, and neighbours share neither."""
TOP, BOTTOM = 10, 54
"""Pixels above and below the plot."""
LEFT: Final = 76
LEAD: Final = 30
LONGEST_NAME: Final = 150
FEW: Final = 6
"""Of more markets all lines but the first's and the last's are thin, so that each can be followed."""
LOG_BEYOND: Final = 4.0
"""Where the highest course is so many times the lowest, prices stand on a logarithmic scale."""
_ROUND: Final = tuple(lead * 10.0**power for power in range(-8, 12) for lead in (1, 2, 5))


def draw_compare(answer: CompareAnswer, marks: Sequence[str]) -> Study:
    best, names_shown = answer.rows[0], short_names(row.name for row in answer.rows)
    head, samples = header(
        f"{len(answer.rows)} markets",
        answer.timeframe,
        f"{answer.bars} bars",
        (
            f"{shortened(names_shown[0], SUBTITLE, LONGEST_NAME)} {percent_text(best.change)}",
            "up" if best.change >= 0 else "down",
        ),
        answer.provenance,
        marks,
        [Note(f"from {answer.start:%Y-%m-%d %H:%M}, each at 100")],
    )

    def plot(figure: "Figure", look: Look) -> None:
        labels = [
            (shortened(name, FIGURE_BOLD, LONGEST_NAME), percent_text(row.change))
            for name, row in zip(names_shown, answer.rows, strict=True)
        ]
        names = max(measure(name, FIGURE_BOLD) for name, _ in labels)
        gutter = LEAD + names + 14 + max(measure(change, FIGURE) for _, change in labels) + EDGE
        width, height = STUDY.width - LEFT - gutter, STUDY.height - TOP - BOTTOM
        frame = (LEFT / STUDY.width, BOTTOM / STUDY.height, width / STUDY.width, height / STUDY.height)
        axes = figure.add_axes(frame)
        _courses(axes, answer, look)
        _time(axes, answer, width)
        _labels(figure, axes, answer, look, labels, names, LEFT + width)

    return Study(tuple(head), tuple(samples), ghost(answer.provenance, STUDY), plot)


def _courses(axes: "Axes", answer: CompareAnswer, look: Look) -> None:
    index = answer.courses.index
    at = np.arange(len(index))
    low, high = float(index.min()), float(index.max())
    if high > LOG_BEYOND * low:
        axes.set_yscale("log")
        axes.set_ylim(low / 1.06, high * 1.06)
        axes.set_yticks([tick for tick in _ROUND if low / 1.06 <= tick <= high * 1.06])
        axes.set_yticks([], minor=True)
    else:
        margin = 0.06 * (high - low) or 1.0
        axes.set_ylim(low - margin, high + margin)
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:,.10g}")
    axes.axhline(100, color=look("muted"), linewidth=1.5)
    count = index.shape[1]
    for k in range(count):
        bold = count <= FEW or k in (0, count - 1)
        axes.plot(
            at,
            index[:, k],
            color=look(INKS[k % len(INKS)]),
            linestyle=DASHES[k % len(DASHES)],
            linewidth=2.6 if bold else 1.4,
            zorder=2.5 if bold else 2,
        )
    axes.set_xlim(0, len(index) - 1)
    axes.tick_params(length=0)
    axes.spines["left"].set_visible(False)


def _time(axes: "Axes", answer: CompareAnswer, width: int) -> None:
    time = answer.courses.time
    x = np.rint(np.arange(len(time)) * width / max(1, len(time) - 1)).astype(np.int64)
    ticks = time_ticks(time, x, -LEFT, width + LEAD, FIGURE)
    axes.set_xticks([tick.index for tick in ticks], [tick.text for tick in ticks])


def _labels(
    figure: "Figure",
    axes: "Axes",
    answer: CompareAnswer,
    look: Look,
    labels: Sequence[tuple[str, str]],
    names: int,
    right: int,
) -> None:
    """Name and change of each market at its course's end, moved apart where they would cover one another."""
    last = answer.courses.index[-1]
    ends = [float(axes.transData.transform((0, value))[1]) for value in last]
    rows = [STUDY.height - round(end) for end in ends]
    order = sorted(range(len(rows)), key=rows.__getitem__)
    tops = spread([Wish(rows[at], FIGURE.height) for at in order], 0, STUDY.height - BOTTOM // 2)
    for at, top in zip(order, tops, strict=True):
        middle = STUDY.height - top - FIGURE.height / 2
        ink = look(INKS[at % len(INKS)])
        ahead = [right / STUDY.width, (right + LEAD - 6) / STUDY.width]
        _leader(figure, ahead, [ends[at] / STUDY.height, middle / STUDY.height], ink, DASHES[at % len(DASHES)])
        name, change = labels[at]
        left = right + LEAD
        figure.text(
            left / STUDY.width, middle / STUDY.height, name, color=ink, fontsize=TEXT, fontweight=700, va="center"
        )
        figure.text((left + names + 14) / STUDY.width, middle / STUDY.height, change, fontsize=TEXT, va="center")


def _leader(figure: "Figure", x: list[float], y: list[float], ink: str, dash: object) -> None:
    from matplotlib.lines import Line2D

    figure.add_artist(Line2D(x, y, color=ink, linestyle=dash, linewidth=1.8))  # type: ignore[arg-type]
