"""The picture of a market's regime: candles, below them the regime named at each, and how probable all four were."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analytics.bars import Floats
from analytics.regime import REGIMES, RegimeName, Spell, spells
from personas.pictures.bars import Shown, bars, holes, place
from personas.pictures.figures import decimals, price_text
from personas.pictures.geometry import Label, Leader, Line, Rect, Shape
from personas.pictures.layout import (
    CANVAS,
    EDGE,
    FIGURE,
    FIGURE_BOLD,
    PLATE_HEIGHT,
    PLOT_TOP,
    Layout,
    Note,
    candle_span,
    ghost,
    header,
    hole_lines,
    price_line,
    price_tag,
    time_axis,
)
from personas.pictures.palette import Ink
from personas.pictures.scale import Scale, nice_ticks
from personas.pictures.spread import Wish, spread
from personas.pictures.typeface import measure
from services.studies.regime import RegimeAnswer

TICK_ROWS = 52
"""Rows between two prices of the axis, at least."""
RECENT_BARS = 200
"""Bars that are shown."""
PLOT_BOTTOM = 404
STRIP = (414, 438)
"""The rows of the strip of named regimes."""
NAMES_TOP = 440
PANEL = (478, 632)
"""The rows of the probabilities."""
PAD = 12
LEAD = 26
"""Pixels between the panel and the names at its right."""
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


def layout_regime(answer: RegimeAnswer, marks: Sequence[str]) -> Layout:
    candles = answer.candles.last(RECENT_BARS)
    low, high = min(float(candles.low.min()), answer.price), max(float(candles.high.max()), answer.price)
    scale = Scale.over(low, high, PLOT_TOP, PLOT_BOTTOM)
    ticks = nice_ticks(scale.low, scale.high, (PLOT_BOTTOM - PLOT_TOP) // TICK_ROWS)
    price = price_text(answer.price, decimals(answer.price, scale.span))
    texts = [price_text(value, ticks.decimals) for value in ticks.prices]
    shares = [f"{GUISES[one.name].name} {_whole(one.probability)}" for one in answer.probabilities]
    gutter = max(
        measure(price, FIGURE_BOLD) + 2 * PAD,
        *(measure(text, FIGURE) + 2 * PAD for text in texts),
        *(measure(text, FIGURE_BOLD) + LEAD + PAD for text in shares),
    )
    plot = Rect(EDGE // 2, PLOT_TOP, CANVAS.right - 6 - gutter, PLOT_BOTTOM)
    shown = place(candles, plot.left, plot.right)
    probability, named = _of_bars(answer, shown)

    row = scale.y(answer.price)
    tag_top = min(max(row - PLATE_HEIGHT // 2, plot.top), plot.bottom - PLATE_HEIGHT)
    tag = price_tag(price, plot.right, tag_top, plot.right + PAD)
    grid = [Line(Rect(plot.left, scale.y(value), plot.right, scale.y(value) + 1), "grid") for value in ticks.prices]
    axis = [
        label
        for value, text in zip(ticks.prices, texts, strict=True)
        for label in [Label.at(plot.right + PAD, scale.y(value) - FIGURE.height // 2, text, FIGURE, "muted")]
        if label.box.top >= plot.top - 8 and label.box.bottom <= plot.bottom + 8 and not label.box.overlaps(tag.box)
    ]
    runs = spells(named)
    names, leaders = _shares(answer, probability, plot)
    times, columns = time_axis(shown, plot, PANEL[1])
    guise = GUISES[answer.regime]
    head, samples = header(
        answer.symbol,
        candle_span(answer.timeframe, shown.group),
        price,
        (f"{guise.name} {_whole(answer.probability)}", guise.ink),
        answer.provenance,
        marks,
        [
            Note(f"for {'at least ' if answer.at_least else ''}{answer.bars} {'bar' if answer.bars == 1 else 'bars'}"),
            Note("below: how probable each regime was"),
        ],
    )
    return Layout(
        plot=plot,
        scale=scale,
        ghost=ghost(answer.provenance, plot),
        bands=tuple(_strip(run, shown) for run in runs),
        lines=(
            *columns,
            *grid,
            Line(Rect(plot.left, PANEL[1], plot.right, PANEL[1] + 1), "grid"),
            *hole_lines(holes(shown, answer.provenance.gaps), plot.top, PANEL[1]),
            *samples,
        ),
        bars=bars(shown, scale, None),
        over=(
            price_line(row, plot.left, plot.right),
            Line(Rect(plot.left, sum(PANEL) // 2, plot.right, sum(PANEL) // 2 + 1), "muted", (3, 7), faint=True),
        ),
        dots=(),
        leaders=leaders,
        labels=(*head, *axis, tag, *_names(runs, shown), *names, *times),
        shapes=_stack(probability, shown),
    )


def _of_bars(answer: RegimeAnswer, shown: Shown) -> tuple[Floats, NDArray[np.int64]]:
    """The probabilities (n, 4) and the named regime (n,) of each bar of the picture: those of its newest candle."""
    starts = np.searchsorted(answer.candles.time, shown.time)
    newest = np.append(starts[1:], len(answer.candles)) - 1
    return answer.course.probability[newest], answer.course.named[newest]


def _edges(shown: Shown, first: int, past: int) -> tuple[int, int]:
    """The columns from the left of the bar at ``first`` to the right of the one before ``past``."""
    half = int(shown.step) // 2
    right = shown.x[past] - half if past < len(shown.x) else shown.x[-1] + half + 1
    return int(shown.x[first]) - half, int(right)


def _strip(run: Spell, shown: Shown) -> tuple[Rect, Ink]:
    guise, height = GUISES[run.name], STRIP[1] - STRIP[0]
    left, right = _edges(shown, run.start, run.start + run.bars)
    top, bottom = (STRIP[0] + round(share * height) for share in guise.rows)
    return Rect(left, top, right, bottom), guise.ink


def _names(runs: Sequence[Spell], shown: Shown) -> list[Label]:
    """The name of each spell below it, the longest first, where there is room."""
    labels: list[Label] = []
    left_most, right_most = EDGE // 2, int(shown.x[-1]) + 8
    for run in sorted(runs, key=lambda run: -run.bars):
        left, right = _edges(shown, run.start, run.start + run.bars)
        width = measure(GUISES[run.name].name, FIGURE)
        start = min(max((left + right - width) // 2, left_most), right_most - width)
        label = Label.at(start, NAMES_TOP, GUISES[run.name].name, FIGURE, GUISES[run.name].ink)
        room = Rect(label.box.left - NAME_GAP, label.box.top, label.box.right + NAME_GAP, label.box.bottom)
        if right - left >= width // 2 and not any(room.overlaps(other.box) for other in labels):
            labels.append(label)
    return labels


def _stack(probability: Floats, shown: Shown) -> tuple[Shape, ...]:
    """The probabilities on one another, together as high as the panel. Bars that could not be judged stay empty."""
    known = np.flatnonzero(np.isfinite(probability[:, 0]))
    if not len(known):
        return ()
    columns = [REGIMES.index(name) for name in GUISES]
    tops = np.cumsum(probability[known][:, columns], axis=1) - probability[known][:, columns]
    height = PANEL[1] - PANEL[0]
    rows = PANEL[0] + np.rint(np.column_stack((tops, np.ones(len(known)))) * height).astype(int)
    left, right = _edges(shown, int(known[0]), int(known[-1]) + 1)
    x = [left, *shown.x[known].tolist(), right]
    shapes = []
    for layer, guise in enumerate(GUISES.values()):
        upper, lower = ([part[0], *part, part[-1]] for part in (rows[:, layer].tolist(), rows[:, layer + 1].tolist()))
        points = [*zip(x, upper, strict=True), *reversed(list(zip(x, lower, strict=True)))]
        shapes.append(Shape(tuple(points), guise.fill))
    return tuple(shapes)


def _shares(answer: RegimeAnswer, probability: Floats, plot: Rect) -> tuple[list[Label], tuple[Leader, ...]]:
    """Each regime with its probability at the right of its part of the stack, and a leader to it."""
    newest, height = probability[-1], PANEL[1] - PANEL[0]
    wishes, top = [], 0.0
    for name in GUISES:
        share = float(newest[REGIMES.index(name)])
        wishes.append(Wish(PANEL[0] + round((top + share / 2) * height), FIGURE.height))
        top += share
    labels, leaders = [], []
    for name, wish, row in zip(GUISES, wishes, spread(wishes, PANEL[0] - 4, PANEL[1] + 4), strict=True):
        guise, share = GUISES[name], float(newest[REGIMES.index(name)])
        style = FIGURE_BOLD if name == answer.regime else FIGURE
        labels.append(Label.at(plot.right + LEAD, row, f"{guise.name} {_whole(share)}", style, guise.ink))
        middle = row + FIGURE.height // 2
        leaders.append(Leader((plot.right - 6, wish.centre), (plot.right + LEAD - 6, middle), guise.ink))
    return labels, tuple(leaders)


def _whole(share: float) -> str:
    """A probability in whole percent, none of which is made certain or impossible by rounding."""
    if 0 < share < 0.01:
        return "<1%"
    return f"{min(round(share * 100), 99 if share < 1 else 100)}%"
