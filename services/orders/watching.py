"""Which accounts the market may have moved: these are brought up to date, second by second, and no others.

A look at each market serves all accounts. One that is waiting for prices which were not reached is left alone.
"""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from time import monotonic
from typing import Final

import structlog

from analytics.trading.account import Account
from analytics.trading.instrument import kind_of
from analytics.trading.matching import liquidation_of, wake_prices
from services.accounts.books import Books
from services.core.clock import Clock, SteppedClock, human
from services.core.errors import (
    DeskError,
    HeldElsewhere,
    JournalBroken,
    NotEnoughData,
    StoreUnavailable,
    Unavailable,
    UnknownSymbol,
)
from services.market.timeframes import DAY, HOUR, MINUTE, from_ms, to_ms
from services.market.view import MarketView
from services.orders.brakes import Brakes
from services.orders.paper import PATIENCE, PaperExchange
from services.words.numbers import exact

EVERY_SECONDS: Final = 1.0
"""Between two looks at the market, of this machine's time."""
BROKEN_SECONDS: Final = 300.0
"""For so long an account whose journal is broken is not read again, of this machine's time."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Watch:
    """Nothing happens in an account with so many ``records`` before ``due`` (UTC ms), while the price of each symbol
    stays within its band (see ``wake_prices``)."""

    records: int
    due: int
    bands: Mapping[str, tuple[Decimal | None, Decimal | None]]


@dataclass(frozen=True, slots=True)
class _Span:
    """From ``begin`` to ``end`` (UTC ms) the price of ``symbol`` was between these two; ``None``: nothing was seen."""

    symbol: str
    begin: int
    end: int
    low: Decimal | None
    high: Decimal | None

    def reaches(self, lower: Decimal | None, higher: Decimal | None) -> bool:
        """Whether it left the band."""
        if self.low is None or self.high is None:
            return False
        return (lower is not None and self.low <= lower) or (higher is not None and self.high >= higher)


class Watcher:
    """Has ``exchange`` bring accounts up to date, and ``brakes`` hold what a switch stops."""

    def __init__(self, books: Books, exchange: PaperExchange, brakes: Brakes, market: MarketView, clock: Clock) -> None:
        self._books = books
        self._exchange = exchange
        self._brakes = brakes
        self._market = market
        self._clock = clock
        self._stopped: Mapping[str, str] = {}
        """The switches that were on at the last step."""
        self._watches: dict[str, _Watch] = {}
        self._broken: dict[str, float] = {}
        """Account whose journal is broken → when it is looked at again."""
        self._spanned: dict[str, int] = {}
        """Symbol → up to when its bars were looked at for all accounts (UTC ms)."""
        self._spanning: dict[str, asyncio.Task[_Span | None]] = {}
        """Symbol → the look at it that is under way."""
        self._silent: frozenset[str] = frozenset()
        """The markets that did not answer in the last step."""
        self._stepped: float | None = None
        """When the last step had ended."""

    @property
    def age(self) -> float | None:
        """Seconds since all accounts were last brought up to date; ``None``: this process has not done so."""
        return None if self._stepped is None else monotonic() - self._stepped

    @property
    def broken(self) -> int:
        """How many accounts have a journal that is broken, and stand still."""
        return len(self._broken)

    async def step(self) -> None:
        """Bring every active account up to date that the market may have done something to since the last step. Those
        whose market does not answer are left until it does, and keep no other waiting."""
        active, stopped = await self._books.active(), await self._brakes.stopped()
        names = sorted({*active, *(await self._brakes.unanswered(stopped) if stopped else ())})
        known = self._watches if stopped == self._stopped else {}  # a switch changes what may happen in any of them
        self._stopped, self._watches = stopped, {name: known[name] for name in names if name in known}
        self._broken = {name: until for name, until in self._broken.items() if name in names}
        for name in names:
            await self._attend(name)
        spans = await self._spans()
        for name in names:
            watch = self._watches.get(name)
            if watch is None or self._is_quiet(name, watch, spans):
                continue
            answers = watch.bands.keys() <= spans.keys()
            if not (answers or stopped):
                continue
            try:
                async with self._books.writing(name, patience=0.0) as book:
                    if stopped:
                        await self._brakes.obey(book)
                    if answers:
                        await self._exchange.catch_up(book)
                        self._watches[name] = await self._watch(book.account)
                await asyncio.sleep(0)  # of a thousand in a row nothing may wait for anything
            except HeldElsewhere:
                continue
            except JournalBroken:
                self._leave(name)
            except DeskError as error:
                log.warning("an account cannot be brought up to date", account=name, error=str(error))

    async def run(self) -> None:
        """Do that again and again, until cancelled."""
        try:
            while True:
                with suppress(StoreUnavailable):
                    await self.step()
                    self._stepped = monotonic()
                await human(self._clock).sleep(EVERY_SECONDS)
        finally:
            for looking in self._spanning.values():
                looking.cancel()
            await asyncio.gather(*self._spanning.values(), return_exceptions=True)
            self._spanning.clear()
            self._stepped = None
            self._broken.clear()

    async def _attend(self, name: str) -> None:
        """Have the markets of the account ``name`` looked at, where it was not watched, or changed since."""
        watch, account = self._watches.get(name), self._books.held(name)
        if monotonic() < self._broken.get(name, 0.0):
            return
        if watch is not None and (account is None or account.records == watch.records):
            return
        try:
            account = account or await self._books.look(name)
        except JournalBroken:
            self._leave(name)
        except DeskError as error:
            log.warning("an account cannot be read", account=name, error=str(error))
        else:
            self._broken.pop(name, None)
            self._watches[name] = _Watch(account.records, 0, dict.fromkeys(account.symbols, (None, None)))

    def _leave(self, name: str) -> None:
        """Do not read the account again for a while, whose journal is broken."""
        self._broken[name] = monotonic() + BROKEN_SECONDS
        self._watches.pop(name, None)

    async def _watch(self, account: Account) -> _Watch:
        now = to_ms(self._clock.now())
        bands = {}
        for symbol in account.symbols:
            try:
                instrument = await self._market.instrument(symbol)
            except UnknownSymbol:  # it is listed no more: nothing happens there
                continue
            bands[symbol] = wake_prices(account, symbol, liquidation_of(account, instrument))
        borrowed = any(kind_of(symbol) == "perpetual" for symbol in account.positions)
        trails = any(each.order.type == "trailing_stop" for each in account.orders.values())
        every = HOUR if borrowed else DAY
        return _Watch(account.records, 0 if trails else now - now % every + every, bands)

    async def _spans(self) -> dict[str, _Span]:
        """What the price of each market that is watched reached since the last step; without those that do not answer
        in time, whose look goes on."""
        symbols = {symbol for watch in self._watches.values() for symbol in watch.bands}
        for symbol in sorted(symbols - self._spanning.keys()):
            self._spanning[symbol] = asyncio.create_task(self._span(symbol))
        if self._spanning:
            standing = isinstance(self._clock, SteppedClock)
            await asyncio.wait(self._spanning.values(), timeout=None if standing else PATIENCE)
        done = [self._spanning.pop(symbol) for symbol in list(self._spanning) if self._spanning[symbol].done()]
        spans = {span.symbol: span for task in done if (span := task.result()) is not None}
        silent = frozenset(symbols - spans.keys())
        for symbol in sorted(silent - self._silent):
            log.warning("a market does not answer, and nothing is matched there until it does", symbol=symbol)
        self._silent = silent
        return spans

    async def _span(self, symbol: str) -> _Span | None:
        """What the price of ``symbol`` reached since the last look; ``None``: it does not answer."""
        now = to_ms(self._clock.now())
        begin = self._spanned.pop(symbol, now - now % MINUTE)  # the bar that forms is seen whole once it has closed
        try:
            bars = await self._market.bars_since(symbol, from_ms(begin))
            reached = [*bars.low.tolist(), *bars.high.tolist()]
            if self._market.ticks:
                reached.append((await self._exchange.newest(symbol)).last)
        except UnknownSymbol:
            return _Span(symbol, begin, begin, None, None)
        except (NotEnoughData, Unavailable):
            return None
        end = self._spanned[symbol] = int(bars.time[-1]) + bars.bar_ms if len(bars) else begin
        return _Span(symbol, begin, end, min(map(exact, reached), default=None), max(map(exact, reached), default=None))

    def _is_quiet(self, name: str, watch: _Watch, spans: Mapping[str, _Span]) -> bool:
        """Whether nothing has happened in the account ``name`` since it was looked at last."""
        account = self._books.held(name)
        if account is None or account.records != watch.records or to_ms(self._clock.now()) >= watch.due:
            return False
        for symbol, (lower, higher) in watch.bands.items():
            span = spans.get(symbol)
            if span is None or not self._exchange.is_matched(name, symbol, span.begin) or span.reaches(lower, higher):
                return False
        for symbol in watch.bands:
            self._exchange.pass_over(name, symbol, spans[symbol].end)
        return True
