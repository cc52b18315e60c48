"""A record that is lost, doubled or changed is somebody's money."""

import asyncio
from typing import Any

import pytest

from services.core.errors import StoreUnavailable
from services.store import keys
from services.store.embedded import EmbeddedStore
from services.store.journal import (
    GENESIS,
    ChainBroken,
    Fenced,
    Head,
    HeadMoved,
    IdTaken,
    Journal,
    Record,
)
from services.store.leases import Leases
from services.store.store import Store, make_client
from services.store.writes import Barred, Misfit, Writes
from tests.unit.services.store.chain import followed
from tests.unit.services.store.wire import wire_to


def records(*ids: str) -> list[Record]:
    return [Record(each, f"body of {each}".encode()) for each in ids]


@pytest.fixture
def journal(store: Store) -> Journal:
    return Journal(store, "paper")


async def test_records_come_back_in_their_order_byte_for_byte(journal: Journal) -> None:
    assert await journal.head() == GENESIS
    assert await journal.read() == []
    first = await journal.append([Record("a", b"\x00\xff"), Record("ä b", b"")])
    second = await journal.append(records("c"), expect=first.head)
    assert (first.seq, second.seq, second.head) == (1, 3, await journal.head())
    assert [(each.seq, each.id, each.body) for each in await journal.read()] == [
        (1, "a", b"\x00\xff"),
        (2, "ä b", b""),
        (3, "c", b"body of c"),
    ]
    assert [each.id for each in await journal.read(after=1, count=1)] == ["ä b"]
    assert await journal.lookup("ä b") == 2
    assert await journal.lookup("d") is None
    assert await followed(journal) == second.head


async def test_a_duplicate_writes_nothing_and_says_where_the_first_is(journal: Journal) -> None:
    first = await journal.append(records("a", "b"))
    await journal.append(records("c"))
    again = await journal.append([Record("a", b"other")])
    assert (again.seq, again.duplicate, again.head.seq) == (first.seq, True, 3)
    with pytest.raises(IdTaken) as taken:
        await journal.append(records("d", "b"))
    assert taken.value.id == "b"
    with pytest.raises(ValueError, match="ids of their own"):
        await journal.append(records("d", "d"))
    assert [each.id for each in await journal.read()] == ["a", "b", "c"]


async def test_who_expects_a_head_that_has_moved_is_told_the_new_one(journal: Journal) -> None:
    first = await journal.append(records("a"))
    second = await journal.append(records("b"))
    with pytest.raises(HeadMoved) as moved:
        await journal.append(records("c"), expect=first.head)
    assert moved.value.head == second.head
    assert (await journal.append(records("a"), expect=first.head)).duplicate, "what was done is not a conflict"
    assert (await journal.append(records("c"), expect=second.head)).seq == 3


async def test_thirty_two_at_once_from_two_clients_write_one_chain(embedded: EmbeddedStore, store: Store) -> None:
    other = Store(await embedded.ensure())
    journals = [Journal(store, "paper"), Journal(other, "paper")]
    done = await asyncio.gather(
        *(journals[n % 2].append(records(f"{n}-{k}", f"{n}-{k}+")) for n in range(32) for k in range(4))
    )
    assert sorted(each.seq for each in done) == list(range(1, 256, 2))
    assert (await followed(journals[0])).seq == 256
    await other.close()


async def test_of_many_who_send_the_same_record_one_writes_it(embedded: EmbeddedStore, store: Store) -> None:
    other = Store(await embedded.ensure())
    journals = [Journal(store, "paper"), Journal(other, "paper")]
    done = await asyncio.gather(*(journals[n % 2].append(records("a")) for n in range(32)))
    assert {each.seq for each in done} == {1}
    assert sum(not each.duplicate for each in done) == 1
    await other.close()


async def test_a_stale_holder_is_fenced_though_its_own_clock_says_it_holds(store: Store, journal: Journal) -> None:
    leases = Leases(store)
    stale = await leases.acquire("paper", "a", 30)
    assert stale is not None
    await journal.append(records("a"), lease=stale)
    await leases.release(stale)
    with pytest.raises(Fenced):
        await journal.append(records("b"), lease=stale)
    holder = await leases.acquire("paper", "a", 30)
    assert stale.valid
    for batch in (records("b"), records("a")):
        with pytest.raises(Fenced):
            await journal.append(batch, lease=stale)
    assert (await journal.append(records("b"), lease=holder)).seq == 2


