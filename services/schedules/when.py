"""When something is to be asked, in plain words: ``weekdays at 9``, ``every 4 hours``, ``10 minutes before the New York
open``, ``tomorrow at 18:30``, ``0 9 * * 1-5``. All words are understood, or none: what was understood is repeated.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, NamedTuple

from services.core.days import MONTHS, WEEKDAYS
from services.core.errors import InvalidRequest
from services.core.request import Frozen
from services.core.zones import zone_called, zone_of
from services.schedules.cron import MACROS, BadCron, cron_of, next_due
from services.words.dates import CLOCK, TIMES_OF_DAY, WEEKDAY_NAMES, clock_of, day_of
from services.words.spans import DAY, HOUR, MINUTE, SPAN, UNITS, read_span

USUAL: Final = time(9)
"""Where no time of the day is named."""
TONIGHT: Final = time(20)
FORMS: Final = (
    "every day at 9, weekdays at 8:30, mondays and thursdays at 18:00, every 4 hours, the 1st of the month at 9, "
    "10 minutes before the New York open, tomorrow at 9, or cron such as 0 9 * * 1-5"
)


class When(Frozen):
    """``crons`` by the clock of ``zone``, or ``once``. ``said`` is what was understood, in plain words."""

    said: str
    zone: str
    crons: tuple[str, ...] = ()
    once: datetime | None = None

    def next(self, after: datetime) -> datetime | None:
        """When it is due next, behind ``after``."""
        if self.once is not None:
            return self.once if self.once > after else None
        return next_due(self.crons, self.zone, after)

    def coming(self, after: datetime, most: int) -> tuple[datetime, ...]:
        """The next times, at most so many."""
        found: list[datetime] = []
        while len(found) < most and (at := self.next(found[-1] if found else after)) is not None:
            found.append(at)
        return tuple(found)


class _Session(NamedTuple):
    """A market's hours on its working days, by the clock where it is."""

    called: str
    zone: str
    open: time
    close: time


_NEW_YORK: Final = _Session("New York", "America/New_York", time(9, 30), time(16))
_LONDON: Final = _Session("London", "Europe/London", time(8), time(16, 30))
_FRANKFURT: Final = _Session("Frankfurt", "Europe/Berlin", time(9), time(17, 30))
_TOKYO: Final = _Session("Tokyo", "Asia/Tokyo", time(9), time(15, 30))
_HONG_KONG: Final = _Session("Hong Kong", "Asia/Hong_Kong", time(9, 30), time(16))
_SESSIONS: Final[Mapping[str, _Session]] = {
    **dict.fromkeys(("new york", "ny", "nyse", "nasdaq", "wall street", "us", "american", "us market"), _NEW_YORK),
    **dict.fromkeys(("market", "stock market"), _NEW_YORK),
    **dict.fromkeys(("london", "lse", "uk", "european", "europe"), _LONDON),
    **dict.fromkeys(("frankfurt", "xetra", "german"), _FRANKFURT),
    **dict.fromkeys(("tokyo", "japan", "japanese", "asian", "asia"), _TOKYO),
    **dict.fromkeys(("hong kong", "hk"), _HONG_KONG),
}

_DAYS: Final = (WEEKDAYS[-1], *WEEKDAYS[:-1])
"""As cron counts them."""
_NAMES: Final[Mapping[str, int]] = {name: (at + 1) % 7 for name, at in WEEKDAY_NAMES.items()}
_SETS: Final[Mapping[str, tuple[int, ...]]] = {
    **dict.fromkeys(("daily", "every day", "everyday", "each day", "day", "days", "all days"), tuple(range(7))),
    **dict.fromkeys(
        ("weekday", "weekdays", "workday", "workdays", "working days", "working day", "business days"), (1, 2, 3, 4, 5)
    ),
    **dict.fromkeys(("weekend", "weekends"), (6, 0)),
    **dict.fromkeys(("weekly", "week", "every week"), (1,)),
}
_NTH: Final[Mapping[str, int]] = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3} | {
    "fourth": 4,
    "4th": 4,
}
_ORDINALS: Final = ("", "first", "second", "third", "fourth", "fifth")
_TIMES: Final = re.compile(rf"(?:\b(?:at|@)\s*|(?:^|\s))({CLOCK}(?:(?:\s*,\s*|\s*&\s*|\s+and\s+)(?:at\s+)?{CLOCK})*)$")
_SESSION: Final = re.compile(
    rf"(?:({SPAN})\s+(before|after)\s+)?(?:the\s+)?([a-z ]+?)(?:'s)?\s+(open|opens|opening|close|closes|closing)"
)
_DATE: Final = re.compile(r"(\d{4}-\d\d-\d\d)(?:[t ]+(\d\d:\d\d(?::\d\d)?))?\s*(z|[+-]\d\d:?\d\d)?")
_IN_MONTH: Final = re.compile(
    r"(.+?)\s+(?:of\s+)?(?:the|every|each|a)?\s*month|monthly(?:\s+(.+))?|every month(?:\s+(.+))?"
)
_CRON: Final = re.compile(r"[\d*/,\-]+ [\d*/,\-]+(?: [\d*/,\-?#a-z]+){3}")
_LONGER: Final[Mapping[str, str]] = {"hour": "a day", "minute": "an hour"}
_HALVES: Final[Mapping[str, str]] = {"morning": "am", "afternoon": "pm", "evening": "pm"}
_NTH_DAY: Final = re.compile(r"(\d{1,2})(?:st|nd|rd|th)")


