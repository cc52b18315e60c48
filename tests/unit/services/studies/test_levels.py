"""If these failed, a trader would lean on a support that is none, or on a structure of another market or time."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.core.errors import TooFewBars, UnknownSymbol, UnknownTimeframe
from services.market.candles import Candles
from services.market.view import MarketView
from services.studies.levels import Levels, LevelsAnswer, PriceZone, answer_levels, day_before
from tests.examples import examples
from tests.unit.services.market.parts import replay, rows, write
from tests.unit.services.real_candles import HOUR, Bar, closed_bars, closed_hours, wilder_atr

AT = "2023-12-30T19:00"


async def levels(feed: MarketView, symbol: str, timeframe: str = "4h", lookback: int = 300) -> LevelsAnswer:
    return await answer_levels(Levels(symbol=symbol, timeframe=timeframe, lookback=lookback), feed)


def visits(bars: list[Bar], zone: PriceZone, away: float) -> tuple[int, int, int]:
    """Touches, bounces and breaks, bar by bar."""
    touches = bounces = breaks = side = 0
    visiting = False
    for _, _, high, low, _, _ in bars:
        if low <= zone.high and high >= zone.low:
            touches += not visiting
            visiting = True
            continue
        now = 1 if low >= zone.high + away else -1 if high <= zone.low - away else 0
        if now:
            if visiting and side:
                bounces, breaks = bounces + (now == side), breaks + (now != side)
            side, visiting = now, False
    return touches, bounces, breaks


@pytest.mark.parametrize(("base", "timeframe", "length"), [("BTC", "4h", 4), ("ETH", "1h", 1), ("DOGE", "1d", 24)])
async def test_a_real_market(shared_data: Path, base: str, timeframe: str, length: int) -> None:
    until = datetime(2023, 12, 30, 19, tzinfo=UTC)
    hours = closed_hours(shared_data, base, until)
    every = closed_bars(hours, length * HOUR, until)
    bars = every[-300:]
    answer = await levels(replay(shared_data / "candles"), base, timeframe)
    price = hours[-1][4]
    assert answer.price == price
    assert answer.atr == pytest.approx(wilder_atr(every), rel=1e-6)
    assert answer.atr is not None
    assert len(answer.zones) >= 2

    names = [zone.name for zone in answer.zones]
    assert [zone.low for zone in answer.zones] == sorted((zone.low for zone in answer.zones), reverse=True)
    resistances, supports = [n for n in names if n[0] == "R"], [n for n in names if n[0] == "S"]
    assert resistances == [f"R{k}" for k in range(len(resistances), 0, -1)]
    assert supports == [f"S{k + 1}" for k in range(len(supports))]
    for zone in answer.zones:
        assert (zone.touches, zone.bounces, zone.breaks) == visits(bars, zone, answer.atr)
        edge = {"R": zone.low, "S": zone.high, "h": price}[zone.name[0]]
        assert zone.distance == pytest.approx((edge - price) / price)
        assert zone.distance_atr == pytest.approx((edge - price) / answer.atr)
        turned = [bar for bar in bars if zone.low in bar[2:4]], [bar for bar in bars if zone.high in bar[2:4]]
        assert all(turned), "a zone's edges are highs or lows of bars"
        assert {"R": price < zone.low, "S": zone.high < price, "h": zone.low <= price <= zone.high}[zone.name[0]]
    assert answer.nearest_support == next((zone for zone in answer.zones if zone.name == "S1"), None)
    assert answer.nearest_resistance == next((zone for zone in answer.zones if zone.name == "R1"), None)

    for turn in answer.structure.swings:
        opened, _, high, low, _, _ = every[-1 - turn.bars_since]
        assert turn.time == datetime.fromtimestamp(opened / 1000, tz=UTC)
        assert turn.price == (high if turn.kind == "high" else low)
    for one in answer.structure.breaks:
        close, before = every[-1 - one.bars_since][4], every[-2 - one.bars_since][4]
        assert close > one.level >= before if one.direction == "up" else close < one.level <= before
    assert answer.structure.trend == answer.structure.breaks[-1].direction

    assert answer.traded is not None
    assert min(bar[3] for bar in bars) < answer.traded.value_low < answer.traded.poc < answer.traded.value_high
    (day,) = closed_bars(hours, 24 * HOUR, until)[-1:]
    assert answer.previous_day is not None
    assert (answer.previous_day.high, answer.previous_day.low, answer.previous_day.close) == day[2:5]
    assert answer.previous_day.time == datetime(2023, 12, 29, tzinfo=UTC)
    assert [pivot.name for pivot in answer.previous_day.pivots][::3] == ["floor R3", "floor P", "floor S3"]


@examples(20)
@given(st.lists(st.integers(1, 60), min_size=90, max_size=110), st.integers(55, 89))
async def test_what_comes_later_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory, closes: list[int], cut: int
) -> None:
    """The same time asked of a file that ends there, and of one that goes on."""
    table = rows("2024-01-01T00:00", [100.0 + close for close in closes])
    at = f"2024-01-{1 + cut // 24:02}T{cut % 24:02}:00"
    answers = []
    for part in (table[:cut], table):
        folder = tmp_path_factory.mktemp("replay")
        write(folder, "X-USDT_1h.csv", part)
        answers.append(
            (await levels(replay(folder, at), "x", "1h")).model_dump(exclude={"provenance", "candles", "profile"})
        )
    assert answers[0] == answers[1]


async def test_a_short_window_has_the_trend_and_range_of_a_long_one(shared_data: Path) -> None:
    feed = replay(shared_data / "candles")
    short, long = [await levels(feed, "btc", "1h", lookback) for lookback in (100, 1000)]
    assert short.atr == pytest.approx(long.atr, rel=1e-6)
    assert (short.structure.trend, short.structure.order) == (long.structure.trend, long.structure.order)
    assert short.structure.swings == long.structure.swings[-len(short.structure.swings) :]
    assert short.structure.breaks == long.structure.breaks[-len(short.structure.breaks) :]
    assert (short.structure.break_above, short.structure.break_below) == (
        long.structure.break_above,
        long.structure.break_below,
    )
    assert (short.lookback, long.lookback) == (100, 1000)


async def test_a_market_that_never_moved_has_no_levels(tmp_path: Path) -> None:
    write(tmp_path, "X-USDT_1h.csv", [(1704067200000 + i * HOUR, 5, 5, 5, 5, 0) for i in range(80)])
    answer = await levels(replay(tmp_path, "2024-01-04T06:00"), "x", "1h")
    assert (answer.atr, answer.zones, answer.traded) == (0.0, (), None)
    assert (answer.structure.trend, answer.structure.swings, answer.structure.last_break) == ("none", (), None)
    assert answer.previous_day is not None
    assert answer.previous_day.high == answer.previous_day.low == 5


async def test_without_volume_zones_have_no_share_of_it(shared_data: Path, tmp_path: Path) -> None:
    hours = closed_hours(shared_data, "BTC", datetime(2023, 12, 30, 19, tzinfo=UTC))[-400:]
    write(tmp_path, "X-USDT_1h.csv", [(*bar[:5], 0) for bar in hours])
    answer = await levels(replay(tmp_path), "x", "1h")
    assert answer.traded is None
    assert answer.profile is None
    assert answer.zones
    assert {zone.volume_share for zone in answer.zones} == {None}


async def test_no_whole_day_is_told_where_none_has_closed(tmp_path: Path) -> None:
    write(tmp_path, "X-USDT_15m.csv", rows("2024-01-01T01:00", [100.0 + i % 7 for i in range(80)], "15m"))
    assert (await levels(replay(tmp_path, "2024-01-01T21:00"), "x", "15m")).previous_day is None


def daily(at: datetime) -> Candles:
    column = [np.array([value]) for value in (100.0, 110.0, 90.0, 105.0, 1.0)]
    return Candles("X/USDT", "1d", np.array([round(at.timestamp() * 1000)]), *column)


def test_only_yesterday_is_the_day_before() -> None:
    opened = datetime(2024, 1, 5, tzinfo=UTC)
    for hours, known in ((24, True), (47.9, True), (48, False), (200, False)):
        now = round((opened + timedelta(hours=hours)).timestamp() * 1000)
        assert (day_before(daily(opened), now) is not None) == known
    assert day_before(Candles.none("X/USDT", "1d"), 0) is None


class TestRefused:
    async def test_fewer_than_fifty_bars(self, tmp_path: Path) -> None:
        write(tmp_path, "X-USDT_1h.csv", rows("2024-01-01T00:00", [100.0 + i % 9 for i in range(60)]))
        with pytest.raises(TooFewBars) as few:
            await levels(replay(tmp_path, "2024-01-03T01:59"), "x", "1h")
        assert (few.value.have, few.value.need) == (49, 50)
        assert (await levels(replay(tmp_path, "2024-01-03T02:00"), "x", "1h")).lookback == 50

    async def test_words_that_mean_nothing(self, shared_data: Path) -> None:
        feed = replay(shared_data / "candles")
        with pytest.raises(UnknownSymbol):
            await levels(feed, "notacoin")
        with pytest.raises(UnknownTimeframe):
            await levels(feed, "btc", "1M")
