"""The sky of now against a chart of the past."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from analytics.sky.aspects import MAJOR, closest_aspect
from analytics.sky.events import AspectName
from analytics.sky.names import BODIES, Body
from analytics.sky.positions import BodyPosition, positions

BITCOIN_GENESIS: Final = datetime(2009, 1, 3, 18, 15, 5, tzinfo=UTC)
"""The time stamp of Bitcoin's first block."""
TRANSIT_ORBS: Final[Mapping[AspectName, float]] = dict.fromkeys(MAJOR, 2.0)
"""Widest orbs in degrees: the same for all, and narrow, since one side does not move."""


@dataclass(frozen=True, slots=True)
class Chart:
    """Longitudes in degrees, from the true equinox of its date, that later skies are measured against."""

    time: datetime
    longitude: Mapping[Body, float]


@dataclass(frozen=True, slots=True)
class Transit:
    """A body of now, ``transiting``, within the orb of an aspect to a place of the chart, ``natal``.

    ``orb`` and ``apart`` are as in ``AspectInForce``; the chart's place stands still.
    """

    transiting: Body
    natal: Body
    aspect: AspectName
    angle: float
    apart: float
    orb: float
    applying: bool

    @property
    def name(self) -> str:
        return f"{self.transiting.title()} {self.aspect} natal {self.natal.title()}"


def chart(time: datetime, bodies: Sequence[Body] = BODIES) -> Chart:
    """The chart of a moment. Raises ``OutsideEphemeris``."""
    return Chart(time, {place.name: place.longitude for place in positions(time, bodies).at(0)})


def genesis_chart() -> Chart:
    """The chart of Bitcoin's first block."""
    return chart(BITCOIN_GENESIS)


def transits(
    places: Sequence[BodyPosition], to: Chart, orbs: Mapping[AspectName, float] = TRANSIT_ORBS
) -> list[Transit]:
    """Aspects of ``places`` to a chart, closest first; both sides of one body count as well as any."""
    found = [
        Transit(place.name, body, *aspect)
        for place in places
        for body, longitude in to.longitude.items()
        if (aspect := closest_aspect(place.longitude, place.speed, longitude, 0.0, orbs)) is not None
    ]
    return sorted(found, key=lambda each: abs(each.orb))