def read_when(text: str, zone: str, now: datetime) -> When:
    """What ``text`` says, by the clock of ``zone`` unless it names another.

    Raises:
        InvalidRequest: it cannot be read, is past, or is never due.
    """
    plain = " ".join(text.lower().replace("’", "'").split()).rstrip(".!")
    plain = re.sub(r"^(?:please\s+)?(?:on\s+)?", "", plain)
    plain = re.sub(r"(\d) in the (morning|afternoon|evening)\b", lambda at: f"{at[1]}{_HALVES[at[2]]}", plain)
    if plain.startswith("cron ") or plain in MACROS or _CRON.fullmatch(plain):
        return _of_cron(plain.removeprefix("cron "), zone)
    plain, zone = _with_zone(plain, zone)
    for read in _READERS:
        found = read(plain, zone, now)
        if found is not None:
            return found
    raise InvalidRequest(problems=(f"when: {text.strip()!r} is not understood; write {FORMS}",))


def _of_cron(expression: str, zone: str) -> When:
    try:
        cron = cron_of(expression)
    except BadCron as error:
        raise InvalidRequest(problems=(f"when: as a cron expression, {error}",)) from None
    return When(said=f"cron {cron}", zone=zone, crons=(cron,))


def _with_zone(text: str, zone: str) -> tuple[str, str]:
    """``text`` without the zone at its end, and that zone."""
    words = text.split()
    last = words[-1] if words else ""
    if "/" in last or last in ("utc", "gmt") or last.startswith(("utc+", "utc-", "gmt+", "gmt-")):
        named = zone_called(last)
        if named is None:
            raise InvalidRequest(problems=(f"when: there is no time zone {last!r}; write one such as Europe/Vienna",))
        return " ".join(words[:-1]), named
    return text, zone


def _session(text: str, zone: str, now: datetime) -> When | None:
    """Beside the opening or closing of a stock exchange, by the clock there; the day of crypto markets ends at midnight
    of UTC."""
    del now, zone
    plain = re.sub(r"^(?:every|each|at)\s+(?:the\s+)?|^daily\s+at\s+", "", text)
    found = _SESSION.fullmatch(plain)
    if found is None:
        return None
    span, side, market, what = found.groups()
    opens = what.startswith("open")
    seconds = read_span(span) if span else 0
    if seconds is None or seconds % MINUTE or seconds >= DAY:
        return None
    away = timedelta(seconds=seconds)
    if market in ("daily", "day", "crypto", "utc"):
        clock, where, days, called = time(0), "UTC", tuple(range(7)), f"the daily {'open' if opens else 'close'}"
    elif (session := _SESSIONS.get(market)) is not None:
        clock, where, days = session.open if opens else session.close, session.zone, (1, 2, 3, 4, 5)
        called = f"the {session.called} {'open' if opens else 'close'}"
    else:
        return None
    at = datetime.combine(date(2024, 1, 3), clock) + (-away if side == "before" else away)
    turned = (at.date() - date(2024, 1, 3)).days
    days = tuple((day + turned) % 7 for day in days)
    lead = f"{_minutes_called(away)} {side} " if away else ""
    working = "" if where == "UTC" else ", Monday to Friday"
    said = f"{lead}{called} ({clock:%H:%M} {where}{working})"
    return When(said=said, zone=where, crons=(_cron(at.time(), days),))


def _in(text: str, zone: str, now: datetime) -> When | None:
    """``in 2 hours``"""
    seconds = read_span(text) if text.startswith("in ") else None
    if seconds is None:
        return None
    at = now + timedelta(seconds=seconds)
    return _once(at.replace(second=0, microsecond=0) + timedelta(minutes=1 if at.second else 0), zone, now)


