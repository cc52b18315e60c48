"""The sky to put into words: usual answers, odd ones, and as many random ones as a test wants."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, get_args

import numpy as np

from analytics.sky.aspects import ANGLES, MAJOR, ORBS
from analytics.sky.events import AspectName
from analytics.sky.names import BODIES, Body, degree_in_sign, sign_of
from analytics.sky.phase import phase_name
from services.core.request import Answer
from services.cosmic.aspects import CosmicAspectsAnswer
from services.cosmic.facts import AspectFacts, BodyFacts, MoonPhaseFacts
from services.cosmic.natal import ChartFacts, CosmicNatalAnswer, TransitFacts
from services.cosmic.now import CosmicNowAnswer

NOW = datetime(2023, 12, 30, 19, tzinfo=UTC)
GENESIS = datetime(2009, 1, 3, 18, 15, 5, tzinfo=UTC)
USUAL = (278.8078, 141.593, 262.6225, 241.1437, 266.413, 35.5812, 333.1375, 49.4109, 355.059, 299.3203)
BORN = (283.5151, 4.5636, 302.7943, 330.2555, 275.6008, 299.5609, 171.7586, 349.3182, 322.517, 271.3559)
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


def bodies(longitudes: tuple[float, ...] = USUAL, speeds: tuple[float, ...] = SPEEDS) -> tuple[BodyFacts, ...]:
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


def transit(transiting: Body, natal: Body, name: AspectName, orb: float, hours: float | None) -> TransitFacts:
    return TransitFacts(
        name=f"{transiting} {name} natal {natal}",
        transiting=transiting,
        natal=natal,
        aspect=name,
        angle=ANGLES[name],
        orb=orb,
        widest_orb=2.0,
        applying=hours is None or hours > 0,
        exact=None if hours is None else NOW + timedelta(hours=hours),
    )


ASPECTS = (
    aspect("moon", "mercury", "trine", 1.0295, 2.0),
    aspect("mars", "neptune", "square", 1.3541, -44.7),
    aspect("venus", "pluto", "sextile", 1.8234, -37.0),
    aspect("jupiter", "saturn", "sextile", 2.4437, None),
    aspect("mercury", "mars", "conjunction", 3.7905, -66.5),
    aspect("moon", "saturn", "opposition", 7.544, 5000.0),
)
TRANSITS = (
    transit("jupiter", "mars", "trine", 0.0196, -73.5),
    transit("pluto", "jupiter", "conjunction", 0.2406, 184.0),
    transit("mercury", "saturn", "square", 0.8639, None),
    transit("moon", "neptune", "opposition", 0.924, 1.85),
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


def now_answer(**changes: Any) -> CosmicNowAnswer:
    standing = changes.get("bodies", bodies())
    usual: dict[str, Any] = {
        "as_of": NOW,
        "bodies": standing,
        "moon": phase(),
        "retrograde": tuple(each.name for each in standing if each.retrograde),
        "aspects": ASPECTS,
        "expected_by_chance": 12.3222,
        "mean_node_longitude": 20.9409,
        "true_node_longitude": 21.2335,
        "next_exact": ASPECTS[0],
    }
    return CosmicNowAnswer.model_validate(usual | changes)


def aspects_answer(**changes: Any) -> CosmicAspectsAnswer:
    found = changes.get("aspects", ASPECTS)
    usual: dict[str, Any] = {
        "as_of": NOW,
        "orb_ratio": 1.0,
        "minor": False,
        "bodies": bodies(),
        "aspects": found,
        "applying": sum(each.applying for each in found),
        "expected_by_chance": 12.3222,
    }
    return CosmicAspectsAnswer.model_validate(usual | changes)


def natal_answer(**changes: Any) -> CosmicNatalAnswer:
    found = changes.get("transits", TRANSITS)
    usual: dict[str, Any] = {
        "as_of": NOW,
        "chart": ChartFacts(name="Bitcoin genesis block", time=GENESIS, bodies=bodies(BORN)),
        "bodies": bodies(),
        "transits": found,
        "applying": sum(each.applying for each in found),
        "expected_by_chance": 8.8889,
    }
    return CosmicNatalAnswer.model_validate(usual | changes)


CROWDED = tuple(120.0 + step / 3 for step in range(10))
EDGES = (0.0, 29.99999, 30.0, 359.99999, 180.0, 90.0, 270.0, 60.0, 59.99, 0.00001)
EVERY = tuple(
    aspect("sun", "mars", name, 0.1 + 0.15 * number, -0.5 if number % 2 else 30.0, widest_orb=3.0)
    for number, name in enumerate((*ANGLES, *MAJOR))
)
ANSWERS: dict[str, Answer] = {
    "cosmic now: usual": now_answer(),
    "cosmic now: nothing goes back": now_answer(bodies=bodies(speeds=(0.5,) * 10), moon=phase(3.0, age_days=None)),
    "cosmic now: one goes back, no aspect": now_answer(
        bodies=bodies(speeds=(0.5, 12.0, -0.2, *(0.1,) * 7)), aspects=(), next_exact=None
    ),
    "cosmic now: all in one place": now_answer(bodies=bodies(CROWDED, (0.9, 13.0, *(-0.1,) * 8))),
    "cosmic now: on the borders of signs": now_answer(bodies=bodies(EDGES), moon=phase(359.9999, age_days=29.5)),
    "cosmic aspects: usual": aspects_answer(),
    "cosmic aspects: none": aspects_answer(aspects=(), orb_ratio=0.5, expected_by_chance=6.1611),
    "cosmic aspects: one, going": aspects_answer(aspects=(ASPECTS[1],)),
    "cosmic aspects: every kind": aspects_answer(aspects=EVERY, minor=True, orb_ratio=1.25, expected_by_chance=33.3333),
    "cosmic natal: usual": natal_answer(),
    "cosmic natal: none": natal_answer(transits=()),
    "cosmic natal: one, in one place": natal_answer(
        transits=TRANSITS[2:3], bodies=bodies(CROWDED, (0.9, 13.0, *(-0.1,) * 8))
    ),
    "cosmic natal: many": natal_answer(transits=TRANSITS * 4),
}


def random_sky(count: int, seed: int) -> Iterator[Answer]:
    """Answers with bodies anywhere, and aspects of any kind."""
    random = np.random.default_rng(seed)
    names: tuple[AspectName, ...] = get_args(AspectName)
    for _ in range(count):
        standing = bodies(tuple(random.uniform(0, 360, 10).tolist()), tuple(random.normal(0.2, 0.5, 10).tolist()))
        pairs = [random.permutation(len(BODIES))[:2] for _ in range(int(random.integers(0, 14)))]
        hours = [None if random.random() < 0.2 else float(random.normal(0, 2000)) for _ in pairs]
        orbs = np.sort(random.uniform(0, 8, len(pairs))).tolist()
        found = tuple(
            aspect(BODIES[int(a)], BODIES[int(b)], names[int(random.integers(len(names)))], orb, hour)
            for (a, b), orb, hour in zip(pairs, orbs, hours, strict=True)
        )
        crossing = tuple(
            transit(each.first, each.second, each.aspect, each.orb / 4, hour)
            for each, hour in zip(found, hours, strict=True)
        )
        coming = [each for each in found if each.applying and each.exact]
        moon = phase(float(random.uniform(0, 360)))
        yield now_answer(bodies=standing, aspects=found, moon=moon, next_exact=coming[0] if coming else None)
        yield aspects_answer(bodies=standing, aspects=found, orb_ratio=float(random.uniform(0.5, 2)))
        yield natal_answer(bodies=standing, transits=crossing)
