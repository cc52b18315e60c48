"""The picture of indicators: averages and bands on the candles, and below them a panel for RSI and one for MACD."""

from collections.abc import Iterator, Sequence

import numpy as np

from personas.pictures.asides import LEAD, PRICE_RIGHT, Mark, asides, gutter
from personas.pictures.bars import Shown, bars, bodies, holes, place
from personas.pictures.figures import decimals, price_text
from personas.pictures.geometry import Curve, Label, Line, Rect
from personas.pictures.layout import (
    CANVAS,
    EDGE,
    FIGURE,
    FIGURE_BOLD,
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
from personas.pictures.typeface import measure
from services.market.candles import Floats
from services.studies.indicator_readings import OVERBOUGHT, OVERSOLD
from services.studies.indicators import IndicatorsAnswer

CANDLE_ROWS = (PLOT_TOP, 412)
RSI_ROWS = (426, 520)
MACD_ROWS = (534, TIME_ROW - 6)
CANDLE_SHARE = 0.6
"""The share of the height that the candles keep when the long average comes into view."""
ON_CANDLES: tuple[tuple[str, str, Ink, int, tuple[int, int] | None, int], ...] = (
    ("ema20", "EMA20", "pocket_name", 3, None, 0),
    ("ema50", "EMA50", "retracement", 3, (16, 7), 1),
    ("ema200", "EMA200", "extension", 3, (5, 5), 2),
    ("bb_upper", "BB high", "muted", 2, None, 3),
    ("bb_lower", "BB low", "muted", 2, None, 4),
)
"""Name, how it is told, ink, width and dash of each curve among the candles, and its rank where room is scarce."""
SIGNAL_DASH = (8, 6)
NARROWEST = 230
"""Pixels for what stands at the right, at least."""


def layout_indicators(answer: IndicatorsAnswer, marks: Sequence[str]) -> Layout:
    candles, price = answer.candles, answer.price
    scale = Scale.over(*_reach(answer), *CANDLE_ROWS, free=10)
    places = decimals(price, scale.span)
    named = [
        Mark(told, float(answer.curves[name][-1]), ink, rank)
        for name, told, ink, _, _, rank in ON_CANDLES
        if scale.low <= answer.curves[name][-1] <= scale.high
    ]
    aside_width = max(
        gutter(named, price, places), NARROWEST, LEAD + measure(_histogram_text(answer), FIGURE_BOLD) + EDGE
    )
    plot = Rect(EDGE // 2, CANDLE_ROWS[0], CANVAS.right - aside_width, CANDLE_ROWS[1])
    rsi, macd = (Rect(plot.left, top, plot.right, bottom) for top, bottom in (RSI_ROWS, MACD_ROWS))
    aside = asides(named, price, places, scale, plot)
    shown = place(candles, plot.left, plot.right)
    times, columns = time_axis(shown, plot, macd.bottom)
    head, samples = header(
        answer.symbol,
        candle_span(answer.timeframe, shown.group),
        price_text(price, places),
        (f"▲ {answer.up}  ▼ {answer.down}  readings", "muted"),
        answer.provenance,
        marks,
        [Note("MACD", sample=("text", None)), Note("signal", sample=("counter", SIGNAL_DASH)), *_beyond(answer, scale)],
    )
    height = _macd_height(answer)
    of_macd = Scale(-height, height, macd.top, macd.bottom)
    of_rsi = Scale(0.0, 100.0, rsi.top, rsi.bottom)
    return Layout(
        plot=plot,
        scale=scale,
        ghost=ghost(answer.provenance, plot),
        bands=tuple(_histogram(answer.curves["macd_hist"], shown, of_macd)),
        lines=(
            *columns,
            *hole_lines(holes(shown, answer.provenance.gaps), plot.top, macd.bottom),
            *(Line(Rect(plot.left, top, plot.right, top + 1), "grid") for top in (plot.bottom + 6, rsi.bottom + 6)),
            *(
                Line(Rect(plot.left, of_rsi.y(at), plot.right, of_rsi.y(at) + 1), "muted", (3, 6))
                for at in (OVERBOUGHT, OVERSOLD)
            ),
            Line(Rect(plot.left, of_macd.y(0.0), plot.right, of_macd.y(0.0) + 1), "muted"),
            *samples,
        ),
        bars=bars(shown, scale, None),
        over=(price_line(scale.y(price), plot.left, plot.right),),
        dots=(),
        leaders=aside.leaders,
        labels=(*head, *aside.labels, *_beside(answer, rsi, of_rsi, macd), *times),
        curves=(
            *(
                curve
                for name, _, ink, width, dash, _ in reversed(ON_CANDLES)
                for curve in _curves(answer.curves[name], shown, scale, ink, width, dash)
            ),
            *_curves(answer.curves["rsi14"], shown, of_rsi, "text", 3, None),
            *_curves(answer.curves["macd"], shown, of_macd, "text", 2, None),
            *_curves(answer.curves["macd_signal"], shown, of_macd, "counter", 2, SIGNAL_DASH),
        ),
    )


def _reach(answer: IndicatorsAnswer) -> tuple[float, float]:
    """The lowest and highest price to show: candles and bands, and the long average where that leaves them room."""
    candles = answer.candles
    near = [candles.low, candles.high, *(answer.curves[name] for name in ("ema20", "ema50", "bb_upper", "bb_lower"))]
    low = min(answer.price, *(float(np.nanmin(values, initial=np.inf)) for values in near))
    high = max(answer.price, *(float(np.nanmax(values, initial=-np.inf)) for values in near))
    far = answer.ema200
    if far is not None:
        reach = min(low, far), max(high, far)
        if high - low >= CANDLE_SHARE * (reach[1] - reach[0]):
            return reach
    return low, high


def _beyond(answer: IndicatorsAnswer, scale: Scale) -> Iterator[Note]:
    """Where the long average is, if it is out of view."""
    far = answer.ema200
    if far is not None and not scale.low <= far <= scale.high:
        yield Note(
            f"EMA200 {'↑' if far > scale.high else '↓'} {price_text(far, decimals(far, scale.span))}", "extension"
        )


def _curves(
    values: Floats, shown: Shown, scale: Scale, ink: Ink, width: int, dash: tuple[int, int] | None
) -> Iterator[Curve]:
    """``values`` (one a candle) as a curve; several where some are not defined or out of view."""
    at = values[len(values) - 1 - (np.arange(len(shown.x))[::-1] * shown.group)]
    seen = np.isfinite(at) & (at >= scale.low) & (at <= scale.high)
    if not seen.any():
        return
    rows = scale.rows(np.where(seen, at, scale.low))
    turns = np.flatnonzero(np.diff(seen, prepend=False, append=False))
    for start, end in turns.reshape(-1, 2).tolist():
        points = zip(shown.x[start:end].tolist(), rows[start:end].tolist(), strict=True)
        yield Curve(tuple(points), ink, width, dash)


def _macd_height(answer: IndicatorsAnswer) -> float:
    """How far MACD reaches from 0 in the picture; 1 where it does not move."""
    values = [answer.curves[name] for name in ("macd", "macd_signal", "macd_hist")]
    height = max(float(np.nanmax(np.abs(one), initial=0.0)) for one in values)
    return 1.05 * height or 1.0


def _histogram(values: Floats, shown: Shown, scale: Scale) -> Iterator[tuple[Rect, Ink]]:
    """A column from 0 to each value, up or down."""
    half, zero = bodies(shown.step) // 2, scale.y(0.0)
    for x, value in zip(shown.x[::-1].tolist(), values[:: -shown.group].tolist(), strict=False):
        if np.isfinite(value) and (row := scale.y(value)) != zero:
            box = Rect(x - half, min(row, zero), x + half + 1, max(row, zero) + 1)
            yield box, "up_volume" if value > 0 else "down_volume"


def _beside(answer: IndicatorsAnswer, rsi: Rect, of_rsi: Scale, macd: Rect) -> Iterator[Label]:
    """What the panels show, and their newest values."""
    left = rsi.right + LEAD
    for at in (OVERBOUGHT, OVERSOLD):
        top = of_rsi.y(at) - FIGURE.height // 2
        yield Label.ending(PRICE_RIGHT, top, f"{at:.0f}", FIGURE, "muted")
    told = "not yet" if answer.rsi is None else f"{answer.rsi:.1f}"
    yield from _titled(left, rsi, "RSI14", told)
    yield from _titled(left, macd, "MACD histogram", _histogram_text(answer))


def _histogram_text(answer: IndicatorsAnswer) -> str:
    value = answer.macd_hist
    return "not yet" if value is None else price_text(value, decimals(value, abs(value) or 1.0))


def _titled(left: int, panel: Rect, title: str, value: str) -> Iterator[Label]:
    top = (panel.top + panel.bottom) // 2 - FIGURE.height
    yield Label.at(left, top, title, FIGURE, "muted")
    yield Label.at(left, top + FIGURE.height, value, FIGURE_BOLD, "text")