def _dated(text: str, zone: str, now: datetime) -> When | None:
    """``2027-01-31 09:00``"""
    plain, clocks = _split_times(text)
    found = _DATE.fullmatch(text) or _DATE.fullmatch(plain)
    if found is None:
        return None
    day, clock, offset = found.groups()
    try:
        at = datetime.combine(date.fromisoformat(day), time.fromisoformat(clock) if clock else (clocks or (USUAL,))[0])
    except ValueError:
        raise InvalidRequest(problems=(f"when: there is no {text}",)) from None
    if offset is not None:
        return _once(datetime.fromisoformat(f"{at.isoformat()}{offset.upper()}").astimezone(UTC), zone, now)
    return _once(at.replace(tzinfo=zone_of(zone)).astimezone(UTC), zone, now)


def _named_day(text: str, zone: str, now: datetime) -> When | None:
    """``tomorrow at 9``, ``next friday at 17:00``, ``24 december``"""
    plain, clocks = _split_times(text)
    plain = re.sub(r"^on ", "", plain)
    if plain in WEEKDAY_NAMES:
        return None  # each of them
    day = day_of(plain, now.astimezone(zone_of(zone)).date())
    if day is None:
        return None
    usual = TONIGHT if plain == "tonight" else USUAL
    if len(clocks) > 1:
        raise InvalidRequest(problems=("when: of one day name one time",))
    at = datetime.combine(day, clocks[0] if clocks else usual, zone_of(zone))
    return _once(at.astimezone(UTC), zone, now)


def _once(at: datetime, zone: str, now: datetime) -> When:
    if at <= now:
        raise InvalidRequest(problems=(f"when: {_told(at, zone)} is past",))
    return When(said=f"once, {_told(at, zone)}", zone=zone, once=at)


def _interval(text: str, zone: str, now: datetime) -> When | None:
    """``every 4 hours``, ``hourly``"""
    del now
    found = re.fullmatch(r"(?:every|each)\s+(.+)", "every hour" if text == "hourly" else text)
    said = re.sub(r"^other\s+", "2 ", found[1]) if found is not None else ""
    seconds = read_span(said)
    if seconds is None or seconds % MINUTE or UNITS.get(said, 0) >= DAY:
        return None  # a day or a week alone may have times
    if seconds > DAY and not seconds % DAY:
        raise InvalidRequest(
            problems=("when: days and weeks are not counted; name weekdays, such as mon, wed and fri at 9",)
        )
    unit, within, called = (HOUR, 24, "hour") if seconds % HOUR == 0 else (MINUTE, 60, "minute")
    count = seconds // unit
    if within % count:
        fits = ", ".join(str(each) for each in range(1, within) if within % each == 0)
        raise InvalidRequest(
            problems=(f"when: every {count} {called}s do not fit into {_LONGER[called]}; write {fits}",)
        )
    step = "*" if count == 1 else f"*/{count}"
    told = f"every {called}" if count == 1 else f"every {count} {called}s"
    if unit == HOUR:
        return When(said=told if count == 1 else f"{told}, from 00:00 on", zone=zone, crons=(f"0 {step} * * *",))
    return When(said=told, zone=zone, crons=(f"{step} * * * *",))


def _monthly(text: str, zone: str, now: datetime) -> When | None:
    """``the 1st of the month at 9``, ``last friday of the month``"""
    del now
    plain, clocks = _split_times(text)
    found = _IN_MONTH.fullmatch(plain)
    if found is None and not _NTH_DAY.search(plain):
        return None
    which = plain if found is None else next((part for part in found.groups() if part), "1st")
    which = re.sub(r"^(?:on\s+)?(?:the\s+)?", "", which).strip()
    clocks = clocks or (USUAL,)
    if which in ("last day", "end"):
        return _each(clocks, zone, "the last day of the month", lambda at: f"{at.minute} {at.hour} l * *")
    nth = re.fullmatch(r"(last|[a-z]+|\d(?:st|nd|rd|th)) ([a-z]+)", which)
    if nth is not None and nth[2] in _NAMES and (nth[1] == "last" or nth[1] in _NTH):
        day = _NAMES[nth[2]]
        mark = f"{day}l" if nth[1] == "last" else f"{day}#{_NTH[nth[1]]}"
        called = "last" if nth[1] == "last" else _ORDINALS[_NTH[nth[1]]]
        said = f"the {called} {_DAYS[day]} of the month"
        return _each(clocks, zone, said, lambda at: f"{at.minute} {at.hour} * * {mark}")
    days = [_month_day(part) for part in re.split(r"\s*,\s*|\s*&\s*|\s+and\s+", which)]
    if not all(days):
        return None
    listed = ",".join(map(str, sorted(set(filter(None, days)))))
    said = f"day {listed.replace(',', ', ')} of the month"
    return _each(clocks, zone, said, lambda at: f"{at.minute} {at.hour} {listed} * *")


