"""The picture of a value at risk: how returns were spread, and where each method draws its line."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from analytics.bars import Floats
from analytics.returns import whole_returns
from personas.pictures.alt import alt_text
from personas.pictures.axes import Axes
from personas.pictures.figures import percent_text, price_text
from personas.pictures.geometry import CANVAS, Label, Line, Rect, Shape
from personas.pictures.header import SAMPLE, Note, candle_span, ghost, header
from personas.pictures.layout import NO_PRICES, Dash, Drawing, Layout
from personas.pictures.palette import Ink
from personas.pictures.scale import nice_ticks
from personas.pictures.styles import EDGE, FIGURE, PLOT_BOTTOM, PLOT_TOP, TIME_ROW
from personas.pictures.typeface import measure
from services.studies.risk_var import Method, RiskVarAnswer, TailFacts

MOST_BINS: Final = 48
LINES: Final[dict[Method, tuple[Ink, Dash | None]]] = {
    "historical": ("text", None),
    "Cornish–Fisher": ("extension", (14, 6)),
    "normal": ("pocket_name", (4, 5)),
}
"""Each method has a dash of its own, so that it needs no colour."""
LEGEND_ROW: Final = 30
PLOT: Final = Rect(EDGE, PLOT_TOP + len(LINES) * LEGEND_ROW + 8, CANVAS.right - EDGE, PLOT_BOTTOM - FIGURE.height - 4)
TALLEST: Final = 0.9
"""The share of the plot that the tallest bar fills."""
SHORTFALL: Final = 0.5
"""How high the lines of the shortfall reach, as a share of the plot; those of the value at risk reach the top."""
THICK: Final = 4
TICKS: Final = 6


def draw_tails(answer: RiskVarAnswer, marks: Sequence[str]) -> Layout:
    seen = answer.methods[0].var_pct
    confidence = f"{answer.confidence_rate * 100:.10g}%"
    bars = "1 bar" if answer.horizon == 1 else f"{answer.horizon} bars"
    head = header(
        answer.symbol,
        candle_span(answer.timeframe, 1),
        f"VaR {'unknown' if seen is None else percent_text(seen)}",
        (f"{confidence}, {bars}", "muted"),
        answer.provenance,
        marks,
        [
            *(
                [Note(f"undercut in {answer.backtest.breaches} of {answer.backtest.tests} tests")]
                if answer.backtest
                else []
            ),
            Note(f"{answer.returns} returns"),
        ],
    )
    drawing = Drawing()
    axes = _histogram(answer, drawing)
    for number, method in enumerate(answer.methods):
        _method(axes, method, PLOT_TOP + number * LEGEND_ROW)
    under = f"return over {bars}"
    drawing.labels.append(Label.at((CANVAS.width - measure(under, FIGURE)) // 2, TIME_ROW, under, FIGURE, "muted"))
    drawing.lines.extend(head.samples)
    drawing.labels[:0] = head.labels
    alt = alt_text(("Spread of returns and value at risk", *head.told[:-1], *map(_said, answer.methods), head.told[-1]))
    return drawing.done(PLOT, NO_PRICES, ghost(answer.provenance, PLOT), alt)


def _histogram(answer: RiskVarAnswer, drawing: Drawing) -> Axes:
    """Counts of returns; those at or below the historical value at risk in the colour of a fall."""
    returns = whole_returns(answer.candles.time, answer.candles.close, answer.candles.bar_ms, answer.horizon).values
    line = answer.methods[0].var_pct
    edges = _edges(returns, float(returns.min()) if line is None else line)
    counts, _ = np.histogram(returns, edges)
    lost = returns[returns <= line] if line is not None else returns[:0]
    beyond, _ = np.histogram(lost, edges)
    known = [value for method in answer.methods for value in (method.var_pct, method.es_pct) if value is not None]
    ends = min(float(edges[0]), *known, 0.0), max(float(edges[-1]), *known, 0.0)
    margin = 0.02 * (ends[1] - ends[0])
    axes = Axes(drawing, PLOT, (ends[0] - margin, ends[1] + margin), (0.0, counts.max() / TALLEST))
    for left, right, count, under in zip(edges, edges[1:], counts, beyond, strict=False):
        if count > under:
            box = axes.box(left, right, 0.0, float(count))
            drawing.bands.append((Rect(box.left + 1, box.top, box.right, PLOT.bottom), "up_volume"))
        if under:
            box = axes.box(left, right, 0.0, float(under))
            drawing.bands.append((Rect(box.left + 1, box.top, box.right, PLOT.bottom), "down"))
    ticks = nice_ticks(*axes.across, TICKS)
    axes.foot([(tick, _tick(tick)) for tick in ticks.prices])
    drawing.lines.append(Line(Rect(PLOT.left, PLOT.bottom, PLOT.right, PLOT.bottom + 1), "muted"))
    return axes


def _edges(returns: Floats, line: float) -> Floats:
    """Bins of one width (after Freedman and Diaconis), about ``MOST_BINS`` at most, of which one ends with ``line``."""
    low, high = float(returns.min()), float(returns.max())
    if high - low <= 1e-12:
        return np.array([low - 0.005, low + 0.005])
    spread = float(np.subtract(*np.quantile(returns, (0.75, 0.25))))
    width = 2 * spread / len(returns) ** (1 / 3)
    bins = MOST_BINS if width <= 0 else int(np.clip(np.ceil((high - low) / width), 8, MOST_BINS))
    width = (high - low) / bins
    below, above = np.floor((line - low) / width) + 1, np.floor((high - line) / width) + 1
    edges = line + width * np.arange(-below, above + 1)
    edges[int(below)] = np.nextafter(line, np.inf)
    return edges


def _method(axes: Axes, method: TailFacts, top: int) -> None:
    """A line up to the top for its value at risk, a lower one with ▼ on it for its shortfall, and what they are."""
    ink, dash = LINES[method.name]
    drawing, middle = axes.drawing, top + FIGURE.height // 2
    drawing.lines.append(Line(Rect(EDGE, middle - 2, EDGE + SAMPLE, middle + 2), ink, dash))
    drawing.labels.append(Label.at(EDGE + SAMPLE + 8, top, _told(method), FIGURE, "text"))
    if method.var_pct is None or method.es_pct is None:
        return
    row = round(PLOT.bottom - SHORTFALL * PLOT.height)
    axes.upright_at(method.var_pct, ink, dash, THICK)
    axes.upright_at(method.es_pct, ink, dash, THICK, top=row)
    x = axes.x(method.es_pct)
    drawing.shapes.append(Shape(((x - 9, row - 12), (x + 10, row - 12), (x, row + 4)), ink))


def _told(method: TailFacts) -> str:
    if method.var_pct is None or method.es_pct is None:
        return f"{method.name}: {'not valid for these returns' if not method.in_domain else 'not known'}"
    return f"{method.name}: {percent_text(method.var_pct)}, shortfall ▼ {percent_text(method.es_pct)}"


def _said(method: TailFacts) -> str:
    return _told(method).replace("▼ ", "")


def _tick(value: float) -> str:
    text = price_text(round(value * 100, 6), 0 if abs(value * 100) >= 1 and round(value * 100, 6) % 1 == 0 else 2)
    return f"{text.rstrip('0').rstrip('.') if '.' in text else text}%"
