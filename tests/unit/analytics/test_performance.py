"""If these failed, a market or a strategy would look better than it was."""

import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from analytics.performance import (
    Drawdown,
    cagr,
    calmar,
    downside_deviation,
    drawdowns,
    equity_of,
    excess_kurtosis,
    max_drawdown,
    omega,
    per_bar,
    sharpe,
    skewness,
    sortino,
    volatility,
)
from analytics.returns import horizon_returns
from tests.examples import examples
from tests.unit.analytics.markets import CUTS, SEEDS, Floats, Rows, odd, random_rows, real_rows, series_unchanged

DAYS = 365.0
RETURNS = arrays(np.float64, st.integers(0, 40), elements=st.floats(-0.9, 3.0, allow_subnormal=False))


MEASURES: dict[str, Callable[[Floats], float]] = {
    "growth": lambda r: cagr(float(equity_of(r)[-1]) - 1, len(r) / DAYS),
    "volatility": lambda r: volatility(r, DAYS),
    "sharpe": lambda r: sharpe(r, DAYS, 0.0001),
    "sortino": lambda r: sortino(r, DAYS, 0.0001),
    "downside": downside_deviation,
    "omega": omega,
    "skewness": skewness,
    "kurtosis": excess_kurtosis,
}


def some_returns(seed: int, count: int = 500) -> Floats:
    random = np.random.default_rng(seed)
    return random.standard_t(4, count) * 0.02 + 0.001


