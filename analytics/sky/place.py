"""The sky of a place on Earth: rising and setting, the ascendant, the planetary hours."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final, Literal

import numpy as np

from analytics.bars import Floats
from analytics.sky._source import source
from analytics.sky.ephemeris import nutation, obliquity
from analytics.sky.names import Body
from analytics.sky.times import julian, moments

HorizonEventName = Literal["rise", "set"]
CHALDEAN: Final[tuple[Body, ...]] = ("saturn", "jupiter", "mars", "sun", "venus", "mercury", "moon")
"""From the slowest to the fastest: the order in which the hours are ruled."""
DAY_RULERS: Final[tuple[Body, ...]] = ("moon", "mars", "mercury", "jupiter", "venus", "saturn", "sun")
"""Of Monday to Sunday: the ruler of the hour that begins at sunrise."""


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
    """A twelfth of the light or of the dark, ``number`` 1 to 12 by day and 13 to 24 by night, and its ``ruler``."""

    number: int
    ruler: Body
    start: datetime
    end: datetime
    by_day: bool

    @property
    def name(self) -> str:
        return f"Hour of {self.ruler.title()}"


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


def planetary_hours(place: Place, day: date) -> tuple[PlanetaryHour, ...] | None:
    """The 24 unequal hours from the sunrise of ``day`` to the next; ``None`` where the Sun does not rise, set and rise.

    ``day`` is that of mean local time at the place (an hour for 15° of longitude), and its weekday gives the ruler of
    the first hour; the others follow in the Chaldean order. Raises ``OutsideEphemeris``.
    """
    midnight = datetime.combine(day, datetime.min.time(), tzinfo=UTC) - timedelta(hours=place.longitude / 15.0)
    seen = horizon_events(place, "sun", midnight, midnight + timedelta(hours=54))
    rises = [event.time for event in seen if event.name == "rise"]
    if not rises or rises[0] >= midnight + timedelta(days=1):
        return None
    after = [event for event in seen if event.time > rises[0]]
    if [event.name for event in after[:2]] != ["set", "rise"]:
        return None
    return tuple(_hours(rises[0], after[0].time, after[1].time, DAY_RULERS[day.weekday()]))


def planetary_hour(place: Place, time: datetime) -> PlanetaryHour | None:
    """The hour that holds ``time``; ``None`` in polar day and night. Raises ``OutsideEphemeris``."""
    local = (time.astimezone(UTC) + timedelta(hours=place.longitude / 15.0)).date()
    for day in (local, local - timedelta(days=1)):
        for hour in planetary_hours(place, day) or ():
            if hour.start <= time < hour.end:
                return hour
    return None


def _hours(sunrise: datetime, sunset: datetime, next_sunrise: datetime, ruler: Body) -> Iterator[PlanetaryHour]:
    first = CHALDEAN.index(ruler)
    for number in range(24):
        by_day = number < 12
        start, end = (sunrise, sunset) if by_day else (sunset, next_sunrise)
        twelfth = (end - start) / 12
        begins = start + twelfth * (number % 12)
        ends = end if number % 12 == 11 else begins + twelfth
        yield PlanetaryHour(number + 1, CHALDEAN[(first + number) % 7], begins, ends, by_day)


def ascendant(place: Place, time: datetime) -> float | None:
    """Longitude in degrees of the ecliptic's point that rises at the place, on the true equinox of date.

    ``None`` within 23.5° of a pole, where the ecliptic may lie along the horizon. Source: Meeus, Astronomical
    Algorithms (1998), chapter 14. Raises ``OutsideEphemeris``.
    """
    tt = julian(time)
    if abs(place.latitude) > 66.5:
        return None
    _, nod = nutation(tt)
    sidereal = np.radians(_sidereal_degrees(tt) + place.longitude)
    tilt = np.radians(obliquity(tt) + nod)
    latitude = np.radians(place.latitude)
    y = np.cos(sidereal)
    x = -(np.sin(sidereal) * np.cos(tilt) + np.tan(latitude) * np.sin(tilt))
    return float(np.degrees(np.arctan2(y, x))[0] % 360.0)


def _sidereal_degrees(tt: Floats) -> Floats:
    """Greenwich apparent sidereal time."""
    return np.asarray(source().timescale.tt_jd(tt).gast) * 15.0
