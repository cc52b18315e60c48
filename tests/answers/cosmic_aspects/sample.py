"""What ``/cosmic aspects`` may answer: usual and odd."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from analytics.sky.aspects import ANGLES, MAJOR
from services.cosmic.aspects import CosmicAspectsAnswer
from tests.answers._shared import NOW
from tests.answers._sky import ASPECTS, aspect, bodies, random_aspects, random_bodies


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


EVERY = tuple(
    aspect("sun", "mars", name, 0.1 + 0.15 * number, -0.5 if number % 2 else 30.0, widest_orb=3.0)
    for number, name in enumerate((*ANGLES, *MAJOR))
)


SAMPLES: dict[str, CosmicAspectsAnswer] = {
    "usual": aspects_answer(),
    "none": aspects_answer(aspects=(), orb_ratio=0.5, expected_by_chance=6.1611),
    "one, going": aspects_answer(aspects=(ASPECTS[1],)),
    "every kind": aspects_answer(aspects=EVERY, minor=True, orb_ratio=1.25, expected_by_chance=33.3333),
}


def random_aspect_lists(count: int, seed: int) -> Iterator[CosmicAspectsAnswer]:
    random = np.random.default_rng(seed)
    for _ in range(count):
        orbs = float(random.uniform(0.5, 2))
        yield aspects_answer(bodies=random_bodies(random), aspects=random_aspects(random), orb_ratio=orbs)
