"""Where the bodies appear from the Earth's centre.

The steps are skyfield's, and so are the results (to 10⁻⁹ degrees): light-time, bending of light by the Sun, Jupiter and
Saturn, aberration, then precession to the ecliptic of date. They are written out here for whole arrays of bodies and
times, which makes one instant five times as quick and leaves out nutation where it cancels.

One thing differs. A ray that passes inside a body is bent by the mass within its distance alone, taken as growing with
the distance's square, so that a planet behind the Sun's disc, which nobody sees, does not jump by half a minute of arc.

Source: Explanatory Supplement to the Astronomical Almanac (2013), chapter 7; USNO Circular 179; NOVAS 3.1 (grvec).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from analytics.bars import Floats
from analytics.sky._source import source
from analytics.sky.names import Body
from analytics.sky.vectors import dot, length

AU_KM: Final = 149_597_870.7
"""Source: IAU 2012, resolution B2."""

_CHAINS: Final[dict[str, tuple[tuple[int, int], ...]]] = {
    "sun": ((0, 10),),
    "moon": ((0, 3), (3, 301)),
    "mercury": ((0, 1),),
    "venus": ((0, 2),),
    "earth": ((0, 3), (3, 399)),
    "mars": ((0, 4),),
    "jupiter": ((0, 5),),
    "saturn": ((0, 6),),
    "uranus": ((0, 7),),
    "neptune": ((0, 8),),
    "pluto": ((0, 9),),
}
"""Segments whose sum leads from the Solar System's barycentre to each body, by (centre, target) in NAIF's numbers.

From Jupiter on a planet is the barycentre of its system, as skyfield and the almanacs have it.
"""
_DEFLECTORS: Final = (("sun", 1.0, 696_000.0), ("jupiter", 1047.3486, 71_492.0), ("saturn", 3497.898, 60_268.0))
"""Name, the Sun's mass in its own, radius in km."""
_IN_LINE: Final = 0.99999999999
"""Cosine from which on a ray is taken to point at the deflector itself."""
_NUTATION_BLOCK: Final = 32
"""Times reckoned at once: the table of terms for many more outgrows the processor's cache, and takes three times as
long."""


@dataclass(frozen=True, slots=True)
class Sky:
    """Apparent geocentric places of ``b`` bodies at ``n`` times, on the ecliptic and mean equinox of date.

    ``longitude`` and ``latitude`` in degrees, ``distance_au`` as the light came, all of shape (b, n). The true equinox
    is ``nutation(tt)`` further: nutation turns the equator, not the ecliptic, so latitudes are the same.
    """

    longitude: Floats
    latitude: Floats
    distance_au: Floats


def mean_sky(tt: Floats, bodies: Sequence[Body], shift: Floats | float = 0.0) -> Sky:
    """The bodies at Julian dates ``tt + shift`` of shape (n,); ``shift`` in days keeps the grain of small differences.

    Times must be within the ephemeris (``julian`` sees to it).
    """
    whole, fraction = _tdb(tt, shift)
    direction, distance = _apparent(whole, fraction, bodies)
    seen = np.einsum("ijn,jbn->ibn", _to_ecliptic(whole + fraction), direction)
    x, y, z = seen
    return Sky(np.degrees(np.arctan2(y, x)) % 360.0, np.degrees(np.arcsin(z / length(seen))), distance)


def nutation(tt: Floats) -> Floats:
    """Nutation in longitude in degrees, by IAU 2000A, at dates of shape (n,).

    One time takes about 0.15 ms, many take 0.04 ms each.
    """
    from skyfield.nutationlib import iau2000a

    starts = range(0, max(1, len(tt)), _NUTATION_BLOCK)
    return np.concatenate([iau2000a(tt[start : start + _NUTATION_BLOCK])[0] for start in starts]) / 3.6e10


def nutation_rate(tt: Floats) -> Floats:
    """Degrees a day that nutation adds to a longitude: by IAU 2000B, within 10⁻⁶ degrees a day of 2000A."""
    from skyfield.nutationlib import iau2000b

    after, before = (np.asarray(iau2000b(tt + step)[0]) for step in (0.05, -0.05))
    return np.asarray((after - before) / 3.6e10 / 0.1)


def obliquity(tt: Floats) -> Floats:
    """The mean obliquity of the ecliptic in degrees. Source: Capitaine et al. (2003)."""
    from skyfield.nutationlib import mean_obliquity

    return np.asarray(mean_obliquity(tt)) / 3600.0


def _apparent(whole: Floats, fraction: Floats, bodies: Sequence[Body]) -> tuple[Floats, Floats]:
    """Where ``b`` bodies appear from the Earth's centre at TDB dates ``whole + fraction``, each of shape (n,).

    Vectors (3, b, n) on the ICRS's axes, and distances (b, n) as the light came; both in AU.
    """
    from skyfield.constants import C_AUDAY
    from skyfield.relativity import add_aberration

    states = _states(["earth", *bodies, *(name for name, _, _ in _DEFLECTORS)], whole, fraction)
    earth, earth_velocity = states["earth"]
    seen = np.stack([_retarded(body, whole, fraction, states[body], earth) for body in bodies], axis=1)
    distance = length(seen)
    for name, mass, radius in _DEFLECTORS:
        there, velocity = states[name]
        _bend(seen, (there - earth)[:, None], velocity[:, None], mass, radius)
    add_aberration(seen, earth_velocity[:, None], distance / C_AUDAY)
    return seen, distance


