"""Processes that work on jobs are killed, and the store too: each part is in its answer once, each end told once."""

import asyncio
import os
import signal
import sys
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random

from services.core.clock import SteppedClock
from services.core.errors import StoreUnavailable
from services.core.events import read_event
from services.core.principal import Principal
from services.jobs.events import JobEnded
from services.jobs.keeper import Keeper
from services.store import keys
from services.store.embedded import EmbeddedStore
from services.store.store import Store
from tests.conftest import ROOT
from tests.unit.services.jobs.counting import NOW, Count, CountAnswer, Process
from tests.unit.services.store.test_store import server_pid

END_SECONDS = 60.0


@dataclass(frozen=True)
class Ends:
    """Of so many ``jobs``: how many ended ``wrong`` or not at all, and whose end was told twice or never."""

    jobs: int
    kills: int
    wrong: int
    doubled: int
    untold: int


async def spawn(url: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(sys.executable, "-m", "tests.crash.counting", url, cwd=ROOT)


async def ordered(process: Process, person: Principal, to: int) -> None:
    """Have a job made that nobody waits for."""
    with suppress(TimeoutError):
        async with asyncio.timeout(0.3):
            await process.desk.answer(Count(to=to, how="slowly"), person)


async def killed_at_random(home: Path, seed: int, seconds: float, *, people: int = 8, store_too: bool) -> Ends:
    """What came of jobs while two processes, and the store, were killed for so many seconds."""
    random, kills = Random(seed), 0  # noqa: S311
    embedded = EmbeddedStore(home / "store")
    url = await embedded.ensure()
    watching = asyncio.create_task(embedded.watch())
    store = Store(url)
    asks = Process(store, helps=False)
    owners = [Principal(id=f"discord:{number}", name="") for number in range(people)]
    for owner in owners:
        await ordered(asks, owner, round(seconds * 8))
    keeper = Keeper(asks.book, asks.queue, asks.clock)
    began = time.monotonic()
    processes = [await spawn(url) for _ in range(2)]
    while time.monotonic() - began < seconds:
        await asyncio.sleep(random.uniform(1.5, 3.0))
        kills += 1
        if store_too and random.random() < 0.3:
            os.kill(await server_pid(embedded), signal.SIGKILL)
        else:
            at = random.randrange(2)
            processes[at].kill()
            await processes[at].wait()
            processes[at] = await spawn(url)
        with suppress(StoreUnavailable):
            await keeper.look()
    ends = await _ends(asks, owners, kills)
    for process in processes:
        process.terminate()
        await process.wait()
    watching.cancel()
    await asyncio.wait((watching,))
    await asks.queue.close()
    await store.close()
    await embedded.ensure()
    await embedded.leave()
    return ends


async def _ends(asks: Process, owners: list[Principal], kills: int) -> Ends:
    later = SteppedClock(NOW + timedelta(minutes=20))
    keepers = [Keeper(asks.book, asks.queue, later) for _ in range(2)]
    until = time.monotonic() + END_SECONDS
    left = True
    while left and time.monotonic() < until:
        await asyncio.sleep(0.5)
        with suppress(StoreUnavailable):
            await asyncio.gather(*(keeper.look() for keeper in keepers))
            left = bool(await asks.book.open())
    wrong = 0
    for owner in owners:
        (job,) = await asks.book.of(owner.id)
        answer = await asks.book.answer(job)
        wrong += not isinstance(answer, CountAnswer) or answer.counted != tuple(range(job.total))
    entries = await asks.entries(keys.OUTBOX)
    events = [read_event(entry["event"].encode()) for entry in entries]
    told = Counter(event.person for event in events if isinstance(event, JobEnded))
    return Ends(len(owners), kills, wrong, sum(told.values()) - len(told), len(owners) - len(told))
