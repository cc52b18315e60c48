"""Old facts must not pass for new ones, nor half a candle for a whole one: people size positions by them."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from services.core.clock import SteppedClock
from services.core.errors import StoreUnavailable, TooFewBars
from services.market.replay import ReplaySource
from services.market.sim import SimSource
from services.market.source import Ticker
from services.market.view import MarketView
from services.studies.fib_levels import FibLevels, answer_fib_levels
from services.studies.price import PriceNow, answer_price

START = datetime(2024, 1, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)


class NoStore:
    async def get(self, key: str, /) -> bytes | None:
        raise StoreUnavailable

    async def set(self, key: str, value: bytes, ttl: float, /) -> None:
        raise StoreUnavailable


def write(folder: Path, timeframe: str, length: timedelta, bars: range, *, without: tuple[int, ...] = ()) -> None:
    lines = ["timestamp_ms,open,high,low,close,volume"]
    for bar in bars:
        if bar not in without:
            opened = int((START + bar * length).timestamp() * 1000)
            lines.append(f"{opened},{100 + bar % 7},{107 + bar % 11},{97 - bar % 5},{101 + bar % 3},10")
    (folder / f"BTC-USDT_{timeframe}.csv").write_text("\n".join(lines))


def feed(folder: Path, at: datetime) -> MarketView:
    return MarketView(ReplaySource(folder), NoStore(), SteppedClock(at))


@pytest.mark.parametrize("microseconds", [0, 1, 499, 501, 999, 570_516, 999_999])
async def test_a_price_of_this_very_moment_is_not_stale(microseconds: int) -> None:
    now = datetime(2026, 11, 21, 4, 30, 39, microseconds, tzinfo=UTC)
    market = MarketView(SimSource(1), NoStore(), SteppedClock(now))
    for symbol in ("btc", "sol"):
        _, provenance = await market.ticker(symbol)
        assert not provenance.stale
        seen = await market.snapshot(symbol, "1d", 50)
        assert not seen.provenance.stale


async def test_hours_missing_inside_a_built_candle_are_told(tmp_path: Path) -> None:
    write(tmp_path, "1h", HOUR, range(24 * 30), without=(24 * 25 + 2,))
    request = FibLevels(symbol="btc", timeframe="4h", lookback=60)
    answer = await answer_fib_levels(request, feed(tmp_path, START + 30 * 24 * HOUR))
    assert answer.provenance.built_from == "1h"
    (gap,) = answer.provenance.gaps
    assert (gap.start, gap.bars) == (START + (24 * 25 + 2) * HOUR, 1)


async def test_holes_before_the_candles_looked_at_are_not_told(tmp_path: Path) -> None:
    write(tmp_path, "1h", HOUR, range(24 * 30), without=(50,))
    request = FibLevels(symbol="btc", timeframe="4h", lookback=60)
    answer = await answer_fib_levels(request, feed(tmp_path, START + 30 * 24 * HOUR))
    assert answer.provenance.gaps == ()


async def test_a_first_candle_that_is_not_whole_is_left_out(tmp_path: Path) -> None:
    write(tmp_path, "1h", HOUR, range(21, 24 * 30))
    candles, _ = await feed(tmp_path, START + 30 * 24 * HOUR).candles("btc", "1d", 100)
    assert candles.opened(0) == START + timedelta(days=1)
    assert len(candles) == 29


async def test_a_last_candle_closes_by_the_clock_and_says_what_it_lacks(tmp_path: Path) -> None:
    """The data ends on a Tuesday morning. While that week goes on its candle is not there; then it is over, as much of
    it as there is, and the hours that never came are told."""
    write(tmp_path, "1h", HOUR, range(24 * 22 + 9))
    week_ends = START + timedelta(days=28)
    before, _ = await feed(tmp_path, week_ends - timedelta(seconds=1)).candles("btc", "1w", 10)
    assert before.opened(-1) == START + timedelta(days=14)
    for late in (timedelta(0), timedelta(days=12)):
        candles, provenance = await feed(tmp_path, week_ends + late).candles("btc", "1w", 10)
        assert len(candles) == 4
        assert candles.opened(-1) == START + timedelta(days=21)
        (gap,) = provenance.gaps
        assert (gap.start, gap.bars) == (START + timedelta(days=22, hours=9), 24 * 5 + 15)
        assert provenance.stale == (late >= timedelta(days=7))


async def test_a_market_that_is_closed_at_weekends_has_its_last_week(tmp_path: Path) -> None:
    """Hours from Sunday 22:00 to Friday 21:00; no later one says that the week is over."""
    open_hours = [hour for hour in range(-2, 24 * 26) if (hour + 2) % 168 < 2 + 24 * 4 + 21]
    write(tmp_path, "1h", HOUR, range(-2, 24 * 25 + 21), without=tuple(set(range(-2, 24 * 26)) - set(open_hours)))
    friday, monday = START + timedelta(days=25, hours=21), START + timedelta(days=28)
    for at, weeks, days in ((friday, 3, 25), (monday - HOUR, 3, 27), (monday, 4, 28)):
        week, _ = await feed(tmp_path, at).candles("btc", "1w", 10)
        day, _ = await feed(tmp_path, at).candles("btc", "1d", 100)
        assert week.opened(-1) == START + timedelta(days=7 * (weeks - 1))
        assert day.opened(-1) == START + timedelta(days=min(days, 26) - 1)


async def test_a_bar_whose_last_minute_is_missing_is_closed_by_a_later_one(tmp_path: Path) -> None:
    minute = timedelta(minutes=1)
    write(tmp_path, "1m", minute, range(200), without=(175, 176, 177, 178, 179))
    for minutes, hours in ((179, 2), (180, 3), (181, 3), (199, 3)):
        candles, provenance = await feed(tmp_path, START + minutes * minute).candles("btc", "1h", 10)
        assert len(candles) == hours
        assert sum(gap.bars for gap in provenance.gaps) == (5 if hours == 3 else 0)


async def test_a_pinned_clock_sees_no_price_from_after_it(tmp_path: Path) -> None:
    """``--at`` with an exchange: its ticker is of today, and today must not leak into then."""

    class Now(ReplaySource):
        async def ticker(self, symbol: str, *, now: datetime) -> Ticker:
            return (await super().ticker(symbol, now=now)).model_copy(
                update={"time": now + timedelta(days=900), "last": 9_999.0}
            )

    write(tmp_path, "1h", HOUR, range(24 * 30))
    then = START + timedelta(days=20)
    pinned = MarketView(Now(tmp_path), NoStore(), SteppedClock(then))
    seen = await pinned.snapshot("btc", "1h", 100)
    assert seen.price == float(seen.candles.close[-1])
    assert seen.provenance.as_of == then
    with pytest.raises(TooFewBars):
        await pinned.ticker("btc")


async def test_candles_that_ended_long_ago_are_as_old_as_they_are(tmp_path: Path) -> None:
    write(tmp_path, "1h", HOUR, range(24 * 30))
    write(tmp_path, "1d", timedelta(days=1), range(60))
    now = START + timedelta(days=60)
    levels = await answer_fib_levels(FibLevels(symbol="btc", timeframe="1h"), feed(tmp_path, now))
    assert levels.provenance.stale
    assert levels.as_of == START + 30 * 24 * HOUR
    price = await answer_price(PriceNow(symbol="btc"), feed(tmp_path, now))
    assert price.as_of == now
    assert not price.provenance.stale
    assert price.change_7d is None
    assert price.high_7d is None
    assert price.atr_1h is None
