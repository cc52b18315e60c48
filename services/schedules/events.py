"""What schedules tell by themselves."""

from datetime import datetime, timedelta
from typing import ClassVar, Final

from services.core.events import Event
from services.core.units import Duration
from services.schedules.facts import ScheduleFacts, facts_of
from services.schedules.record import Asked, Schedule

LATE: Final = timedelta(minutes=5)
"""Only what could not be told for longer is told no more."""


class ScheduleDue(Event):
    """``asked`` is due of a schedule: whoever tells it asks the desk, as its owner, and shows what comes of it.

    It was due at ``due_at`` and is run ``late_seconds`` later; ``missed`` of its times before were not run.
    """

    subject: ClassVar[str] = "schedules"

    schedule: ScheduleFacts
    asked: Asked
    due_at: datetime
    late_seconds: Duration
    missed: int
    by_hand: bool
    """Somebody had it run now."""
    person: str | None
    server: str | None
    channel: str | None

    def over(self, now: datetime) -> bool:
        """Where nobody could be told for long: one that skips what is missed, and one whose next time has come."""
        following = self.schedule.due
        superseded = self.schedule.missed == "skip" or (following is not None and following <= now)
        return superseded and not self.by_hand and now - self.at > LATE

    @property
    def for_channel(self) -> str | None:
        return self.channel if self.person is None else None

    @property
    def or_channel(self) -> str | None:
        return self.channel if self.asked.public else None


def due(
    schedule: Schedule, key: str, at: datetime, *, due_at: datetime, missed: int = 0, by_hand: bool = False
) -> tuple[ScheduleDue, ...]:
    """An event for each request of ``schedule``."""
    return tuple(
        ScheduleDue(
            key=f"{key}:{place}",
            at=at,
            schedule=facts_of(schedule),
            asked=asked,
            due_at=due_at,
            late_seconds=Duration((at - due_at).total_seconds()),
            missed=missed if place == 0 else 0,
            by_hand=by_hand,
            person=schedule.person,
            server=schedule.server if schedule.shared else None,
            channel=schedule.channel,
        )
        for place, asked in enumerate(schedule.asks)
    )
