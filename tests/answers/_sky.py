"""Bodies, aspects and events of the sky, for samples."""

from datetime import UTC, datetime, timedelta
from typing import Any, get_args

import numpy as np

from analytics.sky.aspects import ANGLES, ORBS
from analytics.sky.events import (
    QUARTERS,
    SEASONS,
    AspectName,
    Eclipse,
    Ingress,
    MoonApsis,
    MoonPhase,
    NodeCrossing,
    Perfection,
    SeasonStart,
    SkyEvent,
    Station,
    VoidOfCourse,
)
from analytics.sky.names import BODIES, PLANETS, SIGNS, Body, degree_in_sign, sign_of
from analytics.sky.phase import phase_name
from services.cosmic.facts import AspectFacts, BodyFacts, MoonPhaseFacts
from tests.answers._shared import NOW


def events(count: int, days: float, seed: int = 7, start: datetime = NOW) -> tuple[SkyEvent, ...]:
    """Up to ``count`` events of every class, in order, within ``days`` from ``start``.

    They need not be astronomy, but as in the sky none comes twice in a day.
    """
    random = np.random.default_rng(seed)
    times = sorted(random.uniform(0, days, count).tolist())
    found = [_event(random, start + timedelta(days=time)) for time in times]
    return tuple({(event.time.date(), event.kind, event.bodies): event for event in reversed(found)}.values())[::-1]


def _event(random: np.random.Generator, time: datetime) -> SkyEvent:
    number = int(random.integers(0, 1000))
    planet: Body = PLANETS[number % len(PLANETS)]
    at: dict[str, Any] = {
        "tt": 2451545.0 + (time - datetime(2000, 1, 1, 12, tzinfo=UTC)) / timedelta(days=1),
        "time": time,
        "longitude": float(random.uniform(0, 360)),
    }
    motion: Any = ("direct", "retrograde")[number % 2]
    match int(random.integers(0, 9)):
        case 0:
            return Station(bodies=(planet,), motion=motion, **at)
        case 1:
            return Ingress(bodies=(BODIES[number % 10],), into=SIGNS[number % 12], motion=motion, **at)
        case 2:
            return MoonPhase(bodies=("moon", "sun"), quarter=QUARTERS[number % 4], **at)
        case 3:
            return SeasonStart(bodies=("sun",), season=SEASONS[number % 4], **at)
        case 4:
            apsis: Any = ("perigee", "apogee")[number % 2]
            return MoonApsis(bodies=("moon",), apsis=apsis, distance_km=363_104.2, **at)
        case 5:
            node: Any = ("ascending", "descending")[number % 2]
            return NodeCrossing(bodies=("moon",), node=node, **at)
        case 6:
            name = tuple(ANGLES)[number % len(ANGLES)]
            pair: Any = ("sun", planet) if number % 3 else (planet, PLANETS[(number + 3) % len(PLANETS)])
            return Perfection(bodies=pair, aspect=name, angle=ANGLES[name], longitudes=(10.0, 100.0), **at)
        case 7:
            end = time + timedelta(hours=float(random.uniform(0.01, 60)))
            return VoidOfCourse(
                bodies=("moon",), until=end, until_tt=at["tt"] + 1, into=SIGNS[number % 12], last=None, **at
            )
        case _:
            of: Any = ("sun", "moon")[number % 2]
            kind: Any = ("penumbral", "partial", "annular", "hybrid", "total")[number % 5]
            return Eclipse(bodies=("moon", "sun"), of=of, type=kind, gamma=0.3, magnitude=1.01, **at)


MANY = events(400, 366)


MONTH = events(40, 30)


LONGITUDES = (278.8078, 141.593, 262.6225, 241.1437, 266.413, 35.5812, 333.1375, 49.4109, 355.059, 299.3203)


SPEEDS = (1.0189, 11.999, -0.3856, 1.2148, 0.7405, -0.0011, 0.0871, -0.0228, 0.0139, 0.0308)


def body(name: Body, longitude: float, speed: float = 0.5) -> BodyFacts:
    return BodyFacts(
        name=name,
        longitude=longitude,
        latitude=-1.0833,
        distance_au=0.98334,
        speed=speed,
        sign=sign_of(longitude),
        degree=degree_in_sign(longitude),
        retrograde=speed < 0,
    )


def bodies(longitudes: tuple[float, ...] = LONGITUDES, speeds: tuple[float, ...] = SPEEDS) -> tuple[BodyFacts, ...]:
    return tuple(body(*each) for each in zip(BODIES, longitudes, speeds, strict=True))


def aspect(first: Body, second: Body, name: AspectName, orb: float, hours: float | None, **changes: Any) -> AspectFacts:
    """``hours`` from ``NOW`` it is exact; it applies where they are ahead, or where nothing is known of them."""
    usual: dict[str, Any] = {
        "name": f"{first} {name} {second}",
        "first": first,
        "second": second,
        "aspect": name,
        "angle": ANGLES[name],
        "orb": orb,
        "widest_orb": ORBS[name][1],
        "applying": hours is None or hours > 0,
        "exact": None if hours is None else NOW + timedelta(hours=hours),
    }
    return AspectFacts.model_validate(usual | changes)


ASPECTS = (
    aspect("moon", "mercury", "trine", 1.0295, 2.0),
    aspect("mars", "neptune", "square", 1.3541, -44.7),
    aspect("venus", "pluto", "sextile", 1.8234, -37.0),
    aspect("jupiter", "saturn", "sextile", 2.4437, None),
    aspect("mercury", "mars", "conjunction", 3.7905, -66.5),
    aspect("moon", "saturn", "opposition", 7.544, 5000.0),
)


def phase(elongation: float = 222.7852, **changes: Any) -> MoonPhaseFacts:
    usual = {
        "name": phase_name(elongation),
        "elongation": elongation,
        "illuminated_share": (1 - float(np.cos(np.radians(elongation)))) / 2,
        "waxing": elongation < 180,
        "age_days": elongation / 360 * 29.53,
    }
    return MoonPhaseFacts.model_validate(usual | changes)


CROWDED = tuple(120.0 + step / 3 for step in range(10))


def random_bodies(random: np.random.Generator) -> tuple[BodyFacts, ...]:
    """Bodies anywhere."""
    return bodies(tuple(random.uniform(0, 360, 10).tolist()), tuple(random.normal(0.2, 0.5, 10).tolist()))


def random_aspects(random: np.random.Generator) -> tuple[AspectFacts, ...]:
    """Up to 13 aspects of any kind, the closest first; of some it is not known when they are exact."""
    names: tuple[AspectName, ...] = get_args(AspectName)
    pairs = [random.permutation(len(BODIES))[:2] for _ in range(int(random.integers(0, 14)))]
    orbs = np.sort(random.uniform(0, 8, len(pairs))).tolist()
    return tuple(
        aspect(
            BODIES[int(a)],
            BODIES[int(b)],
            names[int(random.integers(len(names)))],
            orb,
            None if random.random() < 0.2 else float(random.normal(0, 2000)),
        )
        for (a, b), orb in zip(pairs, orbs, strict=True)
    )
