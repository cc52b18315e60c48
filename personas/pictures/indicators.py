"""The picture of indicators: averages and bands on the candles, and below them a panel for RSI and one for MACD."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from personas.pictures.candle_chart import CandleChart, Pane
from personas.pictures.figures import decimals, price_text
from personas.pictures.geometry import Label, Line, Rect
from personas.pictures.layout import Dash, Layout
from personas.pictures.palette import Ink
from personas.pictures.side import LEAD, PRICE_RIGHT, Level
from personas.pictures.styles import EDGE, FIGURE, FIGURE_BOLD, PLOT_BOTTOM
from personas.pictures.typeface import measure
from services.studies.indicator_readings import OVERBOUGHT, OVERSOLD
from services.studies.indicators import IndicatorsAnswer

CANDLE_BOTTOM = 344
RSI_ROWS = (358, 448)
MACD_ROWS = (462, PLOT_BOTTOM)
SIGNAL_DASH = (8, 6)


class OnCandles(NamedTuple):
    """A curve among the candles, and how it is told."""

    told: str
    ink: Ink
    width: int
    dash: Dash | None


ON_CANDLES: dict[str, OnCandles] = {
    "ema20": OnCandles("EMA20", "pocket_name", 3, None),
    "ema50": OnCandles("EMA50", "retracement", 3, (16, 7)),
    "ema200": OnCandles("EMA200", "extension", 3, (5, 5)),
    "bb_upper": OnCandles("BB high", "muted", 2, None),
    "bb_lower": OnCandles("BB low", "muted", 2, None),
}
"""By the name of the curve, in the order in which they are told where room is scarce."""


def draw_indicators(answer: IndicatorsAnswer, marks: Sequence[str]) -> Layout:
    curves, of_macd = answer.curves, [answer.curves[name] for name in ("macd", "macd_signal", "macd_hist")]
    histogram = _told(answer.macd_hist)
    levels = [
        Level(told, float(curves[name][-1]), ink, rank)
        for rank, (name, (told, ink, _, _)) in enumerate(ON_CANDLES.items())
        if np.isfinite(curves[name][-1])
    ]
    near = [curves[name] for name in ON_CANDLES if name != "ema200" and np.isfinite(curves[name]).any()]
    chart = CandleChart(
        answer,
        answer.candles,
        levels=levels,
        ends=[float(end) for values in near for end in (np.nanmin(values), np.nanmax(values))],
        reach=[] if answer.ema200 is None else [answer.ema200],
        bottom=CANDLE_BOTTOM,
        free=10,
        side=LEAD + EDGE + max(measure("MACD histogram", FIGURE), measure(histogram, FIGURE_BOLD)),
    )
    for name, (_, ink, width, dash) in reversed(ON_CANDLES.items()):
        chart.series(curves[name], ink, width, dash)
    _rsi(chart, answer)
    height = 1.05 * max(float(np.nanmax(np.abs(values), initial=0.0)) for values in of_macd) or 1.0
    macd = chart.pane(*MACD_ROWS, -height, height)
    bars = chart.shown.newest(curves["macd_hist"])
    chart.columns(bars, bars > 0, macd)
    _rule(chart, macd, 0.0)
    chart.series(curves["macd"], "text", pane=macd)
    chart.series(curves["macd_signal"], "counter", 2, SIGNAL_DASH, macd)
    _title(chart, macd, "MACD histogram", histogram)
    for row in (CANDLE_BOTTOM, RSI_ROWS[1]):
        chart.lines.append(Line(Rect(chart.plot.left, row + 6, chart.plot.right, row + 7), "grid"))
    chart.note("MACD", sample=("text", None))
    chart.note("signal", sample=("counter", SIGNAL_DASH))
    return chart.layout("Indicators", (f"▲ {answer.up}  ▼ {answer.down}  readings", "muted"), marks)


def _rsi(chart: CandleChart, answer: IndicatorsAnswer) -> None:
    pane = chart.pane(*RSI_ROWS, 0.0, 100.0)
    for at in (OVERBOUGHT, OVERSOLD):
        _rule(chart, pane, at, (3, 6))
        top = pane.scale.y(at) - FIGURE.height // 2
        chart.labels.append(Label.ending(PRICE_RIGHT, top, f"{at:.0f}", FIGURE, "muted"))
    chart.series(answer.curves["rsi14"], "text", 3, pane=pane)
    _title(chart, pane, "RSI14", "not yet" if answer.rsi is None else f"{answer.rsi:.1f}")


def _told(value: float | None) -> str:
    return "not yet" if value is None else price_text(value, decimals(value, abs(value) or 1.0))


def _rule(chart: CandleChart, pane: Pane, value: float, dash: Dash | None = None) -> None:
    row = pane.scale.y(value)
    chart.lines.append(Line(Rect(pane.rect.left, row, pane.rect.right, row + 1), "muted", dash))


def _title(chart: CandleChart, pane: Pane, title: str, value: str) -> None:
    """What a pane shows, and its newest value."""
    top = (pane.rect.top + pane.rect.bottom) // 2 - FIGURE.height
    chart.labels.append(Label.at(chart.side_left, top, title, FIGURE, "muted"))
    chart.labels.append(Label.at(chart.side_left, top + FIGURE.height, value, FIGURE_BOLD, "text"))
