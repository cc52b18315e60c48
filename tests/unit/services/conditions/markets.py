"""A market source in memory, with as many markets as a test wants."""

import asyncio
import weakref
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from services.core.errors import DeskError
from services.market.candles import Candles, Floats, SourceName
from services.market.source import Fetched, FundingAhead, FundingRate, Market, OrderBook, Ticker
from services.market.terms import MarketTerms
from services.market.timeframes import TIMEFRAMES, Timeframe, to_ms
from tests.unit.analytics.markets import Rows, random_rows


def symbols(count: int, quote: str = "USDT") -> list[str]:
    return [f"C{number:03}/{quote}" for number in range(count)]


@dataclass
class ManyMarkets:
    """``listed`` markets, each with ``bars`` random bars up to the time that is asked for.

    ``errors`` are raised by symbol; ``delay`` is waited before each answer; ``rows`` gives the bars of a symbol.
    """

    listed: list[str]
    bars: int = 300
    errors: Mapping[str, DeskError] = field(default_factory=dict)
    delay: float = 0.0
    rows: Callable[[str, int], Rows] = lambda symbol, bars: random_rows(bars, sum(map(ord, symbol)))
    name: SourceName = "replay"
    venue: str = "memory"
    timeframes: tuple[str, ...] = ("1h", "4h", "1d")
    fetched: int = 0
    at_once: int = 0
    most_at_once: int = 0
    most_held: int = 0
    """Candles that somebody still held, at most."""
    given: list[weakref.ref[Floats]] = field(default_factory=list)

    async def markets(self) -> tuple[Market, ...]:
        parts = [symbol.split("/") for symbol in self.listed]
        return tuple(Market(symbol=f"{base}/{quote}", base=base, quote=quote) for base, quote in parts)

    async def candles(self, symbol: str, timeframe: str, *, bars: int, until: datetime) -> Fetched:
        self.fetched += 1
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await asyncio.sleep(self.delay)
        self.at_once -= 1
        if symbol in self.errors:
            raise self.errors[symbol]
        count = min(bars, self.bars)
        rows, length = self.rows(symbol, count), TIMEFRAMES[timeframe]
        columns = (rows.open, rows.high, rows.low, rows.close, rows.volume)
        newest = length.last_closed(to_ms(until))
        time = rows.time // 3_600_000 * length.ms
        time += newest - int(time[-1]) if count else 0
        candles = Candles(symbol, timeframe, time, *(column.copy() for column in columns))
        self.given = [*(ref for ref in self.given if ref() is not None), weakref.ref(candles.close)]
        self.most_held = max(self.most_held, len(self.given))
        return Fetched(candles=candles)

    async def ticker(self, symbol: str, *, now: datetime) -> Ticker:
        raise NotImplementedError("a scan is of closed bars")

    async def tickers(self, symbols: Sequence[str], *, now: datetime) -> Mapping[str, Ticker]:
        raise NotImplementedError("a scan is of closed bars")

    async def terms(self, symbol: str) -> MarketTerms:
        raise NotImplementedError("a scan asks for no terms")

    async def finest(self, symbol: str, *, since: datetime, until: datetime) -> tuple[Timeframe, datetime]:
        raise NotImplementedError("a scan says how long its bars are")

    async def funding(self, symbol: str, *, since: datetime, until: datetime) -> tuple[FundingRate, ...]:
        raise NotImplementedError("a scan asks for no funding")

    async def funding_ahead(self, symbol: str, *, now: datetime) -> FundingAhead | None:
        raise NotImplementedError("a scan asks for no funding")

    async def order_book(self, symbol: str, *, now: datetime) -> OrderBook | None:
        raise NotImplementedError("a scan asks for no order book")

    async def close(self) -> None:
        """There is nothing to let go of."""
