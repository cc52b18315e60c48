"""How the next events of the sky are shown."""

from markupsafe import Markup

from personas.about._sky import WEIGHTLESS, dated, happens, neighbours
from personas.buttons import Actions, row
from personas.escaping import escape
from personas.face import Essential, Face
from personas.format import zone
from personas.pictures.sky_next import draw_next
from services.core.request import AnyRequest
from services.cosmic.calendar import CosmicCalendar
from services.cosmic.next import CosmicNext, CosmicNextAnswer, NextEvent


def coming_told(answer: CosmicNextAnswer) -> Markup:
    """The event that was asked for, or the nearest of all, with its date; ``No eclipse in the tables``."""
    event = next(iter(answer.events), None) if answer.kind is None else answer.asked
    if event is None:
        return escape(f"No {answer.kind or 'event'} in the tables")
    return dated(event, answer.as_of)


def essentials(said: CosmicNextAnswer) -> list[Essential]:
    moons = (next_of(said, "new moon"), next_of(said, "full moon"))
    first = Essential("Next", coming_told(said), first=True)
    return [
        first,
        *(Essential(f"{event.name} ({zone(event.time)})", happens(event, said.as_of)) for event in moons if event),
        WEIGHTLESS,
    ]


def buttons(said: CosmicNextAnswer, request: AnyRequest | None = None) -> Actions:
    del said
    asked = request if isinstance(request, CosmicNext) else CosmicNext()
    return (*row(0, [("Refresh", asked), ("Calendar of 30 days", CosmicCalendar(date=asked.date))]), *neighbours(asked))


def next_of(answer: CosmicNextAnswer, name: str) -> NextEvent | None:
    """The next event of that name, such as ``full moon``."""
    return next((event for event in answer.events if event.of == name), None)


FACE = Face(
    CosmicNextAnswer,
    frame="table",
    essentials=essentials,
    mood=lambda said: "dates ahead" if said.events else "no dates ahead",
    buttons=buttons,
    picture=draw_next,
    words=(coming_told, dated, happens, next_of),
)
