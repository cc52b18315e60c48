"""Spans of time and dates as people write them: ``4h``, ``7 days``, ``half an hour``; ``friday``, ``2027-01-31``."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final

from services.alerts.wrong import bad

MINUTE: Final = 60
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR
UNITS: Final[Mapping[str, int]] = {
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), 1),
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes"), MINUTE),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), HOUR),
    **dict.fromkeys(("d", "day", "days"), DAY),
    **dict.fromkeys(("w", "wk", "wks", "week", "weeks"), 7 * DAY),
    **dict.fromkeys(("mo", "month", "months"), 30 * DAY),
    **dict.fromkeys(("y", "yr", "year", "years"), 365 * DAY),
}
COUNTS: Final[Mapping[str, float]] = {
    "a": 1.0,
    "an": 1.0,
    "one": 1.0,
    "two": 2.0,
    "three": 3.0,
    "four": 4.0,
    "five": 5.0,
    "six": 6.0,
    "seven": 7.0,
    "eight": 8.0,
    "nine": 9.0,
    "ten": 10.0,
    "twelve": 12.0,
    "half a": 0.5,
    "half an": 0.5,
    "a quarter of an": 0.25,
}
LAST_MINUTE: Final = time(23, 59)
"""Of a day, at which what lasts through it ends."""
LONGEST: Final = 10 * 365 * DAY

_COUNT: Final = rf"\d{{1,6}}(?:[.,]\d{{1,3}})?|(?<![a-z])(?:{'|'.join(sorted(COUNTS, key=len, reverse=True))})(?![a-z])"
_UNIT: Final = "|".join(sorted(UNITS, key=len, reverse=True))
ONE: Final = rf"(?:(?:{_COUNT})\s*(?:{_UNIT})(?![a-z]))"
"""A pattern of one span, in small letters."""
_PARTS: Final = rf"{ONE}(?:(?:\s+and\s+|\s*,\s*|\s+|){ONE}){{0,2}}"
SPAN: Final = rf"{_PARTS}|(?:{_UNIT.replace('|', '(?![a-z])|')})(?![a-z0-9])"
"""A pattern of a span, maybe in several parts: ``1h30m``, ``1 day and 6 hours``; or a unit alone: ``hour``."""
_PART: Final = re.compile(rf"({_COUNT})\s*({_UNIT})(?![a-z])")
_ALONE: Final = {"hourly": HOUR, "daily": DAY, "weekly": 7 * DAY, "monthly": 30 * DAY}

WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS: Final = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_FORM: Final = "write a span such as 4h or 7 days, a day such as friday or 2027-01-31, or never"
_DAY_MONTH: Final = re.compile(
    r"(?:(\d{1,2})(?:st|nd|rd|th)?\s+(?:of\s+)?([a-z]{3,9})|([a-z]{3,9})\s+(\d{1,2})(?:st|nd|rd|th)?)(?:,?\s+(\d{4}))?"
)
_CLOCK: Final = re.compile(r"^(.*?)(?:\s+at)?\s+(\d{1,2}):(\d{2})$")


def read_span(text: str) -> int | None:
    """The seconds that ``text`` means; ``None``: it is no span."""
    plain = re.sub(r"^(?:in|for|of|about|every)\s+", "", " ".join(text.lower().split()).strip(" ."))
    if plain in _ALONE:
        return _ALONE[plain]
    if plain in UNITS:
        return UNITS[plain]
    if re.fullmatch(_PARTS, plain) is None:
        return None
    seconds = sum(_count(count) * UNITS[unit] for count, unit in _PART.findall(plain))
    return round(seconds) if 0 < seconds <= LONGEST else None


def _count(text: str) -> float:
    return COUNTS[text] if text in COUNTS else float(text.replace(",", "."))


def span_of(option: str, text: str) -> int:
    """The same of the option of that name.

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
    end = now + timedelta(seconds=span) if span is not None else _moment(plain, now.astimezone(zone))
    if end is None:
        raise bad(option, text, "that is no time", _FORM)
    if end <= now:
        raise bad(option, text, f"that is over: that was {end.astimezone(zone):%Y-%m-%d %H:%M}", _FORM)
    return end.astimezone(UTC)


def _moment(text: str, here: datetime) -> datetime | None:
    """The time that ``text`` means on the clock of ``here``."""
    try:
        moment = datetime.fromisoformat(text.upper().replace(" UTC", "Z"))
    except ValueError:
        clock = _CLOCK.match(text)
        day = _day(clock[1] if clock else text, here.date())
        if day is None:
            return None
        try:
            return _at(day, time(int(clock[2]), int(clock[3])), here) if clock else _at(day, LAST_MINUTE, here)
        except (ValueError, OverflowError):
            return None
    bare = re.fullmatch(r"\d{4}-?\d{2}-?\d{2}|\d{4}-?w\d{2}-?\d?", text) is not None
    try:
        if bare:
            return _at(moment.date(), LAST_MINUTE, here)
        return moment.replace(tzinfo=here.tzinfo) if moment.tzinfo is None else moment
    except OverflowError:
        return None


def _at(day: date, clock: time, here: datetime) -> datetime:
    return datetime.combine(day, clock, here.tzinfo)


def _next(day: date) -> date:
    return day + timedelta(days=1)


def _day(text: str, today: date) -> date | None:
    """The day that ``text`` means, today or after."""
    named: dict[str, Callable[[], date]] = {
        "today": lambda: today,
        "tonight": lambda: today,
        "tomorrow": lambda: _next(today),
        "this day": lambda: today,
        "this week": lambda: today + timedelta(days=6 - today.weekday()),
        "this month": lambda: _last_of_month(today),
        "this year": lambda: date(today.year, 12, 31),
    }
    if text in named:
        return named[text]()
    text = text.removeprefix("this ")
    ahead = text.removeprefix("next ")
    for number, name in enumerate(WEEKDAYS):
        if ahead in (name, name[:3], name[:4]):
            days = (number - today.weekday()) % 7
            return today + timedelta(days=days or 7 if text != ahead else days)
    match = _DAY_MONTH.fullmatch(text)
    if match is None:
        return None
    name = match[2] or match[3]
    month = next((number for number, month in enumerate(MONTHS, 1) if month == name or month[:3] == name), None)
    if month is None:
        return None
    try:
        day = date(int(match[5] or today.year), month, int(match[1] or match[4]))
        return day.replace(year=day.year + 1) if day < today and match[5] is None else day
    except ValueError:
        return None


def _last_of_month(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
