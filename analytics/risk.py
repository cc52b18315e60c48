"""How much a market may lose: value at risk and expected shortfall, and whether such estimates held.

Both are told as returns, so a loss is negative: a value at risk of −0.04 at 95 % says that in one case of twenty the
return is −4 % or worse, and the expected shortfall is the mean of those cases. ``alpha`` is that share of cases, 0.05.
Undefined is nan, and so is all that missing values (nan) take part in.
"""

from dataclasses import dataclass
from math import erfc, log, sqrt
from statistics import NormalDist

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from analytics.bars import Floats
from analytics.performance import excess_kurtosis, skewness
from analytics.ties import SAME

_NORMAL = NormalDist()


@dataclass(frozen=True, slots=True)
class Tail:
    """Value at risk and expected shortfall, as returns."""

    value_at_risk: float
    expected_shortfall: float


UNDEFINED = Tail(float("nan"), float("nan"))


def historical(returns: Floats, alpha: float) -> Tail:
    """From the returns as they were, of shape (n,).

    The value at risk is their ``alpha`` quantile, interpolated linearly between order statistics (Hyndman and Fan's
    type 7: position (n − 1)·alpha from the worst), as empyrical; the shortfall is the mean of all returns at or below
    it, as quantstats' historical one. (empyrical's takes the worst ⌊(n − 1)·alpha⌋ + 1, the same but for equal
    returns.) Where alpha · n is small, both rest on very few returns.
    """
    if not len(returns) or not np.isfinite(returns).all():
        return UNDEFINED
    # Interpolating between equal returns may round to just below them, and would leave nothing at or below.
    quantile = max(float(np.quantile(returns, alpha)), float(returns.min()))
    return Tail(quantile, float(np.mean(returns[returns <= quantile + SAME])))


def normal(returns: Floats, alpha: float) -> Tail:
    """As if returns were normal with the sample's mean m and deviation s (n − 1 degrees of freedom): m + s·z, and
    m − s·φ(z) / alpha, where z is the normal quantile. As quantstats' parametric ones. nan of fewer than two.
    """
    if len(returns) < 2:
        return UNDEFINED
    z = _NORMAL.inv_cdf(alpha)
    mean, spread = float(np.mean(returns)), float(np.std(returns, ddof=1))
    return Tail(mean + spread * z, mean - spread * _NORMAL.pdf(z) / alpha)


def cornish_fisher(returns: Floats, alpha: float) -> Tail | None:
    """The normal ones, bent for skewness S and excess kurtosis K (both of the sample, corrected for bias).

    z becomes z + (z² − 1)S/6 + (z³ − 3z)K/24 − (2z³ − 5z)S²/36, and the shortfall is the mean of that below z:
    −φ(z)/alpha · (1 + zS/6 + (z² − 1)K/24 − (2z² − 1)S²/36). ``None`` where the bent quantiles would not rise with z:
    there the expansion is no distribution, and its numbers mean nothing. nan of fewer than four, and of equal returns.

    Sources: E. A. Cornish and R. A. Fisher, Moments and Cumulants in the Specification of Distributions (1938); for the
    domain, D. Maillard, A User's Guide to the Cornish Fisher Expansion (2012); the shortfall by integrating the terms.
    """
    s, k = skewness(returns), excess_kurtosis(returns)
    if not np.isfinite(s + k):
        return UNDEFINED
    if not in_domain(s, k):
        return None
    z = _NORMAL.inv_cdf(alpha)
    bent = z + (z**2 - 1) * s / 6 + (z**3 - 3 * z) * k / 24 - (2 * z**3 - 5 * z) * s**2 / 36
    below = 1 + z * s / 6 + (z**2 - 1) * k / 24 - (2 * z**2 - 1) * s**2 / 36
    mean, spread = float(np.mean(returns)), float(np.std(returns, ddof=1))
    return Tail(mean + spread * bent, mean - spread * _NORMAL.pdf(z) / alpha * below)


def in_domain(skew: float, kurtosis: float) -> bool:
    """Whether the Cornish–Fisher quantile rises with z everywhere, for this skewness and excess kurtosis.

    Its derivative is (K/8 − S²/6)z² + (S/3)z + 1 − K/8 + 5S²/36, which must not be below zero for any z.
    """
    a, b, c = kurtosis / 8 - skew**2 / 6, skew / 3, 1 - kurtosis / 8 + 5 * skew**2 / 36
    return a >= 0 and c >= 0 and b * b <= 4 * a * c


def rolling_value_at_risk(returns: Floats, alpha: float, window: int) -> Floats:
    """At each bar the historical value at risk of the newest ``window`` returns, that bar's included.

    Shape (n,); nan before ``window`` returns are known, and while one of them is missing.
    """
    found = np.full(len(returns), np.nan)
    if window and len(returns) >= window:
        found[window - 1 :] = np.quantile(sliding_window_view(returns, window), alpha, axis=1)
    return found


@dataclass(frozen=True, slots=True)
class Backtest:
    """How often a return was worse than the value at risk that was known before it."""

    tests: int
    breaches: int
    expected: float
    """Breaches that ``alpha`` allows for on average."""
    p_value: float
    """Kupiec's: how often chance alone would be at least so far off, were the value at risk right."""


def backtest(returns: Floats, alpha: float, window: int, horizon: int = 1) -> Backtest | None:
    """The historical value at risk, walked forward over ``returns`` (of ``analytics.returns``, oldest first).

    Before each tested return the value at risk comes from the ``window`` returns that had ended when it began. Tested
    are the newest return and those ``horizon``, 2·``horizon``… bars before it, so none shares a bar with another, as
    far back as there are estimates. ``None`` where there is not one.
    """
    known = rolling_value_at_risk(returns, alpha, window)
    tested = np.arange(len(returns) - 1, -1, -horizon)
    tested = tested[tested >= window + horizon - 1]
    if not len(tested):
        return None
    told, came = known[tested - horizon], returns[tested]
    usable = np.isfinite(told) & np.isfinite(came)
    tests = int(usable.sum())
    breaches = int((came[usable] < told[usable]).sum())
    return Backtest(tests, breaches, tests * alpha, kupiec(tests, breaches, alpha)) if tests else None


def kupiec(tests: int, breaches: int, alpha: float) -> float:
    """The p-value of Kupiec's proportion-of-failures test: ``breaches`` among ``tests`` where ``alpha`` was allowed.

    LR = 2·ln(L(breaches / tests) / L(alpha)), L(p) = pˣ(1 − p)ⁿ⁻ˣ, against χ² with one degree of freedom. It asks for
    independent tests, and knows nothing of breaches that come in clusters.

    Source: P. H. Kupiec, Techniques for Verifying the Accuracy of Risk Measurement Models, Journal of Derivatives 3
    (1995).
    """
    if tests <= 0:
        return float("nan")
    ratio = 2 * (_log_likelihood(tests, breaches, breaches / tests) - _log_likelihood(tests, breaches, alpha))
    return erfc(sqrt(max(0.0, ratio) / 2))


def _log_likelihood(tests: int, breaches: int, share: float) -> float:
    hit = breaches * log(share) if breaches else 0.0
    return hit + ((tests - breaches) * log(1 - share) if tests > breaches else 0.0)
