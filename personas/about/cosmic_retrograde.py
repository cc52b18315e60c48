"""How retrograde planets are shown."""

from datetime import timedelta

from markupsafe import Markup

from personas.about._sky import (
    WEIGHTLESS,
    dated,
    happens,
    in_sign,
    neighbours,
    on_time,
    sky_names,
    titled,
)
from personas.buttons import Actions, changed, row
from personas.face import Essential, Face
from personas.phrasing import marked
from personas.pictures.retrograde import draw_retrograde
from services.core.request import AnyRequest
from services.cosmic.dates import FIRST, LAST
from services.cosmic.retrograde import CosmicRetrograde, CosmicRetrogradeAnswer, PlanetMotion

HALF_A_YEAR = timedelta(days=183)


def retrograde_told(answer: CosmicRetrogradeAnswer) -> Markup:
    """``Yes, Mercury is retrograde`` of the planet that was asked for; else ``Mercury and Jupiter are retrograde``."""
    back = answer.retrograde
    if answer.planet is not None:
        yes = answer.planet in back
        return marked(f"{'Yes' if yes else 'No'}, {titled(answer.planet)} is {'' if yes else 'not '}retrograde")
    return marked(f"{sky_names(back) if back else 'No planet'} {'are' if len(back) > 1 else 'is'} retrograde")


def essentials(said: CosmicRetrogradeAnswer) -> list[Essential]:
    station = None if said.next is None else said.next.next_station
    turn = [] if station is None else [Essential("Next turn", dated(station, said.as_of))]
    return [Essential("Retrograde", retrograde_told(said), first=True), *turn, WEIGHTLESS]


def mood(said: CosmicRetrogradeAnswer) -> str:
    """Of the planet that was asked for, else of all."""
    back = said.retrograde if said.planet is None else [name for name in said.retrograde if name == said.planet]
    if back:
        return "going back"
    return "one forward" if said.retrograde else "all forward"


def buttons(said: CosmicRetrogradeAnswer, request: AnyRequest | None = None) -> Actions:
    asked = request if isinstance(request, CosmicRetrograde) else CosmicRetrograde()
    shifts = (("Half a year earlier", said.as_of - HALF_A_YEAR), ("Half a year later", said.as_of + HALF_A_YEAR))
    moved = [(label, changed(asked, date=f"{time:%Y-%m-%d}")) for label, time in shifts if FIRST <= time <= LAST]
    return (*row(0, [*moved, ("Now", changed(asked, date=None))]), *neighbours(asked))


def planet(answer: CosmicRetrogradeAnswer, name: str) -> PlanetMotion:
    """The planet of that name."""
    return next(one for one in answer.planets if one.name == name)


FACE = Face(
    CosmicRetrogradeAnswer,
    frame="table",
    essentials=essentials,
    mood=mood,
    buttons=buttons,
    picture=draw_retrograde,
    words=(dated, happens, in_sign, on_time, sky_names, titled, planet, retrograde_told),
)
