"""The other process: it kills, restarts what was killed, has the wishes repeated, and compares the journal with that of
a run in which nobody was killed.
"""

import asyncio
import json
import multiprocessing
import re
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from time import monotonic
from typing import Any, Final

from analytics.trading.account import account_of
from services.accounts import codec
from services.accounts.agenda import Agenda
from services.accounts.books import Books
from services.accounts.held import Held
from services.accounts.history import History
from services.accounts.naming import AccountId
from services.store import keys
from services.store.embedded import EmbeddedStore
from services.store.journal import Entry, Journal
from services.store.store import Store
from tests.crash.agent import decide
from tests.crash.driver import Job, Kill, Victim, trade
from tests.crash.script import STEPS, write_market

VICTIMS: Final[tuple[Victim, ...]] = ("process", "store", "both")
ROUND_SECONDS: Final = 60.0
OF_ONE_RUN: Final = r'"(digest|hash)": "\w+"'
"""What a record of an archive says of the very account."""
BESIDE: Final = (keys.OUTBOX, keys.MEMORY)
"""Streams to which entries go in one step with records."""
MADE_ID: Final = r"\b[0-9a-f]{32}\b|(?<=\")[0-9a-f]{6}(?=\")"
"""Ids that are made of the account's, whole and short."""
SPAWN: Final = multiprocessing.get_context("forkserver")


@dataclass(frozen=True)
class Script:
    """``run`` is a process that does what a script says. There are so many points between two kills ``of_one_run``, so
    that who was begun anew comes to do something; kills at every step are at every ``nth`` point."""

    run: Callable[[Job], None]
    of_one_run: int
    nth: int


ORDERS: Final = Script(trade, 40, 1)
AGENT: Final = Script(decide, 250, 25)
SCRIPTS: Final[Mapping[str, Script]] = {"orders": ORDERS, "agent": AGENT}


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
    """Runs of ``script`` with ``seed`` in one home, each in an account of its own."""

    def __init__(self, home: Path, seed: int, script: Script, embedded: EmbeddedStore, url: str) -> None:
        self.figures = Figures()
        self._script = script
        self._embedded = embedded
        self.url = url
        self._first = Job(home, url, "", seed)
        self._runs = 0
        self._plain = Kept()
        """What a run leaves in which nobody was killed."""
        self.points = 0

    async def begin(self) -> None:
        """Run it once with nobody killed."""
        job = self._next()
        assert await self._run(job)
        self._plain = await self._kept(job, whole=True)
        self.points = int(job.file("points").read_text())
        assert len(self._plain.records) > STEPS, "the script does something"

    async def killed(self, kills: Sequence[Kill]) -> None:
        """Run it once with these kills; see that what is there after each is right, and in the end all is."""
        job, ended = self._next(), False
        while not ended:
            gone = len(_lines(job.file("killed")))
            ended = await self._run(replace(job, kills=tuple(kills[gone:]), first=done(job)))
            self.figures.rounds += len(_lines(job.file("killed"))) - gone
            self._compare(job, await self._kept(job, whole=ended), whole=ended)

    def _next(self) -> Job:
        self._runs += 1
        return replace(self._first, account=f"paper:discord:{self._runs}")

    async def _run(self, job: Job) -> bool:
        """Whether the process came to the end of the script. A store that was killed is started again meanwhile."""
        if job.first >= STEPS:
            return True
        process = SPAWN.Process(target=self._script.run, args=(job,))
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

    async def _kept(self, job: Job, *, whole: bool) -> "Kept":
        """What the run of ``job`` left. What was kept beside the journal has to be what its records come to. Once it is
        ``whole`` the streams that all runs share are emptied for the next."""
        await self._embedded.ensure()
        store = Store(self.url)
        try:
            kept = await _read(store, job)
            if whole:
                await store.call(lambda client: client.delete(*BESIDE))
            return kept
        finally:
            await store.close()

    def _compare(self, job: Job, kept: "Kept", *, whole: bool) -> None:
        figures, plain = self.figures, self._plain
        ids = [json.loads(each)["id"] for each in kept.records]
        figures.doubled += len(ids) - len(set(ids))
        figures.lost += sum(count > len(ids) for _, count in _acknowledged(job))
        for found, wanted in zip((kept.records, *kept.beside), (plain.records, *plain.beside), strict=True):
            figures.doubled += max(0, len(found) - len(wanted))
            figures.lost += len(wanted) - len(found) if whole and len(found) < len(wanted) else 0
            figures.unequal += found != wanted[: len(found)]


