"""What people say moves markets in the sky, as calendars: each factor is a list of times at which it is in force.

A factor is data: its name, the rule by which a bar counts as inside, and how its spells follow from events. More can be
added here and nowhere else; each one more is one more that is tried, and all are judged together.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal

import numpy as np

from analytics.calendars import Bools, Ints, during
from analytics.sky.events import SkyEvent, VoidOfCourse
from analytics.sky.motion import retrogrades
from analytics.sky.names import SIGNS, Body, Sign
from analytics.sky.predicates import (
    is_eclipse,
    is_full_moon,
    is_moon_ingress,
    is_new_moon,
    is_outer_aspect,
    is_sun_ingress,
)
from services.market.timeframes import DAY, to_ms

FactorName = Literal[
    "new moon",
    "full moon",
    "eclipse",
    "mercury retrograde",
    "venus retrograde",
    "mars retrograde",
    "sun ingress",
    "outer aspect",
    "void of course",
    "moon in fire",
    "moon in earth",
    "moon in air",
    "moon in water",
]
Element = Literal["fire", "earth", "air", "water"]
Spell = tuple[int, int]
"""From when, and until when (not included), in UTC ms."""

ELEMENTS: Final[tuple[Element, ...]] = ("fire", "earth", "air", "water")
"""Of the signs from Aries on, again and again."""


@dataclass(frozen=True, slots=True)
class Factor:
    """``name`` is how it is asked for, ``title`` its heading, ``single`` and ``several`` what its spells are called.

    ``window`` is how many days around an event count, 0 where the spell itself does.
    """

    name: FactorName
    title: str
    single: str
    several: str
    window: float
    spells: Callable[[Sequence[SkyEvent]], list[Spell]]

    def inside(self, events: Sequence[SkyEvent], time: Ints, bar_ms: int) -> Bools:
        """Which bars the factor is in force at: those whose middle lies in one of its spells.

        ``events`` are in order of time and reach a year beyond the bars on either side, since a retrograde may have
        begun before; ``time`` is the bars' open in UTC ms, of shape (n,).
        """
        start, end = _columns(self.spells(events))
        return during(time, bar_ms, start, end)

    def moments(self, events: Sequence[SkyEvent]) -> Ints:
        """When each spell is exact, or begins where it has no middle that means something: UTC ms."""
        start, end = _columns(self.spells(events))
        return (start + end) // 2 if self.window else start


def _columns(spells: Sequence[Spell]) -> tuple[Ints, Ints]:
    table = np.array(spells, dtype=np.int64).reshape(-1, 2)
    return table[:, 0], table[:, 1]


def element_of(sign: Sign) -> Element:
    return ELEMENTS[SIGNS.index(sign) % 4]


def _near(
    name: FactorName, title: str, single: str, several: str, is_one: Callable[[SkyEvent], bool], days: float
) -> Factor:
    """A factor that is in force from ``days`` before to ``days`` after each event that ``is_one``."""
    reach = round(days * DAY)

    def spells(events: Sequence[SkyEvent]) -> list[Spell]:
        times = (to_ms(event.time) for event in events if is_one(event))
        return [(time - reach, time + reach) for time in times]

    return Factor(name, title, single, several, days, spells)


def _retrograde(name: FactorName, body: Body) -> Factor:
    called = f"{body.title()} retrograde"

    def spells(events: Sequence[SkyEvent]) -> list[Spell]:
        return [(to_ms(back.time), to_ms(on.time)) for back, on in retrogrades(events, body)]

    return Factor(name, called, called, f"{called}s", 0.0, spells)


def _moon_in(name: FactorName, element: Element) -> Factor:
    def spells(events: Sequence[SkyEvent]) -> list[Spell]:
        entries = filter(is_moon_ingress, events)
        return [(to_ms(one.time), to_ms(end.time)) for one, end in pairwise(entries) if element_of(one.into) == element]

    through = f"of the Moon through {element}"
    return Factor(name, f"Moon in {element}", f"passage {through}", f"passages {through}", 0.0, spells)


def _voids(events: Sequence[SkyEvent]) -> list[Spell]:
    return [(to_ms(event.time), to_ms(event.until)) for event in events if isinstance(event, VoidOfCourse)]


FACTORS: Final[tuple[Factor, ...]] = (
    _near("new moon", "New moon", "new moon", "new moons", is_new_moon, 1.0),
    _near("full moon", "Full moon", "full moon", "full moons", is_full_moon, 1.0),
    _near("eclipse", "Eclipse", "eclipse", "eclipses", is_eclipse, 3.0),
    _retrograde("mercury retrograde", "mercury"),
    _retrograde("venus retrograde", "venus"),
    _retrograde("mars retrograde", "mars"),
    _near("sun ingress", "Sun ingress", "Sun ingress", "Sun ingresses", is_sun_ingress, 1.0),
    _near("outer aspect", "Outer aspect", "outer aspect", "outer aspects", is_outer_aspect, 7.0),
    Factor("void of course", "Void of course", "void of course", "voids of course", 0.0, _voids),
    _moon_in("moon in fire", "fire"),
    _moon_in("moon in earth", "earth"),
    _moon_in("moon in air", "air"),
    _moon_in("moon in water", "water"),
)
"""All that are tried. The windows were chosen before any result was seen."""
