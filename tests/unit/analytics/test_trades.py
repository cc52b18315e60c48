"""If these failed, a way of trading that loses would look as if it earned."""

import warnings
from typing import Any

import numpy as np
import pytest
import scipy.stats  # type: ignore[import-untyped]
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from analytics.trades import (
    coin_chance,
    expectancy,
    expectancy_interval,
    longest_losing_streak,
    payoff_ratio,
    profit_factor,
    win_interval,
    win_rate,
)

RESULTS = np.array([120.0, -60.0, 0.0, 30.0, -40.0])
MEASURES = (win_rate, profit_factor, payoff_ratio, expectancy)


def test_five_trades_by_hand() -> None:
    assert win_rate(RESULTS) == 0.4
    assert profit_factor(RESULTS) == 1.5
    assert payoff_ratio(RESULTS) == 1.5
    assert expectancy(RESULTS) == 10.0


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


def test_the_coin_is_scipys() -> None:
    for decided in (1, 2, 10, 61, 2000):
        for won in {0, 1, decided // 2, decided * 3 // 5, decided}:
            expected = float(scipy.stats.binom.sf(won - 1, decided, 0.5))
            assert coin_chance(won, decided) == pytest.approx(expected, rel=1e-9), (won, decided)
    assert coin_chance(6, 10) == pytest.approx(386 / 1024)
    assert np.isnan(coin_chance(0, 0))


@pytest.mark.parametrize(("won", "trades"), [(0, 5), (5, 5), (6, 10), (1, 1), (260, 500)])
def test_the_win_rates_interval_is_wilsons(won: int, trades: int) -> None:
    theirs = scipy.stats.binomtest(won, trades).proportion_ci(0.95, method="wilson")
    found = win_interval(won, trades)
    assert found is not None
    assert (found.low, found.high) == pytest.approx((theirs.low, theirs.high), abs=1e-12)
    assert win_interval(0, 0) is None


@pytest.mark.parametrize("count", [10, 11, 30, 400])
def test_the_means_interval_is_students(count: int) -> None:
    results = np.random.default_rng(count).standard_t(4, count) + 0.2
    found = expectancy_interval(results)
    assert found is not None
    theirs = scipy.stats.t.interval(0.95, count - 1, results.mean(), scipy.stats.sem(results))
    assert (found.low, found.high) == pytest.approx(theirs, rel=1e-3)
    assert expectancy_interval(results[:9]) is None


def test_ten_trades_prove_nothing() -> None:
    """Six of ten won, for a mean of +0.2 R: a coin does as well in three cases of eight, and the mean may be a loss."""
    results = np.array([1.0] * 6 + [-1.0] * 4)
    assert coin_chance(6, 10) > 0.3
    found = expectancy_interval(results)
    assert found is not None
    assert found.low < 0 < found.high


def test_the_longest_losing_streak() -> None:
    assert longest_losing_streak(np.array([-1.0, -2.0, 0.0, -1.0, 3.0, -1.0, -1.0, -1.0])) == 3
    assert longest_losing_streak(np.array([1.0])) == longest_losing_streak(np.array([])) == 0


@given(arrays(np.float64, st.integers(1, 30), elements=st.floats(-1e6, 1e6)))
def test_expectancy_is_made_of_its_parts(results: np.ndarray[tuple[int], np.dtype[np.float64]]) -> None:
    share, payoff = win_rate(results), payoff_ratio(results)
    if np.isfinite(payoff):
        lost = -results[results < 0].mean()
        even = float(np.mean(results == 0))
        assert expectancy(results) == pytest.approx(lost * (share * payoff - (1 - share - even)), rel=1e-6, abs=1e-6)
