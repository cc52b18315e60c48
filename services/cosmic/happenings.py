"""Events of the sky as facts."""

from datetime import datetime

from analytics.sky.events import (
    Eclipse,
    Ingress,
    MoonApsis,
    MoonPhase,
    NodeCrossing,
    Perfection,
    SeasonStart,
    SkyEvent,
    Station,
    VoidOfCourse,
)
from services.core.request import Frozen
from services.cosmic.facts import SkyEventFacts
from services.cosmic.kinds import Kind, kind_of


class CalendarEvent(SkyEventFacts):
    """An event with its kind in a calendar. ``until`` is when it ends, of those that last."""

    group: Kind
    until: datetime | None = None


class KindCount(Frozen):
    """How many events of a kind there are; ``name`` is the kind."""

    name: Kind
    events: int


def event_facts(event: SkyEvent) -> CalendarEvent:
    """``event`` with what its own class knows of it."""
    return CalendarEvent(
        name=event.name,
        kind=event.kind,
        time=event.time,
        bodies=event.bodies,
        longitude=event.longitude,
        sign=event.sign,
        degree=event.degree,
        detail=_detail(event),
        group=kind_of(event),
        until=event.until if isinstance(event, VoidOfCourse) else None,
    )


def _detail(event: SkyEvent) -> str | None:
    """One word that tells ``event`` from others of its kind."""
    match event:
        case Station() | Ingress():
            return event.motion
        case MoonPhase():
            return event.quarter
        case SeasonStart():
            return event.season
        case MoonApsis():
            return event.apsis
        case NodeCrossing():
            return event.node
        case Perfection():
            return event.aspect
        case Eclipse():
            return event.type
        case _:
            return None
