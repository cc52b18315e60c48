"""The picture of a decision: the candles up to it, what it planned, and how it went."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from analytics.trading.agency import State
from personas.pictures.candle_chart import ROOMY, CandleChart
from personas.pictures.figures import percent_text, true_minus
from personas.pictures.geometry import Label, Line, Rect
from personas.pictures.header import PAPER
from personas.pictures.layout import Dash, Layout
from personas.pictures.palette import Ink
from personas.pictures.position import KEEP, size_text
from personas.pictures.side import Level
from personas.pictures.styles import FIGURE
from services.brain.answers import DecisionAnswer
from services.brain.facts import Told
from services.market.candles import Candles, Provenance

STOP: Final[Dash] = (14, 7)
TARGET: Final[Dash] = (4, 6)
KEY: Final[Dash] = (2, 8)
MOMENT: Final[Dash] = (6, 5)
ZONES: Final = 0.22
"""The share of the width that what was planned has at least, right of the decision."""
MOST_BEFORE, MOST_AFTER = 60, 60
"""Candles on either side of the decision, so that each stands for itself."""
DEAL_DOT: Final = 15
"""Pixels across of the dot where something was filled."""
STATES: Final[Mapping[State, str]] = {
    "pending": "waits for approval",
    "ordered": "ordered",
    "rejected": "rejected",
    "skipped": "skipped",
    "lapsed": "lapsed",
    "noted": "not ordered",
}


@dataclass(frozen=True, slots=True)
class _Market:
    """What the chart takes of an answer."""

    symbol: str
    timeframe: str
    price: float
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class _At:
    """A price at a time."""

    time: datetime
    price: float


def draw_decision(answer: DecisionAnswer, marks: Sequence[str]) -> Layout | None:
    """The decision among its candles; nothing where these are not known."""
    facts = answer.decision.facts
    if answer.candles is None or answer.provenance is None or answer.seen < 1:
        return None
    candles, seen = _around(answer.candles, answer.seen)
    after = len(candles) - seen
    then = float(answer.decision.context.price_action.current)
    price = float(candles.close[-1]) if after else then
    planned = _planned(answer)
    lines = {**planned, **_keys(answer)}
    at_price = not after and any(level.name == "entry" and level.price == price for level in planned)
    chart = CandleChart(
        _Market(facts.symbol, candles.timeframe, price, answer.provenance),
        candles,
        levels=[level for level in lines if not (at_price and level.name == "entry")],
        ends=[level.price for level in planned],
        reach=[level.price for level in lines],
        keep=KEEP,
        free=ROOMY,
        ahead=max(0.0, ZONES - after / len(candles)),
        tag_name="entry" if at_price else "last" if after else "then",
    )
    moment = chart.x(candles.opened(seen - 1)) + round(chart.shown.step / 2)
    for level in chart.levels:
        chart.line(level, lines[level], left=moment if level in planned else None)
    _zones(chart, planned, moment)
    _deals(chart, answer)
    _mark_moment(chart, moment)
    _notes(chart, answer)
    what = "A decision of the agent, as it was" + (" and as it went" if after else "")
    return chart.layout(what, _came(answer), (*marks, PAPER), headline=_headline(answer.decision))


def _around(candles: Candles, seen: int) -> tuple[Candles, int]:
    """As many before and after the decision as stand for themselves, and how many of them it saw."""
    first, past = max(0, seen - MOST_BEFORE), min(len(candles), seen + MOST_AFTER)
    return candles.last(len(candles) - first).closed_by(int(candles.time[past - 1]) + candles.bar_ms), seen - first


def _planned(answer: DecisionAnswer) -> dict[Level, Dash | None]:
    """Entry, stop and target, as far as it has them."""
    facts, plan = answer.decision.facts, answer.decision.plan
    of = facts if plan is None else plan
    found: dict[Level, Dash | None] = {}
    if of.entry is not None:
        found[Level("entry", float(of.entry), "text", bold=True)] = None
    if of.stop is not None:
        found[Level("stop", float(of.stop), "down", bold=True)] = STOP
    if of.target is not None:
        found[Level("target", float(of.target), "up", bold=True)] = TARGET
    return found


def _keys(answer: DecisionAnswer) -> dict[Level, Dash | None]:
    """Supports and resistances that it saw, the nearest first."""
    context = answer.decision.context
    if context.structure is None:
        return {}
    price = float(context.price_action.current)
    near = sorted(context.structure.key_levels, key=lambda one: abs(float(one) - price))
    return {
        Level("resist." if one > price else "support", float(one), "retracement", 1 + rank): KEY
        for rank, one in enumerate(near)
    }


def _zones(chart: CandleChart, planned: Mapping[Level, Dash | None], moment: int) -> None:
    """What it may lose and gain, from the decision on."""
    prices = {level.name: level.price for level in planned}
    entry = prices.get("entry")
    inks: tuple[tuple[str, Ink], ...] = (("stop", "down_zone"), ("target", "up_zone"))
    for name, ink in inks:
        if entry is not None and name in prices:
            low, high = sorted((entry, prices[name]))
            chart.band(low, high, ink, left=moment)


def _mark_moment(chart: CandleChart, moment: int) -> None:
    plot = chart.plot
    chart.over.append(Line(Rect(moment - 1, plot.top, moment + 1, plot.bottom), "text", MOMENT))
    rows = (plot.top + 2, plot.bottom - FIGURE.height - 2)
    places = [Label.ending(moment - 8, row, "decided", FIGURE, "text") for row in rows]
    places += [Label.at(moment + 8, row, "decided", FIGURE, "text") for row in rows]
    chart.name(places)


def _deals(chart: CandleChart, answer: DecisionAnswer) -> None:
    """Where its order was filled and its trade ended."""
    for name, deal in (("in", answer.filled), ("out", answer.closed)):
        if deal is None:
            continue
        x, y = chart.dot(_At(deal.at, float(deal.price)), DEAL_DOT)
        rows = (y - DEAL_DOT - FIGURE.height + 4, y + DEAL_DOT - 4)
        asides = [Label.at(x + DEAL_DOT, y - FIGURE.height // 2, name, FIGURE, "text")]
        asides += [Label.ending(x - DEAL_DOT, y - FIGURE.height // 2, name, FIGURE, "text")]
        around = [Label.at(left, row, name, FIGURE, "text") for row in rows for left in (x - 10, x, x - 20)]
        chart.name([*around, *asides])


def _notes(chart: CandleChart, answer: DecisionAnswer) -> None:
    facts, plan = answer.decision.facts, answer.decision.plan
    if plan is not None:
        chart.note(f"risks {plan.risk:,.2f} ({percent_text(plan.risk_share).removeprefix('+')})", "down")
        chart.note(f"brings {plan.ratio:.1f} R after costs", "up")
    if facts.action != "wait":
        chart.note(f"confidence {percent_text(facts.corrected).removeprefix('+')}")
    chart.note(f"{answer.account} account")


def _headline(told: Told) -> str:
    """``LONG 0.05``, ``WAIT``"""
    amount = told.facts.amount if told.plan is None else told.plan.amount
    return told.facts.action.upper() + ("" if amount is None else f" {size_text(amount)}")


def _came(answer: DecisionAnswer) -> tuple[str, Ink]:
    """How it stands, or what came of it, and in which colour."""
    facts = answer.decision.facts
    came = facts.outcome
    if facts.state == "pending" and answer.as_of >= facts.expires:
        return "not approved in time", "muted"
    r = None if came is None else came.real_r if came.real_r is not None else came.r
    if came is None or r is None:
        return STATES[facts.state], "text" if facts.state in ("pending", "ordered") else "muted"
    told = true_minus(f"{r:+.1f} R") if round(r, 1) else "0.0 R"
    if came.pnl is None:
        return f"{STATES[facts.state]}, would be {told}", "muted"
    return told, "up" if r > 0 else "down" if r < 0 else "muted"
