"""What ``/chart`` may answer: usual and odd."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import numpy as np

from services.cosmic.overlay import sky_overlay
from services.market.candles import Candles, Provenance
from services.studies.chart import ChartAnswer
from tests.answers._shared import HOSTILE, NOW, Chance, candles, provenance
from tests.answers._sky import events


def chart_answer(**changes: Any) -> ChartAnswer:
    usual: dict[str, Any] = {
        "as_of": NOW,
        "symbol": "BTC/USDT",
        "provenance": provenance(built_from="1h"),
        "timeframe": "4h",
        "bars": 120,
        "price": 42_156.37,
        "change": 0.0874,
        "high": 44_711.9,
        "low": 38_202.4,
        "up_bars": 66,
        "down_bars": 53,
        "volume": 741_930.2,
        "volume_ratio": 0.61,
        "atr": 512.37,
        "atr_pct": 0.01215,
        "candles": candles(),
    }
    return ChartAnswer.model_validate(usual | changes)


SAMPLES: dict[str, ChartAnswer] = {
    "usual": chart_answer(),
    "nothing known": chart_answer(volume_ratio=None, atr=None, atr_pct=None),
    "falling": chart_answer(change=-0.0874, up_bars=50, down_bars=69, price=38_500.0),
    "falling on more bars up": chart_answer(change=-0.0874, price=40_000.0),
    "even": chart_answer(up_bars=60, down_bars=60),
    "no change": chart_answer(change=0.0),
    "at the high": chart_answer(price=44_711.9),
    "at the low": chart_answer(price=38_202.4, change=-0.2),
    "above": chart_answer(price=45_000.0, volume_ratio=3.4),
    "below": chart_answer(price=38_000.0, change=-0.21),
    "one price": chart_answer(price=5.0, high=5.0, low=5.0, change=0.0, up_bars=0, down_bars=0, volume=0.0, atr=0.0),
    "hostile": chart_answer(symbol=HOSTILE[:40]),
}


def overlaid(count: int, bars: int = 120, seed: int = 7) -> ChartAnswer:
    """A chart of four-hour candles on which events of the sky are marked."""
    hours = 4
    start = NOW - timedelta(hours=hours * bars)
    time = np.int64(start.timestamp() * 1000) + np.arange(bars, dtype=np.int64) * hours * 3_600_000
    close = 100.0 + np.cumsum(np.random.default_rng(seed).normal(0, 1, bars))
    volume = np.full(bars, 5.0)
    return ChartAnswer(
        as_of=NOW,
        symbol="BTC/USDT",
        provenance=Provenance(source="live", venue="bitget", as_of=NOW, asked_at=NOW, stale=False),
        timeframe="4h",
        bars=bars,
        price=float(close[-1]),
        change=float(close[-1] / close[0] - 1),
        high=float(close.max() + 1),
        low=float(close.min() - 1),
        up_bars=bars // 2,
        down_bars=bars - bars // 2,
        volume=5.0 * bars,
        volume_ratio=1.0,
        atr=2.0,
        atr_pct=0.02,
        overlay="cosmic",
        sky=sky_overlay(events(count, hours * bars / 24, seed, start)),
        candles=Candles("BTC/USDT", "4h", time, close, close + 1, close - 1, close, volume),
    )


SAMPLES |= {
    "with the sky": overlaid(30),
    "with an empty sky": overlaid(0),
    "with a crowded sky": overlaid(900, 300),
}


def random_charts(count: int, seed: int = 7) -> Iterator[ChartAnswer]:
    chance = Chance(seed)
    random, maybe = chance.random, chance.maybe
    for _ in range(count):
        price = chance.price()
        yield chart_answer(
            price=price,
            change=float(random.normal(0, 0.3)),
            high=price * random.uniform(1.0, 1.5),
            low=price * random.uniform(0.7, 1.0),
            bars=int(random.integers(20, 300)),
            up_bars=int(random.integers(0, 150)),
            down_bars=int(random.integers(0, 150)),
            volume=float(10 ** random.uniform(-3, 14)),
            volume_ratio=maybe(random.lognormal(0, 1)),
            atr=maybe(price * random.uniform(0, 0.1)),
            atr_pct=maybe(random.uniform(0, 0.1)),
        )
