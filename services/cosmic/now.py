"""The sky at an instant: where every body stands, which go backwards, the Moon's phase and the closest aspects."""

import asyncio
from datetime import datetime
from typing import ClassVar

from analytics.sky.aspects import MAJOR_ORBS
from analytics.sky.factors import factors
from analytics.sky.names import BODIES, Body
from services.core.clock import Clock
from services.core.handlers import answers
from services.core.request import Read
from services.core.units import Degrees, Figure
from services.cosmic.chance import expected_aspects
from services.cosmic.dates import DateText, sky_time
from services.cosmic.facts import (
    AspectFacts,
    BodyFacts,
    CosmicAnswer,
    MoonPhaseFacts,
    body_facts,
    phase_facts,
    timed_aspects,
)


class CosmicNowAnswer(CosmicAnswer):
    """All that is current in the sky, with the times at which the aspects are exact."""

    bodies: tuple[BodyFacts, ...]
    """The Sun, the Moon and the planets to Pluto."""
    moon: MoonPhaseFacts
    retrograde: tuple[Body, ...]
    aspects: tuple[AspectFacts, ...]
    """The major ones in force, the closest first."""
    expected_by_chance: Figure
    """How many there would be, on average, of bodies that stood anywhere on the circle."""
    mean_node_longitude: Degrees
    true_node_longitude: Degrees
    """Of the Moon's ascending node: where her path crosses the ecliptic northward."""
    next_exact: AspectFacts | None
    """The aspect in force that is exact next."""


class CosmicNow(Read[CosmicNowAnswer]):
    name: ClassVar[str] = "cosmic now"
    summary: ClassVar[str] = "Where the Sun, the Moon and the planets stand, and how they stand to one another"
    means: ClassVar[str] = "Where the Sun, Moon and planets stand in the zodiac. It has no weight in a decision."
    also: ClassVar[tuple[str, ...]] = ("sky", "sky now", "planets", "horoscope", "zodiac")
    fresh_for: ClassVar[float] = 2.0

    date: DateText | None = None


def cosmic_now(time: datetime) -> CosmicNowAnswer:
    """The sky at ``time``."""
    current = factors(time, MAJOR_ORBS)
    aspects = timed_aspects(current.aspects, time)
    coming = [(each.exact, each) for each in aspects if each.applying and each.exact is not None]
    soonest = min(coming, default=None, key=lambda each: each[0])
    return CosmicNowAnswer(
        as_of=current.time,
        bodies=tuple(map(body_facts, current.bodies)),
        moon=phase_facts(current.phase),
        retrograde=current.retrograde,
        aspects=aspects,
        expected_by_chance=expected_aspects(BODIES, MAJOR_ORBS),
        mean_node_longitude=current.mean_node,
        true_node_longitude=current.true_node,
        next_exact=soonest[1] if soonest else None,
    )


@answers(CosmicNow)
async def answer_cosmic_now(request: CosmicNow, clock: Clock) -> CosmicNowAnswer:
    """The sky at ``date``.

    Raises:
        InvalidRequest: ``date`` is no day or time.
        OutsideSky: the ephemeris does not reach it.
    """
    return await asyncio.to_thread(cosmic_now, sky_time(request.date, clock.now()))
