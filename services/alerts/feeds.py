"""What the markets, accounts and the sky did since the last look, told to the engine."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Set
from contextlib import suppress
from itertools import groupby
from typing import Final

import structlog

from services.accounts.books import Books
from services.alerts.account_look import AccountLook
from services.alerts.engine import Engine, Following
from services.alerts.funding_look import FundingLook
from services.alerts.happened import Found, Item, Levels, order, together
from services.alerts.market_look import MarketLook
from services.alerts.outbox_look import OutboxLook
from services.alerts.reach import Closed, Reach
from services.alerts.seen import Seen
from services.alerts.sky_look import SKY, SkyLook
from services.alerts.wanted import Market, Wanted, wanted
from services.core.clock import Clock, SteppedClock, human
from services.core.errors import DeskError, StoreUnavailable, Unavailable
from services.cosmic.almanac import Almanac
from services.market.source import Ticker
from services.market.timeframes import to_ms
from services.market.view import MarketView
from services.store.store import Store

EVERY_SECONDS: Final = 1.0
"""Between two looks, of this machine's time."""
PRICES_SECONDS: Final = 1.0
"""For so long a step waits for prices; what comes later is for a later step."""
LOOKS_AT_ONCE: Final = 4
"""Markets whose bars are asked for at the same time: whoever asks the desk for one waits behind so many at most."""

PRICES: Final = "newest prices"

log = structlog.get_logger(__name__)


