"""The picture of an open position: the candles of its market with its entry, stop, target, liquidation and levels."""

from collections.abc import Sequence

from personas.pictures.candle_chart import ROOMY, CandleChart
from personas.pictures.fib import DASHES, RECENT_BARS
from personas.pictures.figures import percent_text
from personas.pictures.header import PAPER
from personas.pictures.layout import Dash, Layout
from personas.pictures.palette import Ink
from personas.pictures.position import BOX, KEEP, box, size_text
from personas.pictures.side import Level
from services.market.candles import Candles
from services.portfolio.positions_facts import PositionFacts, PositionsAnswer
from services.studies.fib_levels import FibLevelsAnswer

STOP: Dash = (14, 7)
TARGET: Dash = (4, 6)
LIQUIDATION: Dash = (2, 4)


def draw_held(answer: PositionsAnswer, marks: Sequence[str]) -> Layout | None:
    """The position that is told in full; nothing where its market cannot be drawn."""
    held = answer.first
    if held is None or held.reading is None or held.gained_pct is None:
        return None
    fib = held.reading.fib.model_copy(update={"symbol": held.symbol})
    candles, entry = fib.candles.last(RECENT_BARS), Level("entry", float(held.entry), "text", 0, bold=True)
    lines: dict[Level, Dash | None] = {entry: None, **_ends(held), **_levels(fib, candles)}
    chart = CandleChart(
        fib,
        candles,
        levels=tuple(lines),
        ends=(entry.price,),
        reach=[level.price for level in lines],
        keep=KEEP,
        free=ROOMY,
        ahead=BOX,
        tag_name="now",
    )
    for level in chart.levels:
        chart.line(level, lines[level])
    for end in (*held.stops[:1], *held.targets[:1]):
        box(chart, entry.price, float(end.price), "up_volume" if end.pnl > 0 else "down_volume")
    if held.near_liquidation:
        chart.note("liquidation is near", "alert")
    if not held.stops:
        chart.note("no stop", "down")
    elif held.liquidated_first:
        chart.note("liquidated before the stop", "alert")
    chart.note(f"{answer.account} account")
    way: Ink = "up" if held.gained_pct > 0 else "down" if held.gained_pct < 0 else "muted"
    title = (percent_text(held.gained_pct), way)
    return chart.layout("Open position", title, (*marks, PAPER), headline=f"{held.side} {size_text(held.amount)}")


def _ends(held: PositionFacts) -> dict[Level, Dash | None]:
    """What closes it: the nearest stop and target, and the liquidation price."""
    found: dict[Level, Dash | None] = {}
    for stop in held.stops[:1]:
        found[Level("stop", float(stop.price), "down", bold=True)] = STOP
    for target in held.targets[:1]:
        found[Level("target", float(target.price), "up", bold=True)] = TARGET
    if held.liquidation is not None:
        found[Level("liq.", float(held.liquidation.price), "alert", 1, bold=held.near_liquidation)] = LIQUIDATION
    return found


def _levels(fib: FibLevelsAnswer, candles: Candles) -> dict[Level, Dash | None]:
    """The levels of its market among ``candles``, and the nearest on either side, these first: what lies beyond is left
    to what closes the position."""
    near = (fib.nearest_above, fib.nearest_below)
    low, high = float(candles.low.min()), float(candles.high.max())
    told = [one for one in fib.levels if one in near or low <= one.price <= high]
    ranked = sorted(told, key=lambda one: (one not in near, one.kind != "retracement", abs(one.distance)))
    return {Level(f"{one.ratio:g}", one.price, one.kind, 2 + rank): DASHES[one.kind] for rank, one in enumerate(ranked)}
