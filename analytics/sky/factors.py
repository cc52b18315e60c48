"""The sky at one instant, in one piece."""

from dataclasses import dataclass
from datetime import datetime

from analytics.sky.aspects import ORBS, AspectInForce, Orbs, aspects_in_force
from analytics.sky.names import Body
from analytics.sky.nodes import lunar_nodes
from analytics.sky.phase import Phase, phase_of
from analytics.sky.positions import BodyPosition, positions


@dataclass(frozen=True, slots=True)
class Factors:
    """What holds at ``time``; ``mean_node`` and ``true_node`` are the Moon's ascending node's longitudes in degrees."""

    time: datetime
    bodies: tuple[BodyPosition, ...]
    retrograde: tuple[Body, ...]
    phase: Phase
    aspects: tuple[AspectInForce, ...]
    mean_node: float
    true_node: float


def factors(time: datetime, orbs: Orbs = ORBS) -> Factors:
    """All that is current at ``time``, without what was or will be exact. Takes about 3 ms.

    Raises ``OutsideEphemeris``, and ``ValueError`` for a time without a zone.
    """
    at = positions(time)
    bodies = at.at(0)
    nodes = lunar_nodes(at.tt)
    return Factors(
        time=time,
        bodies=bodies,
        retrograde=tuple(place.name for place in bodies if place.retrograde),
        phase=phase_of(float(at.tt[0]), *bodies[:2]),
        aspects=tuple(aspects_in_force(bodies, orbs)),
        mean_node=float(nodes.mean[0]),
        true_node=float(nodes.true[0]),
    )
