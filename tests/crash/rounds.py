"""The other process: it kills, restarts what was killed, has the wishes repeated, and compares the journal with that of
a run in which nobody was killed.
"""

import asyncio
import json
import multiprocessing
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from time import monotonic
from typing import Final

from analytics.trading.account import account_of
from services.accounts import codec
from services.accounts.books import Books
from services.accounts.held import Held
from services.accounts.history import History
from services.store import keys
from services.store.embedded import EmbeddedStore
from services.store.journal import Entry, Journal
from services.store.store import Store
from tests.crash.driver import Job, Kill, Victim, trade
from tests.crash.script import STEPS, write_market

VICTIMS: Final[tuple[Victim, ...]] = ("process", "store", "both")
EVERY: Final = 40
"""Points between two kills, so that who was begun anew comes to do something."""
ROUND_SECONDS: Final = 60.0
OF_ONE_RUN: Final = r'"(digest|hash)": "\w+"'
"""What a record of an archive says of the very account."""
SPAWN: Final = multiprocessing.get_context("forkserver")


@dataclass
class Figures:
    """``rounds`` are kills; the rest should be 0."""

    rounds: int = 0
    doubled: int = 0
    lost: int = 0
    unequal: int = 0

    @property
    def clean(self) -> bool:
        return not (self.doubled or self.lost or self.unequal)


class Crash:
    """Runs of the script of ``seed`` in one home, each in an account of its own."""

    def __init__(self, home: Path, seed: int, embedded: EmbeddedStore, url: str) -> None:
        self.figures = Figures()
        self._embedded = embedded
        self.url = url
        self._first = Job(home, url, "", seed)
        self._runs = 0
        self._plain: list[str] = []
        """The records of a run in which nobody was killed."""
        self.points = 0

    async def begin(self) -> None:
        """Run it once with nobody killed."""
        job = self._next()
        assert await self._run(job)
        self._plain = await self._records(job)
        self.points = int(job.file("points").read_text())
        assert len(self._plain) > STEPS, "the script does something"

    async def killed(self, kills: Sequence[Kill]) -> None:
        """Run it once with these kills; see that what is there after each is right, and in the end all is."""
        job, ended = self._next(), False
        while not ended:
            gone = len(_lines(job.file("killed")))
            ended = await self._run(replace(job, kills=tuple(kills[gone:]), first=done(job)))
            self.figures.rounds += len(_lines(job.file("killed"))) - gone
            self._compare(job, await self._records(job), whole=ended)

    def _next(self) -> Job:
        self._runs += 1
        return replace(self._first, account=f"paper:discord:{self._runs}")

    async def _run(self, job: Job) -> bool:
        """Whether the process came to the end of the script. A store that was killed is started again meanwhile."""
        if job.first >= STEPS:
            return True
        process = SPAWN.Process(target=trade, args=(job,))
        process.start()
        until = monotonic() + ROUND_SECONDS
        while process.is_alive():
            await asyncio.sleep(0.02)
            await self._embedded.ensure()
            if monotonic() > until:
                process.kill()
                raise TimeoutError(f"{job} does not come to an end")
        process.join()
        assert process.exitcode in (0, -9), f"{job} ended with {process.exitcode}"
        return process.exitcode == 0

    async def _records(self, job: Job) -> list[str]:
        """All records from nothing, as text that says nothing of which run wrote them. What was kept beside the journal
        has to be what they come to."""
        await self._embedded.ensure()
        store = Store(self.url)
        try:
            return await _read(store, job)
        finally:
            await store.close()

    def _compare(self, job: Job, records: list[str], *, whole: bool = False) -> None:
        figures, plain = self.figures, self._plain
        ids = [json.loads(each)["id"] for each in records]
        figures.doubled += len(ids) - len(set(ids)) + max(0, len(records) - len(plain))
        figures.lost += sum(count > len(records) for _, count in _acknowledged(job))
        figures.lost += len(plain) - len(records) if whole and len(records) < len(plain) else 0
        figures.unequal += records != plain[: len(records)]


def done(job: Job) -> int:
    """The first step that was not acknowledged."""
    steps = [step for step, _ in _acknowledged(job)]
    return steps[-1] + 1 if steps else 0


def _acknowledged(job: Job) -> list[tuple[int, int]]:
    return [(int(step), int(records)) for step, records in map(str.split, _lines(job.file("acknowledged")))]


def _lines(file: Path) -> list[str]:
    return file.read_text().splitlines() if file.exists() else []


async def _read(store: Store, job: Job) -> list[str]:
    entries: list[Entry] = []
    async for page in History(store, job.home).pages(Journal(store, job.account)):
        entries += page
    account = account_of(job.account, [codec.read(entry.body) for entry in entries])
    assert account.balanced
    books = Books(store, job.home, "reader")
    assert await books.look(job.account) == account
    (held,) = await store.hash_get(keys.ACTIVE_ACCOUNTS, [job.account])
    assert held == (Held.of(account).model_dump_json() if account.orders or account.positions else None)
    await books.close()
    texts = [json.dumps({"id": entry.id, "record": json.loads(entry.body)}) for entry in entries]
    return [re.sub(OF_ONE_RUN, '"":""', text).replace(job.account, "") for text in texts]


@asynccontextmanager
async def crashing(home: Path, seed: int) -> AsyncIterator[Crash]:
    """A home with a market and a store, in which the script of ``seed`` was run once."""
    SPAWN.set_forkserver_preload(["tests.crash.driver"])
    write_market(home / "market", seed)
    (home / "runs").mkdir()
    embedded = EmbeddedStore(home / "store")
    crash = Crash(home, seed, embedded, await embedded.ensure())
    try:
        await crash.begin()
        yield crash
    finally:
        await embedded.ensure()
        await embedded.leave()


async def at_random(home: Path, seed: int, seconds: float) -> Figures:
    """Kill at random points of run after run for so long."""
    chance = Random(seed)  # noqa: S311
    async with crashing(home, seed) as crash:
        until = monotonic() + seconds
        while monotonic() < until:
            gaps = [chance.randint(1, crash.points // 4) for _ in range(chance.randint(1, 6))]
            await crash.killed([Kill(chance.choice(VICTIMS), gap) for gap in gaps])
        return crash.figures


async def at_every_point(home: Path, seed: int, victim: Victim) -> Figures:
    """Kill at each point: in each run at every so manyth, beginning with another."""
    async with crashing(home, seed) as crash:
        for first in range(1, EVERY + 1):
            await crash.killed([Kill(victim, first), *[Kill(victim, EVERY)] * (crash.points // EVERY)])
        return crash.figures
