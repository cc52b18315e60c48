"""A market that does not exist: random, but the same for the same seed, whenever and however it is asked for."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Final

import numpy as np

from services.core.errors import TooFewBars, UnknownSymbol
from services.market.aggregate import aggregate
from services.market.candles import Candles, SourceName
from services.market.last_day import last_day
from services.market.one_by_one import one_by_one
from services.market.sim_bars import HOURS, Bars, hours, joined, minutes, to_candles
from services.market.sim_book import made_up_book
from services.market.sim_days import DAYS, START, Days, MarketDays, Pair, market_days, pair_days
from services.market.source import Fetched, FundingAhead, FundingRate, Market, OrderBook, Ticker
from services.market.terms import MarketTerms, pair_of
from services.market.timeframes import DAY, HOUR, MINUTE, TIMEFRAMES, Timeframe, from_ms, parse_timeframe, to_ms

PAIRS: Final = (
    Pair("BTC", 38_000, 1.00, 0.006, 900, 2, 5),
    Pair("ETH", 2_300, 1.15, 0.014, 9_000, 2, 4),
    Pair("SOL", 95, 1.35, 0.026, 90_000, 2, 3),
    Pair("BNB", 390, 0.95, 0.015, 8_000, 1, 3),
    Pair("XRP", 0.62, 1.05, 0.026, 9_000_000, 4, 0),
    Pair("DOGE", 0.11, 1.20, 0.030, 40_000_000, 5, 0),
    Pair("ADA", 0.48, 1.15, 0.024, 7_000_000, 4, 1),
    Pair("AVAX", 27, 1.30, 0.027, 120_000, 2, 2),
    Pair("LINK", 14, 1.20, 0.025, 180_000, 3, 2),
    Pair("LTC", 84, 1.00, 0.018, 25_000, 2, 3),
    Pair("DOT", 6.8, 1.20, 0.023, 350_000, 3, 2),
    Pair("PEPE", 0.0000105, 1.50, 0.040, 150_000_000_000, 8, 0),
)
DAYS_AT_ONCE: Final = 500
"""Days that are filled with hours in one go."""
HOURS_AT_ONCE: Final = 500
"""Hours that are filled with minutes in one go: that takes 8 MB for a moment."""


class SimSource:
    """Twelve pairs from 2016 to 2040 that behave like a market: trends and ranges, restless times that cluster, fat
    tails, busy hours, volume that comes with movement, and coins that move together. No price in it was ever paid.

    Days are drawn once per pair, hours and minutes where they are asked for, each from the seed and its own time
    alone: every timeframe agrees with every other, and any time costs the same.
    """

    name: SourceName = "sim"
    venue = "simulated"

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._pairs = {pair.symbol: pair for pair in PAIRS}
        self._markets = tuple(
            Market(symbol=pair.symbol, base=pair.base, quote="USDT", price_decimals=pair.price_decimals)
            for pair in PAIRS
        )
        self._market: MarketDays | None = None
        self._days: dict[str, Days] = {}

    @property
    def timeframes(self) -> tuple[str, ...]:
        return tuple(TIMEFRAMES)

    async def markets(self) -> tuple[Market, ...]:
        return self._markets

    async def candles(self, symbol: str, timeframe: str, *, bars: int, until: datetime) -> Fetched:
        """The newest ``bars`` candles that had closed by ``until``; none before 2016 nor after 2040."""
        pair, wanted = self._pair(symbol), parse_timeframe(timeframe)
        end = wanted.open_of(min(to_ms(until), START + DAYS * DAY))
        first = wanted.open_of(START - 1) + wanted.ms
        end = max(end, first)
        start = max(end - bars * wanted.ms, first)
        candles = await asyncio.to_thread(self._candles, pair, wanted, start, end)
        return Fetched(candles=candles.named(symbol))

    async def ticker(self, symbol: str, *, now: datetime) -> Ticker:
        """The price at ``now``, between the open and the close of the minute that it falls in, and the 24 hours up to
        that minute's open.

        Raises:
            TooFewBars: ``now`` is before 2016 or after 2040.
        """
        ticker = await asyncio.to_thread(self._ticker, self._pair(symbol), now)
        return ticker.model_copy(update={"symbol": symbol})

    async def tickers(self, symbols: Sequence[str], *, now: datetime) -> Mapping[str, Ticker]:
        return await one_by_one(lambda symbol: self.ticker(symbol, now=now), symbols)

    async def terms(self, symbol: str) -> MarketTerms:
        """The steps in which its prices and volumes are told."""
        pair = self._pair(symbol)
        return MarketTerms(tick=Decimal(1).scaleb(-pair.price_decimals), lot=Decimal(1).scaleb(-pair.lot))

    async def finest(self, symbol: str, *, since: datetime, until: datetime) -> tuple[Timeframe, datetime]:
        """Minutes."""
        del symbol, since
        return TIMEFRAMES["1m"], until

    async def funding(self, symbol: str, *, since: datetime, until: datetime) -> tuple[FundingRate, ...]:
        """None are known."""
        del symbol, since, until
        return ()

    async def funding_ahead(self, symbol: str, *, now: datetime) -> FundingAhead | None:
        """Nothing is known."""
        del symbol, now
        return None

    async def order_book(self, symbol: str, *, now: datetime) -> OrderBook | None:
        """One that is made up around the price at ``now`` (see ``sim_book``).

        Raises:
            TooFewBars: ``now`` is before 2016 or after 2040.
        """
        pair = self._pair(symbol)
        return made_up_book(self._seed, pair, symbol, (await self.ticker(symbol, now=now)).last, now)

    async def close(self) -> None:
        """There is nothing to let go of."""

    def _pair(self, symbol: str) -> Pair:
        """What ``symbol`` is made of. A perpetual has the prices of its pair."""
        pair = self._pairs.get(pair_of(symbol) or symbol)
        if pair is None:
            raise UnknownSymbol(symbol=symbol, venue=self.venue)
        return pair

    def _candles(self, pair: Pair, timeframe: Timeframe, start: int, end: int) -> Candles:
        drawn_hours = self._hours(pair, start, max(end, start + HOUR))
        if timeframe.ms >= HOUR:
            return _as(timeframe, to_candles(pair, "1h", drawn_hours).between(start, end))
        drawn = (
            to_candles(pair, "1m", minutes(self._seed, pair, part)).between(start, end)
            for part in drawn_hours.parts(HOURS_AT_ONCE)
        )
        return Candles.joined([_as(timeframe, part) for part in drawn])

    def _hours(self, pair: Pair, start: int, end: int) -> Bars:
        """The hours from the one that holds ``start`` to the one before ``end`` (ms), shape (n,)."""
        first, past = (start - START) // HOUR, -((START - end) // HOUR)
        day = first // HOURS
        days, last = self._days_of(pair), -(-past // HOURS)
        drawn = joined(
            [
                hours(self._seed, pair, days, begin, min(begin + DAYS_AT_ONCE, last))
                for begin in range(day, last, DAYS_AT_ONCE)
            ]
        )
        return drawn.flat(first - day * HOURS, past - day * HOURS)

    def _days_of(self, pair: Pair) -> Days:
        if self._market is None:
            self._market = market_days(self._seed)
        if pair.base not in self._days:
            self._days[pair.base] = pair_days(self._seed, pair, self._market)
        return self._days[pair.base]

    def _ticker(self, pair: Pair, now: datetime) -> Ticker:
        at = to_ms(now)
        minute = at - at % MINUTE
        if not START + MINUTE <= at < START + DAYS * DAY:
            raise TooFewBars(symbol=pair.symbol, timeframe="1m", have=0, need=1)
        drawn = self._candles(pair, TIMEFRAMES["1m"], max(START, minute - DAY), minute + MINUTE)
        past = last_day(drawn.between(0, minute), TIMEFRAMES["1m"])
        share = (at - minute) / MINUTE
        last = float(np.round(drawn.open[-1] + share * (drawn.close[-1] - drawn.open[-1]), pair.price_decimals))
        high, low = past.high_24h, past.low_24h
        return past.model_copy(
            update={
                "time": from_ms(at),
                "last": last,
                "bar_seconds": 0.0,
                "high_24h": None if high is None else max(high, last),
                "low_24h": None if low is None else min(low, last),
            }
        )


def _as(timeframe: Timeframe, drawn: Candles) -> Candles:
    return drawn if drawn.timeframe == timeframe.name else aggregate(drawn, timeframe)
