"""Quiet hours: what is told then makes no sound. What is urgent does."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

import structlog
from pydantic import Field, ValidationError

from services.core.request import Frozen
from services.core.zones import zone_of
from services.store import keys
from services.store.store import Store

DAY_MINUTES: Final = 24 * 60
USUAL_HOURS: Final = ("22:00-07:00", "23:00-08:00", "21:00-06:00", "off")
_CLOCK = r"(noon|midday|midnight|(\d{1,2})(?:[:.h]?([0-5]\d))?\s*(?:([ap])\.?m\b\.?|h)?)"
_TO = r"(?:-|–|—|to|until|till|and)"
_HOURS = re.compile(rf"(?:from\s+|between\s+)?{_CLOCK}\s*{_TO}\s*{_CLOCK}", re.IGNORECASE)

log = structlog.get_logger(__name__)


class QuietHours(Frozen):
    """From ``start`` to ``end``, in minutes after midnight by the clock of ``zone`` (services/core/zones.py), over
    midnight where the end comes first."""

    start: int = Field(ge=0, lt=DAY_MINUTES)
    end: int = Field(ge=0, lt=DAY_MINUTES)
    zone: str

    def hold(self, at: datetime) -> bool:
        """Whether they hold ``at`` this time."""
        local = at.astimezone(zone_of(self.zone))
        minute = local.hour * 60 + local.minute
        if self.start <= self.end:
            return self.start <= minute < self.end
        return minute >= self.start or minute < self.end

    @property
    def length(self) -> timedelta:
        return timedelta(minutes=(self.end - self.start) % DAY_MINUTES)


def clock_time(minute: int) -> str:
    """``22:00``, so many minutes after midnight."""
    return f"{minute // 60:02}:{minute % 60:02}"


def read_hours(text: str) -> tuple[int, int] | None:
    """Start and end of ``22:00-07:00``, ``10pm to 7am``, ``between 22 and 6.30``, ``midnight to 6``; ``None``: these
    are no hours of a day."""
    found = _HOURS.fullmatch(" ".join(text.split()))
    if found is None:
        return None
    start, end = _minute(*found.groups()[:4]), _minute(*found.groups()[4:])
    return None if start is None or end is None or start == end else (start, end)


def _minute(said: str, hour: str | None, minute: str | None, half: str | None) -> int | None:
    if hour is None:
        return 0 if said.lower() == "midnight" else 12 * 60
    hours, minutes = int(hour), int(minute or 0)
    if half is not None:
        if not 1 <= hours <= 12:
            return None
        hours = hours % 12 + (12 if half.lower() == "p" else 0)
    return (hours * 60 + minutes) % DAY_MINUTES if hours < 24 or (hours, minutes) == (24, 0) else None


class Quiet:
    """The quiet hours of people and channels, as the store has them. Its methods raise ``StoreUnavailable``."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def of(self, places: Iterable[str | None]) -> list[QuietHours]:
        """The quiet hours that are set of the people and channels with these ids."""
        ids = [place for place in places if place is not None]
        held = await self._store.hash_get(keys.QUIET, ids) if ids else []
        return [hours for text in held if text is not None and (hours := _read(text)) is not None]


def _read(text: str) -> QuietHours | None:
    try:
        return QuietHours.model_validate_json(text)
    except ValidationError:
        log.error("quiet hours cannot be read", held=text)
        return None
