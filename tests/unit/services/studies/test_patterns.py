"""If these failed, a trader would wait for a break that has been, or trust a pattern more than its record bears."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from analytics._talib import talib
from analytics.candlesticks import BY_NAME, KINDS
from analytics.ties import in_ticks
from services.core.errors import TooFewBars, UnknownSymbol, UnknownTimeframe
from services.market.candles import Candles, Provenance
from services.market.view import MarketView, Snapshot
from services.studies.patterns import (
    CANDLE_BARS,
    HISTORY_BARS,
    LEAST_BARS,
    MOST_PATTERNS,
    CandlestickPattern,
    Patterns,
    PatternsAnswer,
    answer_patterns,
    patterns,
)
from tests.unit.analytics.chart_patterns.shapes import straight
from tests.unit.analytics.markets import ODD, Rows, flat_rows
from tests.unit.services.market.parts import replay, rows, write
from tests.unit.services.real_candles import HOUR, Bar, closed_bars, closed_hours, wilder_atr

AT = "2023-12-30T19:00"


async def ask(feed: MarketView, symbol: str, timeframe: str = "4h", lookback: int = 300) -> PatternsAnswer:
    return await answer_patterns(Patterns(symbol=symbol, timeframe=timeframe, lookback=lookback), feed)


def seen(bars: Rows, price: float | None = None) -> Snapshot:
    candles = Candles("BTC/USDT", "1h", bars.time, bars.open, bars.high, bars.low, bars.close, bars.volume)
    now = candles.opened(len(candles) - 1) + timedelta(hours=1)
    origin = Provenance(source="replay", venue="candles", as_of=now, asked_at=now, stale=False)
    return Snapshot(candles, float(bars.close[-1]) if price is None else price, None, origin)


def check_rate(told: CandlestickPattern, bars: list[Bar]) -> None:
    """The record by hand, from TA-Lib's own figures for whole ticks."""
    _, opened, high, low, close, _ = (np.array(column) for column in zip(*bars, strict=True))
    values = getattr(talib, BY_NAME[told.name].code)(*in_ticks(opened, high, low, close).columns)
    confirmed = np.abs(values) >= 200
    values = np.where(confirmed == (told.strength >= 200), values, 0)
    assert values[len(bars) - 1 - told.bars_ago] != 0
    way = {"bullish": 1, "bearish": -1, "neutral": 0}[told.direction]
    ends = range(len(bars) - 5)
    if way == 0:
        assert told.cases == sum(values[bar] != 0 for bar in ends)
        assert told.follow_rate is None
        return
    cases = [bar for bar in ends if values[bar] * way > 0]
    went = [way * (close[bar + 5] - close[bar]) > 0 for bar in cases]
    assert told.cases == len(cases)
    assert told.follow_rate == (pytest.approx(sum(went) / len(cases)) if len(cases) >= 10 else None)
    assert told.base_rate == pytest.approx(sum(way * (close[bar + 5] - close[bar]) > 0 for bar in ends) / len(ends))


@pytest.mark.parametrize(("base", "timeframe", "length"), [("BTC", "4h", 4), ("ETH", "1h", 1), ("DOGE", "1d", 24)])
async def test_a_real_market(shared_data: Path, base: str, timeframe: str, length: int) -> None:
    until = datetime(2023, 12, 30, 19, tzinfo=UTC)
    hours = closed_hours(shared_data, base, until)
    every = closed_bars(hours, length * HOUR, until)
    answer = await ask(replay(shared_data / "candles"), base, timeframe)
    assert answer.price == hours[-1][4]
    assert answer.atr is not None
    assert answer.atr == pytest.approx(wilder_atr(every[-550:]), rel=1e-6)
    assert 990 <= answer.history_bars <= HISTORY_BARS
    bars = every[-answer.history_bars :]
    assert len(answer.patterns) <= MOST_PATTERNS
    for told in answer.candlesticks:
        assert told.bars_ago < CANDLE_BARS
        check_rate(told, bars)
    assert answer.bullish_candles == sum(told.direction == "bullish" for told in answer.candlesticks)
    for found in answer.patterns:
        assert found.trigger_pct == pytest.approx(found.trigger / answer.price - 1)
        assert found.invalidation_atr == pytest.approx((found.invalidation - answer.price) / answer.atr)
        assert found.points[0].time == found.start
        assert found.points[-1].time == found.end
        assert found.end < found.known
        for point in found.points:
            assert point.price in every[-1 - point.bars_ago][2:4], "a turn is a high or a low of its bar"
    assert [one.known for one in answer.patterns] == sorted((one.known for one in answer.patterns), reverse=True)


