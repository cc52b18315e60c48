"""Processes with homes of their own on one store: what one archived or erased is so for the others too."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from services.accounts.archive_places import ArchiveFolder
from services.accounts.books import Books
from services.accounts.maintenance import archive_closed_days
from services.store import keys
from services.store.journal import Journal
from services.store.store import Store
from tests.unit.services.accounts.records import AT, filled, opened, order, placed

NAME = "paper:discord:7"
DAY = 86_400_000
TOMORROW = datetime.fromtimestamp(AT / 1000, UTC) + timedelta(days=1)


@pytest.fixture
async def one(store: Store, tmp_path: Path) -> AsyncIterator[Books]:
    made = Books(store, tmp_path / "one", "one", shared=True)
    yield made
    await made.close()


@pytest.fixture
async def two(store: Store, tmp_path: Path) -> AsyncIterator[Books]:
    made = Books(store, tmp_path / "two", "two", shared=True)
    yield made
    await made.close()


async def trade(books: Books, wish: str, at: int = AT) -> None:
    async with books.writing(NAME) as book:
        if not book.account.is_open:
            await book.write([opened(NAME)])
        each = order(wish, at=at)
        await book.write([*placed(each), filled(each, at=at)])


async def test_what_one_archived_the_other_reads_and_nothing_is_in_a_home(
    one: Books, two: Books, store: Store, tmp_path: Path
) -> None:
    await trade(one, "a")
    await trade(two, "b")
    before = await one.look(NAME)
    await archive_closed_days(one, store, TOMORROW)
    assert await Journal(store, NAME).first() == 8
    assert [each.last for each in await two.history.archive.parts(NAME)] == [7]
    fresh = Books(store, tmp_path / "three", "three", shared=True)
    assert (await fresh.look(NAME)).cash == before.cash
    assert len(await fresh.records(NAME)) == 8
    assert await fresh.record(NAME, f"ordered:{order('a').id}") == await one.record(NAME, f"ordered:{order('a').id}")
    await trade(two, "c", at=AT + DAY)
    await archive_closed_days(two, store, TOMORROW + timedelta(days=1))
    assert [each.last for each in await one.history.archive.parts(NAME)] == [7, 11]
    assert (await fresh.look(NAME)).records == 12
    await fresh.close()
    assert not [path for home in ("one", "two", "three") for path in (tmp_path / home).glob("*")], "anchors or archives"


async def test_an_account_that_was_erased_elsewhere_and_opened_anew_is_no_broken_one(one: Books, two: Books) -> None:
    for wish in ("a", "b", "c"):
        await trade(one, wish)
    await two.erase("discord:7")
    assert not (await one.look(NAME)).is_open
    await trade(two, "d")
    await trade(one, "e")
    assert (await two.look(NAME)).records == 7
    await one.erase("discord:7")
    for wish in ("f", "g", "h"):
        await trade(one, wish)
    await trade(two, "i")
    assert (await one.look(NAME)).records == 13


async def test_who_is_forgotten_leaves_no_archive_in_the_store(one: Books, two: Books, store: Store) -> None:
    await trade(one, "a")
    await archive_closed_days(one, store, TOMORROW)
    assert await store.exists(keys.archive(NAME))
    await two.erase("discord:7")
    assert await store.keys_like("omega:*discord:7*") == []
    assert await one.history.names() == ()


async def test_archives_of_a_home_come_to_the_store_that_others_share_and_back(
    one: Books, store: Store, tmp_path: Path
) -> None:
    home = tmp_path / "laptop"
    alone = Books(store, home, "alone")
    await trade(alone, "a")
    await trade(alone, "b")
    await archive_closed_days(alone, store, TOMORROW)
    await alone.close()
    files = {path: path.read_bytes() for path in home.glob("archive/*/*.gz")}
    assert len(files) == 1
    moved = Books(store, home, "moved", shared=True)
    assert (await moved.look(NAME)).records == 8, "it is read where it lies"
    await moved.history.bring_archives()
    await moved.close()
    assert not [*home.glob("archive/*")]
    assert (await one.look(NAME)).records == 8
    back = Books(store, home, "back")
    assert (await back.look(NAME)).records == 8
    await back.history.bring_archives()
    assert {path: path.read_bytes() for path in home.glob("archive/*/*.gz")} == files
    assert not await store.exists(keys.archive(NAME))
    await back.close()


async def test_archives_of_a_journal_that_is_not_in_the_store_stay_where_they_are(
    one: Books, store: Store, tmp_path: Path
) -> None:
    home = tmp_path / "laptop"
    alone = Books(store, home, "alone")
    await trade(alone, "a")
    await archive_closed_days(alone, store, TOMORROW)
    await alone.close()
    await one.erase("discord:7")
    moved = Books(store, home, "moved", shared=True)
    await moved.history.bring_archives()
    assert not await store.exists(keys.archive(NAME))
    await trade(one, "b")
    await archive_closed_days(one, store, TOMORROW)
    await moved.history.bring_archives()
    assert (await moved.look(NAME)).records == 5
    assert len([*home.glob("archive/*/*.gz")]) == 1
    assert len(await ArchiveFolder(home / "archive").parts(NAME)) == 1
    await moved.close()
