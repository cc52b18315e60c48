"""Angles between bodies that astrologers name: in force at a time, and exact.

An aspect is in force while the angle between two longitudes is within its orb; it is exact ("perfects") at the angle
itself. It applies while the orb shrinks, and separates while it grows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final, NamedTuple

import numpy as np

from analytics.bars import Floats
from analytics.sky.events import AspectName, Perfection
from analytics.sky.names import LUMINARIES, Body
from analytics.sky.positions import BodyPosition
from analytics.sky.times import moments
from analytics.sky.tracks import Tracks

ANGLES: Final[dict[AspectName, float]] = {
    "conjunction": 0.0,
    "semisextile": 30.0,
    "semisquare": 45.0,
    "sextile": 60.0,
    "quintile": 72.0,
    "square": 90.0,
    "trine": 120.0,
    "sesquiquadrate": 135.0,
    "biquintile": 144.0,
    "quincunx": 150.0,
    "opposition": 180.0,
}
_BY_ANGLE: Final[dict[float, AspectName]] = {angle: aspect for aspect, angle in ANGLES.items()}
MAJOR: Final[tuple[AspectName, ...]] = ("conjunction", "sextile", "square", "trine", "opposition")

Orbs = Mapping[AspectName, tuple[float, float]]
"""Widest orb of each aspect in degrees: between planets, and with the Sun or the Moon. One left out does not count."""
ORBS: Final[Orbs] = {
    "conjunction": (6.0, 8.0),
    "opposition": (6.0, 8.0),
    "trine": (6.0, 8.0),
    "square": (6.0, 8.0),
    "sextile": (4.0, 5.0),
    "quincunx": (2.0, 3.0),
    "semisextile": (1.5, 2.0),
    "semisquare": (1.5, 2.0),
    "sesquiquadrate": (1.5, 2.0),
    "quintile": (1.0, 1.5),
    "biquintile": (1.0, 1.5),
}
MAJOR_ORBS: Final[Orbs] = {aspect: ORBS[aspect] for aspect in MAJOR}
_STEPS: Final = (30.0, 45.0, 36.0)
"""Every aspect is a multiple of one of these."""


class Closest(NamedTuple):
    """The aspect that two longitudes are within the orb of, the closest of several.

    ``orb`` is by how many degrees the angle between them, in [0, 180], is above that of the aspect (``angle``); below
    zero it is short of it. ``widest_orb`` is up to where the aspect counts. It may apply and never perfect, where a
    planet turns back first.
    """

    aspect: AspectName
    angle: float
    orb: float
    widest_orb: float
    applying: bool


@dataclass(frozen=True, slots=True)
class AspectInForce:
    """Two bodies within the orb of an aspect; the other fields are as in ``Closest``."""

    bodies: tuple[Body, Body]
    aspect: AspectName
    angle: float
    orb: float
    widest_orb: float
    applying: bool


def widest_orbs(orbs: Orbs, a: Body, b: Body) -> dict[AspectName, float]:
    """The widest orb of each aspect between two bodies."""
    with_luminary = a in LUMINARIES or b in LUMINARIES
    return {aspect: wide if with_luminary else narrow for aspect, (narrow, wide) in orbs.items()}


def aspects_in_force(places: Sequence[BodyPosition], orbs: Orbs = ORBS) -> list[AspectInForce]:
    """Aspects between all pairs of ``places``, closest first; of several that a pair is within, the closest."""
    found = []
    for a, b in combinations(places, 2):
        closest = closest_aspect(a.longitude, a.speed, b.longitude, b.speed, widest_orbs(orbs, a.name, b.name))
        if closest is not None:
            found.append(AspectInForce((a.name, b.name), *closest))
    return sorted(found, key=lambda each: abs(each.orb))


def closest_aspect(
    longitude_a: float, speed_a: float, longitude_b: float, speed_b: float, widest: Mapping[AspectName, float]
) -> Closest | None:
    """The aspect between two places, in degrees, and speeds, in degrees a day; ``None`` beyond all of ``widest``."""
    signed = (longitude_a - longitude_b + 180.0) % 360.0 - 180.0
    off = {aspect: abs(signed) - ANGLES[aspect] for aspect in widest}
    near = [aspect for aspect, orb in widest.items() if abs(off[aspect]) <= orb]
    if not near:
        return None
    aspect = min(near, key=lambda each: abs(off[each]))
    opening = (speed_a - speed_b) * (1.0 if signed >= 0 else -1.0)
    return Closest(aspect, ANGLES[aspect], off[aspect], widest[aspect], off[aspect] * opening < 0)


def _aspect_at(degrees: float) -> AspectName | None:
    """The aspect whose angle is exactly ``degrees``, counted either way round the circle, or ``None``."""
    return _BY_ANGLE.get(min(degrees % 360.0, -degrees % 360.0))


def exact_dates(sky: Tracks, a: Body, b: Body, aspects: Sequence[AspectName]) -> tuple[Floats, list[AspectName]]:
    """Julian dates within the reach of ``sky`` at which ``aspects`` are exact, in order, and which each is."""
    between = sky.motion(a, b)
    exact: list[tuple[float, AspectName]] = []
    for step in _STEPS:
        wanted = {aspect for aspect in aspects if next(each for each in _STEPS if ANGLES[aspect] % each == 0) == step}
        if wanted:
            tt, number = between.crossings(step)
            tt = sky.polished(tt, a, np.multiply(number, step, dtype=np.float64), b)
            named = [_aspect_at(count * step) for count in number.tolist()]
            exact += [
                (date, aspect) for date, aspect in zip(tt.tolist(), named, strict=True) if aspect and aspect in wanted
            ]
    exact.sort()
    return np.array([date for date, _ in exact]), [aspect for _, aspect in exact]


def perfections(
    sky: Tracks, bodies: Sequence[Body] | None = None, aspects: Sequence[AspectName] = MAJOR
) -> list[Perfection]:
    """Exact aspects between all pairs of ``bodies`` (those of ``sky``) in the stretch, by pair and date."""
    pairs = combinations(bodies if bodies is not None else sky.bodies, 2)
    return [perfection for a, b in pairs for perfection in _perfections(sky, a, b, aspects)]


def _perfections(sky: Tracks, a: Body, b: Body, aspects: Sequence[AspectName]) -> list[Perfection]:
    tt, names = exact_dates(sky, a, b, aspects)
    asked = sky.asked(tt)
    tt, names = tt[asked], [name for name, kept in zip(names, asked.tolist(), strict=True) if kept]
    places = zip(sky.place(a, tt).tolist(), sky.place(b, tt).tolist(), strict=True) if len(tt) else ()
    return [
        Perfection(
            tt=date, time=time, bodies=(a, b), longitude=both[0], aspect=name, angle=ANGLES[name], longitudes=both
        )
        for date, time, both, name in zip(tt.tolist(), moments(tt), places, names, strict=True)
    ]
