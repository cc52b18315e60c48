"""The picture of levels: candles, structure, support and resistance as bands, and volume by price at the left."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

import numpy as np

from personas.pictures.asides import Mark, asides, gutter
from personas.pictures.bars import bars, holes, place
from personas.pictures.figures import decimals, price_text
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
from personas.pictures.turns import turns
from services.studies.levels import LevelsAnswer, PriceZone

RECENT_BARS = 150
"""Bars that are shown. Volume by price is of all that were looked at."""
PLOT_BOTTOM = TIME_ROW - 6
STRIP = 112
"""Pixels for volume by price."""
FREE = 34
"""Rows beyond the highest and the lowest candle: a turn's label fits there."""
CANDLE_SHARE = 0.7
"""The share of the height that the candles keep when the nearest zones come into view."""
THINNEST = 3
"""Rows of a zone, at least."""
SIDES: dict[str, tuple[Ink, tuple[int, int] | None]] = {
    "resistance": ("down", None),
    "support": ("up", (10, 6)),
    "straddling": ("text", (2, 4)),
}
"""Ink and dash of a zone's edges: each side has a dash of its own, so that it needs no colour."""
TRENDS: dict[str, tuple[str, Ink]] = {
    "up": ("▲ structure up", "up"),
    "down": ("▼ structure down", "down"),
    "none": ("no structure yet", "muted"),
}
POC_DASH = (16, 5)
DAY_DASH = (2, 6)


