"""If these failed, a trader would read a change, a range or a volume that the market did not have."""

from pathlib import Path

import pytest

from services.core.errors import TooFewBars, UnknownSymbol
from services.cosmic.almanac import Almanac
from services.market.sim import SimSource
from services.market.view import MarketView
from services.studies.chart import Chart, ChartAnswer, answer_chart
from services.studies.price import PriceAnswer, PriceNow, answer_price
from tests.unit.services.market.parts import HOUR, Memory, MovableClock, replay, rows, utc, write
from tests.unit.services.market.test_cache import Venue
from tests.unit.services.real_candles import closed_bars, closed_hours, wilder_atr


async def price(feed: MarketView, symbol: str) -> PriceAnswer:
    return await answer_price(PriceNow(symbol=symbol), feed)


async def chart(feed: MarketView, symbol: str, timeframe: str = "4h", bars: int = 120) -> ChartAnswer:
    return await answer_chart(Chart(symbol=symbol, timeframe=timeframe, bars=bars), feed, Almanac(Memory()))


@pytest.mark.parametrize(
    ("base", "at"),
    [
        ("BTC", "2023-12-30T19:00"),
        ("ETH", "2023-12-30T19:40"),
        ("DOGE", "2022-05-12T07:59"),
        ("BTC", "2024-06-01T00:00"),
    ],
)
class TestRealMarkets:
    async def test_price(self, shared_data: Path, base: str, at: str) -> None:
        hours = closed_hours(shared_data, base, utc(at))
        day, week, before = hours[-24:], hours[-168:], hours[-192:-24]
        assert day[0][0] == hours[-1][0] - 23 * HOUR, "the case has no hole in it"
        assert before[0][0] == hours[-1][0] - 191 * HOUR
        last = hours[-1][4]
        answer = await price(replay(shared_data / "candles", at), base.lower())
        assert answer.symbol == f"{base}/USDT"
        assert answer.price == last
        assert answer.change_24h == pytest.approx(last / day[0][1] - 1)
        high, low = max(bar[2] for bar in day), min(bar[3] for bar in day)
        assert (answer.high_24h, answer.low_24h) == (high, low)
        assert answer.position_24h == pytest.approx((last - low) / (high - low))
        volume = sum(bar[5] for bar in day)
        assert answer.volume_24h == pytest.approx(volume)
        assert answer.volume_ratio == pytest.approx(volume / (sum(bar[5] for bar in before) / 7))
        assert answer.change_7d == pytest.approx(last / week[0][1] - 1)
        top, bottom = max(bar[2] for bar in week), min(bar[3] for bar in week)
        assert (answer.high_7d, answer.low_7d) == (top, bottom)
        newest_top = max(i for i, bar in enumerate(week) if bar[2] == top)
        newest_bottom = max(i for i, bar in enumerate(week) if bar[3] == bottom)
        given_back = (top - last) if newest_top > newest_bottom else (last - bottom)
        assert answer.retraced_7d == pytest.approx(given_back / (top - bottom))
        assert answer.atr_1h == pytest.approx(wilder_atr(hours), rel=1e-6)
        assert answer.atr_1h_pct == pytest.approx(wilder_atr(hours) / last, rel=1e-6)
        assert answer.closes_24h == tuple(bar[4] for bar in day)
        assert answer.as_of == answer.provenance.as_of
        assert int(answer.as_of.timestamp() * 1000) == hours[-1][0] + HOUR

    @pytest.mark.parametrize(("timeframe", "hours_each"), [("1h", 1), ("4h", 4), ("12h", 12)])
    async def test_chart(self, shared_data: Path, base: str, at: str, timeframe: str, hours_each: int) -> None:
        hours = closed_hours(shared_data, base, utc(at))
        bars = closed_bars(hours, hours_each * HOUR, utc(at))
        shown, last = bars[-120:], hours[-1][4]
        answer = await chart(replay(shared_data / "candles", at), base, timeframe)
        assert (answer.timeframe, answer.bars, answer.price) == (timeframe, 120, last)
        assert answer.candles.time.tolist() == [bar[0] for bar in shown]
        assert answer.candles.close.tolist() == [bar[4] for bar in shown]
        assert answer.change == pytest.approx(last / shown[0][1] - 1)
        assert (answer.high, answer.low) == (max(bar[2] for bar in shown), min(bar[3] for bar in shown))
        assert answer.up_bars == sum(bar[4] > bar[1] for bar in shown)
        assert answer.down_bars == sum(bar[4] < bar[1] for bar in shown)
        assert answer.volume == pytest.approx(sum(bar[5] for bar in shown))
        assert answer.volume_ratio == pytest.approx(shown[-1][5] / (sum(bar[5] for bar in shown[:-1]) / 119))
        assert answer.atr == pytest.approx(wilder_atr(bars), rel=1e-6)


