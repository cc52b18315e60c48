"""If these failed, one bad row would cost a market, a time in another unit would be another day, or a row would be
lost unseen."""

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from services.core.errors import BrokenCandles
from services.market.replay import ReplaySource
from services.market.source import Fetched
from services.market.timeframes import DAY, TIMEFRAMES, from_ms, to_ms
from tests.unit.services.market.parts import HEADER, HOUR, rows, same, utc, write

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
        path = write(tmp_path, "BAD-USDT_1h.csv.gz", rows("2024-01-01T00:00", [100.0] * 72))
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
