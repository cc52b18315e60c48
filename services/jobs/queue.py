"""The queue: which part of which job is to be looked at next, over all processes, in Redis Streams (pydocket).

It carries numbers and nothing else. A part that is in it twice, or is given out twice because a process was slow to say
that it lives, is done twice at worst and written once (book.py); what is lost is put back (keeper.py).
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from redis.exceptions import RedisError

from services.core.errors import StoreUnavailable
from services.store.keys import QUEUE
from services.store.store import Store

if TYPE_CHECKING:
    from docket import Docket

SILENT_SECONDS: Final = 5.0
"""A process that has not said for so long that it works on a part has lost it to another."""
HELD: Final = 3
"""Parts that a process has at once: two that are worked on, and the next."""
LOOKS_SECONDS: Final = 0.1
ADD_SECONDS: Final = 3.0
TASK: Final = "part"

Work = Callable[[int, int], Awaitable[None]]
"""Looks at a part of a job, both by number."""


class Queue:
    """The queue in ``store``, for jobs about the market called ``about``: processes that look at another market, or at
    another time, have one of their own. It is connected to at its first use, with clients of its own."""

    def __init__(self, store: Store, about: str) -> None:
        self._store = store
        self._name = f"{QUEUE}:{about}"
        self._stack = AsyncExitStack()
        self._opening = asyncio.Lock()
        self._docket: Docket | None = None
        self.worked = False
        """Whether this process takes parts from it."""

    @property
    def stream(self) -> str:
        """The key of the stream that has what nobody has finished; its readers are all workers."""
        return f"{self._name}:stream"

    async def add(self, job: int, part: int) -> None:
        """Have somebody look at it, unless it waits or is worked on.

        Raises:
            StoreUnavailable: it may be there or not.
        """
        docket = await self._opened()
        try:
            async with asyncio.timeout(ADD_SECONDS):
                await docket.add(TASK, key=f"{job}:{part}")(job, part)
        except (RedisError, OSError, TimeoutError) as error:
            raise StoreUnavailable from error

    async def work(self, on: Work) -> None:
        """Look at what is in the queue, and wait for more, until cancelled: then what is begun is ended first."""
        from docket import Worker

        docket = await self._opened()
        docket.register(_named(on), names=[TASK])
        async with Worker(
            docket,
            concurrency=HELD,
            redelivery_timeout=timedelta(seconds=SILENT_SECONDS),
            minimum_check_interval=timedelta(seconds=LOOKS_SECONDS),
            schedule_automatic_tasks=False,
        ) as worker:
            self.worked = True
            try:
                await worker.run_forever()
            finally:
                self.worked = False

    async def close(self) -> None:
        await self._stack.aclose()
        self._docket = None

    async def _opened(self) -> "Docket":
        from docket import Docket

        async with self._opening:
            if self._docket is None:
                docket = Docket(
                    self._name, self._store.url, credential_provider=self._store.credentials, execution_ttl=timedelta(0)
                )
                docket.register(_named(_nothing), names=[TASK])
                try:
                    self._docket = await self._stack.enter_async_context(docket)
                except (RedisError, OSError) as error:
                    raise StoreUnavailable from error
            return self._docket


async def _nothing(job: int, part: int) -> None:
    raise RuntimeError(f"part {part} of job {job} was given to a process that does none")


def _named(work: Work) -> Callable[[int, int], Awaitable[None]]:
    async def part(job: int, part: int) -> None:
        await work(job, part)

    return part
