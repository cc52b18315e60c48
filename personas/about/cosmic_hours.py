"""How planetary hours are shown."""

from collections.abc import Iterable

from markupsafe import Markup

from personas.about._place import local, local_dated, place_called
from personas.about._sky import DAY, WEIGHTLESS, titled, with_the
from personas.buttons import Actions, row
from personas.card import Action
from personas.escaping import escape
from personas.face import Essential, Face
from personas.format import clock, day
from personas.phrasing import marked
from personas.pictures.sky_hours import draw_hours
from services.core.request import AnyRequest
from services.cosmic.hours import CosmicHours, CosmicHoursAnswer, HourFacts, LocalTime
from services.cosmic.moon import CosmicMoon
from services.cosmic.now import CosmicNow

MOODS = {"polar day": "no sunset", "polar night": "no sunrise", "no full day": "half a day"}


def mood(said: CosmicHoursAnswer) -> str:
    return "hour ruled" if said.now else MOODS.get(said.light, "day ruled")


def essentials(said: CosmicHoursAnswer) -> list[Essential]:
    ends = None if said.now is None else said.now.end
    times = (("Ends", ends), ("Sunrise", said.sunrise), ("Sunset", said.sunset))
    told = [Essential(label, local_dated(time, said)) for label, time in times if time is not None]
    if said.light.startswith("polar"):
        told.append(Essential("Light", escape(said.light)))
    if said.now is not None:
        told.append(Essential("Hour", hour_told(said.now), first=True))
    else:
        told.append(Essential("Day", local_day(said.start), first=True))
    return [*told, Essential("Clock", clock_called(said)), WEIGHTLESS]


def buttons(said: CosmicHoursAnswer, request: AnyRequest | None = None) -> Actions:
    """The day before and the day after, by the place's calendar, and now."""
    del request
    today = said.start.local.date()
    days = tuple(
        Action(label, CosmicHours(date=f"{today + shift:%Y-%m-%d}"))
        for label, shift in (("A day earlier", -DAY), ("A day later", DAY))
    )
    return (*days, Action("Now", CosmicHours()), *row(1, [("Moon", CosmicMoon()), ("Sky", CosmicNow())]))


def clock_called(answer: CosmicHoursAnswer) -> Markup:
    """``Europe/Zurich (UTC+01:00)``; ``UTC-09:00`` where the offset is the zone's name."""
    zone, offset = answer.place.time_zone, answer.utc_offset
    return escape(zone) if zone == offset else Markup("{} ({})").format(escape(zone), escape(offset))


def in_utc(time: LocalTime) -> Markup:
    """``07:13``, the same in UTC."""
    return marked(clock(time.utc))


def local_day(time: LocalTime) -> Markup:
    """``30 Dec 2023``, by the calendar of the place."""
    return marked(day(time.local))


def hour_told(hour: HourFacts) -> Markup:
    """``Planetary hour of the Sun until 08:13``"""
    return escape(f"Planetary hour of {with_the(hour.ruler)} until {local(hour.end)}")


def coming_hours(answer: CosmicHoursAnswer, most: int = 6) -> tuple[HourFacts, ...]:
    """The hours after the one that is on, or the first of the day."""
    if answer.now is None:
        return answer.hours[:most]
    return tuple(hour for hour in answer.hours if hour.start.utc >= answer.now.end.utc)[:most]


def hour_table(hours: Iterable[HourFacts]) -> list[Markup]:
    """A line an hour: from when until when, and whose it is."""
    return [marked(f"{local(hour.start)}–{local(hour.end)}  {titled(hour.ruler)}") for hour in hours]


FACE = Face(
    CosmicHoursAnswer,
    essentials=essentials,
    mood=mood,
    buttons=buttons,
    picture=draw_hours,
    words=(
        *(place_called, with_the, clock_called, local, local_dated, in_utc, local_day),
        *(hour_told, coming_hours, hour_table),
    ),
)
