"""The Moon's quarters, apsides, crossings of the ecliptic, and when it is void of course."""

from bisect import bisect_left
from collections.abc import Sequence
from typing import Final

import numpy as np

from analytics.sky.aspects import MAJOR, exact_dates
from analytics.sky.events import QUARTERS, AspectName, MoonApsis, MoonPhase, NodeCrossing, VoidOfCourse
from analytics.sky.motion import sign_borders
from analytics.sky.names import SIGN_WIDTH, SIGNS, Body
from analytics.sky.times import moments
from analytics.sky.tracks import Tracks

VOID_MARGIN_DAYS: Final = 3.0
"""The Moon is at most 2.6 days in a sign: so far beyond the ends of a stretch its voids may reach."""


def moon_phases(sky: Tracks) -> list[MoonPhase]:
    """New moons, quarters and full moons, in order; within 0.02 s of Swiss Ephemeris at the same TT."""
    tt, number = sky.motion("moon", "sun").crossings(90.0)
    asked = sky.asked(tt)
    tt = tt[asked]
    places = sky.place("moon", tt)
    return [
        MoonPhase(tt=date, time=time, bodies=("moon", "sun"), longitude=place, quarter=QUARTERS[quarter % 4])
        for date, time, place, quarter in zip(
            tt.tolist(), moments(tt), places.tolist(), number[asked].tolist(), strict=True
        )
    ]


def apsides(sky: Tracks) -> list[MoonApsis]:
    """Perigees and apogees, in order: the distance of the centres is least or greatest."""
    distance = sky.moon_km
    if distance is None:
        return []
    tt = distance.turns()
    tt = tt[sky.asked(tt)]
    far = distance(tt)
    nearest = distance.slope().slope()(tt) > 0
    places = sky.place("moon", tt)
    return [
        MoonApsis(
            tt=date,
            time=time,
            bodies=("moon",),
            longitude=place,
            apsis="perigee" if near else "apogee",
            distance_km=distance_km,
        )
        for date, time, place, near, distance_km in zip(
            tt.tolist(), moments(tt), places.tolist(), nearest.tolist(), far.tolist(), strict=True
        )
    ]


def node_crossings(sky: Tracks) -> list[NodeCrossing]:
    """Dates at which the Moon's apparent latitude is zero, in order."""
    latitude = sky.moon_latitude
    if latitude is None:
        return []
    tt = latitude.passes(0.0)
    tt = tt[sky.asked(tt)]
    northward = latitude.slope()(tt) > 0
    places = sky.place("moon", tt)
    return [
        NodeCrossing(tt=date, time=time, bodies=("moon",), longitude=place, node="ascending" if north else "descending")
        for date, time, place, north in zip(tt.tolist(), moments(tt), places.tolist(), northward.tolist(), strict=True)
    ]


def voids_of_course(sky: Tracks, others: Sequence[Body] | None = None) -> list[VoidOfCourse]:
    """Times from the Moon's last exact major aspect in a sign to its leaving the sign, in order.

    Aspects are 0°, 60°, 90°, 120° and 180° of longitude to ``others``: by default the Sun and all planets to Pluto, as
    modern almanacs have it; the traditional seven end with Saturn. Voids count that begin in the stretch asked for;
    those near its ends need ``VOID_MARGIN_DAYS`` of margin around it, or are left out.
    """
    others = others if others is not None else [body for body in sky.bodies if body != "moon"]
    borders, numbers = sign_borders(sky, "moon")
    exact: list[tuple[float, AspectName | None, Body | None]] = []
    for other in others:
        tt, aspects = exact_dates(sky, "moon", other, MAJOR)
        exact += [(date, aspect, other) for date, aspect in zip(tt.tolist(), aspects, strict=True)]
    exact.sort()
    dates = [date for date, *_ in exact]
    found = []
    for entered, left, number in zip(borders[:-1].tolist(), borders[1:].tolist(), numbers[1:].tolist(), strict=True):
        before = bisect_left(dates, left)
        began, last, body = exact[before - 1] if before and dates[before - 1] >= entered else (entered, None, None)
        if not sky.start <= began < sky.end:
            continue
        time, until = moments(np.array([began, left]))
        found.append(
            VoidOfCourse(
                tt=began,
                time=time,
                bodies=("moon", body) if body else ("moon",),
                longitude=float(sky.place("moon", np.array([began]))[0]) if body else (number - 1) % 12 * SIGN_WIDTH,
                until=until,
                until_tt=left,
                into=SIGNS[number % 12],
                last=last,
            )
        )
    return found
