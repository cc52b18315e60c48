"""A situation that is not the nearest, or was not known yet, would be told as the one that is like today's."""

from itertools import islice

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.bars import Floats
from analytics.neighbours import FIRST, Neighbours


def plain(rows: Floats, known: list[int], weights: Floats, query: Floats, before: int) -> list[tuple[int, float]]:
    """All of them measured one by one."""
    scale = np.sqrt(weights)
    scaled, asked = (np.asarray(each * scale, np.float32).astype(np.float64) for each in (rows, query))
    found = [
        (float(np.sqrt(((row - asked) ** 2).sum())), -when, -number)
        for number, (row, when) in enumerate(zip(scaled, known, strict=True))
        if when < before
    ]
    return [(-number, distance) for distance, _, number in sorted(found)]


@given(st.integers(0, 2**32 - 1), st.integers(0, 300), st.integers(1, 8), st.integers(1, 40), st.booleans())
def test_they_are_those_that_measuring_all_finds(seed: int, count: int, width: int, times: int, coarse: bool) -> None:
    random = np.random.default_rng(seed)
    rows = random.uniform(-1, 1, (count, width))
    if coarse:
        rows = np.round(rows)  # with many that are equally near
    known = random.integers(0, times, count).tolist()
    weights, query, before = random.uniform(0, 2, width), random.uniform(-1, 1, width), int(random.integers(0, times))
    matrix = Neighbours(weights.tolist())
    for part in np.array_split(np.arange(count), 3):
        matrix.add(rows[part], np.asarray(known, np.int64)[part])
    found = list(matrix.by_distance(query, before))
    expected = plain(rows, known, weights, query, before)
    assert [number for number, _ in found] == [number for number, _ in expected]
    assert [distance for _, distance in found] == pytest.approx([distance for _, distance in expected])


def test_of_what_is_far_from_nothing_the_nearest_is_still_found() -> None:
    random = np.random.default_rng(7)
    rows = 1000 + random.uniform(-0.001, 0.001, (2 * FIRST, 32))  # all products are alike in 32 bits
    matrix = Neighbours([1.0] * 32)
    matrix.add(rows, np.arange(2 * FIRST))
    expected = plain(rows, list(range(2 * FIRST)), np.ones(32), rows[5], 10**6)
    found = list(islice(matrix.by_distance(rows[5], 10**6), 10))
    assert [number for number, _ in found] == [number for number, _ in expected[:10]]


def test_a_weight_of_nothing_is_a_dimension_that_does_not_count() -> None:
    matrix = Neighbours([1, 0])
    matrix.add(np.array([[0.5, 0.0], [0.1, 9.0]]), np.array([1, 2]))
    assert [number for number, _ in matrix.by_distance([0.0, 0.0], 3)] == [1, 0]
    assert [number for number, _ in matrix.by_distance([0.0, 0.0], 2)] == [0]
    assert not list(matrix.by_distance([0.0, 0.0], 1))
