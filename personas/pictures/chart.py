"""The picture of a chart: candles, volume, a price axis and the last price."""

from collections.abc import Sequence

from personas.pictures.candle_chart import CandleChart
from personas.pictures.figures import amount_text, percent_text
from personas.pictures.geometry import Label, Line, Rect
from personas.pictures.header import change_text
from personas.pictures.layout import Layout
from personas.pictures.sky_head import NO_WEIGHT
from personas.pictures.sky_marks import ROOM as SKY_ROOM
from personas.pictures.sky_marks import sky_legend, sky_marks
from personas.pictures.styles import FIGURE, PLOT_TOP
from personas.pictures.typeface import measure
from services.studies.chart import ChartAnswer

VOLUME_ROWS = (488, 557)


def draw_chart(answer: ChartAnswer, marks: Sequence[str]) -> Layout:
    candles = answer.candles
    top = PLOT_TOP + SKY_ROOM if answer.sky else PLOT_TOP
    most = f"Vol {amount_text(float(candles.volume.max()))}"
    chart = CandleChart(answer, candles, top=top, bottom=478, side=measure(most, FIGURE) + 30)
    volume = chart.pane(*VOLUME_ROWS, 0.0, float(chart.shown.volume.max()) or 1.0)
    chart.columns(chart.shown.volume, chart.shown.rising, volume)
    foot = volume.rect.bottom - 1
    chart.lines.append(Line(Rect(chart.plot.left, foot, chart.plot.right, foot + 1), "grid"))
    chart.labels.append(Label.at(chart.side_left, volume.rect.top, most, FIGURE, "muted"))
    if answer.sky:
        stripes, events = sky_marks(answer.sky, chart.shown, chart.plot, foot)
        meanings, samples = sky_legend(answer.sky, chart.plot)
        chart.lines.extend((*stripes, *samples))
        chart.labels.extend((*events, *meanings))
        chart.note(f"sky: {NO_WEIGHT}")
    chart.note(f"range {chart.text(answer.low)}–{chart.text(answer.high)}")
    if answer.atr_pct is not None:
        chart.note(f"ATR {percent_text(answer.atr_pct).removeprefix('+')}")
    change = f"{change_text(answer.change)} in {len(candles)} bars"
    return chart.layout("Candles and volume", (change, "up" if answer.change >= 0 else "down"), marks)
