"""How aspects in force are shown."""

from collections.abc import Sequence

from markupsafe import Markup

from personas.about._sky import (
    WEIGHTLESS,
    aspect_called,
    aspect_table,
    neighbours,
    next_exact,
    on_time,
    to_come,
    undated,
)
from personas.buttons import Actions, changed
from personas.card import Action
from personas.face import Essential, Face
from personas.format import counted, degrees
from personas.phrasing import marked
from personas.pictures.sky_aspects import draw_aspects
from services.core.request import AnyRequest
from services.cosmic.aspects import CosmicAspects, CosmicAspectsAnswer
from services.cosmic.facts import AspectFacts

ORBS = (0.5, 1.0, 1.5, 2.0)


def essentials(said: CosmicAspectsAnswer) -> list[Essential]:
    return [
        Essential("In force", aspects_told(said), first=True),
        *next_exact(to_come(said.aspects), said.as_of),
        WEIGHTLESS,
    ]


def buttons(said: CosmicAspectsAnswer, request: AnyRequest | None = None) -> Actions:
    usual = CosmicAspects(orb=said.orb_ratio, minor=said.minor)
    asked = request if isinstance(request, CosmicAspects) else usual
    widths = tuple(Action(f"Orbs × {orb:g}", changed(asked, orb=orb), current=orb == asked.orb) for orb in ORBS)
    minor = Action("Minor too", changed(asked, minor=not asked.minor), current=asked.minor)
    return (*widths, minor, *neighbours(asked))


def aspects_told(answer: CosmicAspectsAnswer) -> Markup:
    """``6 aspects in force, closest Moon trine Mercury``, ``No aspect in force``"""
    if not answer.aspects:
        return Markup("No aspect in force")
    told = f"{counted(len(answer.aspects), 'aspect')} in force, closest {aspect_called(answer.aspects[0])}"
    return marked(told)


def by_nature(aspects: Sequence[AspectFacts]) -> tuple[tuple[AspectFacts, ...], tuple[AspectFacts, ...]]:
    """Those that tradition calls easy (trines and sextiles), and those that it calls hard (squares and oppositions)."""
    easy = tuple(each for each in aspects if each.aspect in ("trine", "sextile"))
    hard = tuple(each for each in aspects if each.aspect in ("square", "opposition"))
    return easy, hard


FACE = Face(
    CosmicAspectsAnswer,
    essentials=essentials,
    mood=lambda said: "in aspect" if said.aspects else "no aspect",
    buttons=buttons,
    picture=draw_aspects,
    words=(aspects_told, aspect_called, aspect_table, degrees, on_time, to_come, undated, by_nature),
)
