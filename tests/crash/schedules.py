"""Two processes deal with the same schedules at once, without a lease, while they and the store are killed.

Each time of each schedule is to be told once or counted as missed: the oracle is the times of the clock itself.
"""

import asyncio
import os
import signal
import sys
import time
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from services.core.errors import StoreUnavailable
from services.store.embedded import EmbeddedStore
from services.store.store import Store
from tests.conftest import ROOT
from tests.crash.dealing import START, SharedClock
from tests.unit.services.schedules.keeping import keep, schedule, scheduler, told
from tests.unit.services.store.test_store import server_pid

EVERY = 15


@dataclass(frozen=True)
class Told:
    """``due`` times there were, of which so many were told, missed, told twice (``doubled``), or neither (``lost``)."""

    due: int
    told: int
    missed: int
    doubled: int
    lost: int
    kills: int


async def _spawn(url: str, began: float) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(sys.executable, "-m", "tests.crash.dealing", url, str(began), cwd=ROOT)


async def killed_at_random(home: Path, seed: int, seconds: float, *, schedules: int = 20, store_too: bool) -> Told:
    """What was told in so many seconds of kills."""
    random, kills = Random(seed), 0  # noqa: S311
    embedded = EmbeddedStore(home / "store")
    url = await embedded.ensure()
    watching = asyncio.create_task(embedded.watch())
    store = Store(url)
    await keep(store, *(schedule(number, f"*/{EVERY} * * * *", START) for number in range(1, schedules + 1)))
    began = time.time()
    processes = [await _spawn(url, began) for _ in range(2)]
    while time.time() - began < seconds:
        await asyncio.sleep(random.uniform(0.5, 2.5))
        at = random.randrange(3 if store_too else 2)
        kills += 1
        if at == 2:
            os.kill(await server_pid(embedded), signal.SIGKILL)
            continue
        processes[at].kill()
        await processes[at].wait()
        processes[at] = await _spawn(url, began)
    for process in processes:
        process.kill()
        await process.wait()
    clock = SharedClock(began)
    while True:  # what was due at last
        try:
            end = clock.now()
            await scheduler(store, clock).step()
            found = await told(store)
            break
        except StoreUnavailable:
            await asyncio.sleep(0.2)
    watching.cancel()
    await asyncio.wait((watching,))
    await store.close()
    await embedded.ensure()
    await embedded.leave()
    return _counted(schedules, end, [(each.schedule.number, each.due_at, each.missed) for each in found], kills)


def _counted(schedules: int, end: datetime, found: list[tuple[int, datetime, int]], kills: int) -> Told:
    first = START.replace(minute=EVERY, second=0)
    times = [first + timedelta(minutes=EVERY * n) for n in range(int((end - first) / timedelta(minutes=EVERY)) + 1)]
    doubled = sum(many - 1 for many in Counter((number, at) for number, at, _ in found).values())
    lost = 0
    for number in range(1, schedules + 1):
        own = sorted((at, missed) for each, at, missed in found if each == number)
        newest = max((at for at, _ in own), default=START)
        accounted = sum(1 + missed for _, missed in own)
        lost += abs(sum(at <= newest for at in times) - accounted) + max(0, sum(newest < at for at in times) - 1)
    missed = sum(missed for _, _, missed in found)
    return Told(schedules * len(times), len(found), missed, doubled, lost, kills)
