"""Planetary hours, and when the Sun and the Moon rise and set, at a place.

The light of a day is parted into twelve hours and so is the dark after it; the planet of the weekday rules the first,
and the others follow in the Chaldean order. The weekday is that of the place's own calendar at sunrise.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, tzinfo
from math import asin, degrees, radians, sin
from typing import TYPE_CHECKING, ClassVar, Final, Literal

from analytics.sky.names import Body
from services.base import Answer, Frozen, Request
from services.cosmic.dates import FIRST, LAST, DateText, sky_time
from services.cosmic.facts import CosmicAnswer
from services.cosmic.place import PlaceFacts, zone_of
from services.errors import OutsideSky

if TYPE_CHECKING:
    from analytics.sky.place import PlanetaryHour

Light = Literal["day and night", "polar day", "polar night", "no full day"]
"""``no full day``: the Sun rises or sets, and not both before the next time."""

WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
HALF: Final = 12
"""Hours of the light, and as many of the dark."""
ON_HORIZON: Final = -0.8333
"""Degrees of the Sun's centre when its upper edge rises or sets."""
REACH: Final = timedelta(days=4)
"""How far from a time its day, and the sunrise after that, may lie."""


class LocalTime(Frozen):
    """One instant, to the minute: in UTC, and by the clocks of the place."""

    utc: datetime
    local: datetime


class HourFacts(Frozen):
    """An hour of ``ruler``: ``number`` 1 to 12, of the light or of the dark."""

    name: str
    number: int
    ruler: Body
    by_day: bool
    start: LocalTime
    end: LocalTime


class CosmicHoursAnswer(CosmicAnswer):
    """The day at ``place`` that holds ``as_of``, from sunrise to sunrise, with its ``hours``.

    ``weekday`` and ``ruler`` are the day's, ``now`` is the hour that is on (``None`` where a whole day was asked for).
    ``day_hour_minutes`` and ``night_hour_minutes`` are how long an hour lasts. Where ``light`` is not ``day and night``
    there are no hours, and the times are those of the calendar day. A time at which nothing rises or sets is ``None``.
    ``utc_offset`` is what the place's clocks are ahead of UTC at the start.
    """

    place: PlaceFacts
    utc_offset: str
    weekday: str
    ruler: Body
    light: Light
    start: LocalTime
    sunrise: LocalTime | None
    sunset: LocalTime | None
    next_sunrise: LocalTime | None
    moonrise: LocalTime | None
    moonset: LocalTime | None
    day_hour_minutes: float | None
    night_hour_minutes: float | None
    hours: tuple[HourFacts, ...]
    now: HourFacts | None


class CosmicHours(Request):
    """The planetary hours at the asker's place: of the day that is on, or that begins on ``date``."""

    name: ClassVar[str] = "cosmic hours"
    summary: ClassVar[str] = "Planetary hours, sunrise and moonrise at your place; only you see it"
    example: ClassVar[str] = "date:2024-03-20"
    answer: ClassVar[type[Answer]] = CosmicHoursAnswer
    confidential: ClassVar[bool] = True

    date: DateText | None = None


def cosmic_hours(place: PlaceFacts, asked: str | None, now: datetime) -> CosmicHoursAnswer:
    """The hours at ``place`` that hold ``now``, or the time that was ``asked`` for; a bare day is the place's own.

    Takes 20 to 90 ms.

    Raises:
        InvalidRequest: ``asked`` is no day or time.
        OutsideSky: the ephemeris does not reach it.
    """
    zone, day = zone_of(place), _bare_day(asked)
    time = within_reach(sky_time(asked, now) if day is None else datetime(day.year, day.month, day.day, 12, tzinfo=UTC))
    if day is not None:
        time = time.replace(tzinfo=zone).astimezone(UTC)
    parts = _hours(place, zone, time, day)
    hours = tuple(_hour(part, zone, parts[0].start) for part in parts)
    start, end = (hours[0].start, hours[-1].end) if hours else _calendar_day(time.astimezone(zone), zone)
    sun = {} if hours else _crossings(place, "sun", start, end, zone)
    moon = _crossings(place, "moon", start, end, zone)
    return CosmicHoursAnswer(
        as_of=time if day is None else start.utc,
        place=place,
        utc_offset=_offset(start.local),
        weekday=WEEKDAYS[start.local.weekday()],
        ruler=_ruler(start.local, 1),
        light="day and night" if hours else _light(place, time, sun),
        start=start,
        sunrise=start if hours else sun.get("rise"),
        sunset=hours[HALF].start if hours else sun.get("set"),
        next_sunrise=end if hours else None,
        moonrise=moon.get("rise"),
        moonset=moon.get("set"),
        day_hour_minutes=_minutes(parts[0]) if parts else None,
        night_hour_minutes=_minutes(parts[HALF]) if parts else None,
        hours=hours,
        now=None if day else next((hour for hour, part in zip(hours, parts, strict=True) if time < part.end), None),
    )


