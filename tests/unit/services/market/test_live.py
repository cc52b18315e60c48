"""If these failed, a trader would be shown a wrong market, or wait for one that does not answer.

The real ccxt speaks real HTTP to a stand-in on this machine, which gives what the exchanges themselves once answered.
"""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest
from aiohttp import web

from analytics.position import MarginTier
from services.core.clock import SteppedClock
from services.core.errors import BrokenCandles, ExchangeUnavailable, InvalidRequest, UnknownSymbol, UnknownTimeframe
from services.market.live import LiveSource
from services.market.replay import ReplaySource
from services.market.terms import NO_TERMS
from services.market.timeframes import from_ms
from services.market.view import MarketView
from tests.unit.services.market.parts import same, utc
from tests.unit.services.market.stand_in import TIERS, StandIn, bitget, ok, recorded, recorded_bitget, serving
from tests.unit.services.market.test_age_and_holes import NoStore

UNTIL = utc("2024-06-01T12:30")
CANDLES = "candles"


@pytest.fixture
async def exchange(shared_data: Path) -> AsyncIterator[StandIn]:
    async with serving(bitget(shared_data)) as stand_in:
        yield stand_in


@pytest.fixture
async def source(exchange: StandIn) -> AsyncIterator[LiveSource]:
    live = LiveSource("bitget", base_url=exchange.url, timeout=5)
    yield live
    await live.close()


class TestBitget:
    async def test_its_active_spot_markets_are_listed_once(self, source: LiveSource, exchange: StandIn) -> None:
        markets = await source.markets()
        assert [market.symbol for market in markets][:3] == ["BTC/USDT", "ETH/USDT", "ADA/USDT"]
        assert all(":" not in market.symbol and market.base != "GONE" for market in markets)
        assert markets[0].price_decimals == 2
        await asyncio.gather(*(source.markets() for _ in range(5)))
        assert exchange.times("symbols") == 1
        assert not exchange.times("mix"), "only spot markets are asked for"

    async def test_the_recorded_ticker_is_read(self, source: LiveSource, shared_data: Path) -> None:
        parsed = recorded_bitget(shared_data, "fetchTicker", "public spot ticker")["parsedResponse"]
        ticker = await source.ticker("BTC/USDT", now=UNTIL)
        assert ticker.time == from_ms(parsed["timestamp"])
        assert (ticker.last, ticker.open_24h, ticker.high_24h, ticker.low_24h, ticker.volume_24h) == tuple(
            parsed[name] for name in ("last", "open", "high", "low", "baseVolume")
        )

    async def test_the_recorded_candle_is_read(self, exchange: StandIn, source: LiveSource, shared_data: Path) -> None:
        call = recorded_bitget(shared_data, "fetchOHLCV", "Spot ohlcv")
        exchange.fault = lambda _: web.json_response(call["httpResponse"])
        exchange.faulty = CANDLES
        time, *values = call["parsedResponse"][0]
        closed = await source.candles("BTC/USDT", "1m", bars=1, until=from_ms(time + 60_000))
        candles = closed.candles
        assert [candles.open[0], candles.high[0], candles.low[0], candles.close[0], candles.volume[0]] == values
        forming = await source.candles("BTC/USDT", "1m", bars=1, until=from_ms(time + 59_999))
        assert len(forming.candles) == 0, "a candle that is still forming is left out"

    async def test_pages_make_one_run(self, source: LiveSource, shared_data: Path) -> None:
        replay = ReplaySource(shared_data / "candles")
        for bars in (1, 50, 199, 200, 201, 350, 700):
            expected = await replay.candles("BTC/USDT", "1h", bars=bars, until=UNTIL)
            fetched = await source.candles("BTC/USDT", "1h", bars=bars, until=UNTIL)
            assert same(fetched.candles, expected.candles)
            assert fetched.built_from is None

    @pytest.mark.parametrize("timeframe", ["2h", "8h"])
    async def test_what_the_exchange_lacks_is_built(
        self, source: LiveSource, shared_data: Path, timeframe: str
    ) -> None:
        replay = ReplaySource(shared_data / "candles")
        expected = await replay.candles("BTC/USDT", timeframe, bars=90, until=UNTIL)
        await source.markets()
        assert timeframe in source.timeframes
        fetched = await source.candles("BTC/USDT", timeframe, bars=90, until=UNTIL)
        assert fetched.built_from == {"2h": "1h", "8h": "4h"}[timeframe]
        if timeframe == "2h":
            assert same(fetched.candles, expected.candles)

    async def test_before_the_exchange_began_there_is_nothing(self, source: LiveSource) -> None:
        early = await source.candles("BTC/USDT", "1h", bars=300, until=utc("2018-02-12T00:00"))
        assert early.candles.opened(0) == utc("2018-02-09T16:00")

    async def test_what_is_not_listed_is_unknown(self, source: LiveSource) -> None:
        for symbol in ("XYZ/USDT", "GONE/USDC"):
            with pytest.raises(UnknownSymbol):
                await source.candles(symbol, "1h", bars=5, until=UNTIL)
            with pytest.raises(UnknownSymbol):
                await source.ticker(symbol, now=UNTIL)
        with pytest.raises(UnknownTimeframe):
            await source.candles("BTC/USDT", "7m", bars=5, until=UNTIL)


