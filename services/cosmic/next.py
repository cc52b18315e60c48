"""The next event of each kind."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import ClassVar, Final, Literal, get_args

from pydantic import Field

from analytics.sky.events import SkyEvent, Station
from analytics.sky.predicates import (
    is_full_moon,
    is_inner_aspect,
    is_lunar_eclipse,
    is_mercury_station,
    is_new_moon,
    is_other_station,
    is_outer_aspect,
    is_perigee,
    is_planet_ingress,
    is_season,
    is_solar_eclipse,
    is_sun_ingress,
)
from services.core.clock import Clock
from services.core.handlers import answers
from services.core.request import Read
from services.core.units import Duration
from services.cosmic.almanac import Almanac
from services.cosmic.dates import LAST, DateText, sky_time
from services.cosmic.facts import CosmicAnswer
from services.cosmic.happenings import CalendarEvent, event_facts

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


NextKind = Literal[NextName, "eclipse", "station", "retrograde", "ingress"]
"""What can be asked for: a kind, or one of several kinds together."""


class NextEvent(CalendarEvent):
    """The next event of those that ``of`` names. No event is of two: an aspect of outer planets is not also the next
    ``aspect``."""

    of: NextName
    away_seconds: Duration
    """From ``as_of`` to it."""


class CosmicNextAnswer(CosmicAnswer):
    """The next event of each kind, the nearest first; kinds that have none within ``AHEAD`` are left out."""

    events: tuple[NextEvent, ...]
    kind: NextKind | None = None
    """The one that was asked for."""
    asked: NextEvent | None = None
    """The first of that kind."""


class CosmicNext(Read[CosmicNextAnswer]):
    """What comes next in the sky, of each kind."""

    name: ClassVar[str] = "cosmic next"
    summary: ClassVar[str] = "The next event of each kind: moons, eclipses, stations, ingresses, aspects"
    means: ClassVar[str] = "The next date of each kind of event in the sky, in UTC."
    also: ClassVar[tuple[str, ...]] = tuple(f"next {kind}" for kind in get_args(NextKind))
    example: ClassVar[str] = "kind:eclipse"
    fresh_for: ClassVar[float] = 2.0

    kind: NextKind | None = Field(default=None, description="The kind to be told of first; all are in the table")
    date: DateText | None = None


_IS: Final[Mapping[NextName, Callable[[SkyEvent], bool]]] = {
    "new moon": is_new_moon,
    "full moon": is_full_moon,
    "solar eclipse": is_solar_eclipse,
    "lunar eclipse": is_lunar_eclipse,
    "mercury station": is_mercury_station,
    "other station": is_other_station,
    "sun ingress": is_sun_ingress,
    "planet ingress": is_planet_ingress,
    "season": is_season,
    "aspect": is_inner_aspect,
    "outer aspect": is_outer_aspect,
    "perigee": is_perigee,
}


_EITHER: Final[Mapping[NextKind, tuple[NextName, ...]]] = {
    "eclipse": ("solar eclipse", "lunar eclipse"),
    "station": ("mercury station", "other station"),
    "retrograde": ("mercury station", "other station"),
    "ingress": ("sun ingress", "planet ingress"),
}


def last_looked_at(start: datetime) -> datetime:
    """Up to when the next of each kind is looked for: no later than the ephemeris."""
    return min(start + AHEAD, LAST)


def cosmic_next(events: Iterable[SkyEvent], start: datetime, kind: NextKind | None = None) -> CosmicNextAnswer:
    """The first of each kind among ``events``, which are in order from ``start`` on; ``kind`` is told of first."""
    found: dict[NextName, SkyEvent] = {}
    asked: NextEvent | None = None
    for event in events:
        for name, matches in _IS.items():
            if not matches(event):
                continue
            found.setdefault(name, event)
            if asked is None and kind is not None and _is_asked(kind, name, event):
                asked = _next(name, event, start)
        if len(found) == len(_IS) and (kind is None or asked is not None):
            break
    first = sorted(found.items(), key=lambda pair: pair[1].time)
    coming = tuple(_next(name, event, start) for name, event in first)
    return CosmicNextAnswer(as_of=start, events=coming, kind=kind, asked=asked)


def _is_asked(kind: NextKind, name: NextName, event: SkyEvent) -> bool:
    """Whether ``event``, which is of those that ``name`` says, is what was asked for."""
    turns_back = kind != "retrograde" or (isinstance(event, Station) and event.motion == "retrograde")
    return name in _EITHER.get(kind, (kind,)) and turns_back


def is_of(kind: NextKind, event: SkyEvent) -> bool:
    """Whether ``event`` is of those that ``kind`` asks for."""
    return any(matches(event) and _is_asked(kind, name, event) for name, matches in _IS.items())


def _next(name: NextName, event: SkyEvent, start: datetime) -> NextEvent:
    return NextEvent(**event_facts(event).model_dump(), of=name, away_seconds=(event.time - start).total_seconds())


@answers(CosmicNext)
async def answer_cosmic_next(request: CosmicNext, almanac: Almanac, clock: Clock) -> CosmicNextAnswer:
    """The next event of each kind after ``date``.

    Raises:
        InvalidRequest: ``date`` is no day or time.
        OutsideSky: the ephemeris does not reach it.
    """
    start = sky_time(request.date, clock.now())
    return cosmic_next(await almanac.between(start, last_looked_at(start)), start, request.kind)
