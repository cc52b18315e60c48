"""One rule for what a hole is: were it guessed from the times, a hole would pass for a bar."""

import numpy as np

from analytics.bars import after_hole, bars_passed
from tests.unit.analytics.markets import HOUR


def test_holes_are_counted_in_bars() -> None:
    time = np.array([0, 1, 2, 6, 7], dtype=np.int64) * HOUR
    assert bars_passed(time, HOUR).tolist() == [1, 1, 1, 4, 1]
    assert after_hole(time, HOUR).tolist() == [False, False, False, True, False]
    assert bars_passed(time[:0], HOUR).tolist() == []
    assert bars_passed(time[:1], HOUR).tolist() == [1]


def test_a_hole_before_the_second_bar_is_one_too() -> None:
    time = np.array([0, 44, 45], dtype=np.int64) * 24 * HOUR
    assert bars_passed(time, 24 * HOUR).tolist() == [1, 44, 1]
    assert bars_passed(time[:2], 24 * HOUR).tolist() == [1, 44]
