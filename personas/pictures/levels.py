"""The picture of levels: candles, structure, support and resistance as bands, and volume by price at the left."""

from collections.abc import Sequence

import numpy as np

from personas.pictures.candle_chart import CandleChart
from personas.pictures.geometry import Line, Rect
from personas.pictures.layout import Dash, Layout
from personas.pictures.palette import Ink
from personas.pictures.side import Level
from personas.pictures.structure import draw_structure
from services.studies.levels import LevelsAnswer

RECENT_BARS = 100
"""Bars that are shown. Volume by price is of all that were looked at."""
STRIP = 84
"""Pixels for volume by price."""
FREE = 34
"""Rows beyond the highest and the lowest candle: a turn's label fits there."""
THINNEST = 3
"""Rows of a zone, at least."""
SIDES: dict[str, tuple[Ink, Dash | None]] = {
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
DASHES: dict[str, Dash] = {"POC": (16, 5), "PDH": (2, 6), "PDL": (2, 6)}
"""Of the point of control, and of the high and low of the day before."""


def draw_levels(answer: LevelsAnswer, marks: Sequence[str]) -> Layout:
    near = [zone for zone in (answer.nearest_support, answer.nearest_resistance) if zone]
    chart = CandleChart(
        answer,
        answer.candles.last(RECENT_BARS),
        levels=_levels(answer),
        reach=[end for zone in near for end in (zone.low, zone.high)],
        keep=0.7,
        free=FREE,
        strip=STRIP,
    )
    for zone in answer.zones:
        if box := chart.band(zone.low, zone.high, "grid", thinnest=THINNEST):
            for row in (box.top, box.bottom - 1):
                chart.lines.append(Line(Rect(box.left, row, box.right, row + 1), *SIDES[zone.side]))
    _volume(chart, answer)
    draw_structure(chart, answer.structure)
    for level in chart.levels:
        if level.name in DASHES:
            chart.line(level, DASHES[level.name])
    told = {level.name for level in chart.levels}
    for side in ("resistance", "support"):
        if any(zone.side == side and zone.name in told for zone in answer.zones):
            chart.note(side, sample=SIDES[side])
    if "POC" in told:
        chart.note("POC: most volume", sample=("pocket_name", DASHES["POC"]))
    if told & {"PDH", "PDL"}:
        chart.note("previous day", sample=("muted", DASHES["PDH"]))
    return chart.layout("Support, resistance and structure", TRENDS[answer.structure.trend], marks)


def _levels(answer: LevelsAnswer) -> list[Level]:
    """What is named at the right: zones, the nearest first, then the point of control and the day before."""
    near = (answer.inside, answer.nearest_resistance, answer.nearest_support)
    found = [
        Level(
            zone.name,
            zone.middle,
            SIDES[zone.side][0],
            int(zone.name[1:]) if zone.name != "here" else 0,
            bold=zone in near,
        )
        for zone in answer.zones
    ]
    if answer.traded is not None:
        found.append(Level("POC", answer.traded.poc, "pocket_name", 2))
    if answer.previous_day is not None:
        found.append(Level("PDH", answer.previous_day.high, "muted", 2))
        found.append(Level("PDL", answer.previous_day.low, "muted", 2))
    return found


def _volume(chart: CandleChart, answer: LevelsAnswer) -> None:
    """A column for each bin in view, from the left edge: the widest fills the strip. Those of the value area are
    brighter, and the point of control brightest."""
    profile, traded, scale, plot = answer.profile, answer.traded, chart.scale, chart.plot
    if profile is None or traded is None:
        return
    rows = scale.rows(profile.edges).tolist()
    seen = profile.volume[(profile.edges[1:] >= scale.low) & (profile.edges[:-1] <= scale.high)]
    widths = (profile.volume / seen.max(initial=np.finfo(float).tiny) * (STRIP - 10)).tolist()
    for k, width in enumerate(widths):
        top, bottom = max(rows[k + 1], plot.top), min(max(rows[k] - 1, rows[k + 1] + 1), plot.bottom)
        if bottom > top and width >= 1:
            middle = (profile.edges[k] + profile.edges[k + 1]) / 2
            ink: Ink = "pocket" if traded.value_low <= middle <= traded.value_high else "grid"
            ink = "pocket_name" if middle == traded.poc else ink
            chart.bands.append((Rect(plot.left, top, plot.left + round(width), bottom), ink))
