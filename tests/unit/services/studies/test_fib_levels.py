"""If these failed, a trader would set an order at a level that is not one."""

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.core.errors import NoSwing, TooFewBars, UnknownSymbol, UnknownTimeframe
from services.market.timeframes import to_ms
from services.market.view import MarketView
from services.studies.fib_levels import FibLevels, FibLevelsAnswer, answer_fib_levels
from tests.examples import examples
from tests.unit.services.market.parts import replay, rows, utc, write
from tests.unit.services.real_candles import HOUR, Bar, closed_bars, closed_hours, wilder_atr

RATIOS = {
    "retracement": (0, 0.236, 0.382, 0.5, 0.618, 0.786, 1),
    "extension": (1.272, 1.414, 1.618, 2, 2.618),
    "counter": (1.272, 1.414, 1.618, 2, 2.618),
}


async def levels(feed: MarketView, symbol: str, timeframe: str = "4h", lookback: int = 200) -> FibLevelsAnswer:
    request = FibLevels(symbol=symbol, timeframe=timeframe, lookback=lookback)
    return await answer_fib_levels(request, feed)


def swing_of(bars: list[Bar]) -> tuple[float, float, int, int]:
    """Start, end and their bars: the lowest low and the highest high, the later of them the end."""
    top = max(range(len(bars)), key=lambda i: (bars[i][2], i))
    bottom = min(range(len(bars)), key=lambda i: (bars[i][3], -i))
    assert top != bottom
    if top > bottom:
        return bars[bottom][3], bars[top][2], bottom, top
    return bars[top][2], bars[bottom][3], top, bottom


def expected_levels(start: float, end: float) -> dict[str, float]:
    """Every level by its name, as the textbooks have it."""
    size = end - start
    found = {f"{ratio:g} retracement": end - ratio * size for ratio in RATIOS["retracement"]}
    found |= {f"{ratio:g} extension": start + ratio * size for ratio in RATIOS["extension"]}
    found |= {f"{ratio:g} counter": end - ratio * size for ratio in RATIOS["counter"]}
    return {name: price for name, price in found.items() if price > 0}


@pytest.mark.parametrize("tick", ["0.0000001", "0.37", "0.3", "1", "70000"])
async def test_a_level_at_the_price_is_on_neither_side_whatever_a_tick_is_worth(tmp_path: Path, tick: str) -> None:
    """The swing runs from 41 to 77 ticks and the price stands at half of it."""
    ticks = [(41, 42, 41, 42)] * 3 + [(42, 77, 42, 76)] * 18 + [(76, 76, 58, 59)]
    bars = [
        (to_ms(utc("2024-01-01T00:00")) + at * 4 * HOUR, *(price * Decimal(tick) for price in bar), 5)
        for at, bar in enumerate(ticks)
    ]
    write(tmp_path, "X-USDT_4h.csv", bars)
    answer = await levels(replay(tmp_path, "2024-02-01T00:00"), "X/USDT")
    assert answer.nearest_above is not None
    assert answer.nearest_below is not None
    assert (answer.nearest_above.name, answer.nearest_below.name) == ("0.382 retracement", "0.618 retracement")
    (half,) = (level for level in answer.levels if level.name == "0.5 retracement")
    assert half.distance == 0


CASES = [
    (base, at, timeframe, lookback)
    for at, bases in (("2023-12-30T19:00", ("BTC", "ETH", "SOL", "DOGE", "ADA")), ("2024-06-01T00:00", ("BTC",)))
    for base in bases
    for timeframe, lookback in (("1h", 100), ("4h", 200), ("12h", 55), ("1d", 365))
]


@pytest.mark.parametrize(("base", "at", "timeframe", "lookback"), CASES)
async def test_levels_of_real_markets_are_what_the_candles_say(
    shared_data: Path, base: str, at: str, timeframe: str, lookback: int
) -> None:
    hours = closed_hours(shared_data, base, utc(at))
    length = {"1h": 1, "4h": 4, "12h": 12, "1d": 24}[timeframe] * HOUR
    bars = closed_bars(hours, length, utc(at))
    window, price, atr = bars[-lookback:], hours[-1][4], wilder_atr(bars)
    start, end, start_bar, end_bar = swing_of(window)

    answer = await levels(replay(shared_data / "candles", at), base.lower(), timeframe.upper(), lookback)

    assert (answer.symbol, answer.timeframe, answer.lookback) == (f"{base}/USDT", timeframe, lookback)
    assert answer.price == price
    assert answer.atr == pytest.approx(atr, rel=1e-6)
    swing = answer.swing
    assert (swing.start.price, swing.end.price) == (start, end)
    assert swing.direction == ("up" if end > start else "down")
    for point, bar in ((swing.start, start_bar), (swing.end, end_bar)):
        assert point.time == datetime.fromtimestamp(window[bar][0] / 1000, tz=UTC)
    assert (swing.bars, swing.bars_since) == (end_bar - start_bar, lookback - 1 - end_bar)
    assert swing.change == pytest.approx((end - start) / start)
    assert swing.size_atr == pytest.approx(abs(end - start) / atr, rel=1e-6)
    assert answer.retraced == pytest.approx((end - price) / (end - start))

    expected = expected_levels(start, end)
    assert {level.name: level.price for level in answer.levels} == pytest.approx(expected)
    prices = [level.price for level in answer.levels]
    assert prices == sorted(prices, reverse=True)
    for level in answer.levels:
        assert level.distance == pytest.approx(level.price / price - 1)
        assert level.distance_atr == pytest.approx((level.price - price) / atr, rel=1e-6)
    above = [value for value in expected.values() if value > price]
    below = [value for value in expected.values() if value < price]
    assert (answer.nearest_above.price if answer.nearest_above else None) == pytest.approx(min(above, default=None))
    assert (answer.nearest_below.price if answer.nearest_below else None) == pytest.approx(max(below, default=None))

    pocket = answer.golden_pocket
    edges = sorted(end - ratio * (end - start) for ratio in (0.618, 0.65))
    assert [pocket.low, pocket.high] == pytest.approx(edges)
    assert pocket.inside == (edges[0] <= price <= edges[1])
    nearer = 0.0 if pocket.inside else (edges[0] if price < edges[0] else edges[1]) - price
    assert pocket.distance == pytest.approx(nearer / price)

    assert answer.candles.time.tolist() == [bar[0] for bar in window]
    assert answer.as_of == answer.provenance.as_of == datetime.fromtimestamp((hours[-1][0] + HOUR) / 1000, tz=UTC)


