"""Rows of buttons."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

from personas.card import Action
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
