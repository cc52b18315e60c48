"""Eclipses of the Sun and the Moon, by the geometry of the shadows.

Lengths are in Earth's equatorial radii. The fundamental plane goes through the Earth's centre, across the axis of the
shadow. Moments are those of greatest eclipse: the axis is nearest to the centre of what it falls on.

Sources: Explanatory Supplement to the Astronomical Almanac (2013), chapter 11; Espenak and Meeus, Five Millennium
Canons of Solar and of Lunar Eclipses (2006, 2009), with their radii of the Moon, and Danjon's enlargement of the
Earth's shadow.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from analytics.bars import Floats
from analytics.sky.ephemeris import AU_KM, mean_sky, obliquity
from analytics.sky.events import Eclipse, EclipseType
from analytics.sky.names import Body
from analytics.sky.times import moment
from analytics.sky.tracks import Tracks
from analytics.sky.vectors import dot, equatorial, length

_EARTH_KM: Final = 6378.137
_AU: Final = AU_KM / _EARTH_KM
_SUN: Final = 696_000.0 / _EARTH_KM
_PENUMBRAL_MOON: Final = 0.272508
_UMBRAL_MOON: Final = 0.272281
"""Smaller, for the valleys at the Moon's edge let light through."""
_SHADOW_GROWTH: Final = 1.01
"""Danjon: the atmosphere makes the Earth's shadow as large as a Moon nearer by a hundredth would see it."""
_FLATTENING: Final = 1.0 / 298.257
_FARTHEST_LATITUDE: Final = 1.7
"""Degrees of the Moon from the ecliptic at a new or full moon, beyond which there is no eclipse."""
_PATH_DAYS: Final = np.linspace(-0.125, 0.125, 181)
"""No shadow axis crosses the Earth for longer than six hours."""


def eclipses(sky: Tracks) -> list[Eclipse]:
    """All that are anywhere on Earth, in order of time."""
    tt, half = sky.motion("moon", "sun").crossings(180.0)
    near = np.abs(mean_sky(tt, ("moon",)).latitude[0]) < _FARTHEST_LATITUDE
    tt, full = tt[near], half[near] % 2 == 1
    found = [*_solar(sky, tt[~full]), *_lunar(sky, tt[full])]
    return sorted((each for each in found if sky.start <= each.tt < sky.end), key=lambda eclipse: eclipse.tt)


@dataclass(frozen=True, slots=True)
class _Shadow:
    """The Moon's shadow at n times. ``off`` (3, n) leads from the Earth's centre to the axis, square to it; ``along``
    (3, n) is the axis's direction, from the Sun on.

    ``penumbra`` and ``umbra`` are the cones' radii in that plane (the umbra's below zero where its tip lies beyond),
    and ``penumbra_tan``, ``umbra_tan`` by how much each is smaller, a radius nearer to the Moon.
    """

    off: Floats
    along: Floats
    penumbra: Floats
    umbra: Floats
    penumbra_tan: Floats
    umbra_tan: Floats

    @classmethod
    def at(cls, tt: Floats) -> "_Shadow":
        sun, moon = _sun_and_moon(tt)
        line = moon - sun
        apart = length(line)
        along = line / apart
        depth = dot(moon, along)
        penumbra_sin, umbra_sin = (_SUN + _PENUMBRAL_MOON) / apart, (_SUN - _UMBRAL_MOON) / apart
        penumbra_tan, umbra_tan = (sine / np.sqrt(1.0 - sine**2) for sine in (penumbra_sin, umbra_sin))
        return cls(
            off=moon - depth * along,
            along=along,
            penumbra=(_PENUMBRAL_MOON / penumbra_sin - depth) * penumbra_tan,
            umbra=(-_UMBRAL_MOON / umbra_sin - depth) * umbra_tan,
            penumbra_tan=penumbra_tan,
            umbra_tan=umbra_tan,
        )

    def ground(self) -> Floats:
        """Height above the fundamental plane at which the axis meets the flattened Earth; nan where it misses."""
        squeeze = np.array([1.0, 1.0, 1.0 / (1.0 - _FLATTENING)])[:, None]
        off, along = self.off * squeeze, self.along * squeeze
        a, b, c = dot(along, along), dot(off, along), dot(off, off) - 1.0
        inside = b * b - a * c
        return np.where(inside >= 0, (b + np.sqrt(np.maximum(inside, 0.0))) / a, np.nan)

    def north(self) -> Floats:
        """How far the axis passes the centre to the north."""
        return np.asarray(self.off[2] / np.sqrt(1.0 - self.along[2] ** 2))

    def miss(self) -> Floats:
        """How far the axis passes outside the Earth's limb; below zero where it meets the Earth."""
        polar = np.sqrt(1.0 - (2.0 - _FLATTENING) * _FLATTENING * (1.0 - self.along[2] ** 2))
        distance, y = length(self.off), self.north()
        x = np.sqrt(np.maximum(distance**2 - y**2, 0.0))
        return np.asarray(distance * (1.0 - 1.0 / np.sqrt(x**2 + (y / polar) ** 2)))