class Feeds:
    """Looks at what something is armed under, and at nothing else. Up to when each was looked at is written down, so
    that whoever takes over goes on from there.

    What was seen is told before anything else is looked at, again and again while the store is away: what happens
    meanwhile is told by the bars since then. A market that is slow or does not answer keeps no other waiting.
    """

    def __init__(
        self, engine: Engine, market: MarketView, books: Books, almanac: Almanac, store: Store, clock: Clock
    ) -> None:
        self._engine = engine
        self._market = market
        self._clock = clock
        self._stepped = isinstance(clock, SteppedClock)
        """Replays go on where everything is done."""
        self._seen = Seen(store)
        self._sky = SkyLook(almanac, self._seen)
        self._funding = FundingLook(market, self._seen)
        self._accounts = AccountLook(books, market, store)
        self._outbox = OutboxLook(store, self._accounts.changed)
        self._begun = False
        self._armed: tuple[Set[str], Set[Following]] = frozenset(), frozenset()
        self._wanted: Wanted = wanted((), ())
        self._looks: dict[str, MarketLook] = {}
        self._looking: dict[str, asyncio.Task[Found]] = {}
        self._room = asyncio.Semaphore(LOOKS_AT_ONCE)
        self._pricing: asyncio.Task[Mapping[str, Ticker]] | None = None
        self._funded: asyncio.Task[Found] | None = None
        self._untold: list[Item] = []
        self._silent: set[str] = set()
        """The markets that did not answer when they were looked at last, and ``PRICES``."""

    async def step(self) -> None:
        """Look at everything once. Where the clock is stepped, what is looked at is waited for.

        Raises:
            StoreUnavailable: what was seen and not told is told in the next step.
        """
        if not self._begun:
            await self._engine.load()
            await self._seen.read()
            self._outbox.begin()
            self._begun = True
        await self._engine.follow()
        await self._tell()
        self._want()
        self._start_looks()
        prices = await self._prices()
        await self._wait_for_looks()
        await self._take(prices)
        await self._tell()
        await self._seen.keep_only(self._positions())
        await self._engine.expire()

    async def run(self, beat: Callable[[], None] = lambda: None) -> None:
        """Load the engine, and look again and again, and ``beat`` each time, until cancelled."""
        self._begun = False
        try:
            while True:
                with suppress(StoreUnavailable):
                    await self.step()
                beat()
                await human(self._clock).sleep(EVERY_SECONDS)
        finally:
            await self._end()

    async def _end(self) -> None:
        """Forget all: another may go on meanwhile."""
        under_way = [task for task in (*self._looking.values(), self._pricing, self._funded) if task is not None]
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)
        self._looking.clear()
        self._looks.clear()
        self._untold.clear()
        self._pricing = self._funded = None

    def _want(self) -> None:
        """See what is armed."""
        armed = self._engine.under, self._engine.following.keys()
        if armed != self._armed:
            self._armed = frozenset(armed[0]), frozenset(armed[1])
            self._wanted = wanted(*self._armed)
            self._looks = {symbol: look for symbol, look in self._looks.items() if symbol in self._wanted.markets}

    def _positions(self) -> set[str]:
        """By what it is kept how far the looks have got."""
        markets = (self._look_of(symbol).positions(wants) for symbol, wants in self._wanted.markets.items())
        sky = {SKY} if self._wanted.sky else set[str]()
        return sky.union(self._wanted.funding.values(), *markets)

    def _look_of(self, symbol: str) -> MarketLook:
        if symbol not in self._looks:
            self._looks[symbol] = MarketLook(symbol, self._market, self._seen)
        return self._looks[symbol]

    def _start_looks(self) -> None:
        """Look at the bars of markets that may have new ones, and at funding."""
        now = to_ms(self._clock.now())
        for symbol, wants in self._wanted.markets.items():
            if symbol not in self._looking and (look := self._look_of(symbol)).is_due(wants, now):
                self._looking[symbol] = asyncio.create_task(self._look(look, wants))
        if self._funded is None and self._funding.is_due(self._wanted, now):
            self._funded = asyncio.create_task(self._funding.look(self._wanted, self._engine.since))

    async def _look(self, look: MarketLook, wants: Market) -> Found:
        async with self._room:
            return await look.look(wants, self._engine.since, self._engine.following)

    async def _wait_for_looks(self) -> None:
        looks = [*self._looking.values(), *([] if self._funded is None else [self._funded])]
        if looks:
            await asyncio.wait(looks, timeout=None if self._stepped else 0.0)

    async def _prices(self) -> Mapping[str, Ticker]:
        """The newest prices, as far as they come in time: of markets, where there are any between bars, and of what
        accounts hold."""
        symbols = await self._accounts.symbols(self._wanted)
        if self._market.ticks:
            symbols |= {symbol for symbol, wants in self._wanted.markets.items() if wants.priced}
        if not symbols and self._pricing is None:
            return {}
        if self._pricing is None:
            self._pricing = asyncio.create_task(self._market.tickers(sorted(symbols)))
        await asyncio.wait((self._pricing,), timeout=None if self._stepped else PRICES_SECONDS)
        if not self._pricing.done():
            return {}
        pricing, self._pricing = self._pricing, None
        try:
            prices = pricing.result()
        except DeskError as error:
            self._is_silent(PRICES, str(error))
            return {}
        self._silent.discard(PRICES)
        return prices

    async def _take(self, prices: Mapping[str, Ticker]) -> None:
        """Take what was seen, to be told."""
        now, items = to_ms(self._clock.now()), list[Item](await self._outbox.look())
        sky = await self._apart(SKY, self._sky.look(self._wanted, self._engine.since, now))
        items += await self._accounts.look(self._wanted, prices, now)
        done = [symbol for symbol, task in self._looking.items() if task.done()]
        found = [sky, *(self._looked_at(symbol, self._looking.pop(symbol)) for symbol in done)]
        if self._funded is not None and self._funded.done():
            funded, self._funded = self._funded, None
            found.append(await self._apart("funding", funded))
        items += [item for each in found for item in each.items]
        for symbol, wants in self._wanted.markets.items():
            if symbol in prices and self._market.ticks:
                items += self._look_of(symbol).tick(wants, prices[symbol])
        self._untold = sorted(items, key=order)
        for each in found:
            for name, at in each.positions.items():
                self._seen.put(name, at)

    def _looked_at(self, symbol: str, task: "asyncio.Task[Found]") -> Found:
        """What a look at ``symbol`` saw; nothing where it did not answer."""
        look, wants = self._looks.get(symbol), self._wanted.markets.get(symbol)
        if look is None or wants is None:  # nothing is armed there any more
            task.exception()
            return Found()
        try:
            found = task.result()
        except DeskError as error:
            self._is_silent(symbol, str(error))
            if not isinstance(error, Unavailable):  # else it is asked again in the next step
                look.later(wants, to_ms(self._clock.now()))
            return Found()
        except Exception as error:  # the edge: what nobody foresaw in one market must not end it for the others
            log.error("a look at a market failed", symbol=symbol, exc_info=error)
            look.later(wants, to_ms(self._clock.now()))
            return Found()
        self._silent.discard(symbol)
        return found

    async def _apart(self, what: str, look: Awaitable[Found]) -> Found:
        """What a look saw; nothing where it failed, which is to keep nothing else from being told."""
        try:
            found = await look
        except StoreUnavailable:
            raise
        except Exception as error:  # the edge: as of a market
            self._is_silent(what, f"{type(error).__name__}: {error}")
            return Found()
        self._silent.discard(what)
        return found

    def _is_silent(self, what: str, why: str) -> None:
        """Say once that nothing is heard of ``what``."""
        if what not in self._silent:
            log.warning("nothing is heard, and nothing fired there until it is", of=what, why=why)
        self._silent.add(what)

    async def _tell(self) -> None:
        """Tell the engine what was seen, in the order in which it happened, and write down how far that is."""
        while self._untold:
            items = list(next(groupby(self._untold, together))[1])
            if reaches := [item for item in items if isinstance(item, Reach)]:
                await self._engine.reached(reaches)
            if closed := [item for item in items if isinstance(item, Closed)]:
                await self._engine.closed(closed)
            for item in items:
                if isinstance(item, Levels):
                    await self._engine.moved(item.levels, item.at)
            del self._untold[: len(items)]
            await asyncio.sleep(0)  # after a long absence there is much to tell
        await self._outbox.told()
        await self._seen.write()
