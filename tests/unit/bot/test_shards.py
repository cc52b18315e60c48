"""A shard that nobody hears is servers without a desk; one that two hear, servers that are answered twice."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.shards import Connections, share
from services.store import keys
from services.store.store import Store


@given(st.integers(1, 20), st.integers(0, 100))
def test_every_shard_is_heard_by_one_process(processes: int, more: int) -> None:
    count = processes + more
    shares = [share(ordinal, processes, count) for ordinal in range(processes)]
    assert [number for each in shares for number in each.shards] == [*range(count)]
    assert all(before.shards.stop == after.shards.start for before, after in pairwise(shares))
    many = [len(each.shards) for each in shares]
    assert 1 <= min(many) <= max(many) <= min(many) + 1


@given(st.integers(1, 20), st.integers(0, 100))
def test_who_stands_by_has_the_share_of_one_before(processes: int, more: int) -> None:
    for ordinal in range(processes):
        count = processes + more
        assert share(ordinal + processes, processes, count) == share(ordinal, processes, count)


@pytest.mark.parametrize(
    ("said", "count", "detail"),
    [
        ([0, 1, 2], 3, None),
        ([0, 2], 3, "not connected to Discord: shards 1 of 3"),
        ([], 2, "not connected to Discord: shards 0, 1 of 2"),
        ([], 1, "not connected to Discord"),
        ([0, 7], 1, None),
    ],
)
async def test_shards_that_are_not_connected_are_named(
    store: Store, said: list[int], count: int, detail: str | None
) -> None:
    connections = Connections(store)
    for number in said:  # each by a process of its own
        await connections.say([number])
    health = await connections.health(count)
    assert health.ok is (detail is None)
    assert detail is None or health.detail == detail


async def test_who_says_no_more_is_soon_not_connected(store: Store) -> None:
    connections = Connections(store)
    await connections.say([0])
    assert (await connections.health(1)).ok
    assert 0 < await store.call(lambda client: client.pttl(keys.connected(0))) <= 3000
    await store.delete(keys.connected(0))
    assert not (await connections.health(1)).ok


async def test_to_say_of_none_is_nothing(store: Store) -> None:
    await Connections(store).say([])
    assert not (await Connections(store).health(1)).ok
