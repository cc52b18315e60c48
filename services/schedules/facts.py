"""What is told of schedules."""

from datetime import datetime
from typing import Literal

from pydantic import InstanceOf

from services.core.owners import To
from services.core.request import Answer, AnyRequest, Frozen
from services.schedules.record import Missed, Schedule


class ScheduleFacts(Frozen):
    """A schedule. ``number`` is 0 where it is not set yet; ``asks`` are its requests in plain words."""

    number: int
    name: str
    asks: tuple[str, ...]
    said: str
    """When, as it was understood."""
    zone: str
    missed: Missed
    to: To
    paused: bool
    due: datetime | None
    ran: int
    ran_at: datetime | None
    skipped: int


class SchedulePreview(Answer):
    """What would be set, and when it would run ``next``. ``like`` are one's own that ask the same."""

    schedule: ScheduleFacts
    next: tuple[datetime, ...]
    """The first five times, or fewer where there are no more."""
    like: tuple[ScheduleFacts, ...]
    used: int
    quota: int
    confirm: InstanceOf[AnyRequest]
    """The request that sets it: confirmed twice it is set once."""
    again: InstanceOf[AnyRequest]
    """The request that it is the preview of."""


Done = Literal["set", "edited", "paused", "resumed", "deleted", "run"]


class ScheduleChangedAnswer(Answer):
    """What was done to schedules, and how they stand now (those deleted: as they stood)."""

    done: Done
    schedules: tuple[ScheduleFacts, ...]
    used: int
    quota: int


class ScheduleListAnswer(Answer):
    """The asker's schedules and, in a server, its channels', those due next first."""

    schedules: tuple[ScheduleFacts, ...]
    used: int
    quota: int


def facts_of(schedule: Schedule) -> ScheduleFacts:
    """What is told of it."""
    return ScheduleFacts(
        number=schedule.number,
        name=schedule.name,
        asks=tuple(asked.called for asked in schedule.asks),
        said=schedule.when.said,
        zone=schedule.when.zone,
        missed=schedule.missed,
        to=schedule.to,
        paused=schedule.paused,
        due=schedule.due,
        ran=schedule.ran,
        ran_at=schedule.ran_at,
        skipped=schedule.skipped,
    )
