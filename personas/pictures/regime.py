"""The picture of a market's regime: candles, below them the regime named at each, and how probable all four were."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from analytics.bars import Floats
from analytics.regime import REGIMES, RegimeName, Spell, spells
from personas.pictures.candle_chart import CandleChart
from personas.pictures.geometry import Label, Leader, Line, Rect, Shape
from personas.pictures.layout import Layout
from personas.pictures.palette import Ink
from personas.pictures.side import LEAD, PAD
from personas.pictures.spread import Wish, spread
from personas.pictures.styles import EDGE, FIGURE, FIGURE_BOLD
from personas.pictures.typeface import measure
from services.studies.regime import RegimeAnswer

RECENT_BARS = 120
"""Bars that are shown."""
PLOT_BOTTOM = 330
STRIP = (340, 364)
"""The rows of the strip of named regimes."""
NAMES_TOP = 368
PANEL = (404, 557)
"""The rows of the probabilities."""
NAME_GAP = 14


@dataclass(frozen=True, slots=True)
class Guise:
    """How a regime looks: its name, the ink of it, the ``fill`` of its probability, and its ``rows`` of the strip, from
    0 to 1 downwards: each has a height of its own, so that it needs no colour."""

    name: str
    ink: Ink
    fill: Ink
    rows: tuple[float, float]


GUISES: Mapping[RegimeName, Guise] = {
    "trending up": Guise("▲ up", "up", "up_volume", (0.0, 0.5)),
    "volatile": Guise("volatile", "pocket_name", "pocket", (0.0, 1.0)),
    "ranging": Guise("ranging", "muted", "grid", (0.36, 0.64)),
    "trending down": Guise("▼ down", "down", "down_volume", (0.5, 1.0)),
}
"""In the order in which their probabilities lie on one another, from the top."""


def draw_regime(answer: RegimeAnswer, marks: Sequence[str]) -> Layout:
    shares = [f"{GUISES[one.name].name} {_whole(one.probability)}" for one in answer.probabilities]
    side = LEAD + 2 * PAD + max(measure(text, FIGURE_BOLD) for text in shares)
    chart = CandleChart(answer, answer.candles.last(RECENT_BARS), bottom=PLOT_BOTTOM, side=side)
    # A bar of the picture has the probabilities (n, 4) and the name of its newest candle.
    newest = len(answer.candles) - 1 - np.arange(len(chart.shown.x))[::-1] * chart.shown.group
    panel = chart.pane(*PANEL, 0.0, 1.0).rect
    runs = spells(answer.course.named[newest])
    chart.bands.extend(_strip(chart, run) for run in runs)
    _names(chart, runs)
    _stack(chart, answer.course.probability[newest])
    _shares(chart, answer)
    middle = sum(PANEL) // 2
    chart.lines.append(Line(Rect(panel.left, panel.bottom, panel.right, panel.bottom + 1), "grid"))
    chart.over.append(Line(Rect(panel.left, middle, panel.right, middle + 1), "muted", (3, 7), faint=True))
    unit = "bar" if answer.bars == 1 else "bars"
    chart.note(f"for {'at least ' if answer.at_least else ''}{answer.bars} {unit}")
    chart.note("below: how probable each regime was")
    guise = GUISES[answer.regime]
    return chart.layout("Market regime", (f"{guise.name} {_whole(answer.probability)}", guise.ink), marks)


def _edges(chart: CandleChart, first: int, past: int) -> tuple[int, int]:
    """The columns from the left of the bar at ``first`` to the right of the one before ``past``."""
    x, half = chart.shown.x, int(chart.shown.step) // 2
    return int(x[first]) - half, int(x[past] - half if past < len(x) else x[-1] + half + 1)


def _strip(chart: CandleChart, run: Spell) -> tuple[Rect, Ink]:
    guise, height = GUISES[run.name], STRIP[1] - STRIP[0]
    left, right = _edges(chart, run.start, run.start + run.bars)
    top, bottom = (STRIP[0] + round(share * height) for share in guise.rows)
    return Rect(left, top, right, bottom), guise.ink


def _names(chart: CandleChart, runs: Sequence[Spell]) -> None:
    """The name of each spell below it, the longest first, where there is room."""
    boxes: list[Rect] = []
    for run in sorted(runs, key=lambda run: -run.bars):
        guise = GUISES[run.name]
        left, right = _edges(chart, run.start, run.start + run.bars)
        width = measure(guise.name, FIGURE)
        start = min(max((left + right - width) // 2, EDGE // 2), chart.plot.right - width)
        label = Label.at(start, NAMES_TOP, guise.name, FIGURE, guise.ink)
        room = Rect(start - NAME_GAP, label.box.top, start + width + NAME_GAP, label.box.bottom)
        if right - left >= width // 2 and not any(room.overlaps(box) for box in boxes):
            chart.labels.append(label)
            boxes.append(label.box)


def _stack(chart: CandleChart, probability: Floats) -> None:
    """The probabilities on one another, together as high as the panel. Bars that could not be judged stay empty."""
    known = np.flatnonzero(np.isfinite(probability[:, 0]))
    if not len(known):
        return
    by_layer = probability[known][:, [REGIMES.index(name) for name in GUISES]]
    tops = np.cumsum(by_layer, axis=1) - by_layer
    height = PANEL[1] - PANEL[0]
    rows = PANEL[0] + np.rint(np.column_stack((tops, np.ones(len(known)))) * height).astype(int)
    left, right = _edges(chart, int(known[0]), int(known[-1]) + 1)
    x = [left, *chart.shown.x[known].tolist(), right]
    for layer, guise in enumerate(GUISES.values()):
        upper, lower = ([part[0], *part, part[-1]] for part in (rows[:, layer].tolist(), rows[:, layer + 1].tolist()))
        points = [*zip(x, upper, strict=True), *reversed(list(zip(x, lower, strict=True)))]
        chart.shapes.append(Shape(tuple(points), guise.fill))


def _shares(chart: CandleChart, answer: RegimeAnswer) -> None:
    """Each regime with its probability at the right of its part of the stack, and a leader to it."""
    share = dict(zip(REGIMES, answer.course.probability[-1].tolist(), strict=True))
    right, height, top = chart.plot.right, PANEL[1] - PANEL[0], 0.0
    wishes = []
    for name in GUISES:
        wishes.append(Wish(PANEL[0] + round((top + share[name] / 2) * height), FIGURE.height))
        top += share[name]
    for (name, guise), wish, row in zip(
        GUISES.items(), wishes, spread(wishes, PANEL[0] - 4, PANEL[1] + 4), strict=True
    ):
        style = FIGURE_BOLD if name == answer.regime else FIGURE
        text = f"{guise.name} {_whole(share[name])}"
        chart.labels.append(Label.at(right + LEAD, row, text, style, guise.ink))
        end = (right + LEAD - 6, row + FIGURE.height // 2)
        chart.leaders.append(Leader((right - 6, wish.centre), end, guise.ink))


def _whole(share: float) -> str:
    """A probability in whole percent, none of which is made certain or impossible by rounding."""
    if 0 < share < 0.01:
        return "<1%"
    return f"{min(round(share * 100), 99 if share < 1 else 100)}%"
