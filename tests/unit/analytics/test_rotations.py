"""If these failed, what passes for chance would be something else."""

from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.bars import Floats
from analytics.calendars import Bools, Ints, spells
from analytics.rotations import BLOCK_BARS, SPELLS_A_BLOCK, blocks, moved_sums, places, slots
from tests.unit.analytics.clustered import DAY
from tests.unit.analytics.markets import HOUR, SEEDS, random_rows


def rolled(values: Floats, inside: Bools, edges: Ints, moves: tuple[int, ...]) -> Floats:
    """The plain way: each block of the calendar rolled round, and what it covers summed."""
    moved = inside.copy()
    for (start, end), move in zip(pairwise(edges.tolist()), moves, strict=True):
        moved[start:end] = np.roll(inside[start:end], move)
    return np.asarray(values[:, moved].sum(axis=1))


@given(SEEDS, st.integers(1, 3), st.lists(st.integers(1, 4), min_size=1, max_size=3))
def test_every_place_is_taken_once_where_they_are_few(seed: int, step: int, sizes: list[int]) -> None:
    random = np.random.default_rng(seed)
    edges = np.concatenate(([0], np.cumsum(sizes))) * step
    values, inside = random.normal(size=(2, edges[-1])), random.random(edges[-1]) < 0.4
    ways = list(product(*(range(size) for size in sizes)))
    sums = moved_sums(values, inside, edges, step, draws=100, seed=0)
    assert places(edges, step) == len(ways)
    assert sums.shape == (2, len(ways) - 1, 1)
    expected = [rolled(values, inside, edges, tuple(step * move for move in way)) for way in ways[1:]]
    np.testing.assert_allclose(sums[:, :, 0], np.reshape(expected, (len(ways) - 1, 2)).T, atol=1e-12)


@given(SEEDS)
def test_draws_are_moves_of_each_block(seed: int) -> None:
    random = np.random.default_rng(seed)
    edges = np.array([0, 48, 168, 240])
    values, inside = random.normal(size=(1, 240)), random.random(240) < 0.2
    sums = moved_sums(values, inside, edges, 4, draws=200, seed=seed)
    again = np.random.default_rng(seed)
    moves = np.stack([again.integers(0, size, 200) for size in (12, 30, 18)], axis=1) * 4
    expected = [rolled(values, inside, edges, tuple(way))[0] for way in moves.tolist()]
    np.testing.assert_allclose(sums[0, :, 0], expected, atol=1e-12)


def test_a_lag_looks_so_many_bars_later() -> None:
    values = np.arange(30, dtype=np.float64)[None]
    inside = np.zeros(30, dtype=np.bool_)
    inside[[3, 10]] = True
    edges = np.array([0, 30])
    sums = moved_sums(values, inside, edges, 1, draws=100, seed=0, lags=np.array([-2, 0, 5]))
    for move in range(1, 30):
        at = (np.array([3, 10]) + move) % 30
        assert sums[0, move - 1] == pytest.approx([values[0, (at + lag) % 30].sum() for lag in (-2, 0, 5)])


def test_bars_are_laid_on_a_ruler_with_holes() -> None:
    rows = random_rows(50, 2)
    kept = np.ones(50, dtype=np.bool_)
    kept[20:23] = False
    close = rows.close[kept].copy()
    close[30] = np.nan
    ruler = slots(rows.time[kept], close, HOUR)
    assert ruler.step == 24
    assert len(ruler.returns) == 72
    unknown = np.flatnonzero(np.isnan(ruler.returns)).tolist()
    assert unknown == [0, 20, 21, 22, 23, 33, 34, *range(50, 72)]
    known = np.isfinite(ruler.returns)
    np.testing.assert_allclose(ruler.returns[known], np.diff(np.log(rows.close), prepend=0.0)[known[:50].nonzero()[0]])


def test_a_hole_stays_as_it_was_before() -> None:
    time = np.array([0, 1, 2, 5, 6, 9], dtype=np.int64) * DAY
    ruler = slots(time, np.ones(6), DAY)
    on = ruler.spread(np.array([False, False, True, True, False, False]))
    assert np.flatnonzero(on).tolist() == [2, 3, 4, 5]


@pytest.mark.parametrize(("time", "bar_ms"), [([0, 2, 1], 1), ([0, 1, 1], 1), ([0, 3, 5], 2), ([0, 1, 2], 0)], ids=str)
def test_times_rise_by_whole_bars(time: list[int], bar_ms: int) -> None:
    with pytest.raises(ValueError, match="bar"):
        slots(np.array(time, dtype=np.int64), np.ones(3), bar_ms)


@given(SEEDS, st.sampled_from([1, 6, 24]), st.integers(0, 60))
def test_blocks_hold_whole_spells_and_whole_steps(seed: int, step: int, wanted: int) -> None:
    random = np.random.default_rng(seed)
    on = np.zeros(step * 400, dtype=np.bool_)
    for start in random.integers(0, len(on) - 10, wanted).tolist():
        on[start : start + 10] = True
    edges = blocks(on, step)
    assert (edges[0], edges[-1]) == (0, len(on))
    assert (edges % step == 0).all()
    assert (np.diff(edges) > 0).all()
    runs = len(spells(on))
    assert len(edges) - 1 <= max(1, min(runs // SPELLS_A_BLOCK, len(on) // BLOCK_BARS))
    if step == 1:
        assert not any(on[cut - 1] and on[cut] for cut in edges[1:-1].tolist())
