"""What the facts of the sky mean in words, and how angles are written."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from markupsafe import Markup

from analytics.sky.events import TIED
from analytics.sky.names import Body, Sign
from personas.format import clock, day, day_month, degrees, listed, when
from services.cosmic.aspects import CosmicAspectsAnswer
from services.cosmic.facts import AspectFacts, BodyFacts
from services.cosmic.natal import ChartFacts, CosmicNatalAnswer, TransitFacts
from services.cosmic.now import CosmicNowAnswer

SHORT = 3
"""Letters of a name in a table."""
FAR = timedelta(days=180)
"""From which on a table gives a date with its year."""


def in_sign(body: BodyFacts) -> Markup:
    """``14°31′ Leo``"""
    return Markup(f"{degrees(body.degree)} {body.sign.title()}")  # noqa: S704 (made here)


def named_body(answer: CosmicNowAnswer | CosmicAspectsAnswer | CosmicNatalAnswer, name: str) -> BodyFacts:
    """The body of this name, as it stands at the answer's time."""
    return next(body for body in answer.bodies if body.name == name)


def phase_called(name: str) -> str:
    """``waning gibbous``"""
    return name.replace("_", " ")


def signs_held(answer: CosmicNowAnswer) -> tuple[tuple[Sign, tuple[BodyFacts, ...]], ...]:
    """Each sign that bodies stand in, with those bodies, the fullest first."""
    signs = dict.fromkeys(body.sign for body in answer.bodies)
    held = [(sign, tuple(body for body in answer.bodies if body.sign == sign)) for sign in signs]
    return tuple(sorted(held, key=lambda each: -len(each[1])))


def names_of(bodies: Sequence[BodyFacts]) -> Markup:
    """``Sun, Mercury and Mars``"""
    return listed([body.name.title() for body in bodies])


def chart_moon(chart: ChartFacts) -> BodyFacts:
    """The Moon of a chart."""
    return next(body for body in chart.bodies if body.name == "moon")


def nearest(aspects: Sequence[AspectFacts | TransitFacts], most: int) -> Sequence[AspectFacts | TransitFacts]:
    """The ``most`` closest."""
    return aspects[:most]


def by_nature(aspects: Sequence[AspectFacts]) -> tuple[tuple[AspectFacts, ...], tuple[AspectFacts, ...]]:
    """Those that tradition calls easy (trines and sextiles), and those that it calls hard (squares and oppositions)."""
    easy = tuple(each for each in aspects if each.aspect in ("trine", "sextile"))
    hard = tuple(each for each in aspects if each.aspect in ("square", "opposition"))
    return easy, hard


def aspect_called(aspect: AspectFacts | TransitFacts) -> str:
    """``Moon trine Mercury``, ``Jupiter opposite natal Mars``"""
    tie = TIED.get(aspect.aspect, aspect.aspect)
    if isinstance(aspect, TransitFacts):
        return f"{aspect.transiting.title()} {tie} natal {aspect.natal.title()}"
    return f"{aspect.first.title()} {tie} {aspect.second.title()}"


def on_time(moment: datetime, beside: datetime) -> Markup:
    """``30 Dec 20:59`` of a time in UTC, the hour also at midnight; the year where it is another."""
    text = when(moment, beside)
    return Markup(f"{text} 00:00") if clock(moment) == "00:00" else text  # noqa: S704 (made here)


def to_come(aspects: Sequence[AspectFacts | TransitFacts]) -> AspectFacts | TransitFacts | None:
    """The one that is exact next."""
    coming = [(each.exact, at) for at, each in enumerate(aspects) if each.applying and each.exact is not None]
    return aspects[min(coming)[1]] if coming else None


def body_table(bodies: Sequence[BodyFacts]) -> list[Markup]:
    """A line a body: ``Sun       8°48′ Cap``, ``R`` behind a retrograde one."""
    return [
        Markup(  # noqa: S704 (made here)
            f"{body.name.title():<7}  {degrees(body.degree):>6} {short_name(body.sign)}"
            f"{'  R' if body.retrograde else ''}"
        )
        for body in bodies
    ]


def aspect_table(aspects: Sequence[AspectFacts | TransitFacts], beside: datetime, most: int = 8) -> list[Markup]:
    """A line an aspect: what, its orb, ``→`` where it applies and ``←`` where it separates, and when it is exact.

    The widest line has about 38 characters: bodies are cut to three letters, and a far date to its day. ``no date``
    stands where one of the two turns round before, or where that is more than 400 days away.
    """
    shown = aspects[:most]
    names = [short_aspect(each) for each in shown]
    width = max(map(len, names), default=0)
    return [
        Markup(  # noqa: S704 (made here)
            f"{name:<{width}} {degrees(each.orb):>6} {'→' if each.applying else '←'} {short_time(each.exact, beside)}"
        )
        for name, each in zip(names, shown, strict=True)
    ]


def short_name(name: Body | Sign) -> str:
    """``Mer``, ``Cap``; ``Moon`` whole."""
    return name.title() if name == "moon" else name.title()[:SHORT]


def short_aspect(aspect: AspectFacts | TransitFacts) -> str:
    """``Moon trine Mer``, ``Jup trine n.Mar``"""
    tie = TIED.get(aspect.aspect, aspect.aspect)
    if isinstance(aspect, TransitFacts):
        return f"{short_name(aspect.transiting)} {tie} n.{short_name(aspect.natal)}"
    return f"{short_name(aspect.first)} {tie} {short_name(aspect.second)}"


def undated(aspects: Sequence[AspectFacts | TransitFacts], most: int = 8) -> bool:
    """Whether a table of them has one without a date."""
    return any(each.exact is None for each in aspects[:most])


def short_time(moment: datetime | None, beside: datetime) -> str:
    if moment is None:
        return "no date"
    if abs(moment - beside) > FAR:
        return day(moment)
    return f"{day_month(moment)} {clock(moment)}"


FILTERS: Mapping[str, Callable[..., Any]] = {
    function.__name__: function
    for function in (
        *(in_sign, named_body, phase_called, signs_held),
        *(names_of, chart_moon, nearest, by_nature),
        *(aspect_called, on_time, to_come, body_table, aspect_table, undated),
    )
}
