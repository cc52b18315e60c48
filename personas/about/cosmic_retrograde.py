"""How retrograde planets are shown."""

from datetime import timedelta

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
from personas.pictures.retrograde import draw_retrograde
from services.core.request import AnyRequest
from services.cosmic.dates import FIRST, LAST
from services.cosmic.retrograde import CosmicRetrograde, CosmicRetrogradeAnswer, PlanetMotion

HALF_A_YEAR = timedelta(days=183)


def essentials(said: CosmicRetrogradeAnswer) -> list[Essential]:
    station = None if said.next is None else said.next.next_station
    return [*([] if station is None else [Essential("Next turn", dated(station, said.as_of))]), WEIGHTLESS]


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
    mood=lambda said: "going back" if said.retrograde else "all forward",
    buttons=buttons,
    picture=draw_retrograde,
    words=(dated, happens, in_sign, on_time, sky_names, titled, planet),
)
