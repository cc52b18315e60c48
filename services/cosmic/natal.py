"""The sky of now against the chart of Bitcoin's first block."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from analytics.sky.events import AspectName
from analytics.sky.exact import exact_transits
from analytics.sky.names import Body
from analytics.sky.natal import TRANSIT_ORBS, Transit, genesis_chart, transits
from analytics.sky.positions import positions
from services.core.clock import Clock
from services.core.handlers import answers
from services.core.request import Frozen, Read
from services.core.units import Degrees, Figure
from services.cosmic.chance import in_aspect
from services.cosmic.dates import DateText, sky_time
from services.cosmic.facts import BodyFacts, CosmicAnswer, body_facts


class ChartFacts(Frozen):
    """Where the bodies stood at ``time``."""

    name: str
    time: datetime
    bodies: tuple[BodyFacts, ...]


class TransitFacts(Frozen):
    """An aspect of a body of now, ``transiting``, to a place of the chart, ``natal``, which stands still."""

    name: str
    transiting: Body
    natal: Body
    aspect: AspectName
    angle: Degrees
    """Of the aspect itself."""
    orb: Degrees
    """How far they are from it, without a sign."""
    widest_orb: Degrees
    applying: bool
    exact: datetime | None
    """When it will be exact next where it applies, was last where it separates. ``None`` where the body turns back
    first, or where that is more than 400 days off."""


class CosmicNatalAnswer(CosmicAnswer):
    """Transits to ``chart``, the closest first."""

    chart: ChartFacts
    bodies: tuple[BodyFacts, ...]
    """Where they stand now."""
    transits: tuple[TransitFacts, ...]
    applying: int
    """How many of them apply; the others separate."""
    expected_by_chance: Figure
    """How many there would be, on average, of bodies that stood anywhere on the circle."""


class CosmicNatal(Read[CosmicNatalAnswer]):
    name: ClassVar[str] = "cosmic natal"
    summary: ClassVar[str] = "How the sky stands to the chart of Bitcoin's first block"
    means: ClassVar[str] = (
        "Angles of today's planets to those at Bitcoin's first block. They are not tested on any market."
    )
    also: ClassVar[tuple[str, ...]] = ("natal chart", "transits", "birth chart of bitcoin")
    fresh_for: ClassVar[float] = 2.0

    date: DateText | None = None


def cosmic_natal(time: datetime) -> CosmicNatalAnswer:
    """Transits at ``time`` to the places of Bitcoin's first block."""
    places = positions(time).at(0)
    born = genesis_chart()
    found = transits(places, born)
    return CosmicNatalAnswer(
        as_of=time,
        chart=genesis(),
        bodies=tuple(map(body_facts, places)),
        transits=_told(found, time),
        applying=sum(each.applying for each in found),
        expected_by_chance=len(places) * len(born.bodies) * in_aspect(TRANSIT_ORBS),
    )


def genesis() -> ChartFacts:
    """The chart of Bitcoin's first block."""
    born = genesis_chart()
    return ChartFacts(name="Bitcoin genesis block", time=born.time, bodies=tuple(map(body_facts, born.bodies)))


def _told(found: Sequence[Transit], time: datetime) -> tuple[TransitFacts, ...]:
    return tuple(
        TransitFacts(
            name=f"{each.transiting} {each.aspect} natal {each.natal}",
            transiting=each.transiting,
            natal=each.natal,
            aspect=each.aspect,
            angle=each.angle,
            orb=abs(each.orb),
            widest_orb=each.widest_orb,
            applying=each.applying,
            exact=exact,
        )
        for each, exact in zip(found, exact_transits(found, time), strict=True)
    )


@answers(CosmicNatal)
async def answer_cosmic_natal(request: CosmicNatal, clock: Clock) -> CosmicNatalAnswer:
    """Transits at ``date`` to the chart of Bitcoin's first block.

    Raises:
        InvalidRequest: ``date`` is no day or time.
        OutsideSky: the ephemeris does not reach it.
    """
    return await asyncio.to_thread(cosmic_natal, sky_time(request.date, clock.now()))
