"""If these failed, a zone would be called strong that chance makes every day, or be named where none is."""

from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.confluence import HALF_WEIGHT, LEAST_MOVES, SAME_SCORE
from services.core.errors import (
    BrokenCandles,
    ExchangeUnavailable,
    NoSwing,
    TooFewBars,
    UnknownSymbol,
    UnknownTimeframe,
)
from services.market.view import MarketView
from services.studies.fib_confluence import (
    FibCluster,
    FibConfluence,
    FibConfluenceAnswer,
    answer_fib_confluence,
    coarser,
    left_out,
)
from tests.examples import examples
from tests.unit.services.market.parts import replay, write
from tests.unit.services.studies.fib_markets import hours_after, legs, wandering


async def confluence(
    feed: MarketView, symbol: str = "x", timeframe: str = "1h", lookback: int = 200
) -> FibConfluenceAnswer:
    return await answer_fib_confluence(FibConfluence(symbol=symbol, timeframe=timeframe, lookback=lookback), feed)


def holds_together(answer: FibConfluenceAnswer) -> None:
    """What must be true of any answer."""
    weights = {used.name: used.move_weight for used in answer.timeframes}
    assert [used.move_weight for used in answer.timeframes] == [1.0, 1.5, 2.0][: len(answer.timeframes)]
    assert sum(used.moves for used in answer.timeframes) == answer.moves
    assert [one.middle for one in answer.clusters] == sorted((one.middle for one in answer.clusters), reverse=True)
    by_name = sorted(answer.clusters, key=lambda one: int(one.name.split()[1]))
    assert [one.name for one in by_name] == [f"cluster {rank}" for rank in range(1, len(by_name) + 1)]
    for one, after in pairwise(by_name):  # equal scores are ties, whatever the last digits of their sums
        assert one.score >= after.score - SAME_SCORE
        assert one.chance_share <= after.chance_share + SAME_SCORE
    assert answer.strongest == (by_name[0] if by_name else None)
    assert len(answer.clusters) == min(answer.found, 8)
    for one in answer.clusters:
        consistent(one, answer, weights)
    above = [one for one in answer.clusters if one.low > answer.price]
    below = [one for one in answer.clusters if one.high < answer.price]
    assert answer.nearest_above == (min(above, key=lambda one: one.low) if above else None)
    assert answer.nearest_below == (max(below, key=lambda one: one.high) if below else None)
    assert answer.at_price == next((one for one in answer.clusters if one.inside), None)


def consistent(one: FibCluster, answer: FibConfluenceAnswer, weights: Mapping[str, float]) -> None:
    prices = [member.price for member in one.members]
    assert prices == sorted(prices, reverse=True)
    assert (one.high, one.low) == (prices[0], prices[-1])
    assert one.high - one.low <= answer.tolerance
    assert answer.reach_low <= one.low <= one.middle <= one.high <= answer.reach_high
    moves = {(m.timeframe, m.start.time, m.end.time, m.start.price, m.end.price, m.origin) for m in one.members}
    assert one.moves == len(moves) >= LEAST_MOVES
    weight = sum(weights[move[0]] for move in moves)
    width = one.high - one.low
    assert one.score == pytest.approx((1 - 2 ** (-weight / HALF_WEIGHT)) * (1 - width / (2 * answer.tolerance)))
    assert set(one.timeframes) == {member.timeframe for member in one.members}
    assert 0 < one.chance_share <= 1
    nearer = 0.0 if one.inside else (one.low if answer.price < one.low else one.high) - answer.price
    assert one.distance == pytest.approx(nearer / answer.price)
    assert one.distance_atr == pytest.approx(nearer / answer.atr)
    for member in one.members:
        size = member.end.price - member.start.price
        base, sign = {
            "retracement": (member.end.price, -1),
            "counter": (member.end.price, -1),
            "extension": (member.start.price, 1),
            "projection": (member.origin or 0.0, 1),
        }[member.kind]
        assert member.price == pytest.approx(base + sign * member.ratio * size)
        assert (member.origin is not None) == (member.kind == "projection")


@pytest.mark.parametrize("timeframe", ["1h", "4h", "1d", "1w"])
@pytest.mark.parametrize("base", ["btc", "eth", "doge", "sol"])
async def test_real_clusters_are_what_they_say(shared_data: Path, base: str, timeframe: str) -> None:
    answer = await confluence(replay(shared_data / "candles", "2023-12-30T19:00"), base, timeframe)
    holds_together(answer)
    assert answer.clusters or timeframe == "1w", "three years of weeks have few swings"


