"""A world is lived through while two engines watch it and everything is killed, and what was told is held against what
had to be."""

import asyncio
import os
import pickle
import signal
import sys
from asyncio.subprocess import Process
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, Final, TypeVar

from redis.asyncio import Redis

from services.alerts.book import AlertBook
from services.alerts.events import AlertExpired, AlertFired
from services.core.errors import StoreUnavailable
from services.core.events import read_event
from services.core.work import Work
from services.market.timeframes import to_ms
from services.store import keys
from services.store.embedded import EmbeddedStore
from services.store.ledger import StoreLedger
from services.store.store import Store
from tests.conftest import ROOT
from tests.crash.alerts.house import acted, alert_of
from tests.crash.alerts.oracle import EXPIRED, Told, truth
from tests.crash.alerts.worker import DONE, IDLE_SECONDS, STEPS
from tests.crash.alerts.world import Act, Step, World

STEP_SECONDS: Final = 600.0
SEEDED_AT_ONCE: Final = 1_000
READ_AT_ONCE: Final = 1_000
T = TypeVar("T")


@dataclass
class Figures:
    """``missed`` had to be told and was not, ``doubled`` was told more than once, ``wrong`` had not to be told."""

    alerts: int
    steps: int
    due: int = 0
    told: int = 0
    missed: int = 0
    doubled: int = 0
    wrong: int = 0
    kills: int = 0
    restarts: int = 0
    """Of the store."""

    @property
    def clean(self) -> bool:
        return not (self.missed or self.doubled or self.wrong) and self.due > 0


