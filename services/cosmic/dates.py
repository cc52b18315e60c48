"""Times of the sky as people write them."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Annotated, Final

from pydantic import Field

from services.core.errors import InvalidRequest, OutsideSky
from services.core.options import Prefers, Suggested

FIRST: Final = datetime(1899, 7, 30, tzinfo=UTC)
LAST: Final = datetime(2053, 10, 8, tzinfo=UTC)
"""The days from and to which the ephemeris reaches (DE421)."""

DateText = Annotated[
    str,
    Field(
        min_length=1,
        max_length=40,
        description="A day, or a time in UTC or your zone, such as 2024-03-20T03:06; now where it is left out",
    ),
    Suggested("dates"),
    Prefers("time_zone"),
]
"""A day or a time as people write it, in a request: ``2024-03-20``, ``2024-03-20T03:06``."""

_FORM: Final = (
    "date: write a day such as 2024-03-20, or a time such as 2024-03-20T03:06, in UTC or the zone that you set"
)
_SHAPE: Final = "0000-01-01"
_AHEAD: Final = tuple(timedelta(days=days) for days in (0, 1, 7, 30, 365))


def sky_time(date: str | None, now: datetime) -> datetime:
    """The instant that ``date`` names, ``now`` where it names none. A day is its midnight; all in UTC.

    Raises:
        InvalidRequest: it is no day or time of ISO 8601.
        OutsideSky: the ephemeris does not reach there.
    """
    return within_sky(now if date is None else _read(date))


def within_sky(time: datetime) -> datetime:
    """``time`` itself, in UTC.

    Raises:
        OutsideSky: the ephemeris does not reach there.
    """
    if not FIRST <= time <= LAST:
        raise OutsideSky(asked=time, first=FIRST, last=LAST)
    return time.astimezone(UTC)


def suggest_dates(text: str, now: datetime) -> Sequence[str]:
    """Days at hand that begin as ``text`` does, else the first that does. A whole day or time stands for itself."""
    wanted = text.strip()
    try:
        if len(wanted) > len(_SHAPE):
            zone = "" if datetime.fromisoformat(wanted).tzinfo is None else "Z"
            return [f"{_read(wanted):%Y-%m-%dT%H:%M}{zone}"]
        days = [f"{now + ahead:%Y-%m-%d}" for ahead in _AHEAD if now + ahead <= LAST]
        near = [day for day in days if day.startswith(wanted)]
        return near or [f"{_read(wanted + _SHAPE[len(wanted) :]):%Y-%m-%d}"]
    except (InvalidRequest, ValueError):
        return []


def _read(date: str) -> datetime:
    try:
        time = datetime.fromisoformat(date.strip())
        return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
    except (ValueError, OverflowError):
        raise InvalidRequest(problems=(_FORM,)) from None
