"""An exchange's public data, by ccxt. No key is used, and none is asked for."""

import asyncio
import math
from collections.abc import Awaitable, Callable, Collection, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, TypeVar

import numpy as np

from analytics.position import MarginTier
from services.core.cache import Cache
from services.core.errors import DeskError, ExchangeUnavailable, InvalidRequest, UnknownSymbol, UnknownTimeframe
from services.market.aggregate import as_read, built
from services.market.candles import Floats, SourceName
from services.market.source import NO_TERMS, Fetched, MarginTerms, Market, Ticker
from services.market.timeframes import DAY, TIMEFRAMES, Timeframe, from_ms, parse_timeframe, to_ms
from services.market.validate import COLUMNS, in_ms, to_candles
from services.market.venue import PERPETUALS, open_venue, venue_errors
from services.market.venue_clock import AHEAD_TOLD, VenueClock

DEFAULT_EXCHANGE: Final = "bitget"
CALL_SECONDS: Final = 10.0
"""How long one call may take in all, however many requests it makes."""
PAGE: Final = 1_000
"""Bars asked for at a time. An exchange that gives fewer is asked again for those before."""
LEAST_PAGE: Final = 100
"""Bars that every exchange gives at a time."""
COARSER: Final = 60
"""How many bars one of the next coarser timeframe holds at most, when it is looked for what was before a halt."""
WRITTEN_MS: Final = 60_000
"""After so long an exchange has written the last bar of a time, or writes none."""
LISTED_SECONDS: Final = 3_600.0
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

T = TypeVar("T")


