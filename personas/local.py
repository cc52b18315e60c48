"""An answer by its reader's own clock: the same instants, in another zone."""

from datetime import UTC, datetime, tzinfo
from typing import Any, Final, TypeVar

from pydantic import BaseModel

from personas.face import Said
from services.core.errors import DeskError
from services.cosmic.hours import LocalTime
from services.market.timeframes import DAY, TIMEFRAMES

S = TypeVar("S", bound=Said)

BY_OTHER_CLOCKS: Final = (LocalTime,)
"""Facts that have their own clock beside UTC."""


def by_clock(said: S, zone: tzinfo) -> S:
    """``said`` with its times in ``zone``. Bars of a day and longer are days of UTC: an answer that is of these stays
    as it is, and so does an error. The timeframe of a signal is another program's text, and maybe none."""
    if isinstance(said, DeskError):
        return said
    timeframe = TIMEFRAMES.get(getattr(said, "timeframe", None) or "")
    moved: S = said if timeframe is not None and timeframe.ms >= DAY else _moved(said, zone)
    return moved


def _moved(value: Any, zone: tzinfo) -> Any:
    match value:
        case datetime() if value.tzinfo is UTC:
            return value.astimezone(zone)
        case tuple():
            moved = tuple(_moved(each, zone) for each in value)
            return value if all(new is old for new, old in zip(moved, value, strict=True)) else moved
        case BaseModel() if not isinstance(value, BY_OTHER_CLOCKS):
            fields = {name: _moved(each, zone) for name, each in value.__dict__.items()}
            changed = {name: new for name, new in fields.items() if new is not value.__dict__[name]}
            return value.model_copy(update=changed) if changed else value
        case _:
            return value
