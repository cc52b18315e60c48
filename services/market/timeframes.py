"""Timeframes: how people write them, how long their bars are, and when those open.

Bars open at multiples of their length counted from 1970-01-01T00:00Z; weeks open on Mondays. Where a market's day
begins at another time, its bars are ``shifted`` by as much. Months have no one length and are not among them.
"""

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

from services.core.errors import UnknownTimeframe

MINUTE: Final = 60_000
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR
WEEK: Final = 7 * DAY
FIRST_MONDAY: Final = 4 * DAY
"""1970-01-05, in ms: where weeks are counted from."""


def to_ms(time: datetime) -> int:
    """``time`` as whole ms since 1970-01-01T00:00Z."""
    return round(time.timestamp() * 1000)


def from_ms(ms: int) -> datetime:
    """The UTC time ``ms`` after 1970-01-01T00:00Z."""
    return datetime.fromtimestamp(ms / 1000, tz=UTC)


@dataclass(frozen=True, slots=True)
class Timeframe:
    """Bars of ``ms`` milliseconds, counted from ``origin``. All times are UTC, in ms."""

    name: str
    ms: int
    origin: int = 0

    def open_of(self, time: int) -> int:
        """When the bar that holds ``time`` opened."""
        return time - (time - self.origin) % self.ms

    @property
    def offset(self) -> int:
        """By how many ms these bars open later than usual."""
        return self.origin - TIMEFRAMES[self.name].origin

    def shifted(self, offset: int) -> "Timeframe":
        """The same bars, each opening ``offset`` ms later."""
        return replace(self, origin=self.origin + offset)

    def last_closed(self, until: int) -> int:
        """When the newest bar that had closed by ``until`` opened."""
        return self.open_of(until) - self.ms

    def divides(self, coarser: "Timeframe") -> bool:
        """Whether bars of ``coarser`` consist of whole bars of this, and more than one."""
        return self.ms < coarser.ms and coarser.ms % self.ms == 0 and (coarser.origin - self.origin) % self.ms == 0


_ALL: Final = (
    Timeframe("1m", MINUTE),
    Timeframe("3m", 3 * MINUTE),
    Timeframe("5m", 5 * MINUTE),
    Timeframe("15m", 15 * MINUTE),
    Timeframe("30m", 30 * MINUTE),
    Timeframe("1h", HOUR),
    Timeframe("2h", 2 * HOUR),
    Timeframe("4h", 4 * HOUR),
    Timeframe("6h", 6 * HOUR),
    Timeframe("8h", 8 * HOUR),
    Timeframe("12h", 12 * HOUR),
    Timeframe("1d", DAY),
    Timeframe("3d", 3 * DAY),
    Timeframe("1w", WEEK, FIRST_MONDAY),
)
TIMEFRAMES: Final = {timeframe.name: timeframe for timeframe in _ALL}
"""Every timeframe by its name, finest first."""

_BY_LENGTH: Final = {timeframe.ms: timeframe for timeframe in _ALL}
_UNITS: Final = {
    **dict.fromkeys(("", "m", "min", "mins", "minute", "minutes"), MINUTE),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours", "hourly"), HOUR),
    **dict.fromkeys(("d", "day", "days", "daily"), DAY),
    **dict.fromkeys(("w", "wk", "week", "weeks", "weekly"), WEEK),
}
_WRITTEN: Final = re.compile(r"([0-9]{0,5})[\s_-]*([a-z]{0,7})")
_MONTHS: Final = re.compile(r"(?:1|2|3|4|6|12)?\s*M")
"""A capital M is a month to those who trade: ``1M`` must not be read as one minute."""


def parse_timeframe(text: str) -> Timeframe:
    """The timeframe that ``text`` means: ``4h``, ``4H``, ``240``, ``60m``, ``1D``, ``daily``, ``4 hours``.

    A bare number counts minutes.

    Raises:
        UnknownTimeframe: it means none of ``TIMEFRAMES``.
    """
    bare = text[:20].strip()
    written = None if _MONTHS.fullmatch(bare) else _WRITTEN.fullmatch(bare.lower())
    if written is not None and bare:
        count, unit = written.groups()
        length = int(count or 1) * _UNITS.get(unit, 0)
        if length in _BY_LENGTH:
            return _BY_LENGTH[length]
    raise UnknownTimeframe(timeframe=text[:20], known=tuple(TIMEFRAMES))