def layout_levels(answer: LevelsAnswer, marks: Sequence[str]) -> Layout:
    candles, price = answer.candles.last(RECENT_BARS), answer.price
    low, high = _reach(answer, min(float(candles.low.min()), price), max(float(candles.high.max()), price))
    scale = Scale.over(low, high, PLOT_TOP, PLOT_BOTTOM, free=FREE)
    places = decimals(price, scale.span)
    named = [mark for mark in _marks(answer) if scale.low <= mark.price <= scale.high]
    plot = Rect(EDGE // 2, scale.top, CANVAS.right - gutter(named, price, places), scale.bottom)
    aside = asides(named, price, places, scale, plot)
    told = {mark.name for mark in aside.told}
    shown = place(candles, plot.left + STRIP, plot.right)
    candle_bars = bars(shown, scale, None)
    bands, edges = _zones(answer.zones, scale, plot)
    found = turns(
        answer.structure, shown, candle_bars, scale, Rect(plot.left + STRIP, plot.top, plot.right, plot.bottom)
    )
    times, columns = time_axis(shown, plot, plot.bottom)
    head, samples = header(
        answer.symbol,
        candle_span(answer.timeframe, shown.group),
        price_text(price, places),
        TRENDS[answer.structure.trend],
        answer.provenance,
        marks,
        _legend(answer, told),
    )
    return Layout(
        plot=plot,
        scale=scale,
        ghost=ghost(answer.provenance, plot),
        bands=(*bands, *_volume(answer, scale, plot)),
        lines=(
            *columns,
            *hole_lines(holes(shown, answer.provenance.gaps), plot.top, plot.bottom),
            *edges,
            *_lines(answer, told, scale, plot),
            *found.lines,
            *samples,
        ),
        bars=candle_bars,
        over=(price_line(scale.y(price), plot.left, plot.right),),
        dots=found.dots,
        leaders=aside.leaders,
        labels=(*head, *aside.labels, *found.labels, *times),
    )


def _reach(answer: LevelsAnswer, low: float, high: float) -> tuple[float, float]:
    """``low`` to ``high`` (of the candles) and the nearest zone on each side, as far as ``CANDLE_SHARE`` allows."""
    bottom, top = low, high
    for zone in (answer.nearest_support, answer.nearest_resistance):
        if zone is not None:
            reach = min(bottom, zone.low), max(top, zone.high)
            if high - low >= CANDLE_SHARE * (reach[1] - reach[0]):
                bottom, top = reach
    return bottom, top


def _marks(answer: LevelsAnswer) -> list[Mark]:
    """What is named at the right: zones, the nearest first, then the point of control and the day before."""
    found = [
        Mark(
            zone.name,
            zone.middle,
            SIDES[zone.side][0],
            int(zone.name[1:]) if zone.name != "here" else 0,
            bold=zone in (answer.inside, answer.nearest_resistance, answer.nearest_support),
        )
        for zone in answer.zones
    ]
    if answer.traded is not None:
        found.append(Mark("POC", answer.traded.poc, "pocket_name", 2))
    if answer.previous_day is not None:
        found.append(Mark("PDH", answer.previous_day.high, "muted", 3))
        found.append(Mark("PDL", answer.previous_day.low, "muted", 3))
    return found


def _zones(zones: Sequence[PriceZone], scale: Scale, plot: Rect) -> tuple[list[tuple[Rect, Ink]], list[Line]]:
    """A band for each zone in view, and its two edges."""
    bands: list[tuple[Rect, Ink]] = []
    lines: list[Line] = []
    for zone in zones:
        top, bottom = max(scale.y(zone.high), plot.top), min(scale.y(zone.low) + 1, plot.bottom)
        if top >= plot.bottom or bottom <= plot.top:
            continue
        grow = max(0, THINNEST - (bottom - top))
        box = Rect(plot.left, max(plot.top, top - grow), plot.right, bottom)
        ink, dash = SIDES[zone.side]
        bands.append((box, "grid"))
        lines.append(Line(Rect(box.left, box.top, box.right, box.top + 1), ink, dash))
        lines.append(Line(Rect(box.left, box.bottom - 1, box.right, box.bottom), ink, dash))
    return bands, lines


def _volume(answer: LevelsAnswer, scale: Scale, plot: Rect) -> list[tuple[Rect, Ink]]:
    """A column for each bin in view, from the left edge: the widest fills the strip. Those of the value area are
    brighter, and the point of control brightest.
    """
    profile, traded = answer.profile, answer.traded
    if profile is None or traded is None:
        return []
    rows = scale.rows(profile.edges).tolist()
    seen = profile.volume[(profile.edges[1:] >= scale.low) & (profile.edges[:-1] <= scale.high)]
    widths = (profile.volume / seen.max(initial=np.finfo(float).tiny) * (STRIP - 10)).tolist()
    columns: list[tuple[Rect, Ink]] = []
    for k, width in enumerate(widths):
        top, bottom = max(rows[k + 1], plot.top), min(max(rows[k] - 1, rows[k + 1] + 1), plot.bottom)
        if bottom > top and width >= 1:
            middle = (profile.edges[k] + profile.edges[k + 1]) / 2
            ink: Ink = "pocket" if traded.value_low <= middle <= traded.value_high else "grid"
            ink = "pocket_name" if middle == traded.poc else ink
            columns.append((Rect(plot.left, top, plot.left + round(width), bottom), ink))
    return columns


def _lines(answer: LevelsAnswer, told: AbstractSet[str], scale: Scale, plot: Rect) -> list[Line]:
    """A line for the point of control and for the day before, where they are named."""
    prices: list[tuple[str, float, Ink, tuple[int, int]]] = []
    if answer.traded is not None:
        prices.append(("POC", answer.traded.poc, "pocket_name", POC_DASH))
    if answer.previous_day is not None:
        prices.append(("PDH", answer.previous_day.high, "muted", DAY_DASH))
        prices.append(("PDL", answer.previous_day.low, "muted", DAY_DASH))
    return [
        Line(Rect(plot.left, scale.y(price), plot.right, scale.y(price) + 2), ink, dash, faint=True)
        for name, price, ink, dash in prices
        if name in told
    ]


def _legend(answer: LevelsAnswer, told: AbstractSet[str]) -> list[Note]:
    """What bands and lines mean, those that are named at the right."""
    sides = {zone.side for zone in answer.zones if zone.name in told}
    notes = [Note(side, sample=SIDES[side]) for side in ("resistance", "support") if side in sides]
    if "POC" in told:
        notes.append(Note("POC: most volume", sample=("pocket_name", POC_DASH)))
    if told & {"PDH", "PDL"}:
        notes.append(Note("previous day", sample=("muted", DAY_DASH)))
    return notes
