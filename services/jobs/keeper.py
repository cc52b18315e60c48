"""Looks after jobs that nobody waits for: what the queue lost is put back, and an end that nobody was given is told."""

import asyncio
from typing import Final

import structlog

from services.core.clock import Clock
from services.core.errors import StoreUnavailable
from services.jobs.book import JobBook
from services.jobs.desk import SAME_FOR
from services.jobs.queue import Queue
from services.jobs.working import first_lanes

EVERY_SECONDS: Final = 15.0

log = structlog.get_logger(__name__)


class Keeper:
    """Several may look: what is queued twice is worked on once, and an end is told in one step with the note of it."""

    def __init__(self, book: JobBook, queue: Queue, clock: Clock) -> None:
        self._book = book
        self._queue = queue
        self._clock = clock

    async def run(self) -> None:
        """Look every now and then, until cancelled."""
        while True:
            try:
                await self.look()
            except StoreUnavailable:
                log.warning("jobs cannot be looked up")
            await asyncio.sleep(EVERY_SECONDS)

    async def look(self) -> None:
        """Look once."""
        now = self._clock.now()
        for job in await self._book.open():
            if not job.over:
                for at in first_lanes(job, (await self._book.progress(job)).parts):
                    await self._queue.add(job.number, at)
            elif now - job.made > SAME_FOR:
                await self._book.told(job, now, by_event=True)
