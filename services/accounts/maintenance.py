"""What is done about journals once a day: closed days (UTC) go to the archive, and old ids are let go.

A crash at any step loses nothing: records leave the stream only behind an ``Archived`` record, which is written only
behind the file that was read back. What a crash left undone the next run does.
"""

from datetime import datetime, timedelta
from typing import Final

import structlog

from analytics.trading.records import Archived
from services.accounts import codec
from services.accounts.archive import Archive
from services.accounts.books import Books
from services.core.clock import Clock
from services.core.errors import HeldElsewhere, JournalBroken, StoreUnavailable
from services.market.timeframes import to_ms
from services.store.journal import GENESIS, PAGE, ChainBroken, Entry, Head, Journal
from services.store.store import Store

AFTER_MIDNIGHT: Final = timedelta(minutes=5)
AGAIN: Final = timedelta(hours=1)
"""When it is tried again where the store or the disk did not take it."""
AT_ONCE: Final = 10_000
"""Records of a file at most."""
IDS_KEPT: Final = timedelta(days=90)
"""So long after it was archived a record is still known as written: as long as a venue may tell of its order."""
FOR_GOOD: Final = frozenset({"opened"})
"""Ids that are never let go: a second such record would make another account."""

log = structlog.get_logger(__name__)


async def archive_closed_days(books: Books, store: Store, now: datetime) -> None:
    """Archive all days before that of ``now``, of every account.

    Raises:
        StoreUnavailable, OSError: it is to be done again.
    """
    today = to_ms(now.replace(hour=0, minute=0, second=0, microsecond=0))
    archive = books.history.archive
    for name in await books.history.names():
        journal = Journal(store, name)
        try:
            if await _closed(journal, GENESIS, today, PAGE):
                await _archive(books, journal, archive, today, now)
            await _forget_ids(journal, archive, now - IDS_KEPT)
        except (HeldElsewhere, JournalBroken, ChainBroken, codec.UnreadableRecord) as error:
            log.warning("a journal was not archived", account=name, why=str(error))


async def keep_archived(books: Books, store: Store, clock: Clock) -> None:
    """Do that now and after each midnight (UTC), until cancelled. Archives that lie elsewhere are brought before."""
    while True:
        now = clock.now()
        try:
            await books.history.bring_archives()
            await archive_closed_days(books, store, now)
            midnight = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
            pause = midnight - now + AFTER_MIDNIGHT
        except (StoreUnavailable, OSError) as error:
            log.warning("journals were not archived", error=str(error))
            pause = AGAIN
        await clock.sleep(pause.total_seconds())


async def _archive(books: Books, journal: Journal, archive: Archive, today: int, now: datetime) -> None:
    async with books.writing(journal.name) as book:
        archived = book.account.archived
        done = GENESIS if archived is None else Head(archived.last, archived.hash)
        await journal.trim(done.seq)
        await archive.remove_behind(journal.name, done.seq)
        while entries := await _closed(journal, done, today):
            part, digest, done = await archive.write(journal.name, entries, done, int(now.timestamp()))
            await book.write([Archived(to_ms(now), part.file, digest, done.seq, done.hash)])
            await journal.trim(done.seq)


async def _closed(journal: Journal, done: Head, today: int, most: int = AT_ONCE) -> list[Entry]:
    """The records behind ``done`` before the first of ``today``, about so many; none where all tell of archives."""
    closed, tells = list[Entry](), False
    while len(closed) < most:
        entries = await journal.read(closed[-1].seq if closed else done.seq, PAGE)
        for entry in entries:
            record = codec.read(entry.body)
            if record.at >= today:
                return closed if tells else []
            closed.append(entry)
            tells = tells or not isinstance(record, Archived)
        if len(entries) < PAGE:
            break
    return closed if tells else []


async def _forget_ids(journal: Journal, archive: Archive, before: datetime) -> None:
    """Let go of the ids of what was archived ``before``, the oldest first, so that a file's are gone with all older."""
    due = list[list[str]]()
    for part in reversed(await archive.parts(journal.name)):
        if part.at < before.timestamp():
            ids = [each.id for each in await archive.of(journal.name, part) if each.id not in FOR_GOOD]
            if not ids or await journal.lookup(ids[0]) is None:
                break
            due.append(ids)
    for ids in reversed(due):
        await journal.forget_ids(ids)
