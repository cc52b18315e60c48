"""Which planets appear to go back, since when and for how long, over a year."""

import asyncio
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import ClassVar, Final, Literal

from pydantic import Field

from analytics.sky.events import SkyEvent, Station
from analytics.sky.motion import retrogrades
from analytics.sky.names import PLANETS, Body, Sign, sign_of
from analytics.sky.positions import BodyPosition, positions
from services.core.clock import Clock
from services.core.handlers import answers
from services.core.request import Frozen, Read
from services.core.units import Degrees, Duration
from services.cosmic.almanac import Almanac
from services.cosmic.dates import FIRST, LAST, DateText, sky_time
from services.cosmic.facts import BodyFacts, CosmicAnswer, body_facts
from services.cosmic.happenings import CalendarEvent, event_facts

MONTHS_BEFORE: Final = 2
MONTHS: Final = 12
"""Of the strip, from the first of the month two before the date."""
BEFORE, AHEAD = timedelta(days=270), timedelta(days=900)
"""How far from the date stations are looked for: Mars turns back every 780 days, for up to 82."""


Planet = Literal["mercury", "venus", "mars", "jupiter", "saturn", "uranus", "neptune", "pluto"]


class RetrogradePeriod(Frozen):
    """From the station at which ``body`` turns back to that at which it goes on. ``name`` is ``mercury 2023-12-13``."""

    name: str
    body: Body
    start: datetime
    end: datetime
    days: int
    """From one to the other, rounded."""
    start_longitude: Degrees
    end_longitude: Degrees
    start_sign: Sign
    end_sign: Sign


class PlanetMotion(BodyFacts):
    """A planet and how it goes. Periods are ``None`` where the ephemeris or the look ahead does not reach them."""

    now: RetrogradePeriod | None
    """The period that it is in."""
    next: RetrogradePeriod | None
    """The first that begins later."""
    next_station: CalendarEvent | None
    away_seconds: Duration | None
    """From ``as_of`` to its next station."""


class CosmicRetrogradeAnswer(CosmicAnswer):
    """The planets' motions at ``as_of``, and all retrograde periods that touch ``start`` to ``end``, by planet."""

    start: datetime
    end: datetime
    planets: tuple[PlanetMotion, ...]
    """Mercury to Pluto."""
    retrograde: tuple[Body, ...]
    """Those that go back now."""
    periods: tuple[RetrogradePeriod, ...]
    next: PlanetMotion | None
    """The planet whose station comes first."""
    planet: Body | None = None
    """The one that was asked for by name."""


class CosmicRetrograde(Read[CosmicRetrogradeAnswer]):
    """The planets' retrograde periods."""

    name: ClassVar[str] = "cosmic retrograde"
    summary: ClassVar[str] = "Which planets are retrograde, and a year of retrograde periods"
    means: ClassVar[str] = "Which planets seem to go backwards, and from when to when. It has no weight in a decision."
    also: ClassVar[tuple[str, ...]] = (
        "retrograde",
        "retrogrades",
        *(f"{planet} {word}" for planet in PLANETS for word in ("retrograde", "in retrograde")),
    )
    example: ClassVar[str] = "planet:mercury"
    fresh_for: ClassVar[float] = 2.0

    planet: Planet | None = Field(default=None, description="The planet to be told of first; all are in the table")
    date: DateText | None = None


def reach(at: datetime) -> tuple[datetime, datetime]:
    """From and until when stations are needed to tell of ``at``."""
    return max(at - BEFORE, FIRST), min(at + AHEAD, LAST)


def strip(at: datetime) -> tuple[datetime, datetime]:
    """The twelve months that are shown."""
    first = at.year * 12 + at.month - 1 - MONTHS_BEFORE
    return _month(at, first), _month(at, first + MONTHS)


def cosmic_retrograde(events: Iterable[SkyEvent], at: datetime, planet: Body | None = None) -> CosmicRetrogradeAnswer:
    """What ``events``, which cover ``reach(at)`` in order, and the planets' places at that time tell."""
    places = positions(at, PLANETS).at(0)
    stations = [event for event in events if isinstance(event, Station)]
    start, end = strip(at)
    by_body = {body: [_period(back, on) for back, on in retrogrades(stations, body)] for body in PLANETS}
    planets = tuple(_motion(place, by_body[place.name], stations, at) for place in places)
    return CosmicRetrogradeAnswer(
        as_of=at,
        start=start,
        end=end,
        planets=planets,
        retrograde=tuple(planet.name for planet in planets if planet.retrograde),
        periods=tuple(
            period for periods in by_body.values() for period in periods if period.start < end and period.end > start
        ),
        next=min(
            (planet for planet in planets if planet.next_station is not None),
            key=lambda planet: planet.away_seconds or 0.0,
            default=None,
        ),
        planet=planet,
    )


def _month(at: datetime, months: int) -> datetime:
    return at.replace(year=months // 12, month=months % 12 + 1, day=1, hour=0, minute=0, second=0, microsecond=0)


def _period(back: Station, on: Station) -> RetrogradePeriod:
    return RetrogradePeriod(
        name=f"{back.bodies[0]} {back.time:%Y-%m-%d}",
        body=back.bodies[0],
        start=back.time,
        end=on.time,
        days=round((on.time - back.time) / timedelta(days=1)),
        start_longitude=back.longitude,
        end_longitude=on.longitude,
        start_sign=sign_of(back.longitude),
        end_sign=sign_of(on.longitude),
    )


def _motion(
    place: BodyPosition, periods: Sequence[RetrogradePeriod], stations: Sequence[Station], at: datetime
) -> PlanetMotion:
    coming = next((one for one in stations if one.bodies[0] == place.name and one.time > at), None)
    return PlanetMotion(
        **body_facts(place).model_dump(),
        now=next((period for period in periods if period.start <= at < period.end), None),
        next=next((period for period in periods if period.start > at), None),
        next_station=None if coming is None else event_facts(coming),
        away_seconds=None if coming is None else (coming.time - at).total_seconds(),
    )


@answers(CosmicRetrograde)
async def answer_cosmic_retrograde(request: CosmicRetrograde, almanac: Almanac, clock: Clock) -> CosmicRetrogradeAnswer:
    """Which planets go back at ``date``, and their periods over a year.

    Raises:
        InvalidRequest: ``date`` is no day or time.
        OutsideSky: the ephemeris does not reach it.
    """
    at = sky_time(request.date, clock.now())
    events = await almanac.between(*reach(at))
    return await asyncio.to_thread(cosmic_retrograde, events, at, request.planet)
