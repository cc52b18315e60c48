"""What ``/cosmic now`` may answer: usual and odd."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from services.cosmic.now import CosmicNowAnswer
from tests.answers._shared import NOW
from tests.answers._sky import ASPECTS, CROWDED, bodies, phase, random_aspects, random_bodies


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


EDGES = (0.0, 29.99999, 30.0, 359.99999, 180.0, 90.0, 270.0, 60.0, 59.99, 0.00001)


SAMPLES: dict[str, CosmicNowAnswer] = {
    "usual": now_answer(),
    "nothing goes back": now_answer(bodies=bodies(speeds=(0.5,) * 10), moon=phase(3.0, age_days=None)),
    "one goes back, no aspect": now_answer(
        bodies=bodies(speeds=(0.5, 12.0, -0.2, *(0.1,) * 7)), aspects=(), next_exact=None
    ),
    "all in one place": now_answer(bodies=bodies(CROWDED, (0.9, 13.0, *(-0.1,) * 8))),
    "on the borders of signs": now_answer(bodies=bodies(EDGES), moon=phase(359.9999, age_days=29.5)),
}


def random_skies(count: int, seed: int) -> Iterator[CosmicNowAnswer]:
    random = np.random.default_rng(seed)
    for _ in range(count):
        found = random_aspects(random)
        coming = next((each for each in found if each.applying and each.exact), None)
        moon = phase(float(random.uniform(0, 360)))
        yield now_answer(bodies=random_bodies(random), aspects=found, moon=moon, next_exact=coming)