async def test_a_lease_past_its_time_sends_nothing(store: Store, journal: Journal) -> None:
    lease = await Leases(store).acquire("paper", "a", 0.01)
    await asyncio.sleep(0.02)
    with pytest.raises(Fenced):
        await journal.append(records("a"), lease=lease)
    assert await journal.head() == GENESIS


async def test_events_go_out_with_the_record_or_not_at_all(store: Store, journal: Journal) -> None:
    def told() -> Writes:
        writes = Writes()
        writes.append(keys.OUTBOX, {"event": "order placed"})
        writes.hash_set("orders", "a", "placed")
        return writes

    await journal.append(records("a"), writes=told())
    await journal.append(records("a"), writes=told())
    with pytest.raises(HeadMoved):
        await journal.append(records("b"), expect=GENESIS, writes=told())
    await store.set("text", b"", ttl=60)
    bad = told()
    bad.hash_set("text", "a", "b")
    with pytest.raises(Misfit):
        await journal.append(records("b"), writes=bad)
    barred = told()
    barred.unless("orders", "a")
    with pytest.raises(Barred):
        await journal.append(records("b"), writes=barred)
    assert await store.call(lambda client: client.xlen(keys.OUTBOX)) == 1
    assert (await followed(journal)).seq == 1
    free = told()
    free.unless("orders", "b")
    await journal.append(records("b"), writes=free)
    assert (await followed(journal)).seq == 2


async def test_a_lost_reply_is_not_sent_again_and_found_by_its_id(embedded: EmbeddedStore, journal: Journal) -> None:
    async with wire_to(await embedded.ensure()) as wire:
        behind = Store(wire.url)
        theirs = Journal(behind, "paper")
        await theirs.append(records("a"))
        wire.cut, wire.scripts = True, 0
        with pytest.raises(StoreUnavailable):
            await theirs.append(records("b"))
        assert wire.scripts == 1
        assert await journal.lookup("b") == 2
        assert (await journal.append(records("b"))).duplicate
        assert (await followed(journal)).seq == 2
        await behind.close()


async def test_a_call_given_up_midway_leaves_the_next_its_own_reply(journal: Journal) -> None:
    for number in range(30):
        call = asyncio.create_task(journal.append(records(f"given up {number}")))
        await asyncio.sleep(number * 0.00005)
        call.cancel()
        await asyncio.wait([call])
        assert not (await journal.append(records(str(number)))).duplicate
        assert (await journal.read((await journal.lookup(str(number)) or 0) - 1, 1))[0].id == str(number)
    await followed(journal)


@pytest.mark.parametrize("field", [b"id", b"body", b"hash"])
async def test_one_flipped_byte_is_found(embedded: EmbeddedStore, store: Store, journal: Journal, field: bytes) -> None:
    await journal.append(records(*(str(number) for number in range(9))))
    key, client = keys.journal("paper"), make_client(await embedded.ensure())
    rows: Any = await client.xrange(key)
    await client.delete(key)
    for number, fields in rows:
        if number == b"5-0":
            fields[field] = bytes([fields[field][0] ^ 0x81]) + fields[field][1:]
        await client.xadd(key, fields, id=number)
    with pytest.raises(ChainBroken) as broken:
        await followed(journal)
    assert broken.value.seq == 5
    await client.aclose()
    await client.connection_pool.disconnect()


async def test_a_missing_record_is_found_and_a_cut_tail_by_who_has_seen_it(store: Store, journal: Journal) -> None:
    heads = [(await journal.append(records(str(number)))).head for number in range(5)]
    anchor = heads[-1]
    assert await followed(journal, anchor) == anchor
    with pytest.raises(ChainBroken):
        await followed(journal, Head(5, "0" * 64))

    await store.call(lambda client: client.xdel(keys.journal("paper"), "5-0"))
    with pytest.raises(ChainBroken) as missing:
        await followed(journal)
    assert missing.value.seq == 5

    await store.set(keys.journal_head("paper"), str(heads[3]).encode(), ttl=60)
    assert await followed(journal) == heads[3], "the rest is whole, so only an anchor shows what is gone"
    with pytest.raises(ChainBroken) as cut:
        await followed(journal, anchor)
    assert cut.value.seq == 5
    with pytest.raises(ChainBroken):
        await journal.append(records("later"))
    assert await journal.head() == heads[3]
