"""Candlestick and chart patterns of a market."""

import asyncio
from datetime import datetime
from typing import ClassVar, Final, Literal

import numpy as np
from pydantic import Field

from analytics.candlesticks import AFTER, CandlestickMatch, Meaning, alike, candlesticks, record, signs, telling
from analytics.chart_patterns import (
    CHANCE_CASES,
    CHANCE_RATE,
    REACHED_CASES,
    REACHED_RATE,
    Direction,
    Formation,
    chart_patterns,
    standing,
)
from analytics.volatility import SETTLED_BARS, last_atr
from services.core.handlers import answers
from services.core.request import Frozen, Read
from services.core.units import Atr, Figure, Multiple, PercentChange, Price, Share
from services.market.candles import Candles, MarketAnswer
from services.market.source import SymbolText, TimeframeText
from services.market.view import MarketView, Snapshot

LEAST_BARS: Final = 30
CANDLE_BARS: Final = 5
"""The newest bars whose candlestick patterns are told."""
HISTORY_BARS: Final = 1000
"""Bars that the record of a candlestick pattern is taken from, where there are as many."""
MOST_PATTERNS: Final = 6


class CandlestickPattern(Frozen):
    """A candlestick pattern that ended at one of the newest bars, and what followed its kind before.

    Rates are of closes ``after_bars`` later that lay in the pattern's direction. They are ``None`` where it has none,
    and ``follow_rate`` with its 95 % interval (``low_rate`` to ``high_rate``) also under ten cases.
    """

    name: str
    direction: Direction
    meaning: Meaning
    bars: int
    """Candles that it is made of."""
    bars_ago: int
    """Closed bars since its last candle."""
    time: datetime
    """When its last candle opened."""
    strength: int
    """As TA-Lib has it: 100; 80 where an edge is only level; 200 where a hikkake is confirmed."""
    in_trend: bool | None
    """Prices came from where such a pattern wants them to; ``None`` where it wants nothing."""
    cases: int
    """Earlier ones of its kind and direction in this market's history."""
    follow_rate: Share | None
    low_rate: Share | None
    high_rate: Share | None
    base_rate: Share | None
    """The same share among all bars."""


class PatternPoint(Frozen):
    """A turn of a chart pattern: ``name`` is the part that it plays."""

    name: str
    time: datetime
    bars_ago: int
    price: Price


class PatternLine(Frozen):
    """A line of a chart pattern, between two of its bars, and where it is at the newest."""

    name: str
    start_time: datetime
    start_bars_ago: int
    start: Price
    end_time: datetime
    end_bars_ago: int
    end: Price
    price_now: Price


class ChartPattern(Frozen):
    """A chart pattern as it stands. Distances (``…_pct`` and ``…_atr``) are from the price: above it positive.

    ``neutral`` is one that may break either way: its trigger is above, its invalidation below, where it would be
    confirmed downwards, with ``target_below`` then.
    """

    name: str
    direction: Direction
    state: Literal["forming", "confirmed", "failed"]
    standing: bool
    """Forming, or confirmed with the target still ahead and no longer ago than it took to form."""
    bars: int
    """From its first turn to its last."""
    bars_ago: int
    """Closed bars since it was known as a formation."""
    start: datetime
    end: datetime
    known: datetime
    confirmed: datetime | None
    reached: datetime | None
    """When the price touched the target."""
    failed: datetime | None
    failed_at: Price | None = None
    """The close that ended it."""
    points: tuple[PatternPoint, ...]
    lines: tuple[PatternLine, ...]
    height: Price
    height_atr: Atr
    quality: Figure
    """From 0 to 1: how like the textbook its proportions are; its chance of success it is not."""
    trigger: Price
    """The price beyond which the next close confirms it; once confirmed, where that was."""
    trigger_pct: PercentChange
    trigger_atr: Atr | None
    target: Price | None
    """The measured move; ``None`` where that would lie at or below zero."""
    target_pct: PercentChange | None
    target_atr: Atr | None
    invalidation: Price
    """The price beyond which the next close ends it."""
    invalidation_pct: PercentChange
    invalidation_atr: Atr | None
    target_below: Price | None
    reward_ratio: Multiple | None
    """From trigger to target, beside from trigger to invalidation."""


