"""The Moon's nodes: where her path crosses the ecliptic."""

from dataclasses import dataclass

import numpy as np

from analytics.bars import Floats
from analytics.sky.ephemeris import moon_state, nutation
from analytics.sky.times import Times, julian


@dataclass(frozen=True, slots=True)
class LunarNodes:
    """Longitudes of the ascending node in degrees in [0, 360), on the true equinox of date, at ``tt`` of shape (n,).

    The descending node is opposite. ``mean`` moves back evenly, 0.053° a day; ``true`` swings up to 1.9° around it.
    """

    tt: Floats
    mean: Floats
    true: Floats


def lunar_nodes(times: Times) -> LunarNodes:
    """The mean node, and the node of the orbit that the Moon's place and velocity give at each moment.

    Mean: Simon et al. (1994), section 3.5, as in the IERS Conventions (2010), (5.43). True: the line in which the plane
    of the geometric place and velocity cuts the ecliptic of date. Raises ``OutsideEphemeris``.
    """
    tt = julian(times)
    swing = nutation(tt)
    place, velocity = moon_state(tt)
    across = np.cross(place, velocity, axis=0)
    true = np.degrees(np.arctan2(across[0], -across[1]))
    return LunarNodes(tt, (mean_node(tt) + swing) % 360.0, (true + swing) % 360.0)


def mean_node(tt: Floats) -> Floats:
    """Longitude of the mean ascending node in degrees, from the mean equinox of date."""
    t = (np.asarray(tt) - 2451545.0) / 36525.0
    arcsec = 450160.398036 + t * (-6962890.5431 + t * (7.4722 + t * (0.007702 + t * -0.00005939)))
    return np.asarray(arcsec / 3600.0 % 360.0)
