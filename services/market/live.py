"""An exchange's public data, by ccxt. No key is used, and none is asked for."""

import asyncio
import math
from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from time import monotonic
from typing import Any, Final, TypeVar

import numpy as np
import structlog

from services.core.cache import Cache
from services.core.errors import DeskError, ExchangeUnavailable, InvalidRequest, UnknownSymbol, UnknownTimeframe
from services.core.metrics import Called, unheard
from services.core.on_behalf import ask_under_way
from services.market.aggregate import as_read, built
from services.market.candles import Floats, SourceName
from services.market.ccxt_terms import SIGNIFICANT_DIGITS, decimals_of, exact, hours_in, terms_of, tiers_of
from services.market.one_by_one import one_by_one
from services.market.source import Fetched, FundingAhead, FundingRate, Market, OrderBook, Resting, Ticker
from services.market.symbols import settled_in
from services.market.terms import MarketTerms
from services.market.timeframes import DAY, HOUR, MINUTE, TIMEFRAMES, Timeframe, from_ms, parse_timeframe, to_ms
from services.market.validate import COLUMNS, in_ms, to_candles
from services.market.venue import PERPETUALS, SPOT, open_venue, venue_errors
from services.market.venue_clock import AHEAD_TOLD, VenueClock

DEFAULT_EXCHANGE: Final = "bitget"
CALL_SECONDS: Final = 10.0
"""How long one call may take in all, however many requests it makes."""
PAGE: Final = 1_000
"""Bars asked for at a time. An exchange that gives fewer is asked again for those before."""
LEAST_PAGE: Final = 100
"""Bars that every exchange gives at a time."""
NAMED: Final = 100
"""So many markets are asked for by name in one call; of more all that the exchange has are."""
IN_TURN_SECONDS: Final = 5.0
"""For so long prices are asked for one by one, of an exchange that does not tell all at once."""
COARSER: Final = 60
"""How many bars one of the next coarser timeframe holds at most, when it is looked for what was before a halt."""
WRITTEN_MS: Final = 60_000
"""After so long an exchange has written the last bar of a time, or writes none."""
LISTED_SECONDS: Final = 3_600.0
SETTLEMENTS: Final = 100
"""So many settlements every exchange gives at a time."""
SAME_EVERYWHERE: Final = frozenset(name for name, timeframe in TIMEFRAMES.items() if DAY % timeframe.ms == 0)
"""Timeframes whose bars open at the same times on every exchange. The others are built from these: Kraken's weeks, for
one, begin on Thursdays."""
REASONS: Final = (
    ("RequestTimeout", "timeout"),
    ("RateLimitExceeded", "rate limit"),
    ("DDoSProtection", "rate limit"),
    ("OnMaintenance", "maintenance"),
    ("NetworkError", "network"),
)
"""ccxt's errors and the reasons that they stand for, the narrower first. All others: the exchange refused."""
MISREAD: Final = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError)
"""What ccxt raises over an answer that is not of the form that it expects."""

KINDS: Final = (SPOT, PERPETUALS)

T = TypeVar("T")

log = structlog.get_logger(__name__)


