"""The hours of simulated days, and the minutes of simulated hours. Prices are logarithms until the very end.

A coarse bar is made first and the finer ones fill it: they begin at its open, end at its close, and just reach its
high and its low. So bars of every timeframe agree, and only those asked for are ever made.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Final

import numpy as np

from services.market.candles import Candles
from services.market.noise import Floats, Integers, key, normal, smooth, uniform
from services.market.sim_days import START, USUAL_SIGMA, Days, Pair
from services.market.timeframes import HOUR, MINUTE

HOURS: Final = 24
MINUTES: Final = 60
_BUSY: Final = np.array(
    [
        *(0.95, 0.95, 0.92, 0.88, 0.82, 0.80, 0.82, 0.95, 1.02, 1.00, 0.95, 0.95),
        *(1.05, 1.25, 1.40, 1.35, 1.22, 1.10, 1.02, 0.98, 0.98, 0.92, 0.88, 0.95),
    ]
)
BUSY: Final = _BUSY / np.sqrt(np.mean(_BUSY**2))
"""How lively each hour of the day is (UTC), busiest when Europe and America are both awake. Its mean square is 1."""


@dataclass(frozen=True, slots=True, eq=False)
class Bars:
    """Bars in rows, shape (rows, n): each row fills one coarser bar. ``index`` counts bars since the market's start,
    ``lots`` are volumes, ``spread`` is each bar's own volatility."""

    index: Integers
    open: Floats
    high: Floats
    low: Floats
    close: Floats
    lots: Integers
    spread: Floats

    def flat(self, first: int, past: int) -> "Bars":
        """Those from the one at ``first`` to the one before ``past``, in one row, shape (past − first,)."""
        return Bars(*(getattr(self, field.name).ravel()[first:past] for field in fields(self)))

    def parts(self, size: int) -> "Iterator[Bars]":
        """The same in rows of at most ``size``, shape (at most ``size``,)."""
        for first in range(0, self.index.size, size):
            yield self.flat(first, first + size)


def joined(parts: Sequence[Bars]) -> Bars:
    """``parts`` below one another; at least one."""
    return Bars(*(np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(Bars)))


def hours(seed: int, pair: Pair, days: Days, first: int, past: int) -> Bars:
    """The hours of the days ``first`` … ``past`` − 1, shape (days, 24)."""
    index = np.arange(first * HOURS, past * HOURS).reshape(-1, HOURS)
    name = (seed, pair.base, "hour")
    liveliness = 0.30 * smooth(key(seed, "mood"), index, 7)
    liveliness += 0.30 * smooth(key(*name, "mood"), index, 23) + 0.20 * smooth(key(*name, "slow"), index, 97) - 0.11
    spread = days.sigma[first:past, None] / np.sqrt(HOURS) * BUSY * np.exp(liveliness)
    step = spread * _shock(seed, pair, "hour", index)
    pull = spread**2 * np.exp(1.2 * normal(key(*name, "pull"), index))
    close = _bridge(days.close[first:past], days.close[first + 1 : past + 1], step, pull)
    open_ = np.concatenate((days.close[first:past, None], close[:, :-1]), axis=1)
    high, low = _reach(name, index, open_, close, spread)
    moved = np.abs(close - open_) / spread
    usual = np.exp(0.60 * normal(key(*name, "volume"), index) - 0.18) * BUSY * spread / pair_spread(pair)
    lots = np.rint(pair.volume * 10**pair.lot * usual * (0.45 + 0.7 * moved)).astype(np.int64) + MINUTES
    return Bars(index, open_, high, low, close, lots, spread)


