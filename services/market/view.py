"""Market data as analyses want it: forgiving words in; candles, prices and where they come from out."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from copy import copy
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Self

from analytics.trading.instrument import Instrument, kind_of
from analytics.trading.matching import NO_LIQUIDITY, Liquidity
from services.core.clock import Clock, SteppedClock, WallClock
from services.core.errors import (
    ExchangeUnavailable,
    NotEnoughData,
    TooFewBars,
    Unavailable,
    UnknownSymbol,
    UnknownTimeframe,
)
from services.core.health import Health
from services.market.aggregate import gaps_in
from services.market.cache import CachedSource
from services.market.candles import Candles, Provenance, SourceName
from services.market.catch_up import bars_since
from services.market.copies import ByteStore
from services.market.funding import settlements
from services.market.last_day import last_day
from services.market.liquidity import LOOKED_AT, bars_looked_at, liquidity_of
from services.market.source import (
    Fetched,
    FundingAhead,
    FundingRate,
    Market,
    MarketSource,
    OrderBook,
    Ticker,
    clock_ahead,
    clock_told,
)
from services.market.symbols import SUGGESTED, SymbolIndex, settled_in, spot_instead, squeeze
from services.market.terms import NO_TERMS, MarketTerms, instrument_of, pair_of, perpetual_of
from services.market.timeframes import HOUR, TIMEFRAMES, Timeframe, from_ms, parse_timeframe, to_ms

TYPING_SECONDS: Final = 0.5
"""Whoever types is not kept waiting for a newer list of markets."""
ANSWER_SECONDS: Final = 8.0
"""Whoever asks waits no longer for the market. Discord has been told long before that an answer will come."""
BOOK_SECONDS: Final = 1.0
"""How long what is only of the moment is waited for: an order book, and what is expected of the next funding."""
AHEAD_SECONDS: Final = 10.0
"""By how much a venue's clock may go before ours."""
GRACE_SECONDS: Final[dict[SourceName, int]] = {"live": 60, "replay": 0, "sim": 0}
"""How long after its close a candle may be missing before those at hand are called stale."""
LIQUID: Final = frozenset({"BTC/USDT", "BTC/USD", "BTC/EUR"})
"""Markets that always have a price, of which one is asked to see whether a venue answers."""
PRICE_SECONDS: Final[dict[SourceName, int]] = {"live": 300, "replay": 86_400, "sim": 60}
"""How old a price may be before it is called stale. A replay's is the close of its finest candles, so up to a day, and
where those are longer, as long as they are."""
FUNDED_SECONDS: Final[dict[SourceName, int]] = {"live": 120, "replay": 0, "sim": 0}
"""How long after a settlement its rate may be missing before the usual one is assumed."""
MOST_BARS: Final[dict[SourceName, int]] = {"live": 1_000, "replay": 50_000, "sim": 50_000}
"""How many bars at most tell what happened since a time; if there are more, coarser ones do."""


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """Closed candles of a market, the newest price, and the provenance of both together."""

    candles: Candles
    price: float
    ticker: Ticker | None
    """``None`` where only the candles could be had, or they are newer, or stale: the price is then their last close."""
    provenance: Provenance

    def shown(self, bars: int) -> Provenance:
        """The provenance of the newest ``bars`` alone: without gaps that lie before them."""
        return self.provenance.told_from(self.candles.last(bars).opened(0))


