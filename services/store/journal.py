"""A journal: records that are written once, in one order, and never changed.

- A call's records are written whole or not at all, on disk before the call returns.
- A record has an id of its caller's, and is written once: after an unknown outcome the id is looked up, or the same
  records are appended again.
- Each record's hash covers the one before (SHA-256), so that a byte that changed on disk is found.
- A caller with a lease is refused once another has it; a caller who expects a head is refused once it has moved.

The client makes the chain: Lua has no SHA-256 and the server one thread. ``<seq>-0`` is given and not asked for, as
Redis before 7 has no ``<seq>-*``.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from redis.asyncio import Redis

from services.store import keys
from services.store.leases import Lease
from services.store.store import Store
from services.store.writes import WRITES, Writes, check_written

PAGE = 1000

APPEND = (
    WRITES
    + """
local head = redis.call('GET', KEYS[3]) or '0:' .. string.rep('0', 64)
if ARGV[3] ~= '' and redis.call('GET', KEYS[4]) ~= ARGV[3] then return {'FENCED', '', head} end
local first = redis.call('HGET', KEYS[2], ARGV[5])
if first then return {'DUP', first, head} end
if head ~= ARGV[1] then return {'HEAD', '', head} end
local last = 2 + 3 * ARGV[4]
for at = 5, last, 3 do
  if redis.call('HEXISTS', KEYS[2], ARGV[at]) == 1 then return {'TAKEN', ARGV[at], head} end
end
local why = unfit(last + 3)
if why then return {why[1], why[2], head} end
local seq = tonumber(string.match(head, '^%d+'))
for at = 5, last, 3 do
  seq = seq + 1
  local text = string.format('%.0f', seq)
  redis.call('XADD', KEYS[1], text .. '-0', 'id', ARGV[at], 'body', ARGV[at + 1], 'hash', ARGV[at + 2])
  redis.call('HSET', KEYS[2], ARGV[at], text)
end
redis.call('SET', KEYS[3], ARGV[2])
write(last + 3)
return {'OK', '', ARGV[2]}
"""
)
"""KEYS: stream, ids, head, the lease's if there is one, the work's. ARGV: head expected, head afterwards, the lease's
value or nothing, number of records, the id, body and hash of each, the work's commands.
"""


class Fenced(Exception):
    """The lease has run out or is another's. Nothing was written."""


@dataclass(eq=False)
class HeadMoved(Exception):
    """The journal's ``head`` is not the expected one. Nothing was written."""

    head: "Head"


@dataclass(eq=False)
class IdTaken(Exception):
    """``id`` was written before, by a call that began with another record. Nothing was written."""

    id: str


@dataclass(eq=False)
class ChainBroken(Exception):
    """The record ``seq`` is missing or is not what was written; ``why`` says more, where there is more to say."""

    seq: int
    why: str = ""


@dataclass(frozen=True)
class Record:
    """What is to be written: ``id`` is the caller's, and unique in the journal."""

    id: str
    body: bytes


@dataclass(frozen=True)
class Entry:
    """A record as it was written."""

    seq: int
    id: str
    body: bytes
    hash: str


@dataclass(frozen=True)
class Head:
    """The last record's number and hash. Kept elsewhere, it is an anchor that shows a journal whose tail was cut."""

    seq: int
    hash: str

    def __str__(self) -> str:
        return f"{self.seq}:{self.hash}"

    def after(self, record: Record) -> "Head":
        """The head once ``record`` follows."""
        name = record.id.encode()
        digest = sha256(f"{self.hash}:{self.seq + 1}:{len(name)}:".encode() + name + record.body)
        return Head(self.seq + 1, digest.hexdigest())

    def followed_by(self, entry: Entry) -> "Head":
        """The head once ``entry`` follows.

        Raises:
            ChainBroken: it is not what was written behind this one.
        """
        after = self.after(Record(entry.id, entry.body))
        if entry.seq != after.seq:
            raise ChainBroken(after.seq, f"the next that is there is {entry.seq}")
        if entry.hash != after.hash:
            raise ChainBroken(after.seq, "its hash is not that of what it says")
        return after

    @classmethod
    def read(cls, text: str) -> "Head":
        """The head that ``str`` wrote.

        Raises:
            ValueError: it did not.
        """
        seq, _, digest = text.strip().partition(":")
        return cls(int(seq), digest)


GENESIS = Head(0, "0" * 64)
"""The head of an empty journal."""


@dataclass(frozen=True)
class Appended:
    """``seq`` is the first record's; ``duplicate`` says that it was written before and now nothing was; ``head`` is the
    journal's now."""

    seq: int
    head: Head
    duplicate: bool


