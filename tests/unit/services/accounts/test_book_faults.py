"""Whatever fails while something is written, what is said of it is true."""

import asyncio
import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from services.accounts import books as module
from services.accounts.books import Books
from services.core.errors import DiskFull, HeldElsewhere, OutcomeUnknown, StoreUnavailable
from services.store.embedded import EmbeddedStore
from services.store.journal import Journal
from services.store.leases import Leases
from services.store.store import REST_SECONDS, Store, make_client
from tests.conftest import eventually
from tests.unit.services.accounts.records import cancelled, opened, order, placed
from tests.unit.services.store.chain import followed
from tests.unit.services.store.test_store import server_pid
from tests.unit.services.store.wire import wire_to

NAME = "paper:shell:ann"


async def begin(books: Books) -> None:
    async with books.writing(NAME) as book:
        await book.write([opened(NAME)])


async def test_a_reply_that_was_lost_is_looked_up_and_what_was_written_is_said_to_be(
    embedded: EmbeddedStore, tmp_path: Path
) -> None:
    async with wire_to(await embedded.ensure()) as wire:
        store = Store(wire.url)
        books = Books(store, tmp_path, "one")
        await begin(books)
        async with books.writing(NAME) as book:
            wire.cut, sent = True, wire.scripts
            writing = asyncio.create_task(book.write(placed(order("first"))))
            await eventually(lambda: wire.scripts > sent)
            await asyncio.sleep(0.05)
            wire.cut = False
            assert await writing
            assert book.account.orders.keys() == {order("first").id}
            assert await book.write(placed(order("second")))
        assert (await followed(Journal(store, NAME))).seq == 5
        async with books.writing(NAME) as book:
            wire.cut, sent = True, wire.scripts
            writing = asyncio.create_task(book.write(placed(order("first"))))
            await eventually(lambda: wire.scripts > sent)
            await asyncio.sleep(0.05)
            wire.cut = False
            assert not await writing, "it was written before, and not now"
        await books.close()
        await store.close()


async def test_what_did_not_arrive_is_said_to_be_not_written_and_can_be_written_then(
    embedded: EmbeddedStore, tmp_path: Path
) -> None:
    store = Store(await embedded.ensure())
    books = Books(store, tmp_path, "one")
    await begin(books)
    async with books.writing(NAME) as book:
        os.kill(await server_pid(embedded), signal.SIGKILL)
        writing = asyncio.create_task(book.write(placed(order("first"))))
        await asyncio.sleep(0.05)
        await embedded.ensure()
        with pytest.raises(StoreUnavailable):
            await writing
    assert (await books.look(NAME)).records == 1
    async with books.writing(NAME) as book:
        assert await book.write(placed(order("first")))
    assert (await books.look(NAME)).records == 3
    await books.close()
    await store.close()


async def test_what_became_of_it_is_unknown_while_the_store_is_away_and_it_can_be_written_again(
    embedded: EmbeddedStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "SETTLE_SECONDS", 0.5)
    async with wire_to(await embedded.ensure()) as wire:
        store = Store(wire.url)
        books = Books(store, tmp_path, "one")
        await begin(books)
        wire.cut = True
        async with books.writing(NAME) as book:
            with pytest.raises(OutcomeUnknown) as unknown:
                await book.write(placed(order("first")))
        assert NAME in unknown.value.request
        wire.cut = False
        await asyncio.sleep(REST_SECONDS)
        async with books.writing(NAME) as book:
            assert not await book.write(placed(order("first"))), "it had been written"
            assert book.account.orders.keys() == {order("first").id}
        await books.close()
        await store.close()


async def test_what_was_cut_off_while_it_was_sent_is_read_anew(store: Store, tmp_path: Path) -> None:
    books = Books(store, tmp_path, "one")
    await begin(books)

    async def place() -> None:
        async with books.writing(NAME) as book:
            await book.write(placed(order("first")))

    for seconds in (0.0, 0.0001, 0.0003, 0.001, 0.003):
        with suppress(TimeoutError):
            await asyncio.wait_for(place(), seconds)
    await place()
    async with books.writing(NAME) as book:
        assert book.account.orders.keys() == {order("first").id}
        assert await book.write([cancelled(order("first"))])
    assert (await followed(Journal(store, NAME))).seq == 4
    await books.close()


