"""If these failed, a replay would show what had not happened yet, or what never did."""

import asyncio
import csv
import gzip
from collections import defaultdict
from datetime import datetime, timedelta
from pathlib import Path
from time import perf_counter
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.core.errors import BrokenCandles, InvalidRequest, TooFewBars, UnknownSymbol, UnknownTimeframe
from services.market.candle_file import Progress, read_candles
from services.market.replay import ReplaySource
from services.market.source import Fetched
from services.market.timeframes import DAY, TIMEFRAMES, Timeframe, from_ms, to_ms
from services.market.validate import Read
from tests.examples import examples
from tests.unit.services.market.parts import HEADER, HOUR, Row, loop_lags, rows, same, utc, write

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


GOOD: list[list[object]] = [[*row] for row in rows("2024-01-01T00:00", [100.0, 101.0, 102.0, 103.0, 104.0])]


def changed(line: int, column: int, value: object) -> list[list[object]]:
    table = [list(row) for row in GOOD]
    table[line][column] = value
    return table


async def read(folder: Path, name: str = "X-USDT_1h.csv") -> Fetched:
    symbol, timeframe = name.split(".")[0].split("_")
    return await ReplaySource(folder).candles(
        symbol.replace("-", "/"), timeframe, bars=1000, until=utc("2024-02-01T00:00")
    )


