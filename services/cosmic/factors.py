"""What people say moves markets in the sky, as calendars: each factor is a list of times at which it is in force.

A factor is data: its name, the rule by which a bar counts as inside, and how its spells follow from events. More can be
added here and nowhere else; each one more is one more that is tried, and all are judged together.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Final, Literal

import numpy as np

from analytics.calendars import Bools, Ints, during
from analytics.sky.events import Eclipse, Ingress, MoonPhase, Quarter, SkyEvent, Station, VoidOfCourse
from analytics.sky.names import SIGNS, Body, Sign
from services.cosmic.kinds import is_outer_aspect
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


def _around(times: Iterable[datetime], days: float) -> list[Spell]:
    reach = round(days * DAY)
    return [(to_ms(time) - reach, to_ms(time) + reach) for time in times]


def _phase(quarter: Quarter, days: float) -> Callable[[Sequence[SkyEvent]], list[Spell]]:
    return lambda events: _around(
        (event.time for event in events if isinstance(event, MoonPhase) and event.quarter == quarter), days
    )


def _eclipses(days: float) -> Callable[[Sequence[SkyEvent]], list[Spell]]:
    return lambda events: _around((event.time for event in events if isinstance(event, Eclipse)), days)


def _sun_ingresses(days: float) -> Callable[[Sequence[SkyEvent]], list[Spell]]:
    return lambda events: _around(
        (event.time for event in events if isinstance(event, Ingress) and event.bodies[0] == "sun"), days
    )


def _outer_aspects(days: float) -> Callable[[Sequence[SkyEvent]], list[Spell]]:
    return lambda events: _around((event.time for event in events if is_outer_aspect(event)), days)


def _retrogrades(body: Body) -> Callable[[Sequence[SkyEvent]], list[Spell]]:
    def spells(events: Sequence[SkyEvent]) -> list[Spell]:
        stations = [event for event in events if isinstance(event, Station) and event.bodies[0] == body]
        return [(to_ms(one.time), to_ms(end.time)) for one, end in pairwise(stations) if one.motion == "retrograde"]

    return spells


def _void_of_course(events: Sequence[SkyEvent]) -> list[Spell]:
    return [(to_ms(event.time), to_ms(event.until)) for event in events if isinstance(event, VoidOfCourse)]


def _moon_in(element: Element) -> Callable[[Sequence[SkyEvent]], list[Spell]]:
    def spells(events: Sequence[SkyEvent]) -> list[Spell]:
        entries = [event for event in events if isinstance(event, Ingress) and event.bodies[0] == "moon"]
        return [(to_ms(one.time), to_ms(end.time)) for one, end in pairwise(entries) if element_of(one.into) == element]

    return spells


RETROGRADES: Final[tuple[tuple[FactorName, Body], ...]] = (
    ("mercury retrograde", "mercury"),
    ("venus retrograde", "venus"),
    ("mars retrograde", "mars"),
)
PASSAGES: Final[tuple[tuple[FactorName, Element], ...]] = (
    ("moon in fire", "fire"),
    ("moon in earth", "earth"),
    ("moon in air", "air"),
    ("moon in water", "water"),
)
FACTORS: Final[tuple[Factor, ...]] = (
    Factor("new moon", "New moon", "new moon", "new moons", 1.0, _phase("new_moon", 1.0)),
    Factor("full moon", "Full moon", "full moon", "full moons", 1.0, _phase("full_moon", 1.0)),
    Factor("eclipse", "Eclipse", "eclipse", "eclipses", 3.0, _eclipses(3.0)),
    *(
        Factor(
            name,
            f"{body.title()} retrograde",
            f"{body.title()} retrograde",
            f"{body.title()} retrogrades",
            0.0,
            _retrogrades(body),
        )
        for name, body in RETROGRADES
    ),
    Factor("sun ingress", "Sun ingress", "Sun ingress", "Sun ingresses", 1.0, _sun_ingresses(1.0)),
    Factor("outer aspect", "Outer aspect", "outer aspect", "outer aspects", 7.0, _outer_aspects(7.0)),
    Factor("void of course", "Void of course", "void of course", "voids of course", 0.0, _void_of_course),
    *(
        Factor(
            name,
            f"Moon in {element}",
            f"passage of the Moon through {element}",
            f"passages of the Moon through {element}",
            0.0,
            _moon_in(element),
        )
        for name, element in PASSAGES
    ),
)
"""All that are tried. The windows were chosen before any result was seen."""