class TestMarginTerms:
    async def test_the_perpetuals_fee_and_tiers_are_read(self, source: LiveSource, exchange: StandIn) -> None:
        terms = await source.terms("BTC/USDT:USDT")
        assert terms.taker == Decimal("0.0006")
        assert terms.tiers == (
            MarginTier(Decimal("0.004"), Decimal(150_000), Decimal(125)),
            MarginTier(Decimal("0.005"), Decimal(900_000), Decimal(100)),
        )
        assert [market.symbol for market in await source.markets()][:1] == ["BTC/USDT"]
        await source.terms("ETH/USDT:USDT")
        assert exchange.times("contracts?productType=USDT-FUTURES") == 1

    async def test_a_market_without_a_perpetual_has_none(self, source: LiveSource) -> None:
        with pytest.raises(UnknownSymbol):
            await source.terms("TRX/EUR:EUR")

    @pytest.mark.parametrize("field", ["endUnit", "keepMarginRate"])
    async def test_tiers_that_are_not_whole_are_none(self, source: LiveSource, exchange: StandIn, field: str) -> None:
        broken = [TIERS[0], {**TIERS[1], field: None}]
        exchange.answers["/api/v2/mix/market/query-position-lever"] = lambda _: ok(broken)
        assert (await source.terms("BTC/USDT:USDT")).tiers == ()

    async def test_while_they_cannot_be_had_nothing_is_claimed(self, source: LiveSource, exchange: StandIn) -> None:
        exchange.faulty, exchange.fault = "mix", page(503)
        view = MarketView(source, NoStore(), SteppedClock(UNTIL))
        assert await view.margin_terms("btc") == NO_TERMS
        exchange.fault = None
        assert (await view.margin_terms("btc")).tiers


def page(status: int, text: str = "<html>bad</html>", kind: str = "text/html") -> Any:
    return lambda _: web.Response(status=status, text=text, content_type=kind)


FAULTS = [
    (page(500), "network"),
    (page(503), "network"),
    (page(502, '{"code":"50000","msg":"x"}', "application/json"), "refused"),
    (page(504), "timeout"),
    (page(429), "rate limit"),
    (page(429, '{"code":"429","msg":"Too Many Requests"}', "application/json"), "rate limit"),
    (page(418), "rate limit"),
    (page(200, '{"code":"40200","msg":"Server upgrade, please try again later"}', "application/json"), "maintenance"),
    (page(200, '{"code":"99999","msg":"no"}', "application/json"), "refused"),
    (page(200), "refused"),
    (page(200, '{"code":"00000","data":[["17', "application/json"), "refused"),
    (page(200, "", "application/json"), "refused"),
]


