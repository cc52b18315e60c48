"""A process that works on jobs that count, until it is ended: ``python -m tests.crash.counting URL``."""

import asyncio
import sys

from services.store.store import Store
from tests.unit.services.jobs.counting import Process


async def work(url: str) -> None:
    store = Store(url)
    process = Process(store)
    while True:
        await process.worker.run()
        await asyncio.sleep(0.2)  # the store is away


if __name__ == "__main__":
    asyncio.run(work(sys.argv[1]))
