"""The sky of a place on Earth: rising and setting, and the planetary hours."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Any, Final, Literal

import numpy as np

from analytics.sky._source import source
from analytics.sky.ephemeris import obliquity
from analytics.sky.names import Body
from analytics.sky.positions import positions
from analytics.sky.times import julian, moments
from analytics.sky.vectors import equatorial

HorizonEventName = Literal["rise", "set"]
CHALDEAN: Final[tuple[Body, ...]] = ("saturn", "jupiter", "mars", "sun", "venus", "mercury", "moon")
"""From the slowest to the fastest: the order in which the hours are ruled."""
DAY_RULERS: Final[tuple[Body, ...]] = ("moon", "mars", "mercury", "jupiter", "venus", "saturn", "sun")
"""Of Monday to Sunday: the ruler of the hour that begins at sunrise."""
ON_HORIZON: Final = -0.8333
"""Degrees of the Sun's centre above the horizon when its upper limb crosses it."""
LONGEST_DAY: Final = timedelta(hours=30)
"""From one sunrise to the next, where the Sun sets between; near the poles they may be hours later each day."""


@dataclass(frozen=True, slots=True)
class Place:
    """``latitude`` in degrees to the north, ``longitude`` to the east; ``ValueError`` where there is no such place."""

    latitude: float
    longitude: float

    def __post_init__(self) -> None:
        if not (-90.0 <= self.latitude <= 90.0 and -180.0 <= self.longitude <= 180.0):
            raise ValueError("a latitude is within 90 degrees of 0, a longitude within 180")


@dataclass(frozen=True, slots=True)
class HorizonEvent:
    """A body's upper limb crosses the sea's horizon, lifted by 34′ of refraction."""

    name: HorizonEventName
    body: Body
    time: datetime


@dataclass(frozen=True, slots=True)
class PlanetaryHour:
    """A twelfth of the light or of the dark, ``number`` 1 to 12 in each, and its ``ruler``."""

    number: int
    ruler: Body
    start: datetime
    end: datetime
    by_day: bool


def horizon_events(place: Place, body: Literal["sun", "moon"], start: datetime, end: datetime) -> list[HorizonEvent]:
    """Risings and settings of the Sun or the Moon from ``start`` to ``end``, in order; none where it stays up or down.

    By skyfield, within a minute of USNO's tables. Raises ``OutsideEphemeris``.
    """
    from skyfield import almanac

    first, last = julian([start, end])
    scale = source().timescale
    observer = _observer(place)
    searches: dict[HorizonEventName, Any] = {"rise": almanac.find_risings, "set": almanac.find_settings}
    found: list[tuple[float, HorizonEventName]] = []
    for name, search in searches.items():
        when, crosses = search(observer, source().kernel[body], scale.tt_jd(first), scale.tt_jd(last))
        found += [(float(tt), name) for tt in when.tt[crosses]]
    found.sort()
    times = moments(np.array([tt for tt, _ in found])) if found else []
    return [HorizonEvent(name, body, time) for (_, name), time in zip(found, times, strict=True)]


def _observer(place: Place) -> Any:
    from skyfield.api import wgs84

    return source().kernel["earth"] + wgs84.latlon(place.latitude, place.longitude)


def planetary_days(place: Place, start: datetime, end: datetime, zone: tzinfo) -> list[tuple[PlanetaryHour, ...]]:
    """The days of 24 unequal hours whose sunrise is from ``start`` to ``end``, in order.

    A day lasts to the next sunrise; where the Sun does not rise, set and rise, there is none. The weekday at sunrise
    by the clocks of ``zone`` gives the ruler of the first hour; the others follow in the Chaldean order. Raises
    ``OutsideEphemeris``.
    """
    seen = horizon_events(place, "sun", start, end + LONGEST_DAY)
    return [
        tuple(_hours(rise.time, down.time, again.time, DAY_RULERS[rise.time.astimezone(zone).weekday()]))
        for rise, down, again in zip(seen, seen[1:], seen[2:], strict=False)
        if rise.name == again.name == "rise" and rise.time <= end
    ]


def noon_height(place: Place, time: datetime) -> float:
    """Degrees of the Sun's centre above the horizon as it crosses the meridian, where nothing bends its light; with the
    declination that it has at ``time``. Raises ``OutsideEphemeris``."""
    (sun,) = positions(time, ("sun",)).at(0)
    to_sun = equatorial(np.array(sun.longitude), np.array(sun.latitude), float(obliquity(julian(time))[0]))
    return 90.0 - abs(place.latitude - float(np.degrees(np.arcsin(to_sun[2]))))


def _hours(sunrise: datetime, sunset: datetime, next_sunrise: datetime, ruler: Body) -> Iterator[PlanetaryHour]:
    first = CHALDEAN.index(ruler)
    for number in range(24):
        by_day = number < 12
        start, end = (sunrise, sunset) if by_day else (sunset, next_sunrise)
        twelfth = (end - start) / 12
        begins = start + twelfth * (number % 12)
        ends = end if number % 12 == 11 else begins + twelfth
        yield PlanetaryHour(number % 12 + 1, CHALDEAN[(first + number) % 7], begins, ends, by_day)
