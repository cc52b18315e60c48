"""Long work over one, two and four processes, beside the same work in a plain loop."""

import asyncio
import statistics
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Final

from services.core.clock import WallClock
from services.core.principal import Principal
from services.jobs.book import JobBook
from services.jobs.desk import JobDesk
from services.jobs.job import Jobs
from services.jobs.queue import Queue
from services.jobs.working import Worker
from services.market.sim import SimSource
from services.market.view import MarketView
from services.scan.event_study import EventStudy, EventStudyJob
from services.store.embedded import EmbeddedStore
from services.store.store import Store
from tests.conftest import ROOT

PROCESSES: Final = (1, 2, 4)
ROUNDS: Final = 2
AT: Final = datetime(2026, 11, 1, tzinfo=UTC)
QUEUE: Final = "bench"


def study(days: int) -> EventStudy:
    """Of a condition that takes most of its time to judge, on twelve simulated markets."""
    return EventStudy(condition="near support", days=days, ahead=12)


def open_jobs(store: Store) -> tuple[Jobs, MarketView]:
    market = MarketView(SimSource(7), store, WallClock())
    return {EventStudy: EventStudyJob(market)}, market


async def work(url: str) -> None:
    """Be a worker until ended."""
    store = Store(url)
    jobs, _ = open_jobs(store)
    await Worker(jobs, JobBook(store), Queue(store, QUEUE), WallClock()).run()


async def alone(store: Store, days: int) -> float:
    """Seconds of the same work in a plain loop, without a store."""
    jobs, _ = open_jobs(store)
    job, request, began = jobs[EventStudy], study(days), perf_counter()
    job.gather(request, [await job.do(request, part) for part in await job.split(request)])
    return perf_counter() - began


async def shared(url: str, processes: int, days: int, number: int) -> float:
    """Seconds from the ask to the answer, with so many processes that work."""
    store = Store(url)
    command = (sys.executable, "-c", f"import asyncio; from tests.bench.jobs import work; asyncio.run(work({url!r}))")
    workers = [subprocess.Popen(command, cwd=ROOT) for _ in range(processes)]  # noqa: ASYNC220, S603 (before the clock)
    try:
        jobs, _ = open_jobs(store)
        book, queue = JobBook(store), Queue(store, QUEUE)
        desk = JobDesk(jobs, book, queue, Worker(jobs, book, queue, WallClock()), WallClock(), helps=False)
        await desk.answer(study(30), Principal(id=f"bench:{number}:first", name=""))
        await asyncio.sleep(6)  # until all of them look
        began = perf_counter()
        await desk.answer(study(days), Principal(id=f"bench:{number}", name=""))
        took = perf_counter() - began
        await queue.close()
        return took
    finally:
        for worker in workers:
            worker.kill()
            worker.wait()
        await store.close()


async def measured(home: Path, scale: float) -> tuple[list[float], dict[int, list[float]]]:
    embedded = EmbeddedStore(home / "store")
    url = await embedded.ensure()
    store = Store(url)
    days, number = max(30, round(100 * scale)), 0
    loops: list[float] = []
    found: dict[int, list[float]] = {processes: [] for processes in PROCESSES}
    for _ in range(ROUNDS):
        loops.append(await alone(store, days))
        for processes in PROCESSES:
            number += 1
            found[processes].append(await shared(url, processes, days, number))
    await store.close()
    await embedded.leave()
    return loops, found


def lines(home: Path, scale: float) -> Sequence[str]:
    """A row for the plain loop, and one for each number of processes."""
    loops, found = asyncio.run(measured(home, scale))
    bare = statistics.median(loops)
    rows = [f"| plain loop, one process | {bare:.1f} | 1.00 |"]
    for processes, seconds in found.items():
        took = statistics.median(seconds)
        name = f"{processes} process{'es' if processes > 1 else ''}"
        rows.append(f"| queue, {name} | {took:.1f} | {bare / took:.2f} |")
    return ["", "| event study of 12 markets | s | times the loop |", "| --- | ---: | ---: |", *rows]
