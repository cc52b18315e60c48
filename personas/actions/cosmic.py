"""Under cards of the sky: the same a day earlier or later, other orbs, and what else the sky is asked for."""

from datetime import datetime, timedelta

from personas.buttons import IN_A_ROW, Actions, Under, changed, row
from personas.card import Action
from services.core.errors import OutsideSky
from services.core.request import AnyRequest
from services.cosmic.aspects import CosmicAspects, CosmicAspectsAnswer
from services.cosmic.calendar import CosmicCalendar, CosmicCalendarAnswer
from services.cosmic.dates import FIRST, LAST
from services.cosmic.moon import CosmicMoon
from services.cosmic.natal import CosmicNatal, CosmicNatalAnswer
from services.cosmic.next import CosmicNext, CosmicNextAnswer
from services.cosmic.now import CosmicNow, CosmicNowAnswer
from services.cosmic.retrograde import CosmicRetrograde, CosmicRetrogradeAnswer

DAY = timedelta(days=1)
HALF_A_YEAR = timedelta(days=183)
CALENDAR_DAYS = (7, 30, 90, 365)
ORBS = (0.5, 1.0, 1.5, 2.0)
NEIGHBOURS: tuple[tuple[str, type[AnyRequest]], ...] = (
    ("Sky", CosmicNow),
    ("Moon", CosmicMoon),
    ("Aspects", CosmicAspects),
    ("Natal", CosmicNatal),
    ("Retrograde", CosmicRetrograde),
    ("Calendar", CosmicCalendar),
    ("Next", CosmicNext),
)
"""What is one press away under every card of the sky."""


def under_now(said: CosmicNowAnswer, request: AnyRequest | None = None) -> Actions:
    asked = request if isinstance(request, CosmicNow) else CosmicNow()
    return (*_days(said.as_of, asked), *neighbours(asked))


def under_natal(said: CosmicNatalAnswer, request: AnyRequest | None = None) -> Actions:
    asked = request if isinstance(request, CosmicNatal) else CosmicNatal()
    return (*_days(said.as_of, asked), *neighbours(asked))


def under_aspects(said: CosmicAspectsAnswer, request: AnyRequest | None = None) -> Actions:
    usual = CosmicAspects(orb=said.orb_ratio, minor=said.minor)
    asked = request if isinstance(request, CosmicAspects) else usual
    widths = tuple(Action(f"Orbs × {orb:g}", changed(asked, orb=orb), current=orb == asked.orb) for orb in ORBS)
    minor = Action("Minor too", changed(asked, minor=not asked.minor), current=asked.minor)
    return (*widths, minor, *neighbours(asked))


def under_retrograde(said: CosmicRetrogradeAnswer, request: AnyRequest | None = None) -> Actions:
    asked = request if isinstance(request, CosmicRetrograde) else CosmicRetrograde()
    shifts = (("Half a year earlier", said.as_of - HALF_A_YEAR), ("Half a year later", said.as_of + HALF_A_YEAR))
    moved = [(label, changed(asked, date=f"{time:%Y-%m-%d}")) for label, time in shifts if FIRST <= time <= LAST]
    return (*row(0, [*moved, ("Now", changed(asked, date=None))]), *neighbours(asked))


def under_calendar(said: CosmicCalendarAnswer, request: AnyRequest | None = None) -> Actions:
    usual = CosmicCalendar(days=said.days, kinds=",".join(said.kinds))
    asked = changed(request if isinstance(request, CosmicCalendar) else usual, export=False)
    lengths = tuple(
        Action(f"{days} days", changed(asked, days=days), current=days == said.days) for days in CALENDAR_DAYS
    )
    export = Action("Export .ics", changed(asked, export=True), current=said.export)
    return (*lengths, export, *neighbours(asked))


def under_next(said: CosmicNextAnswer, request: AnyRequest | None = None) -> Actions:
    del said
    asked = request if isinstance(request, CosmicNext) else CosmicNext()
    return (*row(0, [("Refresh", asked), ("Calendar of 30 days", CosmicCalendar(date=asked.date))]), *neighbours(asked))


def under_outside(said: OutsideSky, request: AnyRequest | None = None) -> Actions:
    """The same at this moment."""
    del said
    dated = request is not None and "date" in type(request).model_fields
    return row(0, [("Now", changed(request, date=None) if request is not None and dated else CosmicNow())])


def neighbours(asked: AnyRequest, number: int = 1) -> Actions:
    """What else the sky is asked for, at the same date, from row ``number`` on."""
    date = getattr(asked, "date", None)
    others = [(label, kind) for label, kind in NEIGHBOURS if not isinstance(asked, kind)]
    return tuple(
        Action(
            label, kind.model_validate({"date": date} if "date" in kind.model_fields else {}), number + at // IN_A_ROW
        )
        for at, (label, kind) in enumerate(others)
    )


def _days(at: datetime, asked: AnyRequest) -> Actions:
    """The same a day earlier and later, as far as the ephemeris reaches, and at this moment."""
    shifts = (("A day earlier", at - DAY), ("A day later", at + DAY))
    moved = [(label, changed(asked, date=f"{time:%Y-%m-%dT%H:%M}")) for label, time in shifts if FIRST <= time <= LAST]
    return row(0, [*moved, ("Now", changed(asked, date=None))])


UNDER: Under = {
    OutsideSky: under_outside,
    CosmicNowAnswer: under_now,
    CosmicAspectsAnswer: under_aspects,
    CosmicNatalAnswer: under_natal,
    CosmicRetrogradeAnswer: under_retrograde,
    CosmicCalendarAnswer: under_calendar,
    CosmicNextAnswer: under_next,
}
