"""A market source that remembers: asked again it answers from the store, and while the venue is away it still can."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final, TypeVar

from pydantic import TypeAdapter, ValidationError

from services.core.cache import Cache
from services.core.clock import Clock, seconds_of
from services.market import codec
from services.market.candles import SourceName
from services.market.copies import PATIENCE_SECONDS, BackingStore, ByteStore, Copies, Copy, Form
from services.market.source import Fetched, FundingAhead, FundingRate, Market, MarketSource, OrderBook, Ticker
from services.market.terms import MarketTerms
from services.market.timeframes import HOUR, Timeframe, from_ms, parse_timeframe, to_ms
from services.store import keys

WINDOWS: Final = (250, 500, 1000)
"""Bars fetched at a time, so that asks of about the same length share one copy."""
PRICED_SECONDS: Final = 2.0
"""How long a price is fresh."""
TOGETHER_SECONDS: Final = 1.0
"""The same of many that are asked for at once: whoever watches them does so each second."""
WATCHERS: Final = 16
"""So many lists of them are held."""
LATE_SECONDS: Final = 5.0
"""After so long a copy that lacks the newest bar is asked for anew: the venue had not written it yet."""
LISTED_SECONDS: Final = 3_600.0
"""How long a list of markets is fresh."""
HELD_BYTES: Final = 6_000_000
"""Of candles held in memory, and as much of prices and lists; 1,000 candles take 50 kB."""
FUNDED_SECONDS: Final = 60.0
"""How long settlements are fresh in the first minutes of an hour; afterwards, until the hour is over."""
WRITTEN_SECONDS: Final = 300.0
"""After so long a venue has written what was settled on the hour."""
FUNDINGS: Final = 200
"""How many runs of them are held, and how many books of orders."""

T = TypeVar("T")


class CachedSource:
    """``source`` behind a store. Every answer is one that the source gave.

    Candles are fresh until the next bar closes by ``clock``, prices for two seconds, settlements for a minute or
    until the hour is over, the list of markets and their terms for an hour.
    While the venue is away or slow, a copy of the last day stands in for its answer (its own times say how old it is).
    While the store is away it is passed by.
    """

    def __init__(self, source: MarketSource, store: ByteStore, clock: Clock) -> None:
        self._source = source
        self._backing = BackingStore(store)
        self._listings = Copies(self._backing, _json(TypeAdapter(tuple[Market, ...])), clock, held=HELD_BYTES)
        self._candles = Copies(self._backing, Form(codec.encode, codec.decode), clock, held=HELD_BYTES)
        self._tickers = Copies(self._backing, _json(TypeAdapter(Ticker)), clock, held=HELD_BYTES)
        self._terms = Copies(self._backing, _json(TypeAdapter(MarketTerms)), clock, held=HELD_BYTES)
        now = seconds_of(clock)
        self._several: Cache[frozenset[str], Mapping[str, Ticker]] = Cache(WATCHERS, now=now)
        self._funding: Cache[tuple[str, int, int, bool], tuple[FundingRate, ...]] = Cache(FUNDINGS, now=now)
        self._ahead: Cache[str, FundingAhead | None] = Cache(FUNDINGS, now=now)
        self._books: Cache[str, OrderBook | None] = Cache(FUNDINGS, now=now)

    @property
    def name(self) -> SourceName:
        return self._source.name

    @property
    def venue(self) -> str:
        return self._source.venue

    @property
    def timeframes(self) -> tuple[str, ...]:
        return self._source.timeframes

    async def markets(self) -> tuple[Market, ...]:
        return await self._listings.get(
            self._key("markets"),
            self._source.markets,
            fresh=lambda copy: 0 <= self._listings.age(copy) < LISTED_SECONDS,
            patience=PATIENCE_SECONDS,
        )

    async def candles(self, symbol: str, timeframe: str, *, bars: int, until: datetime, copied: bool = True) -> Fetched:
        """As the source gives them. Unless ``copied`` the store is read, and not written to."""
        length = parse_timeframe(timeframe)
        due = length.last_closed(to_ms(until))
        window = next((window for window in WINDOWS if window >= bars), bars)

        def fresh(copy: Copy[Fetched]) -> bool:
            closed = copy.value.candles.closed_by(to_ms(until))
            if len(closed) and closed.time[-1] + 2 * length.ms > to_ms(until):
                return True
            return length.last_closed(to_ms(copy.taken)) == due and 0 <= self._candles.age(copy) < LATE_SECONDS

        held = await self._candles.get(
            self._key("candles", symbol, timeframe),
            lambda: self._source.candles(symbol, timeframe, bars=window, until=until),
            flight=f"{window}:{due}",
            asked=window,
            fresh=fresh,
            copied=copied,
        )
        closed = held.candles.closed_by(to_ms(until))  # a copy that stands in may have been taken later
        return held.model_copy(update={"candles": closed.last(bars)})

    async def ticker(self, symbol: str, *, now: datetime) -> Ticker:
        return await self._tickers.get(
            self._key("ticker", symbol),
            lambda: self._source.ticker(symbol, now=now),
            fresh=lambda copy: 0 <= self._tickers.age(copy) < PRICED_SECONDS,
        )

    async def tickers(self, symbols: Sequence[str], *, now: datetime) -> Mapping[str, Ticker]:
        """As the source tells them: no copy stands in, for who watches prices must not take an old one for new."""
        return await self._several.get(
            frozenset(symbols), lambda: self._source.tickers(symbols, now=now), TOGETHER_SECONDS
        )

    async def terms(self, symbol: str) -> MarketTerms:
        return await self._terms.get(
            self._key("terms", symbol),
            lambda: self._source.terms(symbol),
            fresh=lambda copy: 0 <= self._terms.age(copy) < LISTED_SECONDS,
        )

    async def finest(self, symbol: str, *, since: datetime, until: datetime) -> tuple[Timeframe, datetime]:
        return await self._source.finest(symbol, since=since, until=until)

    async def funding(self, symbol: str, *, since: datetime, until: datetime) -> tuple[FundingRate, ...]:
        """As the source tells them; who asks for those since about the same time is told the same."""
        start, (hour, begun) = to_ms(since) // HOUR * HOUR, divmod(to_ms(until), HOUR)
        written = begun > WRITTEN_SECONDS * 1000
        return await self._funding.get(
            (symbol, start, hour, written),
            lambda: self._source.funding(symbol, since=from_ms(start), until=until),
            HOUR / 1000 if written else FUNDED_SECONDS,
        )

    async def funding_ahead(self, symbol: str, *, now: datetime) -> FundingAhead | None:
        return await self._ahead.get(symbol, lambda: self._source.funding_ahead(symbol, now=now), FUNDED_SECONDS)

    async def order_book(self, symbol: str, *, now: datetime) -> OrderBook | None:
        """As the source tells it now: none stands in while the venue is away."""
        return await self._books.get(symbol, lambda: self._source.order_book(symbol, now=now), PRICED_SECONDS)

    async def written(self) -> None:
        """Wait until the copies are written, or the store is away."""
        await self._backing.written()

    async def close(self) -> None:
        await self._source.close()

    def _key(self, *parts: str) -> str:
        return keys.market_copy(self.name, self.venue, *parts)


def _json(of: TypeAdapter[T]) -> Form[T]:
    def read(data: bytes) -> T | None:
        try:
            return of.validate_json(data)
        except ValidationError:
            return None

    return Form(of.dump_json, read)
