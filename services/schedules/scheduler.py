"""What is due becomes events in the outbox. Of all processes one does this at a time, and were it two, it would still
be done once: each time of a schedule is written with an id of its own, and only while the schedule is what was read.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Final
from uuid import uuid4

import structlog

from services.core.clock import Clock, human
from services.core.errors import StoreUnavailable
from services.core.work import Ledger, Outdated, Work
from services.market.timeframes import to_ms
from services.schedules.book import ScheduleBook
from services.schedules.events import due
from services.schedules.record import Schedule
from services.schedules.terms import ScheduleTerms

LOOK_SECONDS: Final = 1.0
"""A schedule that was just set is seen by then."""
AT_ONCE: Final = 16
"""Schedules that are dealt with side by side."""
BATCH: Final = 500
KEPT_SECONDS: Final = 30 * 86_400.0
"""For so long a time that was dealt with is known."""

log = structlog.get_logger(__name__)


class Scheduler:
    """Deals with what is due, by ``clock``."""

    def __init__(self, book: ScheduleBook, ledger: Ledger, clock: Clock, terms: ScheduleTerms) -> None:
        self._book = book
        self._ledger = ledger
        self._clock = clock
        self._late = timedelta(minutes=terms.late_minutes)
        self._failed: set[int] = set()
        """Schedules of which it was said that they failed."""

    async def run(self, beat: Callable[[], None] = lambda: None) -> None:
        """Deal with what comes due, and ``beat`` each time, until cancelled."""
        while True:
            try:
                await self.step()
                beat()
            except StoreUnavailable:
                log.info("schedules cannot be read")
            await human(self._clock).sleep(LOOK_SECONDS)

    async def step(self) -> None:
        """Deal with all that is due now."""
        now, room = self._clock.now(), asyncio.Semaphore(AT_ONCE)

        async def deal(number: int) -> bool:
            try:
                async with room:
                    return await self._deal(number)
            except StoreUnavailable:
                raise
            except Exception as error:  # the edge: what nobody foresaw of one schedule must not end it for the others
                if number not in self._failed:
                    log.error("a schedule failed, and is tried again", number=number, exc_info=error)
                self._failed.add(number)
                return False

        while numbers := await self._book.due(now, BATCH):
            dealt = await asyncio.gather(*(deal(number) for number in numbers))
            if not any(dealt):
                return  # each was changed meanwhile: the next look sees how they stand

    async def _deal(self, number: int) -> bool:
        """Deal with the schedule of this number; whether it is dealt with."""
        kept = await self._book.kept(number)
        if kept is None:
            await self._book.gone(number)
            return True
        schedule, text = kept
        now = self._clock.now()
        if schedule.due is None or schedule.due > now:
            await self._straighten(schedule, text)
            return True
        dealt = schedule.dealt_with(now, self._late)
        key = f"schedule:{number}:{to_ms(schedule.due)}"
        work = self._as_it_stands(dealt.schedule, text)
        if dealt.runs:
            for event in due(dealt.schedule, key, now, due_at=dealt.at, missed=dealt.missed):
                work.tell(event)
        try:
            before = await self._ledger.commit(work, key, b"{}", KEPT_SECONDS)
        except Outdated:
            return False
        if before is not None:  # it was dealt with, and then set back by a change that had been read before
            await self._straighten(dealt.schedule, text)
        return True

    async def _straighten(self, schedule: Schedule, text: str) -> None:
        """Have it kept as it stands, and found when it is due."""
        with suppress(Outdated):
            await self._ledger.commit(self._as_it_stands(schedule, text), f"schedule:{uuid4().hex}", b"{}", 1.0)

    def _as_it_stands(self, schedule: Schedule, text: str) -> Work:
        """The schedule kept, where it still is ``text``; removed where it has no more times."""
        work = Work()
        self._book.expect(work, schedule, text)
        if schedule.due is None and not schedule.paused:
            self._book.remove(work, schedule)
        else:
            self._book.write(work, schedule)
        return work
