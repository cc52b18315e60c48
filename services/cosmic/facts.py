"""What the answers about the sky have in common."""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar, Final

from pydantic import Field

from analytics.sky.aspects import AspectInForce
from analytics.sky.events import AspectName, EventKind
from analytics.sky.exact import exact_aspects
from analytics.sky.names import Body, Sign
from analytics.sky.phase import Phase, PhaseName
from analytics.sky.positions import BodyPosition
from services.core.request import Answer, Frozen
from services.core.units import Degrees, Figure, Share

SOURCE: Final = "skyfield, JPL DE421 and DE440"
"""Where every place and time in the sky comes from."""


class CosmicAnswer(Answer):
    """Facts of the sky at ``as_of``. Angles are in degrees, times in UTC, signs those of the tropical zodiac."""

    source: ClassVar[str] = SOURCE

    weight: Share = Field(default=Share(0.0), ge=0.0, le=0.0)
    """The share of a decision that these facts have: none, and no other can be set. Only the evidence of one market can
    give a factor a weight there; that answer has its own."""


class BodyFacts(Frozen):
    """Where a body appears from the Earth's centre, on the ecliptic and true equinox of date; ``name`` is its own."""

    name: Body
    longitude: Degrees
    """In [0, 360)."""
    latitude: Degrees
    distance_au: Figure
    speed: Degrees
    """Of the longitude, in degrees a day; below zero where it is retrograde."""
    sign: Sign
    degree: Degrees
    """In the sign, in [0, 30)."""
    retrograde: bool


class AspectFacts(Frozen):
    """An angle between two bodies that has a name. ``name`` is ``sun trine moon``."""

    name: str
    first: Body
    second: Body
    aspect: AspectName
    angle: Degrees
    """Of the aspect itself: 120 for a trine."""
    orb: Degrees
    """How far the two are from it, without a sign."""
    widest_orb: Degrees
    """Up to which it counts."""
    applying: bool
    """Whether the orb shrinks."""
    exact: datetime | None = None
    """When it will be exact next where it applies, was last where it separates. ``None`` where one of the two turns
    back first, where that is more than 400 days off, or where it was not looked for."""


class MoonPhaseFacts(Frozen):
    """The Moon's phase, as from the Earth's centre. ``elongation`` is how far east of the Sun she is, in [0, 360)."""

    name: PhaseName
    elongation: Degrees
    illuminated_share: Share
    """Of her disc, in [0, 1]."""
    waxing: bool
    age_days: Figure | None
    """Since the last new moon; ``None`` in the ephemeris's first month."""


class SkyEventFacts(Frozen):
    """Something that happens at an instant. ``longitude`` and ``sign`` are those of the first of ``bodies``."""

    name: str
    kind: EventKind
    time: datetime
    bodies: tuple[Body, ...]
    longitude: Degrees | None = None
    sign: Sign | None = None
    degree: Degrees | None = None
    """Degrees of the longitude within the sign, in [0, 30)."""
    detail: str | None = None


def body_facts(place: BodyPosition) -> BodyFacts:
    return BodyFacts(
        name=place.name,
        longitude=place.longitude,
        latitude=place.latitude,
        distance_au=place.distance_au,
        speed=place.speed,
        sign=place.sign,
        degree=place.degree,
        retrograde=place.retrograde,
    )


def phase_facts(phase: Phase) -> MoonPhaseFacts:
    return MoonPhaseFacts(
        name=phase.name,
        elongation=phase.elongation,
        illuminated_share=phase.illuminated_share,
        waxing=phase.waxing,
        age_days=phase.age_days,
    )


def aspect_facts(found: AspectInForce, exact: datetime | None = None) -> AspectFacts:
    first, second = found.bodies
    return AspectFacts(
        name=f"{first} {found.aspect} {second}",
        first=first,
        second=second,
        aspect=found.aspect,
        angle=found.angle,
        orb=abs(found.orb),
        widest_orb=found.widest_orb,
        applying=found.applying,
        exact=exact,
    )


def timed_aspects(found: Sequence[AspectInForce], time: datetime) -> tuple[AspectFacts, ...]:
    """``found`` at ``time``, with when each is exact."""
    return tuple(aspect_facts(each, exact) for each, exact in zip(found, exact_aspects(found, time), strict=True))
