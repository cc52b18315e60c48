"""Stations and what lies between them, ingresses, equinoxes and solstices."""

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analytics.bars import Floats
from analytics.sky.events import SEASONS, Ingress, SeasonStart, SkyEvent, Station
from analytics.sky.names import PLANETS, SIGN_WIDTH, SIGNS, Body, Motion
from analytics.sky.predicates import is_station
from analytics.sky.times import moments
from analytics.sky.track import Track
from analytics.sky.tracks import Tracks

_JUST_AFTER: Final = 0.01


def stations(sky: Tracks) -> list[Station]:
    """Dates at which the planets' apparent longitudes stop, by planet and date.

    For Mercury, Venus and Mars within 0.8 s of where Swiss Ephemeris's longitudes stop, which is up to 6 s from where
    its speeds are zero.
    """
    return [station for body in PLANETS if body in sky.longitude for station in _stations(sky, body)]


def _stations(sky: Tracks, body: Body) -> Iterator[Station]:
    track = sky.true_longitude(body)
    tt = track.turns()
    tt = tt[sky.asked(tt)]
    places = sky.place(body, tt)
    for date, time, place, motion in zip(tt.tolist(), moments(tt), places.tolist(), _after(track, tt), strict=True):
        yield Station(tt=date, time=time, bodies=(body,), longitude=place, motion=motion)


def _after(track: Track, tt: Floats) -> list[Motion]:
    """How a motion goes on just after each date."""
    ahead = np.minimum(tt + _JUST_AFTER, track.end)
    behind = np.maximum(ahead - _JUST_AFTER, track.start)
    return ["direct" if forward else "retrograde" for forward in (track(ahead) > track(behind)).tolist()]


def retrogrades(events: Iterable[SkyEvent], body: Body) -> list[tuple[Station, Station]]:
    """From the station at which ``body`` turns back to that at which it goes on, of those whole among ``events``."""
    found = [event for event in events if is_station(event, body)]
    return [(back, on) for back, on in pairwise(found) if back.motion == "retrograde"]


def ingresses(sky: Tracks) -> list[Ingress]:
    """Dates at which bodies cross into another sign, by body and date."""
    found = []
    for body in sky.bodies:
        track = sky.true_longitude(body)
        tt, number = sign_borders(sky, body)
        asked = sky.asked(tt)
        tt, number = tt[asked], number[asked]
        motions = _after(track, tt)
        for date, time, boundary, motion in zip(tt.tolist(), moments(tt), number.tolist(), motions, strict=True):
            into = SIGNS[(boundary if motion == "direct" else boundary - 1) % 12]
            place = boundary % 12 * SIGN_WIDTH
            found.append(Ingress(tt=date, time=time, bodies=(body,), longitude=place, into=into, motion=motion))
    return found


def seasons(sky: Tracks) -> list[SeasonStart]:
    """Equinoxes and solstices: the Sun's apparent longitude is a multiple of 90°."""
    tt, number = sign_borders(sky, "sun")
    asked = sky.asked(tt) & (number % 3 == 0)
    return [
        SeasonStart(tt=date, time=time, bodies=("sun",), longitude=quarter % 4 * 90.0, season=SEASONS[quarter % 4])
        for date, time, quarter in zip(
            tt[asked].tolist(), moments(tt[asked]), (number[asked] // 3).tolist(), strict=True
        )
    ]


def sign_borders(sky: Tracks, body: Body) -> tuple[Floats, NDArray[np.int64]]:
    """Dates within the reach of ``sky`` at which a body is between two signs, and at how many times 30° that is."""
    tt, number = sky.true_longitude(body).crossings(SIGN_WIDTH)
    return sky.polished(tt, body, np.multiply(number, SIGN_WIDTH, dtype=np.float64)), number
