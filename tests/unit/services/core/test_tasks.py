"""A desk that does not end when it is told to is killed, and whatever it was doing is cut off."""

import asyncio

from services.core.tasks import ended


async def test_a_task_that_swallows_a_cancellation_is_ended_all_the_same() -> None:
    swallowed = 0

    async def stubborn() -> None:
        nonlocal swallowed
        while swallowed < 2:
            try:
                await asyncio.sleep(60)
            except asyncio.CancelledError:
                swallowed += 1
        await asyncio.sleep(60)

    task = asyncio.create_task(stubborn())
    await asyncio.sleep(0)
    async with asyncio.timeout(10):
        await ended(task)
    assert swallowed == 2
    assert task.cancelled()


async def test_a_task_that_has_failed_does_not_spoil_the_end() -> None:
    async def fail() -> None:
        raise RuntimeError

    task = asyncio.create_task(fail())
    await asyncio.wait((task,))
    await ended(task)
    assert isinstance(task.exception(), RuntimeError)
