"""If these failed, a loss would be called rare that is not."""

import warnings
from math import isnan, nan
from pathlib import Path
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.performance import excess_kurtosis, skewness
from analytics.returns import horizon_returns
from analytics.risk import (
    Backtest,
    Tail,
    backtest,
    cornish_fisher,
    historical,
    in_domain,
    kupiec,
    normal,
    rolling_value_at_risk,
)
from tests.examples import examples
from tests.unit.analytics.markets import CUTS, SEEDS, Rows, odd, random_rows, real_rows, series_unchanged
from tests.unit.analytics.test_performance import library, same, some_returns

ALPHAS = (0.1, 0.05, 0.01, 0.005)


@pytest.mark.parametrize("alpha", ALPHAS)
@pytest.mark.parametrize("seed", range(5))
def test_tails_are_those_of_the_libraries(seed: int, alpha: float) -> None:
    returns = some_returns(seed)
    seen, bell = historical(returns, alpha), normal(returns, alpha)
    same(seen.value_at_risk, library("empyrical", "value_at_risk", returns, cutoff=alpha))
    theirs = library("quantstats", "conditional_value_at_risk", returns, confidence=1 - alpha, method="historical")
    same(seen.expected_shortfall, theirs)
    same(seen.expected_shortfall, library("empyrical", "conditional_value_at_risk", returns, cutoff=alpha))
    same(bell.value_at_risk, library("quantstats", "value_at_risk", returns, confidence=1 - alpha))
    same(bell.expected_shortfall, library("quantstats", "conditional_value_at_risk", returns, confidence=1 - alpha))


def test_a_tail_by_hand() -> None:
    returns = np.array([-0.05, 0.01, -0.03, 0.02, 0.0, 0.04, -0.01, 0.03, 0.05, 0.06, 0.07])
    tail = historical(returns, 0.15)  # position 1.5: between −3 % and −1 %
    assert tail.value_at_risk == pytest.approx(-0.02)
    assert tail.expected_shortfall == pytest.approx((-0.05 - 0.03) / 2)


def test_bent_quantiles_are_about_the_normal_ones_where_little_bends_them() -> None:
    bell_curve = np.array([NormalDist().inv_cdf((k + 0.5) / 4001) for k in range(4001)])
    symmetric = bell_curve + 0.003 * bell_curve**3
    bent, bell = cornish_fisher(symmetric, 0.05), normal(symmetric, 0.05)
    assert bent is not None
    assert bent.value_at_risk == pytest.approx(bell.value_at_risk, rel=1e-2)
    assert bent.expected_shortfall == pytest.approx(bell.expected_shortfall, rel=1e-2)


def bent(z: float, s: float, k: float) -> float:
    return z + (z**2 - 1) * s / 6 + (z**3 - 3 * z) * k / 24 - (2 * z**3 - 5 * z) * s**2 / 36


@pytest.mark.parametrize("alpha", ALPHAS)
def test_the_bent_shortfall_is_the_mean_of_the_bent_quantiles(alpha: float) -> None:
    """The closed form, against a sum over 200,000 quantiles below the value at risk."""
    returns = np.random.default_rng(4).standard_t(9, 800) * 0.02 - 0.0005
    s, k = skewness(returns), excess_kurtosis(returns)
    tail = cornish_fisher(returns, alpha)
    assert tail is not None
    bell = NormalDist()
    mean, spread = returns.mean(), returns.std(ddof=1)
    assert tail.value_at_risk == pytest.approx(mean + spread * bent(bell.inv_cdf(alpha), s, k))
    steps = (np.arange(200_000) + 0.5) / 200_000 * alpha
    summed = mean + spread * np.mean([bent(bell.inv_cdf(share), s, k) for share in steps])
    assert tail.expected_shortfall == pytest.approx(summed, rel=1e-4)


@given(st.floats(-4, 4), st.floats(-2, 12))
def test_the_domain_is_where_quantiles_rise(s: float, k: float) -> None:
    z = np.linspace(-30, 30, 6001)
    slopes = 1 + z * s / 3 + (3 * z**2 - 3) * k / 24 - (6 * z**2 - 5) * s**2 / 36
    if in_domain(s, k):
        assert slopes.min() >= -1e-9
    elif slopes.min() > 1e-3:
        a, b = k / 8 - s**2 / 6, s / 3
        assert a < 0 or abs(b / (2 * a)) > 30  # it falls out of sight


