"""How the sky at an instant is shown."""

from collections.abc import Sequence

from markupsafe import Markup

from personas.about._sky import (
    WEIGHTLESS,
    aspect_called,
    aspect_table,
    days_around,
    in_sign,
    named_body,
    neighbours,
    next_exact,
    on_time,
    phase_called,
    short_name,
    sky_names,
    undated,
)
from personas.buttons import Actions
from personas.face import Essential, Face
from personas.format import degrees
from personas.phrasing import marked
from personas.pictures.sky_now import draw_sky
from services.core.request import AnyRequest
from services.cosmic.facts import BodyFacts
from services.cosmic.now import CosmicNow, CosmicNowAnswer


def essentials(said: CosmicNowAnswer) -> list[Essential]:
    back = [Essential("Retrograde", sky_names(said.retrograde))] if said.retrograde else []
    places = [Essential(name.title(), in_sign(named_body(said, name)), first=True) for name in ("sun", "moon")]
    return [*places, *back, *next_exact(said.next_exact, said.as_of), WEIGHTLESS]


def buttons(said: CosmicNowAnswer, request: AnyRequest | None = None) -> Actions:
    asked = request if isinstance(request, CosmicNow) else CosmicNow()
    return (*days_around(said.as_of, asked), *neighbours(asked))


def body_table(bodies: Sequence[BodyFacts]) -> list[Markup]:
    """A line a body: ``Sun       8°48′ Cap``, ``R`` behind a retrograde one."""
    return [
        marked(
            f"{body.name.title():<7}  {degrees(body.degree):>6} {short_name(body.sign)}"
            f"{'  R' if body.retrograde else ''}"
        )
        for body in bodies
    ]


FACE = Face(
    CosmicNowAnswer,
    essentials=essentials,
    mood=lambda said: phase_called(said.moon.name),
    buttons=buttons,
    picture=draw_sky,
    words=(
        *(degrees, in_sign, named_body, sky_names, phase_called, on_time),
        *(aspect_called, aspect_table, undated, body_table),
    ),
)
