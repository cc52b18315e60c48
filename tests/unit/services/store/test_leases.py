"""Two processes that both believe to hold a lease place orders twice."""

import asyncio
import os
import signal

import pytest

from services.core.errors import StoreUnavailable
from services.store import keys
from services.store.embedded import EmbeddedStore
from services.store.leases import Leases
from services.store.store import Store
from tests.conftest import eventually
from tests.unit.services.store.test_store import server_pid


async def test_one_of_many_gets_it_and_each_later_holder_has_a_greater_token(store: Store) -> None:
    leases, tokens = Leases(store), list[int]()
    for round_ in range(3):
        taken = await asyncio.gather(*(leases.acquire("writer", f"{round_}-{n}", 30) for n in range(16)))
        (lease,) = [each for each in taken if each is not None]
        tokens.append(lease.token)
        await leases.release(lease)
    assert tokens == sorted(set(tokens))


async def test_even_its_owner_cannot_take_it_twice(store: Store) -> None:
    leases = Leases(store)
    assert await leases.acquire("writer", "a", 30)
    assert await leases.acquire("writer", "a", 30) is None


async def test_who_came_too_late_can_neither_renew_nor_release_what_another_holds(store: Store) -> None:
    leases = Leases(store)
    stale = await leases.acquire("writer", "a", 0.02)
    assert stale is not None
    await asyncio.sleep(0.05)
    assert not stale.valid
    later = await leases.acquire("writer", "a", 30)
    assert later is not None
    assert later.token > stale.token
    assert await leases.renew(stale) is None
    await leases.release(stale)
    assert await leases.renew(later) is not None


async def test_a_renewed_lease_outlives_its_time_and_is_free_after_the_block(store: Store) -> None:
    leases = Leases(store)
    lease = await leases.acquire("writer", "a", 0.3)
    assert lease is not None
    async with leases.held(lease) as held:
        await eventually(lambda: not lease.valid)
        assert (held.lease.token, held.lease.valid, held.lost.is_set()) == (lease.token, True, False)
        assert await leases.acquire("writer", "b", 30) is None
    assert (held.lease.valid, held.lost.is_set()) == (False, True)
    assert await leases.acquire("writer", "b", 30)


async def test_a_lease_that_another_took_is_told_and_no_longer_valid(store: Store) -> None:
    leases = Leases(store)
    lease = await leases.acquire("writer", "a", 0.6)
    assert lease is not None
    async with leases.held(lease) as held:
        await store.set(keys.lease("writer"), b"99:b", ttl=30)
        async with asyncio.timeout(5):
            await held.lost.wait()
        assert not held.lease.valid
    assert await store.get(keys.lease("writer")) == b"99:b"


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGSTOP], ids=["dead", "stalled"])
async def test_a_store_that_is_away_costs_the_lease_at_its_time(embedded: EmbeddedStore, how: signal.Signals) -> None:
    store = Store(await embedded.ensure())
    leases, pid = Leases(store), await server_pid(embedded)
    lease = await leases.acquire("writer", "a", 0.4)
    assert lease is not None
    try:
        async with leases.held(lease) as held:
            os.kill(pid, how)
            async with asyncio.timeout(2):  # less than a call to a stalled store takes
                await held.lost.wait()
            assert not held.lease.valid
            with pytest.raises(StoreUnavailable):
                await leases.acquire("writer", "b", 30)
    finally:
        if how is signal.SIGSTOP:
            os.kill(pid, signal.SIGCONT)
    await store.close()
