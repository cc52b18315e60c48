"""The motions of the bodies over a stretch of time, from which every event in it follows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analytics.bars import Floats
from analytics.sky.ephemeris import mean_sky, moon_distance_km, nutation
from analytics.sky.names import BODIES, Body, separation
from analytics.sky.times import FIRST_TT, LAST_TT, julian
from analytics.sky.track import Track, fitted, nodes

_LEAST_RATE: Final = 1e-4
"""Degrees a day: close to a turn, where a step would be wild and the motion itself is exact."""
_LARGEST_STEP_DAYS: Final = 0.01


@dataclass(frozen=True, slots=True)
class Tracks:
    """Motions from ``reach[0]`` to ``reach[1]``; events are asked for from ``start`` up to, and without, ``end``.

    All four are Julian dates in TT. ``longitude`` is in degrees and runs on past 360; it counts from the true equinox
    of date where ``nutated``, else from the mean one. ``latitude`` is in degrees; ``moon_km``
    is the Moon's distance from centre to centre, where the Moon is among the bodies.
    """

    start: float
    end: float
    reach: tuple[float, float]
    nutated: bool
    longitude: Mapping[Body, Track]
    latitude: Mapping[Body, Track]
    moon_km: Track | None

    @property
    def bodies(self) -> tuple[Body, ...]:
        return tuple(self.longitude)

    def asked(self, tt: Floats) -> NDArray[np.bool_]:
        """Which dates are asked for."""
        return np.asarray((tt >= self.start) & (tt < self.end))

    def true_longitude(self, body: Body) -> Track:
        """The motion from the true equinox; ``ValueError`` where nutation was left out."""
        if not self.nutated:
            raise ValueError("these longitudes count from the mean equinox")
        return self.longitude[body]

    def polished(self, tt: Floats, a: Body, target: Floats, b: Body | None = None) -> Floats:
        """Dates at which ``a`` (less ``b``) crosses ``target``, after a step of Newton's with places worked out anew.

        Where a body goes behind the Sun, the bending of its light changes within hours, and a motion of smooth pieces
        is half a second of arc off. Elsewhere there is nothing left to improve.
        """
        if not len(tt):
            return tt
        bodies = [body for body in (a, b) if body is not None]
        sky = mean_sky(tt, bodies).longitude
        motion = self.longitude[a] if b is None else self.longitude[a] - self.longitude[b]
        there = sky[0] + nutation(tt)[0] if b is None else sky[0] - sky[1]
        off, rate = separation(there, target), motion.slope()(tt)
        steep = np.abs(rate) > _LEAST_RATE
        step = np.where(steep, off / np.where(steep, rate, 1.0), 0.0)
        return np.asarray(tt - np.clip(step, -_LARGEST_STEP_DAYS, _LARGEST_STEP_DAYS))

    def place(self, body: Body, tt: Floats) -> Floats:
        """Longitudes in [0, 360) from the true equinox, whichever the motion counts from."""
        swing = 0.0 if self.nutated else nutation(tt)[0]
        return np.asarray((self.longitude[body](tt) + swing) % 360.0)


def tracks(
    start: datetime, end: datetime, bodies: Sequence[Body] = BODIES, *, margin_days: float = 0.0, nutate: bool = True
) -> Tracks:
    """The motions of ``bodies`` from ``start`` to ``end`` and ``margin_days`` to both sides, as far as there are any.

    A year of all bodies takes about 0.2 s, half of it nutation; without it (``nutate`` off), longitudes count from the
    mean equinox, and differences between them are the same. Raises ``OutsideEphemeris``, and ``ValueError`` where
    ``end`` is not after ``start``.
    """
    first, last = julian([start, end]).tolist()
    if not first < last:
        raise ValueError("a stretch of time ends after it starts")
    reach = max(FIRST_TT, first - margin_days), min(LAST_TT, last + margin_days)
    width, dates = nodes(*reach)
    tt = dates.ravel()
    sky = mean_sky(tt, bodies)
    swing = nutation(tt)[0] if nutate else np.zeros(len(tt))
    longitude = np.unwrap(sky.longitude, period=360.0, axis=1) + swing

    def pieces(rows: Floats) -> dict[Body, Track]:
        return {body: fitted(reach[0], width, row.reshape(dates.shape)) for body, row in zip(bodies, rows, strict=True)}

    moon_km = None
    if "moon" in bodies:
        moon_km = fitted(reach[0], width, moon_distance_km(tt).reshape(dates.shape))
    return Tracks(first, last, reach, nutate, pieces(longitude), pieces(sky.latitude), moon_km)
