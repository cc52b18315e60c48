"""The picture of a value at risk: how returns were spread, and where each method draws its line."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from analytics.bars import Floats
from analytics.returns import whole_returns
from personas.pictures.figures import percent_text, price_text
from personas.pictures.header import Note, candle_span, ghost, header
from personas.pictures.palette import Ink
from personas.pictures.study import STUDY, TEXT, Look, Study
from services.studies.risk_var import Method, RiskVarAnswer

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_BINS: Final = 60
LINES: Final[dict[Method, tuple[Ink, str]]] = {
    "historical": ("text", "-"),
    "Cornish–Fisher": ("extension", "--"),
    "normal": ("pocket_name", ":"),
}
"""Each method has a dash of its own, so that it needs no colour."""
TALLEST: Final = 0.72
"""The share of the plot that the tallest bar fills: above it is room for the names of the lines."""
SHORTFALL_HEIGHT: Final = 0.42
"""How high the lines of the shortfall reach, as a share of the plot; those of the value at risk reach the top."""


def draw_tails(answer: RiskVarAnswer, marks: Sequence[str]) -> Study:
    seen = answer.methods[0].var_pct
    confidence = f"{answer.confidence_rate * 100:.10g}%"
    bars = "1 bar" if answer.horizon == 1 else f"{answer.horizon} bars"
    head, samples = header(
        answer.symbol,
        candle_span(answer.timeframe, 1),
        f"VaR {'unknown' if seen is None else percent_text(seen)}",
        (f"{confidence}, {bars}", "muted"),
        answer.provenance,
        marks,
        [
            Note(f"{answer.returns} returns"),
            *(
                [Note(f"undercut in {answer.backtest.breaches} of {answer.backtest.tests} tests")]
                if answer.backtest
                else []
            ),
        ],
    )

    def plot(figure: "Figure", look: Look) -> None:
        axes = figure.add_axes((0.035, 0.125, 0.93, 0.845))
        _histogram(axes, answer, look)
        _lines(axes, answer, look)

    return Study(tuple(head), tuple(samples), ghost(answer.provenance, STUDY), plot)


def _histogram(axes: "Axes", answer: RiskVarAnswer, look: Look) -> None:
    """Counts of returns; those at or below the historical value at risk are hatched in the colour of a fall."""
    returns = whole_returns(answer.candles.time, answer.candles.close, answer.candles.bar_ms, answer.horizon).values
    line = answer.methods[0].var_pct
    edges = _edges(returns, float(returns.min()) if line is None else line)
    counts, _ = np.histogram(returns, edges)
    lost = returns[returns <= line] if line is not None else returns[:0]
    beyond, _ = np.histogram(lost, edges)
    widths = np.diff(edges)
    axes.bar(edges[:-1], counts - beyond, widths, bottom=beyond, align="edge", color=look("up_volume"))
    axes.bar(
        edges[:-1], beyond, widths, align="edge", color=look("down_volume"), edgecolor=look("down"), hatch="///", lw=0
    )
    axes.set_ylim(0, counts.max() / TALLEST)
    axes.set_yticks([])
    axes.grid(visible=False, axis="y")
    axes.spines["left"].set_visible(False)
    axes.xaxis.set_major_formatter(lambda value, _: _tick(value))
    axes.tick_params(axis="x", length=0)
    axes.set_xlabel("return over 1 bar" if answer.horizon == 1 else f"return over {answer.horizon} bars")
    axes.locator_params(axis="x", nbins=9)


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


def _lines(axes: "Axes", answer: RiskVarAnswer, look: Look) -> None:
    """A line up to the top for each value at risk, a lower one with ▼ on it for its shortfall, and what they are."""
    from matplotlib.lines import Line2D

    samples = []
    for method in answer.methods:
        ink, dash = LINES[method.name]
        style = {"color": look(ink), "linestyle": dash, "linewidth": 3.0}
        if method.var_pct is None or method.es_pct is None:
            why = "not valid for these returns" if not method.in_domain else "not known"
            samples.append((Line2D([], [], **style), f"{method.name}: {why}"))  # type: ignore[arg-type]
            continue
        axes.axvline(method.var_pct, **style)  # type: ignore[arg-type]
        axes.axvline(method.es_pct, ymax=SHORTFALL_HEIGHT, **style)  # type: ignore[arg-type]
        top = axes.get_ylim()[1] * SHORTFALL_HEIGHT
        axes.plot([method.es_pct], [top], marker="v", markersize=13, color=look(ink), linestyle="none")
        told = f"{method.name}: {percent_text(method.var_pct)}, shortfall ▼ {percent_text(method.es_pct)}"
        samples.append((Line2D([], [], **style), told))  # type: ignore[arg-type]
    axes.legend(
        [line for line, _ in samples],
        [text for _, text in samples],
        loc="upper right",
        fontsize=TEXT,
        handlelength=2.4,
        borderaxespad=0.2,
        frameon=True,
        facecolor=look("background"),
        edgecolor="none",
        framealpha=0.9,
    )


def _tick(value: float) -> str:
    text = price_text(round(value * 100, 6), 0 if abs(value * 100) >= 1 and round(value * 100, 6) % 1 == 0 else 2)
    return f"{text.rstrip('0').rstrip('.') if '.' in text else text}%"
