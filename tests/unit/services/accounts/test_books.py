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
from services.store.pseudonyms import Pseudonyms
from services.store.store import Store
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


async def test_of_two_processes_one_writes_and_the_other_is_told_who(
    books: Books, store: Store, tmp_path: Path
) -> None:
    other = Books(store, tmp_path, "two")
    async with books.writing(NAME) as book:
        await book.write([opened(NAME)])
    with pytest.raises(HeldElsewhere) as refused:
        async with other.writing(NAME):
            pass
    assert (refused.value.account, refused.value.holder) == (NAME, "one")
    assert (await other.look(NAME)).is_open
    await books.close()
    async with other.writing(NAME) as book:
        await book.write(placed(order("first")))
    assert len((await books.look(NAME)).orders) == 1
    await other.close()


async def test_what_a_process_that_died_held_is_taken_over_at_once(books: Books, store: Store, tmp_path: Path) -> None:
    async with books.writing(NAME) as book:
        await book.write([opened(NAME)])
    other = Books(store, tmp_path, "two", died=lambda owner: owner == "one")
    async with other.writing(NAME) as book:
        await book.write(placed(order("first")))
    async with books.writing(NAME) as book:
        with pytest.raises(HeldElsewhere) as refused:
            await book.write(placed(order("second")))
    assert refused.value.holder == "two"
    assert len((await books.look(NAME)).orders) == 1
    await other.close()


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
