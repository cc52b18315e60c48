"""Rows of buttons."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

from personas.card import Action
from personas.format import price
from services.alerts.asking import AlertAdd
from services.core.request import AnyRequest

TIMEFRAMES = ("15m", "1h", "4h", "1d", "1w")
IN_A_ROW = 5
ROWS = 5

Actions = tuple[Action, ...]
R = TypeVar("R", bound=AnyRequest)


def changed(request: R, **options: object) -> R:
    """The same request with other options."""
    return request.model_copy(update=options)


def by_timeframe(asked: AnyRequest, current: str, row: int = 0) -> Actions:
    """The same request over each of the usual timeframes."""
    return tuple(
        Action(timeframe, changed(asked, timeframe=timeframe), row=row, current=timeframe == current)
        for timeframe in TIMEFRAMES
    )


def in_rows(choices: Sequence[tuple[Action, bool]]) -> Actions:
    """As many as there is room for, each with whether it is the current one."""
    return tuple(
        Action(action.label, action.request, row=at // IN_A_ROW, current=current)
        for at, (action, current) in enumerate(choices[: IN_A_ROW * ROWS])
    )


def row(number: int, choices: Iterable[tuple[str, AnyRequest]]) -> Actions:
    return tuple(Action(label, request, row=number) for label, request in choices)


def alert_here(symbol: str, now: float, prices: Iterable[float | None], *, number: int = 0) -> Actions:
    """What shows the alert before it is set: on the nearest of ``prices`` above the price of ``now``, and below it.
    Nothing where there is neither."""
    known = [each for each in prices if each is not None]
    over = min((each for each in known if each > now), default=None)
    under = max((each for each in known if each < now), default=None)
    levels = ", ".join(plain_price(each, now) for each in (over, under) if each is not None)
    if not levels:
        return ()
    return (Action("Alert me here", AlertAdd(symbol=symbol, when=f"crosses {levels}"), row=number),)


def plain_price(value: float, like: float) -> str:
    """A price as it is shown, and as somebody types it: ``42156.37``."""
    return str(price(value, like)).replace(",", "")