class LiveSource:
    """Spot markets of the exchange that ccxt calls ``exchange``.

    With ``base_url`` that is asked instead of the exchange's own hosts. ccxt is imported at the first use, off the
    event loop. Every call ends within ``timeout`` seconds.
    """

    name: SourceName = "live"

    def __init__(
        self, exchange: str = DEFAULT_EXCHANGE, *, base_url: str | None = None, timeout: float = CALL_SECONDS
    ) -> None:
        self.venue = exchange
        self._base_url = base_url
        self._timeout = timeout
        self._venues: Cache[None, Any] = Cache(1)
        self._perpetuals: Cache[None, Any] = Cache(1)
        self._loads: Cache[None, Mapping[str, Any]] = Cache(1)
        self._native: frozenset[str] = SAME_EVERYWHERE
        self._clock = VenueClock()
        self._looking: asyncio.Task[None] | None = None

    @property
    def timeframes(self) -> tuple[str, ...]:
        """Those of the exchange and those that can be built from them; before the first call, all there are."""
        return tuple(name for name in TIMEFRAMES if self._carrier(TIMEFRAMES[name]) is not None)

    @property
    def clock_ahead(self) -> float | None:
        """Seconds by which the machine's clock goes before the exchange's; ``None`` where they agree, or that is not
        known."""
        ahead = self._clock.ahead
        return None if ahead is None or abs(ahead) < AHEAD_TOLD else ahead

    async def markets(self) -> tuple[Market, ...]:
        """The active spot markets, in the exchange's own order."""
        return await self._bounded(self._list)

    async def candles(self, symbol: str, timeframe: str, *, bars: int, until: datetime) -> Fetched:
        """The newest ``bars`` candles that had closed by ``until``; the one still forming is left out."""
        return await self._bounded(lambda venue: self._candles(venue, symbol, parse_timeframe(timeframe), bars, until))

    async def ticker(self, symbol: str, *, now: datetime) -> Ticker:
        """The exchange's newest price with its own 24 hours; ``now`` is its time where the exchange gives none."""
        return await self._bounded(lambda venue: self._ticker(venue, symbol, now))

    async def margin_terms(self, symbol: str) -> MarginTerms:
        """Those of the exchange's perpetual. Its perpetuals are listed at the first call."""
        return await self._bounded(lambda venue: self._terms(venue, symbol), of=self._perpetual_venue)

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
        opened = (self._venues, self._open), (self._perpetuals, self._open_perpetuals)
        self._venues, self._perpetuals = Cache(1), Cache(1)
        for venues, opening in opened:
            if len(venues):
                venue = await venues.get(None, opening, math.inf)
                await venue.close()

    async def _open(self) -> Any:
        try:
            venue = await asyncio.to_thread(open_venue, self.venue, self._base_url, self._clock.hear)
        except LookupError as error:
            told = f"exchange: there is no exchange {self.venue!r}; name one as ccxt does, such as bitget or kraken"
            raise InvalidRequest(problems=(told,)) from error
        native = frozenset(venue.timeframes)
        own = (venue.options.get("fetchOHLCV") or {}).get("timeframes")
        if isinstance(own, dict) and "spot" in own:
            native &= frozenset(own["spot"])
        self._native = native & SAME_EVERYWHERE
        return venue

    async def _spot_venue(self) -> Any:
        return await self._venues.get(None, self._open, math.inf)

    async def _perpetual_venue(self) -> Any:
        return await self._perpetuals.get(None, self._open_perpetuals, math.inf)

    async def _open_perpetuals(self) -> Any:
        return await asyncio.to_thread(open_venue, self.venue, self._base_url, self._clock.hear, PERPETUALS)

    async def _bounded(self, call: Callable[[Any], Awaitable[T]], of: Callable[[], Awaitable[Any]] | None = None) -> T:
        """What ``call`` gives, its failures told in our words."""
        try:
            async with asyncio.timeout(self._timeout):
                venue = await (self._spot_venue if of is None else of)()
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
                price_decimals=_decimals(market["precision"].get("price")),
            )
            for market in listed.values()
            if market["spot"] and market["active"] is not False
        )
        if not markets:
            raise self._unavailable("refused")
        return markets

    async def _load(self, venue: Any) -> Mapping[str, Any]:
        """ccxt's own list of markets, without which it reads nothing else."""
        return await self._loads.get(None, lambda: venue.load_markets(bool(venue.markets)), LISTED_SECONDS)

    async def _known(self, venue: Any, symbol: str) -> None:
        if symbol not in await self._load(venue):
            raise UnknownSymbol(symbol=symbol, venue=self.venue)

    async def _candles(self, venue: Any, symbol: str, wanted: Timeframe, bars: int, until: datetime) -> Fetched:
        carrier = self._carrier(wanted)
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
        told = await venue.fetch_ticker(symbol)
        last = _price(told["last"])
        if last is None:
            raise self._unavailable("refused")
        volume = told["baseVolume"]
        return Ticker(
            symbol=symbol,
            time=now if told["timestamp"] is None else from_ms(told["timestamp"]),
            last=last,
            open_24h=_price(told["open"]),
            high_24h=_price(told["high"]),
            low_24h=_price(told["low"]),
            volume_24h=float(volume) if volume is not None and math.isfinite(volume) and volume >= 0 else None,
        )

    async def _terms(self, venue: Any, symbol: str) -> MarginTerms:
        listed = venue.markets or await venue.load_markets()
        base, _, quote = symbol.partition(":")[0].partition("/")
        market = listed.get(f"{base}/{quote}:{quote}")
        if market is None:
            return NO_TERMS
        told = []
        if venue.has.get("fetchMarketLeverageTiers") is True:
            told = await venue.fetch_market_leverage_tiers(market["symbol"])
        return MarginTerms(taker=_exact(market["taker"]), tiers=_tiers(told))

    def _carrier(self, wanted: Timeframe) -> Timeframe | None:
        """The exchange's timeframe that ``wanted`` is made of: itself, else the coarsest that divides it."""
        if wanted.name in self._native:
            return wanted
        finer = [TIMEFRAMES[name] for name in self._native if TIMEFRAMES[name].divides(wanted)]
        return max(finer, key=lambda timeframe: timeframe.ms, default=None)


def _reason(error: Exception) -> str:
    names = {ancestor.__name__ for ancestor in type(error).__mro__}
    return next((reason for name, reason in REASONS if name in names), "refused")


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


def _tiers(told: Any) -> tuple[MarginTier, ...]:
    """The tiers as the exchange lists them; none where one of them says no rate or no end."""
    found = [
        MarginTier(rate, upper, _exact(tier["maxLeverage"]))
        for tier in told
        if (rate := _exact(tier["maintenanceMarginRate"])) is not None
        and (upper := _exact(tier["maxNotional"])) is not None
    ]
    return tuple(sorted(found, key=lambda tier: tier.upper)) if len(found) == len(told) else ()


def _exact(value: Any) -> Decimal | None:
    """``value`` as a number not below zero, exact; ``None`` where it is none."""
    return Decimal(repr(value)) if value is not None and math.isfinite(value) and value >= 0 else None


def _decimals(tick: float | None) -> int | None:
    """How many decimals a price has that is written in steps of ``tick``."""
    return None if not tick or tick <= 0 else max(0, math.ceil(-math.log10(tick) - 1e-9))
