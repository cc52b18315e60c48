"""The agent thinks in workers and is obeyed where the accounts are held: roles are processes, and any may die."""

import asyncio
from asyncio.subprocess import DEVNULL, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.playground import Playground
from bot.playground.person import Person
from bot.thinking import LOOP_LEASE
from services.accounts.books import Books
from services.market.timeframes import MINUTE
from services.store.embedded import EmbeddedStore
from services.store.leases import Leases
from services.store.store import Store
from tests.conftest import eventually
from tests.house import OMEGA, Bot, environment

BAR_SECONDS = 80.0
"""For a bar of a minute to close, and to be decided about."""


@asynccontextmanager
async def worker(home: Path) -> AsyncIterator[Process]:
    variables = environment(OMEGA_HOME=str(home), OMEGA_MARKET="sim")
    process = await asyncio.create_subprocess_exec(OMEGA, "worker", env=variables, stdout=DEVNULL, stderr=DEVNULL)
    try:
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
            await process.wait()


@asynccontextmanager
async def seen(home: Path) -> AsyncIterator[Store]:
    embedded = EmbeddedStore(home / "store")
    store = Store(await embedded.ensure())
    try:
        yield store
    finally:
        await store.close()
        await embedded.leave()


@pytest.mark.nightly
async def test_a_worker_that_is_killed_is_followed_by_the_next_and_each_bar_is_decided_about_once(
    playground: Playground, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    async with (
        Person(playground.url, "Ben") as ben,
        Bot(playground, home, roles="gateway") as gateway,
        worker(home) as first,
        seen(home) as store,
    ):
        books, leases = Books(store, home, "test"), Leases(store)

        async def holder() -> str | None:
            return await leases.holder(LOOP_LEASE)

        async def decided() -> list[tuple[int, str]]:
            (account,) = (await books.agents()) or ("",)
            kept = (await books.look(account)).agency.decisions.values() if account else ()
            return [(each.at, each.id) for each in kept]

        await eventually(holder, 60)
        thinks = await holder()
        async with worker(home):
            reply = await ben.slash("ai on", symbol="btc", timeframe="1m")
            assert "BTC/USDT 1m" in str(reply.embeds[0])
            await eventually(decided, BAR_SECONDS)
            first.kill()
            before = len(await decided())

            async def another() -> bool:
                return await holder() not in (None, thinks)

            await eventually(another, 12)

            async def goes_on() -> bool:
                return len(await decided()) >= before + 2

            await eventually(goes_on, 2 * BAR_SECONDS)
            times = [at // MINUTE for at, _ in await decided()]
            assert len(set(times)) == len(times), "of each bar there is one decision"
            reply = await ben.slash("ai off")
            assert "nothing" in str(reply.embeds[0])
            status = await ben.slash("ai status")
            assert "rules" in str(status.embeds[0])
        assert "Traceback" not in gateway.errors()
