"""Parts that the market's tests share: a clock to move, files of candles, stores, and candles to compare."""

import asyncio
import gzip
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from time import perf_counter

import numpy as np

from services.core.clock import SteppedClock
from services.core.errors import StoreUnavailable
from services.market.candles import Candles
from services.market.replay import ReplaySource
from services.market.timeframes import TIMEFRAMES, to_ms
from services.market.view import MarketView

HEADER = "timestamp_ms,open,high,low,close,volume"
HOUR = 3_600_000
Row = tuple[int, float, float, float, float, float]


class MovableClock(SteppedClock):
    """A clock that stands still until it is told how many seconds pass."""

    def __init__(self, at: datetime = datetime(2024, 1, 10, 12, 0, 30, tzinfo=UTC)) -> None:
        super().__init__(at)

    async def sleep(self, seconds: float) -> None:
        raise AssertionError(f"nobody waits here: {seconds} s")

    def pass_(self, seconds: float) -> None:
        self.step(self.now() + timedelta(seconds=seconds))


@dataclass
class Memory:
    """A store in memory, and how often it was asked. While ``away`` it does not answer."""

    held: dict[str, bytes] = field(default_factory=dict)
    away: bool = False
    reads: int = 0
    writes: int = 0

    async def get(self, key: str, /) -> bytes | None:
        self.reads += 1
        if self.away:
            raise StoreUnavailable
        return self.held.get(key)

    async def set(self, key: str, value: bytes, ttl: float, /) -> None:
        assert ttl > 0
        self.writes += 1
        if self.away:
            raise StoreUnavailable
        self.held[key] = value


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def replay(folder: Path, at: str = "2023-12-30T19:00") -> MarketView:
    """What ``folder`` shows of its markets at ``at``."""
    return MarketView(ReplaySource(folder), Memory(), SteppedClock(utc(at)))


def rows(start: str, closes: Sequence[float], timeframe: str = "1h") -> list[Row]:
    """Candles one after the other from ``start``; each opens at the close before and is one unit higher and lower."""
    length, first = TIMEFRAMES[timeframe].ms, to_ms(utc(start))
    opens = [closes[0], *closes[:-1]]
    return [
        (first + i * length, o, max(o, c) + 1, min(o, c) - 1, c, 10.0 + i)
        for i, (o, c) in enumerate(zip(opens, closes, strict=True))
    ]


def write(folder: Path, name: str, candles: Iterable[Sequence[object]]) -> Path:
    """A file of candles, gzipped where its name says so."""
    lines = [HEADER, *(",".join(map(str, candle)) for candle in candles)]
    text = "\n".join(lines) + "\n"
    path = folder / name
    path.write_bytes(gzip.compress(text.encode()) if name.endswith(".gz") else text.encode())
    return path


def candles_of(table: Sequence[Row], timeframe: str = "1h", symbol: str = "BTC/USDT") -> Candles:
    values = np.array(table, dtype=np.float64).reshape(-1, 6)
    return Candles(symbol, timeframe, values[:, 0].astype(np.int64), *(values[:, i].copy() for i in range(1, 6)))


def plain(*numbers: Decimal) -> list[str]:
    """``numbers`` in plain digits, to compare them to what is right."""
    return [f"{number.normalize():f}" for number in numbers]


def same(one: Candles, other: Candles) -> bool:
    """Whether two runs of candles are the same to the bit."""
    return (one.symbol, one.timeframe) == (other.symbol, other.timeframe) and all(
        np.array_equal(getattr(one, column), getattr(other, column))
        for column in ("time", "open", "high", "low", "close", "volume")
    )


@asynccontextmanager
async def loop_lags() -> AsyncIterator[list[float]]:
    """How late the event loop was at each turn meanwhile, in seconds."""
    lags: list[float] = []

    async def watch() -> None:
        while True:
            before = perf_counter()
            await asyncio.sleep(0.001)
            lags.append(perf_counter() - before - 0.001)

    watching = asyncio.create_task(watch())
    try:
        yield lags
    finally:
        watching.cancel()
