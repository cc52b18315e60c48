"""The sky of now against a chart of the past."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from itertools import product
from typing import Final

from analytics.sky.aspects import MAJOR, closest_aspect
from analytics.sky.events import AspectName
from analytics.sky.names import Body
from analytics.sky.positions import BodyPosition, positions

BITCOIN_GENESIS: Final = datetime(2009, 1, 3, 18, 15, 5, tzinfo=UTC)
"""The time stamp of Bitcoin's first block."""
TRANSIT_ORBS: Final[Mapping[AspectName, float]] = dict.fromkeys(MAJOR, 2.0)
"""Widest orbs in degrees: the same for all, and narrow, since one side does not move."""


@dataclass(frozen=True, slots=True)
class Chart:
    """Where the bodies stood at ``time``, from the true equinox of its date: later skies are measured against it."""

    time: datetime
    bodies: tuple[BodyPosition, ...]


@dataclass(frozen=True, slots=True)
class Transit:
    """A body of now, ``transiting``, within the orb of an aspect to a place of the chart, ``natal``.

    ``place`` is that longitude, in degrees, which stands still; the other fields are as in ``Closest``.
    """

    transiting: Body
    natal: Body
    place: float
    aspect: AspectName
    angle: float
    orb: float
    widest_orb: float
    applying: bool


@cache
def genesis_chart() -> Chart:
    """The chart of Bitcoin's first block."""
    return Chart(BITCOIN_GENESIS, positions(BITCOIN_GENESIS).at(0))


def transits(
    places: Sequence[BodyPosition], to: Chart, orbs: Mapping[AspectName, float] = TRANSIT_ORBS
) -> list[Transit]:
    """Aspects of ``places`` to a chart, closest first; both sides of one body count as well as any."""
    found = [
        Transit(now.name, then.name, then.longitude, *closest)
        for now, then in product(places, to.bodies)
        if (closest := closest_aspect(now.longitude, now.speed, then.longitude, 0.0, orbs)) is not None
    ]
    return sorted(found, key=lambda each: abs(each.orb))
