"""What was cut off, changed or lost must be told, and what is archived must still be there."""

import asyncio
import gzip
import os
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import structlog

from services.accounts import archive as archives
from services.accounts import archive_places
from services.accounts.archive_places import ArchiveFolder
from services.accounts.books import Books
from services.accounts.history import History
from services.accounts.maintenance import archive_closed_days, keep_archived
from services.core.clock import SteppedClock
from services.core.errors import JournalBroken
from services.store import keys
from services.store.embedded import EmbeddedStore
from services.store.journal import Journal
from services.store.store import Store, make_client
from tests.conftest import eventually
from tests.unit.services.accounts.records import AT, filled, opened, order, placed

Client = Any
"""A client of Redis: its types know not which shape a reply has."""
NAME = "paper:shell:ann"
DAY = 86_400_000
TODAY = datetime.fromtimestamp(AT / 1000, UTC)
TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
async def client(embedded: EmbeddedStore) -> AsyncIterator[Client]:
    made = make_client(await embedded.ensure())
    yield made
    await made.aclose()


def books_of(store: Store, home: Path, owner: str = "one") -> Books:
    return Books(store, home, owner)


async def trade(books: Books, *wishes: str, at: int = AT) -> None:
    async with books.writing(NAME) as book:
        if not book.account.is_open:
            await book.write([opened(NAME)])
        for wish in wishes:
            each = order(wish, at=at)
            await book.write(placed(each))
            await book.write([filled(each, at=at)])


async def broken(store: Store, home: Path) -> tuple[int, str]:
    """Which record reading the account from nothing stumbles over, and what is logged of it."""
    books = books_of(store, home, "reader")
    with structlog.testing.capture_logs() as logged, pytest.raises(JournalBroken) as found:
        await books.look(NAME)
    await books.close()
    return found.value.seq, str(logged[-1].get("why"))


async def cut(client: Client, name: str, last: int) -> None:
    """Let the journal end with the record ``last``, as a store does that was restored from an older copy."""
    entries = await client.xrange(keys.journal(name), min=f"{last}-0")
    for number, fields in entries[1:]:
        await client.xdel(keys.journal(name), number)
        await client.hdel(keys.journal_ids(name), fields[b"id"])
    await client.set(keys.journal_head(name), f"{last}:{entries[0][1][b'hash'].decode()}")


async def test_a_cut_tail_is_a_whole_chain_and_its_anchor_tells(store: Store, client: Client, tmp_path: Path) -> None:
    books = books_of(store, tmp_path)
    await trade(books, "a", "b")
    await books.close()
    await cut(client, NAME, 5)
    assert await broken(store, tmp_path) == (6, "the journal ends with 5, and its anchor says 7")
    again = books_of(store, tmp_path)
    with pytest.raises(JournalBroken):
        async with again.writing(NAME):
            pass
    await again.close()
    (tmp_path / "anchors" / "paper%3Ashell%3Aann.anchor").unlink()
    assert (await books_of(store, tmp_path).look(NAME)).records == 5


async def test_a_journal_that_is_gone_is_told_by_its_anchor(store: Store, client: Client, tmp_path: Path) -> None:
    books = books_of(store, tmp_path)
    await trade(books, "a")
    await books.close()
    await client.flushall()
    assert await broken(store, tmp_path) == (1, "the journal ends with 0, and its anchor says 4")