class Journal:
    """The journal ``name`` in ``store``. Calls of one process are sent one after the other."""

    def __init__(self, store: Store, name: str) -> None:
        self.name = name
        self._store = store
        self._stream = keys.journal(name)
        self._ids = keys.journal_ids(name)
        self._head_key = keys.journal_head(name)
        self._one_append = asyncio.Lock()
        self._head = GENESIS

    async def append(
        self,
        records: Sequence[Record],
        *,
        expect: Head | None = None,
        lease: Lease | None = None,
        writes: Writes | None = None,
    ) -> Appended:
        """Append ``records`` behind the head, or only behind the head ``expect``, while ``lease`` holds; and make
        ``writes`` in the same step. Where the first record was written before, nothing is.

        Raises:
            Fenced, HeadMoved, IdTaken, Misfit, Barred: nothing was written.
            ChainBroken: the journal is shorter than it was when last seen, or another.
            StoreUnavailable: it may have been written or not, or may yet be; it is not sent again. Appending the same
                records again writes them at most once; ``lookup`` tells whether they were.
        """
        if not records or len({record.id for record in records}) < len(records):
            raise ValueError("records need ids of their own")
        writes = writes or Writes()
        append_keys = [
            self._stream,
            self._ids,
            self._head_key,
            *([keys.lease(lease.name)] if lease else ()),
            *writes.keys,
        ]
        async with self._one_append:
            while True:
                if lease is not None and not lease.valid:
                    raise Fenced(lease.name)
                before = expect or self._head
                after, words = before, list[bytes | str]()
                for record in records:
                    after = after.after(record)
                    words += (record.id, record.body, after.hash)
                args = [str(before), str(after), lease.value if lease else "", len(records), *words, *writes.words]
                status, detail, said = await self._store.run(APPEND, append_keys, args, once=True)
                head = self._seen(_head(said))
                match status:
                    case b"OK":
                        return Appended(before.seq + 1, head, duplicate=False)
                    case b"DUP":
                        return Appended(int(detail), head, duplicate=True)
                    case b"FENCED":
                        raise Fenced(lease.name if lease else "")
                    case b"TAKEN":
                        raise IdTaken(detail.decode())
                check_written(status, detail)
                if expect is not None:
                    raise HeadMoved(head)

    async def read(self, after: int = 0, count: int = PAGE) -> list[Entry]:
        """Up to ``count`` records behind the number ``after``, in their order."""

        async def page(client: Redis) -> Any:
            return await client.xrange(self._stream, min=f"{after + 1}-0", count=count)

        return [_entry(number, fields) for number, fields in await self._store.call(page)]

    async def head(self) -> Head:
        return _head(await self._store.get(self._head_key))

    async def lookup(self, id: str) -> int | None:  # noqa: A002
        """The number of the record with that id, if it was written."""
        (seq,) = await self._store.hash_get(self._ids, [id])
        return None if seq is None else int(seq)

    async def first(self) -> int:
        """The number of the oldest record that is here: those before it were trimmed."""
        oldest = await self.read(count=1)
        return oldest[0].seq if oldest else (await self.head()).seq + 1

    async def follow(self, since: Head = GENESIS) -> AsyncIterator[list[Entry]]:
        """The records behind ``since`` up to the head of now, by pages, each of which follows from the one before.

        Raises:
            ChainBroken: at the first record that is missing or changed, or ``since`` is not in the journal.
        """
        head = await self.head()
        at = since
        while at.seq < head.seq:
            entries = await self.read(at.seq, min(PAGE, head.seq - at.seq))
            if not entries:
                raise ChainBroken(at.seq + 1, f"it is missing, up to {head.seq}")
            for entry in entries:
                at = at.followed_by(entry)
            yield entries
        if at != head:
            where = f"the journal ends with {head.seq}" if head.seq < at.seq else "another was read before"
            raise ChainBroken(min(at.seq, head.seq + 1), where)

    async def trim(self, last: int) -> None:
        """Let the records up to ``last`` go, which are kept elsewhere. Their ids stay."""
        await self._store.call(lambda client: client.xtrim(self._stream, minid=f"{last + 1}-0", approximate=False))

    async def forget_ids(self, ids: Sequence[str]) -> None:
        """Let the ids go, in one step: from now on they are not known as written before."""
        await self._store.call(lambda client: client.hdel(self._ids, *ids))

    def _seen(self, head: Head) -> Head:
        if head.seq < self._head.seq:
            raise ChainBroken(head.seq + 1)
        if head.seq == self._head.seq and head != self._head:
            raise ChainBroken(head.seq)
        self._head = head
        return head


def _head(said: bytes | None) -> Head:
    return GENESIS if said is None else Head.read(said.decode())


def _entry(number: bytes, fields: dict[bytes, bytes]) -> Entry:
    """The record under ``number``. What is missing or no text any more is left for ``verify`` to tell."""
    name, digest = fields.get(b"id", b""), fields.get(b"hash", b"")
    return Entry(
        int(number.partition(b"-")[0]),
        name.decode("utf-8", "replace"),
        fields.get(b"body", b""),
        digest.decode("utf-8", "replace"),
    )