def test_beyond_the_domain_there_is_no_bent_tail() -> None:
    returns = np.concatenate((np.full(400, 0.001), np.random.default_rng(1).normal(0, 0.01, 400), [-0.6]))
    assert excess_kurtosis(returns) > 8
    assert cornish_fisher(returns, 0.05) is None


@pytest.mark.parametrize("alpha", ALPHAS)
@given(seed=SEEDS)
def test_the_shortfall_is_never_milder_than_the_value_at_risk(alpha: float, seed: int) -> None:
    returns = horizon_returns(random_rows(200, seed).close)
    for tail in (historical(returns, alpha), normal(returns, alpha), cornish_fisher(returns, alpha)):
        if tail is not None:
            assert tail.expected_shortfall <= tail.value_at_risk


@odd
def test_odd_bars_give_tails_or_nan(rows: Rows) -> None:
    for horizon in (1, 5):
        returns = horizon_returns(rows.close, horizon)
        for tail in (historical(returns, 0.05), normal(returns, 0.05), cornish_fisher(returns, 0.05)):
            assert tail is None or isinstance(tail.value_at_risk, float)
            assert tail is None or not np.isinf(tail.value_at_risk + tail.expected_shortfall)
        backtest(returns, 0.05, 30, horizon)


def test_equal_returns_have_that_one_tail() -> None:
    still = np.full(50, 0.001)
    assert historical(still, 0.05) == Tail(0.001, 0.001)
    assert normal(still, 0.05).value_at_risk == pytest.approx(0.001)
    assert cornish_fisher(still, 0.05) is not None
    found = cornish_fisher(still, 0.05)
    assert found is not None
    assert isnan(found.value_at_risk)


@given(SEEDS, CUTS)
def test_later_bars_change_no_value_at_risk(seed: int, cut: int) -> None:
    def analysis(rows: Rows) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        known = rolling_value_at_risk(horizon_returns(rows.close, 1), 0.05, 60)
        return np.concatenate(([nan], known))[: len(rows)]

    series_unchanged(analysis, random_rows(600, seed), cut)


@examples(30)
@given(SEEDS, st.integers(1, 7), st.integers(20, 60))
def test_the_walk_forward_is_what_a_plain_loop_finds(seed: int, horizon: int, window: int) -> None:
    """At the close of bar t only returns that ended by t are known; no two tests share a bar."""
    close = random_rows(260, seed).close
    tests = breaches = 0
    t = len(close) - 1 - horizon
    while True:
        ended = [close[i + horizon] / close[i] - 1 for i in range(t - horizon + 1)]
        if len(ended) < window:
            break
        told = np.quantile(ended[-window:], 0.05)
        tests += 1
        breaches += bool(close[t + horizon] / close[t] - 1 < told)
        t -= horizon
    found = backtest(horizon_returns(close, horizon), 0.05, window, horizon)
    assert found is not None
    assert (found.tests, found.breaches) == (tests, breaches)
    assert found.expected == pytest.approx(tests * 0.05)


def test_too_short_a_history_is_not_tested() -> None:
    assert backtest(np.zeros(30), 0.05, 30) is None
    assert backtest(np.zeros(31), 0.05, 30) == Backtest(1, 0, 0.05, kupiec(1, 0, 0.05))


def test_kupiecs_p_value_is_that_of_the_likelihood_ratio() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from scipy.stats import binom, chi2  # type: ignore[import-untyped]

    for tests, breaches, alpha in ((250, 4, 0.01), (250, 12, 0.05), (250, 25, 0.05), (100, 0, 0.05), (10, 10, 0.1)):
        seen = breaches / tests
        ratio = 2 * (binom.logpmf(breaches, tests, seen) - binom.logpmf(breaches, tests, alpha))
        assert kupiec(tests, breaches, alpha) == pytest.approx(chi2.sf(ratio, 1), rel=1e-9)
    assert kupiec(100, 5, 0.05) == 1.0
    assert isnan(kupiec(0, 0, 0.05))


def test_on_real_hours_the_value_at_risk_is_broken_about_as_often_as_it_says(shared_data: Path) -> None:
    close = real_rows(shared_data, bars=5501).close
    found = backtest(horizon_returns(close, 1), 0.05, 500)
    assert found is not None
    assert found.tests == 5000
    assert 0.03 < found.breaches / found.tests < 0.07