class LiveSource:
    """Spot markets of the exchange that ccxt calls ``exchange``, and its linear perpetuals, which are not listed among
    them and are first looked for when one is asked for.

    With ``base_url`` that is asked instead of the exchange's own hosts. ccxt is imported at the first use, off the
    event loop. Every call ends within ``timeout`` seconds; ``called`` hears of each, by the reason where it failed.
    """

    name: SourceName = "live"

    def __init__(
        self,
        exchange: str = DEFAULT_EXCHANGE,
        *,
        base_url: str | None = None,
        timeout: float = CALL_SECONDS,
        called: Called = unheard,
    ) -> None:
        self.venue = exchange
        self._base_url = base_url
        self._timeout = timeout
        self._called = called
        self._venues: Cache[frozenset[str], Any] = Cache(len(KINDS))
        self._loads: Cache[Any, Mapping[str, Any]] = Cache(len(KINDS))
        self._native: dict[frozenset[str], frozenset[str]] = {}
        self._clock = VenueClock()
        self._looking: asyncio.Task[None] | None = None
        self._told: dict[str, float] = {}
        """When a price that was asked for with others was told last (s, monotonic)."""

    @property
    def timeframes(self) -> tuple[str, ...]:
        """Those of the exchange and those that can be built from them; before the first call, all there are."""
        return tuple(name for name in TIMEFRAMES if self._carrier(TIMEFRAMES[name], SPOT) is not None)

    @property
    def clock_ahead(self) -> float | None:
        """Seconds by which the machine's clock goes before the exchange's; ``None`` where they agree, or that is not
        known."""
        ahead = self._clock.ahead
        return None if ahead is None or abs(ahead) < AHEAD_TOLD else ahead

    async def markets(self) -> tuple[Market, ...]:
        """The active spot markets, in the exchange's own order."""
        return await self._bounded(SPOT, self._list)

    async def candles(self, symbol: str, timeframe: str, *, bars: int, until: datetime) -> Fetched:
        """The newest ``bars`` candles that had closed by ``until``; the one still forming is left out."""
        wanted = parse_timeframe(timeframe)
        return await self._bounded(_kinds(symbol), lambda venue: self._candles(venue, symbol, wanted, bars, until))

    async def ticker(self, symbol: str, *, now: datetime) -> Ticker:
        """The exchange's newest price with its own 24 hours; ``now`` is its time where the exchange gives none."""
        return await self._bounded(_kinds(symbol), lambda venue: self._ticker(venue, symbol, now))

    async def tickers(self, symbols: Sequence[str], *, now: datetime) -> Mapping[str, Ticker]:
        """All at once where the exchange can tell them so; else one by one, as many as come in a few seconds, those
        first that were not told for longest."""
        alike: dict[tuple[frozenset[str], str | None], list[str]] = defaultdict(list)
        for symbol in symbols:
            alike[_kinds(symbol), settled_in(symbol)].append(symbol)
        told = await asyncio.gather(
            *(self._bounded(kinds, partial(self._tickers, named, now)) for (kinds, _), named in alike.items()),
            return_exceptions=True,
        )
        found: dict[str, Ticker] = {}
        for one in told:
            if isinstance(one, dict):
                found.update(one)
        failures = [one for one in told if isinstance(one, BaseException)]
        if failures and not found:
            raise failures[0]
        return found

    async def terms(self, symbol: str) -> MarketTerms:
        """As the exchange lists the market; with a perpetual's tiers, and how often it is settled."""
        return await self._bounded(_kinds(symbol), lambda venue: self._terms(venue, symbol))

    async def finest(self, symbol: str, *, since: datetime, until: datetime) -> tuple[Timeframe, datetime]:
        """Minutes."""
        del symbol, since
        return TIMEFRAMES["1m"], until

    async def funding(self, symbol: str, *, since: datetime, until: datetime) -> tuple[FundingRate, ...]:
        """The exchange's own history; none where it tells none."""
        return await self._bounded(_kinds(symbol), lambda venue: self._funding(venue, symbol, since, until))

    async def funding_ahead(self, symbol: str, *, now: datetime) -> FundingAhead | None:
        """The rate that the exchange tells for the next settlement, where it tells one."""
        del now
        return await self._bounded(_kinds(symbol), lambda venue: self._funding_ahead(venue, symbol))

    async def order_book(self, symbol: str, *, now: datetime) -> OrderBook | None:
        """As many levels as the exchange gives unasked; ``now`` is its time where the exchange gives none."""
        return await self._bounded(_kinds(symbol), lambda venue: self._order_book(venue, symbol, now))

    async def reachable(self, within: float = 2.0) -> bool:
        """Whether the exchange answers a call within so many seconds."""
        try:
            async with asyncio.timeout(within):
                await self.markets()
        except (DeskError, TimeoutError):
            return False
        return True

    async def close(self) -> None:
        """Close the connections, if any were opened."""
        if self._looking is not None:
            self._looking.cancel()
        opened, self._venues = self._venues, Cache(len(KINDS))
        for kinds in list(self._native):
            venue = await opened.get(kinds, partial(self._open, kinds), math.inf)
            await venue.close()
        self._native.clear()

    async def _open(self, kinds: frozenset[str]) -> Any:
        """The exchange for its markets of these ``kinds``."""
        try:
            venue = await asyncio.to_thread(open_venue, self.venue, self._base_url, self._clock.hear, kinds)
        except LookupError as error:
            told = f"exchange: there is no exchange {self.venue!r}; name one as ccxt does, such as bitget or kraken"
            raise InvalidRequest(problems=(told,)) from error
        native = frozenset(venue.timeframes)
        own = (venue.options.get("fetchOHLCV") or {}).get("timeframes")
        if isinstance(own, dict):
            for kind in kinds & own.keys():
                native &= frozenset(own[kind])
        self._native[kinds] = native & SAME_EVERYWHERE
        return venue

    async def _bounded(self, kinds: frozenset[str], call: Callable[[Any], Awaitable[T]]) -> T:
        """What ``call`` gives of the exchange's markets of these ``kinds``, its failures told in our words."""
        begun, outcome = monotonic(), "answered"
        try:
            return await self._worded(kinds, call)
        except ExchangeUnavailable as error:
            outcome = error.reason
            if ask_under_way():  # what looks by itself looks again in a second, and tells of a silence in its own way
                log.info("exchange does not answer", venue=self.venue, why=outcome)
            raise
        finally:
            self._called(outcome, monotonic() - begun)

    async def _worded(self, kinds: frozenset[str], call: Callable[[Any], Awaitable[T]]) -> T:
        try:
            async with asyncio.timeout(self._timeout):
                venue = await self._venues.get(kinds, lambda: self._open(kinds), math.inf)
                if self._clock.due and (self._looking is None or self._looking.done()):
                    self._looking = asyncio.create_task(self._clock.look(venue))
                return await call(venue)
        except TimeoutError as error:
            raise self._unavailable("timeout") from error
        except DeskError:
            raise
        except MISREAD as error:
            raise self._unavailable("refused") from error
        except venue_errors() as error:
            raise self._unavailable(_reason(error)) from error

    def _unavailable(self, reason: str) -> ExchangeUnavailable:
        return ExchangeUnavailable(venue=self.venue, reason=reason)

    async def _list(self, venue: Any) -> tuple[Market, ...]:
        listed = await self._load(venue)
        markets = tuple(
            Market(
                symbol=market["symbol"],
                base=market["base"],
                quote=market["quote"],
                price_decimals=decimals_of(market, venue.precisionMode),
            )
            for market in listed.values()
            if market["spot"] and market["active"] is not False
        )
        if not markets:
            raise self._unavailable("refused")
        return markets

    async def _load(self, venue: Any) -> Mapping[str, Any]:
        """ccxt's own list of markets, without which it reads nothing else."""
        return await self._loads.get(venue, lambda: venue.load_markets(bool(venue.markets)), LISTED_SECONDS)

    async def _known(self, venue: Any, symbol: str) -> Mapping[str, Any]:
        """What ccxt knows of the market."""
        market = (await self._load(venue)).get(symbol)
        if market is None:
            raise UnknownSymbol(symbol=symbol, venue=self.venue)
        known: Mapping[str, Any] = market
        return known

    async def _candles(self, venue: Any, symbol: str, wanted: Timeframe, bars: int, until: datetime) -> Fetched:
        carrier = self._carrier(wanted, _kinds(symbol))
        if carrier is None:
            raise UnknownTimeframe(timeframe=wanted.name, known=self.timeframes)
        await self._known(venue, symbol)
        instant = to_ms(until)
        rows = await self._pages(venue, symbol, carrier, wanted, bars, instant)
        read = to_candles(symbol, carrier, rows, lambda _row: self.venue)
        told = self._clock.now()  # a bar that still forms by the exchange's own clock has not closed
        instant = instant if told is None else min(instant, told)
        if carrier == wanted:
            fetched = Fetched(candles=read.candles.closed_by(instant))
        else:
            fetched = built(read.candles, read.timeframe, wanted, until=instant, settled=instant - WRITTEN_MS)
        return as_read(fetched, read, bars, instant)

    async def _pages(
        self, venue: Any, symbol: str, timeframe: Timeframe, wanted: Timeframe, bars: int, end: int
    ) -> Floats:
        """Rows of the bars that opened before ``end`` (UTC ms), oldest first, shape (n, 6): as many as make ``bars`` of
        ``wanted``, where there are as many.

        The newest page is asked for first, then those before it: exchanges agree on what the newest bars before a time
        are, while from a time on some leave out what does not fit. Some give the bars of a span of time, of which
        there are none while a market is halted: an empty page is not the end.
        """
        rows: dict[int, list[float]] = {}
        timeless: list[list[float]] = []
        start, oldest = wanted.open_of(end) - (bars + 1) * wanted.ms, end
        for _ in range(8 + (bars + 1) * wanted.ms // timeframe.ms // LEAST_PAGE):
            count = min(PAGE, max(LEAST_PAGE, (oldest - start) // timeframe.ms + 1))
            table = await self._page(venue, symbol, timeframe, count, oldest)
            before = {int(row[0]): row for row in table if row[0] < oldest}
            timeless += [row for row in table if math.isnan(row[0])]
            rows.update(before)
            earlier = min(before) if before else await self._before_halt(venue, symbol, timeframe, oldest)
            if earlier is None or _closed(rows, timeframe, wanted, end) >= bars:
                break
            oldest = earlier
        kept = [*timeless, *(rows[time] for time in sorted(rows))]
        return np.array(kept, dtype=np.float64).reshape(-1, COLUMNS)

    async def _page(self, venue: Any, symbol: str, timeframe: Timeframe, count: int, end: int) -> list[list[float]]:
        """The newest ``count`` rows before ``end``, or as many as the exchange gives, their times in ms."""
        page = await venue.fetch_ohlcv(symbol, timeframe.name, None, count, {"until": end})
        rows = np.array([_row(row) for row in page], dtype=np.float64).reshape(-1, COLUMNS)
        rows[:, 0] = in_ms(rows[:, 0])
        return rows.tolist()

    async def _before_halt(self, venue: Any, symbol: str, timeframe: Timeframe, oldest: int) -> int | None:
        """When the last bar before ``oldest`` closed (UTC ms), told by coarser ones, whose pages reach further back;
        ``None`` where there is none, or the exchange has no such bars to tell it by."""
        length = timeframe.ms
        while True:
            coarser = [TIMEFRAMES[name] for name in venue.timeframes if name in TIMEFRAMES]
            coarser = [one for one in coarser if length < one.ms <= COARSER * length]
            if not coarser:
                return None
            length = (longest := max(coarser, key=lambda one: one.ms)).ms
            try:
                page = await self._page(venue, symbol, longest, LEAST_PAGE, oldest)
            except venue_errors():
                return None
            if before := [end for row in page if (end := row[0] + length) <= oldest]:
                return int(max(before))

    async def _ticker(self, venue: Any, symbol: str, now: datetime) -> Ticker:
        await self._known(venue, symbol)
        ticker = _ticker_of(symbol, await venue.fetch_ticker(symbol), now)
        if ticker is None:
            raise self._unavailable("refused")
        return ticker

    async def _tickers(self, symbols: Sequence[str], now: datetime, venue: Any) -> dict[str, Ticker]:
        """Those of ``symbols``, markets of one kind, that are listed and have a price."""
        listed = await self._load(venue)
        known = [symbol for symbol in symbols if symbol in listed]
        if not known:
            return {}
        if venue.has.get("fetchTickers") is not True:
            known.sort(key=lambda symbol: self._told.get(symbol, 0.0))
            one = await one_by_one(lambda symbol: self._ticker(venue, symbol, now), known, IN_TURN_SECONDS)
            self._told.update(dict.fromkeys(one, monotonic()))
            return one
        every = _kinds(known[0]) == SPOT and len(known) > NAMED
        told = await venue.fetch_tickers(None if every else known)
        read = (_ticker_of(symbol, told[symbol], now) for symbol in known if symbol in told)
        return {ticker.symbol: ticker for ticker in read if ticker is not None}

    async def _terms(self, venue: Any, symbol: str) -> MarketTerms:
        market = await self._known(venue, symbol)
        if market.get("active") is False or market.get("inverse"):
            raise UnknownSymbol(symbol=symbol, venue=self.venue)
        price = None
        if venue.precisionMode == SIGNIFICANT_DIGITS:
            price = exact((await venue.fetch_ticker(symbol))["last"])
        terms, _unread = terms_of(market, venue.precisionMode, price)
        if not market.get("contract"):
            return terms
        told: dict[str, Any] = {}
        if venue.has.get("fetchMarketLeverageTiers") is True:
            told["tiers"] = tiers_of(await venue.fetch_market_leverage_tiers(symbol))
        if terms.funding_hours is None and venue.has.get("fetchFundingInterval") is True:
            told["funding_hours"] = hours_in((await venue.fetch_funding_interval(symbol))["interval"])
        return terms.model_copy(update=told)

    async def _funding(self, venue: Any, symbol: str, since: datetime, until: datetime) -> tuple[FundingRate, ...]:
        await self._known(venue, symbol)
        if venue.has.get("fetchFundingRateHistory") is not True:
            return ()
        start, pages = to_ms(since), to_ms(until) - to_ms(since) > SETTLEMENTS * HOUR
        limit, more = (None, {"paginate": True}) if pages else (SETTLEMENTS, {})
        told = await venue.fetch_funding_rate_history(symbol, start, limit, more)
        found = {
            round(row["timestamp"] / MINUTE) * MINUTE: rate
            for row in told
            if row["timestamp"] is not None and (rate := exact(row["fundingRate"])) is not None
        }
        return tuple(
            FundingRate(time=from_ms(time), rate=found[time]) for time in sorted(found) if time <= to_ms(until)
        )

    async def _funding_ahead(self, venue: Any, symbol: str) -> FundingAhead | None:
        await self._known(venue, symbol)
        if venue.has.get("fetchFundingRate") is not True:
            return None
        told = await venue.fetch_funding_rate(symbol)
        later = exact(told.get("nextFundingRate"))
        rate = exact(told["fundingRate"]) if later is None else later
        time = told.get("fundingTimestamp" if later is None else "nextFundingTimestamp")
        return None if rate is None else FundingAhead(time=None if time is None else from_ms(time), rate=rate)

    async def _order_book(self, venue: Any, symbol: str, now: datetime) -> OrderBook | None:
        await self._known(venue, symbol)
        if venue.has.get("fetchOrderBook") is not True:
            return None
        told = await venue.fetch_order_book(symbol)
        time = told.get("timestamp")
        return OrderBook(
            symbol=symbol,
            time=now if time is None else from_ms(time),
            bids=tuple(sorted(_levels(told["bids"]), key=lambda level: -level.price)),
            asks=tuple(sorted(_levels(told["asks"]), key=lambda level: level.price)),
        )

    def _carrier(self, wanted: Timeframe, kinds: frozenset[str]) -> Timeframe | None:
        """The exchange's timeframe that ``wanted`` is made of: itself, else the coarsest that divides it."""
        native = self._native.get(kinds, SAME_EVERYWHERE)
        if wanted.name in native:
            return wanted
        finer = [TIMEFRAMES[name] for name in native if TIMEFRAMES[name].divides(wanted)]
        return max(finer, key=lambda timeframe: timeframe.ms, default=None)


def _kinds(symbol: str) -> frozenset[str]:
    """What kinds of market ``symbol`` is listed among."""
    return PERPETUALS if ":" in symbol else SPOT


def _ticker_of(symbol: str, told: Mapping[str, Any], now: datetime) -> Ticker | None:
    """What ccxt made of a price; ``None`` where there is none. ``now`` is its time where the exchange gives none."""
    last, volume = _price(told["last"]), told["baseVolume"]
    if last is None:
        return None
    return Ticker(
        symbol=symbol,
        time=now if told["timestamp"] is None else from_ms(told["timestamp"]),
        last=last,
        open_24h=_price(told["open"]),
        high_24h=_price(told["high"]),
        low_24h=_price(told["low"]),
        volume_24h=float(volume) if volume is not None and math.isfinite(volume) and volume >= 0 else None,
    )


def _reason(error: Exception) -> str:
    names = {ancestor.__name__ for ancestor in type(error).__mro__}
    return next((reason for name, reason in REASONS if name in names), "refused")


def _levels(rows: Any) -> Iterator[Resting]:
    """Those of ``rows`` that are a price and a size."""
    for row in rows:
        price, size = _price(row[0]), _price(row[1])
        if price is not None and size is not None:
            yield Resting(price=price, size=size)


def _row(row: Any) -> list[float]:
    """``row`` as six numbers, nan for what is none."""
    values = list(row) if isinstance(row, list | tuple) else []
    return [_number(value) for value in values] if len(values) == COLUMNS else [math.nan] * COLUMNS


def _number(value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        return math.nan


def _closed(rows: Collection[int], timeframe: Timeframe, wanted: Timeframe, end: int) -> int:
    """How many bars of ``wanted`` the bars of ``timeframe`` that opened at ``rows`` make by ``end``. The first is not
    counted where its beginning is not among them."""
    opens = set(rows) if timeframe == wanted else {wanted.open_of(time) for time in rows}
    closed = sum(time + wanted.ms <= end for time in opens)
    return closed - (timeframe != wanted and min(opens, default=0) not in rows)


def _price(value: Any) -> float | None:
    """``value`` as a price; ``None`` where it is none."""
    return float(value) if value is not None and math.isfinite(value) and value > 0 else None
