"""A job to try the queue with: counts up to a number, a part each."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import ClassVar

from services.core.clock import SteppedClock
from services.core.errors import InvalidRequest
from services.core.principal import Principal
from services.core.request import Answer, Frozen, Personal
from services.jobs.book import JobBook
from services.jobs.desk import JobDesk
from services.jobs.job import Job, Jobs, Part
from services.jobs.queue import Queue
from services.jobs.working import Worker
from services.store.store import Store

NOW = datetime(2024, 1, 1, tzinfo=UTC)
ANN = Principal(id="discord:7", name="Ann")


class CountAnswer(Answer):
    """The numbers, in the order of the parts."""

    counted: tuple[int, ...]


class Count(Personal[CountAnswer]):
    """Counts. ``how``: ``well``, or with a part that ``breaks``, is ``refused``, ``waits`` until it is
    let go, or does each ``slowly``."""

    name: ClassVar[str] = "count"

    to: int
    how: str = "well"


class Number(Part):
    number: int


class Counted(Frozen):
    number: int


class CountJob(Job[Count, Number, Counted, CountAnswer]):
    """Notes each part that it did."""

    kind = Count
    counted = "numbers"

    def __init__(self) -> None:
        self.done: list[int] = []
        self.begun: list[int] = []
        self.go = asyncio.Event()

    async def split(self, request: Count) -> Sequence[Number]:
        return [Number(number=number) for number in range(request.to)]

    async def do(self, request: Count, part: Number) -> Counted:
        self.begun.append(part.number)
        if request.how == "waits":
            await self.go.wait()
        if request.how == "slowly":
            await asyncio.sleep(0.1)
        if part.number == 3 and request.how == "breaks":
            raise ZeroDivisionError
        if part.number == 3 and request.how == "refused":
            raise InvalidRequest(("three is no number",))
        self.done.append(part.number)
        return Counted(number=part.number)

    def gather(self, request: Count, done: Sequence[Counted]) -> CountAnswer:
        return CountAnswer(as_of=NOW, counted=tuple(each.number for each in done))


class Process:
    """What a process has of jobs: with a queue, a worker and a desk of its own."""

    def __init__(self, store: Store, clock: SteppedClock | None = None, *, helps: bool = True) -> None:
        self.clock = clock or SteppedClock(NOW)
        self.job = CountJob()
        jobs: Jobs = {Count: self.job}
        self.book = JobBook(store)
        self.queue = Queue(store, "test")
        self.worker = Worker(jobs, self.book, self.queue, self.clock)
        self.entries = store.entries
        self.desk = JobDesk(jobs, self.book, self.queue, self.worker, self.clock, helps=helps)
