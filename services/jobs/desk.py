"""Where handlers have long work done, and wait for it."""

import asyncio
from contextlib import nullcontext, suppress
from datetime import timedelta
from typing import Final

from services.core.clock import Clock
from services.core.errors import JobGone, StillWorking, StoreUnavailable
from services.core.principal import Principal
from services.core.progress import tell
from services.core.request import A, Answer, AnyRequest, Request
from services.jobs.book import JobBook
from services.jobs.job import Jobs
from services.jobs.queue import Queue
from services.jobs.record import JobRecord, request_text
from services.jobs.working import REPLY_LASTS, Worker, first_lanes

LOOKS_SECONDS: Final = 0.3
SAME_FOR: Final = timedelta(minutes=15)
"""Who asks the same within so long is given what came of it: a reply that is given after a restart is asked anew."""


class JobDesk:
    """Starts jobs and waits for them; where it ``helps``, this process works meanwhile. ``clock`` is the machine's."""

    def __init__(self, jobs: Jobs, book: JobBook, queue: Queue, worker: Worker, clock: Clock, *, helps: bool) -> None:
        self.book = book
        self.clock = clock
        self._jobs = jobs
        self._queue = queue
        self._worker = worker
        self._helps = helps

    async def answer(self, request: Request[A], principal: Principal) -> A:
        """What comes of ``request``: its job is made unless the asker has one of the same under way, or that is hardly
        over. Waits for it, and tells how far it is.

        Raises:
            TooManyJobs: the asker has as many under way as may be.
            StillWorking: it takes longer than a reply may; the end will be told by itself.
            JobGone: it was cancelled.
            DeskError: what the job failed with.
        """
        job = await self._started(request, principal.id)
        async with self._worker.here() if self._helps else nullcontext():
            job = await self._over(job)
        if not job.told:
            with suppress(StoreUnavailable):  # then it is told once more, later
                await self.book.told(job, self.clock.now())
        if (error := job.error) is not None:
            raise error
        answer = await self.book.answer(job)
        if answer is None:
            raise JobGone(number=job.number)
        return _as(answer, request)

    async def _started(self, request: AnyRequest, owner: str) -> JobRecord:
        asks, now = request_text(request), self.clock.now()
        for job in await self.book.of(owner):
            if job.asks == asks and (
                job.state == "running" or (job.ended and job.state == "done" and now - job.ended < SAME_FOR)
            ):
                return job
        kind = self._jobs[type(request)]
        job = await self.book.make(owner, asks, kind.counted, await kind.split(request), now)
        for at in first_lanes(job, frozenset()):
            await self._queue.add(job.number, at)
        return job

    async def _over(self, job: JobRecord) -> JobRecord:
        """The job at its end."""
        started = self.clock.now()
        while not job.over:
            done = (await self.book.progress(job)).of(job)
            tell(done, job.total, f"Working through {job.counted}")
            if self.clock.now() - started > REPLY_LASTS:
                raise StillWorking(number=job.number, done=done, total=job.total, counted=job.counted)
            await asyncio.sleep(LOOKS_SECONDS)
            found = await self.book.one(job.owner, job.number)
            if found is None:
                raise JobGone(number=job.number)
            job = found
        return job


def _as(answer: Answer, request: Request[A]) -> A:
    if not isinstance(answer, request.answer_type()):
        raise TypeError(f"{type(answer).__name__} is no answer to {request.name}")
    return answer  # type: ignore[return-value]
