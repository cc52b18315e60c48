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
from analytics.sky.track import PIECE_DAYS, Track, fitted, nodes

_LEAST_RATE: Final = 1e-4
"""Degrees a day: close to a turn, where a step would be wild and the motion itself is exact."""
_LARGEST_STEP_DAYS: Final = 0.01


@dataclass(frozen=True, slots=True)
class Tracks:
    """Motions from ``reach[0]`` to ``reach[1]``; events are asked for from ``start`` up to, and without, ``end``.

    All four are Julian dates in TT. ``longitude`` is in degrees and runs on past 360; it counts from the true equinox
    of date where ``nutated``, else from the mean one. ``moon_latitude`` in degrees and ``moon_km``, the distance from
    centre to centre, are there where the Moon is among the bodies.
    """

    start: float
    end: float
    reach: tuple[float, float]
    nutated: bool
    longitude: Mapping[Body, Track]
    moon_latitude: Track | None
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

    def motion(self, a: Body, b: Body | None = None) -> Track:
        """The longitude of ``a`` less that of ``b``, or from the true equinox where there is no ``b``."""
        return self.true_longitude(a) if b is None else self.longitude[a] - self.longitude[b]

    def polished(self, tt: Floats, a: Body, target: Floats, b: Body | None = None) -> Floats:
        """``polished`` dates, within the reach, at which the motion of ``a`` (less ``b``) crosses ``target``."""
        count = len(tt)
        return polished(tt, target, self.motion(a, b).slope()(tt), [a] * count, None if b is None else [b] * count)

    def place(self, body: Body, tt: Floats) -> Floats:
        """Longitudes in [0, 360) from the true equinox, whichever the motion counts from."""
        swing = 0.0 if self.nutated else nutation(tt)
        return np.asarray((self.longitude[body](tt) + swing) % 360.0)


def polished(
    tt: Floats, target: Floats, rate: Floats, first: Sequence[Body], second: Sequence[Body] | None = None
) -> Floats:
    """Dates of shape (n,) at which each of ``first`` is at ``target``, after a step of Newton's with places worked out
    anew: degrees from the true equinox, or from its body of ``second``. ``rate`` is in degrees a day.

    Where a body goes behind the Sun, the bending of its light changes within hours, and a motion of smooth pieces is
    a second of arc off. Elsewhere there is nothing left to improve.
    """
    if not len(tt):
        return tt
    bodies = list(dict.fromkeys([*first, *(second or ())]))
    longitude = mean_sky(tt, bodies).longitude

    def of(each: Sequence[Body]) -> Floats:
        return longitude[[bodies.index(body) for body in each], np.arange(len(tt))]

    there = of(first) + nutation(tt) if second is None else of(first) - of(second)
    steep = np.abs(rate) > _LEAST_RATE
    step = np.where(steep, separation(there, target) / np.where(steep, rate, 1.0), 0.0)
    return np.asarray(tt - np.clip(step, -_LARGEST_STEP_DAYS, _LARGEST_STEP_DAYS))


def tracks(
    start: datetime,
    end: datetime,
    bodies: Sequence[Body] = BODIES,
    *,
    margin_days: float = 0.0,
    piece_days: float = PIECE_DAYS,
    nutate: bool = True,
) -> Tracks:
    """The motions of ``bodies`` from ``start`` to ``end`` and ``margin_days`` to both sides, as far as there are any.

    Longer pieces than the usual (``piece_days``) take less time, and do not hold the Moon. Without nutation (``nutate``
    off) longitudes count from the mean equinox; differences between them are the same. A year of all bodies takes about
    40 ms, two thirds of it nutation.

    Raises ``OutsideEphemeris``, and ``ValueError`` where ``end`` is not after ``start``.
    """
    first, last = julian([start, end]).tolist()
    if not first < last:
        raise ValueError("a stretch of time ends after it starts")
    reach = max(FIRST_TT, first - margin_days), min(LAST_TT, last + margin_days)
    width, dates = nodes(*reach, piece_days)
    tt = dates.ravel()
    sky = mean_sky(tt, bodies)
    longitude = np.unwrap(sky.longitude, period=360.0, axis=1)
    if nutate:
        longitude += nutation(tt)

    def track(values: Floats) -> Track:
        return fitted(reach[0], width, values.reshape(dates.shape))

    moon = "moon" in bodies
    return Tracks(
        start=first,
        end=last,
        reach=reach,
        nutated=nutate,
        longitude={body: track(row) for body, row in zip(bodies, longitude, strict=True)},
        moon_latitude=track(sky.latitude[bodies.index("moon")]) if moon else None,
        moon_km=track(moon_distance_km(tt)) if moon else None,
    )
