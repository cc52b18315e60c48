"""What the cards of the sky have in common: how angles, bodies and times are written, and what is one press away."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from markupsafe import Markup

from analytics.sky.events import TIED
from analytics.sky.names import LUMINARIES, Body, Sign
from personas.buttons import IN_A_ROW, Actions, changed, row
from personas.card import Action
from personas.escaping import escape
from personas.face import Essential
from personas.format import clock, day, day_month, degrees, listed, near_day, zone
from personas.phrasing import marked
from services.core.errors import OutsideSky
from services.core.request import AnyRequest
from services.cosmic.aspects import CosmicAspects, CosmicAspectsAnswer
from services.cosmic.calendar import CosmicCalendar
from services.cosmic.dates import FIRST, LAST
from services.cosmic.facts import AspectFacts, BodyFacts, SkyEventFacts
from services.cosmic.moon import CosmicMoon
from services.cosmic.natal import CosmicNatal, CosmicNatalAnswer, TransitFacts
from services.cosmic.next import CosmicNext
from services.cosmic.now import CosmicNow, CosmicNowAnswer
from services.cosmic.retrograde import CosmicRetrograde

WEIGHTLESS = Essential("This card", Markup("no weight in a decision"))
"""Said by ``_sky.j2``, which every text about the sky extends; a frame that does not place it gets it as a field."""

SHORT = 3
"""Letters of a name in a table."""
FAR = timedelta(days=180)
"""From which on a table gives a date with its year."""
DAY = timedelta(days=1)
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


def days_around(at: datetime, asked: AnyRequest) -> Actions:
    """The same a day earlier and later, as far as the ephemeris reaches, and at this moment."""
    shifts = (("A day earlier", at - DAY), ("A day later", at + DAY))
    moved = [(label, changed(asked, date=f"{time:%Y-%m-%dT%H:%M}")) for label, time in shifts if FIRST <= time <= LAST]
    return row(0, [*moved, ("Now", changed(asked, date=None))])


def under_outside(said: OutsideSky, request: AnyRequest | None = None) -> Actions:
    """The same at this moment."""
    del said
    dated = request is not None and "date" in type(request).model_fields
    return row(0, [("Now", changed(request, date=None) if request is not None and dated else CosmicNow())])


def next_exact(aspect: AspectFacts | TransitFacts | None, beside: datetime) -> list[Essential]:
    """What is exact next, and when."""
    if aspect is None or aspect.exact is None:
        return []
    return [
        Essential(
            "Next exact", escape(f"{aspect_called(aspect)}, {on_time(aspect.exact, beside)} {zone(aspect.exact)}")
        )
    ]


def in_sign(body: BodyFacts) -> Markup:
    """``14°31′ Leo``"""
    return marked(f"{degrees(body.degree)} {body.sign.title()}")


def named_body(answer: CosmicNowAnswer | CosmicAspectsAnswer | CosmicNatalAnswer, name: str) -> BodyFacts:
    """The body of this name, as it stands at the answer's time."""
    return next(body for body in answer.bodies if body.name == name)


def titled(name: str) -> str:
    """``Mercury`` of ``mercury``: bodies and signs as they are written in a sentence."""
    return name.title()


def with_the(name: str) -> str:
    """``the Sun``, ``the Moon``, ``Mercury``"""
    return f"the {titled(name)}" if name in LUMINARIES else titled(name)


def sky_names(names: Sequence[str]) -> Markup:
    """``Jupiter and Uranus``"""
    return listed([titled(name) for name in names])


def phase_called(name: str) -> str:
    """``waning gibbous``"""
    return name.replace("_", " ")


def on_time(moment: datetime, beside: datetime) -> Markup:
    """``30 Dec 20:59``, the hour also at midnight; the year where it is another."""
    return marked(f"{near_day(moment, beside)} {clock(moment)}")


def happens(event: SkyEventFacts, beside: datetime) -> Markup:
    """``4 Jan 03:30``"""
    return on_time(event.time, beside)


def dated(event: SkyEventFacts, beside: datetime) -> Markup:
    """``Full moon, 25 Jan 2024 17:54 UTC``"""
    return escape(f"{event.name}, {happens(event, beside)} {zone(event.time)}")


def aspect_called(aspect: AspectFacts | TransitFacts) -> str:
    """``Moon trine Mercury``, ``Jupiter opposite natal Mars``"""
    tie = TIED.get(aspect.aspect, aspect.aspect)
    if isinstance(aspect, TransitFacts):
        return f"{aspect.transiting.title()} {tie} natal {aspect.natal.title()}"
    return f"{aspect.first.title()} {tie} {aspect.second.title()}"


def to_come(aspects: Sequence[AspectFacts | TransitFacts]) -> AspectFacts | TransitFacts | None:
    """The one that is exact next."""
    coming = [(each.exact, at) for at, each in enumerate(aspects) if each.applying and each.exact is not None]
    return aspects[min(coming)[1]] if coming else None


def aspect_table(aspects: Sequence[AspectFacts | TransitFacts], beside: datetime, most: int = 8) -> list[Markup]:
    """A line an aspect: what, its orb, ``→`` where it applies and ``←`` where it separates, and when it is exact.

    The widest line has about 38 characters: bodies are cut to three letters, and a far date to its day. ``no date``
    stands where one of the two turns round before, or where that is more than 400 days away.
    """
    shown = aspects[:most]
    names = [short_aspect(each) for each in shown]
    width = max(map(len, names), default=0)
    return [
        marked(
            f"{name:<{width}} {degrees(each.orb):>6} {'→' if each.applying else '←'} {short_time(each.exact, beside)}"
        )
        for name, each in zip(names, shown, strict=True)
    ]


def undated(aspects: Sequence[AspectFacts | TransitFacts], most: int = 8) -> bool:
    """Whether a table of them has one without a date."""
    return any(each.exact is None for each in aspects[:most])


def short_name(name: Body | Sign) -> str:
    """``Mer``, ``Cap``; ``Moon`` whole."""
    return name.title() if name == "moon" else name.title()[:SHORT]


def short_aspect(aspect: AspectFacts | TransitFacts) -> str:
    """``Moon trine Mer``, ``Jup trine n.Mar``"""
    tie = TIED.get(aspect.aspect, aspect.aspect)
    if isinstance(aspect, TransitFacts):
        return f"{short_name(aspect.transiting)} {tie} n.{short_name(aspect.natal)}"
    return f"{short_name(aspect.first)} {tie} {short_name(aspect.second)}"


def short_time(moment: datetime | None, beside: datetime) -> str:
    if moment is None:
        return "no date"
    if abs(moment - beside) > FAR:
        return day(moment)
    return f"{day_month(moment)} {clock(moment)}"
