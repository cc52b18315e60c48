"""Whoever has to restore finds all that was kept, as it was at one instant, or is told that it is not."""

import asyncio
import resource
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import orjson
import pytest
import zstandard

from services.core.errors import StoreUnavailable
from services.store import keys
from services.store.backup import form, restore, snapshot
from services.store.backup.form import BadBackup
from services.store.backup.reading import Reader
from services.store.backup.restore import InUse, NotEmpty
from services.store.backup.spool import spooled
from services.store.backup.wire import Wire, Word, wired
from services.store.embedded import EmbeddedStore
from services.store.journal import Journal
from services.store.leases import Leases
from services.store.migrate import KNOWN, RestoreUnfinished, Schema, StoreIsNewer, check_fits, migrate, schema
from services.store.store import Store
from services.store.streams import Stream
from tests.unit.services.store.backup.filled import ENTRIES, NOT_TEXT, back_up, fill, put_back


@pytest.fixture
async def other(tmp_path: Path) -> AsyncIterator[Store]:
    """Another store, which is empty."""
    server = EmbeddedStore(tmp_path / "other")
    opened = Store(await server.ensure())
    yield opened
    await opened.close()
    await server.leave()


async def append(store: Store, number: str, body: str) -> None:
    """An entry of a stream."""
    await store.call(lambda client: client.xadd("omega:s", {"b": body}, id=number))


async def test_what_is_restored_is_the_same_byte_for_byte(store: Store, other: Store, tmp_path: Path) -> None:
    await fill(store)
    await asyncio.sleep(0.1)
    first = await back_up(store, tmp_path / "first.omega.zst")
    await put_back(other, tmp_path / "first.omega.zst")
    second = await back_up(other, tmp_path / "second.omega.zst")
    assert first == second
    assert (tmp_path / "first.omega.zst").read_bytes() == (tmp_path / "second.omega.zst").read_bytes()
    assert await other.get(keys.answer("kept")) == NOT_TEXT
    assert await other.get(keys.answer("short")) is None
    assert not await other.exists("another's")
    journal = Journal(other, "paper:discord:1")
    assert (await journal.head()).seq == ENTRIES
    assert (await journal.first(), await journal.lookup("0")) == (8, 1)


async def test_what_was_given_to_readers_that_are_gone_is_given_to_others_at_once(
    store: Store, other: Store, tmp_path: Path
) -> None:
    await fill(store)
    await back_up(store, tmp_path / "b.omega.zst")
    await put_back(other, tmp_path / "b.omega.zst")
    readers = Stream(other, keys.OUTBOX, "notifier")
    claimed = await readers.claim_idle("two", 10, 60_000)
    rest = await readers.take("two", 10, 0)
    assert [each.fields["event"] for each in claimed + rest] == [b"1", b"2", b"3", b"4"]


async def test_who_held_a_lease_does_not_and_the_next_token_is_larger(
    store: Store, other: Store, tmp_path: Path
) -> None:
    held = await Leases(store).acquire("paper:discord:1", "one", 60)
    assert held is not None
    await back_up(store, tmp_path / "b.omega.zst")
    await put_back(other, tmp_path / "b.omega.zst")
    later = await Leases(other).acquire("paper:discord:1", "two", 60)
    assert later is not None
    assert later.token > held.token


async def test_it_is_of_one_instant_while_others_write(store: Store, other: Store, tmp_path: Path) -> None:
    """Two keys that are only ever written together, among many, new ones all the time: in a backup they are equal."""
    script = """
    redis.call('SET', KEYS[1], ARGV[1])
    redis.call('HSET', KEYS[2], 'n', ARGV[1], ARGV[1], '')
    redis.call('XADD', KEYS[3], '*', 'n', ARGV[1])
    redis.call('SET', KEYS[4], ARGV[1], 'PX', 5000)
    """
    count = 0

    async def write() -> None:
        nonlocal count
        while True:
            count += 1
            names = ["omega:a", "omega:z", keys.AUDIT, f"omega:new:{count % 5_000}"]
            await store.run(script, names, [count], once=True)
            await asyncio.sleep(0)

    writing = [asyncio.create_task(write()) for _ in range(4)]
    try:
        for number in range(3):
            await asyncio.sleep(0.3)
            path = tmp_path / f"{number}.omega.zst"
            before = count
            await back_up(store, path)
            said = {head["key"]: (head, list(things)) for head, things in form.body(path, "key")}
            n = int(said["omega:a"][0]["value"])
            fields = dict(said["omega:z"][1])
            logged = [int(entry[1][1]) for entry in said[keys.AUDIT][1]]
            assert int(fields["n"]) == n >= before - 4
            assert sorted(logged) == sorted(int(name) for name in fields if name != "n")
            assert max(logged) >= n
            assert said[f"omega:new:{n % 5_000}"][0]["value"] == str(n)
    finally:
        for task in writing:
            task.cancel()
        await asyncio.wait(writing)
    await put_back(other, path)