def test_the_next_two_coarser_timeframes_stand_beside() -> None:
    assert coarser("4h") == ("1d", "1w")
    assert coarser("1h") == ("4h", "1d")
    assert coarser("15m") == ("1h", "4h")
    assert coarser("5m") == ("15m", "1h")
    assert coarser("12h") == ("1d", "1w")
    assert coarser("1d") == ("1w",)
    assert coarser("3d") == coarser("1w") == ()


async def test_a_young_market_says_which_timeframes_it_lacks(tmp_path: Path) -> None:
    write(tmp_path, "X-USDT_1h.csv", wandering(200, 4))
    answer = await confluence(replay(tmp_path, hours_after(200)))
    assert [used.name for used in answer.timeframes] == ["1h", "4h"]
    assert [(one.name, one.because) for one in answer.left_out] == [("1d", "too few bars")]
    holds_together(answer)


def test_why_a_timeframe_is_left_out() -> None:
    for error, because in (
        (TooFewBars(symbol="X/USDT", timeframe="1w", have=3, need=20), "too few bars"),
        (UnknownTimeframe(timeframe="1w"), "not to be had"),
        (BrokenCandles(symbol="X/USDT", timeframe="1w", place="X.csv:7", reason="high below low"), "broken data"),
        (ExchangeUnavailable(venue="bitget", reason="timeout"), "no answer"),
    ):
        assert left_out("1w", error).because == because


async def test_a_swing_that_days_and_hours_show_counts_once(tmp_path: Path) -> None:
    """One rise and its return, drawn in hours: the four-hour bars show the very same swing."""
    write(tmp_path, "X-USDT_1h.csv", legs(150, 100, 200, 140, bars=60))
    answer = await confluence(replay(tmp_path, hours_after(180)))
    holds_together(answer)
    ends = [(m.start.price, m.end.price) for one in answer.clusters for m in one.members if m.origin is None]
    assert all(used.name in {"1h", "4h"} for used in answer.timeframes)
    for start, end in set(ends):
        assert len({m.timeframe for one in answer.clusters for m in one.members if m.start.price == start}) == 1, end


async def test_a_market_with_few_moves_has_no_cluster(tmp_path: Path) -> None:
    write(tmp_path, "X-USDT_1w.csv", legs(100, 200, bars=30, timeframe="1w", start="2023-01-02T00:00"))
    answer = await confluence(replay(tmp_path, "2023-08-07T00:00"), timeframe="1w")
    assert answer.clusters == ()
    assert answer.strongest is answer.nearest_above is answer.nearest_below is answer.at_price is None
    assert answer.left_out == ()


async def test_asked_twice_it_says_the_same(shared_data: Path) -> None:
    feed = replay(shared_data / "candles", "2023-12-30T19:00")
    first, again = [await confluence(feed, "btc") for _ in range(2)]
    assert first.model_dump(exclude={"candles"}) == again.model_dump(exclude={"candles"})


@examples(15)
@given(st.integers(0, 10_000), st.integers(100, 690))
async def test_what_comes_later_changes_nothing(tmp_path_factory: pytest.TempPathFactory, seed: int, cut: int) -> None:
    table = wandering(700, seed)
    answers = []
    for part in (table[:cut], table):
        folder = tmp_path_factory.mktemp("replay")
        write(folder, "X-USDT_1h.csv", part)
        answer = await confluence(replay(folder, hours_after(cut)), lookback=100)
        holds_together(answer)
        answers.append(answer.model_dump(exclude={"candles", "provenance"}))
    assert answers[0] == answers[1]


class TestRefused:
    async def test_a_price_that_did_not_move(self, tmp_path: Path) -> None:
        write(tmp_path, "X-USDT_1h.csv", legs(5, 5, bars=60))
        with pytest.raises(NoSwing):
            await confluence(replay(tmp_path, hours_after(60)))

    async def test_fewer_than_twenty_bars(self, tmp_path: Path) -> None:
        write(tmp_path, "X-USDT_1h.csv", wandering(19, 1))
        with pytest.raises(TooFewBars):
            await confluence(replay(tmp_path, hours_after(19)))

    async def test_words_that_mean_nothing(self, shared_data: Path) -> None:
        feed = replay(shared_data / "candles", "2023-12-30T19:00")
        with pytest.raises(UnknownSymbol):
            await confluence(feed, "notacoin")
        with pytest.raises(UnknownTimeframe):
            await confluence(feed, "btc", "1M")