class MarketView:
    """The desk's one way to market data.

    Symbols and timeframes come in as people write them. A live source is put behind ``store`` (see ``CachedSource``);
    replay and sim are as quick as the store would be. Every method answers within ``patience`` seconds, and apart from
    its own errors raises ``UnknownSymbol``, ``UnknownTimeframe``, ``BrokenCandles`` and ``ExchangeUnavailable``.
    """

    def __init__(
        self, source: MarketSource, store: ByteStore, clock: Clock, *, patience: float = ANSWER_SECONDS
    ) -> None:
        self._cache = CachedSource(source, store, clock) if source.name == "live" else None
        self._venue = source
        self._source: MarketSource = self._cache or source
        self._clock = clock
        self._venue_clock = clock
        self._past = False
        self._patience = patience
        self._index = SymbolIndex((), source.venue, source.name)
        self._indexed: tuple[Market, ...] = ()

    def at(self, instant: datetime) -> Self:
        """The same market as it was at ``instant``: only candles closed by then are seen, and no later price. A live
        one has no price of the past but its candles' closes.

        Raises:
            ValueError: ``instant`` lies ahead.
        """
        if instant > self.now():
            raise ValueError(f"{instant.isoformat()} lies ahead: it is {self.now().isoformat()}")
        past = copy(self)
        past._clock, past._past = SteppedClock(instant), True
        return past

    def now(self) -> datetime:
        """The instant that the market is looked at (UTC)."""
        return self._clock.now()

    @property
    def venue(self) -> str:
        """The exchange's id, the replay folder's name, or ``simulated``."""
        return self._source.venue

    @property
    def simulated(self) -> bool:
        """Whether it is a random market."""
        return self._source.name == "sim"

    @property
    def timeframes(self) -> Sequence[str]:
        return self._source.timeframes

    def stale_after(self, ticker: Ticker) -> float:
        """How many seconds old it may be before it is called stale: a halted or closed market's newest price is."""
        return max(ticker.bar_seconds, PRICE_SECONDS[self._source.name])

    async def markets(self) -> tuple[Market, ...]:
        async with self.in_time():
            return await self._source.markets()

    async def resolve(self, symbol: str) -> Market:
        """The market that ``symbol`` means."""
        async with self.in_time():
            return (await self._symbols()).resolve(symbol)

    async def suggest(self, text: str, limit: int = SUGGESTED) -> list[str]:
        """At most ``limit`` symbols for someone who has typed ``text``, who does not wait for a slow venue: what was
        listed last does. None where no list can be had."""
        asked = asyncio.ensure_future(self._symbols())  # it goes on where it takes too long, for who asks next
        asked.add_done_callback(lambda done: done.cancelled() or done.exception())
        await asyncio.wait((asked,), timeout=TYPING_SECONDS if self._indexed else self._patience)
        if asked.done() and asked.exception() is None:
            return asked.result().suggest(text, limit)
        return self._index.suggest(text, limit)

    async def candles(
        self, symbol: str, timeframe: str, bars: int, *, need: int = 1, copied: bool = True
    ) -> tuple[Candles, Provenance]:
        """The newest ``bars`` closed candles (fewer where there are no more), and where they come from.

        Whoever asks for hundreds of markets has them not ``copied`` to the store, which holds more than candles.

        Raises:
            TooFewBars: there are fewer than ``need``, which is at least 1.
        """
        async with self.in_time():
            market, instead = await self._shown(symbol)
            length = parse_timeframe(timeframe)
            now = self._looked_at()
            fetched = await self._fetched(market, length, bars, now, copied=copied)
        now = min(now, self._looked_at())  # the venue's clock may have been heard of only now
        candles = fetched.candles
        if len(candles) < max(1, need):
            raise TooFewBars(symbol=market, timeframe=length.name, have=len(candles), need=max(1, need))
        if fetched.built_from is None:
            fetched = fetched.model_copy(update={"gaps": gaps_in(candles, length)})
        closed = int(candles.time[-1]) + length.ms
        grace = GRACE_SECONDS[self._source.name] * 1000
        return candles, self._provenance(
            as_of=from_ms(closed),
            asked_at=now,
            stale=closed + length.ms <= to_ms(now) - grace,
            spot_instead=instead,
            **fetched.told_from(candles.opened(0)).told(),
        )

    async def ticker(self, symbol: str) -> tuple[Ticker, Provenance]:
        """The newest price, and where it comes from.

        Raises:
            TooFewBars: the source knows no price at this time.
        """
        async with self.in_time():
            market, instead = await self._shown(symbol)
            ticker, now = await self._priced(self._source, market)
        stale = (now - ticker.time).total_seconds() > self.stale_after(ticker)
        return ticker, self._provenance(as_of=ticker.time, asked_at=now, stale=stale, spot_instead=instead)

    async def tickers(self, symbols: Sequence[str]) -> Mapping[str, Ticker]:
        """The newest price of each of ``symbols``, which are called as instruments are; without those that have none,
        or do not tell it now. An exchange is asked for all of them at once, where it can be. Of its past there are
        none: its candles tell that."""
        if not symbols or self._past_of_an_exchange:
            return {}
        async with self.in_time():
            told = await self._source.tickers(
                symbols, now=self._venue_clock.now() if self._cache else self._looked_at()
            )
        latest = to_ms(self._looked_at()) + AHEAD_SECONDS * 1000
        return {symbol: ticker for symbol, ticker in told.items() if to_ms(ticker.time) <= latest}

    def origin_of(self, tickers: Sequence[Ticker]) -> Provenance | None:
        """Where these prices come from, as of the oldest, and stale where any is; ``None`` of none."""
        if not tickers:
            return None
        now = self._looked_at()
        stale = any((now - each.time).total_seconds() > self.stale_after(each) for each in tickers)
        return self._provenance(as_of=min(each.time for each in tickers), asked_at=now, stale=stale)

    async def margin_terms(self, symbol: str) -> MarketTerms:
        """What the venue says of the linear perpetual of this market; nothing where that cannot be had."""
        try:
            async with self.in_time():
                market = (await self._symbols()).resolve(symbol)
                return await self._source.terms(perpetual_of(market.base, market.quote))
        except (ExchangeUnavailable, UnknownSymbol):
            return NO_TERMS

    async def instrument(self, symbol: str, *, perpetual: bool = False) -> Instrument:
        """The terms of the market ``symbol``, or of its linear perpetual where that is asked for or named
        (``BTC/USDT:USDT``). The candles and the price of a perpetual are asked for by the instrument's symbol.

        Raises:
            UnknownSymbol: it is not listed, or has no perpetual.
            InvalidRequest: what is said of its terms cannot be read.
        """
        async with self.in_time():
            traded = await self._traded(symbol, perpetual=perpetual)
            return instrument_of(traded, await self._terms_of(traded))

    @property
    def ticks(self) -> bool:
        """Whether there are prices between the closes of the finest bars. A replay has none."""
        return self._source.name != "replay"

    async def price_at_the_click(self, symbol: str) -> Ticker:
        """The newest price, asked of the venue now and of no cache; ``symbol`` is an instrument's. How old it may be is
        told by ``stale_after``. Of the past of an exchange it is the close of an hour.

        Raises:
            TooFewBars: the source knows no price at this time.
        """
        async with self.in_time():
            traded = await self._traded(symbol)
            if self._cache is None or not self._past:
                return (await self._priced(self._venue, traded))[0]
            hour = TIMEFRAMES["1h"]
            closed = (await self._fetched(traded, hour, 1, self._looked_at())).candles
            if not len(closed):
                raise TooFewBars(symbol=traded, timeframe=hour.name, have=0, need=1)
            return last_day(closed, hour)

    async def bars_since(self, symbol: str, since: datetime) -> Candles:
        """The finest closed bars of the instrument ``symbol`` that opened at ``since`` or later, oldest first; maybe
        none.

        A long time comes in parts: whoever wants all asks again, from the close of the last one on, until there is
        none.
        """
        async with self.in_time():
            traded, now = await self._traded(symbol), self._looked_at()
            finest, until = await self._source.finest(traded, since=since, until=now)

            async def newest(timeframe: Timeframe, bars: int, end: int) -> Candles:
                return (await self._fetched(traded, timeframe, bars, from_ms(end), copied=False)).candles

            most = MOST_BARS[self._source.name]
            return await bars_since(newest, traded, finest, to_ms(since), to_ms(until), most)

    async def funding(self, symbol: str, since: datetime) -> tuple[FundingRate, ...]:
        """The funding settlements of the perpetual ``symbol`` after ``since``, up to now; of a spot market none.

        Where the source tells none the usual rate is assumed; of an exchange only once it has had the time to tell, so
        that one settled a moment ago may come later.
        """
        async with self.in_time():
            traded, now = await self._traded(symbol), self._looked_at()
            begun = to_ms(now) // HOUR * HOUR
            if kind_of(traded) == "spot" or (self._cache is not None and begun <= to_ms(since)):
                return ()  # exchanges settle on the hour
            hours = instrument_of(traded, await self._terms_of(traded)).funding_hours
            before = since - timedelta(hours=2 * hours)
            known = await self._source.funding(traded, since=before, until=now)
            written = to_ms(now) - FUNDED_SECONDS[self._source.name] * 1000
            return settlements(known, hours, to_ms(since), to_ms(now), written)

    async def funding_ahead(self, symbol: str) -> FundingAhead | None:
        """What is expected of the next settlement of the perpetual ``symbol``; ``None``: nobody tells, or told it
        then. It is waited for only so long (``BOOK_SECONDS``)."""
        async with self.in_time(BOOK_SECONDS):
            traded = await self._traded(symbol)
            if kind_of(traded) == "spot" or self._past_of_an_exchange:
                return None
            return await self._source.funding_ahead(traded, now=self._looked_at())

    async def order_book(self, symbol: str) -> OrderBook | None:
        """What rests at the market ``symbol``; ``None``: nobody tells, or told it then. It is waited for only so long
        (``BOOK_SECONDS``).

        Raises:
            TooFewBars: the source knows no price at this time.
        """
        async with self.in_time(BOOK_SECONDS):
            market, _ = await self._shown(symbol)
            if self._past_of_an_exchange:
                return None
            return await self._source.order_book(market, now=self._looked_at())

    @property
    def _past_of_an_exchange(self) -> bool:
        """Whether it is looked at a time of which an exchange tells nothing but candles."""
        behind = (self._venue_clock.now() - self._clock.now()).total_seconds()
        return self._cache is not None and behind > AHEAD_SECONDS

    async def liquidity(self, symbol: str) -> Liquidity:
        """How much of the instrument ``symbol`` was traded of late, and how far it moves, by its closed candles."""
        async with self.in_time():
            traded, now = await self._traded(symbol), self._looked_at()
            for timeframe in LOOKED_AT:
                try:
                    fetched = await self._fetched(traded, TIMEFRAMES[timeframe], bars_looked_at(timeframe), now)
                except UnknownTimeframe:
                    continue
                return liquidity_of(fetched.candles, to_ms(now))
            return NO_LIQUIDITY

    async def snapshot(self, symbol: str, timeframe: str, bars: int, *, need: int = 1) -> Snapshot:
        """Candles and the newest price at once. The provenance is that of the candles, as of the price, and stale where
        that is. Where the candles are stale the price is their last close: two times are not mixed into one answer.

        Raises:
            TooFewBars: there are fewer than ``need`` candles, which is at least 1.
        """
        (candles, provenance), told = await asyncio.gather(
            self.candles(symbol, timeframe, bars, need=need), self._ticker_if_any(symbol)
        )
        if told is None or told[0].time < provenance.as_of or provenance.stale:
            return Snapshot(candles, float(candles.close[-1]), None, provenance)
        ticker, of_ticker = told
        names = ("as_of", "asked_at", "stale", "clock_ahead")
        both = {name: getattr(of_ticker, name) for name in names}
        return Snapshot(candles, ticker.last, ticker, provenance.model_copy(update=both))

    async def health(self) -> Health:
        """Whether the venue answers: it is asked for a price, past what is kept of it."""
        try:
            async with self.in_time():
                listed = await self._source.markets()
                if self._cache is not None and listed:
                    likely = next((each for each in listed if each.symbol in LIQUID), listed[0])
                    await self._venue.ticker(likely.symbol, now=self._clock.now())
        except ExchangeUnavailable as error:
            return Health(ok=False, detail=f"{error.venue}: {error.reason}")
        ahead = clock_ahead(self._venue)
        wrong = "" if ahead is None else f"; {clock_told(ahead, self._venue.venue)}"
        return Health(ok=True, detail=f"{len(listed)} markets{wrong}")

    async def close(self) -> None:
        """Finish what is being written. The source is closed by whoever opened it."""
        if self._cache is not None:
            await self._cache.written()

    def _looked_at(self) -> datetime:
        """The time by the venue's clock where ours goes wrong: it says when a bar is over."""
        ahead = None if self._past or not isinstance(self._clock, WallClock) else clock_ahead(self._venue)
        return self._clock.now() - timedelta(seconds=ahead or 0)

    async def _ticker_if_any(self, symbol: str) -> tuple[Ticker, Provenance] | None:
        try:
            return await self.ticker(symbol)
        except (Unavailable, NotEnoughData):
            return None

    async def _fetched(
        self, symbol: str, timeframe: Timeframe, bars: int, until: datetime, *, copied: bool = True
    ) -> Fetched:
        if self._cache is None:
            return await self._source.candles(symbol, timeframe.name, bars=bars, until=until)
        return await self._cache.candles(
            symbol, timeframe.name, bars=bars, until=until, copied=copied and not self._past
        )

    async def _priced(self, source: MarketSource, symbol: str) -> tuple[Ticker, datetime]:
        """The newest price that ``source`` tells, and the time of asking."""
        now = self._looked_at()
        told = now if self._cache is None else self._venue_clock.now()  # an exchange knows no price but the newest
        ticker = await source.ticker(symbol, now=told)
        now = min(now, self._looked_at())
        if (ticker.time - now).total_seconds() > AHEAD_SECONDS:  # a pinned clock must not see what came later
            raise TooFewBars(symbol=symbol, timeframe="1m", have=0, need=1)
        return ticker, now

    async def _shown(self, symbol: str) -> tuple[str, bool]:
        """The market that is shown of ``symbol``, and whether it is the spot market though the perpetual is meant: an
        exchange's own is shown where it is named by its symbol, ``BTC/USDT:USDT``."""
        try:
            market = (await self._symbols()).resolve(symbol)
        except UnknownSymbol:
            if self._cache is None or pair_of(symbol.strip()) is None:
                raise
            return await self._traded(symbol), False
        instead = spot_instead(symbol, market)
        perpetual = perpetual_of(market.base, market.quote)
        if instead and self._cache is not None and symbol.strip().upper() == perpetual.upper():
            with suppress(UnknownSymbol, ExchangeUnavailable):
                await self._source.terms(perpetual)
                return perpetual, False
        return market.symbol, instead

    async def _traded(self, symbol: str, *, perpetual: bool = False) -> str:
        """The symbol of the instrument that ``symbol`` means."""
        try:
            market = (await self._symbols()).resolve(symbol)
        except UnknownSymbol:
            if pair_of(symbol.strip()) is None:
                raise
            return symbol.strip()  # an exchange may list a perpetual of what it has no spot market of
        linear = perpetual_of(market.base, market.quote)
        settled = settled_in(symbol)
        if market.kind == "dated" or (market.kind == "perpetual" and market.symbol != linear):
            raise self._no_instrument(symbol)
        if settled is not None and settled != squeeze(market.quote):
            raise self._no_instrument(symbol)
        if market.kind == "spot" and not perpetual and not spot_instead(symbol, market):
            return market.symbol
        return linear

    async def _terms_of(self, traded: str) -> MarketTerms:
        try:
            return await self._source.terms(traded)
        except UnknownSymbol:
            raise self._no_instrument(traded) from None

    def _no_instrument(self, symbol: str) -> UnknownSymbol:
        near = [each for each in self._index.near(symbol) if ":" not in each or (pair_of(each) and each != symbol)]
        return UnknownSymbol(
            symbol=symbol, venue=self._source.venue, close_matches=tuple(near), source=self._source.name
        )

    async def _symbols(self) -> SymbolIndex:
        markets = await self._source.markets()
        if markets != self._indexed:
            self._index, self._indexed = SymbolIndex(markets, self._source.venue, self._source.name), markets
        return self._index

    def _provenance(
        self,
        *,
        as_of: datetime,
        asked_at: datetime,
        stale: bool,
        **told: Any,
    ) -> Provenance:
        return Provenance(
            source=self._source.name,
            venue=self._source.venue,
            as_of=as_of,
            asked_at=asked_at,
            stale=stale,
            clock_ahead=None if self._past else clock_ahead(self._venue),
            **told,
        )

    @asynccontextmanager
    async def in_time(self, seconds: float | None = None) -> AsyncIterator[None]:
        """Wait for the market in this block no longer than so many ``seconds``, or than for any answer of it.

        Raises:
            ExchangeUnavailable: it took longer.
        """
        try:
            async with asyncio.timeout(self._patience if seconds is None else seconds):
                yield
        except TimeoutError as error:
            raise ExchangeUnavailable(venue=self._source.venue, reason="timeout") from error