def moon_state(tt: Floats) -> tuple[Floats, Floats]:
    """The Moon's geometric place and velocity from the Earth's centre, in AU and AU a day, each of shape (3, n), on the
    axes of the mean ecliptic and equinox of date, taken as at rest."""
    whole, fraction = _tdb(tt)
    segments = source().segments
    moon = segments[3, 301].compute_and_differentiate(whole, fraction)
    earth = segments[3, 399].compute_and_differentiate(whole, fraction)
    turn = _to_ecliptic(whole + fraction)
    place, velocity = (np.einsum("ijn,jn->in", turn, (m - e) / AU_KM) for m, e in zip(moon, earth, strict=True))
    return place, velocity


def moon_distance_km(tt: Floats) -> Floats:
    """From the Earth's centre to the Moon's at one moment, without the way the Earth goes while the light comes."""
    whole, fraction = _tdb(tt)
    segments = source().segments
    return length(segments[3, 301].compute(whole, fraction) - segments[3, 399].compute(whole, fraction))


def _tdb(tt: Floats, shift: Floats | float = 0.0) -> tuple[Floats, Floats]:
    """Whole days and fractions, apart, since one number would hold a date to 40 µs only."""
    from skyfield.timelib import tdb_minus_tt

    whole = np.floor(tt)
    return whole, np.asarray((tt - whole) + shift + tdb_minus_tt(tt) / 86400.0)


def _states(names: Sequence[str], whole: Floats, fraction: Floats) -> dict[str, tuple[Floats, Floats]]:
    """Barycentric places and velocities in AU and AU a day, each of shape (3, n)."""
    segments = source().segments
    pairs = {pair for name in names for pair in _CHAINS[name]}
    parts = {pair: segments[pair].compute_and_differentiate(whole, fraction) for pair in pairs}
    return {
        name: (
            sum(parts[pair][0] for pair in _CHAINS[name]) / AU_KM,
            sum(parts[pair][1] for pair in _CHAINS[name]) / AU_KM,
        )
        for name in names
    }


def _retarded(name: str, whole: Floats, fraction: Floats, state: tuple[Floats, Floats], earth: Floats) -> Floats:
    """From the Earth to where the body was when its light left, in AU.

    The light-time comes from the body's straight path, which is within a metre over the hours the light takes.
    """
    from skyfield.constants import C_AUDAY

    place, velocity = state
    light = length(place - earth) / C_AUDAY
    for _ in range(3):
        light = length(place - velocity * light - earth) / C_AUDAY
    segments = source().segments
    place = sum(segments[pair].compute(whole, fraction - light) for pair in _CHAINS[name]) / AU_KM
    return np.asarray(place - earth)


def _bend(seen: Floats, deflector: Floats, velocity: Floats, mass: float, radius_km: float) -> None:
    """Turn ``seen`` (3, b, n) by the gravity of a body at ``deflector`` from the observer, as NOVAS's grvec does."""
    from skyfield.constants import AU_M, C_AUDAY, GS, C

    distance = length(seen)
    ray = seen / distance
    passing = np.clip(dot(ray, deflector) / C_AUDAY, 0.0, distance / C_AUDAY)
    there = deflector - velocity * passing
    far = length(there)
    away = -there / far
    beyond = seen - there
    beyond_length = length(beyond)
    beyond = beyond / np.where(beyond_length > 0, beyond_length, 1.0)
    along = dot(away, ray)
    clear = np.abs(along) <= _IN_LINE
    within = np.minimum(1.0, (1.0 - along**2) * (far * AU_KM / radius_km) ** 2)
    strength = 2.0 * GS / (C * C * AU_M * mass) / far * within * clear
    turn = dot(ray, beyond) * away - along * beyond
    seen += strength * distance * turn / np.where(clear, 1.0 + dot(beyond, away), 1.0)


def _to_ecliptic(tdb: Floats) -> Floats:
    """Rotations (3, 3, n) from the ICRS's axes to the ecliptic and mean equinox of date."""
    from skyfield.framelib import ICRS_to_J2000
    from skyfield.nutationlib import mean_obliquity
    from skyfield.precessionlib import compute_precession

    tilt = np.radians(np.asarray(mean_obliquity(tdb)) / 3600.0)
    one, none = np.ones_like(tilt), np.zeros_like(tilt)
    cosine, sine = np.cos(tilt), np.sin(tilt)
    about_x = np.array([[one, none, none], [none, cosine, sine], [none, -sine, cosine]])
    rotation: Floats = np.einsum("ijn,jkn,kl->iln", about_x, np.asarray(compute_precession(tdb)), ICRS_to_J2000)
    return rotation
