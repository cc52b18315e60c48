"""Work on several accounts that is waited for only so long, and then goes on without whoever asked."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Final, Generic, TypeVar

import structlog

from services.core.errors import DeskError

AT_ONCE: Final = 16
"""Accounts that are worked on at once."""
GRACE: Final = 2.0

T = TypeVar("T")
log = structlog.get_logger(__name__)


class Patience(Generic[T]):
    """Does work on accounts."""

    def __init__(self) -> None:
        self._going_on: set[asyncio.Task[T]] = set()

    async def of(
        self, seconds: float, work: Mapping[str, Callable[[], Awaitable[T]]]
    ) -> dict[str, T | DeskError | None]:
        """What came of the ``work`` on each account within ``seconds``, or why nothing did; ``None``: it goes on."""
        turns = asyncio.Semaphore(AT_ONCE)

        async def one(do: Callable[[], Awaitable[T]]) -> T:
            async with turns:
                return await do()

        tasks = {name: asyncio.create_task(one(do)) for name, do in work.items()}
        if tasks:
            await asyncio.wait(tasks.values(), timeout=seconds)
        for name, task in tasks.items():
            if not task.done():
                log.warning("an account is busy, and is done once it is free", account=name)
                self._going_on.add(task)
                task.add_done_callback(self._ended)
        return {name: _outcome(task) for name, task in tasks.items()}

    async def close(self) -> None:
        """Let what goes on come to its end, for ``GRACE`` seconds at most."""
        going_on = tuple(self._going_on)
        if going_on:
            await asyncio.wait(going_on, timeout=GRACE)
        for task in going_on:
            task.cancel()
        await asyncio.gather(*going_on, return_exceptions=True)

    def _ended(self, task: asyncio.Task[T]) -> None:
        self._going_on.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("an account could not be worked on", error=repr(error))


def _outcome(task: asyncio.Task[T]) -> T | DeskError | None:
    """Raises what nobody foresaw."""
    if not task.done():
        return None
    error = task.exception()
    if isinstance(error, DeskError):
        return error
    return task.result()
