"""What facts of the Moon mean in words, and how they are written."""

from collections.abc import Callable, Mapping
from typing import Any, Literal

from markupsafe import Markup

from personas.format import escape, fact
from personas.reading.almanac import with_the
from personas.reading.cosmic import on_time, phase_called
from services.cosmic.moon import CosmicMoonAnswer, QuarterFacts, VoidFacts

NEAR_KM, FAR_KM = 370_000.0, 400_000.0
"""The Moon's mean distance is 385,000 km; it comes as near as 356,400 and goes as far as 406,700."""
SLIGHT = 0.05
"""A smaller part lit is a thread of light, and as little dark no more than a thread of shade."""


@fact
def km(value: float) -> str:
    """``403,001``, ``2.4``"""
    return f"{value:,.1f}" if value < 100 else f"{value:,.0f}"


def moon_called(phase: str) -> str:
    """``waning gibbous Moon``, ``full Moon``"""
    return f"{phase_called(phase).removesuffix(' moon')} Moon"


def quarter(answer: CosmicMoonAnswer, name: str | None = None) -> QuarterFacts | None:
    """The next quarter of that name, or the next of all."""
    return next((each for each in answer.quarters if name is None or each.name == name), None)


def lunar_face(answer: CosmicMoonAnswer) -> Literal["dark", "thread", "half", "most", "full"]:
    """How much of the Moon is lit."""
    lit = answer.illuminated_share
    if lit < SLIGHT:
        return "dark"
    if lit > 1 - SLIGHT:
        return "full"
    return "thread" if lit < 0.35 else "half" if lit < 0.65 else "most"


def lunar_reach(answer: CosmicMoonAnswer) -> Literal["near", "middle", "far"]:
    """How far the Moon is, for the Moon."""
    far = answer.distance_km
    return "near" if far < NEAR_KM else "far" if far > FAR_KM else "middle"


def void_last(void: VoidFacts) -> Markup:
    """What began it: ``the trine to Mars``, ``the square to the Sun``, or ``no aspect at all``."""
    if void.last is None or void.other is None:
        return Markup("no aspect at all")
    return escape(f"the {void.last} to {with_the(void.other)}")


def quarter_table(answer: CosmicMoonAnswer) -> list[Markup]:
    """A line a quarter: its name, and when it is."""
    rows = [(phase_called(each.name), on_time(each.time, answer.as_of)) for each in answer.quarters]
    widths = [max((len(row[column]) for row in rows), default=0) for column in (0, 1)]
    return [
        Markup(f"{name:<{widths[0]}}  {time:>{widths[1]}}")  # noqa: S704 (made of words and dates from here)
        for name, time in rows
    ]


FILTERS: Mapping[str, Callable[..., Any]] = {
    function.__name__: function
    for function in (km, moon_called, quarter, lunar_face, lunar_reach, void_last, quarter_table)
}