def minutes(seed: int, pair: Pair, coarse: Bars) -> Bars:
    """The minutes of the hours in ``coarse`` (shape (n,)), shape (n, 60)."""
    index = coarse.index[:, None] * MINUTES + np.arange(MINUTES)
    name = (seed, pair.base, "minute")
    liveliness = 0.30 * smooth(key(*name, "mood"), index, 6) + 0.30 * smooth(key(*name, "slow"), index, 29) - 0.09
    spread = coarse.spread[:, None] / np.sqrt(MINUTES) * np.exp(liveliness)
    step = spread * _shock(seed, pair, "minute", index)
    pull = spread**2 * np.exp(1.0 * normal(key(*name, "pull"), index))
    close = _bridge(coarse.open, coarse.close, step, pull)
    open_ = np.concatenate((coarse.open[:, None], close[:, :-1]), axis=1)
    high, low = _reach(name, index, open_, close, spread)
    upper, lower = (pick(coarse.open, coarse.close)[:, None] for pick in (np.maximum, np.minimum))
    top, bottom = coarse.high[:, None], coarse.low[:, None]
    rise = (top - upper) / (high.max(axis=1, keepdims=True) - upper)
    fall = (bottom - lower) / (low.min(axis=1, keepdims=True) - lower)

    def fit(price: Floats) -> Floats:
        """Stretch what lies beyond the hour's open and close so that it ends at the hour's high and low."""
        above, below = upper + (price - upper) * rise, lower + (price - lower) * fall
        fitted = np.where(price > upper, above, np.where(price < lower, below, price))
        return np.clip(fitted, bottom, top)

    rows = np.arange(len(index))
    highest, lowest = high.argmax(axis=1), low.argmin(axis=1)
    open_, high, low, close = fit(open_), fit(high), fit(low), fit(close)
    high[rows, highest], low[rows, lowest] = coarse.high, coarse.low
    weight = spread * (0.4 + np.abs(close - open_) / spread) * np.exp(0.5 * normal(key(*name, "volume"), index))
    share = np.cumsum(weight, axis=1)
    share /= share[:, -1:]
    total = np.rint(coarse.lots[:, None] * share).astype(np.int64)
    lots = np.diff(total, axis=1, prepend=0)
    return Bars(index, open_, high, low, close, lots, spread)


def to_candles(pair: Pair, timeframe: str, bars: Bars) -> Candles:
    """``bars`` (hours or minutes) with prices and volumes as a market writes them."""
    length = HOUR if timeframe == "1h" else MINUTE

    def price(logarithm: Floats) -> Floats:
        return np.exp(logarithm.ravel()).round(pair.price_decimals)

    return Candles(
        pair.symbol,
        timeframe,
        START + bars.index.ravel() * length,
        price(bars.open),
        price(bars.high),
        price(bars.low),
        price(bars.close),
        bars.lots.ravel() / 10**pair.lot,
    )


def pair_spread(pair: Pair) -> float:
    """An ordinary hour's volatility of ``pair``."""
    return math.hypot(USUAL_SIGMA * pair.beta, pair.own) / math.sqrt(HOURS)


def _shock(seed: int, pair: Pair, scale: str, index: Integers) -> Floats:
    """Shocks of about unit variance, fat-tailed, and partly those of the whole market."""
    common = USUAL_SIGMA * pair.beta / math.hypot(USUAL_SIGMA * pair.beta, pair.own)
    market = normal(key(seed, "market", scale), index) * np.exp(0.45 * normal(key(seed, "tail", scale), index) - 0.2)
    own = normal(key(seed, pair.base, scale), index)
    shock: Floats = common * market + math.sqrt(1 - common**2) * own
    return shock


def _bridge(start: Floats, end: Floats, step: Floats, pull: Floats) -> Floats:
    """Closes of a walk along ``step`` (rows, n) from ``start`` to ``end`` (rows,); what is missing to the end is made
    up in the shares of ``pull``."""
    missing = (end - start) - step.sum(axis=1)
    step = step + pull * (missing / pull.sum(axis=1))[:, None]
    close: Floats = start[:, None] + np.cumsum(step, axis=1)
    close[:, -1] = end
    return close


def _reach(
    name: tuple[str | int, ...], index: Integers, open_: Floats, close: Floats, spread: Floats
) -> tuple[Floats, Floats]:
    """The highs and lows of Brownian bridges from open to close: P(high > h) = exp(−2 (h − open) (h − close) / σ²)."""
    both, apart = open_ + close, (open_ - close) ** 2
    up = np.sqrt(apart - 2 * spread**2 * np.log(uniform(key(*name, "high"), index)))
    down = np.sqrt(apart - 2 * spread**2 * np.log(uniform(key(*name, "low"), index)))
    return (both + up) / 2, (both - down) / 2
