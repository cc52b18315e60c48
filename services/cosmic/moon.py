"""The Moon: its phase, where it stands, and what it does next."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import ClassVar, Final, TypeVar

import numpy as np

from analytics.sky.ephemeris import moon_distance_km
from analytics.sky.events import (
    Apsis,
    AspectName,
    Eclipse,
    EclipseType,
    MoonApsis,
    MoonPhase,
    Quarter,
    SkyEvent,
    VoidOfCourse,
)
from analytics.sky.names import Body, Sign, degree_in_sign, sign_of
from analytics.sky.phase import PhaseName, elongations, phase_of
from analytics.sky.positions import positions
from analytics.sky.times import LAST_TT, julian
from services.core.clock import Clock
from services.core.handlers import answers
from services.core.request import Frozen, Read
from services.core.units import Degrees, Figure, Share
from services.cosmic.almanac import Almanac
from services.cosmic.dates import DateText, sky_time
from services.cosmic.facts import CosmicAnswer

BEHIND: Final = timedelta(days=3)
"""How far before a time its events are looked for: no void of course lasts longer."""
AHEAD: Final = timedelta(days=200)
"""How far after it: there are two eclipses at least in any half year and a month."""
QUARTERS_SHOWN: Final = 4
MONTH_DAYS: Final = 30


class QuarterFacts(Frozen):
    """A new moon, a quarter or a full moon; ``longitude`` is the Moon's, in degrees."""

    name: Quarter
    time: datetime
    longitude: Degrees
    sign: Sign
    degree: Degrees


class ApsisFacts(Frozen):
    """When the Moon is nearest to the Earth, or farthest from it; from centre to centre."""

    name: Apsis
    time: datetime
    distance_km: Figure


class EclipseFacts(Frozen):
    """An eclipse somewhere on the Earth, at its greatest. ``magnitude`` as ``analytics.sky.events.Eclipse`` has it."""

    name: str
    time: datetime
    of: Body
    type: EclipseType
    magnitude: Figure


class VoidFacts(Frozen):
    """A stretch in which the Moon makes no more major aspect in its sign, until it enters ``into``.

    ``last`` is the aspect that began it, to ``other``; ``None`` where it made none in the whole sign.
    """

    name: str
    start: datetime
    end: datetime
    sign: Sign
    into: Sign
    last: AspectName | None
    other: Body | None
    hours: Figure


class CosmicMoonAnswer(CosmicAnswer):
    """The Moon as seen from the Earth's centre at ``as_of``.

    ``phase`` has eight names, a quarter's within 6° of it. ``illuminated_share`` of the disc is lit. ``age_days`` are
    since the last new moon; ``None`` in the ephemeris's first month. ``elongation`` is the Moon's longitude less the
    Sun's, in [0, 360). ``bright_limb_deg`` and ``axis_deg`` tell which way the lit side and the Moon's north point:
    degrees from celestial north to the east, the axis taken as square to the ecliptic, from which it is 1.5° away.
    ``distance_km`` is from centre to centre, as at perigee and apogee.

    ``void`` is the void of course that is on, or the next one, and ``void_now`` which. ``coming_elongation`` is the
    elongation at ``as_of`` and at the same time of each of the 29 days after it. What lies beyond the ephemeris's end
    is ``None`` or left out.
    """

    phase: PhaseName
    illuminated_share: Share
    age_days: Figure | None
    waxing: bool
    elongation: Degrees
    longitude: Degrees
    latitude: Degrees
    sign: Sign
    degree: Degrees
    speed: Degrees
    distance_km: Figure
    bright_limb_deg: Degrees
    axis_deg: Degrees
    quarters: tuple[QuarterFacts, ...]
    void: VoidFacts | None
    void_now: bool
    perigee: ApsisFacts | None
    apogee: ApsisFacts | None
    eclipse: EclipseFacts | None
    coming_elongation: tuple[float, ...]


