"""If these failed, bars would be counted in a spell that they lie outside of."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from analytics.calendars import Bools, during, spells
from tests.unit.analytics.markets import HOUR

TIME = np.arange(10, dtype=np.int64) * HOUR


def ms(*hours: float) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.array([round(hour * HOUR) for hour in hours], dtype=np.int64)


@given(arrays.arrays(np.bool_, st.integers(0, 40)))
def test_spells_are_the_runs(on: Bools) -> None:
    runs = spells(on)
    again = np.zeros(len(on), dtype=np.bool_)
    for start, end in zip(runs.start.tolist(), runs.end.tolist(), strict=True):
        assert on[start:end].all()
        assert start == 0 or not on[start - 1]
        assert end == len(on) or not on[end]
        again[start:end] = True
    assert (again == on).all()


@given(st.lists(st.tuples(st.floats(-3, 12), st.floats(0, 5)), max_size=6))
def test_a_bar_lies_where_its_middle_lies(spans: list[tuple[float, float]]) -> None:
    start, end = ms(*(begin for begin, _ in spans)), ms(*(begin + length for begin, length in spans))
    pairs = list(zip(start.tolist(), end.tolist(), strict=True))
    expected = [any(begin <= bar + HOUR // 2 < finish for begin, finish in pairs) for bar in TIME.tolist()]
    assert during(TIME, HOUR, start, end).tolist() == expected


def test_spans_that_follow_each_other_share_no_bar() -> None:
    first, second = during(TIME, HOUR, ms(0), ms(4.5)), during(TIME, HOUR, ms(4.5), ms(10))
    assert not (first & second).any()
    assert (first | second).all()


def test_a_span_does_not_end_before_it_starts() -> None:
    with pytest.raises(ValueError, match="ends before"):
        during(TIME, HOUR, ms(3), ms(2))
