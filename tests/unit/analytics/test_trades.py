"""If these failed, a way of trading that loses would look as if it earned."""

import warnings
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from analytics.trades import expectancy, exposure, payoff_ratio, profit_factor, r_multiples, win_rate

RESULTS = np.array([120.0, -60.0, 0.0, 30.0, -40.0])
MEASURES = (win_rate, profit_factor, payoff_ratio, expectancy)


def test_five_trades_by_hand() -> None:
    assert win_rate(RESULTS) == 0.4
    assert profit_factor(RESULTS) == 1.5
    assert payoff_ratio(RESULTS) == 1.5
    assert expectancy(RESULTS) == 10.0
    np.testing.assert_allclose(r_multiples(RESULTS, np.array([60.0, 60.0, 60.0, 60.0, 40.0])), [2, -1, 0, 0.5, -1])


def test_as_quantstats_where_it_means_the_same() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pandas as pd
        from quantstats import stats

        series = pd.Series(RESULTS / 1000, index=pd.date_range("2020-01-01", periods=5))
        theirs: Any = stats
        assert profit_factor(RESULTS) == pytest.approx(theirs.profit_factor(series))
        assert payoff_ratio(RESULTS) == pytest.approx(theirs.payoff_ratio(series))
        # Its win rate leaves out what came out even: two of four, where ours says two of five.
        assert theirs.win_rate(series) == 0.5


@pytest.mark.parametrize("measure", MEASURES, ids=lambda measure: measure.__name__)
@pytest.mark.parametrize("results", [[], [np.nan], [1.0, np.nan, -1.0]], ids=["none", "nan", "one missing"])
def test_nothing_is_made_of_missing_trades(measure: object, results: list[float]) -> None:
    assert callable(measure)
    assert np.isnan(measure(np.array(results)))


def test_without_losers_there_is_no_ratio_to_them() -> None:
    winners = np.array([1.0, 2.0])
    assert win_rate(winners) == 1.0
    assert np.isnan(profit_factor(winners))
    assert np.isnan(payoff_ratio(winners))
    assert np.isnan(payoff_ratio(-winners))
    assert profit_factor(-winners) == 0.0


def test_a_trade_without_risk_has_no_multiple() -> None:
    found = r_multiples(np.array([1.0, 1.0, 1.0]), np.array([0.0, -1.0, 2.0]))
    assert np.isnan(found[:2]).all()
    assert found[2] == 0.5


def test_bars_in_the_market_are_counted_once() -> None:
    opened, closed = np.array([0, 2, 8]), np.array([3, 4, 12])
    assert exposure(opened, closed, 10) == 0.5  # bars 1 to 4, and 9
    assert exposure(opened, opened, 10) == 0.0
    assert exposure(np.array([-1]), np.array([9]), 10) == 1.0
    assert exposure(np.array([], dtype=np.int64), np.array([], dtype=np.int64), 10) == 0.0
    assert np.isnan(exposure(opened, closed, 0))


@given(
    st.lists(st.tuples(st.integers(-3, 40), st.integers(0, 20)), max_size=8),
    st.integers(1, 40),
)
def test_exposure_is_what_a_count_of_bars_finds(trades: list[tuple[int, int]], bars: int) -> None:
    held = {bar for start, length in trades for bar in range(start + 1, start + length + 1) if 0 <= bar < bars}
    opened = np.array([start for start, _ in trades], dtype=np.int64)
    closed = opened + np.array([length for _, length in trades], dtype=np.int64)
    assert exposure(opened, closed, bars) == pytest.approx(len(held) / bars)


@given(arrays(np.float64, st.integers(1, 30), elements=st.floats(-1e6, 1e6)))
def test_expectancy_is_made_of_its_parts(results: np.ndarray[tuple[int], np.dtype[np.float64]]) -> None:
    share, payoff = win_rate(results), payoff_ratio(results)
    if np.isfinite(payoff):
        lost = -results[results < 0].mean()
        even = float(np.mean(results == 0))
        assert expectancy(results) == pytest.approx(lost * (share * payoff - (1 - share - even)), rel=1e-6, abs=1e-6)
