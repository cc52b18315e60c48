"""An event that no reader gets, or that is trimmed before it is read, is a notice nobody sees."""

import asyncio
from contextlib import suppress
from itertools import count
from typing import Any

import pytest

from services.core.errors import StoreUnavailable
from services.store.store import CONNECT_SECONDS, REPLY_SECONDS, Store
from services.store.streams import Stream
from tests.asks import append_ago


@pytest.fixture
async def stream(store: Store) -> Stream:
    stream = Stream(store, "outbox", "notifier")
    await stream.ensure_group()
    return stream


async def fill(store: Store, count: int) -> None:
    for number in range(count):
        await store.append("outbox", {"n": str(number)})


async def left(store: Store) -> int:
    return await store.call(lambda client: client.xlen("outbox"))


async def test_a_group_begins_with_the_oldest_and_each_entry_goes_to_one_reader(store: Store) -> None:
    await fill(store, 6)
    stream = Stream(store, "outbox", "notifier")
    await stream.ensure_group()
    first = await stream.take("a", 4, 0)
    await stream.ensure_group()
    second = await stream.take("b", 4, 0)
    assert [each.fields for each in first + second] == [{"n": b"%d" % number} for number in range(6)]
    assert await stream.take("a", 4, 0) == []


async def test_a_reader_can_wait_longer_than_other_replies_may_take(store: Store, stream: Stream) -> None:
    waiting = asyncio.create_task(stream.take("a", 1, 10_000))
    await asyncio.sleep(CONNECT_SECONDS + REPLY_SECONDS + 0.2)
    await store.append("outbox", {"n": "1"})
    (message,) = await waiting
    assert message.fields == {"n": b"1"}
    assert await stream.take("a", 1, 10) == []


async def test_what_a_dead_reader_left_goes_to_another_once_it_was_idle(store: Store, stream: Stream) -> None:
    await fill(store, 5)
    taken = await stream.take("dead", 5, 0)
    await stream.ack(taken[:2])
    assert await stream.claim_idle("b", 10, 60_000) == []
    assert await stream.claim_idle("b", 2, 0) == taken[2:4]
    assert await stream.claim_idle("b", 10, 0) == taken[2:]
    await stream.ack(taken[2:])
    assert await stream.claim_idle("b", 10, 0) == []


@pytest.mark.parametrize("commands", [0, 1])
async def test_removing_that_is_cut_off_leaves_all_or_nothing(
    store: Store, stream: Stream, monkeypatch: pytest.MonkeyPatch, commands: int
) -> None:
    await fill(store, 2)
    taken, call = await stream.take("a", 2, 0), Store.call
    counted = count()

    async def cut_off(self: Store, command: Any, *, wait: float = 0.0) -> Any:
        if next(counted) >= commands:
            raise StoreUnavailable
        return await call(self, command, wait=wait)

    with monkeypatch.context() as patched:
        patched.setattr(Store, "call", cut_off)
        with suppress(StoreUnavailable):
            await stream.remove(taken)
    assert len(await stream.claim_idle("b", 10, 0)) == await left(store)


async def test_what_was_removed_while_a_reader_had_it_is_nobodys(store: Store, stream: Stream) -> None:
    await fill(store, 3)
    taken = await stream.take("dead", 3, 0)
    await store.call(lambda client: client.xdel("outbox", taken[1].id))
    assert await stream.claim_idle("b", 10, 0) == [taken[0], taken[2]]


async def test_nothing_is_trimmed_that_a_group_has_not_acknowledged(store: Store, stream: Stream) -> None:
    assert await Stream(store, "none", "any").trim() == 0
    await fill(store, 10)
    assert await stream.trim() == 0
    taken = await stream.take("a", 8, 0)
    assert await stream.trim() == 0
    await stream.ack(taken[:3] + taken[5:])
    assert await stream.trim() == 3
    page = Stream(store, "outbox", "page")
    await page.ensure_group()
    await page.take("a", 1, 0)
    await stream.ack(taken)
    assert await stream.trim() == 0
    await page.ack(await page.claim_idle("a", 10, 0))
    await page.ack(await page.take("a", 10, 0))
    assert await stream.trim() == 4
    assert await left(store) == 3
    assert [each.fields["n"] for each in await stream.take("a", 10, 0)] == [b"8", b"9"]


async def test_what_a_group_that_no_longer_runs_never_acknowledges_is_dropped_in_the_end(
    store: Store, stream: Stream
) -> None:
    week = 7 * 86_400.0
    gone = Stream(store, "outbox", "gone")
    await gone.ensure_group()
    for number, age in enumerate((week + 3_600, week + 60, week - 60, 0)):
        await append_ago(store, "outbox", age, number, {"n": str(number)})
    await gone.take("dead", 1, 0)
    await stream.ack(await stream.take("a", 10, 0))
    assert await stream.trim() == 0
    assert await stream.drop_older(week) == 2
    assert [each.fields["n"] for each in await gone.take("back", 10, 0)] == [b"2", b"3"]
    assert [each.fields["n"] for each in await gone.claim_idle("back", 10, 0)] == [b"2", b"3"]
    assert await Stream(store, "none", "any").drop_older(week) == 0
