"""If single flight fails, fifty people asking at once are fifty calls to the exchange, and a ban."""

import asyncio

import pytest

from services.core.cache import Cache
from services.core.errors import ExchangeUnavailable


class Source:
    """Counts how often it is asked, and waits to be let go."""

    def __init__(self) -> None:
        self.made = 0
        self.gate = asyncio.Event()
        self.gate.set()

    async def make(self) -> int:
        self.made += 1
        made = self.made
        await self.gate.wait()
        return made


async def test_fifty_at_once_make_it_once() -> None:
    fresh: Cache[str, int] = Cache(8)
    source = Source()
    values = await asyncio.gather(*(fresh.get("btc", source.make, 10) for _ in range(50)))
    assert values == [1] * 50
    assert source.made == 1


async def test_a_value_serves_only_while_it_is_fresh() -> None:
    now = 0.0
    fresh: Cache[str, int] = Cache(8, now=lambda: now)
    source = Source()
    assert await fresh.get("btc", source.make, 2) == 1
    now = 1.9
    assert await fresh.get("btc", source.make, 2) == 1
    now = 2.0
    assert await fresh.get("btc", source.make, 2) == 2


async def test_the_first_asker_leaving_does_not_rob_the_others() -> None:
    fresh: Cache[str, int] = Cache(8)
    source = Source()
    source.gate.clear()
    first = asyncio.create_task(fresh.get("btc", source.make, 10))
    second = asyncio.create_task(fresh.get("btc", source.make, 10))
    await asyncio.sleep(0)
    first.cancel()
    source.gate.set()
    assert await second == 1
    with pytest.raises(asyncio.CancelledError):
        await first


async def test_an_error_reaches_all_who_wait_and_is_not_kept() -> None:
    fresh: Cache[str, int] = Cache(8)
    calls = 0

    async def fail() -> int:
        nonlocal calls
        calls += 1
        await asyncio.sleep(0)
        raise ExchangeUnavailable(venue="bitget", reason="timeout")

    results = await asyncio.gather(*(fresh.get("btc", fail, 10) for _ in range(3)), return_exceptions=True)
    assert all(isinstance(result, ExchangeUnavailable) for result in results)
    assert calls == 1
    assert await fresh.get("btc", Source().make, 10) == 1


async def test_what_is_made_while_it_is_forgotten_serves_nobody_later() -> None:
    fresh: Cache[str, int] = Cache(8)
    source = Source()
    source.gate.clear()
    before = asyncio.create_task(fresh.get("voice", source.make, 10))
    await asyncio.sleep(0)
    fresh.forget()
    source.gate.set()
    assert await before == 1
    assert await fresh.get("voice", source.make, 10) == 2


async def test_memory_is_bounded() -> None:
    fresh: Cache[int, int] = Cache(4)
    source = Source()
    for key in range(100):
        await fresh.get(key, source.make, 10)
    assert len(fresh) == 4


async def test_what_nobody_waits_for_any_more_is_made_to_its_end_or_given_up() -> None:
    for unattended in (True, False):
        fresh: Cache[str, int] = Cache(8)
        source = Source()
        source.gate.clear()
        first, second = (
            asyncio.create_task(fresh.get("scan", source.make, 10, unattended=unattended)) for _ in range(2)
        )
        await asyncio.sleep(0)
        first.cancel()
        await asyncio.sleep(0)
        third = asyncio.create_task(fresh.get("scan", source.make, 10, unattended=unattended))
        await asyncio.sleep(0)
        for waiting in (second, third):
            waiting.cancel()
        await asyncio.gather(second, third, return_exceptions=True)
        assert source.made == 1, "it goes on while one of them waits"
        source.gate.set()
        await asyncio.sleep(0.01)
        assert len(fresh) == unattended
        assert await fresh.get("scan", source.make, 10, unattended=unattended) == (1 if unattended else 2)


