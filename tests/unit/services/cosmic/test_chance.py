"""How many aspects are more than chance, only chance itself can say."""

import numpy as np
import pytest

from analytics.sky.aspects import MAJOR, MAJOR_ORBS, ORBS, Orbs, aspects_in_force
from analytics.sky.names import BODIES
from analytics.sky.positions import BodyPosition
from services.cosmic.aspects import scaled
from services.cosmic.chance import expected_aspects, in_aspect


@pytest.mark.parametrize("orbs", [MAJOR_ORBS, ORBS, scaled(ORBS, 2.0), scaled(MAJOR_ORBS, 0.5)])
def test_it_is_the_mean_of_random_skies(orbs: Orbs) -> None:
    random = np.random.default_rng(7)
    counts = [
        len(aspects_in_force([BodyPosition(body, float(random.uniform(0, 360)), 0, 1, 1) for body in BODIES], orbs))
        for _ in range(400)
    ]
    error = float(np.std(counts)) / np.sqrt(len(counts))
    assert expected_aspects(BODIES, orbs) == pytest.approx(np.mean(counts), abs=4 * error)


def test_by_hand() -> None:
    """Within 2°: 2° at each end of the half circle, 4° at each of three angles between."""
    assert in_aspect(dict.fromkeys(MAJOR, 2.0)) == pytest.approx(16 / 180)
    assert in_aspect({}) == 0.0
    assert in_aspect(dict.fromkeys(MAJOR, 90.0)) == pytest.approx(1.0)
