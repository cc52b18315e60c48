"""What the Moon looks like: phase, age, the lit part and which way it points."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Final, Literal, get_args

import numpy as np

from analytics.bars import Floats
from analytics.sky.ephemeris import mean_sky, obliquity
from analytics.sky.names import separation
from analytics.sky.positions import BodyPosition, positions
from analytics.sky.times import FIRST_TT, LAST_TT, moment
from analytics.sky.vectors import angle, equatorial, position_angle

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
PHASES: Final[tuple[PhaseName, ...]] = get_args(PhaseName)
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
    ``bright_limb_angle`` and ``axis_angle`` tell which way the lit side and the ecliptic's north lie: degrees from
    celestial north to the east, in [0, 360) and in (−180, 180].
    """

    name: PhaseName
    elongation: float
    illuminated_share: float
    waxing: bool
    age_days: float | None
    new_moon: datetime | None
    bright_limb_angle: float
    axis_angle: float


def phase(time: datetime) -> Phase:
    """The Moon's phase at ``time``, as from the Earth's centre. Takes about 1.5 ms. Raises ``OutsideEphemeris``."""
    at = positions(time, ("sun", "moon"))
    return phase_of(float(at.tt[0]), *at.at(0))


def phase_of(tt: float, sun: BodyPosition, moon: BodyPosition) -> Phase:
    """The same from the places of the Sun and the Moon at a Julian date in TT.

    Source of the lit share: Meeus, Astronomical Algorithms (1998), chapter 48.
    """
    tilt = float(obliquity(np.array([tt]))[0])
    longitude, latitude = np.array([sun.longitude, moon.longitude, 0.0]), np.array([sun.latitude, moon.latitude, 90.0])
    to_sun, to_moon, to_pole = equatorial(longitude, latitude, tilt).T
    apart = angle(to_sun, to_moon)
    at_moon = np.arctan2(sun.distance_au * np.sin(apart), moon.distance_au - sun.distance_au * np.cos(apart))
    away = (moon.longitude - sun.longitude) % 360.0
    new_moon = _new_moon_before(tt, away)
    return Phase(
        name=phase_name(away),
        elongation=away,
        illuminated_share=float((1.0 + np.cos(at_moon)) / 2.0),
        waxing=away < 180.0,
        age_days=None if new_moon is None else tt - new_moon,
        new_moon=None if new_moon is None else moment(new_moon),
        bright_limb_angle=float(position_angle(to_sun, to_moon)) % 360.0,
        axis_angle=float(position_angle(to_pole, to_moon)),
    )


def elongations(tt: Floats) -> Floats:
    """How far east of the Sun the Moon is at Julian dates of shape (n,): degrees of longitude in [0, 360)."""
    sky = mean_sky(tt, ("sun", "moon"))
    return np.asarray((sky.longitude[1] - sky.longitude[0]) % 360.0)


def phase_name(elongation: float) -> PhaseName:
    """The name of a phase: a quarter's within ``QUARTER_HALF_WIDTH`` of it, and what lies between."""
    quarter, past = divmod((elongation + QUARTER_HALF_WIDTH) % 360.0, 90.0)
    return PHASES[2 * int(quarter) + (past > 2 * QUARTER_HALF_WIDTH)]


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
    off = separation(elongations(around), np.zeros(len(around)))
    apart = off[:, None] - off
    np.fill_diagonal(apart, 1.0)
    toward = np.tile(-off, (9, 1))
    np.fill_diagonal(toward, 1.0)
    return float(around @ (toward / apart).prod(axis=1))
