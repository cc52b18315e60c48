"""When a schedule is due: cron expressions, read as Unix reads them, by the clock of a zone.

APScheduler's ``CronTrigger`` finds the next time on a clock that is never changed. Where a zone changes its clock is
reckoned here, for the trigger itself leaves out the midnight after a change in spring and doubles an hour in autumn
(docs/decisions/0031-schedules.md).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from functools import cache
from itertools import islice, pairwise
from typing import Any, Final

from apscheduler.triggers.cron import CronTrigger

from services.core.zones import zone_of

SLACK: Final = timedelta(hours=3)
"""No clock is changed by more at once."""
MINUTE: Final = timedelta(minutes=1)
WEEKDAYS: Final = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MACROS: Final[Mapping[str, str]] = {
    "@hourly": "0 * * * *",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@weekly": "0 0 * * 0",
    "@monthly": "0 0 1 * *",
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
}
LAST: Final = "l"
NTH: Final = ("1st", "2nd", "3rd", "4th", "5th")


class BadCron(ValueError):
    """It is no cron expression; the message says why."""


@dataclass(frozen=True, slots=True)
class _Field:
    name: str
    least: int
    most: int
    names: Sequence[str] = ()
    """What its numbers are called, from ``least`` on."""

    def values(self, text: str) -> tuple[int, ...]:
        """The numbers that ``text`` names: a list of numbers, ranges, and steps of them."""
        found: set[int] = set()
        for part in text.split(","):
            span, stepped, step = part.partition("/")
            first, ranged, last = span.partition("-")
            start, end = (self.least, self.most) if span == "*" else (self._number(first), self._number(last or first))
            if stepped and not ranged and span != "*":
                end = self.most
            if stepped and not (step.isdecimal() and int(step)):
                raise BadCron(f"{self.name}: {part!r} has no step")
            if self.names is WEEKDAYS and end == 0:
                end = 7 if start else 0  # mon-sun
            if start > end:
                raise BadCron(f"{self.name}: {part!r} ends before it begins")
            found |= set(range(start, end + 1, int(step or 1)))
        return tuple(sorted(found))

    def _number(self, text: str) -> int:
        if text in self.names:
            return self.least + self.names.index(text)
        if not text.isdecimal() or not self.least <= int(text) <= self.most:
            raise BadCron(f"{self.name}: {text!r} is not from {self.least} to {self.most}")
        return int(text)


_MINUTE, _HOUR = _Field("minute", 0, 59), _Field("hour", 0, 23)
_DAY, _MONTH = _Field("day", 1, 31), _Field("month", 1, 12, MONTHS)
_WEEKDAY = _Field("weekday", 0, 7, WEEKDAYS)


@dataclass(frozen=True, slots=True)
class _Cron:
    """``triggers``: it is due when one of them is. ``hourly``: in every hour, so also in one that comes twice."""

    triggers: tuple[CronTrigger, ...]
    hourly: bool


def cron_of(text: str) -> str:
    """The expression ``text`` in its plain form: five fields, in small letters.

    Raises:
        BadCron: it is none, or never due.
    """
    plain = " ".join(MACROS.get(text.strip().lower(), text).lower().split())
    if not any(trigger.get_next_fire_time(None, datetime(2024, 1, 1, tzinfo=UTC)) for trigger in _cron(plain).triggers):
        raise BadCron("there is no such day")
    return plain


def next_due(crons: Sequence[str], zone: str, after: datetime) -> datetime | None:
    """The first instant behind ``after`` (UTC) at which one of ``crons`` is due by the clock of ``zone``.

    A time that the clock leaves out in spring comes so much later; one that it shows twice in autumn is the first.
    """
    return min((at for cron in crons if (at := _next(_cron(cron), zone_of(zone), after))), default=None)


def coming(crons: Sequence[str], zone: str, after: datetime) -> Iterator[datetime]:
    """All that come behind ``after``."""
    at = next_due(crons, zone, after)
    while at is not None:
        yield at
        at = next_due(crons, zone, at)


def least_apart(crons: Sequence[str], start: datetime, looked_at: int = 200) -> timedelta | None:
    """The shortest time from one to the next, among the first so many from ``start`` on; ``None``: there is one at
    most."""
    times = islice(coming(crons, "UTC", start), looked_at)
    return min((after - before for before, after in pairwise(times)), default=None)


def _next(cron: _Cron, zone: tzinfo, after: datetime) -> datetime | None:
    return min((at for each in cron.triggers if (at := _first(each, cron.hourly, zone, after))), default=None)


def _first(trigger: CronTrigger, hourly: bool, zone: tzinfo, after: datetime) -> datetime | None:
    """The earliest instant of ``trigger`` behind ``after``. Where a clock goes back, a later time by the wall can come
    before an earlier one: there, those within ``SLACK`` of the first are looked at too."""
    shown = after.astimezone(zone).replace(tzinfo=UTC)
    ahead: datetime | None = trigger.get_next_fire_time(None, shown + timedelta.resolution)
    if ahead is None:
        return None
    near = ahead.replace(tzinfo=zone).astimezone(UTC)
    if _steady(zone, after) and _steady(zone, near):
        return near
    wall: datetime | None = shown - SLACK
    best: datetime | None = None
    until: datetime | None = None
    while wall is not None and (wall := trigger.get_next_fire_time(None, wall)) is not None:
        if until is not None and wall > until:
            break
        for instant in _instants(wall, zone, hourly):
            if instant > after:
                until = until or wall + SLACK
                best = instant if best is None else min(best, instant)
        wall += MINUTE
    return best


def _steady(zone: tzinfo, at: datetime) -> bool:
    """Whether the clock of ``zone`` is not changed around ``at``."""
    return (at - SLACK).astimezone(zone).utcoffset() == (at + SLACK).astimezone(zone).utcoffset()


def _instants(wall: datetime, zone: tzinfo, hourly: bool) -> Iterator[datetime]:
    """When the clock of ``zone`` shows ``wall``: once as a rule; in every hour also when it does again."""
    local = wall.replace(tzinfo=zone)
    first = local.astimezone(UTC)
    left_out = first.astimezone(zone).replace(tzinfo=None) != wall.replace(tzinfo=None)
    if not (hourly and left_out):
        yield first
    if hourly and not left_out:
        yield local.replace(fold=1).astimezone(UTC)


@cache
def _cron(text: str) -> _Cron:
    fields = text.split()
    if len(fields) != len((_MINUTE, _HOUR, _DAY, _MONTH, _WEEKDAY)):
        raise BadCron("it has five fields: minute, hour, day, month, weekday")
    minute, hour, day, month, weekday = fields
    every_day, every_weekday = day in ("*", "?"), weekday in ("*", "?")
    clock = {
        "minute": _listed(_MINUTE.values(minute)),
        "hour": _listed(_HOUR.values(hour)),
        "month": _listed(_MONTH.values(month)),
    }
    by_day = None if every_day else {"day": _days(day)}
    by_weekday = None if every_weekday else _weekdays(weekday)
    either = [chosen for chosen in (by_day, by_weekday) if chosen is not None] or [{}]
    return _Cron(tuple(CronTrigger(**clock, **chosen, timezone=UTC) for chosen in either), hourly=hour == "*")


def _days(text: str) -> str:
    return "last" if text == LAST else _listed(_DAY.values(text))


def _weekdays(text: str) -> dict[str, Any]:
    """A weekday is called by its name: APScheduler counts them from Monday, and cron from Sunday. ``5#1`` is the first
    Friday of a month and ``5l`` its last."""
    day, nth, which = text.partition("#")
    if nth:
        if which not in ("1", "2", "3", "4", "5"):
            raise BadCron(f"weekday: {text!r} is not from #1 to #5")
        return {"day": f"{NTH[int(which) - 1]} {_name(day)}"}
    if len(text) > 1 and text.endswith(LAST) and text[:-1] in (*WEEKDAYS, *map(str, range(8))):
        return {"day": f"last {_name(text[:-1])}"}
    return {"day_of_week": ",".join(dict.fromkeys(WEEKDAYS[value % 7] for value in _WEEKDAY.values(text)))}


def _name(day: str) -> str:
    (value,) = _WEEKDAY.values(day)
    return WEEKDAYS[value % 7]


def _listed(values: Sequence[int]) -> str:
    return ",".join(map(str, values))
