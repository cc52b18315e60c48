"""Until when: a span from now, a time, or the end of a day, as people write them for an alert."""

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final

from services.alerts.wrong import bad
from services.words.dates import CLOCK, clock_of, day_of
from services.words.spans import read_span

LAST_MINUTE: Final = time(23, 59)
"""Of a day, at which what lasts through it ends."""
_FORM: Final = "write a span such as 4h or 7 days, a day such as friday or 2027-01-31, or never"
_AT: Final = re.compile(rf"^(.*?)(?:\s+at)?\s+({CLOCK})$")


def span_of(option: str, text: str) -> int:
    """The seconds that the option of that name says.

    Raises:
        BadAlert: it is no span.
    """
    seconds = read_span(text)
    if seconds is None:
        raise bad(option, text, "that is no span of time", "write such as 30m, 4h or 7 days")
    return seconds


def end_of(option: str, text: str, now: datetime, zone: tzinfo) -> datetime | None:
    """When what the option of that name says is over (UTC): a span from ``now``, a time, or the end of a day, by the
    clock of ``zone``; ``None``: never.

    Raises:
        BadAlert: it is none of these, or is over.
    """
    plain = " ".join(text.lower().split()).strip(" .")
    if plain in ("never", "none", "no"):
        return None
    plain = re.sub(r"^(?:on|until|till|by|at|after|in)\s+", "", plain)
    plain = re.sub(r"^(?:the\s+)?end of (?:the |this )?", "this ", plain)
    span = read_span(plain)
    try:
        end = now + timedelta(seconds=span) if span is not None else _moment(plain, now.astimezone(zone))
        there = None if end is None else end.astimezone(UTC)
    except OverflowError:
        there = None
    if there is None:
        raise bad(option, text, "that is no time", _FORM)
    if there <= now:
        raise bad(option, text, f"that is over: that was {there.astimezone(zone):%Y-%m-%d %H:%M}", _FORM)
    return there


def _moment(text: str, here: datetime) -> datetime | None:
    """The time that ``text`` means on the clock of ``here``."""
    try:
        moment = datetime.fromisoformat(text.upper().replace(" UTC", "Z"))
    except ValueError:
        day, clock = _day(text, here.date()), LAST_MINUTE
        found = _AT.match(text) if day is None else None
        if found is not None and (at := clock_of(found[2])) is not None:
            day, clock = _day(found[1], here.date()), at
        return None if day is None else datetime.combine(day, clock, here.tzinfo)
    bare = re.fullmatch(r"\d{4}-?\d{2}-?\d{2}|\d{4}-?w\d{2}-?\d?", text) is not None
    if bare:
        return datetime.combine(moment.date(), LAST_MINUTE, here.tzinfo)
    return moment.replace(tzinfo=here.tzinfo) if moment.tzinfo is None else moment


def _day(text: str, today: date) -> date | None:
    """The day that ``text`` means, today or after, or on which the week, month or year ends."""
    match text:
        case "this day":
            return today
        case "this week":
            return today + timedelta(days=6 - today.weekday())
        case "this month":
            return (today.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
        case "this year":
            return date(today.year, 12, 31)
        case _:
            return day_of(text.removeprefix("this "), today)
