"""Under a position's size: other risks, and the other side; the person's own numbers stay as they are."""

from decimal import Decimal

from personas.buttons import Actions, Under, changed
from personas.card import Action
from services.core.request import AnyRequest
from services.studies.chart import Chart
from services.studies.risk_size import RiskSize, RiskSizeAnswer
from services.studies.risk_var import RiskVar

RISKS = (Decimal("0.5"), Decimal(1), Decimal(2))
"""Percents of equity that a press changes the risk to."""


def under_size(said: RiskSizeAnswer, request: AnyRequest | None = None) -> Actions:
    """Sides to choose only where no stop was given, for a stop says the side."""
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


UNDER: Under = {RiskSizeAnswer: under_size}
