"""The picture of one page: what each analysis says at the left, and on the candles the prices that would change it."""

from collections.abc import Iterator, Mapping, Sequence

from personas.pictures.asides import Mark, asides, gutter
from personas.pictures.bars import bars, holes, place
from personas.pictures.figures import decimals, percent_text, price_text
from personas.pictures.geometry import Label, Line, Rect
from personas.pictures.layout import (
    CANVAS,
    EDGE,
    PLOT_TOP,
    TIME_ROW,
    Layout,
    Note,
    candle_span,
    change_text,
    ghost,
    header,
    hole_lines,
    price_line,
    time_axis,
)
from personas.pictures.palette import Ink
from personas.pictures.scale import Scale
from personas.pictures.typeface import Style, shortened
from services.studies.analyze_facts import AnalyzeAnswer, Side, Subject, Turning

RECENT_BARS = 100
"""Bars that are shown."""
PLOT_BOTTOM = TIME_ROW - 6
PANEL = Rect(EDGE, PLOT_TOP, 344, PLOT_BOTTOM)
NAME = Style("Medium", 22)
SAID = Style("Bold", 25)
CANDLE_SHARE = 0.6
"""The share of the height that the candles keep when prices beyond them come into view."""
RESISTANCE: Ink = "down"
SUPPORT: Ink = "up"
SIDES: Mapping[Side, tuple[str, Ink]] = {"up": ("▲", "up"), "down": ("▼", "down"), "neither": ("•", "muted")}
MARKS: Mapping[Turning, tuple[str, Ink, tuple[int, int] | None]] = {
    "last high": ("high", "text", (2, 4)),
    "last low": ("low", "text", (2, 4)),
    "0.618 retracement": ("0.618", "pocket_name", (20, 4)),
    "swing start": ("swing", "retracement", (14, 7)),
    "pattern trigger": ("trigger", "extension", (6, 4)),
    "pattern invalidation": ("ends it", "counter", (6, 4)),
}
"""What a price is called at the right, and the line that it has: each its own dash, so that it needs no colour."""


def layout_analysis(answer: AnalyzeAnswer, marks: Sequence[str]) -> Layout:
    candles, price = answer.candles.last(RECENT_BARS), answer.price
    change = price / float(candles.open[0]) - 1.0
    low, high = _reach(answer, min(float(candles.low.min()), price), max(float(candles.high.max()), price))
    scale = Scale.over(low, high, PLOT_TOP, PLOT_BOTTOM, free=20)
    places = decimals(price, scale.span)
    turning = [one for one in answer.turning_prices if scale.low <= one.price <= scale.high]
    named = [Mark(MARKS[one.name][0], one.price, MARKS[one.name][1], rank) for rank, one in enumerate(turning)]
    named += [
        Mark(zone.name, zone.middle, ink, len(turning))
        for zone, ink in ((answer.resistance, RESISTANCE), (answer.support, SUPPORT))
        if zone is not None and scale.low <= zone.middle <= scale.high
    ]
    plot = Rect(PANEL.right + EDGE, scale.top, CANVAS.right - gutter(named, price, places), scale.bottom)
    aside = asides(named, price, places, scale, plot)
    shown = place(candles, plot.left, plot.right)
    times, columns = time_axis(shown, plot, plot.bottom)
    bands = tuple(_bands(answer, scale, plot))
    head, samples = header(
        answer.symbol,
        candle_span(answer.timeframe, shown.group),
        price_text(price, places),
        (f"{change_text(change)} in {len(candles)} bars", "up" if change >= 0 else "down"),
        answer.provenance,
        marks,
        [Note(f"{answer.up} up · {answer.down} down · {answer.neither} neither"), *_legend(bands)],
    )
    return Layout(
        plot=plot,
        scale=scale,
        ghost=ghost(answer.provenance, plot),
        bands=bands,
        lines=(
            *columns,
            *hole_lines(holes(shown, answer.provenance.gaps), plot.top, plot.bottom),
            *(
                Line(Rect(plot.left, scale.y(one.price), plot.right, scale.y(one.price) + 2), *MARKS[one.name][1:])
                for one in turning
            ),
            Line(Rect(PANEL.right, PANEL.top, PANEL.right + 1, PANEL.bottom), "grid"),
            *samples,
        ),
        bars=bars(shown, scale, None),
        over=(price_line(scale.y(price), plot.left, plot.right),),
        dots=(),
        leaders=aside.leaders,
        labels=(*head, *_panel(answer), *aside.labels, *times),
    )


def _reach(answer: AnalyzeAnswer, low: float, high: float) -> tuple[float, float]:
    """``low`` to ``high`` (of the candles) and the turning prices, the nearest first, as ``CANDLE_SHARE`` allows."""
    bottom, top = low, high
    for one in sorted(answer.turning_prices, key=lambda one: abs(one.distance)):
        reach = min(bottom, one.price), max(top, one.price)
        if high - low >= CANDLE_SHARE * (reach[1] - reach[0]):
            bottom, top = reach
    return bottom, top


def _bands(answer: AnalyzeAnswer, scale: Scale, plot: Rect) -> Iterator[tuple[Rect, Ink]]:
    """The zones around the price, and the golden pocket."""
    zones: list[tuple[float, float, Ink]] = [
        (zone.low, zone.high, "grid") for zone in (answer.resistance, answer.inside, answer.support) if zone
    ]
    zones.append((answer.golden_pocket.low, answer.golden_pocket.high, "pocket"))
    for low, high, ink in zones:
        top, bottom = max(scale.y(high), plot.top), min(scale.y(low) + 1, plot.bottom)
        if bottom > top:
            yield Rect(plot.left, top, plot.right, bottom), ink


def _legend(bands: Sequence[tuple[Rect, Ink]]) -> list[Note]:
    """What the bands in view mean."""
    inks = {ink for _, ink in bands}
    notes = [Note("golden pocket", sample=("pocket", None))] if "pocket" in inks else []
    return [*notes, Note("zone", sample=("grid", None))] if "grid" in inks else notes


def _panel(answer: AnalyzeAnswer) -> Iterator[Label]:
    """A row for each view: whose it is, and what it says."""
    row = PANEL.height // len(answer.views)
    for k, view in enumerate(answer.views):
        top = PANEL.top + k * row
        arrow, ink = SIDES[view.side]
        said = shortened(f"{arrow} {_said(answer, view.name)}", SAID, PANEL.width - 8)
        yield Label.at(PANEL.left, top, view.name, NAME, "muted")
        yield Label.at(PANEL.left, top + NAME.height, said, SAID, "text" if view.side == "neither" else ink)


def _said(answer: AnalyzeAnswer, name: Subject) -> str:
    match name:
        case "trend":
            slope = answer.trend.slope_pct
            told = "none" if answer.trend.direction == "none" else answer.trend.strength
            return told if slope is None else f"{told}, {percent_text(slope)} a bar"
        case "regime":
            regime = answer.regime
            return "unknown" if regime is None else f"{regime.name} {regime.probability:.0%}"
        case "structure":
            last = answer.structure.last_break
            return "no break yet" if last is None else f"{last.name}, {last.bars_since} bars ago"
        case "momentum":
            rsi = answer.momentum.rsi
            return "unknown" if rsi is None else f"RSI {rsi:.1f}"
        case "volume":
            mfi = answer.volume.mfi
            return "unknown" if mfi is None else f"MFI {mfi:.1f}"
        case "fibonacci":
            return f"{price_text(answer.retraced, 3)} given back"
        case "pattern":
            return "none stands" if answer.pattern is None else answer.pattern.name
