"""Schedules that tests keep, and what was told of them."""

from collections.abc import Sequence
from datetime import datetime

from services.core.clock import Clock
from services.core.events import read_event
from services.core.work import Work
from services.schedules.book import ScheduleBook
from services.schedules.cron import cron_of
from services.schedules.events import ScheduleDue
from services.schedules.record import Asked, Missed, Schedule
from services.schedules.scheduler import Scheduler
from services.schedules.terms import ScheduleTerms
from services.schedules.when import When
from services.store import keys
from services.store.ledger import StoreLedger
from services.store.store import Store

TERMS = ScheduleTerms(per_person=20, per_server=50, least_minutes=15, late_minutes=5)
ASKED = Asked(name="digest", options="{}", called="digest", public=True)
ANN = "discord:1"


def schedule(number: int, cron: str, now: datetime, *, missed: Missed = "run", owner: str = ANN) -> Schedule:
    """One that is due at the first time of ``cron`` behind ``now``."""
    when = When(said=f"cron {cron}", zone="UTC", crons=(cron_of(cron),))
    return Schedule(
        owner=owner,
        number=number,
        name=f"digest {number}",
        asks=(ASKED,),
        when=when,
        missed=missed,
        due=when.next(now),
    )


async def keep(store: Store, *schedules: Schedule) -> None:
    work, book = Work(), ScheduleBook(store)
    for each in schedules:
        book.write(work, each)
    await StoreLedger(store).commit(work, f"keep {schedules[0].number} {schedules[0].due}", b"{}", 60)


def scheduler(store: Store, clock: Clock) -> Scheduler:
    return Scheduler(ScheduleBook(store), StoreLedger(store), clock, TERMS)


async def told(store: Store) -> Sequence[ScheduleDue]:
    """What was told, the oldest first."""
    events = [read_event(each["event"].encode()) for each in reversed(await store.entries(keys.OUTBOX))]
    return [event for event in events if isinstance(event, ScheduleDue)]
