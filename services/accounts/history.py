"""The whole of a journal: its archives and then its stream, each record behind the one before, and none cut off behind
its anchor.
"""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

from services.accounts.anchors import Anchors
from services.accounts.archive import Archive
from services.store import keys
from services.store.journal import GENESIS, ChainBroken, Entry, Head, Journal
from services.store.store import Store

ERASE = """
redis.call('HDEL', KEYS[1], ARGV[1])
redis.call('HDEL', KEYS[2], ARGV[1])
return redis.call('DEL', unpack(KEYS, 3))
"""


class History:
    """The journals in ``store``, whose anchors and archives are in ``home``."""

    def __init__(self, store: Store, home: Path) -> None:
        self._store = store
        self.anchors = Anchors(home / "anchors")
        self.archive = Archive(home / "archive")

    async def names(self) -> tuple[str, ...]:
        """The accounts of which there is anything, in the order of the alphabet."""
        before, after = keys.journal_head("*").split("*")
        heads = await self._store.keys_like(keys.journal_head("*"))
        found = {key.removeprefix(before).removesuffix(after) for key in heads}
        archived = await asyncio.to_thread(self.archive.names)
        return tuple(sorted(found | archived | await self.anchors.names()))

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
        return await asyncio.to_thread(self._archived, journal.name, id, seq)

    def _archived(self, name: str, id: str, seq: int | None) -> Entry | None:  # noqa: A002
        """Its number is known for as long as its id is; then each archive is looked through, the newest first."""
        for part in reversed(self.archive.parts(name)):
            if seq is None or part.first <= seq <= part.last:
                found = next((each for each in self.archive.of(part) if each.id == id), None)
                if found is not None:
                    return found
        return None

    async def erase(self, name: str) -> None:
        """Erase all of it: the files last, so that while there are some the account is among ``names``."""
        of_it = (keys.journal(name), keys.journal_ids(name), keys.journal_head(name))
        lists = (keys.ACTIVE_ACCOUNTS, keys.AGENTS)
        await self._store.run(ERASE, [*lists, *of_it, keys.lease(name), keys.lease_token(name)], [name], once=False)
        await self.anchors.remove(name)
        await asyncio.to_thread(self.archive.remove, name)

    async def _pages(self, journal: Journal, since: Head) -> AsyncIterator[list[Entry]]:
        at = since
        while await journal.head() != at:
            first = await journal.first()
            parts = self.archive.read(journal.name, at.seq, first - 1) if at.seq + 1 < first else iter(())
            while entries := await asyncio.to_thread(next, parts, None):
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
            return await self.anchors.of(name)
        except ValueError as error:
            raise ChainBroken(0, f"its anchor cannot be read: {error}") from error