@dataclass
class Kept:
    """Records from nothing, and the entries ``beside`` them in the streams that go with them: as text that says nothing
    of which run wrote it."""

    records: list[str] = field(default_factory=list)
    beside: list[list[str]] = field(default_factory=list)


def done(job: Job) -> int:
    """The first step that was not acknowledged."""
    steps = [step for step, _ in _acknowledged(job)]
    return steps[-1] + 1 if steps else 0


def _acknowledged(job: Job) -> list[tuple[int, int]]:
    return [(int(step), int(records)) for step, records in map(str.split, _lines(job.file("acknowledged")))]


def _lines(file: Path) -> list[str]:
    return file.read_text().splitlines() if file.exists() else []


async def _read(store: Store, job: Job) -> Kept:
    entries: list[Entry] = []
    async for page in History(store, job.home, shared=False).pages(Journal(store, job.account)):
        entries += page
    account = account_of(job.account, [codec.read(entry.body) for entry in entries])
    assert account.balanced
    books = Books(store, job.home, "reader")
    assert await books.look(job.account) == account
    await books.close()
    (held,) = await store.hash_get(keys.ACTIVE_ACCOUNTS, [job.account])
    assert held == (Held.of(account).model_dump_json() if account.orders or account.positions else None)
    (due,) = await store.hash_get(keys.AGENTS, [job.account])
    agenda = Agenda.of(account)
    assert due == (None if agenda is None else agenda.model_dump_json())
    alike = _Alike(job.account)
    records = [alike(json.dumps({"id": entry.id, "record": json.loads(entry.body)})) for entry in entries]
    beside = [list(map(_Alike(job.account), map(repr, await _entries(store, key)))) for key in BESIDE]
    return Kept(records, beside)


async def _entries(store: Store, key: str) -> Sequence[Any]:
    return [fields for _, fields in await store.call(lambda client: client.xrange(key)) or ()]


class _Alike:
    """Takes out of texts what says of which account they are, and numbers the ids that are made of it."""

    def __init__(self, account: str) -> None:
        self._account = account
        self._numbers: dict[str, int] = {}

    def __call__(self, text: str) -> str:
        text = (
            re.sub(OF_ONE_RUN, '"":""', text)
            .replace(self._account, "")
            .replace(AccountId.read(self._account).owner, "")
        )
        return re.sub(MADE_ID, lambda found: str(self._numbers.setdefault(found[0], len(self._numbers))), text)


@asynccontextmanager
async def crashing(home: Path, seed: int, script: Script) -> AsyncIterator[Crash]:
    """A home with a market and a store, in which the script was run once with ``seed``."""
    SPAWN.set_forkserver_preload(["tests.preloaded", "tests.crash.driver", "tests.crash.agent"])
    write_market(home / "market", seed)
    (home / "runs").mkdir()
    embedded = EmbeddedStore(home / "store")
    crash = Crash(home, seed, script, embedded, await embedded.ensure())
    try:
        await crash.begin()
        yield crash
    finally:
        await embedded.ensure()
        await embedded.leave()


async def at_random(home: Path, seed: int, seconds: float, script: Script = ORDERS) -> Figures:
    """Kill at random points of run after run for so long."""
    chance = Random(seed)  # noqa: S311
    async with crashing(home, seed, script) as crash:
        until = monotonic() + seconds
        while monotonic() < until:
            gaps = [chance.randint(1, crash.points // 4) for _ in range(chance.randint(1, 6))]
            await crash.killed([Kill(chance.choice(VICTIMS), gap) for gap in gaps])
        return crash.figures


async def at_every_point(home: Path, seed: int, victim: Victim, script: Script = ORDERS) -> Figures:
    """Kill at each point, or every ``nth``: in each run at every so manyth, beginning with another."""
    async with crashing(home, seed, script) as crash:
        between = script.of_one_run
        for first in range(1, between + 1, script.nth):
            await crash.killed([Kill(victim, first), *[Kill(victim, between)] * (crash.points // between)])
        return crash.figures
