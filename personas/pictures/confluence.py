"""The picture of a confluence: candles, clusters of levels as bands, and a tick for each level at the left."""

from collections.abc import Sequence

from personas.pictures.asides import Mark, asides, gutter
from personas.pictures.bars import bars, holes, place
from personas.pictures.figures import decimals, percent_text, price_text
from personas.pictures.geometry import Line, Rect
from personas.pictures.layout import (
    CANVAS,
    EDGE,
    PLOT_TOP,
    TIME_ROW,
    Layout,
    Note,
    candle_span,
    ghost,
    header,
    hole_lines,
    price_line,
    time_axis,
)
from personas.pictures.palette import Ink
from personas.pictures.scale import Scale
from services.studies.fib_confluence import FibCluster, FibConfluenceAnswer

RECENT_BARS = 120
PLOT_BOTTOM = TIME_ROW - 6
STRIP = 112
"""Pixels at the left for the ticks."""
TICK, TICK_GAP = 12, 3
"""Pixels: a tick's width, and between two."""
CANDLE_SHARE = 0.6
"""The share of the height that the candles keep when clusters beyond them come into view."""
THINNEST = 5
"""Rows of a band, at least."""


def layout_confluence(answer: FibConfluenceAnswer, marks: Sequence[str]) -> Layout:
    candles, price = answer.candles.last(RECENT_BARS), answer.price
    low, high = min(float(candles.low.min()), price), max(float(candles.high.max()), price)
    scale = Scale.over(*_reach(answer, low, high), PLOT_TOP, PLOT_BOTTOM)
    places = decimals(price, scale.span)
    seen = [one for one in answer.clusters if scale.low < one.low and one.high < scale.high]
    named = [_mark(one, answer) for one in seen]
    plot = Rect(EDGE // 2, scale.top, CANVAS.right - gutter(named, price, places), scale.bottom)
    aside = asides(named, price, places, scale, plot)
    shown = place(candles, plot.left + STRIP, plot.right)
    times, columns = time_axis(shown, plot, plot.bottom)
    bands, edges, ticks = _zones(seen, answer, scale, plot)
    head, samples = header(
        answer.symbol,
        candle_span(answer.timeframe, shown.group),
        price_text(price, places),
        (" + ".join(used.name for used in answer.timeframes), "muted"),
        answer.provenance,
        marks,
        _legend(answer, seen, places),
    )
    return Layout(
        plot=plot,
        scale=scale,
        ghost=ghost(answer.provenance, plot),
        bands=tuple(bands),
        lines=(
            *columns,
            *hole_lines(holes(shown, answer.provenance.gaps), plot.top, plot.bottom),
            *edges,
            *samples,
        ),
        bars=bars(shown, scale, None),
        over=(*ticks, price_line(scale.y(price), plot.left, plot.right)),
        dots=(),
        leaders=aside.leaders,
        labels=(*head, *aside.labels, *times),
    )


def _reach(answer: FibConfluenceAnswer, low: float, high: float) -> tuple[float, float]:
    """``low`` to ``high`` (of the candles), and clusters beyond as far as ``CANDLE_SHARE`` lets.

    The strongest comes first, then the nearest.
    """
    bottom, top = low, high
    for one in sorted(answer.clusters, key=lambda one: (one != answer.strongest, abs(one.distance))):
        reach = min(bottom, one.low), max(top, one.high)
        if high - low >= CANDLE_SHARE * (reach[1] - reach[0]):
            bottom, top = reach
    return bottom, top


def _mark(one: FibCluster, answer: FibConfluenceAnswer) -> Mark:
    """How many moves agree, and the score, beside the cluster's middle."""
    best = one == answer.strongest
    return Mark(f"{one.moves} · {one.score:.2f}", one.middle, "pocket_name" if best else "text", _rank(one), bold=best)


def _rank(one: FibCluster) -> int:
    return int(one.name.rpartition(" ")[2])


def _zones(
    seen: Sequence[FibCluster], answer: FibConfluenceAnswer, scale: Scale, plot: Rect
) -> tuple[list[tuple[Rect, Ink]], list[Line], list[Line]]:
    """A band for each cluster, lines along the strongest, and a tick for each of its levels, side by side."""
    bands: list[tuple[Rect, Ink]] = []
    edges: list[Line] = []
    ticks: list[Line] = []
    for one in seen:
        top, bottom = scale.y(one.high), scale.y(one.low) + 1
        grow = max(0, THINNEST - (bottom - top))
        box = Rect(plot.left, top - grow // 2, plot.right, bottom + grow - grow // 2)
        bands.append((box, "pocket"))
        if one == answer.strongest:
            edges.append(Line(Rect(box.left, box.top - 2, box.right, box.top), "pocket_name"))
            edges.append(Line(Rect(box.left, box.bottom, box.right, box.bottom + 2), "pocket_name"))
        for at, member in enumerate(one.members[: (STRIP - TICK) // (TICK + TICK_GAP)]):
            left, row = plot.left + at * (TICK + TICK_GAP), scale.y(member.price)
            ticks.append(Line(Rect(left, row - 1, left + TICK, row + 2), "text"))
    return bands, edges, ticks


def _legend(answer: FibConfluenceAnswer, seen: Sequence[FibCluster], places: int) -> list[Note]:
    """What bands, ticks and figures mean, and what chance gives."""
    notes = [Note("moves · score", sample=("pocket", None))]
    if answer.strongest is None:
        return [Note("no cluster near the price")]
    share = percent_text(answer.strongest.chance_share).removeprefix("+")
    best = "" if answer.strongest in seen else f"best at {price_text(answer.strongest.middle, places)}: "
    notes.append(Note(f"{best}chance {share}", "pocket_name"))
    if hidden := len(answer.clusters) - len(seen):
        notes.append(Note(f"{hidden} out of view"))
    notes.append(Note("tick: a level"))
    return notes
