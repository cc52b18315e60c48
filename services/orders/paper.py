"""The paper exchange at work: brings accounts up to date with the market, bar by bar and tick by tick.

What it does to an account follows from the account and the market alone (analytics/trading/matching.py), and each bar's
records are written in one step: whoever is killed in between does the same again. In a market that its venue lists no
more nothing happens, and what is held of it is worth what it cost.
"""

import asyncio
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from typing import Final

import structlog

from analytics.trading.account import Account
from analytics.trading.copying import copied
from analytics.trading.instrument import Instrument, kind_of
from analytics.trading.matching import (
    NO_LIQUIDITY,
    Liquidity,
    Seen,
    Settlement,
    expire,
    liquidation_of,
    match,
    wake_prices,
)
from analytics.trading.orders import ZERO
from analytics.trading.records import Marked, Record
from services.accounts.books import Book, Books
from services.accounts.naming import AccountId
from services.accounts.opening import as_opened
from services.accounts.terms import PaperTerms
from services.core.cache import Cache
from services.core.clock import Clock, SteppedClock, seconds_of
from services.core.errors import (
    DeskError,
    ExchangeUnavailable,
    HeldElsewhere,
    NotEnoughData,
    Unavailable,
    UnknownSymbol,
)
from services.market.candles import Candles
from services.market.source import Ticker
from services.market.timeframes import DAY, HOUR, from_ms, to_ms
from services.market.view import MarketView
from services.orders.events import write_and_tell
from services.words.numbers import exact

LATE_MS: Final = 120_000
"""After so long the last bar of a day is there, or never comes."""
AT_ONCE: Final = 500
"""Records that are written in one step, and the rest of a bar's."""
TICK_SECONDS: Final = 0.5
"""For so long one look at a market serves all accounts."""
MOST_TICKS: Final = 1_000
PATIENCE: Final = 2.0
"""Seconds that whoever looks at an account, or steps all of them, waits for a market, and for a process that holds the
account. No account is held meanwhile."""
BARS_AT_ONCE: Final = 32
"""Bars that are matched before others have their turn: about 2 ms."""
MANY_BARS: Final = 100
"""So many are read beside the event loop."""
Sighting = tuple[str, Instrument, Seen, Sequence[Settlement]]
"""A symbol, its instrument, what was seen of it, and the settlements up to then."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class SeenAccount:
    """An account for reading. ``behind``: what the market did since its last record is not in it, for the market does
    not answer, or another process holds it."""

    account: Account
    behind: bool


class _Work:
    """Records that were applied to the account of ``book``, and are to be written."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self.records: list[Record] = []

    async def write(self, enough: int = 1) -> bool:
        """Write them, where they are ``enough``; ``False``: they were written before, and the account is another."""
        if len(self.records) < enough:
            return True
        records, self.records = self.records, []
        return await write_and_tell(self._book, records)


