"""If these failed, a trader would aim at a target that is none, or hold on beyond the price that ends it."""

from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.swings import zigzag
from analytics.volatility import SETTLED_BARS
from services.core.errors import TooFewBars, TooFewTurns
from services.market.view import MarketView
from services.studies.fib_extensions import FibExtensions, FibExtensionsAnswer, answer_fib_extensions, turns_of
from tests.examples import examples
from tests.unit.analytics.markets import known_by
from tests.unit.services.market.parts import replay, utc, write
from tests.unit.services.real_candles import closed_hours
from tests.unit.services.studies.fib_markets import hours_after, legs, wandering

quick = examples(25)


async def extensions(
    feed: MarketView, symbol: str = "x", timeframe: str = "1h", lookback: int = 200
) -> FibExtensionsAnswer:
    return await answer_fib_extensions(FibExtensions(symbol=symbol, timeframe=timeframe, lookback=lookback), feed)


async def after(tmp_path: Path, *turns: float, bars: int = 10) -> FibExtensionsAnswer:
    """The answer at the end of straight moves from turn to turn."""
    table = legs(*turns, bars=bars)
    write(tmp_path, "X-USDT_1h.csv", table)
    return await extensions(replay(tmp_path, hours_after(len(table))))


async def test_projections_by_hand(tmp_path: Path) -> None:
    answer = await after(tmp_path, 150, 130, 100, 200, 150, 220)
    assert [turn.price for turn in turns_of(answer)] == [100, 200, 150]
    assert (answer.direction, answer.state) == ("up", "holds")
    assert {level.name: level.price for level in answer.levels} == pytest.approx(
        {
            "0.618 projection": 211.8,
            "1 projection": 250,
            "1.272 projection": 277.2,
            "1.618 projection": 311.8,
            "2 projection": 350,
            "2.618 projection": 411.8,
            "1.272 extension": 227.2,
            "1.414 extension": 241.4,
            "1.618 extension": 261.8,
            "2 extension": 300,
            "2.618 extension": 361.8,
        }
    )
    assert [level.price for level in answer.levels] == sorted((lv.price for lv in answer.levels), reverse=True)
    assert [level.name for level in answer.levels if level.reached] == ["0.618 projection"]
    assert answer.reached == 1
    assert answer.last_reached is not None
    assert answer.last_reached.name == "0.618 projection"
    assert answer.next_target is not None
    assert answer.next_target.name == "1.272 extension"
    assert answer.next_target.distance == pytest.approx(7.2 / 220)
    assert answer.retraced_by_c == pytest.approx(0.5)
    assert answer.reach_ratio == pytest.approx(0.7)
    assert (answer.bars_ab, answer.bars_bc, answer.bars_since) == (10, 10, 10)
    assert answer.change_ab == pytest.approx(1.0)
    assert (answer.limit.price, answer.void.price) == (150.0, 100.0)
    assert answer.limit.distance == pytest.approx(-70 / 220)
    assert answer.reach.price == 220
    assert all(turn.known > turn.time for turn in turns_of(answer))


async def test_downwards_is_the_mirror(tmp_path: Path) -> None:
    answer = await after(tmp_path, 250, 270, 300, 200, 250, 180)
    assert [turn.price for turn in turns_of(answer)] == [300, 200, 250]
    assert answer.direction == "down"
    prices = {level.name: level.price for level in answer.levels}
    assert prices["0.618 projection"] == pytest.approx(188.2)
    assert prices["1 projection"] == pytest.approx(150)
    assert prices["1.272 extension"] == pytest.approx(172.8)
    assert "2.618 projection" not in prices, "below zero"
    assert [level.name for level in answer.levels if level.reached] == ["0.618 projection"]
    assert answer.next_target is not None
    assert answer.next_target.name == "1.272 extension"
    assert answer.limit.distance == pytest.approx(70 / 180)


