"""When an aspect in force or a transit is exact: next where it applies, last where it separates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import numpy as np

from analytics.sky.aspects import AspectInForce
from analytics.sky.names import BODIES, Body, separation
from analytics.sky.natal import Transit
from analytics.sky.times import moments
from analytics.sky.track import PIECE_DAYS
from analytics.sky.tracks import Tracks, polished, tracks

NEAR_DAYS: Final = 400.0
"""How far to both sides an exact time is looked for."""
_MOON_NEAR_DAYS: Final = 8.0
"""The same for the Moon, who leaves the widest of orbs within two days."""
_LONG_PIECE_DAYS: Final = 32.0
"""Of the other bodies' motions: within 3″, which polishing makes good."""
_POLISHINGS: Final = 2
"""One alone falls short of what a slow planet behind the Sun may be off."""


@dataclass(frozen=True, slots=True)
class _Approach:
    """``first`` nears or leaves the closest of ``places``, in degrees from ``second`` or else from the equinox."""

    first: Body
    second: Body | None
    places: tuple[float, float]
    applying: bool


def exact_aspects(found: Sequence[AspectInForce], time: datetime) -> list[datetime | None]:
    """When each of the aspects in force at ``time`` is exact.

    ``None`` where one of the two turns back first, or where that is more than ``NEAR_DAYS`` off or beyond the
    ephemeris. Takes about 30 ms. Raises ``OutsideEphemeris``.
    """
    return _exact([_Approach(*each.bodies, (each.angle, -each.angle), each.applying) for each in found], time)


def exact_transits(found: Sequence[Transit], time: datetime) -> list[datetime | None]:
    """When each of the transits at ``time`` is exact, as ``exact_aspects`` has it. Takes about 50 ms."""
    return _exact(
        [
            _Approach(each.transiting, None, (each.place + each.angle, each.place - each.angle), each.applying)
            for each in found
        ],
        time,
    )


def _exact(approaches: Sequence[_Approach], time: datetime) -> list[datetime | None]:
    """The approaches are all to a body, or all to places on the circle."""
    if not approaches:
        return []
    to_bodies = approaches[0].second is not None

    def motions(bodies: Sequence[Body], reach: float, piece: float) -> Tracks:
        end = time + timedelta(seconds=1)
        return tracks(time, end, bodies, margin_days=reach, piece_days=piece, nutate=not to_bodies)

    moon = motions(BODIES, _MOON_NEAR_DAYS, PIECE_DAYS)
    others = motions([body for body in BODIES if body != "moon"], NEAR_DAYS, _LONG_PIECE_DAYS)
    met = [_met(moon if "moon" in (each.first, each.second) else others, each) for each in approaches]
    known = [(each, at) for each, at in zip(approaches, met, strict=True) if at is not None]
    tt, target, rate = np.array([at for _, at in known]).reshape(-1, 3).T
    first = [each.first for each, _ in known]
    second = [each.second for each, _ in known if each.second is not None] if to_bodies else None
    for _ in range(_POLISHINGS):
        tt = polished(tt, target, rate, first, second)
    exact = iter(moments(tt))
    return [None if at is None else next(exact) for at in met]


def _met(sky: Tracks, each: _Approach) -> tuple[float, float, float] | None:
    """The date, the degrees there and the rate at which the approach is exact, as far as ``sky`` tells."""
    motion, now = sky.motion(each.first, each.second), np.array([sky.start])
    here = motion(now)
    off = separation(here, np.array(each.places))
    place = float(here[0] - off[np.abs(off).argmin()])
    date = motion.reached(place, sky.start, forward=each.applying)
    return None if date is None else (date, place, float(motion.slope()(np.array([date]))[0]))
