"""If these failed, levels would be said to agree that do not, or chance would be taken for agreement."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.confluence import (
    HALF_WEIGHT,
    LEAST_MOVES,
    REACH,
    SHIFT,
    TOLERANCE,
    Cluster,
    Levels,
    chance_scores,
    chance_share,
    clusters,
)
from analytics.moves import distinct, move_levels, moves
from analytics.volatility import last_atr
from tests.unit.analytics.markets import Rows, random_rows

WEIGHTS = (1.0, 1.5, 2.0)


def levels_of(members: list[tuple[float, int]], weights: tuple[float, ...] = ()) -> Levels:
    """Levels from (price, move); move ``k`` weighs ``weights[k]``, else 1."""
    members = sorted(members)
    return Levels(
        np.array([price for price, _ in members]),
        np.array([move for _, move in members], dtype=np.int64),
        np.array([weights[move] if move < len(weights) else 1.0 for _, move in members]),
    )


def market_levels(rows: Rows) -> tuple[Levels, float]:
    """The levels of one timeframe around its last price, and its average true range."""
    unit, price = last_atr(rows.high, rows.low, rows.close), float(rows.close[-1])
    assert unit
    found = distinct([(0, move) for move in moves(rows, 200)], TOLERANCE * unit)
    members = [(at, number) for number, (_, move) in enumerate(found) for _, _, at in move_levels(move)]
    return levels_of([(at, number) for at, number in members if abs(at - price) <= REACH * unit]), unit


def naive_score(levels: Levels, first: int, last: int, tolerance: float) -> float:
    width = float(levels.price[last] - levels.price[first])
    weights = {int(levels.move[k]): float(levels.weight[k]) for k in range(first, last + 1)}
    if width > tolerance or len(weights) < LEAST_MOVES:
        return 0.0
    return float((1 - 2 ** (-sum(weights.values()) / HALF_WEIGHT)) * (1 - width / (2 * tolerance)))


def naive_best(levels: Levels, tolerance: float) -> float:
    count = len(levels)
    return max((naive_score(levels, i, j, tolerance) for i in range(count) for j in range(i, count)), default=0.0)


many_levels = st.lists(
    st.tuples(st.integers(0, 400).map(lambda step: 100 + step / 16), st.integers(0, 9)), max_size=40
).map(lambda members: levels_of(members, (1.0, 1.5, 2.0, 1.0, 1.0, 2.0)))


def test_three_moves_that_agree_are_found() -> None:
    levels = levels_of([(100.0, 0), (100.1, 1), (100.2, 2), (105.0, 0), (105.1, 1), (120.0, 3)])
    (one,) = clusters(levels, 0.5)
    assert (one.first, one.last, one.moves) == (0, 2, 3)
    assert one.score == pytest.approx((1 - 2 ** (-3 / 4)) * (1 - 0.2 / 1.0))


def test_levels_of_one_move_do_not_agree_with_one_another() -> None:
    assert clusters(levels_of([(100.0, 0), (100.1, 0), (100.2, 0), (100.3, 1)]), 1.0) == []
    (one,) = clusters(levels_of([(100.0, 0), (100.0, 0), (100.0, 1), (100.0, 2)]), 1.0)
    assert one == Cluster(0, 3, 3, 1 - 2 ** (-3 / 4))


def test_weights_and_closeness_make_the_score() -> None:
    near = levels_of([(100.0, 0), (100.0, 1), (100.0, 2)], WEIGHTS)
    assert clusters(near, 1.0)[0].score == pytest.approx(1 - 2 ** (-4.5 / 4))
    wide = levels_of([(100.0, 0), (100.5, 1), (101.0, 2)], WEIGHTS)
    assert clusters(wide, 1.0)[0].score == pytest.approx((1 - 2 ** (-4.5 / 4)) / 2)
    assert clusters(levels_of([(100.0, 0), (100.5, 1), (101.01, 2)], WEIGHTS), 1.0) == []


@given(many_levels, st.sampled_from([0.0, 0.125, 0.5, 2.0, 30.0]))
def test_clusters_are_the_strongest_groups_and_do_not_overlap(levels: Levels, tolerance: float) -> None:
    tolerance = tolerance or 1e-9
    found = clusters(levels, tolerance)
    assert max((one.score for one in found), default=0.0) == pytest.approx(naive_best(levels, tolerance))
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    for one in found:
        assert one.score == pytest.approx(naive_score(levels, one.first, one.last, tolerance))
        assert 0 < one.score < 1
        assert one.moves == len(set(levels.move[one.first : one.last + 1].tolist())) >= LEAST_MOVES
    for before, after in pairwise(sorted(found, key=lambda one: one.first)):
        assert before.last < after.first


@given(many_levels)
def test_the_unit_of_price_does_not_matter(levels: Levels) -> None:
    other = Levels(levels.price * 4096, levels.move, levels.weight)
    assert clusters(other, 0.5 * 4096) == clusters(levels, 0.5)
    np.testing.assert_allclose(
        chance_scores(other, 2 * 4096, 0.5 * 4096, draws=20), chance_scores(levels, 2, 0.5, draws=20), atol=1e-9
    )


@given(many_levels)
def test_another_move_never_weakens_the_strongest(levels: Levels) -> None:
    for at in levels.price[:3].tolist():
        more = levels_of([*zip(levels.price.tolist(), levels.move.tolist(), strict=True), (at, 10)], (1.0,) * 11)
        same = levels_of(list(zip(levels.price.tolist(), levels.move.tolist(), strict=True)), (1.0,) * 11)
        assert naive_best(more, 0.5) >= naive_best(same, 0.5)


def test_few_levels_have_no_cluster_by_chance_either() -> None:
    for members in ([], [(100.0, 0)], [(100.0, 0), (100.0, 1)]):
        assert clusters(levels_of(members), 1.0) == []
        assert chance_scores(levels_of(members), 1.0, 1.0, draws=5).tolist() == [0.0] * 5


def test_chance_is_the_same_each_time_and_moves_levels_together() -> None:
    levels, unit = market_levels(random_rows(600, 5))
    first, again = (chance_scores(levels, SHIFT * unit, TOLERANCE * unit, draws=200) for _ in range(2))
    np.testing.assert_array_equal(first, again)
    assert np.all(np.diff(first) >= 0)
    still = chance_scores(levels, 0.0, TOLERANCE * unit, draws=5)
    best = clusters(levels, TOLERANCE * unit)
    assert still.tolist() == pytest.approx([best[0].score if best else 0.0] * 5), "nothing moved, nothing changed"


def test_a_share_counts_the_set_at_hand() -> None:
    strongest = np.array([0.1, 0.2, 0.3, 0.4])
    assert chance_share(0.5, strongest) == pytest.approx(1 / 5)
    assert chance_share(0.3, strongest) == pytest.approx(3 / 5)
    assert chance_share(0.0, strongest) == 1.0


def test_markets_without_meaning_are_seldom_called_meaningful() -> None:
    """On random walks the share at or below 5 % comes about as often as it says, and so does a half."""
    shares = []
    for seed in range(160):
        levels, unit = market_levels(random_rows(460, seed))
        found = clusters(levels, TOLERANCE * unit)
        chance = chance_scores(levels, SHIFT * unit, TOLERANCE * unit, draws=150)
        shares.append(chance_share(found[0].score if found else 0.0, chance))
    assert np.mean(np.array(shares) <= 0.05) <= 0.11
    assert 0.35 <= np.mean(np.array(shares) <= 0.5) <= 0.65


def test_agreement_that_was_planted_is_told_from_chance() -> None:
    random = np.random.default_rng(3)
    members = [(float(price), move) for move in range(12) for price in random.uniform(90, 110, 6)]
    members += [(100.0 + 0.01 * move, move) for move in range(9)]
    levels = levels_of(members)
    found = clusters(levels, 0.25)
    assert found[0].moves >= 9
    assert chance_share(found[0].score, chance_scores(levels, 1.0, 0.25)) < 0.01