async def test_beyond_c_and_beyond_a_nothing_is_aimed_at(tmp_path: Path) -> None:
    """A price that came from elsewhere than the candles: newer than the last of them."""
    table = legs(150, 130, 100, 200, 150, 220)
    write(tmp_path, "X-USDT_1d.csv", legs(150, 130, 100, 200, 150, 220, timeframe="1d"))
    days = len(table)
    for price, state in ((150.0, "holds"), (149.0, "beyond c"), (100.0, "beyond c"), (99.0, "beyond a")):
        folder = tmp_path / f"{price:g}"
        folder.mkdir()
        write(folder, "X-USDT_1d.csv", legs(150, 130, 100, 200, 150, 220, timeframe="1d"))
        start = utc("2024-01-01") + timedelta(days=days)
        write(folder, "X-USDT_1h.csv", [(round(start.timestamp() * 1000), 150, 220, price, price, 1)])
        feed = replay(folder, (start + timedelta(hours=1)).replace(tzinfo=None).isoformat())
        answer = await extensions(feed, timeframe="1d")
        assert (answer.price, answer.state) == (price, state)
        assert (answer.next_target is None) == (state != "holds")


async def test_c_beyond_a_is_said_by_its_share(tmp_path: Path) -> None:
    answer = await after(tmp_path, 150, 130, 110, 200, 100, 150)
    assert [turn.price for turn in turns_of(answer)] == [110, 200, 100]
    assert answer.retraced_by_c == pytest.approx(100 / 90)
    assert answer.state == "holds"


async def test_turns_are_those_known_by_then(shared_data: Path) -> None:
    for at in ("2023-12-30T19:00", "2022-06-13T04:00", "2021-11-10T18:00"):
        bars = closed_hours(shared_data, "BTC", utc(at))[-(300 + SETTLED_BARS) :]
        answer = await extensions(replay(shared_data / "candles", at), "btc", "1h", 300)
        table = {name: [bar[column] for bar in bars] for column, name in ((2, "high"), (3, "low"), (4, "close"))}
        candles = answer.candles
        turns = zigzag(*(np.array(table[name]) for name in ("high", "low", "close")))
        known = known_by(turns, len(bars) - 1)[-3:]
        assert [turn.price for turn in turns_of(answer)] == [turn.price for turn in known]
        assert [turn.time.timestamp() * 1000 for turn in turns_of(answer)] == [bars[turn.bar][0] for turn in known]
        assert len(candles) == 300
        a, b, c = (turn.price for turn in known)
        since = bars[known[-1].bar + 1 :]
        up = b > a
        reach = max(bar[2] for bar in since) if up else min(bar[3] for bar in since)
        assert answer.reach.price == reach
        for level in answer.levels:
            start = c if level.kind == "projection" else a
            assert level.price == pytest.approx(start + level.ratio * (b - a))
            assert level.reached == (reach >= level.price if up else reach <= level.price)


@quick
@given(st.integers(0, 10_000), st.integers(150, 390))
async def test_what_comes_later_changes_nothing(tmp_path_factory: pytest.TempPathFactory, seed: int, cut: int) -> None:
    table = wandering(400, seed)
    answers: list[object] = []
    for part in (table[:cut], table):
        folder = tmp_path_factory.mktemp("replay")
        write(folder, "X-USDT_1h.csv", part)
        try:
            answer = await extensions(replay(folder, hours_after(cut)), lookback=100)
            answers.append(answer.model_dump(exclude={"candles", "provenance"}))
        except TooFewTurns as error:
            answers.append(error.data())
    assert answers[0] == answers[1]


class TestRefused:
    async def test_fewer_than_twenty_bars(self, tmp_path: Path) -> None:
        write(tmp_path, "X-USDT_1h.csv", wandering(19, 1))
        with pytest.raises(TooFewBars):
            await extensions(replay(tmp_path, hours_after(19)))

    async def test_fewer_than_three_turns(self, tmp_path: Path) -> None:
        with pytest.raises(TooFewTurns) as few:
            await after(tmp_path, 100, 200, 150, bars=20)
        assert (few.value.bars, few.value.have, few.value.need) == (40, 2, 3)

    async def test_a_price_that_did_not_move(self, tmp_path: Path) -> None:
        with pytest.raises(TooFewTurns) as few:
            await after(tmp_path, 5, 5, bars=60)
        assert few.value.have == 0