async def test_what_is_not_known_is_not_told(tmp_path: Path) -> None:
    write(tmp_path, "BTC-USDT_1h.csv", rows("2024-01-01T00:00", [100.0 + i for i in range(40)]))
    write(tmp_path, "ETH-USDT_1d.csv", rows("2024-01-01T00:00", [10.0, 11.0], "1d"))
    young = await price(replay(tmp_path, "2024-01-02T12:00"), "btc")
    assert young.change_24h is not None
    assert {young.volume_ratio, young.change_7d, young.high_7d, young.low_7d, young.retraced_7d} == {None}
    very_young = await price(replay(tmp_path, "2024-01-01T03:00"), "btc")
    assert {very_young.change_24h, very_young.high_24h, very_young.volume_24h, very_young.atr_1h} == {None}
    assert very_young.closes_24h == (100.0, 101.0, 102.0)
    without_hours = await price(replay(tmp_path, "2024-01-03T00:00"), "eth")
    assert without_hours.price == 11.0
    assert without_hours.change_24h == pytest.approx(0.1)
    assert (without_hours.change_7d, without_hours.atr_1h, without_hours.closes_24h) == (None, None, ())
    with pytest.raises(TooFewBars):
        await price(replay(tmp_path, "2020-01-01T00:00"), "btc")


async def test_a_market_that_stands_still_has_no_position_and_no_swing(tmp_path: Path) -> None:
    start = 1704067200000
    write(tmp_path, "FLAT-USDT_1h.csv", [(start + i * HOUR, 5, 5, 5, 5, 0) for i in range(300)])
    answer = await price(replay(tmp_path, "2024-01-13T00:00"), "flat")
    assert (answer.change_24h, answer.position_24h, answer.retraced_7d, answer.volume_ratio) == (0.0, None, None, None)
    drawn = await chart(replay(tmp_path, "2024-01-13T00:00"), "flat", "1h")
    assert (drawn.volume_ratio, drawn.up_bars, drawn.down_bars, drawn.atr) == (None, 0, 0, 0.0)


async def test_a_price_beyond_the_closed_hours_belongs_to_the_week() -> None:
    source, clock = SimSource(7), MovableClock(utc("2026-03-01T00:59:40"))
    for _ in range(60):
        answer = await price(MarketView(source, Memory(), clock), "btc")
        assert answer.low_7d is not None
        assert answer.high_7d is not None
        assert answer.low_24h is not None
        assert answer.high_24h is not None
        assert answer.retraced_7d is not None
        assert answer.low_7d <= answer.low_24h <= answer.price <= answer.high_24h <= answer.high_7d
        assert 0 <= answer.retraced_7d <= 1
        clock.pass_(7 * 3_600)


async def test_a_stale_market_says_so_in_every_answer() -> None:
    clock, venue, memory = MovableClock(), Venue(), Memory()
    await price(MarketView(venue, memory, clock), "btc")
    venue.cut = True
    clock.pass_(3 * 3_600)
    late = await price(MarketView(venue, memory, clock), "btc")
    assert late.provenance.stale
    assert late.provenance.age > 2 * 3_600
    with pytest.raises(UnknownSymbol):
        await price(MarketView(venue, memory, clock), "nosuchcoin")
