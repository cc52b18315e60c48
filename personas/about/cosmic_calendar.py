"""How a calendar of the sky is shown, and its file."""

from datetime import timedelta

from markupsafe import Markup

from personas.about._calendar_file import calendar_file
from personas.about._sky import WEIGHTLESS, dated, happens, neighbours, on_time, titled
from personas.buttons import Actions, changed
from personas.card import Action
from personas.face import Document, Essential, Face
from personas.format import degrees
from personas.pictures.calendar import draw_calendar
from services.core.request import AnyRequest
from services.cosmic.calendar import CosmicCalendar, CosmicCalendarAnswer
from services.cosmic.happenings import CalendarEvent

CALENDAR_DAYS = (7, 30, 90, 365)
RANK = ("eclipses", "seasons", "stations", "phases", "ingresses", "aspects", "voids", "apsides", "nodes", "signs")
"""Kinds by how seldom they are, more or less."""


def essentials(said: CosmicCalendarAnswer) -> list[Essential]:
    first = (
        [Essential("Events", Markup("no event"), first=True)]
        if said.next is None
        else [Essential("The first of all", dated(said.next, said.as_of), first=True)]
    )
    return [*first, WEIGHTLESS]


def buttons(said: CosmicCalendarAnswer, request: AnyRequest | None = None) -> Actions:
    usual = CosmicCalendar(days=said.days, kinds=",".join(said.kinds))
    asked = changed(request if isinstance(request, CosmicCalendar) else usual, export=False)
    lengths = tuple(
        Action(f"{days} days", changed(asked, days=days), current=days == said.days) for days in CALENDAR_DAYS
    )
    export = Action("Export .ics", changed(asked, export=True), current=said.export)
    return (*lengths, export, *neighbours(asked))


def document(said: CosmicCalendarAnswer) -> Document | None:
    """The calendar file, where it was asked for; the same answer gives the same bytes."""
    if not said.export:
        return None
    return Document(f"sky-{said.start:%Y-%m-%d}-{said.days}d.ics", "text/calendar", calendar_file(said))


def first_told(answer: CosmicCalendarAnswer, most: int) -> tuple[CalendarEvent, ...]:
    """The ``most`` events that are told, in order of time: of several kinds the rarest (new and full moons before
    quarters), and of those that are alike the nearest."""
    if chosen_by(answer) == "nearest":
        return answer.events[:most]
    best = sorted(answer.events, key=lambda event: (*_rank(event), event.time))[:most]
    return tuple(sorted(best, key=lambda event: event.time))


def chosen_by(answer: CosmicCalendarAnswer) -> str:
    """How those that are told were chosen among more: ``rarest``, or ``nearest`` where all are of one kind."""
    return "rarest" if len({event.group for event in answer.events}) > 1 else "nearest"


def _rank(event: CalendarEvent) -> tuple[int, bool]:
    quarter = event.group == "phases" and event.detail not in ("new_moon", "full_moon")
    return RANK.index(event.group) + quarter, quarter


def cut_short(answer: CosmicCalendarAnswer) -> bool:
    """Whether the ephemeris ends before the days that were asked for."""
    return answer.end - answer.start < timedelta(days=answer.days)


def of_kind(answer: CosmicCalendarAnswer, kind: str) -> tuple[CalendarEvent, ...]:
    """The events of a kind, in order."""
    return tuple(event for event in answer.events if event.group == kind)


FACE = Face(
    CosmicCalendarAnswer,
    frame="table",
    essentials=essentials,
    mood=lambda said: "dates ahead" if said.events else "no dates ahead",
    buttons=buttons,
    picture=draw_calendar,
    document=document,
    words=(dated, degrees, happens, on_time, titled, first_told, chosen_by, cut_short, of_kind),
)
