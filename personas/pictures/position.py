"""The picture of a position: candles, and beside them what it may lose and gain, from its entry on."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from personas.format import MINUS
from personas.phrasing import base, quote
from personas.pictures.candle_chart import ROOMY, CandleChart
from personas.pictures.figures import amount_text, percent_text
from personas.pictures.layout import Dash, Layout
from personas.pictures.palette import Ink
from personas.pictures.side import Level
from personas.pictures.styles import SUBTITLE
from personas.pictures.typeface import shortened
from services.studies.risk_size_facts import RiskSizeAnswer

BOX = 0.21
"""The share of the width right of the candles, for the position."""
BOX_GAP = 16
KEEP = 0.45
"""The share of the height that the candles keep when targets and the liquidation price come into view."""
LONGEST_BASE = 120
"""Pixels."""
LONGEST_AMOUNT = 13
"""Characters."""


def draw_position(answer: RiskSizeAnswer, marks: Sequence[str]) -> Layout:
    entry, stop = Level("entry", float(answer.entry), "text", 0, bold=True), float(answer.stop.price)
    prices: dict[Level, Dash | None] = {entry: None, Level("stop", stop, "down", 0, bold=True): (14, 7)}
    others: dict[Level, Dash | None] = {
        Level(target.name, float(target.price), "up", 1): (4, 6) for target in answer.targets
    }
    liquidation = answer.liquidation
    if liquidation is not None:
        late = Level("liq.", float(liquidation.price), "alert", 1, bold=liquidation.before_stop)
        others[late] = (2, 4)
    nearest = sorted(others, key=lambda level: abs(level.price - entry.price))
    chart = CandleChart(
        answer,
        answer.candles,
        levels=[level for level in (*prices, *nearest) if not (answer.at_price and level == entry)],
        ends=(entry.price, stop),
        reach=[level.price for level in nearest],
        keep=KEEP,
        free=ROOMY,
        ahead=BOX,
        tag_name="entry" if answer.at_price else "now",
    )
    if answer.at_price:
        chart.over[0] = replace(chart.over[0], ink="text", dash=None, faint=False)
    for level, dash in {**prices, **others}.items():
        if level in chart.levels:
            chart.line(level, dash)
    box(chart, entry.price, stop, "down_volume")
    targets = [level.price for level in chart.levels if level.ink == "up"]
    if targets:
        box(chart, entry.price, max(targets) if answer.side == "long" else min(targets), "up_volume")
    too_late = liquidation is not None and liquidation.before_stop
    if too_late:
        chart.note("liquidated before the stop", "alert")
    loss = f"{MINUS}{answer.loss:,.2f} ({percent_text(-answer.loss_share)})"
    chart.note(f"{'then' if too_late else 'at the stop'} {loss}", "down")
    chart.note(f"worth {answer.notional:,.2f} {quote(answer.symbol)}")
    unit = shortened(base(answer.symbol), SUBTITLE, LONGEST_BASE)
    return chart.layout("Position", (unit, "muted"), marks, headline=f"{answer.side} {size_text(answer.amount)}")


def box(chart: CandleChart, start: float, end: float, ink: Ink) -> None:
    """What may be lost or gained between two prices, right of the candles."""
    left = chart.x_ago(0) + round(chart.shown.step / 2) + BOX_GAP
    chart.band(min(start, end), max(start, end), ink, left=left)


def size_text(amount: Decimal) -> str:
    """Each digit of the amount, or three of them where they are many."""
    exact = f"{amount.normalize():,f}"
    return exact if len(exact) <= LONGEST_AMOUNT else amount_text(float(amount))