def within_reach(time: datetime) -> datetime:
    """``time`` itself.

    Raises:
        OutsideSky: its day, or the sunrise after that, may lie where the ephemeris does not reach.
    """
    if not FIRST + REACH <= time <= LAST - REACH:
        raise OutsideSky(asked=time, first=FIRST + REACH, last=LAST - REACH)
    return time


def _bare_day(asked: str | None) -> date | None:
    try:
        return None if asked is None else date.fromisoformat(asked.strip())
    except ValueError:
        return None


def _hours(place: PlaceFacts, zone: tzinfo, time: datetime, day: date | None) -> "tuple[PlanetaryHour, ...]":
    """The hours from the sunrise of ``day``, or those that hold ``time``; none where the Sun keeps no such day.

    A day of mean local time need not be the calendar's: near the date line it is the one before or after.
    """
    from analytics.sky.place import Place, planetary_hours

    here = Place(place.latitude, place.longitude)
    mean = (time + timedelta(hours=place.longitude / 15)).date()
    for days in (0, -1, 1):
        found = planetary_hours(here, mean + timedelta(days=days))
        if found is None:
            continue
        if found[0].start <= time < found[-1].end if day is None else found[0].start.astimezone(zone).date() == day:
            return found
    return ()


def _hour(part: "PlanetaryHour", zone: tzinfo, sunrise: datetime) -> HourFacts:
    ruler = _ruler(sunrise.astimezone(zone), part.number)
    return HourFacts(
        name=f"Hour of {ruler.title()}",
        number=(part.number - 1) % HALF + 1,
        ruler=ruler,
        by_day=part.by_day,
        start=_local(part.start, zone),
        end=_local(part.end, zone),
    )


def _ruler(sunrise: datetime, number: int) -> Body:
    """Of the hour of that number, 1 to 24, after a sunrise by the place's clocks."""
    from analytics.sky.place import CHALDEAN, DAY_RULERS

    return CHALDEAN[(CHALDEAN.index(DAY_RULERS[sunrise.weekday()]) + number - 1) % len(CHALDEAN)]


def _crossings(
    place: PlaceFacts, body: Literal["sun", "moon"], start: LocalTime, end: LocalTime, zone: tzinfo
) -> dict[str, LocalTime]:
    """When ``body`` first rises and first sets."""
    from analytics.sky.place import Place, horizon_events

    found: dict[str, LocalTime] = {}
    for event in horizon_events(Place(place.latitude, place.longitude), body, start.utc, end.utc):
        found.setdefault(event.name, _local(event.time, zone))
    return found


def _light(place: PlaceFacts, time: datetime, sun: Mapping[str, LocalTime]) -> Light:
    """Of a calendar day without planetary hours: up or down by the Sun's height at noon where it crosses no horizon."""
    from analytics.sky.ephemeris import obliquity
    from analytics.sky.positions import positions
    from analytics.sky.times import julian

    if sun:
        return "no full day"
    tilt = radians(float(obliquity(julian(time))[0]))
    declination = degrees(asin(sin(tilt) * sin(radians(positions(time, ("sun",)).at(0)[0].longitude))))
    return "polar day" if 90 - abs(place.latitude - declination) > ON_HORIZON else "polar night"


def _calendar_day(local: datetime, zone: tzinfo) -> tuple[LocalTime, LocalTime]:
    midnight = datetime(local.year, local.month, local.day, tzinfo=zone)
    return _local(midnight, zone), _local(midnight + timedelta(days=1), zone)


def _local(time: datetime, zone: tzinfo) -> LocalTime:
    """To the nearest minute, as almanacs have it: the air bends light by more or less than that on any day."""
    minute = (time + timedelta(seconds=30)).replace(second=0, microsecond=0)
    return LocalTime(utc=minute.astimezone(UTC), local=minute.astimezone(zone))


def _offset(local: datetime) -> str:
    """``UTC+01:00``"""
    text = f"{local:%z}"
    return f"UTC{text[:3]}:{text[3:5]}"


def _minutes(hour: "PlanetaryHour") -> float:
    return (hour.end - hour.start) / timedelta(minutes=1)
