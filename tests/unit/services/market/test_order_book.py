"""If these failed, walls would be seen that nobody built, or an order book of today in a question about the past."""

from collections.abc import AsyncIterator
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from time import perf_counter

import pytest

from services.core.clock import SteppedClock, WallClock
from services.core.errors import ExchangeUnavailable, TooFewBars, UnknownSymbol
from services.market.live import LiveSource
from services.market.sim import SimSource
from services.market.source import OrderBook
from services.market.view import BOOK_SECONDS, MarketView
from tests.exchange import DEARER, NEXT_RATE, Exchange
from tests.unit.services.market.parts import Memory, replay, rows, utc, write

PERPETUAL = "BTC/USDT:USDT"


@pytest.fixture
async def exchange() -> AsyncIterator[Exchange]:
    async with Exchange() as exchange:
        yield exchange


@pytest.fixture
async def live(exchange: Exchange) -> AsyncIterator[MarketView]:
    source = LiveSource("bitget", base_url=exchange.url, timeout=5)
    view = MarketView(source, Memory(), WallClock())
    await view.markets()
    yield view
    await source.close()


def sim(at: str = "2024-01-10T12:00:30", seed: int = 7) -> MarketView:
    return MarketView(SimSource(seed), Memory(), SteppedClock(utc(at)))


def in_order(book: OrderBook) -> bool:
    bids, asks = [each.price for each in book.bids], [each.price for each in book.asks]
    falling = all(before > after for before, after in pairwise(bids))
    return falling and all(before < after for before, after in pairwise(asks)) and bids[0] < asks[0]


class TestLive:
    async def test_the_exchanges_own_book(self, live: MarketView) -> None:
        book = await live.order_book("btc")
        ticker, _ = await live.ticker("btc")
        assert book is not None
        assert (book.symbol, book.made_up, len(book.bids), len(book.asks)) == ("BTC/USDT", False, 20, 20)
        assert in_order(book)
        assert max(book.bids, key=lambda each: each.size) == book.bids[4]
        assert abs(book.bids[0].price / ticker.last - 1) < 0.001
        assert abs((live.now() - book.time).total_seconds()) < 10

    async def test_a_perpetual_has_a_book_of_its_own(self, live: MarketView) -> None:
        await live.instrument("btc", perpetual=True)
        spot, perpetual = [await live.order_book(symbol) for symbol in ("BTC/USDT", PERPETUAL)]
        assert spot is not None
        assert perpetual is not None
        assert perpetual.symbol == PERPETUAL
        assert perpetual.bids[0].price / spot.bids[0].price == pytest.approx(DEARER, rel=1e-4)

    async def test_what_is_expected_of_the_next_funding(self, live: MarketView) -> None:
        ahead = await live.funding_ahead((await live.instrument("btc", perpetual=True)).symbol)
        assert ahead is not None
        assert ahead.rate == Decimal(NEXT_RATE)
        assert ahead.time is not None
        assert timedelta(0) < ahead.time - live.now() <= timedelta(hours=8)
        assert await live.funding_ahead("BTC/USDT") is None, "spot pays none"

    async def test_one_question_serves_all_who_ask_at_once(self, live: MarketView, exchange: Exchange) -> None:
        for _ in range(5):
            await live.order_book("btc")
        assert sum("orderbook" in call for call in exchange.calls) == 1

    async def test_a_hung_book_is_not_waited_for(self, live: MarketView, exchange: Exchange) -> None:
        exchange.silent = {"orderbook"}
        began = perf_counter()
        with pytest.raises(ExchangeUnavailable) as unavailable:
            await live.order_book("btc")
        assert unavailable.value.reason == "timeout"
        assert perf_counter() - began < BOOK_SECONDS + 1
        await live.ticker("btc")

    async def test_the_past_has_none(self, live: MarketView, exchange: Exchange) -> None:
        now = live.now()
        assert await live.at(now).order_book("btc") is not None
        asked = len(exchange.calls)
        past = live.at(now - timedelta(minutes=5))
        assert await past.order_book("btc") is None
        assert await past.funding_ahead(PERPETUAL) is None
        assert len(exchange.calls) == asked

    async def test_what_is_not_listed_has_none(self, live: MarketView) -> None:
        with pytest.raises(UnknownSymbol):
            await live.order_book("nope")


class TestSim:
    async def test_it_says_that_it_is_made_up(self) -> None:
        book = await sim().order_book("btc")
        assert book is not None
        assert book.made_up
        assert in_order(book)

    @pytest.mark.parametrize("base", ["BTC", "XRP", "DOGE", "PEPE"])
    async def test_it_lies_around_the_price_of_the_instant(self, base: str) -> None:
        view = sim()
        book, (ticker, _) = await view.order_book(base), await view.ticker(base)
        assert book is not None
        assert in_order(book)
        assert book.bids[0].price < ticker.last < book.asks[0].price
        assert book.asks[0].price / book.bids[0].price - 1 < 0.002
        assert all(each.size > 0 for each in (*book.bids, *book.asks))

    async def test_the_same_of_the_same(self) -> None:
        one = await sim().order_book("eth")
        assert one == await sim().order_book("eth")
        assert one != await sim(seed=8).order_book("eth")
        assert one != await sim(at="2024-01-10T12:09:30").order_book("eth")

    async def test_it_leans_to_either_side(self) -> None:
        leaning = []
        for minute in range(30):
            book = await sim(at=f"2024-01-10T12:{minute:02}:00").order_book("btc")
            assert book is not None
            bid, ask = (sum(each.size for each in side) for side in (book.bids, book.asks))
            leaning.append(bid / (bid + ask))
        assert min(leaning) < 0.45
        assert max(leaning) > 0.55

    async def test_before_its_time_there_is_none(self) -> None:
        with pytest.raises(TooFewBars):
            await sim(at="2015-06-01T00:00:00").order_book("btc")


async def test_a_replay_has_none(tmp_path: Path) -> None:
    write(tmp_path, "BTC-USDT_1h.csv.gz", rows("2024-01-01T00:00", [100.0 + i % 7 for i in range(72)]))
    view = replay(tmp_path, "2024-01-03T00:00")
    assert await view.order_book("btc") is None
    assert await view.funding_ahead(PERPETUAL) is None
