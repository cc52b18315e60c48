"""A million armed alerts: a tick beside looking at all of its series, the start, memory, the store, and firing.

Ticks are told to the engine as feeds do. All runs in a process of its own, so that its memory is its own.
"""

import asyncio
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter, process_time
from typing import Final

import numpy as np
import psutil
from numpy.typing import NDArray
from redis.asyncio import Redis

from services.alerts.engine import Engine
from services.alerts.reach import Reach
from services.alerts.record import Alert
from services.alerts.trigger import Side, Threshold
from services.core.clock import SteppedClock
from services.market.timeframes import to_ms
from services.store import keys
from services.store.embedded import EmbeddedStore
from services.store.store import Encodable, Store

ARMED: Final = 1_000_000
SERIES: Final = 500
EACH: Final = 20
"""Alerts of one person."""
PRICE: Final = 100.0
NEAREST: Final = 0.01
TICKS: Final = 200_000
AT_ONCE: Final = 500
FIRED: Final = 1_000
BARE: Final = 5_000
NOW: Final = datetime(2026, 11, 1, 12, tzinfo=UTC)
AT: Final = to_ms(NOW)
GB: Final = 1e9


def lines(scale: float) -> list[str]:
    """Markdown tables."""
    told = subprocess.run(  # noqa: S603 - a module of ours
        (sys.executable, "-m", "tests.bench.alerts", str(scale)), check=True, stderr=subprocess.PIPE, text=True
    )
    return ["", *told.stderr.splitlines()]


async def _measured(folder: Path, scale: float) -> Iterator[str]:
    embedded = EmbeddedStore(folder / "store")
    store = Store(await embedded.ensure())
    count = int(ARMED * scale)
    try:
        ticks, parts = list[str](), list[str]()
        for name, spread in (("even", _even), ("skewed", _skewed)):
            random = np.random.default_rng(7)
            series = spread(random, count)
            values = _values(random, count)
            bytes_each = await _keep(store, series, values)
            engine = Engine(store, SteppedClock(NOW))
            started = await _start(engine)
            ticks.append(await _ticks(name, engine, series, values))
            if name == "even":
                parts += _start_rows(count, started, await _reading(store), bytes_each)
                parts += await _fire(engine, store)
            await store.call(lambda client: client.flushall())
    finally:
        await store.close()
        await embedded.leave()
    header = ("armed", "on the busiest series", "ticks/s", "looking at all", "×", "p50, µs", "p99, µs", "crossing, µs")
    return iter(
        [
            f"| {' | '.join(header)} |",
            f"| --- |{' ---: |' * (len(header) - 1)}",
            *ticks,
            "",
            "| part | figure |",
            "| --- | ---: |",
            *parts,
        ]
    )


def _even(random: np.random.Generator, count: int) -> NDArray[np.intp]:
    return random.integers(0, SERIES, count)


def _skewed(random: np.random.Generator, count: int) -> NDArray[np.intp]:
    """As Zipf has it: the busiest of 500 has a seventh of all."""
    weights = 1 / np.arange(1, SERIES + 1)
    return random.choice(SERIES, count, p=weights / weights.sum())


def _values(random: np.random.Generator, count: int) -> NDArray[np.float64]:
    """Above the price and below it, where a quiet tick does not come to."""
    away = np.maximum(NEAREST, np.abs(random.normal(0, 0.1, count)))
    return np.round(PRICE * np.where(random.random(count) < 0.5, 1 + away, 1 - np.minimum(away, 0.9)), 4)


async def _keep(store: Store, series: NDArray[np.intp], values: NDArray[np.float64]) -> float:
    """Keep them; the bytes of the store that each took."""

    async def used() -> int:
        return int((await store.call(lambda client: client.info("memory")))["used_memory"])

    await store.call(lambda client: client.config_set("appendfsync", "everysec"))
    before, count = await used(), len(series)
    for begin in range(0, count, EACH * 250):

        async def write(client: Redis, begin: int = begin) -> None:
            async with client.pipeline(transaction=False) as step:
                for first in range(begin, min(begin + EACH * 250, count), EACH):
                    owner = f"discord:{10**17 + first}"
                    fields: dict[Encodable, Encodable] = {
                        str(at + 1): _alert(at + 1, owner, f"price C{series[at]}/USDT", float(values[at])).to_bytes()
                        for at in range(first, min(first + EACH, count))
                    }
                    step.hset(keys.alerts(owner), mapping=fields)
                    step.hset(keys.ALERT_OWNERS, owner, "")
                await step.execute()

        await store.call(write)
    await store.call(lambda client: client.config_set("appendfsync", "always"))
    return (await used() - before) / count


def _alert(number: int, owner: str, series: str, value: float) -> Alert:
    side: Side = "above" if value > PRICE else "below"
    return Alert(
        owner=owner,
        number=number,
        trigger=Threshold(series=series, side=side, value=value),
        since=AT - 60_000,
        expires=AT + 365 * 86_400_000,
        channel=str(10**18 + number),
        server=f"discord:{10**18}",
    )


async def _start(engine: Engine) -> tuple[float, float, float, float]:
    """Seconds and CPU seconds until all is armed, the longest that the loop stood still, and bytes of memory."""
    process = psutil.Process()
    memory, stood = process.memory_info().rss, [0.0]

    async def watch() -> None:
        while True:
            begun = perf_counter()
            await asyncio.sleep(0.001)
            stood.append(perf_counter() - begun)

    watching = asyncio.create_task(watch())
    begun, cpu = perf_counter(), process_time()
    await engine.load()
    took = perf_counter() - begun, process_time() - cpu
    watching.cancel()
    return *took, max(stood), float(process.memory_info().rss - memory)


