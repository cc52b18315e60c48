"""How the size of a position is shown: what it may cost comes first, whoever speaks."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Literal

from markupsafe import Markup

from personas.buttons import Actions, changed
from personas.card import Action
from personas.escaping import escape
from personas.face import Essential, Face
from personas.format import cash, chosen, price, quantity, share
from personas.phrasing import columns, marked
from personas.pictures.position import draw_position
from services.core.request import AnyRequest
from services.studies.chart import Chart
from services.studies.risk_size_facts import KellyFacts, RiskSize, RiskSizeAnswer, Target
from services.studies.risk_var import RiskVar

Payout = Literal["no room", "nothing", "late", "less", "in full"]

RISKS = (Decimal("0.5"), Decimal(1), Decimal(2))
"""Percents of equity that a press changes the risk to."""
NO_ROOM: Mapping[Payout, str] = {
    "no room": "none on this side of zero",
    "nothing": "every one loses after costs",
}
"""What is told of targets where none pays."""


def liquidated(answer: RiskSizeAnswer) -> Literal["none", "behind", "before"]:
    """Where the liquidation price lies, seen from the entry: before the stop (or on it), behind it, or nowhere."""
    if answer.liquidation is None:
        return "none"
    return "before" if answer.liquidation.before_stop else "behind"


def payout(answer: RiskSizeAnswer) -> Payout:
    """What the targets pay: nothing, only a later one anything, less than their multiple of the risk, or all of it."""
    if not answer.targets:
        return "no room"
    if answer.paying is None:
        return "nothing"
    if answer.paying != answer.targets[0]:
        return "late"
    return "less" if answer.costs_share > 0 else "in full"


def before_fees(answer: RiskSizeAnswer) -> str:
    """Said of a liquidation price that is reckoned without the fee of closing."""
    return ", before fees" if answer.taker_rate is None else ""


def maintained(answer: RiskSizeAnswer) -> Markup:
    """What margin the exchange wants kept, and by whose word: ``0.5% (assumed)``."""
    by = {"you": "", "venue": f" ({answer.provenance.venue})", "nobody": " (assumed)"}[answer.maintenance_by]
    fee = "" if answer.taker_rate is None else f" + {chosen(answer.taker_rate)} fee"
    return escape(f"{chosen(answer.maintenance_rate)}{fee}{by}")


def target_table(answer: RiskSizeAnswer) -> list[Markup]:
    """A line a target: its multiple, its price and what is earned there."""
    rows = [(each.name, str(price(each.price, answer.entry)), _gain(each)) for each in answer.targets]
    return columns(rows, "<>>")


def _gain(target: Target) -> str:
    return f"+{cash(target.gain)}" if target.gain > 0 else str(cash(target.gain))


def mood(said: RiskSizeAnswer) -> str:
    """The worst that is to be said of it."""
    if liquidated(said) == "before":
        return "liquidated first"
    if payout(said) == "nothing":
        return "nothing to earn"
    away = said.stop.distance_atr
    return "stop in reach" if away is not None and -1 < away < 1 else "stop first"


def essentials(said: RiskSizeAnswer) -> list[Essential]:
    end, before = said.liquidation, liquidated(said) == "before"
    found = [
        Essential("Size", quantity(said.amount), first=True),
        Essential("Loss at liquidation" if before else "Loss at the stop", cash(said.loss), first=True),
        Essential("Of equity", share(said.loss_share)),
        Essential("Stop, too late" if before else "Stop", price(said.stop.price, said.price)),
        Essential("Entry", price(said.entry, said.price)),
    ]
    if end is not None:
        found.append(Essential("Liquidation", price(end.price, said.price)))
    if said.costs_share > 0 and not before:
        found.append(Essential("Costs in that loss", share(said.costs_share)))
    if said.limited:
        found.append(Essential("Asked for, beyond the leverage", chosen(said.risk_share)))
    if said.paying is not None:
        found.append(Essential(_first_target(said, said.paying), price(said.paying.price, said.price)))
    else:
        found.append(Essential("Targets", marked(NO_ROOM[payout(said)])))
    if said.kelly is not None:
        found.append(Essential("By Kelly", _by_kelly(said.kelly)))
    if said.volatility is not None and said.volatility.asked:
        even = f"{quantity(said.volatility.amount)} for {chosen(said.volatility.target_pct)} a year"
        found.append(Essential("By volatility", marked(even)))
    return found


def _first_target(said: RiskSizeAnswer, target: Target) -> str:
    """What to call the first target that pays: ``2R target, +200.00 net of costs``."""
    costs = "net of costs" if said.costs_share > 0 else "before fees"
    return f"{target.name} target, {_gain(target)} {costs}"


def _by_kelly(kelly: KellyFacts) -> Markup:
    if not kelly.full_share > 0:
        return Markup("no edge to size by")
    limited = ", cut by the leverage" if kelly.limited else ""
    told = f"{share(kelly.used_share)} of equity at risk, {quantity(kelly.amount)}{limited}"
    return marked(told)


def buttons(said: RiskSizeAnswer, request: AnyRequest | None = None) -> Actions:
    """Other risks, and the other side; the person's own numbers stay as they are. Sides to choose only where no stop
    was given, for a stop says the side."""
    related = (
        Action("Chart", Chart(symbol=said.symbol, timeframe=said.timeframe), row=1),
        Action("Value at risk", RiskVar(symbol=said.symbol), row=1),
    )
    if not isinstance(request, RiskSize):
        return related
    risks = tuple(Action(f"Risk {risk}%", changed(request, risk=risk), current=risk == request.risk) for risk in RISKS)
    sides = tuple(
        Action(side.title(), changed(request, side=side), current=side == said.side)
        for side in ("long", "short")
        if said.stop.by_atr
    )
    return (*risks, *sides, Action("Refresh", request, row=1), *related)


FACE = Face(
    RiskSizeAnswer,
    essentials=essentials,
    mood=mood,
    tone=lambda said: "warning" if liquidated(said) == "before" else "neutral",
    buttons=buttons,
    picture=draw_position,
    words=(before_fees, liquidated, maintained, payout, target_table),
)
