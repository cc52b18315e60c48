"""If these failed, a trader would look at the clock on the wrong day, or lean on a line that is elsewhere."""

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.core.errors import NoSwing
from services.market.timeframes import TIMEFRAMES
from services.market.view import MarketView
from services.studies.fib_time import FibTime, FibTimeAnswer, answer_fib_time
from tests.examples import examples
from tests.unit.services.market.parts import replay, utc, write
from tests.unit.services.studies.fib_markets import hours_after, legs, wandering


async def fib_time(feed: MarketView, symbol: str = "x", timeframe: str = "1h", lookback: int = 200) -> FibTimeAnswer:
    return await answer_fib_time(FibTime(symbol=symbol, timeframe=timeframe, lookback=lookback), feed)


async def test_marks_and_fan_by_hand(tmp_path: Path) -> None:
    """A rise of 20 bars from 100 to 200, then 10 bars down to 150: the swing's end is the high of bar 29."""
    table = legs(150, 100, bars=10) + legs(100, 200, bars=20, start="2024-01-01T10:00")
    table += legs(200, 150, bars=10, start="2024-01-02T06:00")
    write(tmp_path, "X-USDT_1h.csv", table)
    answer = await fib_time(replay(tmp_path, hours_after(40)))
    swing = answer.swing
    assert (swing.start.price, swing.end.price, swing.start.time) == (100.0, 200.0, utc("2024-01-01T10:00"))
    assert (swing.bars, swing.bars_since) == (20, 9)
    assert swing.end.time == utc("2024-01-02T06:00")
    marks = {mark.name: mark for mark in answer.marks}
    assert [mark.bars for mark in answer.marks if mark.kind == "zone"] == [1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144]
    assert {mark.ratio: mark.bars for mark in answer.marks if mark.kind == "proportion"} == {
        0.382: 8,
        0.5: 10,
        0.618: 12,
        1.0: 20,
        1.618: 32,
        2.618: 52,
    }
    for mark in answer.marks:
        assert mark.time == swing.end.time + timedelta(hours=mark.bars)
        assert mark.past == (mark.bars <= 9)
        assert mark.bars_away == abs(mark.bars - 9)
    assert [mark.bars for mark in answer.marks] == sorted(mark.bars for mark in answer.marks)
    assert answer.past == 6
    assert answer.last_mark == marks["0.382 of the swing"]
    assert answer.next_zone == marks["zone 13"]
    assert answer.next_proportion == marks["0.5 of the swing"]
    assert marks["0.5 of the swing"].bars_away == 1
    assert marks["0.5 of the swing"].time == utc(hours_after(40)), "the bar that is forming"
    assert answer.together == ()
    assert {line.ratio: line.price for line in answer.fan} == pytest.approx(
        {0.382: 100 + 3.09 * 29, 0.5: 100 + 2.5 * 29, 0.618: 100 + 1.91 * 29, 0.786: 100 + 1.07 * 29}
    )
    assert {line.ratio: line.slope_per_bar for line in answer.fan} == pytest.approx(
        {0.382: 3.09, 0.5: 2.5, 0.618: 1.91, 0.786: 1.07}
    )
    assert answer.price == 150
    assert answer.fan_above is not None
    assert answer.fan_below is not None
    assert (answer.fan_above.ratio, answer.fan_below.ratio) == (0.618, 0.786)
    assert answer.fan_below.distance == pytest.approx((100 + 1.07 * 29) / 150 - 1)


async def test_marks_on_one_bar_are_told_together(tmp_path: Path) -> None:
    table = legs(150, 100, bars=10) + legs(100, 200, bars=13, start="2024-01-01T10:00")
    table += legs(200, 190, bars=7, start="2024-01-01T23:00")
    write(tmp_path, "X-USDT_1h.csv", table)
    answer = await fib_time(replay(tmp_path, hours_after(30)))
    assert answer.swing.bars == 13
    assert [mark.name for mark in answer.together if mark.bars == 13] == ["zone 13", "1 of the swing"]
    assert [mark.name for mark in answer.together if mark.bars == 8] == ["zone 8", "0.618 of the swing"]


async def test_a_hole_is_not_counted(tmp_path: Path) -> None:
    table = legs(150, 100, 200, 150, bars=20)
    moved = [(time + (20 * 3_600_000 if at >= 45 else 0), *rest) for at, (time, *rest) in enumerate(table)]
    write(tmp_path, "X-USDT_1h.csv", moved)
    answer = await fib_time(replay(tmp_path, hours_after(80)))
    assert [gap.bars for gap in answer.provenance.gaps] == [20]
    times = {mark.bars: mark.time for mark in answer.marks if mark.kind == "zone"}
    end = answer.swing.end.time
    assert times[3] == end + timedelta(hours=3)
    assert times[8] == end + timedelta(hours=28)
    assert times[21] == end + timedelta(hours=41)


async def test_a_swing_within_one_bar_has_zones_alone(tmp_path: Path) -> None:
    table = [(time, 100, 101, 99, 100, 1) for time, *_ in legs(1, 2, bars=40)]
    table[20] = (table[20][0], 100, 150, 60, 100, 1)
    write(tmp_path, "X-USDT_1h.csv", table)
    answer = await fib_time(replay(tmp_path, hours_after(40)))
    assert answer.swing.bars == 0
    assert {mark.kind for mark in answer.marks} == {"zone"}
    assert answer.fan == ()
    assert answer.next_proportion is None
    assert answer.fan_above is None
    assert answer.fan_below is None


@pytest.mark.parametrize("timeframe", ["1h", "4h", "1d"])
async def test_real_markets_have_a_zone_to_come(shared_data: Path, timeframe: str) -> None:
    for base in ("btc", "eth", "doge"):
        answer = await fib_time(replay(shared_data / "candles", "2023-12-30T19:00"), base, timeframe)
        last = answer.candles.opened(len(answer.candles) - 1)
        length = timedelta(milliseconds=TIMEFRAMES[timeframe].ms)
        assert answer.next_zone is not None
        for mark in answer.marks:
            if not mark.past:
                assert mark.time == last + mark.bars_away * length
                assert mark.time > last
            else:
                assert mark.time <= last
        for line in answer.fan:
            assert line.distance_atr == pytest.approx((line.price - answer.price) / (answer.atr or 0))


@examples(25)
@given(st.integers(0, 10_000), st.integers(30, 390))
async def test_what_comes_later_changes_nothing(tmp_path_factory: pytest.TempPathFactory, seed: int, cut: int) -> None:
    table = wandering(400, seed)
    answers = []
    for part in (table[:cut], table):
        folder = tmp_path_factory.mktemp("replay")
        write(folder, "X-USDT_1h.csv", part)
        answer = await fib_time(replay(folder, hours_after(cut)), lookback=100)
        answers.append(answer.model_dump(exclude={"candles", "provenance"}))
    assert answers[0] == answers[1]


async def test_a_price_that_did_not_move_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "X-USDT_1h.csv", legs(5, 5, bars=60))
    with pytest.raises(NoSwing):
        await fib_time(replay(tmp_path, hours_after(60)))
