"""Under cards of the Moon, of places and of their hours."""

from datetime import timedelta

from personas.actions.cosmic import neighbours
from personas.buttons import IN_A_ROW, Actions, Under, changed, row
from personas.card import Action
from personas.reading.cosmic import phase_called
from services.core.request import AnyRequest
from services.cosmic.hours import CosmicHours, CosmicHoursAnswer
from services.cosmic.moon import CosmicMoon, CosmicMoonAnswer
from services.cosmic.now import CosmicNow
from services.cosmic.place import NONE, CosmicPlace, CosmicPlaceAnswer

DAY = timedelta(days=1)


def under_moon(said: CosmicMoonAnswer, request: AnyRequest | None = None) -> Actions:
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


def under_place(said: CosmicPlaceAnswer, request: AnyRequest | None = None) -> Actions:
    """Its hours, and the other cities of its name."""
    del request
    if said.place is None:
        return row(0, [("Moon", CosmicMoon()), ("Sky", CosmicNow())])
    others = [(label, CosmicPlace(place=label)) for label in said.others[:IN_A_ROW]]
    return (*row(0, [("Hours", CosmicHours()), ("Forget it", CosmicPlace(place=NONE))]), *row(1, others))


def under_hours(said: CosmicHoursAnswer, request: AnyRequest | None = None) -> Actions:
    """The day before and the day after, by the place's calendar, and now."""
    del request
    today = said.start.local.date()
    days = tuple(
        Action(label, CosmicHours(date=f"{today + shift:%Y-%m-%d}"))
        for label, shift in (("A day earlier", -DAY), ("A day later", DAY))
    )
    return (*days, Action("Now", CosmicHours()), *row(1, [("Moon", CosmicMoon()), ("Sky", CosmicNow())]))


UNDER: Under = {
    CosmicMoonAnswer: under_moon,
    CosmicPlaceAnswer: under_place,
    CosmicHoursAnswer: under_hours,
}
