"""Archives: the closed days of journals, outside their streams, a record a line as ``omega journal export`` does.

A part is on disk, read back and its chain followed before its records leave the stream. Read from nothing, a journal is
its archives and then its stream.
"""

import asyncio
import gzip
import zlib
from collections.abc import AsyncIterator, Iterator, Sequence
from hashlib import sha256

import orjson

from services.accounts.archive_places import ArchivePlace, Part
from services.store.journal import ChainBroken, Entry, Head


class Archive:
    """The archives in ``places``: new parts go to the first of them."""

    def __init__(self, *places: ArchivePlace) -> None:
        self._places = places

    async def names(self) -> frozenset[str]:
        """The accounts that have some."""
        return frozenset[str]().union(*[await place.names() for place in self._places])

    async def parts(self, account: str) -> list[Part]:
        """The account's, in the order of their records."""
        found: list[Part] = []
        for place in self._places:
            for part in await place.parts(account):
                if not any(_overlap(each, part) for each in found):
                    found.append(part)
        return sorted(found)

    async def write(self, account: str, entries: list[Entry], after: Head, at: int) -> tuple[Part, str, Head]:
        """Archive ``entries``, which follow ``after``, in the second ``at``; it, its SHA-256 and the last record's head
        come back once it is on disk, and read back is what was to be written.

        Raises:
            ChainBroken, OSError, StoreUnavailable: it is not.
        """
        part, head = Part(entries[0].seq, entries[-1].seq, at), after
        await self._places[0].put(account, part, await asyncio.to_thread(_packed, account, entries))
        data = await self._data(account, part)
        for entry in await asyncio.to_thread(_unpacked, data, part):
            head = head.followed_by(entry)
        if head.seq != part.last:
            raise ChainBroken(head.seq + 1, f"{part.file} ends too early")
        return part, sha256(data).hexdigest(), head

    async def of(self, account: str, part: Part) -> list[Entry]:
        """The records of a part.

        Raises:
            ChainBroken: it cannot be read.
        """
        return await asyncio.to_thread(_unpacked, await self._data(account, part), part)

    async def read(self, account: str, after: int, last: int) -> AsyncIterator[list[Entry]]:
        """The records behind the number ``after`` up to ``last``, as far as there are such, a part's at a time.

        Raises:
            ChainBroken: a part cannot be read.
        """
        for part in await self.parts(account):
            if part.last > after and part.first <= last:
                entries = [each for each in await self.of(account, part) if after < each.seq <= last]
                if entries:
                    yield entries
                    after = entries[-1].seq

    async def remove_behind(self, account: str, last: int) -> None:
        """Remove parts of records behind ``last``: nothing says of them that they left the stream."""
        for place in self._places:
            for part in await place.parts(account):
                if part.last > last:
                    await place.remove(account, part)

    async def remove(self, account: str) -> None:
        """Remove all of the account's."""
        for place in self._places:
            await place.clear(account)

    async def misplaced(self) -> frozenset[str]:
        """The accounts of which something lies in another place than the first."""
        return frozenset[str]().union(*[await place.names() for place in self._places[1:]])

    async def bring(self, account: str, last: int) -> None:
        """Bring what lies in another place to the first, of the records up to ``last``.

        Raises:
            OSError, StoreUnavailable: what did not come is where it was.
        """
        first, *others = self._places
        for place in others:
            for part in await place.parts(account):
                data = await place.get(account, part)
                if part.last > last or data is None:
                    continue
                there = [each for each in await first.parts(account) if _overlap(each, part)]
                if not there:
                    await first.put(account, part, data)
                if await first.get(account, there[0] if there else part) == data:
                    await place.remove(account, part)
            if not await place.parts(account):
                await place.clear(account)

    async def _data(self, account: str, part: Part) -> bytes:
        for place in self._places:
            data = await place.get(account, part)
            if data is not None:
                return data
        raise ChainBroken(part.first, f"{part.file} is gone")


def line(account: str, entry: Entry) -> bytes:
    """``entry`` as a line of JSON: its record is there byte for byte as it was written."""
    return orjson.dumps(
        {
            "account": account,
            "seq": entry.seq,
            "id": entry.id,
            "hash": entry.hash,
            "record": orjson.Fragment(entry.body),
        }
    )


def _overlap(one: Part, other: Part) -> bool:
    return one.first <= other.last and other.first <= one.last


def _packed(account: str, entries: Sequence[Entry]) -> bytes:
    return gzip.compress(b"".join(line(account, entry) + b"\n" for entry in entries), mtime=0)


def _unpacked(data: bytes, part: Part) -> list[Entry]:
    return list(_entries(data, part))


def _entries(data: bytes, part: Part) -> Iterator[Entry]:
    seq = part.first
    try:
        for text in gzip.decompress(data).splitlines():
            held = orjson.loads(text)
            seq = held["seq"]
            yield Entry(seq, held["id"], orjson.dumps(held["record"]), held["hash"])
    except (OSError, EOFError, ValueError, KeyError, TypeError, zlib.error) as error:
        raise ChainBroken(seq, f"{part.file} cannot be read: {error}") from error
