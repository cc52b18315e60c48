"""Whoever trades through two processes at once, with homes of their own, is served by both: no order is refused, lost
or doubled, also where one of them is killed."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from random import Random
from typing import Any, Final

import pytest

from analytics.trading.records import Ordered
from services.accounts.books import Books
from services.core.principal import Principal
from services.core.roles import Role
from services.orders.entry import Buy, id_of
from services.orders.flatten import Flatten
from services.orders.stop import KillSwitch
from services.portfolio.positions_facts import Positions
from services.store.embedded import EmbeddedStore
from services.store.store import Store
from tests.crash.gateways import Asked, Gateway, GoneError

ANN: Final = Principal(id="discord:7", name="Ann", role=Role.ADMIN, server="discord:1")
BEN: Final = ANN.model_copy(update={"id": "discord:8", "name": "Ben"})
OWN, SHARED = "paper:discord:7", "paper:server:discord:1"
AT_ONCE: Final = 4
WISHES: Final = 48
"""Between two kills."""


class Cluster:
    """Two gateways on the store at ``url``; whoever is killed is replaced."""

    def __init__(self, folder: Path, url: str) -> None:
        self._folder = folder
        self._url = url
        self.gateways: list[Gateway] = []
        self._all: list[Gateway] = []

    async def begin(self) -> None:
        self.gateways = [self._new(), self._new()]
        for each in self.gateways:
            await each.ready()

    async def replace(self, number: int) -> None:
        """Kill one of them; the other is asked in its place until there is another."""
        self.gateways[number].kill()
        killed, self.gateways[number] = self.gateways[number], self.gateways[1 - number]
        fresh = self._new()
        await fresh.ready()
        self.gateways[number] = fresh
        await killed.end()

    async def ask(self, number: int, id: str, request: Any, who: Principal = ANN) -> Any:  # noqa: A002
        """What is answered by the one or the other, who is asked the same again where the first was killed."""
        for attempt in range(20):
            try:
                said = await self.gateways[(number + attempt) % 2].ask(Asked(id, request, who))
            except GoneError:
                await asyncio.sleep(0.05)
            else:
                assert not said.error, said.error
                return said.answer
        raise AssertionError("nobody answers")

    async def trade(self, first: int, until: int) -> None:
        """Ann in her own account and both in the server's, each time through the other process."""
        turns = asyncio.Semaphore(AT_ONCE)

        async def place(number: int) -> None:
            shared = number % 3 == 0
            rests = {"type": "limit", "price": "1000"} if number % 4 == 0 else {}
            options = {"symbol": "BTC/USDT", "amount": "0.0001", "account": "server" if shared else None, **rests}
            wish, who = Buy.model_validate(options).confirmed(f"wish {number}"), BEN if number % 6 == 0 else ANN
            async with turns:
                await self.ask(number, f"ask {number}", wish, who)

        await asyncio.gather(*(place(number) for number in range(first, until)))

    def _new(self) -> Gateway:
        made = Gateway(self._folder / f"home {len(self._all)}", self._url)
        self._all.append(made)
        return made

    async def end(self) -> None:
        for each in self._all:
            await each.end()


@pytest.fixture
async def cluster(tmp_path: Path, embedded: EmbeddedStore) -> AsyncIterator[Cluster]:
    made = Cluster(tmp_path, await embedded.ensure())
    await made.begin()
    yield made
    await made.end()


@pytest.mark.parametrize("kills", [2, pytest.param(20, marks=pytest.mark.nightly)])
async def test_whoever_trades_through_two_gateways_of_which_any_may_be_killed_is_served(
    cluster: Cluster, store: Store, tmp_path: Path, kills: int
) -> None:
    chance = Random(kills)  # noqa: S311
    for number in range(kills):
        trading = asyncio.create_task(cluster.trade(WISHES * number, WISHES * (number + 1)))
        await asyncio.sleep(0.05 + 0.5 * chance.random())
        await cluster.replace(number % 2)
        await trading
    wishes = range(kills * WISHES)
    switched = await cluster.ask(1, "kill", KillSwitch())
    resting = sum(number % 4 == 0 for number in wishes)
    assert (switched.cancelled, switched.accounts, switched.waiting) == (resting, 2, 0)
    for number, called in enumerate((None, "server")):
        flat = await cluster.ask(number, f"flat {number}", Flatten(account=called))
        assert [len(each) for each in (flat.closed, flat.closing, flat.waiting)] == [1, 0, 0]
        assert (await cluster.ask(1 - number, f"look {number}", Positions(account=called))).positions == ()
    books = Books(store, tmp_path / "reader", "reader", shared=True)
    wished = {id_of(SHARED if number % 3 == 0 else OWN, f"wish {number}") for number in wishes}
    found = Counter[str]()
    for name in (OWN, SHARED):
        account = await books.look(name)
        assert account.balanced
        assert not account.orders
        found.update(each.order.id for each in await books.records(name) if isinstance(each, Ordered))
    assert set(found.values()) == {1}, "each once"
    assert wished <= found.keys()
    assert len(found) == len(wished) + 2, "and those that closed"
    await books.close()
