"""Windows whose digits later bars change would make every analysis on them look into the future."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from analytics.rolling import after, medians, windows


def test_windows_are_the_values_up_to_each() -> None:
    found = windows(np.arange(5.0), 3)
    assert found.tolist() == [[0, 1, 2], [1, 2, 3], [2, 3, 4]]
    assert windows(np.arange(2.0), 3).shape == (0, 3)
    assert windows(np.arange(3.0), 3).flags.writeable


def test_what_is_missing_before_is_nan() -> None:
    found = after(2, np.array([7.0]))
    assert np.isnan(found[:2]).all()
    assert found[2] == 7


@given(st.integers(0, 1000), st.integers(1, 40), st.integers(1, 9))
def test_medians_are_numpys(seed: int, rows: int, width: int) -> None:
    values = np.random.default_rng(seed).normal(size=(rows, width))
    np.testing.assert_array_equal(medians(values), np.median(values, axis=1))
    values[0, seed % width] = np.nan
    assert np.isnan(medians(values)[0])
