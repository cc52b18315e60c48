"""Scans of bars in memory: what the engine takes, beside raw TA-Lib calls for the same columns."""

import asyncio
import statistics
from collections.abc import Callable, Sequence
from time import perf_counter

import numpy as np

from analytics._talib import talib
from services.conditions.parse import condition
from services.core.clock import SteppedClock
from services.market.candles import Candles, Provenance
from services.market.timeframes import TIMEFRAMES, from_ms
from services.market.view import MarketView
from services.scan.facts import Scan
from services.scan.look import Question
from services.scan.scan import Scans
from tests.unit.analytics.markets import HOUR, random_rows
from tests.unit.services.conditions.markets import ManyMarkets, symbols
from tests.unit.services.market.parts import Memory

WHERE = "close > ema50 and rsi14 < 60 and adx14 >= 15 and near fib 0.618"
BARS = 500
SIZES = (200, 400, 1_000, 2_000)
KINDS = ("1h", "4h", "1d")
NOW = from_ms(BARS * HOUR * 24)
ROUNDS = 3


def markets(count: int) -> list[Candles]:
    """``count`` synthetic markets in each of ``KINDS``, 500 bars each, no two the same."""
    return [_candles(f"C{seed}/USDT", kind, seed) for seed in range(count) for kind in KINDS]


def _candles(symbol: str, kind: str, seed: int) -> Candles:
    rows = random_rows(BARS, seed)
    columns = (rows.open, rows.high, rows.low, rows.close, rows.volume)
    return Candles(symbol, kind, rows.time // HOUR * TIMEFRAMES[kind].ms, *columns)


def engine(candles: Sequence[Candles]) -> int:
    """How many match, asked one after the other on one core."""
    question = Question(condition(WHERE))
    origin = Provenance(source="replay", venue="memory", as_of=NOW, asked_at=NOW, stale=False)
    return sum(bool(question.ask(one, origin)) for one in candles)


def by_hand(candles: Sequence[Candles]) -> int:
    """The same in raw TA-Lib and numpy calls, each column in full, with nothing to read, refuse or tell."""
    found = 0
    for one in candles:
        high, low, close = one.high, one.low, one.close
        ema, rsi = talib.EMA(close, 50), talib.RSI(close, 14)
        adx, atr = talib.ADX(high, low, close, 14), talib.ATR(high, low, close, 14)
        last_high, last_low = high[-200:][::-1], low[-200:][::-1]
        top, bottom = last_high.max(), last_low.min()
        up = last_high.argmax() < last_low.argmin()
        level = top - 0.618 * (top - bottom) if up else bottom + 0.618 * (top - bottom)
        near = abs(close[-1] - level) <= 0.5 * atr[-1]
        found += bool(close[-1] > ema[-1] and rsi[-1] < 60 and adx[-1] >= 15 and near)
    return found


def service(count: int) -> float:
    """Seconds that a whole scan of ``count`` markets in three timeframes takes, from request to answer."""
    made = {symbol: random_rows(BARS, seed) for seed, symbol in enumerate(symbols(count))}
    source = ManyMarkets(symbols(count), bars=BARS, rows=lambda symbol, bars: made[symbol][BARS - bars :])
    scans = Scans(MarketView(source, Memory(), SteppedClock(NOW)))
    started = perf_counter()
    asyncio.run(scans.page(Scan(where=WHERE, timeframes=",".join(KINDS), universe="all")))
    return perf_counter() - started


def seconds(work: Callable[[], object]) -> float:
    """The median time of ``work``."""
    taken = []
    for _ in range(ROUNDS):
        started = perf_counter()
        work()
        taken.append(perf_counter() - started)
    return statistics.median(taken)


def rows() -> list[str]:
    """A table: seconds of the engine and of the calls by hand, by markets scanned (three timeframes of 500 bars)."""
    lines = [
        f"`{WHERE}`, three timeframes, {BARS} bars, one core:",
        "",
        "| markets | engine | per market and timeframe | raw TA-Lib | ratio | matches |",
        "| ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for count in SIZES:
        candles = markets(count)
        matches = engine(candles)
        if matches != by_hand(candles):
            raise AssertionError("the engine and the calls by hand do not agree")
        ours, raw = seconds(lambda of=candles: engine(of)), seconds(lambda of=candles: by_hand(of))  # type: ignore[misc]
        each = ours / len(candles) * 1e6
        lines.append(f"| {count:,} | {ours:.2f} s | {each:.0f} µs | {raw:.2f} s | {ours / raw:.2f}× | {matches} |")
    return [
        *lines,
        "",
        f"From request to answer, {SIZES[0]} markets: {np.median([service(SIZES[0]) for _ in range(3)]):.2f} s.",
    ]