class CosmicMoon(Read[CosmicMoonAnswer]):
    """The Moon at ``date``, now by default."""

    name: ClassVar[str] = "cosmic moon"
    summary: ClassVar[str] = "The Moon's phase, its next quarters and eclipse, and when it is void of course"
    means: ClassVar[str] = "The Moon's phase and what comes next, to the minute. It has no weight in a decision."
    also: ClassVar[tuple[str, ...]] = ("moon", "moon phase", "phase of the moon", "full moon", "new moon")
    example: ClassVar[str] = "date:2024-04-08"
    fresh_for: ClassVar[float] = 2.0

    date: DateText | None = None


def cosmic_moon(time: datetime, events: Sequence[SkyEvent]) -> CosmicMoonAnswer:
    """The Moon at ``time``. ``events`` are those from ``BEHIND`` it to ``AHEAD`` of it, in order.

    Takes about 5 ms, and 0.2 s more the first time, which loads the ephemeris.
    """
    at = positions(time, ("sun", "moon"))
    sun, moon = at.at(0)
    now = phase_of(float(at.tt[0]), sun, moon)
    void = next((each for each in _of(VoidOfCourse, events) if each.until > time), None)
    coming = [event for event in events if event.time >= time]
    apsides = _of(MoonApsis, coming)
    eclipse = next(iter(_of(Eclipse, coming)), None)
    return CosmicMoonAnswer(
        as_of=time,
        phase=now.name,
        illuminated_share=now.illuminated_share,
        age_days=now.age_days,
        waxing=now.waxing,
        elongation=now.elongation,
        longitude=moon.longitude,
        latitude=moon.latitude,
        sign=moon.sign,
        degree=moon.degree,
        speed=moon.speed,
        distance_km=float(moon_distance_km(at.tt)[0]),
        bright_limb_deg=now.bright_limb_angle,
        axis_deg=now.axis_angle,
        quarters=tuple(_quarter(each) for each in _of(MoonPhase, coming)[:QUARTERS_SHOWN]),
        void=None if void is None else _void(void),
        void_now=void is not None and void.time <= time,
        perigee=_first(apsides, "perigee"),
        apogee=_first(apsides, "apogee"),
        eclipse=None if eclipse is None else _eclipse(eclipse),
        coming_elongation=_month(time),
    )


def _month(time: datetime) -> tuple[float, ...]:
    """Elongations from ``time`` on, a day apart, as far as the ephemeris goes."""
    days = julian(time) + np.arange(MONTH_DAYS)
    return tuple(elongations(days[days <= LAST_TT]).tolist())


E = TypeVar("E", bound=SkyEvent)


def _of(kind: type[E], events: Sequence[SkyEvent]) -> list[E]:
    return [event for event in events if isinstance(event, kind)]


def _quarter(event: MoonPhase) -> QuarterFacts:
    return QuarterFacts(
        name=event.quarter,
        time=event.time,
        longitude=event.longitude,
        sign=sign_of(event.longitude),
        degree=degree_in_sign(event.longitude),
    )


def _first(apsides: Sequence[MoonApsis], which: Apsis) -> ApsisFacts | None:
    event = next((each for each in apsides if each.apsis == which), None)
    return None if event is None else ApsisFacts(name=which, time=event.time, distance_km=event.distance_km)


def _eclipse(event: Eclipse) -> EclipseFacts:
    return EclipseFacts(name=event.name, time=event.time, of=event.of, type=event.type, magnitude=event.magnitude)


def _void(event: VoidOfCourse) -> VoidFacts:
    return VoidFacts(
        name=event.name,
        start=event.time,
        end=event.until,
        sign=event.sign,
        into=event.into,
        last=event.last,
        other=event.bodies[1] if len(event.bodies) > 1 else None,
        hours=event.hours,
    )


@answers(CosmicMoon)
async def answer_cosmic_moon(request: CosmicMoon, almanac: Almanac, clock: Clock) -> CosmicMoonAnswer:
    """The Moon at ``date``.

    Raises:
        InvalidRequest: ``date`` is no day or time.
        OutsideSky: the ephemeris does not reach it.
    """
    at = sky_time(request.date, clock.now())
    events = await almanac.between(at - BEHIND, at + AHEAD)
    return await asyncio.to_thread(cosmic_moon, at, events)