async def test_who_paused_for_longer_than_the_lease_writes_nothing_where_another_wrote(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LEASE_SECONDS", 0.2)
    books, other = Books(store, tmp_path, "one"), Books(store, tmp_path, "two")
    await begin(books)
    async with books.writing(NAME) as book:
        await asyncio.sleep(0.3)
        assert await book.write(placed(order("first"))), "nobody else took it"
    async with books.writing(NAME) as book:
        await asyncio.sleep(0.3)
        async with other.writing(NAME) as others:
            await others.write(placed(order("second")))
            with pytest.raises(HeldElsewhere) as refused:
                await book.write(placed(order("third")))
        assert refused.value.holder == "two"
    await asyncio.sleep(0.3)
    async with books.writing(NAME) as book:
        await asyncio.sleep(0.3)
        async with other.writing(NAME) as others:
            await others.write(placed(order("fourth")))
        await asyncio.sleep(0.3)
        with pytest.raises(HeldElsewhere):
            await book.write(placed(order("fifth")))
    written = await other.look(NAME)
    assert written.orders.keys() == {order(wish).id for wish in ("first", "second", "fourth")}
    await books.close()
    await other.close()


async def test_leases_are_renewed_while_something_is_open_and_given_back_when_nothing_is(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, seconds in (("LEASE_SECONDS", 0.3), ("RENEW_SECONDS", 0.1), ("IDLE_SECONDS", 0.2)):
        monkeypatch.setattr(module, name, seconds)
    books, leases = Books(store, tmp_path, "one"), Leases(store)
    await begin(books)
    async with books.writing(NAME) as book:
        await book.write(placed(order("first")))
    await asyncio.sleep(0.7)
    assert await leases.holder(NAME) == "one"
    async with books.writing(NAME) as book:
        await book.write([cancelled(order("first"))])

    async def given_back() -> bool:
        return await leases.holder(NAME) is None

    await eventually(given_back)
    await books.close()


async def test_no_more_accounts_are_remembered_than_said(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("REMEMBERED", 5), ("RENEW_SECONDS", 0.05), ("IDLE_SECONDS", 0.0)):
        monkeypatch.setattr(module, name, value)
    books = Books(store, tmp_path, "one")
    for number in range(20):
        name = f"paper:shell:{number}"
        async with books.writing(name) as book:
            await book.write([opened(name), *(placed(order("first")) if number < 3 else ())])
    await eventually(lambda: len(books._known) <= 5 + 3)
    assert {f"paper:shell:{number}" for number in (0, 1, 2, 19)} <= books._known.keys()
    assert (await books.look("paper:shell:7")).is_open
    await books.close()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "small"
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "none", folder], check=False)  # noqa: S603, S607
    if mounted.returncode:
        pytest.skip("a small disk can be mounted by an administrator only")
    yield folder
    subprocess.run(["umount", folder], check=True)  # noqa: S603, S607


async def test_a_full_disk_stops_trading_with_that_word_and_loses_nothing(small_disk: Path) -> None:
    embedded = EmbeddedStore(small_disk / "store")
    store = Store(await embedded.ensure())
    books, acknowledged = Books(store, small_disk, "one"), 0
    await begin(books)
    ballast = small_disk / "ballast"
    ballast.write_bytes(b"x" * 6_500_000)
    with suppress(DiskFull):
        while True:
            async with books.writing(NAME) as book:
                await book.write(placed(order(str(acknowledged))))
            acknowledged += 1
    assert acknowledged > 50
    with pytest.raises(DiskFull):
        async with books.writing(NAME) as book:
            await book.write(placed(order("another")))
    ballast.unlink()
    await embedded.ensure()
    await asyncio.sleep(REST_SECONDS)
    async with books.writing(NAME) as book:
        assert len(book.account.orders) in (acknowledged, acknowledged + 1)
        assert await book.write(placed(order("another")))
    await books.close()
    await store.close()
    await embedded.leave()


async def test_a_server_that_says_it_cannot_write_is_a_full_disk(embedded: EmbeddedStore, tmp_path: Path) -> None:
    url = await embedded.ensure()
    store, client = Store(url), make_client(url)
    books = Books(store, tmp_path, "one")
    await begin(books)
    await client.config_set("maxmemory", "1mb")
    await client.config_set("maxmemory-policy", "noeviction")
    async with books.writing(NAME) as book:
        with pytest.raises(DiskFull):
            await book.write(placed(order("first")))
    await client.config_set("maxmemory", "0")
    await asyncio.sleep(REST_SECONDS)
    assert (await books.look(NAME)).records == 1
    await books.close()
    await store.close()
    await client.aclose()
