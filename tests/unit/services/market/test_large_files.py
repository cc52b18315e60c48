"""A file of millions of rows must give an answer, or say how far it is read; and not be read anew at each ask."""

import os
from pathlib import Path
from time import perf_counter, sleep

import pytest

from services.core.errors import StillReading
from services.core.progress import InLine, Step, listening
from services.market import candle_copies, replay
from services.market.candle_file import Progress, read_candles
from services.market.replay import ReplaySource
from services.market.timeframes import Timeframe
from services.market.validate import Read
from tests.unit.services.market.parts import loop_lags, rows, same, utc, write

UNTIL = utc("2024-03-01T00:00")


class Slow:
    """Reads as slowly as a large file, and counts."""

    def __init__(self, seconds: float = 0.0) -> None:
        self.seconds = seconds
        self.read: list[str] = []

    def __call__(self, path: Path, symbol: str, timeframe: Timeframe, told: Progress) -> Read:
        self.read.append(path.name)
        for done in range(4):
            sleep(self.seconds / 4)
            told((done + 1) * 1_000_000, 4_000_000)
        return read_candles(path, symbol, timeframe, told)


@pytest.fixture
def slow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Slow:
    table = [list(row) for row in rows("2024-01-01T16:00", [100.0 + day % 7 for day in range(40)], "1d")]
    table[7][2] = 1
    write(tmp_path, "X-USDT_1d.csv", table)
    reading = Slow()
    monkeypatch.setattr(replay, "read_candles", reading)
    monkeypatch.setattr(candle_copies, "LARGE", 30)
    return reading


async def test_who_waits_too_long_is_told_how_far_it_is_and_the_next_is_answered(
    tmp_path: Path, slow: Slow, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow.seconds = 0.8
    monkeypatch.setattr(replay, "READ_SECONDS", 0.5)
    source = ReplaySource(tmp_path)
    heard: list[Step | InLine] = []
    with listening(heard.append), pytest.raises(StillReading) as told:
        await source.candles("X/USDT", "1d", bars=5, until=UNTIL)
    assert (told.value.place, told.value.done, told.value.rows) == ("X-USDT_1d.csv", 2_000_000, 4_000_000)
    assert 0.3 < told.value.retry_after < 5
    assert heard[0] == Step(1_000_000, 4_000_000, "Reading X-USDT_1d.csv")
    found = await source.candles("X/USDT", "1d", bars=5, until=UNTIL)
    assert len(found.candles) == 5
    assert slow.read == ["X-USDT_1d.csv"]


async def test_files_larger_than_what_is_held_are_held(
    tmp_path: Path, slow: Slow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replay, "HELD_BYTES", 100)
    source = ReplaySource(tmp_path)
    for _ in range(3):
        await source.candles("X/USDT", "1d", bars=5, until=UNTIL)
    assert len(slow.read) == 1


async def test_the_next_process_reads_the_copy(tmp_path: Path, slow: Slow) -> None:
    copies = tmp_path / "home" / "candles"
    seen = [await ReplaySource(tmp_path, copies).candles("X/USDT", "1w", bars=9, until=UNTIL) for _ in range(3)]
    assert len(slow.read) == 1
    for one in seen[1:]:
        assert same(one.candles, seen[0].candles)
        assert one.told() == seen[0].told()
    assert (seen[0].offset, len(seen[0].dropped)) == (-480, 1)


async def test_a_file_that_changed_is_read_anew_and_its_old_copy_goes(tmp_path: Path, slow: Slow) -> None:
    copies, path = tmp_path / "home" / "candles", tmp_path / "X-USDT_1d.csv"
    await ReplaySource(tmp_path, copies).candles("X/USDT", "1d", bars=9, until=UNTIL)
    os.utime(path, ns=(1, 1))
    await ReplaySource(tmp_path, copies).candles("X/USDT", "1d", bars=9, until=UNTIL)
    assert len(slow.read) == 2
    (copy,) = copies.iterdir()
    copy.write_bytes(copy.read_bytes()[:-9])
    found = await ReplaySource(tmp_path, copies).candles("X/USDT", "1d", bars=9, until=UNTIL)
    assert (len(slow.read), len(found.candles)) == (3, 9), "a damaged copy is none"


async def test_small_files_are_not_copied_and_a_full_disk_does_no_harm(tmp_path: Path, slow: Slow) -> None:
    in_the_way = tmp_path / "home"
    in_the_way.write_text("a file where the folder should be")
    found = await ReplaySource(tmp_path, in_the_way / "candles").candles("X/USDT", "1d", bars=9, until=UNTIL)
    assert len(found.candles) == 9
    write(tmp_path, "Y-USDT_1d.csv", rows("2024-01-01T00:00", [100.0] * 20, "1d"))
    await ReplaySource(tmp_path, tmp_path / "copies").candles("Y/USDT", "1d", bars=9, until=UNTIL)
    assert not (tmp_path / "copies").exists()


async def test_half_a_million_rows_are_read_in_seconds_while_the_loop_goes_on(tmp_path: Path) -> None:
    write(tmp_path, "X-USDT_1m.csv", rows("2023-01-01T00:00", [100.0 + minute % 97 for minute in range(500_000)], "1m"))
    async with loop_lags() as lags:
        started = perf_counter()
        found = await ReplaySource(tmp_path).candles("X/USDT", "1h", bars=100, until=utc("2023-06-01T00:00"))
        took = perf_counter() - started
    assert len(found.candles) == 100
    assert took < 5
    assert max(lags) < 0.3