def _month_day(text: str) -> int | None:
    plain = re.sub(r"^(?:the|day)\s+", "", text.strip())
    plain = {"first": "1st", "first day": "1st"}.get(plain, plain)
    found = _NTH_DAY.fullmatch(plain) or re.fullmatch(r"(\d{1,2})", plain)
    return int(found[1]) if found is not None and 1 <= int(found[1]) <= 31 else None


def _weekly(text: str, zone: str, now: datetime) -> When | None:
    """``weekdays at 9``, ``mon, wed and fri at 8:30 and 17:00``; a time alone is each day's."""
    del now
    plain, clocks = _split_times(text)
    days = _weekdays(plain) if plain else tuple(range(7))
    if days is None or (not plain and not clocks):
        return None
    morning = re.search(r"\b(mornings?|evenings?)$", plain)
    usual = TIMES_OF_DAY[morning[1]] if morning else USUAL
    return _each(clocks or (usual,), zone, _days_called(days), lambda at: _cron(at, days))


_READERS: Final[tuple[Callable[[str, str, datetime], When | None], ...]] = (
    *(_session, _in, _dated, _named_day, _interval, _monthly, _weekly),
)


def _each(clocks: Sequence[time], zone: str, days: str, cron: Callable[[time], str]) -> When:
    clocks = sorted(set(clocks))
    said = f"{days} at {_listed([f'{at:%H:%M}' for at in clocks])}"
    try:
        return When(said=said, zone=zone, crons=tuple(cron_of(cron(at)) for at in clocks))
    except BadCron as error:
        raise InvalidRequest(problems=(f"when: {error}",)) from None


def _cron(at: time, days: Sequence[int]) -> str:
    every = "*" if len(set(days)) == len(_DAYS) else ",".join(map(str, sorted(set(days))))
    return f"{at.minute} {at.hour} * * {every}"


def _weekdays(text: str) -> tuple[int, ...] | None:
    """The days that ``text`` names, from Sunday (0)."""
    plain = re.sub(r"^(?:on\s+)?(?:every|each|all)?\s*(?:on\s+)?(?:the\s+)?", "", text)
    plain = re.sub(r"^(?:week|weekly)\s+on\s+", "", plain)
    plain = re.sub(r"\s*\b(?:mornings?|evenings?)$", "", plain).strip()
    if not plain and text:
        return tuple(range(7))
    found: list[int] = []
    for part in re.split(r"\s*,\s*(?:and\s+)?|\s*&\s*|\s+and\s+|\s*/\s*", re.sub(r"\bon\s+", "", plain)):
        span = re.fullmatch(r"([a-z]+)\s*(?:-|–|to|through|thru|until)\s*([a-z]+)", part)
        if part in _SETS:
            found += _SETS[part]
        elif part in _NAMES:
            found.append(_NAMES[part])
        elif span is not None and span[1] in _NAMES and span[2] in _NAMES:
            first, last = _NAMES[span[1]], _NAMES[span[2]]
            found += [(first + step) % 7 for step in range((last - first) % 7 + 1)]
        else:
            return None
    return tuple(dict.fromkeys(found))


def _days_called(days: Sequence[int]) -> str:
    chosen = set(days)
    if len(chosen) == len(_DAYS):
        return "every day"
    if chosen == {1, 2, 3, 4, 5}:
        return "Monday to Friday"
    return _listed([f"{_DAYS[day]}" for day in (1, 2, 3, 4, 5, 6, 0) if day in chosen])


def _split_times(text: str) -> tuple[str, tuple[time, ...]]:
    """``text`` without the times of the day at its end, and those."""
    found = _TIMES.search(text)
    if found is None:
        return text, ()
    before = text[: found.start()].rstrip(" ,")
    clocks = [clock_of(part) for part in re.split(r"\s*,\s*|\s*&\s*|\s+and\s+", found[1])]
    if any(clock is None for clock in clocks):
        return text, ()
    return before, tuple(clock for clock in clocks if clock is not None)


def _minutes_called(span: timedelta) -> str:
    minutes = span // timedelta(minutes=1)
    hours, rest = divmod(minutes, 60)
    if rest or not hours:
        return f"{minutes} minute{'s' if minutes != 1 else ''}"
    return f"{hours} hour{'s' if hours != 1 else ''}"


def _told(at: datetime, zone: str) -> str:
    local = at.astimezone(zone_of(zone))
    return f"{local.day} {MONTHS[local.month - 1]} {local.year} at {local:%H:%M}"


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
