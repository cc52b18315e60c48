"""Who is told that an order stands, or what is in the account, must find it so in the journal."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from dataclasses import fields, is_dataclass
from decimal import Decimal
from pathlib import Path

import pytest

from analytics.trading.account import Account, account_of
from analytics.trading.copying import copied
from analytics.trading.records import LimitsSet, Marked, Record
from services.accounts.books import Books
from services.accounts.naming import AccountId
from services.core.errors import HeldElsewhere
from services.core.principal import Principal
from services.core.tasks import ended
from services.store.pseudonyms import Pseudonyms
from services.store.store import Store
from tests.conftest import eventually
from tests.unit.services.accounts.records import AT, cancelled, filled, opened, order, placed

NAME = "paper:shell:ann"


@pytest.fixture
async def books(store: Store, tmp_path: Path) -> AsyncIterator[Books]:
    made = Books(store, tmp_path, "one")
    yield made
    await made.close()


async def test_what_is_written_is_in_the_account_and_is_read_anew_the_same(
    books: Books, store: Store, tmp_path: Path
) -> None:
    first = order("first")
    async with books.writing(NAME) as book:
        assert not book.account.is_open
        assert await book.write([opened(NAME)])
        assert await book.write(placed(first))
        assert book.account.orders.keys() == {first.id}
    assert await books.active() == {NAME}
    async with books.writing(NAME) as book:
        fill = filled(first)
        book.account.apply(fill)
        assert await book.write([fill], applied=True)
    held = await books.look(NAME)
    assert held.cash == Decimal("10000") - Decimal("0.5") * Decimal("100.1") * Decimal("1.001")
    other = Books(store, tmp_path, "other")
    assert await other.look(NAME) == held
    await other.close()


async def test_what_is_written_twice_is_written_once(books: Books) -> None:
    first = order("first")
    async with books.writing(NAME) as book:
        assert await book.write([opened(NAME), *placed(first)])
        before = await books.look(NAME)
        assert not await book.write([opened(NAME), *placed(first)])
        assert book.account == before
        assert await book.write([cancelled(first)])
    assert await books.active() == frozenset()


async def test_what_was_applied_and_not_written_is_thrown_away(books: Books) -> None:
    first = order("first")
    async with books.writing(NAME) as book:
        await book.write([opened(NAME)])
    with suppress(ZeroDivisionError):
        async with books.writing(NAME) as book:
            for record in placed(first):
                book.account.apply(record)
            raise ZeroDivisionError
    async with books.writing(NAME) as book:
        for record in placed(first):
            book.account.apply(record)
    assert (await books.look(NAME)).orders == {}
    async with books.writing(NAME) as book:
        book.account.apply(placed(first)[0])
        with pytest.raises(ValueError, match="other records"):
            await book.write(placed(order("second")))
    assert (await books.look(NAME)).records == 1


async def test_who_looks_waits_for_no_writer_that_waits_for_something_else(books: Books) -> None:
    async with books.writing(NAME) as book:
        await book.write([opened(NAME)])
        looked = await asyncio.wait_for(asyncio.create_task(books.look(NAME)), 1.0)
        assert looked.is_open
        book.account.apply(placed(order("first"))[0])
        looking = asyncio.create_task(books.look(NAME))
        await asyncio.sleep(0.05)
        assert not looking.done(), "what is not on disk is not shown"
    assert (await looking).orders == {}


async def test_what_was_looked_at_stays_as_it_was(books: Books) -> None:
    first = order("first")
    async with books.writing(NAME) as book:
        await book.write([opened(NAME), *placed(first)])
        looked = await books.look(NAME)
        await book.write([filled(first)])
    assert looked.orders[first.id].filled == 0
    assert looked.cash == 10_000
    assert not looked.positions


def changing(value: object) -> Iterator[object]:
    """All in ``value`` that can be changed."""
    if isinstance(value, dict | list | deque):
        yield value
        for each in value.values() if isinstance(value, dict) else value:
            yield from changing(each)
    elif is_dataclass(value) and not isinstance(value, type):
        if not vars(type(value))["__dataclass_params__"].frozen:
            yield value
        for each in fields(value):
            yield from changing(getattr(value, each.name))


def test_a_copy_has_nothing_that_changes_with_the_account() -> None:
    first, second = order("first"), order("second")
    made: list[Record] = [opened(NAME), *placed(first), *placed(second), filled(first), LimitsSet(AT, "x", {"a": "1"})]
    account = account_of(NAME, [*made, Marked(AT, Decimal(1)), *placed(order("third")), cancelled(order("third"))])
    kept = copied(account)
    assert kept == account
    shared = {id(each): each for each in changing(account)}.keys() & {id(each) for each in changing(kept)}
    limits_of_record = {id(each.limits) for each in made if isinstance(each, LimitsSet)}
    assert shared <= limits_of_record
    assert len(list(changing(account))) > 12


async def place(books: Books, wish: str, seconds: float = 0.0) -> None:
    async with books.writing(NAME) as book:
        await asyncio.sleep(seconds)
        await book.write(placed(order(wish)))


@pytest.fixture
async def other(store: Store, tmp_path: Path) -> AsyncIterator[Books]:
    made = Books(store, tmp_path, "two")
    yield made
    await made.close()


async def test_a_process_that_is_asked_for_an_account_hands_it_over(books: Books, other: Books) -> None:
    async with books.writing(NAME) as book:
        await book.write([opened(NAME)])
    for number in range(10):
        await place((books, other)[number % 2], str(number))
        assert (await books.look(NAME)).orders.keys() == (await other.look(NAME)).orders.keys()
    assert len((await books.look(NAME)).orders) == 10


async def test_who_uses_an_account_is_waited_for_and_who_has_no_patience_is_told_who_it_is(
    books: Books, other: Books
) -> None:
    async with books.writing(NAME) as book:
        await book.write([opened(NAME)])
        with pytest.raises(HeldElsewhere) as refused:
            async with other.writing(NAME, patience=0.2):
                pass
        assert (refused.value.account, refused.value.holder) == (NAME, "one")
        assert (await other.look(NAME)).is_open
        placing = asyncio.create_task(place(other, "first"))
        await asyncio.sleep(0.2)
        assert await book.write(placed(order("second"))), "asked for is not taken away"
    await placing
    assert (await books.look(NAME)).orders.keys() == {order("first").id, order("second").id}


async def test_the_other_process_has_its_turn_where_one_uses_an_account_all_the_time(
    books: Books, other: Books
) -> None:
    async with books.writing(NAME) as book:
        await book.write([opened(NAME)])
    crowd = [asyncio.create_task(place(books, str(number), 0.02)) for number in range(20)]
    await asyncio.sleep(0.03)
    before = len((await other.look(NAME)).orders)
    await place(other, "other")
    assert len((await other.look(NAME)).orders) <= before + 23
    later = [
        asyncio.create_task(place(each, f"{number} {each is other}")) for number in range(20) for each in (books, other)
    ]
    await asyncio.gather(*crowd, *later)
    assert len((await books.look(NAME)).orders) == 61


async def test_an_account_that_was_handed_to_who_wants_it_no_more_is_handed_on(books: Books, other: Books) -> None:
    async with books.writing(NAME) as book:
        await book.write([opened(NAME)])
    with pytest.raises(HeldElsewhere):
        async with other.writing(NAME, patience=0.0):
            pass
    await asyncio.sleep(0.1)
    async with asyncio.timeout(1.0):
        await place(books, "first")


async def test_what_a_process_that_is_gone_held_is_taken_at_once(store: Store, other: Books, tmp_path: Path) -> None:
    gone = Books(store, tmp_path, "one")
    async with gone.writing(NAME) as book:
        await book.write([opened(NAME)])
        assert gone._hearing is not None
        await ended(gone._hearing)  # what the system does with its connections
        async with asyncio.timeout(1.0):
            await place(other, "first")
        with pytest.raises(HeldElsewhere) as refused:
            await book.write(placed(order("second")))
    assert refused.value.holder == "two"
    assert (await other.look(NAME)).orders.keys() == {order("first").id}
    await place(gone, "third")
    assert len((await other.look(NAME)).orders) == 2
    await gone.close()


async def test_who_loses_the_store_for_a_moment_holds_nothing_until_it_hears_again(
    books: Books, other: Books, store: Store
) -> None:
    async with books.writing(NAME) as book:
        await book.write([opened(NAME)])
    assert books.held(NAME) is not None
    await store.call(lambda client: client.client_kill_filter(_type="pubsub"))
    await eventually(lambda: books.held(NAME) is None)
    await place(books, "first")
    await place(other, "second")
    assert len((await books.look(NAME)).orders) == 2


async def test_in_one_process_one_after_the_other_writes(books: Books) -> None:
    async def place(wish: str) -> None:
        async with books.writing(NAME) as book:
            before = book.account.records
            await asyncio.sleep(0.001)
            assert book.account.records == before
            await book.write(placed(order(wish)))

    async with books.writing(NAME) as book:
        await book.write([opened(NAME)])
        with pytest.raises(RuntimeError, match="same task"):
            async with books.writing(NAME):
                pass
    await asyncio.gather(*(place(str(number)) for number in range(20)))
    account: Account = await books.look(NAME)
    assert len(account.orders) == 20


async def test_all_that_was_written_can_be_read(books: Books) -> None:
    first = order("first")
    written = [opened(NAME), *placed(first), filled(first)]
    async with books.writing(NAME) as book:
        assert await book.write(written[:1])
        assert await book.write(written[1:])
    assert list(await books.records(NAME)) == written
    assert list(await books.records("paper:shell:bob")) == []


async def test_the_records_of_a_server_name_nobody_who_could_not_be_forgotten(books: Books, store: Store) -> None:
    ann = Principal(id="discord:77", name="Ann")
    name = await books.signed(AccountId.read("paper:server:discord:9"), ann)
    assert name == await Pseudonyms(store).of("discord:77")
    assert await books.signed(AccountId.read("paper:discord:77:swing"), ann) == "discord:77"


async def test_accounts_that_are_only_looked_at_are_not_remembered_without_end(
    books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.accounts.books.REMEMBERED", 5)
    for number in range(40):
        assert not (await books.look(f"paper:shell:{number}")).is_open
    assert len(books._known) <= 5 + 2