@examples(25)
@given(st.lists(st.integers(1, 60), min_size=40, max_size=60), st.integers(20, 39))
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
        answer = await levels(replay(folder, at), "x", "1h", 30)
        answers.append(answer.model_dump(exclude={"candles", "provenance"}))
    assert answers[0] == answers[1]


async def test_levels_at_or_below_zero_are_left_out(tmp_path: Path) -> None:
    write(tmp_path, "X-USDT_1h.csv", rows("2024-01-01T00:00", [100.0 - 3 * i for i in range(33)]))
    answer = await levels(replay(tmp_path, "2024-01-02T09:00"), "x", "1h", 30)
    assert answer.swing.direction == "down"
    assert min(level.price for level in answer.levels) > 0
    assert len(answer.levels) < 17


async def test_a_price_beyond_all_levels_has_none_on_that_side(tmp_path: Path) -> None:
    write(tmp_path, "X-USDT_1d.csv", rows("2024-01-01T00:00", [100.0 + i % 3 for i in range(25)], "1d"))
    write(tmp_path, "X-USDT_1h.csv", rows("2024-01-26T00:00", [500.0, 500.0]))
    answer = await levels(replay(tmp_path, "2024-01-26T02:00"), "x", "1d", 20)
    assert answer.price == 500.0
    assert answer.nearest_above is None
    assert answer.nearest_below == answer.levels[0]
    assert answer.candles.close.max() < 110, "the swing is of closed days alone"


async def test_a_level_at_the_very_price_is_neither_above_nor_below(tmp_path: Path) -> None:
    start = 1704067200000
    table = [(start + i * HOUR, 105, 106, 100 if i == 5 else 104, 105, 1) for i in range(29)]
    table.append((start + 29 * HOUR, 105, 110, 105, 110, 1))
    write(tmp_path, "X-USDT_1h.csv", table)
    answer = await levels(replay(tmp_path, "2024-01-02T06:00"), "x", "1h", 30)
    assert answer.price == answer.swing.end.price == 110
    assert answer.retraced == 0
    assert answer.nearest_above is not None
    assert answer.nearest_below is not None
    assert answer.nearest_above.name == "1.272 extension"
    assert answer.nearest_below.name == "0.236 retracement"


class TestRefused:
    async def test_fewer_than_twenty_bars(self, tmp_path: Path) -> None:
        write(tmp_path, "X-USDT_1h.csv", rows("2024-01-01T00:00", [100.0 + i for i in range(40)]))
        with pytest.raises(TooFewBars) as few:
            await levels(replay(tmp_path, "2024-01-01T19:59"), "x", "1h")
        assert (few.value.have, few.value.need) == (19, 20)
        assert (await levels(replay(tmp_path, "2024-01-01T20:00"), "x", "1h")).lookback == 20

    async def test_a_price_that_did_not_move(self, tmp_path: Path) -> None:
        write(tmp_path, "X-USDT_1h.csv", [(1704067200000 + i * HOUR, 5, 5, 5, 5, 0) for i in range(40)])
        with pytest.raises(NoSwing) as none:
            await levels(replay(tmp_path, "2024-01-02T06:00"), "x", "1h", 25)
        assert (none.value.symbol, none.value.timeframe, none.value.bars) == ("X/USDT", "1h", 25)

    async def test_words_that_mean_nothing(self, shared_data: Path) -> None:
        feed = replay(shared_data / "candles", "2023-12-30T19:00")
        with pytest.raises(UnknownSymbol):
            await levels(feed, "notacoin")
        with pytest.raises(UnknownTimeframe):
            await levels(feed, "btc", "1M")


async def test_a_short_lookback_has_the_same_average_range_as_a_long_one(shared_data: Path) -> None:
    feed = replay(shared_data / "candles", "2023-12-30T19:00")
    short, long = [await levels(feed, "btc", "1h", lookback) for lookback in (20, 1000)]
    assert short.atr == pytest.approx(long.atr, rel=1e-6)
    assert (short.lookback, long.lookback) == (20, 1000)
