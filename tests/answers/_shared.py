"""What samples have in common: their time, their origin, and names that would do harm."""

from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
from hypothesis import strategies as st

from services.market.candles import Candles, Provenance

NOW = datetime(2023, 12, 30, 19, tzinfo=UTC)
BAR = timedelta(hours=4)
HOSTILE_NAME = "@everyone `x` [a](http://b) **<@1>**"
HOSTILE = f"{HOSTILE_NAME}\u200b\u202e\n---\n| # hi"


def provenance(**changes: Any) -> Provenance:
    usual = {"source": "live", "venue": "bitget", "as_of": NOW, "asked_at": NOW + timedelta(minutes=3), "stale": False}
    return Provenance.model_validate(usual | changes)


def candles(count: int = 20, price: float = 100.0) -> Candles:
    flat = np.full(count, price)
    time = np.arange(count, dtype=np.int64) * 14_400_000
    return Candles("BTC/USDT", "4h", time, flat.copy(), flat.copy(), flat.copy(), flat.copy(), flat.copy())


ORIGIN = provenance()
CANDLES = candles(price=9.0)


def or_none(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | values


class Chance:
    """Random facts of a market, of prices from 0.00000001 to 1,000,000, each of which may be missing."""

    def __init__(self, seed: int) -> None:
        self.random = np.random.default_rng(seed)

    def price(self) -> float:
        return float(10 ** self.random.uniform(-8, 6))

    def maybe(self, value: float) -> float | None:
        return None if self.random.random() < 0.1 else float(value)
