"""If these failed, an order would be filled at a price of another time or market, or the past would be seen twice."""

from collections.abc import AsyncIterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from services.core.clock import SteppedClock
from services.core.errors import ExchangeUnavailable, TooFewBars, UnknownSymbol
from services.market.live import LiveSource
from services.market.sim import SimSource
from services.market.timeframes import TIMEFRAMES, from_ms, to_ms
from services.market.view import MarketView
from tests.unit.services.market.parts import Memory, MovableClock, plain, replay, rows, utc, write
from tests.unit.services.market.stand_in import DEARER, StandIn, bitget, ok, serving

PERPETUAL = "BTC/USDT:USDT"
HOURS = [100.0 + i % 7 for i in range(72)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three days of BTC by the hour from 2024-01-01."""
    write(tmp_path, "BTC-USDT_1h.csv.gz", rows("2024-01-01T00:00", HOURS))
    return tmp_path


def sim(at: str = "2024-01-10T12:00:30") -> MarketView:
    return MarketView(SimSource(7), Memory(), SteppedClock(utc(at)))


class TestInstruments:
    @pytest.mark.parametrize(
        ("text", "perpetual", "symbol"),
        [
            ("btc", False, "BTC/USDT"),
            ("BTC/USDT", False, "BTC/USDT"),
            ("$btc", False, "BTC/USDT"),
            ("btc", True, PERPETUAL),
            ("BTC/USDT:USDT", False, PERPETUAL),
            ("btc/usdt:usdt", False, PERPETUAL),
            ("btc perp", False, PERPETUAL),
            ("BTCUSDT.P", False, PERPETUAL),
            ("BINANCE:BTCUSDT", False, "BTC/USDT"),
            ("BINANCE:BTCUSDT.P", False, PERPETUAL),
        ],
    )
    async def test_symbols_as_people_write_them(self, folder: Path, text: str, perpetual: bool, symbol: str) -> None:
        for view in (replay(folder, "2024-01-03T00:00"), sim()):
            instrument = await view.instrument(text, perpetual=perpetual)
            assert (instrument.symbol, instrument.kind) == (symbol, "perpetual" if ":" in symbol else "spot")

    @pytest.mark.parametrize("text", ["nope", "BTC/EUR", "BTC/EUR:EUR", "BTC/USDT:BTC", "BTC/USDT:USDT-261225", ""])
    async def test_what_is_not_traded_is_unknown(self, folder: Path, text: str) -> None:
        for view in (replay(folder, "2024-01-03T00:00"), sim()):
            with pytest.raises(UnknownSymbol):
                await view.instrument(text)

    async def test_what_is_meant_is_offered(self, folder: Path) -> None:
        for text in ("BTC/USDT:BTC", "BTC/EUR:EUR", "BTCC/USDT"):
            with pytest.raises(UnknownSymbol) as unknown:
                await replay(folder, "2024-01-03T00:00").instrument(text)
            assert unknown.value.close_matches == ("BTC/USDT",)
            assert unknown.value.source == "replay"

    async def test_inverse_and_dated_contracts_are_not_traded(self, tmp_path: Path) -> None:
        for name in ("BTC-USD:BTC", "ETH-USDT:USDT-261225"):
            write(tmp_path, f"{name}_1h.csv", rows("2024-01-01T00:00", HOURS))
        for text in ("BTC/USD:BTC", "ETH/USDT:USDT-261225", "eth"):
            with pytest.raises(UnknownSymbol):
                await replay(tmp_path, "2024-01-03T00:00").instrument(text)

    async def test_a_perpetual_with_files_of_its_own_has_its_own_prices(self, folder: Path) -> None:
        write(folder, "BTC-USDT:USDT_1h.csv", rows("2024-01-01T00:00", [price + 50 for price in HOURS]))
        write(folder, "SOL-USDT:USDT_1h.csv", rows("2024-01-01T00:00", HOURS))
        view = replay(folder, "2024-01-03T00:00")
        spot, perpetual = [(await view.price_at_the_click(symbol)).last for symbol in ("BTC/USDT", PERPETUAL)]
        assert perpetual == spot + 50
        assert (await view.instrument("sol")).symbol == "SOL/USDT:USDT"

    async def test_perpetuals_are_not_listed(self, folder: Path) -> None:
        for view in (replay(folder, "2024-01-03T00:00"), sim()):
            await view.instrument(PERPETUAL)
            assert all(":" not in market.symbol for market in await view.markets())
            assert all(":" not in symbol for symbol in await view.suggest("btc"))

    async def test_simulated_markets_have_the_steps_they_are_told_in(self) -> None:
        pepe = await sim().instrument("pepe")
        assert plain(pepe.tick, pepe.lot) == ["0.00000001", "1"]


class TestThePrice:
    async def test_of_a_replay_it_is_the_newest_close_of_the_finest_candles(self, folder: Path) -> None:
        write(folder, "BTC-USDT_15m.csv", rows("2024-01-02T00:00", [200.0 + i for i in range(8)], "15m"))
        view = replay(folder, "2024-01-02T01:20")
        for symbol in ("BTC/USDT", PERPETUAL):
            ticker = await view.price_at_the_click(symbol)
            assert (ticker.symbol, ticker.last, ticker.time) == (symbol, 204.0, utc("2024-01-02T01:15"))
            assert ticker.bar_seconds == 900

    @pytest.mark.parametrize(
        ("timeframe", "age", "stale"),
        [
            ("1h", 24, False),
            ("1h", 24.1, True),
            ("1d", 24, False),
            ("1d", 24.1, True),
            ("3d", 72, False),
            ("3d", 73, True),
        ],
    )
    async def test_of_a_market_that_was_halted_it_is_stale(
        self, tmp_path: Path, timeframe: str, age: float, stale: bool
    ) -> None:
        table = rows("2024-01-03T00:00", HOURS[:9], timeframe)
        write(tmp_path, f"BTC-USDT_{timeframe}.csv", table)
        now = from_ms(table[-1][0] + TIMEFRAMES[timeframe].ms) + timedelta(hours=age)
        view = replay(tmp_path, now.replace(tzinfo=None).isoformat())
        for symbol in ("BTC/USDT", PERPETUAL):
            ticker = await view.price_at_the_click(symbol)
            assert ((now - ticker.time).total_seconds() > view.stale_after(ticker)) is stale
            assert (await view.ticker(symbol))[1].stale is stale

    async def test_simulated_it_is_of_now(self) -> None:
        view = sim()
        spot, perpetual = [await view.price_at_the_click(symbol) for symbol in ("BTC/USDT", PERPETUAL)]
        assert spot.time == perpetual.time == view.now()
        assert spot.last == perpetual.last
        assert view.stale_after(spot) == 60

    async def test_before_the_first_candle_there_is_none(self, folder: Path) -> None:
        with pytest.raises(TooFewBars):
            await replay(folder, "2023-12-31T00:00").price_at_the_click(PERPETUAL)


class TestBarsSince:
    @pytest.mark.parametrize("symbol", ["BTC/USDT", PERPETUAL])
    async def test_closed_bars_alone_from_then_on(self, folder: Path, symbol: str) -> None:
        view = replay(folder, "2024-01-02T05:59:59")
        bars = await view.bars_since(symbol, utc("2024-01-02T02:00"))
        assert (bars.symbol, bars.timeframe) == (symbol, "1h")
        assert [bars.opened(i).hour for i in range(len(bars))] == [2, 3, 4]
        late = await view.bars_since(symbol, utc("2024-01-02T02:00:01"))
        assert [late.opened(i).hour for i in range(len(late))] == [3, 4], "one that had opened is not told"
        assert len(await view.bars_since(symbol, utc("2024-01-02T05:00"))) == 0
        assert len(await view.bars_since(symbol, view.now())) == 0

    async def test_holes_stay_holes_and_bars_of_no_volume_stay(self, tmp_path: Path) -> None:
        hours = [list(row) for row in rows("2024-01-01T00:00", HOURS)]
        hours[6][5] = 0.0
        write(tmp_path, "BTC-USDT_1h.csv", [*hours[:3], *hours[5:]])
        bars = await replay(tmp_path, "2024-01-01T09:00").bars_since(PERPETUAL, utc("2024-01-01T01:00"))
        assert [bars.opened(i).hour for i in range(len(bars))] == [1, 2, 5, 6, 7, 8]
        assert bars.volume[3] == 0

    async def test_finer_files_take_over_where_they_begin(self, folder: Path) -> None:
        write(folder, "BTC-USDT_5m.csv", rows("2024-01-02T00:00", [100.0 + i % 5 for i in range(24)], "5m"))
        view = replay(folder, "2024-01-02T06:00")
        seen = await everything(view, "BTC/USDT", "2024-01-01T21:30")
        assert [timeframe for timeframe, _ in seen] == ["1h", "5m", "1h"]
        assert [len(opens) for _, opens in seen] == [2, 24, 4]
        whole = [open_ for _, opens in seen for open_ in opens]
        assert whole == sorted(set(whole)), "nothing comes twice"

    async def test_a_missing_first_minute_is_no_reason_for_coarser_bars(self, folder: Path) -> None:
        minutes = rows("2024-01-02T00:00", [100.0 + i % 5 for i in range(240)], "1m")
        write(folder, "BTC-USDT_1m.csv", [row for i, row in enumerate(minutes) if i not in (60, 61)])
        bars = await replay(folder, "2024-01-02T04:00").bars_since("BTC/USDT", utc("2024-01-02T01:00"))
        assert (bars.timeframe, len(bars)) == ("1m", 178)

    @pytest.mark.parametrize("days", [0.2, 3, 30, 400, 2900])
    async def test_a_long_absence_comes_in_parts_and_leaves_nothing_out(self, days: float) -> None:
        view = sim()
        since = view.now() - timedelta(days=days, seconds=17)
        seen = await everything(view, PERPETUAL, since.isoformat())
        reached = -(-to_ms(since) // 60_000) * 60_000
        for timeframe, opens in seen:
            assert len(opens) <= 10_001
            assert opens[0] == reached
            assert np.all(np.diff(opens) == TIMEFRAMES[timeframe].ms)
            reached = opens[-1] + TIMEFRAMES[timeframe].ms
        assert to_ms(view.now()) - reached < 60_000
        assert len(seen) <= 15
        assert days > 30 or {timeframe for timeframe, _ in seen} == {"1m"}, "what can be told by the minute is"

    async def test_a_halt_that_is_longer_than_a_part_is_no_end(self, tmp_path: Path) -> None:
        minutes = rows("2024-01-01T00:00", [100.0 + i % 5 for i in range(20_000)], "1m")
        write(tmp_path, "BTC-USDT_1m.csv.gz", [*minutes[:30], *minutes[-30:]])
        view = replay(tmp_path, "2024-01-20T00:00")
        bars = await view.bars_since("BTC/USDT", utc("2024-01-01T00:30"))
        assert (bars.timeframe, len(bars)) == ("1m", 30)

    async def test_a_bar_after_the_time_is_never_told(self) -> None:
        view = sim()
        past = view.at(utc("2024-01-05T00:00"))
        bars = await past.bars_since("BTC/USDT", utc("2024-01-04T23:00"))
        assert len(bars) == 60
        assert bars.opened(-1) == utc("2024-01-04T23:59")

    async def test_days_alone_do(self, tmp_path: Path) -> None:
        write(tmp_path, "BTC-USDT_1d.csv", rows("2024-01-01T00:00", HOURS, "1d"))
        view = replay(tmp_path, "2024-02-01T00:00")
        bars = await view.bars_since("BTC/USDT", utc("2024-01-20T00:00"))
        assert (bars.timeframe, len(bars)) == ("1d", 12)


async def everything(view: MarketView, symbol: str, since: str) -> list[tuple[str, list[int]]]:
    """The timeframe and the opens of every part."""
    at, parts = utc(since), []
    while len(bars := await view.bars_since(symbol, at)):
        parts.append((bars.timeframe, bars.time.tolist()))
        at = bars.opened(-1) + timedelta(milliseconds=bars.bar_ms)
    return parts


class TestFunding:
    async def test_the_usual_rate_is_assumed_where_none_is_told(self, folder: Path) -> None:
        for view in (replay(folder, "2024-01-03T00:00"), sim("2024-01-03T00:00")):
            settled = await view.funding(PERPETUAL, utc("2024-01-02T00:00"))
            assert [one.time for one in settled] == [utc(f"2024-01-0{time}:00") for time in ("2T08", "2T16", "3T00")]
            assert all(one.assumed and one.rate == Decimal("0.0001") for one in settled)
            assert await view.funding("BTC/USDT", utc("2024-01-02T00:00")) == ()

    async def test_a_hole_is_filled_and_nothing_is_settled_twice(self, folder: Path) -> None:
        paid = [f"{to_ms(utc(time))},0.0002" for time in ("2024-01-01T01:00", "2024-01-02T01:00")]
        (folder / "BTC-USDT_funding_8h.csv").write_text("\n".join(["timestamp_ms,funding_rate", *paid]))
        settled = await replay(folder, "2024-01-02T12:00").funding(PERPETUAL, utc("2023-12-31T16:00"))
        assert [(one.time.strftime("%d %H"), one.assumed) for one in settled] == [
            ("31 17", True),
            ("01 01", False),
            ("01 09", True),
            ("01 17", True),
            ("02 01", False),
            ("02 09", True),
        ]


class TestLiquidity:
    async def test_it_is_of_the_last_day_and_week(self, folder: Path) -> None:
        found = await replay(folder, "2024-01-03T00:30").liquidity(PERPETUAL)
        closes = np.log(HOURS[:48])
        assert found.volume == sum(10 + i for i in range(24, 48))
        assert found.volatility is not None
        assert float(found.volatility) == pytest.approx(np.sqrt(np.mean(np.diff(closes) ** 2) * 24), abs=1e-8)

    async def test_what_is_not_known_is_none(self, folder: Path) -> None:
        young = await replay(folder, "2024-01-01T01:30").liquidity("BTC/USDT")
        assert (young.volume, young.volatility) == (None, None)
        halted = await replay(folder, "2024-01-06T00:30").liquidity("BTC/USDT")
        assert (halted.volume, halted.volatility) == (None, None)

    async def test_a_day_without_trades_is_not_known(self, tmp_path: Path) -> None:
        still = [(*row[:5], 0.0) for row in rows("2024-01-01T00:00", [5.0] * 72)]
        write(tmp_path, "BTC-USDT_1h.csv", still)
        found = await replay(tmp_path, "2024-01-03T00:30").liquidity("BTC/USDT")
        assert found.volume is None

    async def test_days_alone_tell_it(self, tmp_path: Path) -> None:
        write(tmp_path, "BTC-USDT_1d.csv", rows("2024-01-01T00:00", HOURS, "1d"))
        found = await replay(tmp_path, "2024-01-20T05:00").liquidity("BTC/USDT")
        assert found.volume == 10 + 18
        assert found.volatility is not None


class TestLive:
    @pytest.fixture
    async def exchange(self, shared_data: Path) -> AsyncIterator[StandIn]:
        async with serving(bitget(shared_data)) as stand_in:
            yield stand_in

    @pytest.fixture
    async def view(self, exchange: StandIn) -> AsyncIterator[MarketView]:
        live = LiveSource("bitget", base_url=exchange.url, timeout=5)
        yield MarketView(live, Memory(), MovableClock(utc("2024-06-01T12:30")))
        await live.close()

    async def test_terms_are_the_exchanges(self, view: MarketView, exchange: StandIn) -> None:
        spot = await view.instrument("btc")
        assert plain(spot.tick, spot.lot, spot.least_notional, spot.taker) == ["0.01", "0.000001", "1", "0.002"]
        assert not exchange.times("mix"), "perpetuals are first looked for when one is asked for"
        perpetual = await view.instrument("btc", perpetual=True)
        assert perpetual == await view.instrument(PERPETUAL) == await view.instrument("btc perp")
        assert plain(perpetual.tick, perpetual.lot, perpetual.least_notional) == ["0.1", "0.001", "5"]
        assert plain(perpetual.maker, perpetual.taker, perpetual.most_leverage) == ["0.0002", "0.0006", "125"]
        assert [plain(tier.rate, tier.upper) for tier in perpetual.tiers] == [["0.004", "150000"], ["0.005", "900000"]]
        assert exchange.times("query-position-lever") == 1
        with pytest.raises(UnknownSymbol):
            await view.instrument("XRP/EUR:EUR")

    async def test_a_perpetual_has_its_own_price_and_candles(self, view: MarketView) -> None:
        candles = {symbol: (await view.candles(symbol, "1h", 5))[0] for symbol in ("BTC/USDT", PERPETUAL, "btc perp")}
        assert np.allclose(candles[PERPETUAL].close - candles["BTC/USDT"].close, DEARER)
        assert candles["btc perp"].symbol == "BTC/USDT"
        liquidity = await view.liquidity(PERPETUAL)
        assert liquidity.volume is not None

    async def test_while_its_perpetuals_are_away_the_spot_market_is_shown(
        self, view: MarketView, exchange: StandIn
    ) -> None:
        exchange.fault, exchange.faulty = (lambda request: (_ for _ in ()).throw(ConnectionError)), "mix"
        candles, provenance = await view.candles(PERPETUAL, "1h", 5)
        assert (candles.symbol, provenance.spot_instead) == ("BTC/USDT", True)
        with pytest.raises(ExchangeUnavailable):
            await view.price_at_the_click(PERPETUAL)

    async def test_the_price_at_the_click_is_never_kept(self, shared_data: Path, exchange: StandIn) -> None:
        live = LiveSource("bitget", base_url=exchange.url, timeout=5)
        view = MarketView(live, Memory(), MovableClock(utc("2024-03-13T11:10:50")))
        tickers = [await view.price_at_the_click(symbol) for symbol in ("BTC/USDT", "BTC/USDT", PERPETUAL)]
        assert exchange.times("ticker") == 3
        assert tickers[2].last == pytest.approx(tickers[0].last + DEARER)
        assert view.stale_after(tickers[0]) == 300
        await live.close()

    async def test_of_the_past_it_is_the_close_of_an_hour(self, view: MarketView) -> None:
        past = view.at(utc("2024-05-20T00:30"))
        spot, perpetual = [await past.price_at_the_click(symbol) for symbol in ("BTC/USDT", PERPETUAL)]
        candles, _ = await past.candles("BTC/USDT", "1h", 1)
        assert (spot.time, spot.last) == (utc("2024-05-20T00:00"), candles.close[-1])
        assert perpetual.last == pytest.approx(spot.last + DEARER)
        assert spot.bar_seconds == 3600

    async def test_minutes_are_asked_for_when_one_has_closed(self, exchange: StandIn) -> None:
        asked: list[tuple[int, int]] = []

        def minutes(request: Any) -> Any:
            end, limit = int(request.query["endTime"]), min(200, int(request.query["limit"]))
            asked.append((end, limit))
            step = 60_000
            opens = range((end - 1) // step * step - (limit - 1) * step, end, step)
            return ok([[str(at), "100", "110", "90", "105", "7", "0", "0"] for at in opens])

        for path in ("candles", "history-candles"):
            exchange.answers[f"/api/v2/mix/market/{path}"] = minutes
        live = LiveSource("bitget", base_url=exchange.url, timeout=5)
        clock = MovableClock(utc("2024-06-01T12:30:10"))
        view = MarketView(live, Memory(), clock)
        bars = await view.bars_since(PERPETUAL, utc("2024-06-01T12:26:30"))
        assert [bars.opened(i).minute for i in range(len(bars))] == [27, 28, 29]
        told = len(asked)
        for _ in range(5):
            clock.pass_(9)
            assert not len(await view.bars_since(PERPETUAL, utc("2024-06-01T12:30")))
        assert len(asked) == told, "no minute has closed"
        clock.pass_(10)
        bars = await view.bars_since(PERPETUAL, utc("2024-06-01T12:30"))
        assert (len(bars), bars.opened(0)) == (1, utc("2024-06-01T12:30"))
        assert len(await view.bars_since(PERPETUAL, utc("2024-06-01T12:28"))) == 3
        once = len(asked)
        assert len(await view.bars_since(PERPETUAL, utc("2024-06-01T12:25"))) == 6
        assert len(asked) == once, "what was asked for serves all who ask"
        await live.close()

    async def test_funding_is_the_exchanges_history(self, view: MarketView, exchange: StandIn) -> None:
        paid = [("2024-06-01T08:00", "-0.000013"), ("2024-06-01T00:00", "0.00021")]
        exchange.answers["/api/v2/mix/market/history-fund-rate"] = lambda _: ok(
            [{"symbol": "BTCUSDT", "fundingRate": rate, "fundingTime": str(to_ms(utc(at)) + 7)} for at, rate in paid]
        )
        settled = await view.funding(PERPETUAL, utc("2024-05-31T23:00"))
        assert [(one.time, one.rate, one.assumed) for one in settled] == [
            (utc("2024-06-01T00:00"), Decimal("0.00021"), False),
            (utc("2024-06-01T08:00"), Decimal("-0.000013"), False),
        ]
        asked = exchange.times("history-fund-rate")
        await view.funding(PERPETUAL, utc("2024-05-31T23:30"))
        assert await view.funding(PERPETUAL, utc("2024-06-01T12:00")) == ()
        assert exchange.times("history-fund-rate") == asked

    async def test_a_rate_that_an_exchange_owes_is_waited_for(self, exchange: StandIn) -> None:
        told = [{"symbol": "BTCUSDT", "fundingRate": "0.0003", "fundingTime": str(to_ms(utc("2024-06-01T08:00")))}]
        exchange.answers["/api/v2/mix/market/history-fund-rate"] = lambda _: ok(told)
        live = LiveSource("bitget", base_url=exchange.url, timeout=5)
        clock = MovableClock(utc("2024-06-01T16:00:30"))
        view = MarketView(live, Memory(), clock)
        assert await view.funding(PERPETUAL, utc("2024-06-01T15:00")) == ()
        clock.pass_(100)
        assumed = await view.funding(PERPETUAL, utc("2024-06-01T15:00"))
        assert [(one.time.hour, one.assumed) for one in assumed] == [(16, True)]
        await live.close()
