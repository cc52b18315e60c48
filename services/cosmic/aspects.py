"""Aspects in force: how far from exact, whether they apply or separate, and when they are exact."""

import asyncio
from datetime import datetime
from typing import Annotated, ClassVar

from pydantic import Field

from analytics.sky.aspects import MAJOR_ORBS, ORBS, Orbs, aspects_in_force
from analytics.sky.names import BODIES
from analytics.sky.positions import positions
from services.core.clock import Clock
from services.core.handlers import answers
from services.core.options import CountedIn
from services.core.request import Read
from services.core.units import Figure, Multiple
from services.cosmic.chance import expected_aspects
from services.cosmic.dates import DateText, sky_time
from services.cosmic.facts import AspectFacts, BodyFacts, CosmicAnswer, body_facts, timed_aspects


class CosmicAspectsAnswer(CosmicAnswer):
    """The closest first. ``orb_ratio`` widens or narrows the usual orbs; with ``minor``, minor aspects count too."""

    orb_ratio: Multiple
    minor: bool
    bodies: tuple[BodyFacts, ...]
    aspects: tuple[AspectFacts, ...]
    applying: int
    """How many of them apply; the others separate."""
    expected_by_chance: Figure
    """How many there would be, on average, of bodies that stood anywhere on the circle."""


class CosmicAspects(Read[CosmicAspectsAnswer]):
    name: ClassVar[str] = "cosmic aspects"
    summary: ClassVar[str] = "Aspects in force, with their orbs and when each is exact"
    means: ClassVar[str] = "Angles between planets and how far off exact they are. They have no weight in a decision."
    also: ClassVar[tuple[str, ...]] = ("aspects", "conjunctions")
    example: ClassVar[str] = "orb:0.5 minor:yes"
    fresh_for: ClassVar[float] = 2.0

    date: DateText | None = None
    orb: Annotated[float, CountedIn("times")] = Field(
        default=1.0, ge=0.5, le=2.0, description="How wide the orbs are, as a multiple of the usual ones"
    )
    minor: bool = Field(default=False, description="Whether minor aspects count too")


def cosmic_aspects(time: datetime, orb: float, *, minor: bool) -> CosmicAspectsAnswer:
    """Aspects in force at ``time`` within ``orb`` times their usual orbs."""
    orbs = scaled(ORBS if minor else MAJOR_ORBS, orb)
    places = positions(time).at(0)
    found = aspects_in_force(places, orbs)
    return CosmicAspectsAnswer(
        as_of=time,
        orb_ratio=orb,
        minor=minor,
        bodies=tuple(map(body_facts, places)),
        aspects=timed_aspects(found, time),
        applying=sum(each.applying for each in found),
        expected_by_chance=expected_aspects(BODIES, orbs),
    )


def scaled(orbs: Orbs, by: float) -> Orbs:
    """``orbs``, each ``by`` times as wide."""
    return {aspect: (between * by, with_luminary * by) for aspect, (between, with_luminary) in orbs.items()}


@answers(CosmicAspects)
async def answer_cosmic_aspects(request: CosmicAspects, clock: Clock) -> CosmicAspectsAnswer:
    """Aspects in force at ``date``.

    Raises:
        InvalidRequest: ``date`` is no day or time.
        OutsideSky: the ephemeris does not reach it.
    """
    time = sky_time(request.date, clock.now())
    return await asyncio.to_thread(cosmic_aspects, time, request.orb, minor=request.minor)
