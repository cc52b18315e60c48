"""How it is told that an event of the sky is exact."""

from markupsafe import Markup

from personas.about._sky import WEIGHTLESS, dated, with_the
from personas.buttons import Actions, row
from personas.face import Essential, Face
from personas.format import degrees
from personas.phrasing import marked
from services.core.request import AnyRequest
from services.cosmic.calendar import CosmicCalendar
from services.cosmic.facts import SkyEventFacts
from services.cosmic.next import CosmicNext
from services.cosmic.now import CosmicNow
from services.cosmic.told import SkyHappened


def exact_event(said: SkyHappened) -> Markup:
    """``Full moon, 25 Jan 2024 17:54 UTC``"""
    return dated(said.event, said.at)


def exact_where(event: SkyEventFacts) -> Markup:
    """``The Moon stands at 5°14′ Leo.``; empty where it is nowhere."""
    if event.degree is None or event.sign is None:
        return Markup("")
    return marked(f"{_capital(with_the(event.bodies[0]))} stands at {degrees(event.degree)} {event.sign.title()}.")


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]


def _buttons(_said: SkyHappened, _request: AnyRequest | None) -> Actions:
    return row(0, [("Sky", CosmicNow()), ("Next", CosmicNext()), ("Calendar", CosmicCalendar())])


FACE = Face(
    SkyHappened,
    frame="notice",
    essentials=lambda said: [Essential("Sky", exact_event(said), first=True), WEIGHTLESS],
    mood=lambda _: "sky exact",
    buttons=_buttons,
    words=(exact_event, exact_where),
)
