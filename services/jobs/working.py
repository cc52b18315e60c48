"""A part of a job is done, and the job finished with its last part.

Parts of a job are queued in ``LANES``: each that is done queues the one so many behind it. So jobs that are under way
take turns, and a long one holds up nobody for longer than that.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from typing import Any, Final

import structlog

from services.core.clock import Clock
from services.core.errors import DeskError, JobFailed, StoreUnavailable
from services.core.on_behalf import on_behalf_of
from services.core.request import Answer, Frozen
from services.core.serialisation import from_json
from services.jobs.book import JobBook
from services.jobs.job import AnyJob, Jobs
from services.jobs.queue import Queue
from services.jobs.record import JobRecord

AT_ONCE: Final = 2
"""Parts at once in a process: while one reckons, another waits for the exchange."""
DRAIN_SECONDS: Final = 8.0
"""For so long a process that is told to end goes on with what it has begun."""
LANES: Final = 8
MOST_TRIES: Final = 4
"""So often a part is begun: one that ends its process, or that a fault of ours is in, is not begun for ever."""
AGAIN_SECONDS: Final = 0.5
REPLY_LASTS: Final = timedelta(minutes=13)
"""So long who asked is sure to wait for the answer, where they ask: Discord takes it for 15 minutes."""

log = structlog.get_logger(__name__)


class Worker:
    """Does parts of ``jobs`` in this process. ``clock`` is the machine's."""

    def __init__(self, jobs: Jobs, book: JobBook, queue: Queue, clock: Clock) -> None:
        self._jobs = jobs
        self._book = book
        self._queue = queue
        self._clock = clock
        self._running = self._stopping = False
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._parts: set[asyncio.Task[Any]] = set()

    @property
    def works(self) -> bool:
        """Whether parts are taken from the queue."""
        return self._queue.worked

    async def run(self) -> None:
        """Work until cancelled. Then what is begun is ended first, for ``DRAIN_SECONDS`` at most: what is given back,
        another process takes."""
        self._stopping, self._running = False, True
        working = asyncio.create_task(self._queue.work(self.part))
        try:
            await asyncio.shield(working)
        except asyncio.CancelledError:
            self._stopping = True
            working.cancel()
            await asyncio.wait((working,), timeout=DRAIN_SECONDS)
            for part in self._parts:
                part.cancel()
            await asyncio.wait((working,))
            raise
        finally:
            self._running = False

    @asynccontextmanager
    async def here(self) -> AsyncIterator[None]:
        """Work meanwhile, unless this process does anyway."""
        if self._running:
            yield
            return
        working = asyncio.create_task(self.run())
        try:
            yield
        finally:
            working.cancel()
            await asyncio.wait((working,))

    async def part(self, number: int, at: int) -> None:
        """Do a part, if it is still to be done, and queue what comes after it; with the last, finish the job."""
        if (this := asyncio.current_task()) is not None:
            self._parts.add(this)
            this.add_done_callback(self._parts.discard)
        async with self._turns:
            while True:
                if self._stopping:
                    raise asyncio.CancelledError  # so it stays in the queue, for another process
                try:
                    await self._part(number, at)
                except StoreUnavailable:  # what was done is done again: nothing of it was written, or all
                    await asyncio.sleep(AGAIN_SECONDS)
                    continue
                except Exception as error:  # the edge: another version's job, say; the keeper has it looked at again
                    log.error("a job could not be looked at", job=number, part=at, exc_info=error)
                return

    async def _part(self, number: int, at: int) -> None:
        job = await self._book.by_number(number)
        if job is None or job.over:
            return
        with on_behalf_of(job.ask):
            await self._step(job, self._jobs[type(job.request)], at)

    async def _step(self, job: JobRecord, kind: AnyJob, at: int) -> None:
        if not await self._done(job, kind, at):
            return
        progress = await self._book.progress(job)
        if len(progress.parts) == len(job.sizes):
            await self._finish(job, kind)
            return
        following = next((each for each in range(at, len(job.sizes), LANES) if each not in progress.parts), None)
        if following is not None:
            await self._queue.add(job.number, following)

    async def _done(self, job: JobRecord, kind: AnyJob, at: int) -> bool:
        """Whether the part is done now; else the job is over."""
        while (part := await self._book.part(job, at)) is not None:
            if (tries := await self._book.begin(job, at)) > MOST_TRIES:
                await self._fail(job, JobFailed(number=job.number, tries=MOST_TRIES))
                return False
            try:
                if not await self._book.done(job, at, await kind.do(job.request, part)):
                    continue
            except asyncio.CancelledError:
                with suppress(StoreUnavailable):
                    await self._book.give_back(job, at)
                raise
            except StoreUnavailable:
                await self._book.give_back(job, at)
                raise
            except DeskError as error:
                await self._fail(job, error)
                return False
            except Exception as error:  # the edge: it is tried again, and then the job fails
                log.error("a part of a job failed", job=job.number, part=at, tries=tries, exc_info=error)
                await asyncio.sleep(AGAIN_SECONDS)
        return True

    async def _finish(self, job: JobRecord, kind: AnyJob) -> None:
        texts = await self._book.found(job)

        def gathered() -> Answer:
            answer: Answer = kind.gather(job.request, [from_json(text, Frozen) for text in texts])
            return answer

        outcome: Answer | DeskError
        try:
            outcome = await asyncio.to_thread(gathered)
        except DeskError as error:
            outcome = error
        except Exception as error:
            log.error("the end of a job failed", job=job.number, exc_info=error)
            outcome = JobFailed(number=job.number, tries=1)
        await self._end(job, outcome)

    async def _fail(self, job: JobRecord, error: DeskError) -> None:
        await self._end(job, error)

    async def _end(self, job: JobRecord, outcome: Answer | DeskError) -> None:
        now = self._clock.now()
        if await self._book.finish(job, outcome, now, tell=now - job.made > REPLY_LASTS):
            log.info(
                "job ended", job=job.number, seconds=round((now - job.made).total_seconds(), 1), parts=len(job.sizes)
            )


def first_lanes(job: JobRecord, done: frozenset[int]) -> list[int]:
    """The parts of a job to be queued where none of it is: the first of each lane that is not done."""
    lanes = (range(lane, len(job.sizes), LANES) for lane in range(LANES))
    firsts = (next((at for at in lane if at not in done), None) for lane in lanes)
    return [at for at in firsts if at is not None]
