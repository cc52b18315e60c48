"""What ``/cosmic natal`` may answer: usual and odd."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from analytics.sky.aspects import ANGLES
from analytics.sky.events import AspectName
from analytics.sky.names import Body
from services.cosmic.natal import ChartFacts, CosmicNatalAnswer, TransitFacts
from tests.answers._shared import NOW
from tests.answers._sky import CROWDED, bodies, random_aspects, random_bodies

GENESIS = datetime(2009, 1, 3, 18, 15, 5, tzinfo=UTC)


BORN = (283.5151, 4.5636, 302.7943, 330.2555, 275.6008, 299.5609, 171.7586, 349.3182, 322.517, 271.3559)


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


TRANSITS = (
    transit("jupiter", "mars", "trine", 0.0196, -73.5),
    transit("pluto", "jupiter", "conjunction", 0.2406, 184.0),
    transit("mercury", "saturn", "square", 0.8639, None),
    transit("moon", "neptune", "opposition", 0.924, 1.85),
)


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


SAMPLES: dict[str, CosmicNatalAnswer] = {
    "usual": natal_answer(),
    "none": natal_answer(transits=()),
    "one, in one place": natal_answer(transits=TRANSITS[2:3], bodies=bodies(CROWDED, (0.9, 13.0, *(-0.1,) * 8))),
    "many": natal_answer(transits=TRANSITS * 4),
}


def hours_to(time: datetime | None) -> float | None:
    return None if time is None else (time - NOW).total_seconds() / 3600


def random_transits(count: int, seed: int) -> Iterator[CosmicNatalAnswer]:
    random = np.random.default_rng(seed)
    for _ in range(count):
        crossing = tuple(
            transit(each.first, each.second, each.aspect, each.orb / 4, hours_to(each.exact))
            for each in random_aspects(random)
        )
        yield natal_answer(bodies=random_bodies(random), transits=crossing)
