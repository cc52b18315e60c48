"""Uranus, Neptune and Pluto as JPL's DE440 has them, on top of DE421.

DE421 is older than the newest orbits of the three and up to 0.3″ away from them, which is minutes in the time of an
ingress. What DE440 differs by is so smooth that a few dozen numbers tell it over all of DE421's time.

Source: DE421 and DE440 (Folkner et al. 2009; Park et al. 2021). The numbers are a least-squares fit of Chebyshev
polynomials to the difference of the planet's places, seen from the Sun, at 20,001 equally spaced times. It leaves 5 km
of up to 10,000, seen from here less than 0.0004″.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.polynomial import chebyshev

from analytics.bars import Floats

Row = tuple[float, float, float]


@dataclass(frozen=True)
class OuterPlanet:
    """A segment of DE421 from the Solar System's barycentre to the planet ``number``, moved to where DE440 has it.

    It answers as jplephem's own segments do: km and km a day, of shape (3,) or (3, n), at TDB dates in two parts.
    """

    segment: Any
    number: int

    def compute(self, tdb: Floats | float, tdb2: Floats | float = 0.0) -> Floats:
        place: Floats = self.segment.compute(tdb, tdb2)
        return place + chebyshev.chebval(self._at(tdb, tdb2), self._shift)

    def compute_and_differentiate(self, tdb: Floats | float, tdb2: Floats | float = 0.0) -> tuple[Floats, Floats]:
        place, velocity = self.segment.compute_and_differentiate(tdb, tdb2)
        at = self._at(tdb, tdb2)
        return place + chebyshev.chebval(at, self._shift), velocity + chebyshev.chebval(at, self._drift)

    def _at(self, tdb: Floats | float, tdb2: Floats | float) -> Floats:
        """The time on the polynomials' scale, which goes from -1 to 1."""
        return np.asarray((tdb - self._middle + tdb2) / self._half)

    @cached_property
    def _middle(self) -> float:
        return float(self.segment.start_jd + self.segment.end_jd) / 2

    @cached_property
    def _half(self) -> float:
        return float(self.segment.end_jd - self.segment.start_jd) / 2

    @cached_property
    def _shift(self) -> Floats:
        return np.array(SHIFT_KM[self.number])

    @cached_property
    def _drift(self) -> Floats:
        return np.asarray(chebyshev.chebder(self._shift) / self._half, dtype=np.float64)


SHIFT_KM: Final[Mapping[int, tuple[Row, ...]]] = {
    7: (  # Uranus
        (791.6, 1_123.8, 441.7),
        (-822.0, 724.3, 661.0),
        (1_443.0, 817.9, 135.1),
        (-1_264.8, 1_557.1, 892.7),
        (-568.2, -470.3, -607.6),
        (73.5, 574.0, -113.2),
        (-720.5, -195.3, 148.1),
        (120.0, -491.9, -103.5),
        (197.1, 109.0, -7.7),
        (-100.9, 24.5, -5.0),
        (43.2, -98.7, -28.1),
        (86.9, 42.9, 19.5),
        (-34.5, 58.5, 20.2),
        (-37.8, -20.8, -8.7),
        (15.9, -19.5, -6.9),
        (10.6, 11.3, 4.6),
        (-9.0, 5.0, 1.8),
        (-2.7, -5.5, -2.2),
        (4.0, -1.3, -0.5),
        (0.6, 3.0, 1.2),
        (-2.0, 0.1, 0.0),
    ),
    8: (  # Neptune
        (-223.5, -266.8, -94.0),
        (-3_278.1, 1_249.5, 223.4),
        (-522.2, -305.5, -56.4),
        (-809.9, -142.1, 278.9),
        (-31.6, -406.1, -174.8),
        (2.1, 32.2, -28.0),
        (-36.5, -115.8, -46.8),
        (96.0, -24.4, -10.3),
        (13.4, 43.3, 17.5),
        (-17.4, 5.1, 2.5),
        (-2.0, -4.9, -2.0),
        (1.3, -0.6, -0.3),
        (0.2, 0.2, 0.1),
    ),
    9: (  # Pluto
        (2_391.4, 142.7, -715.0),
        (-3_998.9, 2_790.0, 4_641.2),
        (1_334.0, -1_350.6, 641.3),
        (-239.2, 1_389.6, -185.4),
        (-648.5, -66.0, -91.3),
        (48.9, -202.0, -8.6),
        (87.6, -13.2, 42.1),
        (-8.5, 27.6, 6.7),
        (-13.7, 2.2, -16.9),
        (3.6, -5.2, -0.9),
        (2.0, 2.9, 4.0),
        (-2.1, -0.8, 0.4),
        (0.0, -1.8, -0.2),
    ),
}
"""DE440 less DE421 by NAIF's numbers: coefficients of x, y and z on the ICRS's axes, the constant ones first."""
