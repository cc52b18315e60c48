"""The picture of a chart: candles, volume, a price axis and the last price."""

from collections.abc import Sequence

from personas.pictures.bars import bars, holes, place
from personas.pictures.figures import amount_text, decimals, percent_text, price_text
from personas.pictures.geometry import Label, Line, Rect
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
    change_text,
    ghost,
    header,
    hole_lines,
    price_line,
    price_tag,
    time_axis,
)
from personas.pictures.scale import Scale, Ticks, nice_ticks
from personas.pictures.sky_head import NO_WEIGHT
from personas.pictures.sky_marks import ROOM as SKY_ROOM
from personas.pictures.sky_marks import sky_legend, sky_marks
from personas.pictures.typeface import measure
from services.studies.chart import ChartAnswer

PLOT_BOTTOM = 538
STRIP = (550, 632)
"""The rows of the volume strip."""
TICK_ROWS = 62
"""Rows between two prices of the axis, at least."""
PAD = 12
"""Free pixels beside the texts of the price axis."""


def layout_chart(answer: ChartAnswer, marks: Sequence[str]) -> Layout:
    candles = answer.candles
    low = min(float(candles.low.min()), answer.price)
    high = max(float(candles.high.max()), answer.price)
    highest = PLOT_TOP + SKY_ROOM if answer.sky else PLOT_TOP
    scale = Scale.over(low, high, highest, PLOT_BOTTOM)
    ticks = nice_ticks(scale.low, scale.high, (PLOT_BOTTOM - highest) // TICK_ROWS)
    places = decimals(answer.price, scale.span)
    price = price_text(answer.price, places)
    most = f"Vol {amount_text(float(candles.volume.max()))}"
    texts = [price_text(p, ticks.decimals) for p in ticks.prices]
    gutter = max(measure(price, FIGURE_BOLD), measure(most, FIGURE), *(measure(t, FIGURE) for t in texts)) + 2 * PAD
    plot = Rect(EDGE // 2, highest, CANVAS.right - 6 - gutter, PLOT_BOTTOM)
    strip = Rect(plot.left, STRIP[0], plot.right, STRIP[1])
    shown = place(candles, plot.left, plot.right)

    row = scale.y(answer.price)
    top = min(max(row - PLATE_HEIGHT // 2, plot.top), plot.bottom - PLATE_HEIGHT)
    tag = price_tag(price, plot.right, top, plot.right + PAD)
    axis, grid = _price_axis(ticks, texts, scale, plot, tag)
    times, columns = time_axis(shown, plot, strip.bottom)
    stripes, events = sky_marks(answer.sky, shown, plot, strip.bottom) if answer.sky else ([], [])
    meanings, dashes = sky_legend(answer.sky, plot) if answer.sky else ([], [])
    notes = [
        *([Note(f"sky: {NO_WEIGHT}")] if answer.sky else []),
        Note(f"range {price_text(answer.low, places)}–{price_text(answer.high, places)}"),
    ]
    if answer.atr_pct is not None:
        notes.append(Note(f"ATR {percent_text(answer.atr_pct).removeprefix('+')}"))
    head, samples = header(
        answer.symbol,
        candle_span(answer.timeframe, shown.group),
        price,
        (f"{change_text(answer.change)} in {len(candles)} bars", "up" if answer.change >= 0 else "down"),
        answer.provenance,
        marks,
        notes,
    )
    volume = Label.at(plot.right + PAD, strip.top, most, FIGURE, "muted")
    return Layout(
        plot=plot,
        scale=scale,
        ghost=ghost(answer.provenance, plot),
        bands=(),
        lines=(
            *columns,
            *grid,
            Line(Rect(plot.left, strip.bottom, plot.right, strip.bottom + 1), "grid"),
            *hole_lines(holes(shown, answer.provenance.gaps), plot.top, strip.bottom),
            *stripes,
            *dashes,
            *samples,
        ),
        bars=bars(shown, scale, strip),
        over=(price_line(row, plot.left, plot.right),),
        dots=(),
        leaders=(),
        labels=(*head, *meanings, *axis, tag, volume, *events, *times),
    )


def _price_axis(
    ticks: Ticks, texts: Sequence[str], scale: Scale, plot: Rect, tag: Label
) -> tuple[list[Label], list[Line]]:
    """A line for each price, and its text where that has room beside the tag."""
    labels, lines = [], []
    for price, text in zip(ticks.prices, texts, strict=True):
        row = scale.y(price)
        lines.append(Line(Rect(plot.left, row, plot.right, row + 1), "grid"))
        label = Label.at(plot.right + PAD, row - FIGURE.height // 2, text, FIGURE, "muted")
        if label.box.top >= plot.top - 8 and label.box.bottom <= STRIP[0] and not label.box.overlaps(tag.box):
            labels.append(label)
    return labels, lines
