"""A backup put back into a store.

While it is, a mark in the store keeps processes from using it; killed in between, the mark stays, and a restore that is
begun again starts from nothing. In the end the store is read as for a backup, and compared with the file.
"""

import re
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from itertools import chain, islice, zip_longest
from pathlib import Path
from typing import Any, Final, TypeVar

import orjson
from redis.exceptions import ResponseError

from services.store import keys
from services.store.backup.form import BadBackup, body, raw
from services.store.backup.snapshot import take
from services.store.backup.spool import Spool
from services.store.backup.wire import Wire, Word, server_time, wired
from services.store.store import Store

SCANNED_AT_ONCE: Final = 1_000
AT_ONCE: Final = 2_000
IN_A_COMMAND: Final = 500
LONG_AGO: Final = 1
"""When what is pending was given to its readers (ms since 1970): these are gone, and others take it over at once."""


STAY: Final = frozenset({keys.RESTORING.encode(), keys.FORGOTTEN_SINCE.encode()})
PERSON: Final = re.compile(rb"(?<![\w.-])(?=([a-z]+:[\w.-]+))")
"""What may be somebody's id, with its door."""
Command = tuple[Word, ...]
T = TypeVar("T")


class NotEmpty(Exception):
    """There is something in the store already."""


class InUse(Exception):
    """Processes work with the store: they hold the leases ``names``."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(", ".join(names))
        self.names = names


async def clear(store: Store, mark: str, *, replace: bool, beside: bool = False) -> None:
    """Empty ``store``, and mark it as being restored from the backup with the checksum ``mark``; ``beside``: there are
    files of it in the home folder.

    Raises:
        NotEmpty: there is something in it or beside it, which was not left by a restore that did not end, and
        ``replace`` is not said.
        InUse: processes work with it.
        StoreUnavailable
    """
    async with wired(store) as wire:
        found = [key async for page in _pages(wire) for key in page]
        held = [key.decode() for key in found if key.startswith(b"omega:lease:") and key.endswith(b"}")]
        if held:
            raise InUse(sorted(each.partition("{")[2].rstrip("}") for each in held))
        begun, others = keys.RESTORING.encode() in found, [key for key in found if key not in STAY]
        if (others or beside) and not begun and not replace:
            raise NotEmpty
        await wire.one("SET", keys.RESTORING, mark)
        if keys.FORGOTTEN.encode() in found and not begun:
            await wire.one("RENAME", keys.FORGOTTEN, keys.FORGOTTEN_SINCE)
        await wire.all([("UNLINK", key) for key in others])


async def load(store: Store, path: Path) -> int:
    """Put the keys of the backup ``path`` into ``store``, which is empty; how many comes back. What has expired since
    then is left out.

    Raises:
        BadBackup: the server refuses something of it.
        StoreUnavailable
    """
    async with wired(store) as wire:
        now = await server_time(wire)
        keys_of_it = Counter[str]()

        def commands() -> Iterator[Command]:
            for head, things in body(path, "key"):
                if head.get("expires", now + 1) > now:
                    keys_of_it[head["type"]] += 1
                    yield from _commands(head, things)

        for some in _batches(commands(), AT_ONCE):
            await _send(wire, some)
    return keys_of_it.total()


async def compare(store: Store, path: Path, spool: Spool) -> None:
    """Read ``store`` as for a backup, and compare it with the backup ``path``.

    Raises:
        BadBackup: it is not the same.
        StoreUnavailable, StoreTooBusy
    """
    await take(store, spool)
    async with wired(store) as wire:
        now = await server_time(wire) + 1
    spool.expire(now)
    for want, have in zip_longest(_lines(path, now), spool.lines()):
        if want != have:
            raise BadBackup(f"what was restored differs: {_short(want)} became {_short(have)}")


async def forgotten_since(store: Store, path: Path) -> frozenset[str]:
    """The ids of people who are in the backup ``path``, which is in ``store`` now, and were forgotten since then, as
    far as the store that it was put into knew."""
    then = await store.hash_all(keys.FORGOTTEN)
    since = {who for who, at in (await store.hash_all(keys.FORGOTTEN_SINCE)).items() if then.get(who) != at}
    if not since:
        return frozenset()
    texts = chain.from_iterable(PERSON.findall(line) for line in _lines(path, now=0))
    return frozenset(person for person in map(bytes.decode, texts) if keys.forgotten(person) in since)


async def end(store: Store) -> None:
    """Take the mark away: all is there."""
    for who, at in (await store.hash_all(keys.FORGOTTEN_SINCE)).items():
        await store.hash_set(keys.FORGOTTEN, who, at)
    async with wired(store) as wire:
        await wire.one("DEL", keys.FORGOTTEN_SINCE, keys.RESTORING)


def _lines(path: Path, now: int) -> Iterator[bytes]:
    """The lines of the keys in the backup ``path`` that have not expired by ``now``."""
    for head, things in body(path, "key"):
        if head.get("expires", now + 1) > now:
            yield orjson.dumps(head, option=orjson.OPT_SORT_KEYS)
            yield from map(orjson.dumps, things)


async def _pages(wire: Wire) -> AsyncIterator[list[bytes]]:
    cursor: Any = 0
    while cursor != b"0":
        cursor, page = await wire.one("SCAN", cursor, "MATCH", f"{keys.PREFIX}*", "COUNT", SCANNED_AT_ONCE)
        yield page


async def _send(wire: Wire, commands: Sequence[Command]) -> None:
    for command, reply in zip(commands, await wire.all(commands), strict=True):
        if isinstance(reply, ResponseError):
            raise BadBackup(f"the store refuses {command[0]!s} of {command[1]!s}: {reply}")


def _commands(head: dict[str, Any], things: Iterator[Any]) -> Iterator[Command]:
    """What makes a key again, of what its lines say."""
    name = raw(head["key"])
    match head["type"]:
        case "string":
            yield ("SET", name, raw(head["value"]))
        case "hash":
            for some in _batches(things):
                yield ("HSET", name, *(raw(word) for pair in some for word in pair))
        case "set":
            for some in _batches(things):
                yield ("SADD", name, *(raw(member) for (member,) in some))
        case "list":
            for some in _batches(things):
                yield ("RPUSH", name, *(raw(each) for (each,) in some))
        case "zset":
            for some in _batches(things):
                yield ("ZADD", name, *(word for member, score in some for word in (str(score), raw(member))))
        case "stream":
            yield from _stream(name, head, things)
        case other:
            raise BadBackup(f"{head['key']} is of a kind that this version does not know: {other}")
    if "expires" in head:
        yield ("PEXPIREAT", name, head["expires"])


def _stream(name: bytes, head: dict[str, Any], entries: Iterator[Any]) -> Iterator[Command]:
    yield ("XGROUP", "CREATE", name, "-", "0", "MKSTREAM")  # there is a stream though it may have no entries
    yield ("XGROUP", "DESTROY", name, "-")
    for number, fields in entries:
        yield ("XADD", name, number, *map(raw, fields))
    yield ("XSETID", name, head["last"])
    for group, held in head["groups"].items():
        yield ("XGROUP", "CREATE", name, group, held["last"])
        for number, (consumer, times) in held["pending"].items():
            claim = ("XCLAIM", name, group, raw(consumer), 0, number)
            yield (*claim, "TIME", LONG_AGO, "RETRYCOUNT", times, "FORCE", "JUSTID")


def _batches(things: Iterator[T], most: int = IN_A_COMMAND) -> Iterator[list[T]]:
    while some := list(islice(things, most)):
        yield some


def _short(line: bytes | None) -> str:
    return "nothing" if line is None else line[:200].decode()
