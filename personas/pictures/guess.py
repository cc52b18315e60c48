"""The pictures of bar replay: a chart that tells neither market nor time, and how it went on."""

from collections.abc import Sequence
from typing import Final

from personas.pictures.alt import alt_text
from personas.pictures.candle_chart import CandleChart, CandlePlot
from personas.pictures.figures import percent_text
from personas.pictures.geometry import CANVAS, Label, Line, Rect
from personas.pictures.header import Note, ghost_of, lines_below
from personas.pictures.layout import Layout
from personas.pictures.palette import Ink
from personas.pictures.styles import EDGE, FIGURE, HEAD_ROW, LARGE, TIME_ROW, TITLE
from personas.pictures.typeface import measure, shortened
from services.education.bars import SHOWN, BarsAnswer, BarsReplyAnswer

VOLUME_ROWS: Final = (488, 557)
REAL: Final = "a real market, told once you guessed"
SIMULATED: Final = "no market, random prices"
CLOSE: Final = "last close, set to 100"


def draw_guess(answer: BarsAnswer, marks: Sequence[str]) -> Layout:
    """The candles, and room for those to come."""
    candles, ahead = answer.candles, answer.bars_ahead
    share = ahead / (len(candles) + ahead)
    chart = CandlePlot(float(candles.close[-1]), candles, bottom=478, ahead=share)
    volume = chart.pane(*VOLUME_ROWS, 0.0, float(chart.shown.volume.max()) or 1.0)
    chart.columns(chart.shown.volume, chart.shown.rising, volume)
    plot, newest = chart.plot, int(chart.shown.x[-1]) + round(chart.shown.step / 2)
    chart.bands.append((Rect(newest, plot.top, plot.right, VOLUME_ROWS[1]), "pocket"))
    middle = (newest + plot.right - measure("?", LARGE)) // 2
    chart.labels.append(Label.at(middle, plot.top + 12, "?", LARGE, "text"))
    foot = f"{len(candles)} candles, then {ahead} that are hidden"
    chart.labels.append(Label.at(EDGE, TIME_ROW, foot, FIGURE, "muted"))
    title = f"Up or down over the next {ahead} candles?"
    badges: list[tuple[str, Ink]] = [("SIMULATED", "mark")] if answer.simulated else []
    badges += [(mark, "mark") for mark in marks if mark != "SIMULATED"]
    origin = SIMULATED if answer.simulated else REAL
    below, _ = lines_below(badges, [Note(origin)], (CLOSE, "muted"), "volume beside its mean")
    head = Label.at(EDGE, HEAD_ROW, shortened(title, TITLE, CANVAS.right - 2 * EDGE), TITLE, "text")
    chart.labels[:0] = [head, *below]
    low, high = chart.text(float(candles.low.min())), chart.text(float(candles.high.max()))
    told = f"{len(candles)} candles from {low} to {high}, the last close {chart.text(float(candles.close[-1]))}"
    alt = alt_text(
        ("A chart without its market and time", title.rstrip("?"), told, "SIMULATED" if answer.simulated else origin)
    )
    return chart.done(plot, chart.scale, ghost_of(plot) if answer.simulated else None, alt)


def draw_guessed(answer: BarsReplyAnswer, marks: Sequence[str]) -> Layout:
    """The same candles under their name and time, and behind them those that were hidden."""
    chart = CandleChart(answer, answer.candles)
    first = int(chart.shown.x[SHOWN]) - round(chart.shown.step / 2)
    plot = chart.plot
    chart.bands.append((Rect(first, plot.top, plot.right, plot.bottom), "pocket"))
    chart.lines.append(Line(Rect(first, plot.top, first + 2, plot.bottom), "muted", (6, 6)))
    chart.note(f"guessed {answer.guessed}", answer.guessed)
    way: Ink = "up" if answer.change > 0 else "down" if answer.change < 0 else "muted"
    moved = f"{percent_text(answer.change)} in {answer.hidden} candles"
    return chart.layout("How the chart went on", (moved, way), marks)
