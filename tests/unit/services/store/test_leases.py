"""Two processes that both believe to hold a lease place orders twice."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from services.core.errors import StoreUnavailable
from services.core.tasks import ended
from services.store import keys
from services.store.embedded import EmbeddedStore
from services.store.leases import Lease, Leases, Wanted, alone
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


async def test_all_that_are_wanted_are_held_or_none(store: Store) -> None:
    leases = Leases(store)
    assert await leases.hold_all([Wanted("0", "a"), Wanted("count", "2")], 30) is None
    assert await leases.hold_all([Wanted("1", "b"), Wanted("0", "b"), Wanted("count", "2")], 30) == Wanted("0", "a")
    assert await leases.holder("1") is None
    assert await leases.hold_all([Wanted("1", "b"), Wanted("count", "2")], 30) is None, "what all want the same"
    token = await leases.token("0", "a")
    assert await leases.hold_all([Wanted("0", "a"), Wanted("count", "2")], 30) is None
    assert await leases.token("0", "a") == token, "it is only held for longer"
    assert await leases.hold_all([Wanted("2", "c"), Wanted("count", "3")], 30) == Wanted("count", "2")


async def test_of_many_that_want_leases_which_overlap_no_two_have_one(store: Store) -> None:
    leases = Leases(store)
    wanted = [[Wanted(str(n % 5), f"p{n}"), Wanted(str((n + 1) % 5), f"p{n}")] for n in range(20)]
    in_the_way = await asyncio.gather(*(leases.hold_all(each, 30) for each in wanted))
    holding = [each for each, other in zip(wanted, in_the_way, strict=True) if other is None]
    assert holding
    assert [await leases.holder(of.name) for each in holding for of in each] == [
        of.owner for each in holding for of in each
    ]


async def test_the_last_of_those_who_share_a_lease_gives_it_up(store: Store) -> None:
    leases, shared = Leases(store), Wanted("count", "2", among=["0", "1"])
    for number, owner in (("0", "a"), ("1", "b")):
        assert await leases.hold_all([Wanted(number, owner), shared], 30) is None
    await leases.give_up(Wanted("0", "b"))
    assert await leases.holder("0") == "a", "it is another's"
    await leases.give_up(Wanted("0", "a"))
    await leases.give_up(shared)
    assert await leases.holder("count") == "2"
    await leases.give_up(Wanted("1", "b"))
    await leases.give_up(shared)
    assert await leases.holder("count") is None


async def test_even_its_owner_cannot_take_it_twice(store: Store) -> None:
    leases = Leases(store)
    assert await leases.acquire("writer", "a", 30)
    assert await leases.acquire("writer", "a", 30) is None


@asynccontextmanager
async def hearing(store: Store, owner: str) -> AsyncIterator[list[str]]:
    """What ``owner`` is asked for."""
    begun, heard = asyncio.Event(), list[str]()
    task = asyncio.create_task(store.hear(keys.asked(owner), begun.set, heard.append))
    await begun.wait()
    yield heard
    await ended(task)


async def test_who_hears_is_asked_for_a_lease_and_keeps_it_until_it_is_handed_over(store: Store) -> None:
    leases = Leases(store)
    async with hearing(store, "a") as heard:
        held = await leases.take("writer", "a", 30)
        assert isinstance(held, Lease)
        assert await leases.take("writer", "b", 30) == "a"
        assert await leases.renew(held) is not None
        await eventually(lambda: heard == ["b writer"])
        await leases.hand_over("writer", "a", "b", 30)
        assert await leases.renew(held) is None
        assert await leases.holder("writer") == "b"
        taken = await leases.take("writer", "b", 30)
        assert isinstance(taken, Lease)
        assert taken.token > held.token + 1, "what b sends under the lease that it was given is refused from now on"
        await leases.hand_over("writer", "a", "c", 30)
        assert await leases.holder("writer") == "b", "it is no longer a's to give"


async def test_a_lease_of_who_does_not_hear_is_taken_at_once(store: Store) -> None:
    leases = Leases(store)
    async with hearing(store, "a"):
        gone = await leases.take("writer", "a", 30)
    assert isinstance(gone, Lease)

    async def taken() -> bool:
        return isinstance(await leases.take("writer", "b", 30), Lease)

    await eventually(taken)
    assert await leases.renew(gone) is None


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


class Worker:
    """Works alone until told otherwise."""

    def __init__(self, store: Store, owner: str, *, ttl: float = 0.6, died: frozenset[str] = frozenset()) -> None:
        self.owner, self.works = owner, 0
        self.task = asyncio.create_task(
            alone(store, [Wanted("writer", owner)], ttl, self._work, died=died.__contains__)
        )

    async def _work(self) -> None:
        self.works += 1
        try:
            await asyncio.Event().wait()
        finally:
            self.works -= 1

    async def end(self) -> None:
        self.task.cancel()
        await asyncio.wait((self.task,))


async def test_one_works_and_the_next_begins_when_it_ends(store: Store) -> None:
    first = Worker(store, "a")
    await eventually(lambda: first.works)
    second = Worker(store, "b")
    await eventually(lambda: asyncio.sleep(0.9, True))  # longer than the lease lasts unless it is renewed
    assert (first.works, second.works) == (1, 0)
    await first.end()
    assert first.works == 0
    await eventually(lambda: second.works)
    await second.end()


async def test_who_learns_that_another_holds_the_lease_ends_at_once_and_stands_by(store: Store) -> None:
    first = Worker(store, "a")
    await eventually(lambda: first.works)
    await store.set(keys.lease("writer"), b"99:b", ttl=1.0)
    await eventually(lambda: not first.works)
    await eventually(lambda: first.works)
    await first.end()


async def test_a_store_that_is_away_ends_no_work_that_nobody_else_could_begin(embedded: EmbeddedStore) -> None:
    store = Store(await embedded.ensure())
    first = Worker(store, "a")
    await eventually(lambda: first.works)
    os.kill(await server_pid(embedded), signal.SIGKILL)
    await asyncio.sleep(1.0)
    assert first.works == 1
    await embedded.ensure()

    async def held() -> bool:
        try:
            return await Leases(store).holder("writer") == "a"
        except StoreUnavailable:
            return False

    await eventually(held)
    assert first.works == 1
    await first.end()
    await store.close()


async def test_nobody_waits_for_a_process_that_is_known_to_be_dead(store: Store) -> None:
    await store.set(keys.lease("writer"), b"7:dead", ttl=600)
    heir = Worker(store, "b", died=frozenset({"dead"}))
    await eventually(lambda: heir.works)
    await heir.end()


async def test_what_the_work_raises_comes_out_and_frees_the_lease(store: Store) -> None:
    async def fail() -> None:
        raise LookupError

    with pytest.raises(LookupError):
        await alone(store, [Wanted("writer", "a")], 30, fail)
    assert await Leases(store).holder("writer") is None
