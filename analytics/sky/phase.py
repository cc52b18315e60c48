"""What the Moon looks like: phase, age, the lit part and which way it points."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Final, Literal

import numpy as np

from analytics.bars import Floats
from analytics.sky.ephemeris import mean_sky, obliquity
from analytics.sky.names import separation
from analytics.sky.positions import BodyPosition, positions
from analytics.sky.times import FIRST_TT, LAST_TT, moment

PhaseName = Literal[
    "new_moon",
    "waxing_crescent",
    "first_quarter",
    "waxing_gibbous",
    "full_moon",
    "waning_gibbous",
    "last_quarter",
    "waning_crescent",
]
PHASES: Final[tuple[PhaseName, ...]] = (
    "new_moon",
    "waxing_crescent",
    "first_quarter",
    "waxing_gibbous",
    "full_moon",
    "waning_gibbous",
    "last_quarter",
    "waning_crescent",
)
QUARTER_HALF_WIDTH: Final = 6.0
"""Degrees of elongation around 0°, 90°, 180° and 270° that bear the quarter's name: about half a day to each side."""
SYNODIC_DAYS: Final = 29.530588861
"""Mean days from new moon to new moon. Source: Chapront-Touzé and Chapront (1988)."""
_FIRST_NEW_MOON: Final = 2451550.09766
"""The mean new moon of January 2000. Source: Meeus, Astronomical Algorithms (1998), (49.1)."""
_LUNATIONS_KEPT: Final = 64


@dataclass(frozen=True, slots=True)
class Phase:
    """The Moon at one time.

    ``elongation`` is its longitude less the Sun's, in [0, 360): below 180 it waxes. ``illuminated_share`` of the disc
    is lit, in [0, 1]. ``age_days`` have passed since ``new_moon``; ``None`` for the ephemeris's first month.
    ``bright_limb_angle`` tells which way the lit side points: degrees from celestial north, to the east, in [0, 360).
    """

    name: PhaseName
    elongation: float
    illuminated_share: float
    waxing: bool
    age_days: float | None
    new_moon: datetime | None
    bright_limb_angle: float


def phase(time: datetime) -> Phase:
    """The Moon's phase at ``time``, as from the Earth's centre. Takes about 1.5 ms. Raises ``OutsideEphemeris``."""
    at = positions(time, ("sun", "moon"))
    return phase_of(float(at.tt[0]), *at.at(0))


def phase_of(tt: float, sun: BodyPosition, moon: BodyPosition) -> Phase:
    """The same from the places of the Sun and the Moon at a Julian date in TT.

    Source of the lit share and of the limb's angle: Meeus, Astronomical Algorithms (1998), chapter 48.
    """
    elongation = (moon.longitude - sun.longitude) % 360.0
    longitude, latitude = np.radians([sun.longitude, moon.longitude]), np.radians([sun.latitude, moon.latitude])
    apart = _angle(longitude, latitude)
    angle = np.arctan2(sun.distance_au * np.sin(apart), moon.distance_au - sun.distance_au * np.cos(apart))
    new_moon = _new_moon_before(tt, elongation)
    return Phase(
        name=phase_name(elongation),
        elongation=elongation,
        illuminated_share=float((1.0 + np.cos(angle)) / 2.0),
        waxing=elongation < 180.0,
        age_days=None if new_moon is None else tt - new_moon,
        new_moon=None if new_moon is None else moment(new_moon),
        bright_limb_angle=_bright_limb(longitude, latitude, float(np.radians(obliquity(np.array([tt])))[0])),
    )


def phase_name(elongation: float) -> PhaseName:
    """The name of a phase: a quarter's within ``QUARTER_HALF_WIDTH`` of it, and what lies between."""
    quarter, past = divmod((elongation + QUARTER_HALF_WIDTH) % 360.0, 90.0)
    return PHASES[2 * int(quarter) + (past > 2 * QUARTER_HALF_WIDTH)]


def parallactic_angle(hour_angle: float, declination: float, place_latitude: float) -> float:
    """How far the zenith is from celestial north at a place in the sky, in degrees to the east, in (−180, 180].

    Less by it, a ``bright_limb_angle`` counts from straight up. All in degrees; the hour angle is westward.
    Source: Meeus, chapter 14.
    """
    hour, dec, lat = np.radians([hour_angle, declination, place_latitude])
    y, x = np.sin(hour), np.tan(lat) * np.cos(dec) - np.sin(dec) * np.cos(hour)
    return float(np.degrees(np.arctan2(y, x)))


def _angle(longitude: Floats, latitude: Floats) -> float:
    """Radians between the Sun and the Moon in the sky (Vincenty's form, exact also where they are close)."""
    step = longitude[1] - longitude[0]
    (sin_a, sin_b), (cos_a, cos_b) = np.sin(latitude), np.cos(latitude)
    across = np.hypot(cos_b * np.sin(step), cos_a * sin_b - sin_a * cos_b * np.cos(step))
    return float(np.arctan2(across, sin_a * sin_b + cos_a * cos_b * np.cos(step)))


def _bright_limb(longitude: Floats, latitude: Floats, tilt: float) -> float:
    up = np.sin(latitude) * np.cos(tilt) + np.cos(latitude) * np.sin(tilt) * np.sin(longitude)
    east = np.sin(longitude) * np.cos(tilt) - np.tan(latitude) * np.sin(tilt)
    sun_ra, moon_ra = np.arctan2(east, np.cos(longitude))
    sun_dec, moon_dec = np.arcsin(up)
    step = sun_ra - moon_ra
    y = np.cos(sun_dec) * np.sin(step)
    x = np.sin(sun_dec) * np.cos(moon_dec) - np.cos(sun_dec) * np.sin(moon_dec) * np.cos(step)
    return float(np.degrees(np.arctan2(y, x)) % 360.0)


def _new_moon_before(tt: float, elongation: float) -> float | None:
    """Date of the last new moon, not after ``tt``; ``None`` where the ephemeris begins later."""
    months = (tt - _FIRST_NEW_MOON) / SYNODIC_DAYS - elongation / 360.0
    new_moon = _new_moon(round(months))
    return None if new_moon is None else min(new_moon, tt)


@lru_cache(maxsize=_LUNATIONS_KEPT)
def _new_moon(lunation: int) -> float | None:
    """Date of the new moon of that number, the first of 2000 being 0; ``None`` beyond the ephemeris.

    A polynomial gives the date as a function of the elongation, through nine dates around the mean new moon, which is
    off by less than a day.
    """
    around = _FIRST_NEW_MOON + SYNODIC_DAYS * lunation + np.linspace(-1.0, 1.0, 9)
    if around[0] < FIRST_TT or around[-1] > LAST_TT:
        return None
    sky = mean_sky(around, ("sun", "moon"))
    off = separation(sky.longitude[1], sky.longitude[0])
    apart = off[:, None] - off
    np.fill_diagonal(apart, 1.0)
    toward = np.tile(-off, (9, 1))
    np.fill_diagonal(toward, 1.0)
    return float(around @ (toward / apart).prod(axis=1))
