"""How a place and its hours are written, and which of the hours come next."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from markupsafe import Markup

from personas.format import clock, day, degrees, escape
from personas.reading.almanac import titled
from personas.reading.cosmic import on_time
from services.cosmic.hours import CosmicHoursAnswer, HourFacts, LocalTime
from services.cosmic.place import PlaceFacts


def coordinates(place: PlaceFacts) -> Markup:
    """``47°22′ N, 8°33′ E``, cut to minutes."""
    north, east = "N" if place.latitude >= 0 else "S", "E" if place.longitude >= 0 else "W"
    text = f"{degrees(abs(place.latitude))} {north}, {degrees(abs(place.longitude))} {east}"
    return Markup(text)  # noqa: S704 (made of numbers)


def place_called(place: PlaceFacts) -> Markup:
    """``Zürich, Switzerland``, ``Springfield, MO, United States``, or the coordinates of what has no name."""
    return coordinates(place) if place.name is None else escape(f"{place.name}, {place.country}")


def cities_listed(labels: Iterable[str]) -> Markup:
    """``Paris, France; Bern, Switzerland``: names of cities hold commas themselves."""
    return Markup("; ").join(escape(label) for label in labels)


def clock_called(answer: CosmicHoursAnswer) -> Markup:
    """``Europe/Zurich (UTC+01:00)``; ``UTC-09:00`` where the offset is the zone's name."""
    zone, offset = answer.place.time_zone, answer.utc_offset
    return escape(zone) if zone == offset else Markup("{} ({})").format(escape(zone), escape(offset))


def local(time: LocalTime | None) -> Markup:
    """``08:13``, by the clocks of the place; ``none`` where nothing rises or sets."""
    return Markup("none") if time is None else Markup(clock(time.local))  # noqa: S704 (a time)


def local_dated(time: LocalTime | None, answer: CosmicHoursAnswer) -> Markup:
    """The same, with its day where the day at the place is another: ``31 Dec 04:55``."""
    today = answer.as_of.astimezone(answer.start.local.tzinfo)
    if time is None or time.local.date() == today.date():
        return local(time)
    return on_time(time.local, today)


def in_utc(time: LocalTime) -> Markup:
    """``07:13``, the same in UTC."""
    return Markup(clock(time.utc))  # noqa: S704 (a time)


def local_day(time: LocalTime) -> Markup:
    """``30 Dec 2023``, by the calendar of the place."""
    return Markup(day(time.local))  # noqa: S704 (a date)


def coming_hours(answer: CosmicHoursAnswer, most: int = 3) -> tuple[HourFacts, ...]:
    """The hours after the one that is on, or the first of the day."""
    if answer.now is None:
        return answer.hours[:most]
    return tuple(hour for hour in answer.hours if hour.start.utc >= answer.now.end.utc)[:most]


def hour_table(hours: Iterable[HourFacts]) -> list[Markup]:
    """A line an hour: from when until when, and whose it is."""
    return [
        Markup(f"{local(hour.start)}–{local(hour.end)}  {titled(hour.ruler)}")  # noqa: S704 (times, and names from here)
        for hour in hours
    ]


FILTERS: Mapping[str, Callable[..., Any]] = {
    function.__name__: function
    for function in (
        *(coordinates, place_called, cities_listed, clock_called),
        *(local, local_dated, in_utc, local_day, coming_hours, hour_table),
    )
}
