"""The next event of each kind."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import ClassVar, Final, Literal

from analytics.sky.events import (
    Eclipse,
    Ingress,
    MoonApsis,
    MoonPhase,
    Perfection,
    Quarter,
    SeasonStart,
    SkyEvent,
    Station,
)
from analytics.sky.names import Body
from services.base import Answer, Request
from services.cosmic.dates import LAST, DateText
from services.cosmic.facts import CosmicAnswer
from services.cosmic.happenings import CalendarEvent, event_facts
from services.cosmic.kinds import is_outer_aspect, told

AHEAD: Final = timedelta(days=730)
"""How far is looked for the next of a kind."""

NextName = Literal[
    "new moon",
    "full moon",
    "solar eclipse",
    "lunar eclipse",
    "mercury station",
    "other station",
    "sun ingress",
    "planet ingress",
    "season",
    "aspect",
    "outer aspect",
    "perigee",
]


class NextEvent(CalendarEvent):
    """The next event of those that ``of`` names. No event is of two: an aspect of outer planets is not also the next
    ``aspect``."""

    of: NextName
    away_seconds: float
    """From ``as_of`` to it."""


class CosmicNextAnswer(CosmicAnswer):
    """The next event of each kind, the nearest first; kinds that have none within ``AHEAD`` are left out."""

    events: tuple[NextEvent, ...]


class CosmicNext(Request):
    """What comes next in the sky, of each kind."""

    name: ClassVar[str] = "cosmic next"
    summary: ClassVar[str] = "The next event of each kind: moons, eclipses, stations, ingresses, aspects"
    example: ClassVar[str] = ""
    answer: ClassVar[type[Answer]] = CosmicNextAnswer
    fresh_for: ClassVar[float] = 2.0

    date: DateText | None = None


def _quarter(quarter: Quarter) -> Callable[[SkyEvent], bool]:
    return lambda event: isinstance(event, MoonPhase) and event.quarter == quarter


def _eclipse(of: Body) -> Callable[[SkyEvent], bool]:
    return lambda event: isinstance(event, Eclipse) and event.of == of


_IS: Final[dict[NextName, Callable[[SkyEvent], bool]]] = {
    "new moon": _quarter("new_moon"),
    "full moon": _quarter("full_moon"),
    "solar eclipse": _eclipse("sun"),
    "lunar eclipse": _eclipse("moon"),
    "mercury station": lambda event: isinstance(event, Station) and event.bodies[0] == "mercury",
    "other station": lambda event: isinstance(event, Station) and event.bodies[0] != "mercury",
    "sun ingress": lambda event: isinstance(event, Ingress) and event.bodies[0] == "sun",
    "planet ingress": lambda event: isinstance(event, Ingress) and event.bodies[0] not in ("sun", "moon"),
    "season": lambda event: isinstance(event, SeasonStart),
    "aspect": lambda event: isinstance(event, Perfection) and told(event) and not is_outer_aspect(event),
    "outer aspect": is_outer_aspect,
    "perigee": lambda event: isinstance(event, MoonApsis) and event.apsis == "perigee",
}


def last_looked_at(start: datetime) -> datetime:
    """Up to when the next of each kind is looked for: no later than the ephemeris."""
    return min(start + AHEAD, LAST)


def cosmic_next(events: Iterable[SkyEvent], start: datetime) -> CosmicNextAnswer:
    """The first of each kind among ``events``, which are in order from ``start`` on."""
    found: dict[NextName, SkyEvent] = {}
    for event in events:
        for name, matches in _IS.items():
            if name not in found and matches(event):
                found[name] = event
        if len(found) == len(_IS):
            break
    return CosmicNextAnswer(
        as_of=start,
        events=tuple(
            NextEvent(**event_facts(event).model_dump(), of=name, away_seconds=(event.time - start).total_seconds())
            for name, event in sorted(found.items(), key=lambda pair: pair[1].time)
        ),
    )
