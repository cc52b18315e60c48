"""Candles of random walks, for samples of risk and comparison."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from services.market.candles import Candles
from services.market.view import Snapshot
from tests.answers._shared import NOW, provenance

LENGTHS = {"1h": 3_600_000, "4h": 14_400_000, "1d": 86_400_000}


def market(
    bars: int = 400,
    price: float = 42_156.37,
    seed: int = 1,
    *,
    step: float = 0.02,
    symbol: str = "BTC/USDT",
    timeframe: str = "1d",
) -> Candles:
    """A random walk that ends at ``price``."""
    random = np.random.default_rng(seed)
    path: NDArray[np.float64] = np.exp(np.cumsum(random.standard_t(4, bars + 1) * step).clip(-30, 30))
    path *= price / path[-1]
    open_, close = path[:-1], path[1:]
    reach = 1 + np.abs(random.normal(0, step, bars))
    length = LENGTHS[timeframe]
    end = round(NOW.timestamp() * 1000) // length * length
    time = end - np.arange(bars, 0, -1, dtype=np.int64) * length
    high, low = np.maximum(open_, close) * reach, np.minimum(open_, close) / reach
    return Candles(symbol, timeframe, time, open_, high, low, close, random.exponential(50, bars))


def seen(candles: Candles, **origin: Any) -> Snapshot:
    return Snapshot(candles, float(candles.close[-1]), None, provenance(**origin))


def flat(bars: int = 400, symbol: str = "USDC/USDT", timeframe: str = "1d") -> Candles:
    column = np.full(bars, 5.0)
    time = market(bars, timeframe=timeframe).time
    return Candles(symbol, timeframe, time.copy(), *(column.copy() for _ in range(5)))
