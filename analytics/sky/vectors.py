"""Vectors of three along an array's first axis: in the sky, the third of them to the celestial pole."""

import numpy as np

from analytics.bars import Floats


def dot(a: Floats, b: Floats) -> Floats:
    return np.asarray((a * b).sum(axis=0))


def length(vector: Floats) -> Floats:
    return np.asarray(np.sqrt(dot(vector, vector)))


def equatorial(longitude: Floats, latitude: Floats, tilt: Floats | float) -> Floats:
    """Unit vectors of shape (3, …) to points of the ecliptic's sphere, the third axis to the celestial pole.

    All angles are in degrees; ``tilt`` is the obliquity of the ecliptic.
    """
    along, off, turn = np.radians(longitude), np.radians(latitude), np.radians(tilt)
    x, y, z = np.cos(off) * np.cos(along), np.cos(off) * np.sin(along), np.sin(off)
    return np.array([x, y * np.cos(turn) - z * np.sin(turn), y * np.sin(turn) + z * np.cos(turn)])


def angle(a: Floats, b: Floats) -> Floats:
    """Radians between unit vectors, exact also where they are close."""
    return np.arctan2(length(np.cross(a, b, axis=0)), dot(a, b))


def position_angle(of: Floats, at: Floats) -> Floats:
    """Which way ``of`` lies, seen from ``at``, both unit vectors: degrees from celestial north to the east, in
    (−180, 180]."""
    east = at[0] * of[1] - at[1] * of[0]
    north = of[2] - at[2] * dot(at, of)
    return np.asarray(np.degrees(np.arctan2(east, north)))
