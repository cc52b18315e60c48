"""Planetary hours, and when the Sun and the Moon rise and set, at a place.

The light of a day is parted into twelve hours and so is the dark after it; the planet of the weekday rules the first,
and the others follow in the Chaldean order. The weekday is that of the place's own calendar at sunrise.
"""

import asyncio
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import ClassVar, Final, Literal

from pydantic import Field

from analytics.sky.names import Body
from analytics.sky.place import (
    DAY_RULERS,
    LONGEST_DAY,
    ON_HORIZON,
    HorizonEventName,
    Place,
    PlanetaryHour,
    horizon_events,
    noon_height,
    planetary_days,
)
from services.core.clock import Clock
from services.core.days import WEEKDAYS
from services.core.errors import OutsideSky
from services.core.handlers import answers
from services.core.principal import Principal
from services.core.request import Audience, Frozen, Personal
from services.core.units import Figure
from services.core.zones import zone_of
from services.cosmic.dates import FIRST, LAST, DateText, sky_time
from services.cosmic.facts import CosmicAnswer
from services.cosmic.place import PlaceFacts, Places

Light = Literal["day and night", "polar day", "polar night", "no full day"]
"""``no full day``: the Sun rises or sets, and not both before the next time."""

HALF: Final = 12
"""Hours of the light, and as many of the dark."""
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
    day_hour_minutes: Figure | None
    night_hour_minutes: Figure | None
    hours: tuple[HourFacts, ...]
    now: HourFacts | None


class CosmicHours(Personal[CosmicHoursAnswer]):
    """The planetary hours at the asker's place: of the day that is on, or that begins on ``date``."""

    name: ClassVar[str] = "cosmic hours"
    summary: ClassVar[str] = "Planetary hours, sunrise and moonrise at your place; only you see it"
    means: ClassVar[str] = (
        "Sunrise, moonrise and the planetary hours by the clocks of your place. They are not tested on any market."
    )
    also: ClassVar[tuple[str, ...]] = ("planetary hours", "sunrise", "sunset", "moonrise")
    example: ClassVar[str] = "date:2024-03-20"
    audience: ClassVar[Audience] = Audience.CONFIDENTIAL

    date: DateText | None = Field(
        default=None, description="A day at your place, such as 2024-03-20; now where it is left out"
    )


def cosmic_hours(place: PlaceFacts, asked: str | None, now: datetime) -> CosmicHoursAnswer:
    """The hours at ``place`` that hold ``now``, or the time that was ``asked`` for; a bare day is the place's own.

    Takes 20 to 90 ms.

    Raises:
        InvalidRequest: ``asked`` is no day or time.
        OutsideSky: the ephemeris does not reach it.
    """
    zone, day = zone_of(place.time_zone), _bare_day(asked)
    time = within_reach(sky_time(asked, now) if day is None else datetime(day.year, day.month, day.day, 12, tzinfo=UTC))
    if day is not None:
        time = time.replace(tzinfo=zone).astimezone(UTC)
    here, calendar_day = Place(place.latitude, place.longitude), _calendar_day(time, zone)
    parts = _hours_at(here, time, zone) if day is None else _hours_from(here, calendar_day, zone)
    hours = tuple(_hour(part, zone) for part in parts)
    start, end = (hours[0].start, hours[-1].end) if hours else calendar_day
    sun = {} if hours else _crossings(here, "sun", start, end, zone)
    moon = _crossings(here, "moon", start, end, zone)
    return CosmicHoursAnswer(
        as_of=time if day is None else start.utc,
        place=place,
        utc_offset=_offset(start.local),
        weekday=WEEKDAYS[start.local.weekday()],
        ruler=DAY_RULERS[start.local.weekday()],
        light="day and night" if hours else _light(here, time, sun),
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


def _hours_at(here: Place, time: datetime, zone: tzinfo) -> tuple[PlanetaryHour, ...]:
    """Those of the day that holds ``time``; none where the Sun keeps no such day."""
    days = planetary_days(here, time - LONGEST_DAY, time, zone)
    return next((hours for hours in days if hours[0].start <= time < hours[-1].end), ())


def _hours_from(here: Place, calendar_day: tuple[LocalTime, LocalTime], zone: tzinfo) -> tuple[PlanetaryHour, ...]:
    """Those from the sunrise of a calendar day on; none where the Sun keeps no such day."""
    start, end = calendar_day
    return next(iter(planetary_days(here, start.utc, end.utc, zone)), ())


def _hour(part: PlanetaryHour, zone: tzinfo) -> HourFacts:
    return HourFacts(
        name=f"Hour of {part.ruler.title()}",
        number=part.number,
        ruler=part.ruler,
        by_day=part.by_day,
        start=_local(part.start, zone),
        end=_local(part.end, zone),
    )


def _crossings(
    here: Place, body: Literal["sun", "moon"], start: LocalTime, end: LocalTime, zone: tzinfo
) -> dict[HorizonEventName, LocalTime]:
    """When ``body`` first rises and first sets."""
    found: dict[HorizonEventName, LocalTime] = {}
    for event in horizon_events(here, body, start.utc, end.utc):
        found.setdefault(event.name, _local(event.time, zone))
    return found


def _light(here: Place, time: datetime, sun: Mapping[HorizonEventName, LocalTime]) -> Light:
    """Of a calendar day without planetary hours: up or down by the Sun's height at noon where it crosses no horizon."""
    if sun:
        return "no full day"
    return "polar day" if noon_height(here, time) > ON_HORIZON else "polar night"


def _calendar_day(time: datetime, zone: tzinfo) -> tuple[LocalTime, LocalTime]:
    """The day of the place's calendar that holds ``time``, from midnight to midnight."""
    local = time.astimezone(zone)
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


def _minutes(hour: PlanetaryHour) -> float:
    return (hour.end - hour.start) / timedelta(minutes=1)


@answers(CosmicHours)
async def answer_cosmic_hours(
    request: CosmicHours, principal: Principal, places: Places, clock: Clock
) -> CosmicHoursAnswer:
    """The planetary hours at the asker's place.

    Raises:
        NoPlace: they have not said where they are.
        InvalidRequest: ``date`` is no day or time.
        OutsideSky: the ephemeris does not reach it.
    """
    place = await places.of(principal)
    return await asyncio.to_thread(cosmic_hours, place, request.date, clock.now())