def opened(fetched: Fetched) -> list[int]:
    """The hours since 2024 at which the candles opened."""
    return [(int(time) - to_ms(utc("2024-01-01T00:00"))) // HOUR for time in fetched.candles.time]


class TestBadRows:
    """One bad row must cost one bar, and be told."""

    @pytest.mark.parametrize(
        ("row", "column", "value", "reason"),
        [
            (1, 4, "x", "not a finite"),
            (2, 4, "", "not a finite"),
            (2, 4, "1_0", "not a finite"),
            (1, 4, "nan", "not a finite"),
            (1, 4, "null", "not a finite"),
            (1, 2, "inf", "not a finite"),
            (3, 0, 1704078001000, "opens"),
            (1, 2, 50, "below the low"),
            (1, 1, 200, "outside"),
            (1, 1, 102 + 1e-7, "outside"),
            (1, 4, 1, "outside"),
            (1, 3, 0, "not above zero"),
            (1, 3, -5, "not above zero"),
            (3, 5, -1, "volume"),
        ],
    )
    @pytest.mark.parametrize("suffix", [".csv", ".csv.gz"])
    async def test_a_value(
        self, tmp_path: Path, row: int, column: int, value: object, reason: str, suffix: str
    ) -> None:
        longer: list[list[object]] = [[*each] for each in rows("2024-01-01T00:00", [100.0 + i for i in range(30)])]
        longer[row][column] = value
        write(tmp_path, f"X-USDT_1h{suffix}", longer)
        found = await read(tmp_path)
        assert opened(found) == [hour for hour in range(30) if hour != row]
        (dropped,) = found.dropped
        assert (dropped.rows, dropped.place) == (1, f"X-USDT_1h{suffix}:{row + 2}")
        assert reason in dropped.reason

    @pytest.mark.parametrize(
        "bad", [["null"] * 6, [1704070800000], [1704070800000, 1, 1], [1] * 7, ["", ""], ["nan"] * 6]
    )
    async def test_a_line_that_is_no_row(self, tmp_path: Path, bad: list[object]) -> None:
        write(tmp_path, "X-USDT_1h.csv", [*GOOD[:2], bad, *GOOD[2:]])
        found = await read(tmp_path)
        assert opened(found) == [0, 1, 2, 3, 4]
        assert [(run.rows, run.place) for run in found.dropped] == [(1, "X-USDT_1h.csv:4")]
        assert found.dropped[0].start == utc("2024-01-01T01:00"), "it has the time of the row before"

    async def test_rows_one_after_the_other_are_told_together(self, tmp_path: Path) -> None:
        table = [[*row] for row in rows("2024-01-01T00:00", [100.0] * 30)]
        for at in (3, 4, 5, 9):
            table[at][2] = 1
        write(tmp_path, "X-USDT_1h.csv", table)
        assert [(run.rows, run.place[-2:]) for run in (await read(tmp_path)).dropped] == [(3, ":5"), (1, "11")]

    async def test_those_outside_of_what_is_looked_at_are_not_told(self, tmp_path: Path) -> None:
        table = [[*row] for row in rows("2024-01-01T00:00", [100.0] * 60)]
        for at in (3, 30, 55):
            table[at][2] = 1
        write(tmp_path, "X-USDT_1h.csv", table)
        until = utc("2024-01-02T12:00")
        for bars, places in ((5, []), (10, [32]), (36, [5, 32])):
            found = await ReplaySource(tmp_path).candles("X/USDT", "1h", bars=bars, until=until)
            assert [run.place for run in found.dropped] == [f"X-USDT_1h.csv:{place}" for place in places]

    async def test_nothing_but_bad_rows_says_why(self, tmp_path: Path) -> None:
        write(tmp_path, "BAD-USDT_1h.csv", [[*row[:2], 1, *row[3:]] for row in GOOD])
        write(tmp_path, "GOOD-USDT_1h.csv", GOOD)
        with pytest.raises(BrokenCandles, match="below the low") as broken:
            await read(tmp_path, "BAD-USDT_1h.csv")
        assert broken.value.place == "BAD-USDT_1h.csv:2"
        assert len((await read(tmp_path, "GOOD-USDT_1h.csv")).candles) == 5, "it hurts only its own symbol"

    async def test_blank_lines_are_no_rows(self, tmp_path: Path) -> None:
        write(tmp_path, "X-USDT_1h.csv", [[], *GOOD[:2], [], *GOOD[2:], [], []])
        found = await read(tmp_path)
        assert (opened(found), found.dropped) == ([0, 1, 2, 3, 4], ())

    async def test_of_two_rows_of_one_time_the_later_counts(self, tmp_path: Path) -> None:
        write(tmp_path, "X-USDT_1h.csv", [*GOOD[:2], GOOD[1], *GOOD[2:]])
        assert (await read(tmp_path)).dropped == (), "the same said twice is harmless"
        other = [*GOOD[1][:4], 101.5, GOOD[1][5]]
        write(tmp_path, "X-USDT_1h.csv", [*GOOD[:2], other, *GOOD[2:]])
        found = await read(tmp_path)
        assert found.candles.close[1] == 101.5
        assert [(run.rows, run.place) for run in found.dropped] == [(1, "X-USDT_1h.csv:3")]
        assert "says otherwise" in found.dropped[0].reason

    async def test_rows_out_of_order_are_sorted_and_told(self, tmp_path: Path) -> None:
        write(tmp_path, "X-USDT_1h.csv", GOOD)
        whole = (await read(tmp_path)).candles
        for table, line in ((GOOD[::-1], 3), ([GOOD[0], GOOD[2], GOOD[1], *GOOD[3:]], 4)):
            write(tmp_path, "X-USDT_1h.csv", table)
            found = await read(tmp_path)
            assert same(found.candles, whole)
            assert (found.sorted_at, found.dropped) == (f"X-USDT_1h.csv:{line}", ())


class TestTimes:
    @pytest.mark.parametrize("scale", [1e-3, 1, 1e3, 1e6])
    async def test_any_unit(self, tmp_path: Path, scale: float) -> None:
        write(tmp_path, "X-USDT_1h.csv", [[round(int(str(row[0])) * scale), *row[1:]] for row in GOOD])
        assert opened(await read(tmp_path)) == [0, 1, 2, 3, 4]

    async def test_units_that_change_within_a_file(self, tmp_path: Path) -> None:
        """As in some exchange's archive, which went over to microseconds in 2025."""
        scales = (1, 1_000, 1_000_000, 1, 1_000)
        write(
            tmp_path, "X-USDT_1h.csv", [[int(str(row[0])) * k, *row[1:]] for k, row in zip(scales, GOOD, strict=True)]
        )
        assert opened(await read(tmp_path)) == [0, 1, 2, 3, 4]

    @pytest.mark.parametrize("form", ["%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%dT%H:%M:%S+00:00"])
    async def test_written_out(self, tmp_path: Path, form: str) -> None:
        write(tmp_path, "X-USDT_1h.csv", [[from_ms(int(str(row[0]))).strftime(form), *row[1:]] for row in GOOD])
        assert opened(await read(tmp_path)) == [0, 1, 2, 3, 4]

    @pytest.mark.parametrize("time", [0, "", "1e300", -1e30, 9e18])
    async def test_what_is_no_time(self, tmp_path: Path, time: object) -> None:
        write(tmp_path, "X-USDT_1h.csv", changed(2, 0, time))
        found = await read(tmp_path)
        assert opened(found) == [0, 1, 3, 4]
        assert sum(run.rows for run in found.dropped) == 1

    async def test_one_odd_time_in_a_short_file_costs_one_bar(self, tmp_path: Path) -> None:
        write(tmp_path, "X-USDT_1h.csv", changed(3, 0, int(str(GOOD[3][0])) + 1_000))
        found = await read(tmp_path)
        assert opened(found) == [0, 1, 2, 4]
        assert [run.place for run in found.dropped] == ["X-USDT_1h.csv:5"]

    @pytest.mark.parametrize(
        ("named", "every", "reason"),
        [("1h", "4h", "4h apart"), ("1h", "1d", "1d apart"), ("4h", "1h", "opens"), ("1d", "4h", "opens")],
    )
    async def test_rows_of_another_timeframe_are_refused(
        self, tmp_path: Path, named: str, every: str, reason: str
    ) -> None:
        write(tmp_path, f"X-USDT_{named}.csv", rows("2024-01-01T00:00", [100.0] * 20, every))
        with pytest.raises(BrokenCandles, match=reason):
            await read(tmp_path, f"X-USDT_{named}.csv")

    @pytest.mark.parametrize(("hours", "minutes"), [(16, -480), (22, -120), (5, 300), (18.5, -330)])
    async def test_days_that_begin_at_another_time(self, tmp_path: Path, hours: float, minutes: int) -> None:
        """As in Hong Kong, or of futures: they are days, and weeks are made of them."""
        later = [(row[0] + round(hours * HOUR), *row[1:]) for row in rows("2023-12-31T00:00", [100.0] * 22, "1d")]
        write(tmp_path, "X-USDT_1d.csv", later)
        source, first = ReplaySource(tmp_path), utc("2023-12-31T00:00") + timedelta(hours=hours)
        for seconds, count in ((-1, 9), (0, 10), (1, 10)):
            until = first + timedelta(days=10, seconds=seconds)
            day = await source.candles("X/USDT", "1d", bars=100, until=until)
            assert (len(day.candles), day.offset) == (count, minutes)
        week_begins = utc("2024-01-01T00:00") + timedelta(minutes=minutes)
        for seconds, count in ((-1, 0), (0, 1)):
            until = week_begins + timedelta(days=7, seconds=seconds)
            week = await source.candles("X/USDT", "1w", bars=100, until=until)
            assert (len(week.candles), week.offset) == (count, minutes)
        assert week.candles.opened(0) == week_begins
        assert week.gaps == ()

    @pytest.mark.parametrize(
        ("zone", "hour", "length", "opens"),
        [
            ("America/New_York", 9.5, "1d", {14.5}),
            ("America/New_York", 17, "1d", {22}),
            ("Australia/Sydney", 10, "1d", {0}),
            ("America/New_York", 17, "4h", {2, 6, 10, 14, 18, 22}),
            ("America/New_York", 17, "1w", {22}),
        ],
    )
    @pytest.mark.parametrize("first", ["2021-12-06", "2022-07-04"])
    async def test_days_by_a_clock_with_summer_time(
        self, tmp_path: Path, zone: str, hour: float, length: str, opens: set[float], first: str
    ) -> None:
        """As of shares in New York, and of currencies. None is called closed before it is, and none is lost."""
        day = datetime.fromisoformat(first) + timedelta(hours=hour)
        step = timedelta(milliseconds=TIMEFRAMES[length].ms)
        local = [(day + at * step).replace(tzinfo=ZoneInfo(zone)) for at in range(round(timedelta(700) / step))]
        times = [to_ms(time) for time in local if length == "1w" or time.weekday() < 5]
        write(
            tmp_path,
            f"X-USD_{length}.csv",
            [(at, *row[1:]) for at, row in zip(times, rows("2021-12-06T00:00", [100.0] * len(times)), strict=True)],
        )
        found = await ReplaySource(tmp_path).candles("X/USD", length, bars=len(times), until=utc("2024-12-01T00:00"))
        assert (len(found.candles), found.dropped, found.summer_time) == (len(times), (), True)
        seen = found.candles.time
        assert {time % DAY / HOUR for time in seen.tolist()} == opens
        assert set((seen - np.array(times)).tolist()) == {0, HOUR}

    @pytest.mark.parametrize("named", ["2h", "4h", "1d"])
    async def test_bars_that_open_now_so_and_now_so_have_no_summer_time(self, tmp_path: Path, named: str) -> None:
        every = [
            (row[0] + at % 2 * HOUR, *row[1:]) for at, row in enumerate(rows("2024-01-01T00:00", [100.0] * 40, named))
        ]
        write(tmp_path, f"X-USDT_{named}.csv", every)
        with pytest.raises(BrokenCandles, match="as of many rows"):
            await read(tmp_path, f"X-USDT_{named}.csv")


class TestFiles:
    @pytest.mark.parametrize(
        ("content", "reason"),
        [
            (b"", "empty"),
            (b"\n\n", "empty"),
            (HEADER.encode() + b"\n", "no candles"),
            (HEADER.encode() + b"\n\n\n", "no candles"),
            (b"time,open,high,low,price,volume\n1,2,3,4,5,6\n", "header"),
            (b"timestamp_ms;open;high;low;close;volume\n1;2;3;4;5;6\n", "header"),
            (b"\xff\xfe\x00\x01", "not text"),
        ],
    )
    async def test_the_file_is_named(self, tmp_path: Path, content: bytes, reason: str) -> None:
        (tmp_path / "BAD-USDT_1h.csv").write_bytes(content)
        with pytest.raises(BrokenCandles, match=reason) as broken:
            await ReplaySource(tmp_path).candles("BAD/USDT", "1h", bars=5, until=utc("2024-02-01T00:00"))
        assert broken.value.place.startswith("BAD-USDT_1h.csv")

    async def test_a_header_may_be_missing_or_say_more(self, tmp_path: Path) -> None:
        write(tmp_path, "X-USDT_1h.csv", GOOD)
        whole = (await read(tmp_path)).candles
        bare = [",".join(map(str, row)) for row in GOOD]
        more = [f"x,{row[5]},{row[0]},{row[1]},{row[2]},{row[3]},{row[4]}" for row in GOOD]
        for lines in (bare, [f"{line},9,9" for line in bare], ["Symbol,Volume,Unix,Open,High,Low,Close", *more]):
            (tmp_path / "X-USDT_1h.csv").write_text("\n".join(lines))
            assert same((await read(tmp_path)).candles, whole)

    @pytest.mark.parametrize("kept", [0, 3, 12, 60, -6, -1])
    async def test_an_archive_cut_off_is_not_read_in_part(self, tmp_path: Path, kept: int) -> None:
        path = write(tmp_path, "BAD-USDT_1h.csv.gz", rows("2024-01-01T00:00", DAY_OF_HOURS))
        path.write_bytes(path.read_bytes()[:kept])
        with pytest.raises(BrokenCandles, match=r"cut off|empty"):
            await ReplaySource(tmp_path).candles("BAD/USDT", "1h", bars=5, until=utc("2024-02-01T00:00"))

    async def test_a_mended_file_is_read(self, tmp_path: Path) -> None:
        source = ReplaySource(tmp_path)
        until = utc("2024-02-01T00:00")
        (tmp_path / "X-USDT_1h.csv").write_text("")
        with pytest.raises(BrokenCandles):
            await source.candles("X/USDT", "1h", bars=5, until=until)
        write(tmp_path, "X-USDT_1h.csv", GOOD)
        assert len((await source.candles("X/USDT", "1h", bars=5, until=until)).candles) == 5

    async def test_line_ends_and_marks_of_other_systems_are_read(self, tmp_path: Path) -> None:
        path = write(tmp_path, "X-USDT_1h.csv", GOOD)
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
        until = utc("2024-02-01T00:00")
        assert len((await ReplaySource(tmp_path).candles("X/USDT", "1h", bars=5, until=until)).candles) == 5


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
