"""The whole of a journal: its archives and then its stream, each record behind the one before, and none cut off behind
its anchor, where there are any.

A home whose store is its own has anchors and archives beside it. A store that several homes share has the archives
itself, and there are no anchors: a process knows not which of its own is behind what others erased or put back.
"""

from collections.abc import AsyncIterator
from pathlib import Path

import structlog

from services.accounts.anchors import Anchors
from services.accounts.archive import Archive
from services.accounts.archive_places import ArchiveFolder, ArchiveKeys
from services.store import keys
from services.store.journal import GENESIS, ChainBroken, Entry, Head, Journal
from services.store.store import Store

log = structlog.get_logger(__name__)

ERASE = """
redis.call('HDEL', KEYS[1], ARGV[1])
redis.call('HDEL', KEYS[2], ARGV[1])
return redis.call('DEL', unpack(KEYS, 3))
"""


class History:
    """The journals in ``store``, as a process of ``home`` has them; ``shared``: the store is not this home's own."""

    def __init__(self, store: Store, home: Path, *, shared: bool) -> None:
        self._store = store
        self.anchors = None if shared else Anchors(home / "anchors")
        files, kept = ArchiveFolder(home / "archive"), ArchiveKeys(store)
        self.archive = Archive(kept, files) if shared else Archive(files, kept)

    async def names(self) -> tuple[str, ...]:
        """The accounts of which there is anything, in the order of the alphabet."""
        before, after = keys.journal_head("*").split("*")
        heads = await self._store.keys_like(keys.journal_head("*"))
        found = {key.removeprefix(before).removesuffix(after) for key in heads}
        anchored = frozenset[str]() if self.anchors is None else await self.anchors.names()
        return tuple(sorted(found | await self.archive.names() | anchored))

    async def pages(self, journal: Journal, since: Head = GENESIS) -> AsyncIterator[list[Entry]]:
        """What was written behind ``since`` up to now.

        Raises:
            ChainBroken: a record is missing, or is not what was written.
        """
        anchor = await self._anchor(journal.name) if since == GENESIS else None
        last = since.seq
        async for entries in self._pages(journal, since):
            last = entries[-1].seq
            if anchor is not None and entries[0].seq <= anchor.seq <= last:
                anchored = entries[anchor.seq - entries[0].seq]
                if anchored.hash != anchor.hash:
                    raise ChainBroken(anchor.seq, "its anchor is of another")
            yield entries
        if anchor is not None and last < anchor.seq:
            raise ChainBroken(last + 1, f"the journal ends with {last}, and its anchor says {anchor.seq}")

    async def entry(self, journal: Journal, id: str) -> Entry | None:  # noqa: A002
        """The record with that ``id``, from the stream or an archive, where it was written.

        Raises:
            ChainBroken: an archive cannot be read.
        """
        seq = await journal.lookup(id)
        here = await journal.read(seq - 1, 1) if seq is not None else []
        if here and here[0].id == id:
            return here[0]
        for part in reversed(await self.archive.parts(journal.name)):  # its number is known for as long as its id is
            if seq is None or part.first <= seq <= part.last:
                found = next((each for each in await self.archive.of(journal.name, part) if each.id == id), None)
                if found is not None:
                    return found
        return None

    async def bring_archives(self) -> frozenset[str]:
        """Bring archives to where new ones go, which were made while the store was this home's own, or another's: as
        far as they are of the journals that the store has. The accounts whose are not come back.

        Raises:
            OSError, StoreUnavailable: it is to be done again.
        """
        for name in await self.archive.misplaced():
            journal = Journal(self._store, name)
            try:
                if await journal.head() == GENESIS:
                    raise ChainBroken(1, "the store has no such journal")
                async for _ in self.pages(journal):
                    pass
            except ChainBroken as error:
                log.warning("archives are left where they are", account=name, seq=error.seq, why=error.why)
            else:
                await self.archive.bring(name, await journal.first() - 1)
                log.info("archives were brought", account=name)
        return await self.archive.misplaced()

    async def erase(self, name: str) -> None:
        """Erase all of it: the files last, so that while there are some the account is among ``names``."""
        of_it = (keys.journal(name), keys.journal_ids(name), keys.journal_head(name))
        lists = (keys.ACTIVE_ACCOUNTS, keys.AGENTS)
        await self._store.run(ERASE, [*lists, *of_it, keys.lease(name), keys.lease_token(name)], [name], once=False)
        if self.anchors is not None:
            await self.anchors.remove(name)
        await self.archive.remove(name)

    async def _pages(self, journal: Journal, since: Head) -> AsyncIterator[list[Entry]]:
        at = since
        while await journal.head() != at:
            first = await journal.first()
            if at.seq + 1 < first:
                async for entries in self.archive.read(journal.name, at.seq, first - 1):
                    for entry in entries:
                        at = at.followed_by(entry)
                    yield entries
            if at.seq + 1 < first:
                raise ChainBroken(at.seq + 1, f"neither the store nor the archive has it, nor those up to {first - 1}")
            try:
                async for entries in journal.follow(at):
                    at = Head(entries[-1].seq, entries[-1].hash)
                    yield entries
                break
            except ChainBroken:
                if await journal.first() <= at.seq + 1:
                    raise  # and otherwise it was archived meanwhile

    async def _anchor(self, name: str) -> Head | None:
        try:
            return None if self.anchors is None else await self.anchors.of(name)
        except ValueError as error:
            raise ChainBroken(0, f"its anchor cannot be read: {error}") from error
