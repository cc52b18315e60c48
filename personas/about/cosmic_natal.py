"""How transits to a chart are shown."""

from markupsafe import Markup

from personas.about._sky import (
    WEIGHTLESS,
    aspect_called,
    aspect_table,
    days_around,
    in_sign,
    neighbours,
    next_exact,
    on_time,
    to_come,
    undated,
)
from personas.buttons import Actions
from personas.escaping import escape
from personas.face import Essential, Face
from personas.format import counted, degrees
from personas.pictures.sky_natal import draw_natal
from services.core.request import AnyRequest
from services.cosmic.natal import CosmicNatal, CosmicNatalAnswer


def transits_told(answer: CosmicNatalAnswer) -> Markup:
    """``4 transits to the Bitcoin genesis block, closest Jupiter opposite natal Mars``"""
    many = counted(len(answer.transits), "transit") if answer.transits else "No transit"
    closest = f", closest {aspect_called(answer.transits[0])}" if answer.transits else ""
    return escape(f"{many} to the {answer.chart.name}{closest}")


def essentials(said: CosmicNatalAnswer) -> list[Essential]:
    return [
        Essential("Transits", transits_told(said), first=True),
        *next_exact(to_come(said.transits), said.as_of),
        WEIGHTLESS,
    ]


def buttons(said: CosmicNatalAnswer, request: AnyRequest | None = None) -> Actions:
    asked = request if isinstance(request, CosmicNatal) else CosmicNatal()
    return (*days_around(said.as_of, asked), *neighbours(asked))


FACE = Face(
    CosmicNatalAnswer,
    essentials=essentials,
    mood=lambda said: "two skies touch" if said.transits else "two skies apart",
    buttons=buttons,
    picture=draw_natal,
    words=(transits_told, aspect_called, aspect_table, degrees, in_sign, on_time, to_come, undated),
)
