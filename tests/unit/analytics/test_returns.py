"""If these failed, a week without data would be called the worst hour of the year."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.returns import horizon_returns, whole_returns
from tests.unit.analytics.markets import CUTS, HOUR, SEEDS, Rows, odd, random_rows

HORIZONS = st.integers(1, 30)


def holed(rows: Rows, seed: int, share: float = 0.1) -> Rows:
    """``rows`` without some of them, the second often among these."""
    kept = np.random.default_rng(seed).random(len(rows)) > share
    kept[1] = seed % 2 == 0
    return Rows(*(getattr(rows, name)[kept] for name in ("time", "open", "high", "low", "close", "volume")))


def test_returns_over_several_bars() -> None:
    np.testing.assert_allclose(horizon_returns(np.array([1.0, 2.0, 4.0, 2.0]), 2), [3.0, 0.0])
    assert len(horizon_returns(np.array([1.0, 2.0]), 2)) == 0


@given(SEEDS, HORIZONS)
def test_without_a_hole_they_are_all_returns(seed: int, horizon: int) -> None:
    rows = random_rows(100, seed)
    found = whole_returns(rows.time, rows.close, HOUR, horizon)
    np.testing.assert_array_equal(found.values, horizon_returns(rows.close, horizon))
    assert found.end.tolist() == list(range(horizon, 100))


@given(SEEDS, HORIZONS)
def test_none_spans_more_bars_than_it_says(seed: int, horizon: int) -> None:
    rows = holed(random_rows(120, seed), seed)
    found = whole_returns(rows.time, rows.close, HOUR, horizon)
    by_hand = {
        at: rows.close[at] / rows.close[at - horizon] - 1
        for at in range(horizon, len(rows))
        if rows.time[at] - rows.time[at - horizon] == horizon * HOUR
    }
    assert dict(zip(found.end.tolist(), found.values.tolist(), strict=True)) == pytest.approx(by_hand)


@given(SEEDS, CUTS, HORIZONS)
def test_later_bars_change_nothing(seed: int, cut: int, horizon: int) -> None:
    rows = holed(random_rows(300, seed), seed)
    cut = min(cut, len(rows))
    early, late = (whole_returns(part.time, part.close, HOUR, horizon) for part in (rows[:cut], rows))
    np.testing.assert_array_equal(early.values, late.values[late.end < cut])


@odd
def test_odd_bars_have_returns_or_none(rows: Rows) -> None:
    for horizon in (1, 5):
        found = whole_returns(rows.time, rows.close, HOUR, horizon)
        assert len(found.values) == len(found.end) <= max(0, len(rows) - horizon)


def test_a_hole_at_the_first_step_is_a_hole() -> None:
    """Where the first step was taken for the bar's length, 44 days without data were one day's fall."""
    time = np.array([0, 45, 46, 47, 90], dtype=np.int64) * 24 * HOUR
    close = np.array([1.0, 5.0, 6.0, 3.0, 9.0])
    found = whole_returns(time, close, 24 * HOUR)
    assert found.end.tolist() == [2, 3]
    np.testing.assert_allclose(found.values, [0.2, -0.5])