def test_a_double_top_by_hand() -> None:
    answer = patterns(seen(straight(200, 190, 210, 200, 210, 203, legs=(20, 20, 10, 10, 7)), 202.0), 300)
    best = answer.best
    assert best is not None
    assert (best.name, best.direction, best.state, best.standing) == ("double top", "bearish", "forming", True)
    assert (best.trigger, best.target, best.invalidation) == (200.0, 190.0, 210.0)
    assert best.trigger_pct == pytest.approx(200 / 202 - 1)
    assert best.reward_ratio == pytest.approx(1.0)
    assert [(point.name, point.price) for point in best.points] == [
        ("first top", 210.0),
        ("valley", 200.0),
        ("second top", 210.0),
    ]
    assert [(line.name, line.price_now) for line in best.lines] == [("neckline", 200.0)]
    assert (best.bars, best.bars_ago) == (20, 3)


def test_a_target_below_zero_is_none() -> None:
    answer = patterns(seen(straight(12, 2, 22, 12, 22, 10, legs=(20, 20, 10, 10, 14))), 300)
    best = answer.best
    assert best is not None
    assert (best.trigger, best.target) == (12.0, 2.0)
    deeper = patterns(seen(straight(12, 8, 41, 20, 41, 22, legs=(20, 20, 10, 10, 9))), 300).best
    assert deeper is not None
    assert (deeper.trigger, deeper.target, deeper.target_pct, deeper.reward_ratio) == (20.0, None, None, None)


def test_only_what_began_in_the_lookback_is_told() -> None:
    bars = straight(200, 190, 210, 200, 210, 203, legs=(20, 20, 10, 10, 7))
    assert patterns(seen(bars), 28).best is not None
    assert patterns(seen(bars), 27).best is None


def test_the_one_to_look_at_stands_where_any_does(shared_data: Path) -> None:
    feed_bars = closed_hours(shared_data, "SOL", datetime(2023, 12, 30, 19, tzinfo=UTC))
    table = np.array(feed_bars[-6000:], dtype=np.float64)
    for end in range(1000, 6001, 250):
        part = table[end - 1000 : end]
        columns = [part[:, k].copy() for k in range(1, 6)]
        answer = patterns(seen(Rows(part[:, 0].astype(np.int64), *columns)), 300)
        standing = [one for one in answer.patterns if one.standing]
        if standing:
            assert answer.best == max(standing, key=lambda one: one.quality)
        else:
            assert answer.best == next(iter(answer.patterns), None)


@pytest.mark.parametrize(
    "name", [name for name, bars in ODD.items() if len(bars) >= LEAST_BARS and "missing" not in name]
)
def test_odd_markets_have_patterns_or_none(name: str) -> None:
    answer = patterns(seen(ODD[name]), 300)
    assert answer.lookback == min(300, len(ODD[name]))
    assert all(np.isfinite(one.trigger) for one in answer.patterns)


def test_a_still_market_has_dojis_and_no_shape() -> None:
    answer = patterns(seen(flat_rows(200)), 300)
    assert answer.patterns == ()
    assert answer.best is None
    assert {told.name for told in answer.candlesticks} == {"doji"}


async def test_too_few_bars_is_said(tmp_path: Path) -> None:
    write(tmp_path, "BTC-USDT_1h.csv", rows("2023-12-01T00:00", [100.0 + bar % 7 for bar in range(LEAST_BARS - 1)]))
    with pytest.raises(TooFewBars) as error:
        await ask(replay(tmp_path), "BTC", "1h")
    assert (error.value.have, error.value.need) == (LEAST_BARS - 1, LEAST_BARS)


async def test_unknown_words_are_said(shared_data: Path) -> None:
    feed = replay(shared_data / "candles")
    with pytest.raises(UnknownSymbol):
        await ask(feed, "nonsense")
    with pytest.raises(UnknownTimeframe):
        await ask(feed, "BTC", "7m")


def patterns_provenance(candles: Candles) -> Provenance:
    now = candles.opened(len(candles) - 1) + timedelta(hours=1)
    return Provenance(source="replay", venue="candles", as_of=now, asked_at=now, stale=False)


def test_all_kinds_can_be_told() -> None:
    assert all(kind.bars <= 5 for kind in KINDS)
