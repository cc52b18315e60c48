"""How the Moon is shown."""

from typing import Literal

from markupsafe import Markup

from personas.about._place import km
from personas.about._sky import WEIGHTLESS, in_sign, neighbours, on_time, phase_called, titled, with_the
from personas.buttons import Actions, changed, row
from personas.escaping import escape
from personas.face import Essential, Face
from personas.format import degrees, share, zone
from personas.phrasing import marked
from personas.pictures.moon import draw_moon
from services.core.request import AnyRequest
from services.cosmic.hours import CosmicHours
from services.cosmic.moon import CosmicMoon, CosmicMoonAnswer, QuarterFacts, VoidFacts

NEAR_KM, FAR_KM = 370_000.0, 400_000.0
"""The Moon's mean distance is 385,000 km; it comes as near as 356,400 and goes as far as 406,700."""


def essentials(said: CosmicMoonAnswer) -> list[Essential]:
    turns = [each for each in said.quarters if each.name in ("full_moon", "new_moon")]
    found = [
        Essential(f"Next {phase_called(each.name)} ({zone(each.time)})", on_time(each.time, said.as_of))
        for each in sorted(turns, key=lambda each: each.time)
    ]
    if said.eclipse is not None:
        when = on_time(said.eclipse.time, said.as_of)
        found.append(Essential("Next eclipse", escape(f"{said.eclipse.name}, {when} {zone(said.eclipse.time)}")))
    phase = Essential("Phase", moon_told(said), first=True)
    return [phase, *found, WEIGHTLESS]


def buttons(said: CosmicMoonAnswer, request: AnyRequest | None = None) -> Actions:
    """The Moon at each of its next quarters, and now."""
    asked = request if isinstance(request, CosmicMoon) else CosmicMoon()
    coming = [
        (phase_called(each.name).capitalize(), changed(asked, date=f"{each.time:%Y-%m-%dT%H:%M:%S}"))
        for each in said.quarters
    ]
    around = neighbours(asked)
    last = max((action.row for action in around), default=0)
    return (
        *row(0, [*coming, ("Now", changed(asked, date=None))]),
        *around,
        *row(last + 1, [("Your hours", CosmicHours())]),
    )


def moon_called(phase: str) -> str:
    """``waning gibbous Moon``, ``full Moon``"""
    return f"{phase_called(phase).removesuffix(' moon')} Moon"


def moon_told(answer: CosmicMoonAnswer) -> Markup:
    """``waning gibbous Moon, 86.7% lit``"""
    return marked(f"{moon_called(answer.phase)}, {share(answer.illuminated_share)} lit")


def quarter(answer: CosmicMoonAnswer, name: str) -> QuarterFacts | None:
    """The next quarter of that name."""
    return next((each for each in answer.quarters if each.name == name), None)


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
    return [marked(f"{name:<{widths[0]}}  {time:>{widths[1]}}") for name, time in rows]


FACE = Face(
    CosmicMoonAnswer,
    essentials=essentials,
    mood=lambda said: phase_called(said.phase),
    buttons=buttons,
    picture=draw_moon,
    words=(
        *(degrees, in_sign, on_time, phase_called, titled, km),
        *(moon_called, moon_told, lunar_reach, void_last, quarter_table),
    ),
)
