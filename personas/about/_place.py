"""How a place, its clocks and distances are written."""

from collections.abc import Iterable

from markupsafe import Markup

from personas.about._sky import on_time
from personas.escaping import escape
from personas.format import clock, degrees, fact
from personas.phrasing import marked
from services.cosmic.hours import CosmicHoursAnswer, LocalTime
from services.cosmic.place import PlaceFacts


def coordinates(place: PlaceFacts) -> Markup:
    """``47°22′ N, 8°33′ E``, cut to minutes."""
    north, east = "N" if place.latitude >= 0 else "S", "E" if place.longitude >= 0 else "W"
    text = f"{degrees(abs(place.latitude))} {north}, {degrees(abs(place.longitude))} {east}"
    return marked(text)


def place_called(place: PlaceFacts) -> Markup:
    """``Zürich, Switzerland``, ``Springfield, MO, United States``, or the coordinates of what has no name."""
    return coordinates(place) if place.name is None else escape(f"{place.name}, {place.country}")


def cities_listed(labels: Iterable[str]) -> Markup:
    """``Paris, France; Bern, Switzerland``: names of cities hold commas themselves."""
    return Markup("; ").join(escape(label) for label in labels)


@fact
def km(value: float) -> str:
    """``403,001``, ``2.4``"""
    return f"{value:,.1f}" if value < 100 else f"{value:,.0f}"


def local(time: LocalTime | None) -> Markup:
    """``08:13``, by the clocks of the place; ``none`` where nothing rises or sets."""
    return Markup("none") if time is None else marked(clock(time.local))


def local_dated(time: LocalTime | None, answer: CosmicHoursAnswer) -> Markup:
    """The same, with its day where the day at the place is another: ``31 Dec 04:55``."""
    today = answer.as_of.astimezone(answer.start.local.tzinfo)
    if time is None or time.local.date() == today.date():
        return local(time)
    return on_time(time.local, today)
