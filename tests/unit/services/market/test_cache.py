"""If these failed, an exchange would be asked too often, or an old bar would be shown as the newest."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from services.core.errors import ExchangeUnavailable
from services.core.footprint import footprint
from services.market.cache import HELD_BYTES, CachedSource
from services.market.candles import SourceName
from services.market.sim import SimSource
from services.market.source import Fetched, FundingAhead, FundingRate, Market, OrderBook, Ticker
from services.market.terms import MarketTerms
from services.market.timeframes import Timeframe
from services.store.store import Store
from tests.unit.services.market.parts import Memory, MovableClock, same


@dataclass
class Venue:
    """The simulated market behind a line that can be slow or cut, and what it was asked."""

    name: SourceName = "live"
    venue: str = "stand-in"
    slow: float = 0.0
    cut: bool = False
    missing: int = 0
    """How many of the newest candles it has not written yet."""
    asked: list[str] = field(default_factory=list)
    source: SimSource = field(default_factory=lambda: SimSource(7))

    @property
    def timeframes(self) -> tuple[str, ...]:
        return self.source.timeframes

    async def _line(self, what: str) -> None:
        self.asked.append(what)
        await asyncio.sleep(self.slow)
        if self.cut:
            raise ExchangeUnavailable(venue=self.venue, reason="network")

    async def markets(self) -> tuple[Market, ...]:
        await self._line("markets")
        return await self.source.markets()

    async def candles(self, symbol: str, timeframe: str, *, bars: int, until: datetime) -> Fetched:
        await self._line(f"{symbol} {timeframe} {bars}")
        fetched = await self.source.candles(symbol, timeframe, bars=bars, until=until)
        candles = fetched.candles
        return fetched if not self.missing else Fetched(candles=candles.between(0, int(candles.time[-self.missing])))

    async def ticker(self, symbol: str, *, now: datetime) -> Ticker:
        await self._line("ticker")
        return await self.source.ticker(symbol, now=now)

    async def tickers(self, symbols: Sequence[str], *, now: datetime) -> Mapping[str, Ticker]:
        await self._line(f"tickers {len(symbols)}")
        return await self.source.tickers(symbols, now=now)

    async def terms(self, symbol: str) -> MarketTerms:
        await self._line("terms")
        return await self.source.terms(symbol)

    async def finest(self, symbol: str, *, since: datetime, until: datetime) -> tuple[Timeframe, datetime]:
        return await self.source.finest(symbol, since=since, until=until)

    async def funding(self, symbol: str, *, since: datetime, until: datetime) -> tuple[FundingRate, ...]:
        await self._line("funding")
        return await self.source.funding(symbol, since=since, until=until)

    async def funding_ahead(self, symbol: str, *, now: datetime) -> FundingAhead | None:
        await self._line("funding ahead")
        return await self.source.funding_ahead(symbol, now=now)

    async def order_book(self, symbol: str, *, now: datetime) -> OrderBook | None:
        await self._line("book")
        return await self.source.order_book(symbol, now=now)

    async def close(self) -> None: ...


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock()


@pytest.fixture
def venue() -> Venue:
    return Venue()


@pytest.fixture
def memory() -> Memory:
    return Memory()


Ask = Callable[..., "asyncio.Future[Fetched]"]


async def ask(cached: CachedSource, clock: MovableClock, bars: int = 200, timeframe: str = "1h") -> Fetched:
    return await cached.candles("BTC/USDT", timeframe, bars=bars, until=clock.now())


async def test_until_the_next_bar_closes_the_store_answers(venue: Venue, memory: Memory, clock: MovableClock) -> None:
    first = await ask(CachedSource(venue, memory, clock), clock)
    clock.pass_(3_500)
    assert len(venue.asked) == 1
    later = CachedSource(venue, memory, clock)
    again = await ask(later, clock)
    assert len(venue.asked) == 1, "another process finds the copy too"
    assert same(first.candles, again.candles)
    clock.pass_(70)
    newer = await ask(later, clock)
    assert len(venue.asked) == 2, "at the bar's close it is asked anew"
    assert newer.candles.time[-1] == again.candles.time[-1] + 3_600_000


async def test_it_gives_what_the_source_gives(venue: Venue, memory: Memory, clock: MovableClock) -> None:
    for bars in (1, 20, 250, 251, 1_000, 1_200):
        expected = await venue.source.candles("BTC/USDT", "1h", bars=bars, until=clock.now())
        for _ in range(2):
            assert same((await ask(CachedSource(venue, memory, clock), clock, bars)).candles, expected.candles)


async def test_fewer_bars_come_from_a_longer_copy(venue: Venue, memory: Memory, clock: MovableClock) -> None:
    await ask(CachedSource(venue, memory, clock), clock, 900)
    for bars in (20, 250, 400, 1_000):
        await ask(CachedSource(venue, memory, clock), clock, bars)
    assert venue.asked == ["BTC/USDT 1h 1000"]


async def test_fifty_at_once_cost_one_fetch_and_one_who_leaves_ends_it_for_nobody(
    venue: Venue, memory: Memory, clock: MovableClock
) -> None:
    venue.slow = 0.05
    cached = CachedSource(venue, memory, clock)
    first = asyncio.create_task(ask(cached, clock))
    others = [asyncio.create_task(ask(cached, clock, 100 + i)) for i in range(50)]
    await asyncio.sleep(0.02)
    first.cancel()
    answers = await asyncio.gather(*others)
    assert len(venue.asked) == 1
    assert [len(answer.candles) for answer in answers] == [100 + i for i in range(50)]
    assert first.cancelled()


async def test_an_error_reaches_all_who_wait_and_is_not_kept(venue: Venue, memory: Memory, clock: MovableClock) -> None:
    venue.cut, venue.slow = True, 0.02
    cached = CachedSource(venue, memory, clock)
    failed = await asyncio.gather(*(ask(cached, clock) for _ in range(10)), return_exceptions=True)
    assert all(isinstance(error, ExchangeUnavailable) for error in failed)
    assert len(venue.asked) == 1
    venue.cut = False
    assert len((await ask(cached, clock)).candles) == 200


async def test_a_bar_the_venue_had_not_written_yet_is_asked_for_again(
    venue: Venue, memory: Memory, clock: MovableClock
) -> None:
    venue.missing = 1
    cached = CachedSource(venue, memory, clock)
    late = await ask(cached, clock)
    venue.missing = 0
    clock.pass_(3)
    assert (await ask(cached, clock)).candles.time[-1] == late.candles.time[-1]
    assert len(venue.asked) == 1, "but not at every ask"
    clock.pass_(3)
    assert (await ask(cached, clock)).candles.time[-1] == late.candles.time[-1] + 3_600_000


async def test_a_copy_taken_before_the_close_does_not_serve_after_it(
    venue: Venue, memory: Memory, clock: MovableClock
) -> None:
    clock.pass_(3_600 - 30 - 2)
    cached = CachedSource(venue, memory, clock)
    before = await ask(cached, clock)
    clock.pass_(3)
    after = await ask(cached, clock)
    assert after.candles.time[-1] == before.candles.time[-1] + 3_600_000


async def test_a_clock_pinned_earlier_is_not_shown_what_came_later(
    venue: Venue, memory: Memory, clock: MovableClock
) -> None:
    await ask(CachedSource(venue, memory, clock), clock)
    earlier = MovableClock(clock.now() - timedelta(days=1))
    pinned = CachedSource(venue, memory, earlier)
    venue.cut = True
    with pytest.raises(ExchangeUnavailable):
        await ask(pinned, earlier)
    with pytest.raises(ExchangeUnavailable):
        await pinned.ticker("BTC/USDT", now=earlier.now())


class TestAway:
    async def test_a_copy_of_the_last_day_stands_in(self, venue: Venue, memory: Memory, clock: MovableClock) -> None:
        held = await ask(CachedSource(venue, memory, clock), clock)
        venue.cut = True
        clock.pass_(23 * 3_600)
        assert same((await ask(CachedSource(venue, memory, clock), clock)).candles, held.candles)
        clock.pass_(2 * 3_600)
        with pytest.raises(ExchangeUnavailable):
            await ask(CachedSource(venue, memory, clock), clock)

    async def test_a_shorter_copy_does_not(self, venue: Venue, memory: Memory, clock: MovableClock) -> None:
        await ask(CachedSource(venue, memory, clock), clock, 200)
        venue.cut = True
        clock.pass_(4_000)
        with pytest.raises(ExchangeUnavailable):
            await ask(CachedSource(venue, memory, clock), clock, 500)

    async def test_markets_and_price_stand_in_too(self, venue: Venue, memory: Memory, clock: MovableClock) -> None:
        before = CachedSource(venue, memory, clock)
        markets, ticker = await before.markets(), await before.ticker("BTC/USDT", now=clock.now())
        await before.written()
        venue.cut = True
        clock.pass_(7_200)
        after = CachedSource(venue, memory, clock)
        assert await after.markets() == markets
        assert await after.ticker("BTC/USDT", now=clock.now()) == ticker

    async def test_a_slow_venue_is_not_waited_for_where_a_copy_is_and_its_answer_serves_the_next(
        self, venue: Venue, memory: Memory, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("services.market.copies.LONG_PATIENCE_SECONDS", 0.05)
        cached = CachedSource(venue, memory, clock)
        held = await ask(cached, clock)
        clock.pass_(4_000)
        venue.slow = 0.2
        assert same((await ask(cached, clock)).candles, held.candles)
        await asyncio.sleep(0.3)
        clock.pass_(5)
        assert (await ask(cached, clock)).candles.time[-1] == held.candles.time[-1] + 3_600_000
        assert len(venue.asked) == 2


class TestStore:
    async def test_while_it_is_away_it_is_passed_by_and_used_again_when_it_is_back(
        self, venue: Venue, memory: Memory, clock: MovableClock
    ) -> None:
        memory.away = True
        cached = CachedSource(venue, memory, clock)
        for _ in range(5):
            assert len((await ask(cached, clock)).candles) == 200
            await cached.written()
            clock.pass_(10)
        assert not memory.held
        memory.away = False
        clock.pass_(3_600)
        await ask(cached, clock)
        await cached.written()
        assert memory.held

    async def test_a_store_that_hangs_is_not_waited_for(
        self, venue: Venue, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("services.market.copies.STORE_SECONDS", 0.05)

        class Hanging(Memory):
            async def get(self, key: str, /) -> bytes | None:
                await asyncio.sleep(60)
                return None

        async with asyncio.timeout(2):
            assert len((await ask(CachedSource(venue, Hanging(), clock), clock)).candles) == 200

    @pytest.mark.parametrize("damage", [b"", b"x", b"\x00" * 12, b"\xff" * 500])
    async def test_what_cannot_be_read_is_a_miss(
        self, venue: Venue, memory: Memory, clock: MovableClock, damage: bytes
    ) -> None:
        cached = CachedSource(venue, memory, clock)
        await cached.markets()
        await cached.ticker("BTC/USDT", now=clock.now())
        await ask(cached, clock)
        await cached.written()
        for key in memory.held:
            memory.held[key] = damage
        other = CachedSource(venue, memory, clock)
        assert len(await other.markets()) == 12
        assert (await other.ticker("BTC/USDT", now=clock.now())).last > 0
        assert len((await ask(other, clock)).candles) == 200
        assert len(venue.asked) == 6

    async def test_a_real_one(self, venue: Venue, store: Store, clock: MovableClock) -> None:
        cached = CachedSource(venue, store, clock)
        first = await ask(cached, clock)
        await cached.written()
        venue.cut = True
        assert same((await ask(CachedSource(venue, store, clock), clock)).candles, first.candles)


async def test_a_price_is_fresh_for_two_seconds(venue: Venue, memory: Memory, clock: MovableClock) -> None:
    cached = CachedSource(venue, memory, clock)
    prices = await asyncio.gather(*(cached.ticker("BTC/USDT", now=clock.now()) for _ in range(20)))
    assert len(venue.asked) == 1
    clock.pass_(1.9)
    assert await cached.ticker("BTC/USDT", now=clock.now()) == prices[0]
    assert await CachedSource(venue, memory, clock).ticker("BTC/USDT", now=clock.now()) == prices[0]
    clock.pass_(0.2)
    assert (await cached.ticker("BTC/USDT", now=clock.now())).time == clock.now()
    assert len(venue.asked) == 2


async def test_memory_stays_bounded(venue: Venue, memory: Memory, clock: MovableClock) -> None:
    cached = CachedSource(venue, memory, clock)
    for i in range(700):  # the windows of bars that are fetched take 12 kB each
        await ask(cached, clock, timeframe=("1m", "1h", "4h")[i % 3])
        clock.pass_(60)
    held = [copy.value for copy in cached._candles._held._held.values()]
    assert footprint(held) < HELD_BYTES * 1.1
    assert len(memory.held) == 3, "in the store each series has one place, its newest copy"