class PatternsAnswer(MarketAnswer):
    """Candlestick patterns of the newest bars, and chart patterns, newest first."""

    timeframe: str
    lookback: int
    """Closed bars that chart patterns were looked for in."""
    price: Price
    atr: Price | None
    """Wilder's average true range over 14 bars, in quote currency."""
    candle_bars: int
    """The newest closed bars that candlestick patterns were looked for in."""
    history_bars: int
    """Closed bars that the rates are taken from."""
    after_bars: int
    """How many bars after a candlestick pattern its outcome is looked at."""
    candlesticks: tuple[CandlestickPattern, ...]
    bullish_candles: int
    """How many of them point up."""
    bearish_candles: int
    patterns: tuple[ChartPattern, ...]
    best: ChartPattern | None
    """The one to look at first: of those that stand the most like the textbook, else the newest."""
    reached_rate: Share
    """Of confirmed chart patterns, the share that touched the target before failing, as measured once on hours of
    twelve coins (see ``analytics.chart_patterns``)."""
    chance_rate: Share
    """The same on random walks."""
    reached_cases: int = REACHED_CASES
    """Of how many patterns ``reached_rate`` is, and ``chance_rate``."""
    chance_cases: int = CHANCE_CASES
    candles: Candles = Field(exclude=True, repr=False)


class Patterns(Read[PatternsAnswer]):
    """Candlestick and chart patterns of ``symbol``."""

    name: ClassVar[str] = "patterns"
    summary: ClassVar[str] = "Candlestick and chart patterns: what decides each, and what followed such ones before"
    means: ClassVar[str] = (
        "Shapes in the candles, the price that decides each, and what followed such shapes before, beside chance."
    )
    also: ClassVar[tuple[str, ...]] = (
        *("candlestick patterns", "chart patterns", "head and shoulders", "double top", "double bottom"),
    )
    example: ClassVar[str] = "symbol:BTC/USDT timeframe:4h"
    fresh_for: ClassVar[float] = 2.0

    symbol: SymbolText
    timeframe: TimeframeText = "4h"
    lookback: int = Field(default=300, ge=100, le=1000, description="In how many candles to look for chart patterns")


@answers(Patterns)
async def answer_patterns(request: Patterns, market: MarketView) -> PatternsAnswer:
    """Patterns of the newest ``lookback`` closed bars, beside the newest price.

    Raises:
        TooFewBars: fewer than ``LEAST_BARS`` had closed.
    """
    bars = max(request.lookback + SETTLED_BARS, HISTORY_BARS)
    seen = await market.snapshot(request.symbol, request.timeframe, bars, need=LEAST_BARS)
    return await asyncio.to_thread(patterns, seen, request.lookback)


def patterns(seen: Snapshot, lookback: int) -> PatternsAnswer:
    """Candlestick patterns of the newest bars of ``seen``, and chart patterns that began in the last ``lookback``."""
    bars, price = seen.candles.last(lookback + SETTLED_BARS), seen.price
    atr = last_atr(bars.high, bars.low, bars.close)
    found = chart_patterns(bars, newest=lookback)[:MOST_PATTERNS]
    live = standing(found, len(bars) - 1)
    charted = tuple(_charted(one, bars, price, atr, stands=one in live) for one in found)
    history = seen.candles.last(HISTORY_BARS)
    told = _candlesticks(history)
    return PatternsAnswer(
        as_of=seen.provenance.as_of,
        symbol=bars.symbol,
        provenance=seen.shown(lookback),
        timeframe=bars.timeframe,
        lookback=min(lookback, len(bars)),
        price=price,
        atr=atr,
        candle_bars=CANDLE_BARS,
        history_bars=len(history),
        after_bars=AFTER,
        candlesticks=told,
        bullish_candles=sum(one.direction == "bullish" for one in told),
        bearish_candles=sum(one.direction == "bearish" for one in told),
        patterns=charted,
        best=max((one for one in charted if one.standing), key=lambda one: one.quality, default=None)
        or next(iter(charted), None),
        reached_rate=REACHED_RATE,
        chance_rate=CHANCE_RATE,
        candles=seen.candles.last(lookback),
    )