async def test_a_stream_that_was_begun_anew_is_not_mixed_with_what_it_was(store: Store, tmp_path: Path) -> None:
    """An account is erased and opened again while a backup is made: its records have the same numbers."""
    with spooled() as spool:
        async with wired(store) as wire:
            reader = Reader(wire, spool)
            for body in ("old", "new"):
                await store.call(lambda client: client.delete("omega:s"))
                for number in ("1-0", "2-0", "3-0"):
                    await append(store, number, body)
                await reader.read([b"omega:s"])
                assert [orjson.loads(line)[1][1] for line in list(spool.lines())[1:]] == [body] * 3
            await store.call(lambda client: client.xdel("omega:s", "2-0"))
            await append(store, "9-0", "newer")
            await reader.read([b"omega:s"])
            assert [orjson.loads(line)[0] for line in list(spool.lines())[1:]] == ["1-0", "3-0", "9-0"]


async def test_times_are_exact_of_a_server_that_does_not_tell_them(store: Store, tmp_path: Path) -> None:
    """Redis 6.2 has no PEXPIRETIME."""
    for number in range(20):
        await store.set(keys.answer(str(number)), b"x", 1_000 + number / 7)

    class Older(Wire):
        async def all(self, commands: Sequence[Sequence[Word]]) -> list[Any]:
            known = [("NONE", *each[1:]) if each[0] == "PEXPIRETIME" else each for each in commands]
            return await super().all(known)

    read: list[list[bytes]] = []
    for kind in (Wire, Older):
        with spooled() as spool:
            async with wired(store) as wire:
                await Reader(kind(wire._connection), spool).read([keys.answer(str(n)).encode() for n in range(20)])
            read.append(list(spool.lines()))
    assert read[0] == read[1]
    assert all(b'"expires"' in line for line in read[0])


async def test_a_store_that_is_not_empty_or_in_use_is_left_as_it_is(store: Store, other: Store, tmp_path: Path) -> None:
    await fill(store)
    path = tmp_path / "b.omega.zst"
    await back_up(store, path)
    await other.hash_set(keys.VOICES, "user:discord:3", "f")
    with pytest.raises(NotEmpty):
        await put_back(other, path)
    lease = await Leases(other).acquire("gateway", "one", 60)
    assert lease is not None
    with pytest.raises(InUse, match="gateway"):
        await put_back(other, path, replace=True)
    assert await other.hash_all(keys.VOICES) == {"user:discord:3": "f"}
    await Leases(other).release(lease)
    await put_back(other, path, replace=True)
    assert "user:discord:3" not in await other.hash_all(keys.VOICES)


@pytest.mark.parametrize("spoil", ["cut", "bit", "line", "empty", "text", "later"])
async def test_a_file_that_is_not_what_was_written_is_found(store: Store, tmp_path: Path, spoil: str) -> None:
    await fill(store)
    path = tmp_path / "b.omega.zst"
    await back_up(store, path)
    data = path.read_bytes()
    lines = zstandard.ZstdDecompressor().decompressobj().decompress(data).splitlines(keepends=True)
    spoilt = {
        "cut": data[:-50],
        "bit": data[:500] + bytes([data[500] ^ 1]) + data[501:],
        "line": zstandard.compress(b"".join(lines[:5] + lines[6:])),
        "empty": b"",
        "text": b"nothing of the kind\n",
        "later": zstandard.compress(b"".join([lines[0].replace(b'"form":1', b'"form":9'), *lines[1:]])),
    }
    path.write_bytes(spoilt[spoil])
    with pytest.raises(BadBackup):
        _ = form.read_header(path), form.check(path)


async def test_nothing_is_left_of_a_backup_that_did_not_get_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "b.omega.zst"
    with suppress(RuntimeError), form.writing(path, form.Header(1, 1)):
        raise RuntimeError
    assert not [*tmp_path.iterdir()]


async def test_no_process_uses_a_store_that_is_being_restored(store: Store, other: Store, tmp_path: Path) -> None:
    await fill(store)
    path = tmp_path / "b.omega.zst"
    await back_up(store, path)
    await restore.clear(other, "x", replace=False)
    await restore.load(other, path)
    with pytest.raises(RestoreUnfinished):
        await check_fits(other)
    await put_back(other, path)  # begun again, without being told to replace anything
    await check_fits(other)


async def test_a_store_of_a_later_version_is_refused_unless_this_one_reads_it(store: Store) -> None:
    await migrate(store)
    assert await schema(store) == KNOWN
    later = KNOWN.version + 3
    await store.hash_set(keys.SCHEMA, "version", str(later))
    await check_fits(store)
    await migrate(store)
    assert await schema(store) == Schema(later, KNOWN.least)  # an earlier version beside it takes nothing back
    await store.hash_set(keys.SCHEMA, "least", str(later))
    with pytest.raises(StoreIsNewer, match=str(later)):
        await check_fits(store)


async def test_a_store_that_goes_away_meanwhile_is_told(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await fill(store)
    changes_of = snapshot.Changes.so_far

    async def gone(self: snapshot.Changes) -> set[bytes]:
        with suppress(StoreUnavailable):
            await store.call(lambda client: client.shutdown(nosave=True))
        return await changes_of(self)

    monkeypatch.setattr(snapshot.Changes, "so_far", gone)
    with spooled() as spool, pytest.raises(StoreUnavailable):
        await snapshot.take(store, spool)


def test_where_there_is_no_room_nothing_is_left(tmp_path: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
    try:
        with (
            pytest.raises(OSError, match="too large"),
            form.writing(tmp_path / "b.omega.zst", form.Header(1, 1)) as writer,
        ):
            writer.finish()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert list(tmp_path.iterdir()) == []
