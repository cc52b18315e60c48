"""A halt is not the end of a market's history, nor a forming bar a closed one because some clock goes wrong."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from email.utils import formatdate
from typing import Any

import pytest
from aiohttp import web

from services.core.clock import WallClock
from services.market.live import LiveSource
from services.market.timeframes import TIMEFRAMES, from_ms, to_ms
from services.market.view import MarketView
from tests.exchange import listed
from tests.unit.services.market.parts import HOUR, Memory, utc
from tests.unit.services.market.stand_in import StandIn, ok, serving

STEPS = {"1h": HOUR, "4h": 4 * HOUR, "1Dutc": 24 * HOUR, "1Wutc": 168 * HOUR}
END = utc("2024-06-01T12:30")


def bars(hours: Iterable[int], step: int) -> dict[int, list[str]]:
    """A bar of ``step`` wherever one of ``hours`` is in it; weeks begin on Mondays."""
    origin = TIMEFRAMES["1w"].origin if step == STEPS["1Wutc"] else 0
    opens = sorted({hour * HOUR - (hour * HOUR - origin) % step for hour in hours})
    return {at: [str(at), "100", "110", "90", "105", "7", "0", "0"] for at in opens}


def windowed(hours: Iterable[int], most: int = 200) -> StandIn:
    """An exchange that gives the bars of a span of time: the ``limit`` bars' time before ``endTime``."""
    traded = list(hours)

    def candles(request: web.Request) -> Any:
        step = STEPS[request.query["granularity"]]
        end, limit = int(request.query["endTime"]), min(most, int(request.query["limit"]))
        return ok([row for at, row in bars(traded, step).items() if end - limit * step <= at < end])

    return StandIn(
        {
            "/api/v2/spot/public/symbols": lambda _: ok([listed("BTC")]),
            "/api/v2/margin/currencies": lambda _: ok([]),
            "/api/v2/spot/market/candles": candles,
            "/api/v2/spot/market/history-candles": candles,
        }
    )


@asynccontextmanager
async def live(stand_in: StandIn) -> AsyncIterator[LiveSource]:
    async with serving(stand_in):
        source = LiveSource("bitget", base_url=stand_in.url, timeout=5)
        yield source
        await source.close()


class TestHalts:
    async def test_an_empty_page_is_not_the_end(self) -> None:
        """Halted for 300 hours before the newest 50, and for 40 days before that."""
        last = to_ms(END) // HOUR
        hours = [*range(last - 3000, last - 2000), *range(last - 1000, last - 350), *range(last - 50, last)]
        async with live(windowed(hours)) as source:
            for wanted in (40, 60, 700, 701, 1200, 1700):
                found = (await source.candles("BTC/USDT", "1h", bars=wanted, until=END)).candles
                assert (found.time // HOUR).tolist() == hours[-wanted:]

    async def test_halted_until_now(self) -> None:
        last = to_ms(END) // HOUR
        async with live(windowed(range(last - 3000, last - 1500))) as source:
            found = (await source.candles("BTC/USDT", "1h", bars=300, until=END)).candles
            assert (found.time // HOUR).tolist() == list(range(last - 1800, last - 1500))

    async def test_before_the_listing_there_is_nothing(self) -> None:
        last = to_ms(END) // HOUR
        stand_in = windowed(range(last - 30, last))
        async with live(stand_in) as source:
            found = (await source.candles("BTC/USDT", "1h", bars=1000, until=END)).candles
            assert len(found) == 30
            assert stand_in.times("candles") <= 4

    async def test_built_bars_beyond_a_halt(self) -> None:
        last = to_ms(END) // HOUR // 12 * 12
        hours = [*range(last - 1200, last - 600), *range(last - 24, last)]
        async with live(windowed(hours)) as source:
            await source.markets()
            found = await source.candles("BTC/USDT", "8h", bars=20, until=END)
            assert len(found.candles) == 20
            assert found.gaps[0].bars == 576 // 4


def now_at(ahead: float) -> Callable[[], float]:
    """The exchange's time (s), where this machine's goes ``ahead`` of it."""
    return lambda: time.time() - ahead


def keeping_time(now: Callable[[], float], told: str) -> StandIn:
    """An exchange that gives its forming bar too, and tells its time when asked, or with each answer."""
    stand_in = windowed(range(int(now() // 3600) - 300, int(now() // 3600) + 1))

    async def dated(request: web.Request) -> web.StreamResponse:
        response = web.json_response(answers[request.path](request)) if request.path in answers else None
        if response is None:
            return web.json_response({"code": "40404", "msg": "no"}, status=404)
        if told == "date":
            response.headers["Date"] = formatdate(now(), usegmt=True)
        return response

    def ticker(_: web.Request) -> Any:
        day = {"open": "100", "lastPr": "105", "high24h": "110", "low24h": "90", "baseVolume": "7"}
        return ok([{"symbol": "BTCUSDT", **day, "ts": str(round(now() * 1000))}])

    answers = {**stand_in.answers, "/api/v2/spot/market/tickers": ticker}
    if told == "time":
        answers["/api/v2/public/time"] = lambda _: ok({"serverTime": str(round(now() * 1000))})
    stand_in.answer = dated  # type: ignore[method-assign]
    return stand_in


class TestClocks:
    async def test_a_forming_bar_is_one_by_the_exchanges_clock(self) -> None:
        """This machine's clock goes two hours ahead: by it the forming hour is over."""
        for told in ("time", "date"):
            now = now_at(7200)
            async with live(keeping_time(now, told)) as source:
                found = await source.candles("BTC/USDT", "1h", bars=5, until=from_ms(round(time.time() * 1000)))
                assert int(found.candles.time[-1]) + HOUR <= now() * 1000
                assert len(found.candles) == 5

    async def test_a_clock_that_goes_wrong_is_told(self) -> None:
        for told, ahead in (("time", 7200.0), ("date", 45.0), ("time", -90.0)):
            now = now_at(ahead)
            async with live(keeping_time(now, told)) as source:
                view = MarketView(source, Memory(), WallClock())
                await view.markets()
                await asyncio.sleep(0.2)
                candles, provenance = await view.candles("btc", "1h", 5)
                assert provenance.clock_ahead is not None
                assert abs(provenance.clock_ahead - ahead) < 2
                assert int(candles.time[-1]) + HOUR <= now() * 1000 < int(candles.time[-1]) + 2 * HOUR
                assert not provenance.stale
                seen = await view.snapshot("btc", "1h", 5)
                assert seen.price == 105.0
                assert seen.provenance.clock_ahead == pytest.approx(provenance.clock_ahead, abs=2)
                assert abs(seen.provenance.age) < 3
                assert "this machine's clock is" in (await view.health()).detail
                await view.close()

    async def test_a_clock_that_goes_right_is_not(self) -> None:
        for told in ("time", "date", "nothing"):
            async with live(keeping_time(now_at(0.3), told)) as source:
                await source.markets()
                await asyncio.sleep(0.1)
                assert source.clock_ahead is None