async def _reading(store: Store) -> float:
    """Seconds that the store takes to say all of it, with nothing done with it."""
    begun = perf_counter()
    owners = await store.hash_fields(keys.ALERT_OWNERS)
    for at in range(0, len(owners), AT_ONCE):

        async def read(client: Redis, some: Sequence[str] = owners[at : at + AT_ONCE]) -> None:
            async with client.pipeline(transaction=False) as step:
                for owner in some:
                    step.hgetall(keys.alerts(owner))
                await step.execute()

        await store.call(read)
    return perf_counter() - begun


def _start_rows(
    count: int, started: tuple[float, float, float, float], reading: float, bytes_each: float
) -> Iterator[str]:
    seconds, cpu, stood, memory = started
    yield f"| start with {count:,} armed | {seconds:.1f} s |"
    yield f"| of it CPU of the process | {cpu:.1f} s |"
    yield f"| beside reading them alone | {reading:.1f} s |"
    yield f"| the longest that the loop stands still meanwhile | {stood * 1000:.0f} ms |"
    yield f"| memory of the engine | {memory / 1e6:.0f} MB |"
    yield f"| an alert in the store | {bytes_each:.0f} B |"
    yield f"| armed alerts per GB of store | {GB / bytes_each / 1e6:.1f} million |"


def _tick(series: int, price: float) -> Reach:
    return Reach(f"price C{series}/USDT", AT, AT, price, price, price)


async def _ticks(name: str, engine: Engine, series: NDArray[np.intp], values: NDArray[np.float64]) -> str:
    """Ticks that cross nothing, of series as they are armed: the busier, the more of them."""
    random = np.random.default_rng(11)
    which = series[random.integers(0, len(series), TICKS)]
    prices = PRICE * (1 + random.uniform(-0.9, 0.9, TICKS) * NEAREST)
    told = [_tick(int(number), float(price)) for number, price in zip(which, prices, strict=True)]
    begun = process_time()
    for at in range(0, TICKS, AT_ONCE):
        await engine.reached(told[at : at + AT_ONCE])
    rate = TICKS / (process_time() - begun)

    taken = np.empty(TICKS)
    for at, tick in enumerate(told):
        start = perf_counter()
        await engine.reached((tick,))
        taken[at] = perf_counter() - start

    busiest = int(np.bincount(series).max())
    bare = _looking_at_all(which[:BARE], prices[:BARE], series, values)
    p50, p99 = np.percentile(taken * 1e6, (50, 99))
    crossing = await _crossing(engine, int(np.bincount(series).argmax()))
    return (
        f"| {len(series):,}, {name} | {busiest:,} | {rate:,.0f} | {bare:,.0f} | {rate / bare:.0f} | "
        f"{p50:.1f} | {p99:.1f} | {crossing:.1f} |"
    )


def _looking_at_all(
    which: NDArray[np.intp], prices: NDArray[np.float64], series: NDArray[np.intp], values: NDArray[np.float64]
) -> float:
    """Ticks a second where each looks at all of its series, as numpy does that fastest."""
    of = [(values[(series == n) & (values > PRICE)], values[(series == n) & (values < PRICE)]) for n in range(SERIES)]
    begun = process_time()
    for number, price in zip(which.tolist(), prices.tolist(), strict=True):
        above, below = of[number]
        if (above <= price).any() or (below >= price).any():
            raise AssertionError("a quiet tick")
    return len(which) / (process_time() - begun)


async def _crossing(engine: Engine, series: int) -> float:
    """µs to find and take out what a tick crosses, and to arm it again, for each that is crossed."""
    armed = engine._thresholds[f"price C{series}/USDT"]
    price = PRICE * (1 + NEAREST)
    begun, crossed = process_time(), 0
    for _ in range(20):
        price *= 1.002
        numbers = armed.take(price, price)
        crossed += len(numbers)
        for number in numbers:
            armed.arm(number, "above", price * 2)
    return (process_time() - begun) / max(crossed, 1) * 1e6


async def _fire(engine: Engine, store: Store) -> list[str]:
    """A thousand of a thousand people, at one price."""
    other = Engine(store, SteppedClock(NOW))
    first = 10**9
    fired = []
    for turn in range(5):
        series = f"price NEW{turn}/USDT"
        numbers = range(first + turn * FIRED, first + (turn + 1) * FIRED)

        async def write(client: Redis, numbers: range = numbers, series: str = series) -> None:
            async with client.pipeline(transaction=False) as step:
                for number in numbers:
                    owner = f"discord:{number}"
                    step.hset(keys.alerts(owner), str(number), _alert(number, owner, series, PRICE * 2).to_bytes())
                    step.hset(keys.ALERT_OWNERS, owner, "")
                    step.hset(keys.ALERT_CHANGES, str(number), f'["{owner}","{number}"]')
                await step.execute()

        await store.call(write)
        await engine.follow()
        tick = Reach(series, AT, AT, 3 * PRICE, 3 * PRICE, 3 * PRICE)
        begun = perf_counter()
        assert await engine.reached([tick]) == FIRED
        fired.append(perf_counter() - begun)
        if turn == 0:
            await other.load()
            assert await other.reached([tick]) == 0
    return [f"| {FIRED:,} fire: read, decided, written and told in the outbox, on disk | {_median(fired):.0f} ms |"]


def _median(seconds: Sequence[float]) -> float:
    return float(np.median(seconds)) * 1000


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        for line in asyncio.run(_measured(Path(folder), float(sys.argv[1]))):
            sys.stderr.write(line + "\n")
