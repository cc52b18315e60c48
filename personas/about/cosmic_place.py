"""How a place that was set or forgotten is shown."""

from markupsafe import Markup

from personas.about._place import cities_listed, coordinates, km, place_called
from personas.buttons import IN_A_ROW, Actions, row
from personas.escaping import escape
from personas.face import Essential, Face
from services.core.request import AnyRequest
from services.cosmic.hours import CosmicHours
from services.cosmic.moon import CosmicMoon
from services.cosmic.now import CosmicNow
from services.cosmic.place import NONE, CosmicPlace, CosmicPlaceAnswer


def essentials(said: CosmicPlaceAnswer) -> list[Essential]:
    if said.place is None:
        return [Essential("Place", Markup("forgotten"), first=True)]
    return [Essential("Place", place_called(said.place), first=True), Essential("Clock", escape(said.place.time_zone))]


def buttons(said: CosmicPlaceAnswer, request: AnyRequest | None = None) -> Actions:
    """Its hours, and the other cities of its name."""
    del request
    if said.place is None:
        return row(0, [("Moon", CosmicMoon()), ("Sky", CosmicNow())])
    others = [(label, CosmicPlace(place=label)) for label in said.others[:IN_A_ROW]]
    return (*row(0, [("Hours", CosmicHours()), ("Forget it", CosmicPlace(place=NONE))]), *row(1, others))


FACE = Face(
    CosmicPlaceAnswer,
    frame="receipt",
    essentials=essentials,
    mood=lambda said: "place forgotten" if said.place is None else "place kept",
    buttons=buttons,
    words=(cities_listed, coordinates, km, place_called),
)
