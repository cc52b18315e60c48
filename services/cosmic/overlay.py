"""Events of the sky to mark on a chart."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from analytics.sky.events import Eclipse, MoonPhase, SkyEvent
from analytics.sky.predicates import is_eclipse, is_full_moon, is_mercury_station, is_new_moon, is_sun_ingress
from services.cosmic.dates import FIRST, LAST
from services.cosmic.facts import SkyEventFacts
from services.cosmic.happenings import event_facts

LONGEST: Final = timedelta(days=8 * 366)
"""Older candles are left without marks: there would be no room for them, and each year takes 0.3 s once."""
_MARKED: Final = (is_new_moon, is_full_moon, is_eclipse, is_mercury_station, is_sun_ingress)


def overlay_reach(start: datetime, end: datetime) -> tuple[datetime, datetime]:
    """From and until when events are marked on candles from ``start`` to ``end``."""
    return max(start, end - LONGEST, FIRST), min(end, LAST)


def sky_overlay(events: Iterable[SkyEvent]) -> tuple[SkyEventFacts, ...]:
    """Those of ``events`` that a chart marks, in order: new and full moons, eclipses, Mercury's stations and the Sun's
    ingresses. A new or full moon at which there is an eclipse is told once, as the eclipse."""
    marked = [event for event in events if any(is_marked(event) for is_marked in _MARKED)]
    eclipses = [event.time for event in marked if isinstance(event, Eclipse)]
    return tuple(
        event_facts(event)
        for event in marked
        if not (isinstance(event, MoonPhase) and any(abs(event.time - time) < timedelta(days=1) for time in eclipses))
    )