def _candlesticks(history: Candles) -> tuple[CandlestickPattern, ...]:
    found = telling(candlesticks(history, newest=CANDLE_BARS))
    found.sort(key=lambda one: -one.bar)
    return tuple(_recorded(one, history) for one in found)


def _recorded(found: CandlestickMatch, history: Candles) -> CandlestickPattern:
    before = record(history.close, alike(signs(history, found.kind), found.strength), found.direction)
    return CandlestickPattern(
        name=found.kind.name,
        direction=found.direction,
        meaning=found.kind.meaning,
        bars=found.kind.bars,
        bars_ago=len(history) - 1 - found.bar,
        time=history.opened(found.bar),
        strength=found.strength,
        in_trend=found.in_trend,
        cases=before.cases,
        follow_rate=before.rate,
        low_rate=before.low,
        high_rate=before.high,
        base_rate=before.base,
    )


def _charted(found: Formation, bars: Candles, price: float, atr: float | None, *, stands: bool) -> ChartPattern:
    now = len(bars) - 1
    coming = now + 1
    trigger, invalidation = found.trigger(coming), found.invalidation(coming)
    target, below = _positive(found.target(coming)), _positive(found.target_below(coming))
    risk = abs(trigger - invalidation)

    def opened(bar: int | None) -> datetime | None:
        return None if bar is None else bars.opened(bar)

    def away(level: float) -> float | None:
        return (level - price) / atr if atr else None

    return ChartPattern(
        name=found.name,
        direction=found.direction,
        state=_told(found),
        standing=stands,
        bars=found.end - found.start,
        bars_ago=now - found.known,
        start=bars.opened(found.start),
        end=bars.opened(found.end),
        known=bars.opened(found.known),
        confirmed=opened(found.confirmed),
        reached=opened(found.reached),
        failed=opened(found.failed),
        failed_at=None if found.failed is None else float(bars.close[found.failed]),
        points=tuple(
            PatternPoint(name=point.role, time=bars.opened(point.bar), bars_ago=now - point.bar, price=point.price)
            for point in found.points
        ),
        lines=_lines(found, bars),
        height=found.height,
        height_atr=found.height_atr,
        quality=found.quality,
        trigger=trigger,
        trigger_pct=trigger / price - 1,
        trigger_atr=away(trigger),
        target=target,
        target_pct=None if target is None else target / price - 1,
        target_atr=None if target is None else away(target),
        invalidation=invalidation,
        invalidation_pct=invalidation / price - 1,
        invalidation_atr=away(invalidation),
        target_below=below,
        reward_ratio=abs(target - trigger) / risk if target is not None and risk > 0 else None,
    )


def _told(found: Formation) -> Literal["forming", "confirmed", "failed"]:
    if found.state == "lapsed":
        raise ValueError("a formation that lapsed is not told")
    return found.state


def _positive(price: float | None) -> float | None:
    return price if price is not None and np.isfinite(price) and price > 0 else None


def _lines(found: Formation, bars: Candles) -> tuple[PatternLine, ...]:
    now = len(bars) - 1
    return tuple(
        PatternLine(
            name=line.name,
            start_time=bars.opened(line.start[0]),
            start_bars_ago=now - line.start[0],
            start=line.start[1],
            end_time=bars.opened(line.end[0]),
            end_bars_ago=now - line.end[0],
            end=line.end[1],
            price_now=line.at(now),
        )
        for line in found.lines
    )
