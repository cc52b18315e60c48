"""If these failed, one slow market would keep all alerts waiting, or what happened while the store was away be lost."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence, Set
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import NoReturn

import pytest

from services.accounts.books import Books
from services.alerts.engine import Engine, Following
from services.alerts.feeds import Feeds
from services.alerts.reach import Closed, Reach
from services.core.clock import Clock, SteppedClock, WallClock
from services.core.errors import StoreUnavailable
from services.cosmic.almanac import Almanac
from services.market.live import LiveSource
from services.market.replay import ReplaySource
from services.market.source import MarketSource
from services.market.timeframes import HOUR, MINUTE, from_ms, to_ms
from services.market.view import MarketView
from services.store import keys
from services.store.store import Store
from tests.conftest import eventually
from tests.exchange import Exchange
from tests.unit.services.alerts.markets import START, Walk
from tests.unit.services.market.test_age_and_holes import NoStore

PRICE = "price A/USDT"
LEVEL = Following(PRICE, "1h", 0.618)


class Told(Engine):
    """Writes down what it is told; while it is ``away`` it is as if the store were."""

    def __init__(self, unders: Set[str], begin: int, levels: Mapping[Following, Set[int]]) -> None:
        self.unders, self.begin, self.levels = unders, begin, levels
        self.away = False
        self.told: list[Reach | Closed | tuple[int, float]] = []

    async def load(self) -> None: ...

    async def follow(self) -> None: ...

    @property
    def under(self) -> Set[str]:
        return self.unders

    @property
    def following(self) -> Mapping[Following, Set[int]]:
        return self.levels

    def since(self, under: str) -> int:
        return self.begin

    def _tell(self, items: Sequence[Reach | Closed | tuple[int, float]]) -> int:
        if self.away:
            raise StoreUnavailable
        self.told += items
        return 0

    async def reached(self, reaches: Sequence[Reach]) -> int:
        return self._tell(reaches)

    async def closed(self, happened: Sequence[Closed]) -> int:
        return self._tell(happened)

    async def moved(self, levels: Sequence[tuple[int, float]], at: int) -> None:
        self._tell([(at, price) for _, price in levels])

    async def expire(self) -> int:
        return 0


@dataclass
class House:
    """Feeds of a market, and the engine that they tell."""

    engine: Told
    feeds: Feeds
    clock: Clock
    books: Books = field(repr=False)

    async def to(self, at: int) -> None:
        assert isinstance(self.clock, SteppedClock)
        self.clock.step(from_ms(at))
        await self.feeds.step()


@asynccontextmanager
async def house(
    source: MarketSource, store: Store, home: Path, clock: Clock, *unders: str, levels: Mapping[Following, Set[int]]
) -> AsyncIterator[House]:
    market = MarketView(source, NoStore(), clock)
    engine = Told(set(unders), to_ms(clock.now()), levels)
    books = Books(store, home, "test")
    feeds = Feeds(engine, market, books, Almanac(NoStore()), store, clock)
    try:
        yield House(engine, feeds, clock, books)
    finally:
        await books.close()
        await source.close()


@asynccontextmanager
async def files(
    folder: Path, store: Store, *unders: str, levels: Mapping[Following, Set[int]] | None = None
) -> AsyncIterator[House]:
    clock = SteppedClock(from_ms(START + 30 * HOUR))
    async with house(ReplaySource(folder), store, folder / "home", clock, *unders, levels=levels or {}) as opened:
        yield opened


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    Walk(4 * 1440, 3).write(tmp_path, "A/USDT")
    Walk(4 * 1440, 4).write(tmp_path, "B/USDT")
    return tmp_path


def time_of(item: Reach | Closed | tuple[int, float]) -> int:
    return item.end if isinstance(item, Reach) else item.at if isinstance(item, Closed) else item[0]


async def test_what_happened_is_told_in_its_order(folder: Path, store: Store) -> None:
    unders = (PRICE, "fall B/USDT 3600", "bar B/USDT 1h close < sma5")
    async with files(folder, store, *unders, levels={LEVEL: {1}}) as here:
        await here.to(START + 60 * HOUR)
        told = here.engine.told
        assert [time_of(item) for item in told] == sorted(time_of(item) for item in told)
        moves = [at for at, item in enumerate(told) if not isinstance(item, Reach | Closed)]
        assert len(moves) == 30
        for at in moves:
            before = [item for item in told[:at] if isinstance(item, Reach) and item.series == PRICE]
            assert before[-1].end == time_of(told[at]), "the bar was told at the level that was known in it"
            assert before[-2].end == time_of(told[at]), (
                "and before the price that it ended at, which is not its farthest"
            )
            assert before[-2].low < before[-2].high
            assert before[-1].low == before[-1].high


async def test_what_was_not_told_is_told_later_and_nothing_is_lost(folder: Path, store: Store) -> None:
    async with files(folder, store, PRICE, "rise A/USDT 600", "bar A/USDT 1h close < sma5") as here:
        await here.to(START + 31 * HOUR)
        here.engine.away = True
        for hours in (32, 33):
            with pytest.raises(StoreUnavailable):
                await here.to(START + hours * HOUR)
        here.engine.away = False
        await here.to(START + 34 * HOUR)
        async with files(folder / ".", store, PRICE, "rise A/USDT 600", "bar A/USDT 1h close < sma5") as smooth:
            await store.call(lambda client: client.delete(keys.ALERTS_SEEN))
            await smooth.to(START + 34 * HOUR)
        assert [item._replace(late=False) for item in here.engine.told if isinstance(item, Reach)] == [
            item._replace(late=False) for item in smooth.engine.told if isinstance(item, Reach)
        ]
        assert [item for item in here.engine.told if isinstance(item, Closed)] == [
            item for item in smooth.engine.told if isinstance(item, Closed)
        ]


async def test_who_takes_over_goes_on_where_the_last_one_was(folder: Path, store: Store) -> None:
    async with files(folder, store, PRICE) as first:
        await first.to(START + 31 * HOUR)
    async with files(folder, store, PRICE) as second:
        await second.to(START + 32 * HOUR)
        begins = [item.begin for item in second.engine.told if isinstance(item, Reach)]
    assert begins == list(range(START + 31 * HOUR, START + 32 * HOUR, MINUTE))


async def test_a_replay_that_is_begun_again_in_the_same_home_is_looked_at(folder: Path, store: Store) -> None:
    async with files(folder, store, PRICE, "bar A/USDT 1h close < sma5", "sky full moon") as later:
        await later.to(START + 60 * HOUR)
    async with files(folder, store, PRICE, "bar A/USDT 1h close < sma5", "sky full moon") as again:
        await again.to(START + 60 * HOUR)
        assert again.engine.told == [], "it had been looked at"
    async with files(folder, store, PRICE, "bar A/USDT 1h close < sma5", "sky full moon") as earlier:
        await earlier.to(START + 50 * HOUR)
        assert len([item for item in earlier.engine.told if isinstance(item, Reach)]) == 20 * 60
        assert [item for item in earlier.engine.told if isinstance(item, Closed)]
    assert (await store.hash_all(keys.ALERTS_SEEN))["A/USDT"] == str(START + 50 * HOUR)


async def test_what_nobody_waits_for_is_forgotten(folder: Path, store: Store) -> None:
    async with files(folder, store, PRICE, "bar A/USDT 1h close > open", "sky full moon") as here:
        await here.to(START + 31 * HOUR)
        assert set(await store.hash_fields(keys.ALERTS_SEEN)) == {"A/USDT", "A/USDT 1h", "sky"}
        here.engine.unders = {"sky full moon"}
        await here.to(START + 32 * HOUR)
        assert await store.hash_fields(keys.ALERTS_SEEN) == ["sky"]


async def test_a_market_that_is_not_there_keeps_no_other_waiting(folder: Path, store: Store) -> None:
    async with files(folder, store, PRICE, "price NONE/USDT", "bar NONE/USDT 1h close > open") as here:
        await here.to(START + 31 * HOUR)
        assert len(here.engine.told) == 60
        assert set(await store.hash_fields(keys.ALERTS_SEEN)) == {"A/USDT"}


async def test_a_sky_that_cannot_be_reckoned_keeps_no_price_waiting(
    folder: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def between(*_times: object) -> NoReturn:
        raise ValueError("beyond the ephemeris")

    monkeypatch.setattr(Almanac, "between", between)
    async with files(folder, store, PRICE, "sky full moon") as here:
        await here.to(START + 31 * HOUR)
        assert len(here.engine.told) == 60
        assert set(await store.hash_fields(keys.ALERTS_SEEN)) == {"A/USDT"}, "the sky is looked at again"


async def test_an_exchange_that_is_silent_about_one_market_tells_of_the_others_in_time(
    tmp_path: Path, store: Store
) -> None:
    async with Exchange() as exchange:
        live = LiveSource("bitget", base_url=exchange.url)
        unders = ("price BTC/USDT", "price ETH/USDT", "bar ETH/USDT 1h close > open", "rise BTC/USDT 300")
        async with house(live, store, tmp_path, WallClock(), *unders, levels={}) as here:
            running = asyncio.create_task(here.feeds.run())
            try:
                await eventually(lambda: {"price BTC/USDT", "price ETH/USDT", "rise BTC/USDT 300"} <= told_of(here), 20)
                exchange.silent = {"ETHUSDT"}  # about its candles; prices come all at once
                here.engine.told.clear()
                since = monotonic()
                await eventually(lambda: len(here.engine.told) >= 9, 20)  # of three series a second
                assert monotonic() - since < 6
                assert told_of(here) == {"price BTC/USDT", "price ETH/USDT", "rise BTC/USDT 300"}
            finally:
                running.cancel()
                await asyncio.gather(running, return_exceptions=True)


def told_of(here: House) -> set[str]:
    return {item.series for item in here.engine.told if isinstance(item, Reach)}
