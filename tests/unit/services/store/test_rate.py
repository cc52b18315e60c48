"""Whoever is refused by one process could otherwise ask the next one, and silence the desk for all."""

import os
import signal

import pytest

from services.core.errors import RateLimited
from services.core.rate import RateLimit, RateLimiter
from services.store import keys
from services.store.embedded import EmbeddedStore
from services.store.rate import SharedRate
from services.store.store import Store
from tests.unit.services.core.test_rate import Time
from tests.unit.services.store.test_store import server_pid


def wait(limiter: RateLimiter, asker: str = "ben") -> float:
    with pytest.raises(RateLimited) as refused:
        limiter.take(asker)
    return refused.value.retry_after


async def test_what_two_processes_let_through_counts_as_one(store: Store) -> None:
    one, two = (RateLimiter(RateLimit(burst=4, per_minute=1), now=Time()) for _ in range(2))
    shared = SharedRate(store, one), SharedRate(store, two)
    for limiter in (one, one, one, two):
        limiter.take("ben")
    for each in (*shared, shared[0]):
        await each.share()
    assert wait(two) == pytest.approx(60, abs=5)
    one.take("ben")
    await shared[0].share()
    assert wait(one) == pytest.approx(120, abs=5)
    two.take("ada")


async def test_a_burst_had_twice_is_waited_for_twice(store: Store) -> None:
    one, two = (RateLimiter(RateLimit(burst=4, per_minute=1), now=Time()) for _ in range(2))
    for limiter in (one, two):
        for _ in range(4):
            limiter.take("ben")
        await SharedRate(store, limiter).share()
    assert wait(one) == pytest.approx(60, abs=5)
    assert wait(two) == pytest.approx(5 * 60, abs=5)


def test_what_is_taken_while_it_is_shared_is_not_lost() -> None:
    limiter = RateLimiter(RateLimit(burst=3, per_minute=1), now=Time())
    limiter.take("ben")
    assert limiter.taken() == {"ben": 1}
    limiter.take("ben")
    limiter.add_others("ben", full_in=2 * 60)
    assert wait(limiter) == pytest.approx(60)


async def test_without_the_store_each_process_goes_by_itself(embedded: EmbeddedStore) -> None:
    store = Store(await embedded.ensure())
    limiter = RateLimiter(RateLimit(burst=2, per_minute=1), now=Time())
    os.kill(await server_pid(embedded), signal.SIGKILL)
    limiter.take("ben")
    await SharedRate(store, limiter).share()
    limiter.take("ben")
    assert wait(limiter) == pytest.approx(60)
    await store.close()


async def test_nothing_is_kept_of_those_who_are_silent(store: Store) -> None:
    limiter = RateLimiter(RateLimit(burst=1, per_minute=60_000))
    limiter.take("ben")
    await SharedRate(store, limiter).share()
    left = await store.call(lambda client: client.pttl(keys.rate("ben")))
    assert left <= 1