async def test_the_append_only_file_cut_at_its_end_is_told(tmp_path: Path) -> None:
    embedded = EmbeddedStore(tmp_path / "store")
    store = Store(await embedded.ensure())
    books = books_of(store, tmp_path)
    await trade(books, "a", "b", "c")
    await books.close()
    await store.close()
    await embedded.leave()
    (file,) = (tmp_path / "store" / "appendonlydir").glob("*.incr.aof")
    os.truncate(file, file.stat().st_size * 2 // 3)
    store = Store(await embedded.ensure())
    seq, why = await broken(store, tmp_path)
    assert 1 < seq <= 10
    assert why == f"the journal ends with {seq - 1}, and its anchor says 10"
    await store.close()
    await embedded.leave()


async def test_another_journal_of_the_same_length_is_told(store: Store, client: Client, tmp_path: Path) -> None:
    books = books_of(store, tmp_path)
    await trade(books, "a")
    await books.close()
    await client.flushall()
    anchors = tmp_path / "anchors"
    anchors.rename(tmp_path / "kept")
    other = books_of(store, tmp_path)
    await trade(other, "b")
    await other.close()
    (tmp_path / "kept").replace(tmp_path / "anchors2")
    for file in (tmp_path / "anchors2").iterdir():
        file.replace(anchors / file.name)
    assert await broken(store, tmp_path) == (4, "its anchor is of another")


async def test_an_anchor_that_is_behind_is_fine_and_one_of_nonsense_is_not(store: Store, tmp_path: Path) -> None:
    books = books_of(store, tmp_path)
    await trade(books, "a")
    await books.close()
    anchor = tmp_path / "anchors" / "paper%3Ashell%3Aann.anchor"
    behind = anchor.read_bytes()
    books = books_of(store, tmp_path)
    await trade(books, "b")
    await books.close()
    anchor.write_bytes(behind)
    assert (await books_of(store, tmp_path).look(NAME)).records == 7
    anchor.write_bytes(b"")
    assert (await broken(store, tmp_path))[0] == 0


async def test_a_changed_record_is_told(store: Store, client: Client, tmp_path: Path) -> None:
    books = books_of(store, tmp_path)
    await trade(books, "a", "b")
    await books.close()
    ((_, fields),) = await client.xrange(keys.journal(NAME), min="4-0", max="4-0")
    later = await client.xrange(keys.journal(NAME), min="5-0")
    fields[b"body"] = fields[b"body"].replace(b'"100.1"', b'"90.1"')
    await client.delete("anew")
    for number, each in (*await client.xrange(keys.journal(NAME), max="3-0"), (b"4-0", fields), *later):
        await client.xadd("anew", each, id=number)
    await client.rename("anew", keys.journal(NAME))
    assert await broken(store, tmp_path) == (4, "its hash is not that of what it says")


async def test_closed_days_leave_the_store_and_read_from_nothing_the_account_is_the_same(
    store: Store, client: Client, tmp_path: Path
) -> None:
    books = books_of(store, tmp_path)
    await trade(books, "a", "b")
    await trade(books, "c", at=AT + DAY)
    before = await books.look(NAME)
    await archive_closed_days(books, store, TOMORROW)
    assert (await Journal(store, NAME).read(count=1))[0].seq == 8
    assert await client.hlen(keys.journal_ids(NAME)) == 11, "what was archived is still known as written"
    await books.close()
    other = books_of(store, tmp_path, "other")
    after = await other.look(NAME)
    assert (after.cash, after.positions, after.records) == (before.cash, before.positions, 11)
    assert after.archived is not None
    assert after.archived.last == 7
    await archive_closed_days(other, store, TOMORROW)
    assert (await other.look(NAME)).records == 11, "there is nothing more to archive"
    await archive_closed_days(other, store, TOMORROW + timedelta(days=1))
    await archive_closed_days(other, store, TOMORROW + timedelta(days=5))
    assert (await other.look(NAME)).records == 12, "that it was archived is no reason to archive anew"
    assert [each.last for each in await ArchiveFolder(tmp_path / "archive").parts(NAME)] == [7, 11]
    await trade(other, "d", at=AT + 6 * DAY)
    assert (await books_of(store, tmp_path).look(NAME)).cash == (await other.look(NAME)).cash
    await other.close()


async def test_it_is_done_anew_after_each_midnight(store: Store, tmp_path: Path) -> None:
    books, clock = books_of(store, tmp_path), SteppedClock(TODAY)
    await trade(books, "a")
    keeping = asyncio.create_task(keep_archived(books, store, clock))
    folder = tmp_path / "archive"
    await asyncio.sleep(0.1)
    assert not folder.exists()
    clock.step(TOMORROW.replace(hour=0, minute=6))
    await eventually(lambda: len([*folder.glob("*/*.gz")]) == 1)
    await trade(books, "b", at=AT + DAY)
    clock.step(TOMORROW.replace(hour=0, minute=6) + timedelta(days=1))
    await eventually(lambda: len([*folder.glob("*/*.gz")]) == 2)
    keeping.cancel()
    await asyncio.wait((keeping,))
    await books.close()


async def test_an_archive_that_is_lost_or_damaged_is_told(store: Store, tmp_path: Path) -> None:
    books = books_of(store, tmp_path)
    await trade(books, "a")
    await archive_closed_days(books, store, TOMORROW)
    await books.close()
    (path,) = (tmp_path / "archive").glob("*/*.gz")
    data = path.read_bytes()
    path.write_bytes(gzip.compress(gzip.decompress(data).replace(b'"100.1"', b'"90.1"')))
    assert (await broken(store, tmp_path))[0] == 2
    path.write_bytes(data[:-20])
    assert (await broken(store, tmp_path))[0] == 1
    path.unlink()
    assert await broken(store, tmp_path) == (1, "neither the store nor the archive has it, nor those up to 4")
    path.write_bytes(data)
    assert (await books_of(store, tmp_path).look(NAME)).records == 5


class CutOffError(Exception):
    pass


@pytest.mark.parametrize("step", ["before the file", "before it is read back", "before the record", "before the trim"])
async def test_cut_off_at_any_step_nothing_is_lost_and_the_next_run_ends_it(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    books = books_of(store, tmp_path)
    await trade(books, "a", "b")
    before = await books.look(NAME)

    def fall(*_: object, **__: object) -> None:
        raise CutOffError

    async def fall_later(*_: object, **__: object) -> None:
        raise CutOffError

    with monkeypatch.context() as patch:
        match step:
            case "before the file":
                patch.setattr(archive_places, "write_whole", fall)
            case "before it is read back":
                patch.setattr(archives, "sha256", fall)
            case "before the record":
                patch.setattr(Journal, "append", fall_later)
            case "before the trim":
                trim, calls = Journal.trim, iter((True, False))

                async def trim_once(journal: Journal, last: int) -> None:
                    if not next(calls):
                        raise CutOffError
                    await trim(journal, last)

                patch.setattr(Journal, "trim", trim_once)
        with pytest.raises(CutOffError):
            await archive_closed_days(books, store, TOMORROW)
    await books.close()
    again = books_of(store, tmp_path, "again")
    assert (await again.look(NAME)).cash == before.cash
    await trade(again, "c", at=AT + DAY)
    await archive_closed_days(again, store, TOMORROW + timedelta(days=1))
    await again.close()
    read = await books_of(store, tmp_path, "reader").look(NAME)
    assert read.balanced
    assert read.cash == before.cash - Decimal("0.5") * Decimal("100.1") * Decimal("1.001")
    assert (await Journal(store, NAME).first()) > 7


async def test_ids_are_let_go_ninety_days_after_they_were_archived(
    store: Store, client: Client, tmp_path: Path
) -> None:
    books = books_of(store, tmp_path)
    await trade(books, "a")
    await archive_closed_days(books, store, TOMORROW)
    await trade(books, "b", at=AT + DAY)
    await archive_closed_days(books, store, TOMORROW + timedelta(days=1))
    first, second = sorted((tmp_path / "archive").glob("*/*.gz"))
    now = TOMORROW + timedelta(days=92)
    for part, at in ((first, TOMORROW), (second, TOMORROW + timedelta(days=3))):
        os.utime(part, (at.timestamp(), at.timestamp()))
    await archive_closed_days(books, store, now)
    journal = Journal(store, NAME)
    assert await journal.lookup("opened") == 1, "an account is opened once"
    assert await journal.lookup(order("a").id) is None
    assert await journal.lookup(order("b").id) is not None
    await archive_closed_days(books, store, now + timedelta(days=2))
    assert await journal.lookup(order("b").id) is None
    await books.close()


async def test_who_is_forgotten_leaves_no_journal_anchor_or_archive_and_others_keep_theirs(
    store: Store, client: Client, tmp_path: Path
) -> None:
    books = books_of(store, tmp_path)
    names = ("paper:discord:12", "paper:discord:12:swing", "paper:discord:123", "paper:server:discord:12")
    for name in names:
        async with books.writing(name) as book:
            await book.write([opened(name), *placed(order("a"))])
    await archive_closed_days(books, store, TOMORROW)
    assert await books.names("discord:12") == names[:2]
    await books.erase("discord:12")
    assert await books.names("discord:12") == ()
    assert await History(store, tmp_path, shared=False).names() == names[2:]
    assert await books.active() == set(names[2:])
    await asyncio.sleep(0)
    left = [key.decode() async for key in client.scan_iter("*")]
    assert not [key for key in left if "paper:discord:12}" in key or "paper:discord:12:" in key]
    async with books.writing(names[0]) as book:
        assert not book.account.is_open
        await book.write([opened(names[0], "5")])
    await books.close()
    assert (await books_of(store, tmp_path).look(names[0])).cash == 5
    assert (await books_of(store, tmp_path).look(names[2])).records == 4
