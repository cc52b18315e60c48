"""If these failed, the day's levels would not be those that everyone else has."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.pivot_points import floor_pivots


def test_found_by_hand() -> None:
    assert floor_pivots(110.0, 100.0, 105.0) == pytest.approx(
        {"R3": 120.0, "R2": 115.0, "R1": 110.0, "P": 105.0, "S1": 100.0, "S2": 95.0, "S3": 90.0}
    )


@given(st.floats(1, 1e6), st.floats(0, 0.5), st.floats(0, 1), st.sampled_from([0.5, 1024.0]))
def test_they_stand_in_order_and_scale_with_the_price(low: float, span: float, at: float, factor: float) -> None:
    high = low * (1 + span)
    close = low + at * (high - low)
    levels = floor_pivots(high, low, close)
    values = list(levels.values())
    assert all(upper >= lower - 1e-9 * high for upper, lower in pairwise(values))
    scaled = floor_pivots(high * factor, low * factor, close * factor)
    assert list(scaled.values()) == pytest.approx([value * factor for value in values])
