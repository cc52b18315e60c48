"""What came after a condition, counted by hand; and that chance is called chance."""

import numpy as np
import pytest

from analytics.forward_moves import BAND, FEWEST, Forward, Span, chance_of, forward_moves, summed

HOUR = 3_600_000


def seen(closes: list[float], truths: list[int], ahead: int = 1, *, first: int = 0, bars: int | None = None) -> Forward:
    time = np.arange(len(closes), dtype=np.int64) * HOUR
    span = Span(first * HOUR, HOUR, len(closes) - first if bars is None else bars)
    return forward_moves(time, np.array(closes, dtype=float), np.array(truths, dtype=np.int8), ahead, span)


def test_an_occurrence_is_where_it_comes_to_hold() -> None:
    found = seen([10, 11, 12, 9, 10, 20], [0, 1, 1, 0, 1, 1])
    assert (found.occurrences, found.held, found.bars) == (2, 4, 6)
    assert found.moves.tolist() == pytest.approx([12 / 11 - 1, 1.0])
    assert (found.rose, found.others, found.others_rose) == (2, 2, 2)


def test_where_it_held_from_the_start_or_nobody_knew_before_is_no_occurrence() -> None:
    assert seen([10, 11, 12, 13], [1, 1, 0, 0]).occurrences == 0
    assert seen([10, 11, 12, 13], [-1, 1, 0, 0]).occurrences == 0


def test_the_bar_before_the_span_tells_what_held_before() -> None:
    assert seen([10, 11, 12, 13], [0, 1, 1, 0], first=1).occurrences == 1
    assert seen([10, 11, 12, 13], [1, 1, 1, 0], first=1).occurrences == 0


def test_moves_do_not_overlap() -> None:
    found = seen([10, 11, 12, 13, 14, 15, 16], [0, 1, 0, 1, 0, 1, 0], ahead=3)
    assert found.occurrences == 1
    assert found.pending == 1
    assert seen([10, 11, 12, 13, 14, 15, 16], [0, 1, 0, 1, 0, 1, 0], ahead=2).occurrences == 2


def test_what_has_not_come_yet_is_pending() -> None:
    found = seen([10, 11, 12, 13], [0, 0, 0, 1])
    assert (found.occurrences, found.pending) == (0, 1)


def test_over_a_hole_nothing_is_told() -> None:
    time = np.array([0, 1, 2, 5, 6, 7], dtype=np.int64) * HOUR
    truths = np.array([0, 0, 1, 0, 1, 0], dtype=np.int8)
    found = forward_moves(time, np.array([1.0, 2, 3, 4, 5, 6]), truths, 1, Span(0, HOUR, 8))
    assert (found.occurrences, found.pending) == (1, 1)
    late = forward_moves(
        time, np.array([1.0, 2, 3, 4, 5, 6]), np.array([0, 0, 0, 1, 0, 0], dtype=np.int8), 1, Span(0, HOUR, 8)
    )
    assert late.occurrences == 0, "nobody knows what held in the hole"


def test_draws_move_the_occurrences_round_by_each_number_of_bars() -> None:
    found = seen([10, 11, 10, 11, 12, 11], [0, 1, 0, 0, 0, 0])
    rises = [True, False, True, True, False]  # from each bar to the next; the last is not known
    moved = [(1 + turn) % 6 for turn in range(1, 6)]
    assert found.drawn[0].tolist() == [int(at != 5) for at in moved]
    assert found.drawn[1].tolist() == [int(at != 5 and rises[at]) for at in moved]


def test_too_few_are_held_against_nothing() -> None:
    drawn = np.array([[5] * 50, list(range(1, 6)) * 10])
    assert chance_of(FEWEST - 1, 3, drawn) is None
    assert chance_of(FEWEST, 3, np.array([[5] * 50, [3] * 50])) is None


def test_the_share_of_draws_that_are_as_far_is_told_with_both_sides() -> None:
    drawn = np.array([[10] * 99, [*range(11)] * 9])
    chance = chance_of(10, 10, drawn)
    assert chance is not None
    assert chance.p == pytest.approx(2 * (1 + 9) / 100)
    assert chance.share == pytest.approx(0.5)
    assert (chance.low, chance.high) == (0.0, 1.0)


def walk(random: np.random.Generator, bars: int, common: np.ndarray | None = None) -> np.ndarray:
    """A market whose wild times come in stretches, and which moves with the ``common`` one."""
    size = np.exp(0.5 * np.sin(np.arange(bars) / 90) + random.normal(0, 0.2, bars))
    own = random.standard_t(4, bars) * size * 0.004
    return np.asarray(100 * np.exp(np.cumsum(own if common is None else 0.4 * own + common)))


def truths_of(close: np.ndarray) -> np.ndarray:
    """Fell 3 % within 12 bars: a condition on the market's own past, met in wild times."""
    fell = np.full(len(close), -1, dtype=np.int8)
    fell[12:] = close[12:] / close[:-12] - 1 < -0.03
    return fell


def together(random: np.random.Generator, drift: float = 0.0) -> float:
    """p of six markets that share most of what they do; ``drift`` is what comes for 24 bars after the condition."""
    bars = 1_500
    size = np.exp(0.5 * np.sin(np.arange(bars) / 90))
    common = random.standard_t(4, bars) * size * 0.004
    span = Span(0, HOUR, bars)
    found = []
    for _ in range(6):
        close = walk(random, bars, common)
        held = truths_of(close)
        if drift:
            came = np.flatnonzero((held[1:] == 1) & (held[:-1] == 0)) + 1
            steps = np.zeros(bars)
            for at in came:
                steps[at + 1 : at + 25] += drift
            close = close * np.exp(np.cumsum(steps))
        found.append(forward_moves(np.arange(bars, dtype=np.int64) * HOUR, close, held, 24, span))
    chance = chance_of(
        sum(each.occurrences for each in found),
        sum(each.rose for each in found),
        summed([each.drawn for each in found]),
    )
    assert chance is not None
    assert chance.low <= chance.share <= chance.high
    return chance.p


def test_markets_that_move_together_are_no_more_often_called_unusual_than_they_may_be() -> None:
    """By counting cases, as if they were apart, it would be a multiple of this."""
    random = np.random.default_rng(7)
    found = [together(random) for _ in range(200)]
    assert sum(p <= 1 - BAND for p in found) <= 20, "5 % of 200 are 10"


def test_what_is_there_is_found() -> None:
    random = np.random.default_rng(8)
    assert sum(together(random, drift=0.004) <= 1 - BAND for _ in range(20)) >= 15
