"""The events of the coming days."""

import asyncio
from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Annotated, ClassVar, Final

from pydantic import Field

from analytics.sky.events import SkyEvent
from services.core.clock import Clock
from services.core.handlers import answers
from services.core.options import Suggested
from services.core.request import Read
from services.core.units import Duration
from services.cosmic.almanac import Almanac
from services.cosmic.dates import LAST, DateText, sky_time
from services.cosmic.facts import CosmicAnswer
from services.cosmic.happenings import CalendarEvent, KindCount, event_facts
from services.cosmic.kinds import KINDS, Kind, kind_of, parse_kinds

USUAL_DAYS: Final = 30
LONGEST_DAYS: Final = 366


class CosmicCalendarAnswer(CosmicAnswer):
    """Events from ``start`` up to, and without, ``end``, in order, of the ``kinds`` that were asked for."""

    start: datetime
    end: datetime
    """``start`` and ``days`` days, or where the ephemeris ends."""
    days: int
    kinds: tuple[Kind, ...]
    events: tuple[CalendarEvent, ...]
    counts: tuple[KindCount, ...]
    """Of each kind that was asked for, none included."""
    next: CalendarEvent | None
    """The first of ``events``."""
    away_seconds: Duration | None
    """From ``as_of`` to it."""
    export: bool
    """Whether the events go along as a calendar file."""


class CosmicCalendar(Read[CosmicCalendarAnswer]):
    """What happens in the sky in the coming days."""

    name: ClassVar[str] = "cosmic calendar"
    summary: ClassVar[str] = "Moon phases, eclipses, stations and aspects of the coming days, also as .ics"
    means: ClassVar[str] = "Dates and times in UTC of what the sky will do. They have no weight in a decision."
    also: ClassVar[tuple[str, ...]] = ("sky calendar", "calendar of the sky")
    example: ClassVar[str] = "days:30"
    fresh_for: ClassVar[float] = 2.0

    days: int = Field(default=USUAL_DAYS, ge=1, le=LONGEST_DAYS, description="How many days to look ahead")
    kinds: Annotated[str, Suggested("sky kinds")] | None = Field(
        default=None,
        min_length=1,
        max_length=200,
        description="Kinds of event, such as phases, eclipses, stations; or all",
    )
    date: DateText | None = Field(
        default=None, description="The day to begin with, such as 2024-03-20; now where it is left out"
    )
    export: bool = Field(default=False, description="Whether to attach the events as an .ics file for your calendar")


def last_of(start: datetime, days: int) -> datetime:
    """Where a calendar of ``days`` from ``start`` ends: no later than the ephemeris."""
    return min(start + timedelta(days=days), LAST)


def cosmic_calendar(
    events: Iterable[SkyEvent], start: datetime, days: int, kinds: tuple[Kind, ...], *, export: bool
) -> CosmicCalendarAnswer:
    """The calendar of ``days`` from ``start``; ``events`` are those within it, of all kinds."""
    chosen = tuple(event_facts(event) for event in events if kind_of(event) in kinds)
    count = Counter(event.group for event in chosen)
    first = chosen[0] if chosen else None
    return CosmicCalendarAnswer(
        as_of=start,
        start=start,
        end=last_of(start, days),
        days=days,
        kinds=kinds,
        events=chosen,
        counts=tuple(KindCount(name=kind, events=count[kind]) for kind in KINDS if kind in kinds),
        next=first,
        away_seconds=None if first is None else (first.time - start).total_seconds(),
        export=export,
    )


@answers(CosmicCalendar)
async def answer_cosmic_calendar(request: CosmicCalendar, almanac: Almanac, clock: Clock) -> CosmicCalendarAnswer:
    """The events of ``days`` from ``date`` on.

    Raises:
        InvalidRequest: ``date`` is no day or time, or ``kinds`` names none there is.
        OutsideSky: the ephemeris does not reach ``date``.
    """
    kinds, start = parse_kinds(request.kinds), sky_time(request.date, clock.now())
    events = await almanac.between(start, last_of(start, request.days))
    return await asyncio.to_thread(cosmic_calendar, events, start, request.days, kinds, export=request.export)