class Round:
    """``kills`` and ``restarts``: how many, spread over the steps."""

    def __init__(
        self, folder: Path, world: World, seed: int, *, workers: int, kills: int, restarts: int, fault: str
    ) -> None:
        self._folder, self._world, self._fault = folder, world, fault
        self._names = [str(number) for number in range(workers)]
        self._random = Random(seed)  # noqa: S311 - a test's
        count = len(world.steps)
        self._kills = Counter(self._random.choices(range(count), k=kills))
        self._restarts = Counter(self._random.choices(range(count), k=restarts))
        self._server = EmbeddedStore(folder / "store")
        acts = [act for step in world.steps for act in (*step.acts, *step.racing)]
        set_later = [act.wish for act in acts if act.wish is not None]
        self._owners = {wish.number: wish.owner for wish in (*world.wishes, *set_later)}
        self._workers: dict[str, Process] = {}
        self._asks = 0
        self.figures = Figures(len(world.wishes), count)

    async def play(self) -> Figures:
        self._url = await self._server.ensure()
        self._store = Store(self._url)
        self._book, self._ledger = AlertBook(self._store), StoreLedger(self._store)
        (self._folder / STEPS).touch()
        try:
            await self._seed()
            await asyncio.gather(*(self._start(name) for name in self._names))
            for at, step in enumerate(self._world.steps):
                await self._live(at, step)
            self._judge(await self._told())
        finally:
            for worker in self._workers.values():
                with suppress(ProcessLookupError):
                    worker.kill()
                await worker.wait()
            await self._store.close()
            await self._server.leave()
        return self.figures

    async def _seed(self) -> None:
        wishes = self._world.wishes
        for begin in range(0, len(wishes), SEEDED_AT_ONCE):
            alerts = [alert_of(wish) for wish in wishes[begin : begin + SEEDED_AT_ONCE]]

            async def write(client: Redis, alerts: Sequence[Any] = alerts) -> None:
                async with client.pipeline(transaction=False) as step:
                    for alert in alerts:
                        step.hset(keys.alerts(alert.owner), str(alert.number), alert.to_bytes())
                        step.hset(keys.ALERT_OWNERS, alert.owner, "")
                    await step.execute()

            await _insist(lambda write=write: self._store.call(write))  # type: ignore[misc]

    async def _live(self, at: int, step: Step) -> None:
        await self._do(step.acts)
        with (self._folder / STEPS).open("ab") as file:
            pickle.dump(step, file)
        async with asyncio.timeout(STEP_SECONDS), asyncio.TaskGroup() as tasks:
            tasks.create_task(self._race(step.racing))
            for _ in range(self._kills[at]):
                tasks.create_task(self._kill())
            for _ in range(self._restarts[at]):
                tasks.create_task(self._restart())
            tasks.create_task(self._until_done(at))

    async def _race(self, acts: Sequence[Act]) -> None:
        await self._soon(0.01)
        await self._do(acts)

    async def _do(self, acts: Sequence[Act]) -> None:
        """As the desk does it: all at once, and once, however often it must be tried."""
        if not acts:
            return
        self._asks += 1
        ask = str(self._asks)

        async def done() -> None:
            work = Work()
            for act in acts:
                if act.wish is not None:
                    self._book.write(work, alert_of(act.wish))
                    continue
                owner = self._owners[act.number]
                before = await self._book.one(owner, act.number)
                if before is not None:
                    after = acted(before, act)
                    if after is None:
                        self._book.remove(work, before)
                    else:
                        self._book.write(work, after, before=before)
            await self._ledger.commit(work, ask, b"{}", 600.0)

        await _insist(done)

    async def _until_done(self, at: int) -> None:
        async def done() -> int:
            return max((int(done) for done in (await self._store.hash_all(DONE)).values()), default=-1)

        while await _insist(done) < at:  # noqa: ASYNC110 - another process says so
            await asyncio.sleep(IDLE_SECONDS)

    async def _start(self, name: str) -> None:
        self._workers[name] = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.crash.alerts.worker",
            self._url,
            str(self._folder),
            name,
            *([self._fault] if self._fault else []),
            cwd=ROOT,
            stdout=asyncio.subprocess.DEVNULL,
        )

    async def _kill(self) -> None:
        await self._soon(0.03)
        name = self._random.choice(self._names)
        worker = self._workers[name]
        with suppress(ProcessLookupError):
            worker.kill()
        await worker.wait()
        self.figures.kills += 1
        await self._start(name)

    async def _restart(self) -> None:
        await self._soon(0.03)

        async def pid() -> int:
            info = await self._store.call(lambda client: client.info("server"))
            return int(info["process_id"])

        with suppress(ProcessLookupError):
            os.kill(await _insist(pid), signal.SIGKILL)
        self.figures.restarts += 1
        await self._server.ensure(move=False)

    async def _soon(self, seconds: float) -> None:
        await asyncio.sleep(self._random.random() * seconds)

    async def _told(self) -> Sequence[Told]:
        found: list[Told] = []
        begin = "-"
        while True:

            async def read(client: Redis, begin: str = begin) -> Any:
                return await client.xrange(keys.OUTBOX, begin, count=READ_AT_ONCE)

            entries = await _insist(lambda read=read: self._store.call(read))  # type: ignore[misc]
            for _, fields in entries:
                event = read_event(fields[b"event"])
                if isinstance(event, AlertFired):
                    nth = int(event.key.rpartition(":")[2])
                    found.append(Told(event.alert.number, nth, to_ms(event.happened_at)))
                elif isinstance(event, AlertExpired):
                    found.append(Told(event.alert.number, EXPIRED, 0))
            if len(entries) < READ_AT_ONCE:
                return found
            begin = f"({entries[-1][0].decode()}"

    def _judge(self, told: Sequence[Told]) -> None:
        due, counted = truth(self._world), Counter(told)
        figures = self.figures
        figures.due, figures.told = len(due), len(told)
        figures.missed = len(due - counted.keys())
        figures.wrong = len(counted.keys() - due)
        figures.doubled = sum(count - 1 for count in counted.values())


async def _insist(call: Callable[[], Awaitable[T]]) -> T:
    while True:
        try:
            return await call()
        except StoreUnavailable:
            await asyncio.sleep(0.05)


async def live_through(
    folder: Path,
    seed: int,
    *,
    wishes: int = 3_000,
    series: int = 20,
    steps: int = 40,
    acts: int = 10,
    kills: int = 5,
    restarts: int = 2,
    near: float = 1.0,
    workers: int = 2,
    fault: str = "",
) -> Figures:
    """The figures of a world of ``seed``."""
    world = World(seed, wishes=wishes, series=series, steps=steps, acts=acts, near=near)
    return await Round(folder, world, seed, workers=workers, kills=kills, restarts=restarts, fault=fault).play()
