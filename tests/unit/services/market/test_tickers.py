"""If these failed, whoever watches hundreds of markets would wait for the slowest, or take an old price for a new."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from services.core.clock import SteppedClock, WallClock
from services.core.errors import ExchangeUnavailable
from services.market.live import LiveSource
from services.market.replay import ReplaySource
from services.market.sim import SimSource
from services.market.venue import open_venue
from services.market.view import MarketView
from tests.exchange import BASES, DEARER, Exchange
from tests.unit.services.market.parts import utc
from tests.unit.services.market.test_age_and_holes import NoStore

AT = utc("2024-06-01T12:30")
SPOT = tuple(f"{base}/USDT" for base in BASES)
PERPETUALS = tuple(f"{symbol}:USDT" for symbol in SPOT)


async def test_an_exchange_is_asked_for_all_of_a_kind_at_once() -> None:
    async with Exchange() as exchange:
        live = LiveSource("bitget", base_url=exchange.url)
        try:
            view = MarketView(live, NoStore(), WallClock())
            told = await view.tickers([*SPOT, *PERPETUALS, "GONE/USDT"])
            again = await view.tickers([*SPOT, *PERPETUALS, "GONE/USDT"])
        finally:
            await live.close()
    assert told.keys() == {*SPOT, *PERPETUALS}
    assert again == told, "within a second the venue is not asked again"
    assert sum("tickers" in call for call in exchange.calls) == 2
    dearer = told["BTC/USDT:USDT"].last / told["BTC/USDT"].last
    assert dearer == pytest.approx(DEARER, abs=1e-5)


async def test_one_kind_that_does_not_answer_keeps_the_other_not_back() -> None:
    async with Exchange() as exchange:
        live = LiveSource("bitget", base_url=exchange.url, timeout=1.5)
        try:
            await live.tickers([*SPOT, *PERPETUALS], now=AT)
            exchange.silent = {"contracts", "BTCUSDT"}
            live_again = await asyncio.wait_for(live.tickers([*SPOT, "NONE/USDT:USDT"], now=AT), 3)
            exchange.status = 500
            with pytest.raises(ExchangeUnavailable):
                await live.tickers(SPOT, now=AT)
        finally:
            await live.close()
    assert live_again.keys() == set(SPOT)


async def test_an_exchange_that_tells_one_at_a_time_tells_those_first_that_were_not_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def one_at_a_time(*args: Any) -> Any:
        venue = open_venue(*args)
        venue.has["fetchTickers"] = False
        return venue

    monkeypatch.setattr("services.market.live.open_venue", one_at_a_time)
    async with Exchange() as exchange:
        live = LiveSource("bitget", base_url=exchange.url)
        try:
            await live.tickers(["BTC/USDT", "ETH/USDT"], now=AT)
            await live.tickers(["BTC/USDT", "ETH/USDT", "SOL/USDT"], now=AT)
        finally:
            await live.close()
    asked = [call.partition("symbol=")[2][:3] for call in exchange.calls if "tickers" in call]
    assert sorted(asked[:2]) == ["BTC", "ETH"]
    assert asked[2] == "SOL"


async def test_a_random_market_tells_the_prices_that_it_tells_alone() -> None:
    sim = SimSource(7)
    view = MarketView(sim, NoStore(), SteppedClock(AT))
    told = await view.tickers(["BTC/USDT", "ETH/USDT:USDT", "NONE/USDT"])
    assert told.keys() == {"BTC/USDT", "ETH/USDT:USDT"}
    assert told["BTC/USDT"] == await sim.ticker("BTC/USDT", now=AT)


async def test_a_replay_tells_the_newest_close_and_leaves_out_what_has_none(tmp_path: Path) -> None:
    rows = "timestamp_ms,open,high,low,close,volume\n"
    hour, day = 3_600_000, 1_717_200_000_000
    (tmp_path / "A-USDT_1h.csv").write_text(rows + f"{day},1,3,1,2,5\n{day + hour},2,9,2,8,5\n")
    (tmp_path / "B-USDT_1h.csv").write_text(rows + f"{day + 9 * hour},1,3,1,2,5\n")
    clock = SteppedClock(utc("2024-06-01T01:30"))
    view = MarketView(ReplaySource(tmp_path), NoStore(), clock)
    told = await view.tickers(["A/USDT", "B/USDT"])
    assert {symbol: ticker.last for symbol, ticker in told.items()} == {"A/USDT": 2.0}


async def test_of_the_past_an_exchange_has_no_prices() -> None:
    async with Exchange() as exchange:
        live = LiveSource("bitget", base_url=exchange.url)
        view = MarketView(live, NoStore(), WallClock())
        past = view.at(view.now() - timedelta(hours=1))
        assert await past.tickers(SPOT) == {}
        assert not exchange.calls
        await live.close()
