"""Candles and answers to draw: any market that may come, however odd."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import numpy as np
from hypothesis import strategies as st
from numpy.typing import ArrayLike

from analytics.fibonacci import (
    GOLDEN_POCKET,
    counter_extensions,
    dominant_swing,
    extensions,
    retraced,
    retracements,
)
from services.market.candles import Candles, Gap, Provenance, SourceName
from services.studies.chart import ChartAnswer
from services.studies.fib_levels import FibLevel, FibLevelsAnswer, GoldenPocket, SwingFacts, SwingPoint

LENGTHS = {"15m": 900, "1h": 3600, "1d": 86_400, "1w": 604_800}
START = datetime(2023, 11, 20, tzinfo=UTC)


def candles_of(
    rows: ArrayLike, *, symbol: str = "BTC/USDT", timeframe: str = "1h", start: datetime = START, missing: int = 0
) -> Candles:
    """``rows`` of open, high, low, close, volume; ``missing`` bars are left out in the middle."""
    table = np.asarray(rows, dtype=np.float64).reshape(-1, 5)
    step = LENGTHS[timeframe] * 1000
    index = np.arange(len(table), dtype=np.int64)
    index[len(table) // 2 :] += missing
    columns = [np.ascontiguousarray(table[:, k]) for k in range(5)]
    return Candles(symbol, timeframe, round(start.timestamp() * 1000) + index * step, *columns)


def walk(bars: int, *, price: float = 100.0, seed: int = 1, step: float = 0.01) -> list[list[float]]:
    """A random walk of ``bars`` candles around ``price``."""
    random = np.random.default_rng(seed)
    closes = price * np.exp(np.cumsum(random.normal(0, step, bars + 1)))
    rows = []
    for start, end in itertools.pairwise(closes):
        reach = 1 + abs(random.normal(0, step / 2))
        rows.append([start, max(start, end) * reach, min(start, end) / reach, end, float(random.exponential(50))])
    return rows


def provenance(candles: Candles, *, source: SourceName = "replay", stale: bool = False, venue: str = "") -> Provenance:
    length = LENGTHS[candles.timeframe]
    gaps = [
        Gap(start=candles.opened(i) + timedelta(seconds=length), end=candles.opened(i + 1), bars=1)
        for i in range(len(candles) - 1)
        if candles.time[i + 1] - candles.time[i] > length * 1000
    ]
    as_of = candles.opened(len(candles) - 1) + timedelta(seconds=length)
    venue = venue or ("simulated" if source == "sim" else "candles")
    return Provenance(source=source, venue=venue, as_of=as_of, asked_at=as_of, stale=stale, gaps=tuple(gaps))


def chart_of(candles: Candles, *, origin: Provenance | None = None, price: float | None = None) -> ChartAnswer:
    origin = origin or provenance(candles)
    price = price or float(candles.close[-1])
    return ChartAnswer(
        as_of=origin.as_of,
        symbol=candles.symbol,
        provenance=origin,
        timeframe=candles.timeframe,
        bars=len(candles),
        price=price,
        change=price / float(candles.open[0]) - 1,
        high=float(candles.high.max()),
        low=float(candles.low.min()),
        up_bars=int((candles.close > candles.open).sum()),
        down_bars=int((candles.close < candles.open).sum()),
        volume=float(candles.volume.sum()),
        volume_ratio=None,
        atr=None,
        atr_pct=0.0123,
        candles=candles,
    )


def fib_of(candles: Candles, *, origin: Provenance | None = None, price: float | None = None) -> FibLevelsAnswer | None:
    """``None`` where the price never moved."""
    origin = origin or provenance(candles)
    price = price or float(candles.close[-1])
    swing = dominant_swing(candles.high, candles.low)
    if swing is None:
        return None
    levels = [
        FibLevel(
            name=f"{level.ratio:g} {level.kind}",
            kind=level.kind,
            ratio=level.ratio,
            price=level.price,
            distance=level.price / price - 1,
            distance_atr=None,
        )
        for level in (*retracements(swing), *extensions(swing), *counter_extensions(swing))
        if level.price > 0
    ]
    levels.sort(key=lambda level: -level.price)
    low, high = sorted(swing.end - ratio * (swing.end - swing.start) for ratio in GOLDEN_POCKET)
    return FibLevelsAnswer(
        as_of=origin.as_of,
        symbol=candles.symbol,
        provenance=origin,
        timeframe=candles.timeframe,
        lookback=len(candles),
        price=price,
        atr=None,
        swing=SwingFacts(
            direction="up" if swing.up else "down",
            start=SwingPoint(price=swing.start, time=candles.opened(swing.start_bar)),
            end=SwingPoint(price=swing.end, time=candles.opened(swing.end_bar)),
            bars=abs(swing.end_bar - swing.start_bar),
            bars_since=len(candles) - 1 - swing.end_bar,
            change=swing.end / swing.start - 1,
            size_atr=None,
        ),
        retraced=retraced(swing, price),
        levels=tuple(levels),
        nearest_above=next((level for level in reversed(levels) if level.price > price), None),
        nearest_below=next((level for level in levels if level.price < price), None),
        golden_pocket=GoldenPocket(low=low, high=high, inside=low <= price <= high, distance=0.0),
        candles=candles,
    )


@dataclass(frozen=True)
class Scene:
    """What there is to draw, and the marks to draw on it."""

    candles: Candles = field(repr=False)
    origin: Provenance
    price: float
    marks: Sequence[str]


@st.composite
def scenes(draw: st.DrawFn) -> Scene:
    """Markets from 1e-8 to 1e6, from 3 bars to 1,000: wild, still or flat, with wicks, holes and no volume."""
    bars = draw(st.sampled_from([3, 4, 20, 21, 120, 150, 200, 299, 334, 335, 700, 1000]))
    price = draw(st.sampled_from([1e-8, 3.3e-5, 0.0712, 0.99, 1.0, 14.2, 99.9, 1234.5, 42_156.3, 1e6]))
    step = draw(st.sampled_from([0.0, 1e-6, 1e-3, 0.02, 0.2]))
    rows = np.array(walk(bars, price=price, seed=draw(st.integers(0, 10_000)), step=step))
    if draw(st.booleans()):
        wick = draw(st.integers(0, bars - 1))
        rows[wick, 1] *= draw(st.sampled_from([1.5, 40.0]))
    if draw(st.booleans()):
        rows[:, 4] = 0
    candles = candles_of(
        rows,
        symbol=draw(st.sampled_from(["BTC/USDT", "1000SATS/FDUSD", "W" * 40, "币安人生/USDT", "i", "ÅÖ̈\u202e\n/X"])),
        timeframe=draw(st.sampled_from(sorted(LENGTHS))),
        missing=draw(st.sampled_from([0, 0, 1, 400])),
    )
    origin = provenance(
        candles,
        source=draw(st.sampled_from(["sim", "replay", "live"])),
        stale=draw(st.booleans()),
        venue=draw(st.sampled_from(["", "bitget", "a-folder-with-a-very-long-name-of-its-own"])),
    )
    last = float(candles.close[-1]) * draw(st.sampled_from([1.0, 1.0, 1.001, 0.7, 1.9]))
    return Scene(candles, origin, last, draw(st.sampled_from([(), ("PAPER",), ("PAPER", "W" * 90, "PAPER")])))
