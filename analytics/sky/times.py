"""Civil time and Terrestrial Time.

The sky is reckoned in TT, which runs evenly; people read UTC. Between the two lie leap seconds, from 1972 to the last
that was announced; of later ones nobody knows, and none is assumed. Before 1972 a clock showed the Earth's turning,
so UTC is taken for UT1 there, with ΔT from skyfield's table. (skyfield itself counts ten leap seconds in all years
before 1972, which is up to 45 s away.)
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

import numpy as np

from analytics.bars import Floats
from analytics.sky._source import source

FIRST_TT: Final = 2414865.0
"""1899-07-29 12:00 TT: half a day after the ephemeris begins, for Pluto's light is up to 7.2 hours under way."""
LAST_TT: Final = 2471184.0
"""2053-10-08 12:00 TT: half a day before the ephemeris ends, for a speed looks a little ahead."""
DAY_S: Final = 86400.0

_J2000 = datetime(2000, 1, 1, 12, tzinfo=UTC)
_J2000_JD = 2451545.0
_TT_MINUS_TAI = 32.184
_FIRST_LEAP_JD, _FIRST_TAI_MINUS_UTC = 2441317.5, 10.0

Times = datetime | Sequence[datetime] | Floats
"""Moments with their zone, or Julian dates in TT, of shape (n,) or one alone."""


class OutsideEphemeris(ValueError):
    """A time that the ephemeris does not reach: ``asked`` is its Julian date in TT, ``first`` to ``last`` the range."""

    def __init__(self, asked: float) -> None:
        self.asked = asked
        self.first = datetime(1899, 7, 29, 12, tzinfo=UTC)
        self.last = datetime(2053, 10, 8, 12, tzinfo=UTC)
        super().__init__(
            f"the ephemeris reaches from {self.first:%Y-%m-%d} to {self.last:%Y-%m-%d}, not JD {asked:.3f}"
        )


def julian(times: Times) -> Floats:
    """Julian dates in TT of shape (n,); a single time gives n = 1. The grain is 40 µs.

    Raises ``ValueError`` for a time without a zone or not finite, ``OutsideEphemeris`` for one out of range.
    """
    if isinstance(times, np.ndarray):
        tt = np.atleast_1d(np.asarray(times, dtype=np.float64))
    else:
        moments = [times] if isinstance(times, datetime) else list(times)
        if any(moment.tzinfo is None for moment in moments):
            raise ValueError("a time needs its zone")
        utc = np.array([_J2000_JD + (moment - _J2000) / timedelta(days=1) for moment in moments], dtype=np.float64)
        tt = utc + _tt_minus_utc(utc) / DAY_S
    if not np.isfinite(tt).all():
        raise ValueError("a time is not finite")
    outside = (tt < FIRST_TT) | (tt > LAST_TT)
    if outside.any():
        raise OutsideEphemeris(float(tt[outside][0]))
    return tt


def moments(tt: Floats) -> list[datetime]:
    """UTC of Julian dates in TT, to the millisecond. A leap second itself is told as the second after it."""
    utc = tt - _tt_minus_utc(tt) / DAY_S
    utc = tt - _tt_minus_utc(utc) / DAY_S
    return [_J2000 + timedelta(milliseconds=round((day - _J2000_JD) * DAY_S * 1000)) for day in utc.tolist()]


def moment(tt: float) -> datetime:
    """UTC of one Julian date in TT, to the millisecond."""
    return moments(np.array([tt]))[0]


def _tt_minus_utc(utc: Floats) -> Floats:
    """Seconds, for Julian dates in UTC."""
    scale = source().timescale
    dates = np.concatenate([[_FIRST_LEAP_JD], scale.leap_dates])
    offsets = np.concatenate([[_FIRST_TAI_MINUS_UTC], scale.leap_offsets])
    leaps = offsets[np.maximum(np.searchsorted(dates, utc, side="right") - 1, 0)] + _TT_MINUS_TAI
    if (utc >= _FIRST_LEAP_JD).all():
        return np.asarray(leaps)
    return np.where(utc < _FIRST_LEAP_JD, scale.delta_t_function(utc), leaps)
