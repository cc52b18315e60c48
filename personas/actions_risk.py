"""The buttons under cards of risk and of comparisons."""

from collections.abc import Sequence
from decimal import Decimal

from personas.card import Action
from services.base import Request
from services.compare import Compare, CompareAnswer
from services.market.chart import Chart
from services.risk.size import RiskSize, RiskSizeAnswer
from services.risk.tails import RiskVar, RiskVarAnswer

RISKS = (Decimal("0.5"), Decimal(1), Decimal(2))
"""Percents of equity that a press changes the risk to."""
WINDOWS = (30, 90, 365)

Actions = tuple[Action, ...]


def under_size(said: RiskSizeAnswer, request: Request | None) -> Actions:
    """Other risks, and the other side where no stop was given; the person's own numbers stay as they are."""
    related = (
        Action("Chart", Chart(symbol=said.symbol, timeframe=said.timeframe), row=1),
        Action("Value at risk", RiskVar(symbol=said.symbol), row=1),
    )
    if not isinstance(request, RiskSize):
        return related
    risks = tuple(
        Action(f"Risk {risk}%", request.model_copy(update={"risk": risk}), current=risk == request.risk)
        for risk in RISKS
    )
    sides = tuple(
        Action(side.title(), request.model_copy(update={"side": side}), current=side == said.side)
        for side in ("long", "short")
        if said.stop.by_atr
    )
    return (*risks, *sides, Action("Refresh", request, row=1), *related)


def under_var(said: RiskVarAnswer, request: Request | None, timeframes: Sequence[str]) -> Actions:
    """The same over other timeframes."""
    asked = request if isinstance(request, RiskVar) else RiskVar(symbol=said.symbol, timeframe=said.timeframe)
    asked = asked.model_copy(update={"symbol": said.symbol})
    return (
        *_by_timeframe(asked, said.timeframe, timeframes),
        Action("Refresh", asked, row=1),
        Action("Chart", Chart(symbol=said.symbol, timeframe=said.timeframe), row=1),
    )


def under_comparison(said: CompareAnswer, request: Request | None, timeframes: Sequence[str]) -> Actions:
    """The same over other timeframes and windows."""
    usual = Compare(symbols=" ".join(said.symbols), timeframe=said.timeframe)
    asked = request if isinstance(request, Compare) else usual
    windows = tuple(
        Action(f"{bars} bars", asked.model_copy(update={"bars": bars}), row=1, current=bars == asked.bars)
        for bars in WINDOWS
    )
    return (*_by_timeframe(asked, said.timeframe, timeframes), *windows, Action("Refresh", asked, row=1))


def _by_timeframe(asked: Request, current: str, timeframes: Sequence[str]) -> Actions:
    return tuple(
        Action(timeframe, asked.model_copy(update={"timeframe": timeframe}), current=timeframe == current)
        for timeframe in timeframes
    )
