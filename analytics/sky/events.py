"""What happens in the sky: one frozen class a kind, all with a time, the bodies and a name."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Final, Literal, get_args

from analytics.sky.names import Body, Motion, Sign, degree_in_sign, sign_of

EventKind = Literal[
    "station", "ingress", "moon_phase", "season", "apsis", "node", "aspect", "void_of_course", "eclipse"
]
Quarter = Literal["new_moon", "first_quarter", "full_moon", "last_quarter"]
Season = Literal["march_equinox", "june_solstice", "september_equinox", "december_solstice"]
Apsis = Literal["perigee", "apogee"]
Node = Literal["ascending", "descending"]
AspectName = Literal[
    "conjunction",
    "semisextile",
    "semisquare",
    "sextile",
    "quintile",
    "square",
    "trine",
    "sesquiquadrate",
    "biquintile",
    "quincunx",
    "opposition",
]
EclipseType = Literal["penumbral", "partial", "annular", "hybrid", "total"]

TIED: Final[Mapping[AspectName, str]] = {"conjunction": "conjunct", "opposition": "opposite"}
"""Aspects as they stand between two names, where the word is another: ``Sun opposite Mars``."""

QUARTERS: Final[tuple[Quarter, ...]] = get_args(Quarter)
SEASONS: Final[tuple[Season, ...]] = get_args(Season)


@dataclass(frozen=True, slots=True, kw_only=True)
class SkyEvent:
    """``tt`` is the exact Julian date, ``time`` the same in UTC; ``longitude`` in degrees is that of ``bodies[0]``."""

    kind: ClassVar[EventKind]

    tt: float
    time: datetime
    bodies: tuple[Body, ...]
    longitude: float

    @property
    def sign(self) -> Sign:
        return sign_of(self.longitude)

    @property
    def degree(self) -> float:
        """Degrees in the sign, in [0, 30)."""
        return degree_in_sign(self.longitude)

    @property
    def name(self) -> str:
        raise NotImplementedError


@dataclass(frozen=True, slots=True, kw_only=True)
class Station(SkyEvent):
    """A planet stands still; ``motion`` is how it goes on."""

    kind: ClassVar[EventKind] = "station"
    motion: Motion

    @property
    def name(self) -> str:
        return f"{self.bodies[0].title()} stations {self.motion}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ingress(SkyEvent):
    """A body crosses into the sign ``into``; a retrograde one comes in at its end."""

    kind: ClassVar[EventKind] = "ingress"
    into: Sign
    motion: Motion

    @property
    def sign(self) -> Sign:
        return self.into

    @property
    def degree(self) -> float:
        """0, or 30 where the body comes in backwards."""
        return 0.0 if self.motion == "direct" else 30.0

    @property
    def name(self) -> str:
        return f"{self.bodies[0].title()} enters {self.into.title()}"


@dataclass(frozen=True, slots=True, kw_only=True)
class MoonPhase(SkyEvent):
    """The Moon stands 0°, 90°, 180° or 270° of ecliptic longitude from the Sun."""

    kind: ClassVar[EventKind] = "moon_phase"
    quarter: Quarter

    @property
    def name(self) -> str:
        return self.quarter.replace("_", " ").title()


@dataclass(frozen=True, slots=True, kw_only=True)
class SeasonStart(SkyEvent):
    """The Sun's longitude is 0°, 90°, 180° or 270°."""

    kind: ClassVar[EventKind] = "season"
    season: Season

    @property
    def name(self) -> str:
        return self.season.replace("_", " ").capitalize()


@dataclass(frozen=True, slots=True, kw_only=True)
class MoonApsis(SkyEvent):
    """The Moon is nearest to the Earth, or farthest from it; ``distance_km`` from centre to centre."""

    kind: ClassVar[EventKind] = "apsis"
    apsis: Apsis
    distance_km: float

    @property
    def name(self) -> str:
        return f"Moon at {self.apsis}"


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeCrossing(SkyEvent):
    """The Moon's centre crosses the ecliptic, northward at the ascending node."""

    kind: ClassVar[EventKind] = "node"
    node: Node

    @property
    def name(self) -> str:
        return f"Moon at {self.node} node"


@dataclass(frozen=True, slots=True, kw_only=True)
class Perfection(SkyEvent):
    """Two bodies stand at exactly the angle ``angle`` of an aspect; ``longitudes`` are those of both."""

    kind: ClassVar[EventKind] = "aspect"
    aspect: AspectName
    angle: float
    longitudes: tuple[float, float]

    @property
    def name(self) -> str:
        return f"{self.bodies[0].title()} {TIED.get(self.aspect, self.aspect)} {self.bodies[1].title()}"


@dataclass(frozen=True, slots=True, kw_only=True)
class VoidOfCourse(SkyEvent):
    """The Moon makes no more major aspect from ``time`` until it leaves its sign at ``until``, into ``into``.

    ``last`` is the aspect that was exact at ``time``, and ``bodies`` the Moon and that other body. Where the Moon makes
    none in the whole sign, ``last`` is ``None``, and it has been void since it came in.
    """

    kind: ClassVar[EventKind] = "void_of_course"
    until: datetime
    until_tt: float
    into: Sign
    last: AspectName | None

    @property
    def hours(self) -> float:
        return (self.until_tt - self.tt) * 24.0

    @property
    def name(self) -> str:
        return f"Moon void of course in {self.sign.title()}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Eclipse(SkyEvent):
    """An eclipse at its maximum for the Earth as a whole.

    ``of`` is the body that is eclipsed. ``gamma`` is, in Earth's equatorial radii and positive to the north, how far
    the axis of the Moon's shadow passes the Earth's centre (solar), or the Moon's centre that of the Earth's shadow
    (lunar). ``magnitude`` is for a lunar eclipse the share of the Moon's diameter that is in the umbra (below zero for
    a penumbral one), for a solar one whose axis misses the Earth the share of the Sun's diameter covered where it is
    most, and for a central one the Moon's apparent diameter in the Sun's.
    """

    kind: ClassVar[EventKind] = "eclipse"
    of: Body
    type: EclipseType
    gamma: float
    magnitude: float

    @property
    def name(self) -> str:
        return f"{self.type.title()} {'solar' if self.of == 'sun' else 'lunar'} eclipse"
