"""A process that deals with what is due until it is killed: ``python -m tests.crash.dealing URL BEGAN``."""

import asyncio
import sys
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from services.core.errors import StoreUnavailable
from services.store.store import Store
from tests.unit.services.schedules.keeping import scheduler

START = datetime(2026, 11, 30, 12, 3, tzinfo=UTC)
SPEED = 1_800.0
"""Half an hour in a second."""
LOOK = 0.02


class SharedClock:
    """The same in every process: it shows ``START`` when the machine's clock is at ``began``."""

    def __init__(self, began: float) -> None:
        self._began = began

    def now(self) -> datetime:
        return START + timedelta(seconds=(time.time() - self._began) * SPEED)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds / SPEED)


async def deal(url: str, began: float) -> None:
    dealing = scheduler(Store(url), SharedClock(began))
    while True:
        with suppress(StoreUnavailable):
            await dealing.step()
        await asyncio.sleep(LOOK)


if __name__ == "__main__":
    asyncio.run(deal(sys.argv[1], float(sys.argv[2])))
