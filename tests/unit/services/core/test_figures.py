"""If these failed, a figure that nobody knows would be told as one."""

from math import inf, nan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.core.figures import known, lower_share


@given(st.floats())
def test_only_finite_figures_are_known(value: float) -> None:
    assert known(value) == (value if np.isfinite(value) else None)


@pytest.mark.parametrize(
    ("values", "share"),
    [
        ([1.0, 2.0, 3.0, 2.5], 2 / 3),
        ([1.0, 2.0], 1.0),
        ([2.0, 2.0], 0.0),
        ([nan, 1.0, nan, 3.0, 2.0], 0.5),
        ([2.0], None),
        ([], None),
        ([1.0, nan], None),
        ([1.0, inf], None),
        ([nan, 1.0], None),
    ],
)
def test_the_newest_is_not_held_against_itself(values: list[float], share: float | None) -> None:
    assert lower_share(np.array(values)) == (None if share is None else pytest.approx(share))
