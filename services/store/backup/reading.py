"""Keys of the store as lines of a backup."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from struct import pack
from typing import Any, Final

import orjson
from redis.exceptions import ResponseError

from services.core.errors import StoreUnavailable
from services.store.backup.form import text
from services.store.backup.spool import HEAD, Row, Spool
from services.store.backup.wire import Wire, Word, in_milliseconds

PAGE: Final = 500
"""Things of a key that are read at once: the server does nothing else meanwhile."""
KEYS_AT_ONCE: Final = 200
BRACKETED: Final = 50
SIZES: Final = {b"hash": "HLEN", b"set": "SCARD", b"zset": "ZCARD", b"list": "LLEN", b"stream": "XLEN"}
WHOLE: Final[dict[bytes, Callable[[bytes], tuple[Word, ...]]]] = {
    b"hash": lambda key: ("HGETALL", key),
    b"set": lambda key: ("SMEMBERS", key),
    b"zset": lambda key: ("ZRANGE", key, 0, -1, "WITHSCORES"),
    b"list": lambda key: ("LRANGE", key, 0, -1),
    b"string": lambda key: ("GET", key),
}
SCANS: Final = {b"hash": "HSCAN", b"set": "SSCAN", b"zset": "ZSCAN"}


class Reader:
    """Reads keys over ``wire`` into ``spool``, in place of what was read of them before.

    A stream is only ever appended to and cut off in front, or else deleted from: where what is there begins and ends as
    what was read does, and is as long, only what was appended is read.
    """

    def __init__(self, wire: Wire, spool: Spool) -> None:
        self._wire = wire
        self._spool = spool
        self._entries_of: Counter[bytes] = Counter()
        self._tells_times = True

    async def read(self, keys: Sequence[bytes], *, first_time: bool = False) -> None:
        """Read ``keys``, for the ``first_time`` where nothing was read of them. What changes meanwhile may be read in
        part.

        Raises:
            StoreUnavailable
        """
        for first in range(0, len(keys), KEYS_AT_ONCE):
            some = keys[first : first + KEYS_AT_ONCE]
            kinds = await self._wire.all([("TYPE", key) for key in some])
            if not first_time:
                self._spool.drop([key for key, kind in zip(some, kinds, strict=True) if kind != b"stream"])
            await self._read({key: kind for key, kind in zip(some, kinds, strict=True) if kind != b"none"})

    async def _read(self, kinds: Mapping[bytes, bytes]) -> None:
        """Read keys, each of which is of a kind."""
        times = dict(zip(kinds, await self._expire([*kinds]), strict=True))
        sized = [key for key, kind in kinds.items() if kind in SIZES]
        lengths = await self._wire.all([(SIZES[kinds[key]], key) for key in sized])
        large = {key for key, length in zip(sized, lengths, strict=True) if _number(length) > PAGE}
        small = [key for key, kind in kinds.items() if key not in large and kind != b"stream"]
        values = await self._wire.all([WHOLE[kinds[key]](key) for key in small])
        rows: list[Row] = []
        for key, value in zip(small, values, strict=True):
            if value is not None and not isinstance(value, ResponseError):
                rows += _rows(key, kinds[key], value, times[key])
        self._spool.put(rows)
        for key, kind in kinds.items():
            try:
                if kind == b"stream":
                    await self._stream(key, times[key])
                elif key in large:
                    await self._pages(key, kind, times[key])
            except ResponseError:
                self._spool.drop([key])  # it became another meanwhile, which we are told

    async def _expire(self, keys: Sequence[bytes]) -> list[int | None]:
        """When each of ``keys`` expires (UTC ms)."""
        if self._tells_times:
            replies = await self._wire.all([("PEXPIRETIME", key) for key in keys])
            if not (replies and isinstance(replies[0], ResponseError)):
                return [reply if _number(reply) > 0 else None for reply in replies]
            self._tells_times = False  # Redis 6.2
        left = await self._wire.all([("PTTL", key) for key in keys])
        return [await self._expires(key) if _number(each) > 0 else None for key, each in zip(keys, left, strict=True)]

    async def _expires(self, key: bytes) -> int | None:
        """When ``key`` expires, of a server that says only how long it is until then: it is asked for its time before
        and after, until it was the same."""
        for _ in range(BRACKETED):
            before, left, after = await self._wire.all([("TIME",), ("PTTL", key), ("TIME",)])
            if _number(left) <= 0:
                return None
            if in_milliseconds(before) == in_milliseconds(after):
                return in_milliseconds(before) + int(left)
        raise StoreUnavailable

    async def _pages(self, key: bytes, kind: bytes, expires: int | None) -> None:
        if kind == b"list":
            self._spool.put(_rows(key, kind, [], expires))
            length = int(await self._wire.one("LLEN", key))
            for first in range(0, length, PAGE):
                page = await self._wire.one("LRANGE", key, first, first + PAGE - 1)
                self._spool.put(_things(key, kind, page, first))
            return
        self._spool.put(_rows(key, kind, [], expires))
        cursor: Word = 0
        while True:
            cursor, page = await self._wire.one(SCANS[kind], key, cursor, "COUNT", PAGE)
            self._spool.put(_things(key, kind, page))
            if cursor == b"0":
                return

    async def _stream(self, key: bytes, expires: int | None) -> None:
        info = _fields(await self._wire.one("XINFO", "STREAM", key))
        held = self._spool.last(key)
        if held is not None and not (await self._go_on(key, held, info) and self._is_whole(key, info)):
            held = None
        if held is None:
            self._spool.drop([key])
            self._entries_of[key] = 0
            await self._entries(key, b"-", info)
        groups = {}
        for each in await self._wire.one("XINFO", "GROUPS", key):
            group = _fields(each)
            pending = await self._pending(key, group[b"name"])
            groups[group[b"name"].decode()] = {"last": group[b"last-delivered-id"].decode(), "pending": pending}
        head = {"key": text(key), "type": "stream", "last": info[b"last-generated-id"].decode(), "groups": groups}
        self._spool.put([_head(key, head, expires)])

    async def _go_on(self, key: bytes, held: Row, info: dict[bytes, Any]) -> bool:
        """Read on behind ``held``, the last entry that was read, and let go of what was cut off in front; whether that
        entry is still the same."""
        number = _id(held.place)
        kept = await self._wire.one("XRANGE", key, number, number)
        if not kept or _entry(key, *kept[0]) != held:
            return False
        await self._entries(key, b"(" + number, info)
        if info[b"first-entry"]:
            self._entries_of[key] -= self._spool.cut(key, before=_place(info[b"first-entry"][0]))
        return True

    def _is_whole(self, key: bytes, info: dict[bytes, Any]) -> bool:
        return self._entries_of[key] == info[b"length"] > 0 and self._spool.first(key) == _entry(
            key, *info[b"first-entry"]
        )

    async def _entries(self, key: bytes, after: bytes, info: dict[bytes, Any]) -> None:
        """Read the entries behind ``after`` up to the last of which ``info`` knows."""
        while page := await self._wire.one("XRANGE", key, after, info[b"last-generated-id"], "COUNT", PAGE):
            self._spool.put([_entry(key, number, fields) for number, fields in page])
            self._entries_of[key] += len(page)
            after = b"(" + page[-1][0]

    async def _pending(self, key: bytes, group: bytes) -> dict[str, list[Any]]:
        """Entries that were given to somebody and are not acknowledged: to whom, and how often. Of one that was removed
        there is nothing left to give."""
        pending: dict[str, list[Any]] = {}
        after = b"-"
        while page := await self._wire.one("XPENDING", key, group, after, "+", PAGE):
            there = await self._wire.all([("XRANGE", key, number, number) for number, *_ in page])
            for (number, consumer, _idle, times), entry in zip(page, there, strict=True):
                if entry and not isinstance(entry, ResponseError):
                    pending[number.decode()] = [text(consumer), int(times)]
            after = b"(" + page[-1][0]
        return pending


def _rows(key: bytes, kind: bytes, value: Any, expires: int | None) -> list[Row]:
    head: dict[str, Any] = {"key": text(key), "type": kind.decode()}
    if kind == b"string":
        return [_head(key, {**head, "value": text(value)}, expires)]
    return [_head(key, head, expires), *_things(key, kind, value)]


def _head(key: bytes, said: dict[str, Any], expires: int | None) -> Row:
    if expires is not None:
        said["expires"] = expires
    return Row(key, HEAD, orjson.dumps(said, option=orjson.OPT_SORT_KEYS), expires)


def _things(key: bytes, kind: bytes, value: Sequence[bytes], first: int = 0) -> list[Row]:
    match kind:
        case b"hash":
            pairs = zip(value[::2], value[1::2], strict=True)
            return [Row(key, b"=" + name, orjson.dumps([text(name), text(held)])) for name, held in pairs]
        case b"zset":
            pairs = zip(value[::2], value[1::2], strict=True)
            return [Row(key, b"=" + name, orjson.dumps([text(name), repr(float(score))])) for name, score in pairs]
        case b"set":
            return [Row(key, b"=" + name, orjson.dumps([text(name)])) for name in value]
    return [Row(key, pack(">Q", first + at), orjson.dumps([text(each)])) for at, each in enumerate(value)]


def _entry(key: bytes, number: bytes, fields: Sequence[bytes]) -> Row:
    return Row(key, _place(number), orjson.dumps([number.decode(), [text(each) for each in fields]]))


def _place(number: bytes) -> bytes:
    """The id of an entry as bytes that sort as ids do."""
    first, _, second = number.partition(b"-")
    return pack(">QQ", int(first), int(second))


def _id(place: bytes) -> bytes:
    return b"%d-%d" % (int.from_bytes(place[:8]), int.from_bytes(place[8:]))


def _fields(reply: Sequence[Any]) -> dict[bytes, Any]:
    return dict(zip(reply[::2], reply[1::2], strict=True))


def _number(reply: Any) -> int:
    return 0 if isinstance(reply, ResponseError) else int(reply)
