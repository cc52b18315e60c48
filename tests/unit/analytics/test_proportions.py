"""If these failed, a rate of a few cases would be told as sure as one of many."""

import pytest
import scipy.stats  # type: ignore[import-untyped]
from hypothesis import given
from hypothesis import strategies as st

from analytics.proportions import wilson


@given(st.integers(0, 3000), st.integers(1, 3000))
def test_the_interval_is_wilsons(successes: int, tries: int) -> None:
    successes = min(successes, tries)
    expected = scipy.stats.binomtest(successes, tries).proportion_ci(method="wilson")
    assert wilson(successes, tries) == pytest.approx((expected.low, expected.high), abs=1e-12)


def test_no_try_has_no_interval() -> None:
    assert wilson(0, 0) is None


def test_it_is_that_of_the_tables() -> None:
    """Against R: prop.test(8, 10, correct=FALSE) and binom.confint(50, 100, methods="wilson")."""
    assert wilson(8, 10) == pytest.approx((0.4901625, 0.9433178), abs=1e-6)
    assert wilson(50, 100) == pytest.approx((0.4038315, 0.5961685), abs=1e-6)