def _solar(sky: Tracks, new_moons: Floats) -> list[Eclipse]:
    def off_axis(tt: Floats) -> Floats:
        return length(_Shadow.at(tt).off)

    found = []
    for tt in _least(off_axis, new_moons).tolist():
        greatest, path = _Shadow.at(np.array([tt])), _Shadow.at(tt + _PATH_DAYS)
        type_ = _solar_type(greatest, path)
        if type_ is not None:
            side = float(np.sign(greatest.north()[0]))
            gamma = side * float(length(greatest.off)[0])
            found.append(_eclipse(sky, "sun", tt, type_, gamma, _solar_magnitude(greatest)))
    return found


def _solar_type(greatest: _Shadow, path: _Shadow) -> EclipseType | None:
    ground = path.ground()
    meets = np.flatnonzero(np.isfinite(ground))
    if len(meets):
        umbra = (path.umbra - ground * path.umbra_tan)[meets]
        at_ends = path.umbra[meets[[0, -1]]]
        widest, narrowest = max(umbra.max(), at_ends.max()), umbra.min()
        return "total" if widest < 0 else "annular" if narrowest > 0 else "hybrid"
    miss = float(greatest.miss()[0])
    if miss < abs(float(greatest.umbra[0])):
        return "total" if greatest.umbra[0] < 0 else "annular"
    return "partial" if miss < greatest.penumbra[0] else None


def _solar_magnitude(greatest: _Shadow) -> float:
    penumbra, umbra = float(greatest.penumbra[0]), float(greatest.umbra[0])
    height = float(greatest.ground()[0])
    if np.isnan(height):
        return (penumbra - float(greatest.miss()[0])) / (penumbra + umbra)
    penumbra -= height * float(greatest.penumbra_tan[0])
    umbra -= height * float(greatest.umbra_tan[0])
    return (penumbra - umbra) / (penumbra + umbra)


def _lunar(sky: Tracks, full_moons: Floats) -> list[Eclipse]:
    def off_axis(tt: Floats) -> Floats:
        return length(_from_shadow(tt)[0])

    found = []
    for tt in _least(off_axis, full_moons).tolist():
        off, sun_far, moon_far = (each[..., 0] for each in _from_shadow(np.array([tt])))
        gamma = float(np.sqrt((off**2).sum()))
        moon = np.arcsin(_PENUMBRAL_MOON / moon_far)
        sun_parallax, sun = np.arcsin(1.0 / sun_far), np.arcsin(_SUN / sun_far)
        parallax = _SHADOW_GROWTH * np.arcsin(1.0 / moon_far)
        apart = np.arcsin(gamma / moon_far)
        umbral = float((parallax + sun_parallax - sun + moon - apart) / (2.0 * moon))
        penumbral = float((parallax + sun_parallax + sun + moon - apart) / (2.0 * moon))
        if penumbral > 0:
            type_: EclipseType = "total" if umbral >= 1 else "partial" if umbral > 0 else "penumbral"
            found.append(_eclipse(sky, "moon", tt, type_, float(np.copysign(gamma, off[2])), umbral))
    return found


def _from_shadow(tt: Floats) -> tuple[Floats, Floats, Floats]:
    """From the axis of the Earth's shadow to the Moon's centre (3, n), and the distances of the Sun and the Moon."""
    sun, moon = _sun_and_moon(tt)
    sun_far = length(sun)
    along = -sun / sun_far
    return moon - dot(moon, along) * along, sun_far, length(moon)


def _eclipse(sky: Tracks, of: Body, tt: float, type_: EclipseType, gamma: float, magnitude: float) -> Eclipse:
    return Eclipse(
        tt=tt,
        time=moment(tt),
        bodies=("sun", "moon") if of == "sun" else ("moon", "sun"),
        longitude=float(sky.place(of, np.array([tt]))[0]),
        of=of,
        type=type_,
        gamma=gamma,
        magnitude=magnitude,
    )


def _least(distance: Callable[[Floats], Floats], near: Floats) -> Floats:
    """Dates of the least distance, each close to one of ``near``: the square of a distance passed is a parabola."""
    tt = near
    for step in (0.04, 0.01, 0.002, 0.002):
        before, at, after = (distance(tt + shift) ** 2 for shift in (-step, 0.0, step))
        tt = tt + step / 2.0 * (before - after) / (before - 2.0 * at + after)
    return tt


def _sun_and_moon(tt: Floats) -> tuple[Floats, Floats]:
    """As seen from the Earth's centre, each (3, n), with the third axis to the celestial pole."""
    sky = mean_sky(tt, ("sun", "moon"))
    sun, moon = np.moveaxis(equatorial(sky.longitude, sky.latitude, obliquity(tt)) * sky.distance_au * _AU, 1, 0)
    return sun, moon