class TestFaults:
    @pytest.mark.parametrize("faulty", ["symbols", CANDLES, "tickers"])
    async def test_a_fault_is_told_in_a_word(self, exchange: StandIn, source: LiveSource, faulty: str) -> None:
        for fault, reason in FAULTS:
            exchange.fault, exchange.faulty = fault, faulty
            asked: Awaitable[object] = (
                source.ticker("BTC/USDT", now=UNTIL)
                if faulty == "tickers"
                else source.candles("BTC/USDT", "1h", bars=5, until=UNTIL)
            )
            with pytest.raises(ExchangeUnavailable) as unavailable:
                await asked
            assert (unavailable.value.venue, unavailable.value.reason) == ("bitget", reason)
        exchange.fault = None
        assert len((await source.candles("BTC/USDT", "1h", bars=5, until=UNTIL)).candles) == 5, "it recovers"

    async def test_what_has_another_form_is_not_shown(self, exchange: StandIn, source: LiveSource) -> None:
        told: list[object] = []
        exchange.fault, exchange.faulty = (lambda _: web.json_response(ok(told[-1]))), CANDLES
        for data in ([[1]], [{"x": 1}], [["x", "1", "1", "1", "1", "1"]], [None], [[None] * 7]):
            told.append(data)
            with pytest.raises((ExchangeUnavailable, BrokenCandles)):
                await source.candles("BTC/USDT", "1h", bars=5, until=UNTIL)
        for no_list in ({"a": 1}, "text", None):
            told.append(no_list)
            shown = await source.candles("BTC/USDT", "1h", bars=5, until=UNTIL)
            assert not len(shown.candles), "ccxt takes what is no list for an empty one"

    async def test_impossible_candles_are_not_shown(self, exchange: StandIn, source: LiveSource) -> None:
        row: list[str] = []
        exchange.fault, exchange.faulty = (lambda _: web.json_response(ok([row]))), CANDLES
        for column, value, reason in (
            (2, "1", "high is below"),
            (4, "0", "not above zero"),
            (4, "-3", "not above zero"),
            (1, "99999999", "outside"),
            (5, "-1", "volume"),
            (0, "1717232400001", "opens"),
        ):
            row[:] = ["1717232400000", "100", "110", "90", "105", "7", "0", "0"]
            row[column] = value
            with pytest.raises(BrokenCandles, match=reason) as broken:
                await source.candles("BTC/USDT", "1h", bars=5, until=UNTIL)
            assert broken.value.place == "bitget"

    async def test_a_price_that_is_none_is_not_told(self, exchange: StandIn, source: LiveSource) -> None:
        told: dict[str, str | None] = {"symbol": "BTCUSDT", "ts": "1710328244283"}
        exchange.fault, exchange.faulty = (lambda _: web.json_response(ok([told]))), "tickers"
        for last in ("", "0", "-1", None):
            told["lastPr"] = last
            with pytest.raises(ExchangeUnavailable):
                await source.ticker("BTC/USDT", now=UNTIL)
        told.update(lastPr="5", open="0", high24h="", baseVolume="-1", ts=None)
        ticker = await source.ticker("BTC/USDT", now=UNTIL)
        assert (ticker.time, ticker.last) == (UNTIL, 5.0), "without a time of its own it is as of the look at it"
        assert {ticker.open_24h, ticker.high_24h, ticker.low_24h, ticker.volume_24h} == {None}

    async def test_a_slow_exchange_is_not_waited_for(self, exchange: StandIn) -> None:
        exchange.slow = 30
        live = LiveSource("bitget", base_url=exchange.url, timeout=0.3)
        started = perf_counter()
        with pytest.raises(ExchangeUnavailable) as unavailable:
            await live.candles("BTC/USDT", "1h", bars=5, until=UNTIL)
        assert unavailable.value.reason == "timeout"
        assert not await live.reachable(within=0.2)
        assert perf_counter() - started < 2
        await live.close()

    async def test_one_who_gives_up_does_not_end_it_for_another(self, exchange: StandIn, source: LiveSource) -> None:
        exchange.slow = 0.3
        candles = asyncio.create_task(source.candles("BTC/USDT", "1h", bars=5, until=UNTIL))
        ticker = asyncio.create_task(source.ticker("BTC/USDT", now=UNTIL))
        await asyncio.sleep(0.25)
        candles.cancel()
        assert (await ticker).last > 0

    async def test_nobody_there(self, unused_tcp_port: int) -> None:
        live = LiveSource("bitget", base_url=f"http://127.0.0.1:{unused_tcp_port}", timeout=5)
        with pytest.raises(ExchangeUnavailable) as unavailable:
            await live.markets()
        assert unavailable.value.reason == "network"
        assert not await live.reachable()
        await live.close()

    async def test_an_exchange_that_ccxt_does_not_know(self) -> None:
        for name in ("nosuchexchange", "base", "os.path", "", "bitget;import os"):
            with pytest.raises(InvalidRequest, match="exchange: there is no exchange"):
                await LiveSource(name).markets()
            assert not await LiveSource(name).reachable()

    async def test_reachable(self, source: LiveSource) -> None:
        assert await source.reachable()

    async def test_an_empty_list_of_markets_is_no_list(self, exchange: StandIn, source: LiveSource) -> None:
        exchange.fault, exchange.faulty = (lambda _: web.json_response(ok([]))), "symbols"
        with pytest.raises(ExchangeUnavailable):
            await source.markets()