class PaperExchange:
    """Matches the orders of paper accounts against the market."""

    def __init__(self, books: Books, market: MarketView, terms: PaperTerms, clock: Clock) -> None:
        self._books = books
        self._market = market
        self._terms = terms
        self._clock = clock
        self._looked: dict[tuple[str, str], int] = {}
        """Account and symbol → the close of the newest bar that was matched (UTC ms), by this process."""
        self._ticks: Cache[str, Ticker] = Cache(MOST_TICKS, now=seconds_of(clock))

    @property
    def latency(self) -> int:
        """Milliseconds until an order reaches the market. Where it has no prices between the opens and closes of bars,
        an order of the very moment that a bar opens at meets that open: half the spread is what it pays for it."""
        return round(self._terms.latency * 1000) if self._market.ticks else 0

    async def catch_up(self, book: Book) -> None:
        """Let everything happen to the account of ``book`` that the market did up to now, and write it down. Called
        before anything is decided on an account.

        Raises:
            Unavailable: the market or the store does not answer; the account is as of what was written.
        """
        await self._bars(book)
        await self._tick(book, book.account.symbols, TICK_SECONDS)

    async def fill_now(self, name: str, symbols: Iterable[str]) -> None:
        """Let the newest prices of ``symbols`` fill what they can in the account ``name``, where the market has any
        between bars: for orders that were just placed, after their latency, during which nobody holds the account. On a
        clock that stands they wait for the next step.

        Raises:
            Unavailable: the market or the store does not answer, or another process has the account.
        """
        if self._market.ticks and not isinstance(self._clock, SteppedClock):
            await asyncio.sleep(self._terms.latency)
            async with self._books.writing(name) as book:
                await self._tick(book, sorted(set(symbols)), 0.0)

    async def caught_up(self, book: Book) -> bool:
        """Do that where the market answers; whether it did."""
        with suppress(NotEnoughData, Unavailable):
            await self.catch_up(book)
            return True
        return False

    async def seen(self, account_id: AccountId) -> SeenAccount:
        """The account for reading: brought up to date with the market where this process may write it and the market
        answers, else as its journal has it. One that was never opened is as it would be if it were opened now.

        Raises:
            JournalBroken, StoreUnavailable: it cannot be read.
        """
        name, now = str(account_id), self._clock.now()
        found = await self._books.look(name)
        if not (found.orders or found.positions):
            return SeenAccount(as_opened(found, self._terms, now), behind=False)
        if not await self.asked(name):
            return SeenAccount(found, behind=True)
        try:
            async with self._books.writing(name, patience=PATIENCE) as book:
                behind = not await self.caught_up(book)
                return SeenAccount(copied(book.account), behind)
        except HeldElsewhere:
            return SeenAccount(found, behind=True)

    async def ask(self, name: str) -> None:
        """Have the markets of the account ``name`` tell what they did since, before it is held: then nobody waits for
        it behind a market that hangs.

        Raises:
            NotEnoughData, Unavailable: one does not answer within ``PATIENCE`` seconds.
        """
        if not isinstance(self._clock, SteppedClock):  # nothing is missed while it stands
            account = self._books.held(name) or await self._books.look(name)
            async with self._market.in_time(PATIENCE):
                await asyncio.gather(*(self._since_then(account, symbol) for symbol in account.symbols))

    async def asked(self, name: str) -> bool:
        """The same; whether all answered."""
        with suppress(NotEnoughData, ExchangeUnavailable):
            await self.ask(name)
            return True
        return False

    def is_matched(self, name: str, symbol: str, until: int) -> bool:
        """Whether the bars of ``symbol`` up to there (UTC ms) were matched in the account ``name``, by this process."""
        return self._looked.get((name, symbol), 0) >= until

    def pass_over(self, name: str, symbol: str, until: int) -> None:
        """Take the bars up to there for matched: they do nothing in that account."""
        self._looked[name, symbol] = max(until, self._looked[name, symbol])

    async def _since_then(self, account: Account, symbol: str) -> None:
        with suppress(UnknownSymbol):
            await self._market.instrument(symbol)
            await self._market.bars_since(symbol, from_ms(self._since(account, symbol)))
            if self._market.ticks:
                await self.newest(symbol)

    async def _bars(self, book: Book) -> None:
        work, now = _Work(book), to_ms(self._clock.now())
        try:
            while sightings := await self._in_order(book.account, now):  # a long time comes in parts
                for number, (symbol, instrument, seen, due) in enumerate(sightings, 1):
                    account = book.account
                    if account.positions or account.orders:
                        await self._mark(account, seen.opened, work)
                    liquidity = await self._liquidity(account, instrument, seen)
                    work.records += match(account, instrument, seen, self._terms.friction, liquidity, due)
                    if not await work.write(AT_ONCE):
                        return await self._again(book)
                    self._looked[account.id, symbol] = seen.closed
                    if number % BARS_AT_ONCE == 0:
                        await asyncio.sleep(0)
            for symbol in book.account.symbols:  # one that is halted shows no bar by which its day would end
                work.records += expire(book.account, symbol, now - (LATE_MS if self._market.ticks else 0))
            await self._mark(book.account, now, work)
            if not await work.write():
                return await self._again(book)
        except DeskError:
            self._forget(book.account)
            await work.write()  # what was matched up to there stands, and the account with it
            raise
        except BaseException:
            self._forget(book.account)  # what was matched may not be written: it is matched again
            raise

    async def _again(self, book: Book) -> None:
        """Begin anew: what was to be written was there already, and the account is read from it."""
        self._forget(book.account)
        await self._bars(book)

    async def _in_order(self, account: Account, now: int) -> list[Sighting]:
        """What was seen of each market that the account has to do with since it was last matched, in the order of
        time."""
        found: list[list[Sighting]] = []
        for symbol in account.symbols:
            since = self._since(account, symbol)
            try:
                instrument = await self._market.instrument(symbol)
                bars = await self._market.bars_since(symbol, from_ms(since))
                due = await self._due(account, symbol, since, now) if len(bars) else ()
            except UnknownSymbol:
                continue
            if len(bars):
                paired = partial(_sightings, instrument, bars, due)
                found.append(paired() if len(bars) < MANY_BARS else await asyncio.to_thread(paired))
        until = min((each[-1][2].closed for each in found), default=0)  # of another market more may come before that
        together = [one for each in found for one in each if one[2].closed <= until]
        return sorted(together, key=lambda one: (one[2].closed, one[2].opened, one[0]))

    def _since(self, account: Account, symbol: str) -> int:
        """From when on bars of ``symbol`` may do something in ``account``: they opened then or later."""
        looked = self._looked.get((account.id, symbol), 0)
        position = account.positions.get(symbol)
        waiting = [each.since for each in account.orders.values() if each.order.symbol == symbol]
        held = [] if position is None else [position.funded_until]
        return max(looked, account.matched.get(symbol, 0), min([*waiting, *held]))

    async def _due(self, account: Account, symbol: str, since: int, now: int) -> tuple[Settlement, ...]:
        """The settlements of funding that may not be booked yet."""
        if kind_of(symbol) != "perpetual":
            return ()
        position = account.positions.get(symbol)
        since = since if position is None else min(since, position.funded_until)
        rates = await self._market.funding(symbol, from_ms(since))
        due = (Settlement(to_ms(each.time), each.rate, ZERO, each.assumed) for each in rates)
        return tuple(each for each in due if each.at <= now)

    async def _tick(self, book: Book, symbols: Sequence[str], fresh: float) -> None:
        """Match the newest prices of ``symbols``, which may be ``fresh`` seconds old."""
        if not self._market.ticks:
            return
        account, work = book.account, _Work(book)
        try:
            for symbol in symbols:
                try:
                    told = await self.newest(symbol, fresh)
                    seen = Seen.tick(to_ms(told.time), exact(told.last))
                    instrument = await self._market.instrument(symbol)
                    liquidity = await self._liquidity(account, instrument, seen)
                except UnknownSymbol:
                    continue
                work.records += match(account, instrument, seen, self._terms.friction, liquidity)
        except DeskError:
            await work.write()
            raise
        await work.write()

    async def newest(self, symbol: str, fresh: float = TICK_SECONDS) -> Ticker:
        """The newest price of ``symbol``, at most ``fresh`` seconds old."""
        return await self._ticks.get(symbol, partial(self._market.price_at_the_click, symbol), fresh)

    async def _liquidity(self, account: Account, instrument: Instrument, seen: Seen) -> Liquidity:
        """How much was traded up to the hour that ``seen`` falls in, where it may matter."""
        lower, higher = wake_prices(account, instrument.symbol, liquidation_of(account, instrument))
        if (lower is None or seen.low > lower) and (higher is None or seen.high < higher):
            return NO_LIQUIDITY
        return await self._market.at(from_ms(seen.opened - seen.opened % HOUR)).liquidity(instrument.symbol)

    async def _mark(self, account: Account, at: int, work: _Work) -> None:
        """What the account was worth as the day of ``at`` began, once."""
        day = at - at % DAY
        last = account.marks[-1].at if account.marks else account.opened_at
        if not account.is_open or last >= day:
            return
        prices: dict[str, Decimal] = {}
        for symbol, held in account.positions.items():
            try:
                prices[symbol] = exact((await self._market.at(from_ms(day)).price_at_the_click(symbol)).last)
            except UnknownSymbol:
                prices[symbol] = held.entry
        record = Marked(day, account.equity(prices.__getitem__))
        account.apply(record)
        work.records.append(record)

    def _forget(self, account: Account) -> None:
        for key in [key for key in self._looked if key[0] == account.id]:
            del self._looked[key]


def seen_of(candles: Candles) -> list[Seen]:
    """``candles`` as the engine takes them."""
    columns = zip(
        *(candles.time.tolist(), candles.open.tolist(), candles.high.tolist()),
        *(candles.low.tolist(), candles.close.tolist(), candles.volume.tolist()),
        strict=True,
    )
    return [
        Seen(time, time + candles.bar_ms, exact(first), exact(high), exact(low), exact(last), exact(volume))
        for time, first, high, low, last, volume in columns
    ]


def _sightings(instrument: Instrument, bars: Candles, due: Sequence[Settlement]) -> list[Sighting]:
    """``bars``, each with the settlements up to its close that no earlier one has."""
    found, settled = list[Sighting](), 0
    for bar in seen_of(bars):
        first = settled
        while settled < len(due) and due[settled].at <= bar.closed:
            settled += 1
        found.append((instrument.symbol, instrument, bar, [_marked(each, bar) for each in due[first:settled]]))
    return found


def _marked(due: Settlement, bar: Seen) -> Settlement:
    """``due`` with the price of its time, as far as ``bar``, in or before which it falls, tells."""
    return replace(due, mark=bar.close if due.at == bar.closed else bar.open)