async def test_whoever_asks_as_the_last_one_leaves_is_not_left_with_what_was_given_up() -> None:
    fresh: Cache[str, int] = Cache(8)
    source = Source()
    source.gate.clear()
    last = asyncio.create_task(fresh.get("scan", source.make, 10, unattended=False))
    await asyncio.sleep(0)
    last.cancel()
    with pytest.raises(asyncio.CancelledError):
        await last
    source.gate.set()
    assert await fresh.get("scan", source.make, 10, unattended=False) == 2


async def test_a_value_is_as_old_as_the_wish_for_it() -> None:
    """A price that took three seconds to come is three seconds old when it is there."""
    now = 0.0
    cache: Cache[str, int] = Cache(8, now=lambda: now)
    source = Source()
    source.gate.clear()
    slow = asyncio.create_task(cache.get("btc", source.make, 2))
    await asyncio.sleep(0)
    now = 1.9
    joined = asyncio.create_task(cache.get("btc", source.make, 2))
    await asyncio.sleep(0)
    now = 3.0
    late = asyncio.create_task(cache.get("btc", source.make, 2))
    await asyncio.sleep(0)
    source.gate.set()
    assert [await slow, await joined, await late] == [1, 1, 2]
    assert await cache.get("btc", source.make, 2) == 2, "the older of two does not take the newer one's place"


async def test_a_clock_that_is_set_back_keeps_nothing_alive() -> None:
    now = 3_600.0
    cache: Cache[str, int] = Cache(8, now=lambda: now)
    source = Source()
    await cache.get("btc", source.make, 2)
    now = 0.0
    assert await cache.get("btc", source.make, 2) == 2


async def test_a_value_may_tell_by_itself_whether_it_still_serves() -> None:
    cache: Cache[str, int] = Cache(8)
    source = Source()
    source.gate.clear()
    waiting = [asyncio.create_task(cache.get("btc", source.make, lambda made: made > 1)) for _ in range(9)]
    await asyncio.sleep(0)
    source.gate.set()
    assert await asyncio.gather(*waiting) == [1] * 9, "what is being made is waited for"
    assert await cache.get("btc", source.make, lambda made: made > 1) == 2
    assert await cache.get("btc", source.make, lambda made: made > 1) == 2


async def test_the_oldest_go_where_together_they_weigh_too_much() -> None:
    held: Cache[str, bytes] = Cache(100, weigh=lambda _, value: len(value))

    async def ask(key: str, size: int) -> int:
        """How many bytes come back: ``size`` of them where they had to be made."""

        async def make() -> bytes:
            return bytes(size)

        return len(await held.get(key, make, 10))

    assert [await ask("a", 40), await ask("b", 40)] == [40, 40]
    assert await ask("a", 1) == 40, "used again, so b is the older"
    assert await ask("c", 60) == 60
    assert [await ask("a", 1), await ask("c", 1)] == [40, 60]
    assert await ask("b", 2) == 2, "gone, and made anew"
    assert await ask("large", 101) == 101
    assert len(held) == 0, "what alone weighs too much is not held, nor anything before it"
    assert await ask("d", 100) == 100
    held.forget()
    assert [await ask("d", 60), await ask("e", 40), await ask("d", 1)] == [60, 40, 60], (
        "what is forgotten weighs nothing"
    )


async def test_what_is_no_longer_fresh_takes_no_memory() -> None:
    now = 0.0
    held: Cache[int, int] = Cache(100, now=lambda: now)
    source = Source()
    for key in range(20):
        await held.get(key, source.make, 2)
    await held.get(20, source.make, lambda _: now < 3)
    await held.get(21, source.make, 100)
    now = 2.0
    await held.get(22, source.make, 2)
    assert len(held) == 3, "those judged by themselves or fresh for longer stay"
    now = 3.5
    await held.get(23, source.make, 2)
    assert len(held) == 3, "the one that no longer serves by its own judgement has gone"