BINANCE_SYMBOL = {
    "symbol": "BTCUSDT",
    "status": "TRADING",
    "baseAsset": "BTC",
    "quoteAsset": "USDT",
    "isSpotTradingAllowed": True,
    "permissions": ["SPOT"],
    "filters": [{"filterType": "PRICE_FILTER", "minPrice": "0.01", "maxPrice": "1000000", "tickSize": "0.01"}],
}
OKX_SYMBOL = {
    "instId": "BTC-USDT",
    "instType": "SPOT",
    "baseCcy": "BTC",
    "quoteCcy": "USDT",
    "state": "live",
    "tickSz": "0.1",
    "lotSz": "0.00000001",
    "minSz": "0.00001",
}
BYBIT_SYMBOL = {
    "symbol": "BTCUSDT",
    "baseCoin": "BTC",
    "quoteCoin": "USDT",
    "status": "Trading",
    "lotSizeFilter": {"basePrecision": "0.000001", "quotePrecision": "0.0000001", "minOrderQty": "0.00001"},
    "priceFilter": {"tickSize": "0.1"},
}
OTHERS = {
    "binance": (
        ("/api/v3/exchangeInfo", {"symbols": [BINANCE_SYMBOL], "serverTime": 1}),
        "/api/v3/klines",
        "/api/v3/ticker/24hr",
    ),
    "okx": (
        ("/api/v5/public/instruments", {"code": "0", "data": [OKX_SYMBOL]}),
        "/api/v5/market/candles",
        "/api/v5/market/ticker",
    ),
    "bybit": (
        ("/v5/market/instruments-info", {"retCode": 0, "result": {"category": "spot", "list": [BYBIT_SYMBOL]}}),
        "/v5/market/kline",
        "/v5/market/tickers",
    ),
}


@pytest.mark.parametrize("name", OTHERS)
async def test_other_exchanges_are_read_as_they_answered(shared_data: Path, name: str) -> None:
    (listing, symbols), klines, tickers = OTHERS[name]
    ohlcv, told = (
        recorded(shared_data, name, "fetch_ohlcv_BTC_USDT"),
        recorded(shared_data, name, "fetch_ticker_BTC_USDT"),
    )
    stand_in = StandIn(
        {
            listing: lambda _: symbols,
            klines: lambda _: ohlcv["http_response"],
            klines.replace("candles", "history-candles"): lambda _: ohlcv["http_response"],
            tickers: lambda _: told["http_response"],
        }
    )
    async with serving(stand_in):
        live = LiveSource(name, base_url=stand_in.url, timeout=5)
        assert [market.symbol for market in await live.markets()] == ["BTC/USDT"]
        rows = ohlcv["parsed_response"]
        until = from_ms(rows[-1][0]) + timedelta(minutes=30)
        candles = (await live.candles("BTC/USDT", "1h", bars=10, until=until)).candles
        assert candles.time.tolist() == [row[0] for row in rows[:-1]], "the last is still forming"
        for i, row in enumerate(rows[:-1]):
            assert [candles.open[i], candles.high[i], candles.low[i], candles.close[i], candles.volume[i]] == row[1:]
        ticker = await live.ticker("BTC/USDT", now=UNTIL)
        parsed = told["parsed_response"]
        assert ticker.last == parsed["last"]
        assert ticker.high_24h == parsed["high"]
        assert ticker.time == (UNTIL if parsed["timestamp"] is None else from_ms(parsed["timestamp"]))
        await live.close()


def test_one_exchange_is_imported_and_the_rest_can_be_later() -> None:
    script = """
import sys
from services.market.venue import exchange_class
of = exchange_class("bitget")
assert of.__name__ == "bitget"
loaded = [name for name in sys.modules if name.startswith("ccxt")]
assert len(loaded) < 40, len(loaded)
assert "ccxt" not in sys.modules
assert exchange_class("okx").__name__ == "okx"
import ccxt.async_support as whole
assert whole.bitget is of
assert len(whole.exchanges) > 100
assert exchange_class("kraken").__name__ == "kraken"
"""
    command = [sys.executable, "-W", "error", "-c", script]
    subprocess.run(command, check=True, timeout=60)  # noqa: S603 - the script above
