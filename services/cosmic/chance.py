"""How many aspects bodies would have that stood anywhere on the circle, each place as likely as any other."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

from analytics.sky.aspects import ANGLES, Orbs, widest_orbs
from analytics.sky.events import AspectName
from analytics.sky.names import Body


def expected_aspects(bodies: Sequence[Body], orbs: Orbs) -> float:
    """The mean count between all pairs of ``bodies``. Where orbs overlap, a pair counts once, as it does in the sky."""
    return sum(in_aspect(widest_orbs(orbs, first, second)) for first, second in combinations(bodies, 2))


def in_aspect(widest: Mapping[AspectName, float]) -> float:
    """The share of the angles from 0° to 180° that is within the orb of an aspect."""
    return _length((ANGLES[aspect] - orb, ANGLES[aspect] + orb) for aspect, orb in widest.items()) / 180.0


def _length(stretches: Iterable[tuple[float, float]]) -> float:
    """What the stretches cover together between 0 and 180."""
    covered = reached = 0.0
    for start, end in sorted(stretches):
        start, end = max(start, reached), min(end, 180.0)
        covered += max(0.0, end - start)
        reached = max(reached, end)
    return covered
