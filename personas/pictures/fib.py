"""The picture of Fibonacci levels: candles, the swing they are measured on, its levels and its golden pocket."""

from collections.abc import Iterator, Sequence
from math import hypot

from analytics.fibonacci import Kind
from personas.pictures.candle_chart import ROOMY, CandleChart
from personas.pictures.figures import price_text
from personas.pictures.geometry import Dot, Label, Rect
from personas.pictures.header import change_text
from personas.pictures.layout import Dash, Layout
from personas.pictures.side import Level
from personas.pictures.styles import FIGURE
from personas.pictures.typeface import measure
from services.studies.fib_levels import FibLevelsAnswer, SwingFacts

RECENT_BARS = 100
"""Bars that are shown, and more where the swing began before."""
BEFORE_SWING = 6
"""Bars that are shown before the swing's start, at least."""
DASHES: dict[Kind, Dash | None] = {"retracement": None, "extension": (14, 7), "counter": (4, 6)}
"""Each kind has a dash of its own, so that it needs no colour."""
SWING_DOT, TRAIL_DOT, TRAIL_STEP = 15, 5, 11
"""Pixels: the dots at the swing's ends, those between, and the way from one to the next."""
POCKET_NAME = "golden pocket"


def draw_fib(answer: FibLevelsAnswer, marks: Sequence[str]) -> Layout:
    swing, pocket, price = answer.swing, answer.golden_pocket, answer.price
    candles = answer.candles.last(max(RECENT_BARS, swing.bars + swing.bars_since + 1 + BEFORE_SWING))
    near = (answer.nearest_above, answer.nearest_below)
    ranked = sorted(answer.levels, key=lambda lv: (lv not in near, lv.kind != "retracement", abs(lv.price - price)))
    levels = [
        Level(f"{one.ratio:g}", one.price, one.kind, max(0, rank - 1), bold=one in near)
        for rank, one in enumerate(ranked)
    ]
    low, high = min(float(candles.low.min()), price), max(float(candles.high.max()), price)
    above = min((level.price for level in levels if level.price > high), default=high)
    below = max((level.price for level in levels if level.price < low), default=low)
    chart = CandleChart(
        answer,
        candles,
        levels=levels,
        ends=(swing.start.price, swing.end.price),
        reach=sorted((below, above), key=lambda end: abs(end - price)),
        keep=0.7,
        free=ROOMY,
        tag_name=price_text(answer.retraced, 3),
    )
    left = _swing(chart, swing)
    for kind, dash in DASHES.items():
        of_kind = [level for level in chart.levels if level.ink == kind]
        for level in of_kind:
            chart.line(level, dash, left=left)
        if of_kind:
            chart.note(kind, sample=(kind, dash))
    band = chart.band(pocket.low, pocket.high, "pocket", left=left)
    if band is None or chart.name(_pocket_names(band), clear=True) is None:
        chart.note(POCKET_NAME, "pocket_name", ("pocket", None), first=True)
    return chart.layout("Fibonacci levels", (f"swing {change_text(swing.change)}", "muted"), marks)


def _swing(chart: CandleChart, swing: SwingFacts) -> int:
    """A dotted way from the swing's start to its end, with a large dot at both. Returns its left end."""
    x0, y0 = chart.dot(swing.start, SWING_DOT)
    x1, y1 = chart.at(swing.end)
    steps = max(1, int(hypot(x1 - x0, y1 - y0) / TRAIL_STEP))
    for k in range(1, steps):
        x, y = x0 + round((x1 - x0) * k / steps), y0 + round((y1 - y0) * k / steps)
        chart.dots.append(Dot(x, y, TRAIL_DOT, "muted"))
    chart.block(*(Rect(dot.x - 2, dot.y - 2, dot.x + 3, dot.y + 3) for dot in chart.dots))
    chart.dot(swing.end, SWING_DOT)
    return min(x0, x1)


def _pocket_names(band: Rect) -> Iterator[Label]:
    """Just above or below the band, as far to the right as may be."""
    width = measure(POCKET_NAME, FIGURE)
    for top in (band.top - FIGURE.height - 2, band.bottom + 2):
        for left in range(band.right - 14 - width, band.left, -6):
            yield Label.at(left, top, POCKET_NAME, FIGURE, "pocket_name")
