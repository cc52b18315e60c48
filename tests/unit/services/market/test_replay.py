"""If these failed, a replay would show what had not happened yet, or what never did."""

import asyncio
import csv
import gzip
from collections import defaultdict
from datetime import datetime, timedelta
from pathlib import Path
from time import perf_counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.core.errors import InvalidRequest, TooFewBars, UnknownSymbol, UnknownTimeframe
from services.market.candle_file import Progress, read_candles
from services.market.replay import ReplaySource
from services.market.timeframes import TIMEFRAMES, Timeframe, from_ms, to_ms
from services.market.validate import Read
from tests.examples import examples
from tests.unit.services.market.parts import HOUR, Row, loop_lags, rows, same, utc, write

DAY_OF_HOURS = [100.0 + (i * 7) % 13 for i in range(72)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three days of BTC by the hour from 2024-01-01, and of ETH by the day."""
    write(tmp_path, "BTC-USDT_1h.csv.gz", rows("2024-01-01T00:00", DAY_OF_HOURS))
    write(tmp_path, "ETH-USDT_1d.csv", rows("2024-01-01T00:00", [10.0, 11.0, 12.0], "1d"))
    (tmp_path / "README.md").write_text("not candles")
    return tmp_path


async def test_only_bars_that_had_closed_are_seen(folder: Path) -> None:
    source = ReplaySource(folder)
    for minute, last in ((0, 4), (59, 4), (60, 5)):
        until = utc("2024-01-01T05:00") + timedelta(minutes=minute)
        candles = (await source.candles("BTC/USDT", "1h", bars=100, until=until)).candles
        assert candles.opened(-1) == utc("2024-01-01T00:00") + timedelta(hours=last)
        assert len(candles) == last + 1


async def test_a_coarse_bar_is_seen_when_its_whole_span_has_passed(folder: Path) -> None:
    source = ReplaySource(folder)
    before = await source.candles("BTC/USDT", "4h", bars=100, until=utc("2024-01-01T11:59:59"))
    after = await source.candles("BTC/USDT", "4h", bars=100, until=utc("2024-01-01T12:00"))
    assert (len(before.candles), len(after.candles)) == (2, 3)
    assert before.built_from == after.built_from == "1h"


async def test_coarser_bars_are_what_the_file_says(shared_data: Path) -> None:
    until = utc("2023-12-30T19:00")
    expected: dict[int, list[list[float]]] = defaultdict(list)
    with gzip.open(shared_data / "candles" / "SOL-USDT_1h.csv.gz", "rt") as file:
        for line in list(csv.reader(file))[1:]:
            values = [float(value) for value in line]
            expected[int(values[0]) // (12 * HOUR) * (12 * HOUR)].append(values)
    opens = [time for time in sorted(expected) if time + 12 * HOUR <= to_ms(until)][-1000:]
    source = ReplaySource(shared_data / "candles")
    built = (await source.candles("SOL/USDT", "12h", bars=1000, until=until)).candles
    assert built.time.tolist() == opens
    for i, time in enumerate(opens):
        hours = expected[time]
        assert built.open[i] == hours[0][1]
        assert built.high[i] == max(hour[2] for hour in hours)
        assert built.low[i] == min(hour[3] for hour in hours)
        assert built.close[i] == hours[-1][4]
        assert built.volume[i] == pytest.approx(sum(hour[5] for hour in hours), rel=1e-12)


@examples(40)
@given(
    offset=st.integers(0, 5_000_000),
    later=st.integers(1, 400 * 86_400),
    name=st.sampled_from(["1h", "2h", "4h", "1d", "3d", "1w"]),
)
async def test_what_was_seen_does_not_change_when_time_goes_on(
    shared_data: Path, offset: int, later: int, name: str
) -> None:
    source = ReplaySource(shared_data / "candles")
    early = utc("2023-03-20T00:00") + timedelta(seconds=offset)
    seen = (await source.candles("ETH/USDT", name, bars=50, until=early)).candles
    again = (await source.candles("ETH/USDT", name, bars=10_000, until=early + timedelta(seconds=later))).candles
    end = int(seen.time[-1]) + TIMEFRAMES[name].ms
    assert end <= to_ms(early)
    assert same(again.between(0, end).last(50), seen)


async def test_an_own_file_goes_first_then_the_coarsest_finer(tmp_path: Path) -> None:
    hours = rows("2024-01-01T00:00", [50.0] * 24 * 21)
    write(tmp_path, "X-USDT_1h.csv", hours)
    write(tmp_path, "X-USDT_1d.csv", rows("2024-01-01T00:00", [7.0] * 14, "1d"))
    source = ReplaySource(tmp_path)
    own = await source.candles("X/USDT", "1d", bars=5, until=utc("2024-01-10T00:00"))
    week = await source.candles("X/USDT", "1w", bars=5, until=utc("2024-01-15T00:00"))
    assert (own.built_from, own.candles.close[-1]) == (None, 7.0)
    assert (week.built_from, week.candles.close[-1]) == ("1d", 7.0)


async def test_an_own_file_that_ends_early_gives_way_to_a_finer_one_that_goes_on(tmp_path: Path) -> None:
    write(tmp_path, "X-USDT_1h.csv", rows("2024-01-01T00:00", [50.0] * 24 * 21))
    write(tmp_path, "X-USDT_1d.csv", rows("2024-01-01T00:00", [7.0] * 14, "1d"))
    source = ReplaySource(tmp_path)
    after = await source.candles("X/USDT", "1d", bars=30, until=utc("2024-01-18T00:00"))
    assert after.built_from == "1h"
    assert set(after.candles.close) == {50.0}, "no bar is mixed in from the other file"
    assert after.candles.opened(-1) == utc("2024-01-17T00:00")
    long_after = await source.candles("X/USDT", "1d", bars=30, until=utc("2025-01-18T00:00"))
    assert long_after.candles.opened(-1) == utc("2024-01-21T00:00"), "the newest there is, stale as it may be"


async def test_bars_beyond_a_hole_still_make_the_number_asked_for(tmp_path: Path) -> None:
    table = rows("2024-01-01T00:00", [50.0] * 48)
    write(tmp_path, "X-USDT_1h.csv", [row for i, row in enumerate(table) if not 12 <= i < 24])
    built = await ReplaySource(tmp_path).candles("X/USDT", "4h", bars=8, until=utc("2024-01-03T00:00"))
    hours = [int(time // HOUR % 24) for time in built.candles.time]
    assert hours == [4, 8, 0, 4, 8, 12, 16, 20]


async def test_before_the_first_bar_there_is_nothing(folder: Path) -> None:
    source = ReplaySource(folder)
    assert len((await source.candles("BTC/USDT", "1h", bars=5, until=utc("2020-01-01T00:00"))).candles) == 0
    assert len((await source.candles("BTC/USDT", "4h", bars=5, until=utc("2020-01-01T00:00"))).candles) == 0
    with pytest.raises(TooFewBars) as none:
        await source.ticker("BTC/USDT", now=utc("2024-01-01T00:59"))
    assert none.value.have == 0


async def test_finer_than_the_finest_file_cannot_be_had(folder: Path) -> None:
    with pytest.raises(UnknownTimeframe) as refused:
        await ReplaySource(folder).candles("ETH/USDT", "4h", bars=5, until=utc("2024-01-03T00:00"))
    assert refused.value.known == ("1d", "3d", "1w")


async def test_markets_are_the_files(folder: Path) -> None:
    source = ReplaySource(folder)
    assert [market.symbol for market in await source.markets()] == ["BTC/USDT", "ETH/USDT"]
    with pytest.raises(UnknownSymbol):
        await source.candles("XRP/USDT", "1h", bars=5, until=utc("2024-01-03T00:00"))


@pytest.mark.parametrize(
    ("name", "symbol", "base", "quote"),
    [
        ("BTC-USDT:USDT_1h.csv", "BTC/USDT:USDT", "BTC", "USDT"),
        ("BTC-USDT:USDT-261225_1h.csv.gz", "BTC/USDT:USDT-261225", "BTC", "USDT"),
        ("BRK.B-USD_1h.csv", "BRK.B/USD", "BRK.B", "USD"),
        ("BF-B-USD_1h.csv", "BF-B/USD", "BF-B", "USD"),
        ("1000pepe-usdt_1h.csv", "1000PEPE/USDT", "1000PEPE", "USDT"),
        ("A_B-USDT_1h.csv", "A_B/USDT", "A_B", "USDT"),
    ],
)
async def test_a_file_is_listed_by_its_name(tmp_path: Path, name: str, symbol: str, base: str, quote: str) -> None:
    write(tmp_path, name, rows("2024-01-01T00:00", [10.0, 20.0]))
    source = ReplaySource(tmp_path)
    (market,) = await source.markets()
    assert (market.symbol, market.base, market.quote) == (symbol, base, quote)
    assert len((await source.candles(symbol, "1h", bars=5, until=utc("2024-01-02T00:00"))).candles) == 2


async def test_a_folder_without_candles_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(InvalidRequest, match=r"there is no folder '.*/nowhere'"):
        await ReplaySource(tmp_path / "nowhere").markets()
    with pytest.raises(InvalidRequest, match=r"no candle files such as BTC-USDT_1h\.csv\.gz"):
        await ReplaySource(tmp_path).markets()
    write(tmp_path, "BTC-USDT_1h.csv", rows("2024-01-01T00:00", [1.0]))
    assert await ReplaySource(tmp_path).markets()


class TestTicker:
    async def test_it_is_the_last_close_and_the_day_up_to_it(self, folder: Path) -> None:
        ticker = await ReplaySource(folder).ticker("BTC/USDT", now=utc("2024-01-02T05:30"))
        day: list[Row] = rows("2024-01-01T00:00", DAY_OF_HOURS)[5:29]
        assert ticker.time == utc("2024-01-02T05:00")
        assert ticker.last == day[-1][4]
        assert ticker.open_24h == day[0][1]
        assert ticker.high_24h == max(row[2] for row in day)
        assert ticker.low_24h == min(row[3] for row in day)
        assert ticker.volume_24h == sum(row[5] for row in day)

    async def test_a_day_that_is_not_all_known_is_not_told(self, folder: Path) -> None:
        ticker = await ReplaySource(folder).ticker("BTC/USDT", now=utc("2024-01-01T23:00"))
        assert ticker.last == DAY_OF_HOURS[22]
        assert {ticker.open_24h, ticker.high_24h, ticker.low_24h, ticker.volume_24h} == {None}

    async def test_where_the_first_bar_of_the_day_is_missing_the_price_was_the_close_before(
        self, tmp_path: Path
    ) -> None:
        table = rows("2024-01-01T00:00", DAY_OF_HOURS)
        write(tmp_path, "X-USDT_1h.csv", table[:10] + table[13:])
        ticker = await ReplaySource(tmp_path).ticker("X/USDT", now=utc("2024-01-02T11:00"))
        assert ticker.open_24h == DAY_OF_HOURS[9]

    async def test_after_the_end_it_is_as_old_as_it_is(self, folder: Path) -> None:
        ticker = await ReplaySource(folder).ticker("BTC/USDT", now=utc("2025-06-01T00:00"))
        assert ticker.time == utc("2024-01-04T00:00")

    async def test_the_newest_close_counts_and_of_equals_the_finest(self, tmp_path: Path) -> None:
        write(tmp_path, "X-USDT_1h.csv", rows("2024-01-01T00:00", [50.0] * 48))
        write(tmp_path, "X-USDT_1d.csv", rows("2024-01-01T00:00", [7.0] * 5, "1d"))
        source = ReplaySource(tmp_path)
        assert (await source.ticker("X/USDT", now=utc("2024-01-02T00:00"))).last == 50.0
        assert (await source.ticker("X/USDT", now=utc("2024-01-05T00:00"))).last == 7.0


async def test_a_file_is_read_once_for_all_who_ask_at_the_same_time(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names: list[str] = []

    def reading(path: Path, symbol: str, timeframe: Timeframe, told: Progress) -> Read:
        names.append(path.name)
        return read_candles(path, symbol, timeframe, told)

    monkeypatch.setattr("services.market.replay.read_candles", reading)
    source = ReplaySource(folder)
    until = datetime.fromisoformat("2024-01-03T00:00+00:00")
    asked = [source.candles("BTC/USDT", name, bars=5, until=until) for name in ("1h", "4h", "12h") * 20]
    await asyncio.gather(*asked)
    await source.ticker("BTC/USDT", now=until)
    assert names == ["BTC-USDT_1h.csv.gz"]


async def test_seven_years_of_hours_are_read_while_the_loop_goes_on(shared_data: Path) -> None:
    source = ReplaySource(shared_data / "candles")
    async with loop_lags() as lags:
        started = perf_counter()
        candles = (await source.candles("BTC/USDT", "1h", bars=100_000, until=utc("2026-01-01T00:00"))).candles
        took = perf_counter() - started
    assert len(candles) > 60_000
    assert took < 1.0
    assert max(lags) < 0.2
    assert np.all(np.diff(candles.time) >= HOUR)
    assert from_ms(int(candles.time[0])) == utc("2018-02-09T16:00")