def library(name: str, function: str, returns: Floats, **options: Any) -> float:
    """What quantstats or empyrical makes of ``returns`` as days."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pandas as pd

        index = pd.date_range("2020-01-01", periods=len(returns), freq="D")
        if name == "quantstats":
            from quantstats import stats

            return float(getattr(stats, function)(pd.Series(returns, index=index), **options))
        from empyrical import stats as other

        return float(getattr(other, function)(pd.Series(returns, index=index), **options))


def same(ours: float, theirs: float) -> None:
    assert ours == pytest.approx(theirs, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("risk_free", [0.0, 0.04])
def test_ratios_are_those_of_both_libraries(seed: int, risk_free: float) -> None:
    returns = some_returns(seed)
    a_day = per_bar(risk_free, DAYS)
    same(sharpe(returns, DAYS, a_day), library("quantstats", "sharpe", returns, rf=risk_free, periods=365))
    same(
        sharpe(returns, DAYS, a_day), library("empyrical", "sharpe_ratio", returns, risk_free=a_day, annualization=365)
    )
    same(sortino(returns, DAYS, a_day), library("quantstats", "sortino", returns, rf=risk_free, periods=365))
    same(
        sortino(returns, DAYS, a_day),
        library("empyrical", "sortino_ratio", returns, required_return=a_day, annualization=365),
    )
    theirs = library("quantstats", "omega", returns, required_return=risk_free, periods=365)
    same(omega(returns, a_day), theirs)


@pytest.mark.parametrize("seed", range(8))
def test_growth_and_risk_are_those_of_both_libraries(seed: int) -> None:
    returns = some_returns(seed)
    change = float(equity_of(returns)[-1]) - 1
    growth = cagr(change, len(returns) / DAYS)
    fall = max_drawdown(equity_of(returns))
    assert fall is not None
    same(change, library("quantstats", "comp", returns))
    same(change, library("empyrical", "cum_returns_final", returns))
    same(growth, library("quantstats", "cagr", returns, periods=365))
    same(growth, library("empyrical", "cagr", returns, annualization=365))
    same(volatility(returns, DAYS), library("quantstats", "volatility", returns, periods=365))
    same(volatility(returns, DAYS), library("empyrical", "annual_volatility", returns, annualization=365))
    same(fall.depth, library("quantstats", "max_drawdown", returns))
    same(fall.depth, library("empyrical", "max_drawdown", returns))
    same(calmar(growth, fall), library("quantstats", "calmar", returns, periods=365))
    same(calmar(growth, fall), library("empyrical", "calmar_ratio", returns, annualization=365))
    same(
        downside_deviation(returns) * DAYS**0.5,
        library("empyrical", "downside_risk", returns, annualization=365),
    )
    same(skewness(returns), library("quantstats", "skew", returns))
    same(excess_kurtosis(returns), library("quantstats", "kurtosis", returns))


def test_real_days_as_both_libraries_see_them(shared_data: Path) -> None:
    rows = real_rows(shared_data, bars=2000)
    returns = horizon_returns(rows.close)
    same(sharpe(returns, DAYS), library("quantstats", "sharpe", returns, periods=365))
    fall = max_drawdown(rows.close)
    assert fall is not None
    same(fall.depth, library("empyrical", "max_drawdown", returns))


def test_a_drawdown_found_by_hand() -> None:
    equity = np.array([100.0, 120.0, 120.0, 90.0, 100.0, 119.0, 121.0, 100.0])
    assert max_drawdown(equity) == Drawdown(depth=-0.25, peak=2, trough=3, recovery=6, bars=4)
    assert max_drawdown(equity[:6]) == Drawdown(depth=-0.25, peak=2, trough=3, recovery=None, bars=3)
    assert max_drawdown(np.array([1.0, 2.0, 2.0, 3.0])) is None
    assert max_drawdown(np.array([5.0, 4.0, 3.0])) == Drawdown(depth=-0.4, peak=0, trough=2, recovery=None, bars=2)


def test_growth_found_by_hand() -> None:
    assert cagr(3.0, 2.0) == pytest.approx(1.0)
    assert cagr(-1.0, 2.0) == -1.0
    assert np.isnan(cagr(-1.5, 2.0))
    assert np.isnan(cagr(0.1, 0.0))
    assert np.isnan(cagr(1e300, 1e-3))
    assert per_bar(0.21, 2) == pytest.approx(0.1)
    assert omega(np.array([0.3, -0.1, 0.1, -0.1])) == pytest.approx(2.0)
    assert downside_deviation(np.array([0.3, -0.1, 0.1, -0.1])) == pytest.approx((0.02 / 4) ** 0.5)


@given(RETURNS)
def test_whatever_the_returns_there_is_a_number_or_nan(returns: Floats) -> None:
    for name, measure in MEASURES.items():
        assert isinstance(measure(returns), float), name
        assert not np.isinf(measure(returns)), name


@pytest.mark.parametrize("name", MEASURES)
@pytest.mark.parametrize("returns", [[], [np.nan], [0.1, np.nan, 0.2, 0.3, -0.1]], ids=["none", "nan", "one missing"])
def test_nothing_is_made_of_missing_returns(name: str, returns: list[float]) -> None:
    assert np.isnan(MEASURES[name](np.array(returns)))


@pytest.mark.parametrize("rate", [0.0, 0.01, -0.003, 1e-9])
def test_a_return_that_never_varies_has_no_ratio(rate: float) -> None:
    """Rounding must not pass for risk, or a bank account would have a Sharpe ratio of billions."""
    for returns in (np.full(100, rate), horizon_returns(7.0 * np.cumprod(np.full(100, 1 + rate)))):
        assert np.isnan(sharpe(returns, DAYS))
        assert np.isnan(skewness(returns))
        assert np.isnan(excess_kurtosis(returns))
        assert volatility(returns, DAYS) == pytest.approx(0.0, abs=1e-12)


@given(SEEDS, st.floats(1e-6, 1e6))
def test_the_unit_of_equity_does_not_matter(seed: int, unit: float) -> None:
    close = random_rows(300, seed).close
    one, other = max_drawdown(close), max_drawdown(close * unit)
    assert one is not None
    assert other is not None
    assert (one.peak, one.trough, one.recovery) == (other.peak, other.trough, other.recovery)
    assert other.depth == pytest.approx(one.depth, rel=1e-9)
    assert sharpe(horizon_returns(close * unit), DAYS) == pytest.approx(sharpe(horizon_returns(close), DAYS), rel=1e-6)


@given(SEEDS, CUTS)
def test_later_bars_change_no_drawdown(seed: int, cut: int) -> None:
    series_unchanged(lambda rows: drawdowns(rows.close), random_rows(600, seed), cut)


@examples(50)
@given(SEEDS)
def test_the_deepest_drawdown_is_what_a_search_of_all_pairs_finds(seed: int) -> None:
    close = random_rows(120, seed).close
    deepest = min(close[j] / close[i] - 1 for i in range(120) for j in range(i, 120))
    fall = max_drawdown(close)
    assert fall is not None
    assert fall.depth == pytest.approx(deepest)
    assert close[fall.trough] / close[fall.peak] - 1 == fall.depth
    if fall.recovery is not None:
        assert close[fall.recovery] >= close[fall.peak] > close[fall.trough : fall.recovery].max()


@odd
def test_odd_bars_make_no_noise(rows: Rows) -> None:
    returns = horizon_returns(rows.close)
    for measure in MEASURES.values():
        assert not np.isinf(measure(returns))
    fall = max_drawdown(rows.close)
    assert fall is None or -1 < fall.depth < 0
