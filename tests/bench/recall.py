"""Situations: loaded, and recalled among 100,000, beside measuring each of them anew."""

import asyncio
import gc
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter

import numpy as np

from analytics.bars import Floats
from analytics.neighbours import Rows
from analytics.trading.agent_records import Judged
from services.brain.memory import Memory, entry_of
from services.brain.situation import DIMENSIONS, WEIGHTS
from services.market.timeframes import to_ms
from services.store.embedded import EmbeddedStore
from services.store.store import Store
from services.store.writes import Writes, commit
from tests.unit.services.brain.a_context import a_context
from tests.unit.services.brain.a_proposal import a_proposal

SITUATIONS = 100_000
ASKED = 300
AT_ONCE = 500
FIRST = datetime(2024, 1, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
SYMBOLS = tuple(f"{base}/USDT" for base in ("BTC", "ETH", "SOL", "XRP", "ADA", "DOGE", "LTC", "BNB", "DOT", "LINK"))
ALLOWED = 5.0

Row = tuple[str, list[float], float | None]


def rows(folder: Path, scale: float) -> list[Row]:
    """What was measured, its times in ms, and what may be the 99th percentile."""
    return asyncio.run(_measured(folder / "recall", int(SITUATIONS * scale)))


async def _measured(folder: Path, count: int) -> list[Row]:
    embedded = EmbeddedStore(folder)
    store = Store(await embedded.ensure())
    try:
        await _remember(store, count)
        gc.freeze()  # as bot/memory.py has it
        memory, lag = Memory(store, 10, 50, simulated=False), list[float]()
        watching = asyncio.create_task(_lag(lag))
        begun = perf_counter()
        assert await memory.count() == count
        loaded = (perf_counter() - begun) * 1000
        watching.cancel()
        random = np.random.default_rng(1)
        asked = random.uniform(-1, 1, (ASKED, DIMENSIONS))
        now = FIRST + count * HOUR
        whole = [await _timed(memory, vector, now) for vector in asked]
        half = [await _timed(memory, vector, FIRST + count // 20 * HOUR) for vector in asked]
        corrected = []
        for _ in range(50):
            begun = perf_counter()
            await memory.corrected("rules", 0.7, now)
            corrected.append((perf_counter() - begun) * 1000)
        plain = list(_plain(random.uniform(-1, 1, (count, DIMENSIONS)).astype(np.float32), asked[:30]))
    finally:
        await store.close()
        await embedded.leave()
    return [
        (f"recall among {count:,} situations", whole, ALLOWED),
        ("the same, half of them known by then", half, ALLOWED),
        ("the same by measuring the distance to each, and sorting", plain, None),
        ("confidence corrected", corrected, None),
        (f"{count:,} situations loaded", [loaded], None),
        ("meanwhile the event loop waits at most", [max(lag)], None),
    ]


async def _remember(store: Store, count: int) -> None:
    """Situations of ten markets, one an hour and market, each known a day later."""
    random = np.random.default_rng(0)
    contexts = [a_context(symbol=symbol) for symbol in SYMBOLS]
    for start in range(0, count, AT_ONCE):
        writes = Writes()
        for number in range(start, min(count, start + AT_ONCE)):
            at = FIRST + number // len(SYMBOLS) * HOUR
            proposal = a_proposal(
                context=contexts[number % len(SYMBOLS)], at=at, vector=random.uniform(-1, 1, DIMENSIONS).tolist()
            )
            moved = float(random.normal())
            writes.append(*entry_of(proposal, Judged(to_ms(at + 24 * HOUR), proposal.id, "time", moved, moved)))
        await commit(store, writes, ask=f"bench {start}", answer=b"", keep_seconds=1)


async def _timed(memory: Memory, vector: Floats, before: datetime) -> float:
    begun = perf_counter()
    found = await memory.recall(vector.tolist(), before)
    took = (perf_counter() - begun) * 1000
    assert found is not None
    assert found.count == 10
    return took


async def _lag(found: list[float]) -> None:
    """How long the event loop kept this waiting, each time."""
    while True:
        begun = perf_counter()
        await asyncio.sleep(0)
        found.append((perf_counter() - begun) * 1000)


def _plain(rows_: Rows, asked: Floats) -> Iterable[float]:
    weights = np.asarray(WEIGHTS, dtype=np.float32)
    for vector in asked.astype(np.float32):
        begun = perf_counter()
        np.argsort((((rows_ - vector) ** 2) * weights).sum(axis=1))[:10]
        yield (perf_counter() - begun) * 1000
