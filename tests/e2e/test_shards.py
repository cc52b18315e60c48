"""Servers dealt to shards and these to processes: nobody may be answered twice, and nobody for long by none."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from time import monotonic

from bot.playground import Limits, Playground
from bot.playground.person import DidNotRespond, Person
from bot.shards import IDENTIFY_SECONDS
from services.store.embedded import EmbeddedStore
from tests.conftest import eventually
from tests.house import Bot

GENERAL = 1
"""After a server's id comes that of its channel."""


class Gateways:
    """Processes with homes of their own on one store, as pods are."""

    def __init__(self, playground: Playground, folder: Path, store: str) -> None:
        self.playground, self._folder, self._store = playground, folder, store

    def process(self, ordinal: int, *, of: int, shards: int) -> Bot:
        return Bot(
            self.playground,
            self._folder / f"home-{ordinal}",
            roles="gateway",
            REDIS_URL=self._store,
            OMEGA_SHARDS__COUNT=str(shards),
            OMEGA_SHARDS__PROCESSES=str(of),
            OMEGA_SHARDS__ORDINAL=f"omega-gateway-{ordinal}",
        )

    async def connected(self, shards: list[int]) -> None:
        await eventually(lambda: self.playground.shards == shards, 30)


@asynccontextmanager
async def gateways(folder: Path, *, servers: int = 0, limits: Limits | None = None) -> AsyncIterator[Gateways]:
    embedded = EmbeddedStore(folder / "store")
    async with Playground(servers=servers, limits=limits) as playground:
        try:
            yield Gateways(playground, folder, await embedded.ensure())
        finally:
            await embedded.leave()


def stands_by(process: Bot) -> bool:
    return (process.home / "stderr.txt").exists() and "standing by" in process.errors()


async def answered_again(ben: Person, count: Callable[[], int]) -> float:
    """Seconds until ``ben`` is answered; each that was asked is answered once, or was asked of nobody."""
    began = monotonic()
    while monotonic() - began < 20:
        before = count()
        try:
            await ben.slash("price", symbol="btc", timeout=4)
        except DidNotRespond:
            assert count() == before
            await asyncio.sleep(0.1)
        else:
            assert count() == before + 1
            return monotonic() - began
    raise AssertionError("nobody answers any more")


async def test_who_stands_by_takes_over_after_an_end_and_after_a_kill(tmp_path: Path) -> None:
    async with AsyncExitStack() as stack:
        all_of = await stack.enter_async_context(gateways(tmp_path))
        playground = all_of.playground
        first = await stack.enter_async_context(all_of.process(0, of=1, shards=1))
        second = await stack.enter_async_context(all_of.process(1, of=1, shards=1))
        ben = await stack.enter_async_context(Person(playground.url, "Ben"))

        def callbacks() -> int:
            return sum(sent.method == "POST" and sent.path.endswith("/callback") for sent in playground.sent)

        await eventually(lambda: stands_by(second), 15)
        await answered_again(ben, callbacks)
        await asyncio.sleep(IDENTIFY_SECONDS)  # sooner Discord lets no session begin
        assert await first.stop() == 0
        await eventually(lambda: playground.shards == [0], 3)
        assert await answered_again(ben, callbacks) < 3
        await first.start()
        await asyncio.sleep(2)
        await second.kill()
        assert await answered_again(ben, callbacks) < 15
        assert "Traceback" not in first.errors() + second.errors()


async def test_several_processes_hear_each_server_once_and_begin_no_session_too_early(tmp_path: Path) -> None:
    limits = Limits(identify_seconds=4.9, max_concurrency=2)
    async with AsyncExitStack() as stack:
        all_of = await stack.enter_async_context(gateways(tmp_path, servers=12, limits=limits))
        playground = all_of.playground
        both = [all_of.process(ordinal, of=2, shards=4) for ordinal in (0, 1)]
        await asyncio.gather(*(stack.enter_async_context(each) for each in both))
        await all_of.connected([0, 1, 2, 3])
        assert playground.sessions_left == limits.sessions - 4, "none was refused, and begun again"
        ben = await stack.enter_async_context(Person(playground.url, "Ben"))
        for server in playground.servers:
            assert (await ben.slash("price", str(int(server) + GENERAL), symbol="btc")).embeds
        assert sum(sent.path.endswith("/callback") for sent in playground.sent) == 12
        registered = sum(sent.method == "PUT" and sent.path.endswith("/commands") for sent in playground.sent)
        assert registered == 1
        assert "Traceback" not in "".join(each.errors() for each in both)


async def test_a_changed_count_waits_for_the_last_of_the_old_one(tmp_path: Path) -> None:
    async with AsyncExitStack() as stack:
        all_of = await stack.enter_async_context(gateways(tmp_path))
        old = await stack.enter_async_context(all_of.process(0, of=1, shards=1))
        new = await stack.enter_async_context(all_of.process(1, of=1, shards=2))
        await eventually(lambda: stands_by(new), 15)
        assert all_of.playground.shards == [0]
        await old.stop()
        await all_of.connected([0, 1])
