"""If the clock lied, an order would be filled before its price, and an alert would never fire."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from services.core.clock import HurriedClock, SteppedClock

AT = datetime(2023, 12, 30, 19, tzinfo=UTC)


async def test_whoever_sleeps_wakes_when_the_clock_is_stepped_far_enough() -> None:
    clock = SteppedClock(AT)
    sleeping = asyncio.create_task(clock.sleep(3_600))
    await asyncio.sleep(0)
    clock.step(AT + timedelta(seconds=3_599))
    await asyncio.sleep(0.01)
    assert not sleeping.done()
    clock.step(AT + timedelta(hours=1))
    async with asyncio.timeout(5):
        await sleeping
    with pytest.raises(ValueError, match="does not go back"):
        clock.step(AT)


async def test_a_hurried_clock_goes_so_many_times_as_fast() -> None:
    machine = 100.0
    clock = HurriedClock(AT, 3_600, monotonic=lambda: machine)
    assert clock.now() == AT
    machine = 101.5
    assert clock.now() == AT + timedelta(hours=1.5)
    async with asyncio.timeout(5):
        await clock.sleep(3_600 * 0.001)
