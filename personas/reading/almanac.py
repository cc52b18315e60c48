"""What calendars of the sky say: which events come first, which weigh most with people, which planets go back."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from markupsafe import Markup

from analytics.sky.names import LUMINARIES
from personas.format import listed
from personas.reading.cosmic import on_time
from services.cosmic.calendar import CosmicCalendarAnswer
from services.cosmic.facts import SkyEventFacts
from services.cosmic.happenings import CalendarEvent
from services.cosmic.next import CosmicNextAnswer, NextEvent
from services.cosmic.retrograde import CosmicRetrogradeAnswer, PlanetMotion

RANK = ("eclipses", "seasons", "stations", "phases", "ingresses", "aspects", "voids", "apsides", "nodes", "signs")
"""Kinds by how seldom they are, more or less."""


def first_told(answer: CosmicCalendarAnswer, most: int) -> tuple[CalendarEvent, ...]:
    """The ``most`` events that are told, in order of time: of several kinds the rarest (new and full moons before
    quarters), and of those that are alike the nearest."""
    if chosen_by(answer) == "nearest":
        return answer.events[:most]
    best = sorted(answer.events, key=lambda event: (*_rank(event), event.time))[:most]
    return tuple(sorted(best, key=lambda event: event.time))


def chosen_by(answer: CosmicCalendarAnswer) -> str:
    """How those that are told were chosen among more: ``rarest``, or ``nearest`` where all are of one kind."""
    return "rarest" if len({event.group for event in answer.events}) > 1 else "nearest"


def moons_told(answer: CosmicCalendarAnswer) -> tuple[CalendarEvent, ...]:
    """The first new and the first full moon of the calendar, in order of time."""
    first: dict[str | None, CalendarEvent] = {}
    for event in answer.events:
        if event.detail in ("new_moon", "full_moon"):
            first.setdefault(event.detail, event)
    return tuple(first.values())


def _rank(event: CalendarEvent) -> tuple[int, bool]:
    quarter = event.group == "phases" and event.detail not in ("new_moon", "full_moon")
    return RANK.index(event.group) + quarter, quarter


def cut_short(answer: CosmicCalendarAnswer) -> bool:
    """Whether the ephemeris ends before the days that were asked for."""
    return answer.end - answer.start < timedelta(days=answer.days)


def of_kind(answer: CosmicCalendarAnswer, kind: str) -> tuple[CalendarEvent, ...]:
    """The events of a kind, in order."""
    return tuple(event for event in answer.events if event.group == kind)


def happens(event: SkyEventFacts, beside: datetime) -> Markup:
    """``4 Jan 03:30``, in UTC."""
    return on_time(event.time, beside)


def next_of(answer: CosmicNextAnswer, name: str) -> NextEvent | None:
    """The next event of that name, such as ``full moon``."""
    return next((event for event in answer.events if event.of == name), None)


def going_back(answer: CosmicRetrogradeAnswer) -> tuple[PlanetMotion, ...]:
    """The planets that are retrograde, Mercury first."""
    return tuple(planet for planet in answer.planets if planet.retrograde)


def planet(answer: CosmicRetrogradeAnswer, name: str) -> PlanetMotion | None:
    return next((one for one in answer.planets if one.name == name), None)


def titled(name: str) -> str:
    """``Mercury`` of ``mercury``: bodies and signs as they are written in a sentence."""
    return name.title()


def with_the(name: str) -> str:
    """``the Sun``, ``the Moon``, ``Mercury``"""
    return f"the {titled(name)}" if name in LUMINARIES else titled(name)


def sky_names(names: Sequence[str]) -> Markup:
    """``Jupiter and Uranus``"""
    return listed([titled(name) for name in names])


def eclipse_told(events: Sequence[SkyEventFacts]) -> SkyEventFacts | None:
    """The first eclipse among ``events``."""
    return next((event for event in events if event.kind == "eclipse"), None)


FILTERS: Mapping[str, Callable[..., Any]] = {
    function.__name__: function
    for function in (
        *(first_told, chosen_by, moons_told, cut_short, of_kind, happens, next_of),
        *(going_back, planet, titled, with_the, sky_names, eclipse_told),
    )
}
