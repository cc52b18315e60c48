"""The picture of one page: what each analysis says above, and on the candles the prices that would change it."""

from collections.abc import Iterator, Mapping, Sequence

from personas.pictures.candle_chart import CandleChart
from personas.pictures.figures import percent_text, price_text
from personas.pictures.geometry import CANVAS, Label, Line, Rect
from personas.pictures.header import change_text
from personas.pictures.layout import Dash, Layout
from personas.pictures.palette import Ink
from personas.pictures.side import Level
from personas.pictures.styles import EDGE, FIGURE, FIGURE_BOLD, PLOT_TOP
from personas.pictures.typeface import shortened
from services.studies.analyze_facts import AnalyzeAnswer, Side, Subject, Turning
from services.studies.levels import PriceZone

RECENT_BARS = 80
"""Bars that are shown."""
PANEL = Rect(EDGE, PLOT_TOP, CANVAS.right - EDGE, PLOT_TOP + 128)
COLUMNS = 2
NAME_GAP, COLUMN_GAP = 10, 20
SIDES: Mapping[Side, tuple[str, Ink]] = {"up": ("▲", "up"), "down": ("▼", "down"), "neither": ("•", "muted")}
LINES: Mapping[Turning, tuple[str, Ink, Dash]] = {
    "last high": ("high", "text", (2, 4)),
    "last low": ("low", "text", (2, 4)),
    "0.618 retracement": ("0.618", "pocket_name", (20, 4)),
    "swing start": ("swing", "retracement", (14, 7)),
    "pattern trigger": ("trigger", "extension", (6, 4)),
    "pattern invalidation": ("ends it", "counter", (6, 4)),
}
"""What a price is called at the right, and the line that it has: each its own dash, so that it needs no colour."""


def draw_analysis(answer: AnalyzeAnswer, marks: Sequence[str]) -> Layout:
    candles, price, pocket = answer.candles.last(RECENT_BARS), answer.price, answer.golden_pocket
    turning = {
        Level(LINES[one.name][0], one.price, LINES[one.name][1], rank): LINES[one.name][2]
        for rank, one in enumerate(answer.turning_prices)
    }
    sides: tuple[tuple[PriceZone | None, Ink], ...] = ((answer.resistance, "down"), (answer.support, "up"))
    zones = [Level(zone.name, zone.middle, ink, len(turning)) for zone, ink in sides if zone]
    chart = CandleChart(
        answer,
        candles,
        levels=[*turning, *zones],
        reach=[one.price for one in sorted(answer.turning_prices, key=lambda one: abs(one.distance))],
        free=20,
        top=PANEL.bottom + 14,
    )
    for level in chart.levels:
        if level in turning:
            chart.line(level, turning[level], faint=False)
    chart.lines.append(Line(Rect(PANEL.left, PANEL.bottom + 4, PANEL.right, PANEL.bottom + 5), "grid"))
    chart.labels.extend(_panel(answer))
    chart.note(f"{answer.up} up · {answer.down} down · {answer.neither} neither")
    seen = [
        chart.band(zone.low, zone.high, "grid") for zone in (answer.resistance, answer.inside, answer.support) if zone
    ]
    if chart.band(pocket.low, pocket.high, "pocket"):
        chart.note("golden pocket", sample=("pocket", None))
    if any(seen):
        chart.note("zone", sample=("grid", None))
    change = price / float(candles.open[0]) - 1.0
    return chart.layout(
        "All analyses on one page",
        (f"{change_text(change)} in {len(candles)} bars", "up" if change >= 0 else "down"),
        marks,
    )


def _panel(answer: AnalyzeAnswer) -> Iterator[Label]:
    """Of each view whose it is and what it says, in two columns."""
    rows = -(-len(answer.views) // COLUMNS)
    width, height = PANEL.width // COLUMNS, PANEL.height // rows
    for k, view in enumerate(answer.views):
        left, top = PANEL.left + k // rows * width, PANEL.top + k % rows * height
        arrow, ink = SIDES[view.side]
        name = Label.at(left, top, view.name, FIGURE, "muted")
        room = left + width - COLUMN_GAP - name.box.right - NAME_GAP
        said = shortened(f"{arrow} {_said(answer, view.name)}", FIGURE_BOLD, room)
        yield name
        yield Label.at(name.box.right + NAME_GAP, top, said, FIGURE_BOLD, "text" if view.side == "neither" else ink)


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
