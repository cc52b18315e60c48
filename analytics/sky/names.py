"""What the sky's parts are called."""

from typing import Final, Literal, get_args

import numpy as np

from analytics.bars import Floats

Body = Literal["sun", "moon", "mercury", "venus", "mars", "jupiter", "saturn", "uranus", "neptune", "pluto"]
Sign = Literal[
    "aries",
    "taurus",
    "gemini",
    "cancer",
    "leo",
    "virgo",
    "libra",
    "scorpio",
    "sagittarius",
    "capricorn",
    "aquarius",
    "pisces",
]
Motion = Literal["direct", "retrograde"]

BODIES: Final[tuple[Body, ...]] = get_args(Body)
PLANETS: Final = BODIES[2:]
"""Those that can stand still and turn back: the Sun and the Moon never do."""
LUMINARIES: Final = BODIES[:2]
SIGNS: Final[tuple[Sign, ...]] = get_args(Sign)
"""The twelve signs of the tropical zodiac, 30° each from the true equinox of date. Not the constellations."""
SIGN_WIDTH: Final = 30.0


def sign_of(longitude: float) -> Sign:
    """The sign at a longitude in degrees; a sign begins with its first degree."""
    return SIGNS[int(longitude % 360.0 // SIGN_WIDTH) % 12]


def degree_in_sign(longitude: float) -> float:
    """Degrees since the sign began, in [0, 30)."""
    return longitude % 360.0 % SIGN_WIDTH


def separation(a: Floats, b: Floats) -> Floats:
    """Angle from ``b`` to ``a`` in degrees, in [−180, 180)."""
    return np.asarray((np.asarray(a) - b + 180.0) % 360.0 - 180.0)
