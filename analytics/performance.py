"""How well a course of equity or prices did, and at what risk.

``returns`` have shape (n,): the simple return of each bar, equityᵢ₊₁ / equityᵢ − 1, as a fraction. ``per_year`` is how
many of these bars make a year (365 for days of a market that never closes). Rates that serve as a bar to clear are per
bar of ``returns``, not per year; ``per_bar`` turns the one into the other.

Undefined is nan: too few values, no dispersion to divide by, or a missing value (nan) among the returns, for a return
that is not known is not one of zero. Where quantstats or empyrical define the same, the results are theirs; where they
differ from each other, each function says which it follows.
"""

from dataclasses import dataclass
from math import sqrt

import numpy as np

from analytics.bars import Floats

_NOISE = 16 * np.finfo(np.float64).eps
"""What rounding leaves of a return that is the same each bar: no dispersion, and nothing to divide by."""


def per_bar(rate: float, per_year: float) -> float:
    """The rate per bar that compounds to ``rate`` a year: (1 + rate)^(1 / per_year) − 1."""
    return float((1 + rate) ** (1 / per_year) - 1)


def cagr(change: float, years: float) -> float:
    """The compound annual growth rate that makes ``change`` in ``years``: (1 + change)^(1 / years) − 1.

    nan where more than all was lost, or no time passed. With years = n / per_year it is quantstats' (since 0.0.77) and
    empyrical's, which count bars; with years from the calendar it is right though bars be missing.
    """
    if not (years > 0 and change >= -1):
        return float("nan")
    with np.errstate(over="ignore"):
        return _finite(float(np.power(np.float64(1 + change), 1 / years)) - 1)


def volatility(returns: Floats, per_year: float) -> float:
    """Annualised standard deviation: √per_year · s, with s of n − 1 degrees of freedom. nan of fewer than two."""
    return float("nan") if len(returns) < 2 else _finite(float(np.std(returns, ddof=1)) * sqrt(per_year))


def sharpe(returns: Floats, per_year: float, risk_free: float = 0.0) -> float:
    """Annualised Sharpe ratio: √per_year · mean(r − risk_free) / s, where s has n − 1 degrees of freedom.

    ``risk_free`` is per bar. nan where the returns do not differ.

    Source: W. F. Sharpe, The Sharpe Ratio, Journal of Portfolio Management 21 (1994). As quantstats and empyrical.
    """
    if len(returns) < 2:
        return float("nan")
    spread = float(np.std(returns, ddof=1))
    return _ratio(float(np.mean(returns)) - risk_free, spread, returns) * sqrt(per_year)


def downside_deviation(returns: Floats, required: float = 0.0) -> float:
    """√(mean of min(r − required, 0)²), per bar, over all n returns: those above ``required`` count as zero.

    Source: F. A. Sortino and R. van der Meer, Downside Risk, Journal of Portfolio Management 17 (1991).
    """
    if not len(returns):
        return float("nan")
    return float(np.sqrt(np.mean(np.minimum(returns - required, 0.0) ** 2)))


def sortino(returns: Floats, per_year: float, required: float = 0.0) -> float:
    """Annualised Sortino ratio: √per_year · mean(r − required) / downside deviation. nan where nothing fell short.

    ``required`` is per bar. As quantstats and empyrical, but for what never fell short: the latter says infinity.
    """
    if len(returns) < 2:
        return float("nan")
    return _ratio(float(np.mean(returns)) - required, downside_deviation(returns, required), returns) * sqrt(per_year)


def omega(returns: Floats, threshold: float = 0.0) -> float:
    """Gains above ``threshold`` (per bar) over losses below it: Σmax(r − t, 0) / Σmax(t − r, 0); nan without losses.

    Both libraries take the threshold per year and compound it down to a bar: give ``per_bar`` of theirs.

    Source: C. Keating and W. F. Shadwick, A Universal Performance Measure (2002).
    """
    if len(returns) < 2:
        return float("nan")
    above = returns - threshold
    lost = float(-np.minimum(above, 0.0).sum())
    return _finite(float(np.maximum(above, 0.0).sum()) / lost) if lost > 0 else float("nan")


def skewness(returns: Floats) -> float:
    """Sample skewness, corrected for bias (G₁ of Joanes and Gill, 1998), as pandas and quantstats. nan of fewer than 3.

    G₁ = √(n(n − 1)) / (n − 2) · m₃ / m₂^(3/2), with mₖ the k-th central moment.
    """
    n = len(returns)
    if n < 3:
        return float("nan")
    z = _standardised(returns)
    return float(np.mean(z**3)) * sqrt(n * (n - 1)) / (n - 2)


def excess_kurtosis(returns: Floats) -> float:
    """Sample kurtosis beyond the normal distribution's, corrected for bias (G₂), as pandas and quantstats. nan below 4.

    G₂ = (n − 1) / ((n − 2)(n − 3)) · ((n + 1)(m₄ / m₂² − 3) + 6).
    """
    n = len(returns)
    if n < 4:
        return float("nan")
    z = _standardised(returns)
    return (n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * (float(np.mean(z**4)) - 3) + 6)


@dataclass(frozen=True, slots=True)
class Drawdown:
    """A fall of equity from the bar ``peak`` to the bar ``trough``, made good at ``recovery`` (``None``: not yet).

    ``depth`` is a fraction of the peak, at most 0; ``bars`` runs from the peak to the recovery, or to the newest bar.
    """

    depth: float
    peak: int
    trough: int
    recovery: int | None
    bars: int


def drawdowns(equity: Floats) -> Floats:
    """How far each bar is below the highest so far, a fraction of at most 0: shape (n,), nan from a missing value."""
    return equity / np.maximum.accumulate(equity) - 1


def max_drawdown(equity: Floats) -> Drawdown | None:
    """The deepest drawdown of ``equity`` (above zero); of equal ones the first. ``None`` of fewer than two values, of
    missing ones, and where equity never fell.

    Its peak is the newest bar at the highest equity before the trough, its recovery the first after it that is as high.
    Equity starts where the array does: of returns give the curve with its 1 in front, as both libraries do.
    """
    depths = drawdowns(equity)
    if len(equity) < 2 or not np.isfinite(depths).all() or not (depths < 0).any():
        return None
    trough = int(np.argmin(depths))
    peak = trough - int(np.argmax(equity[trough::-1]))
    again = np.flatnonzero(equity[trough:] >= equity[peak])
    recovery = trough + int(again[0]) if len(again) else None
    end = len(equity) - 1 if recovery is None else recovery
    return Drawdown(float(depths[trough]), peak, trough, recovery, end - peak)


def equity_of(returns: Floats) -> Floats:
    """The course of 1 under ``returns``: shape (n + 1,), the 1 first."""
    return np.concatenate(([1.0], np.cumprod(1 + returns)))


def calmar(growth: float, drawdown: Drawdown | None) -> float:
    """Annual growth (``cagr``) over the size of the deepest drawdown; nan without one. As empyrical."""
    return growth / -drawdown.depth if drawdown else float("nan")


def _standardised(returns: Floats) -> Floats:
    """(r − mean) / σ with n degrees of freedom; nan where the returns do not differ."""
    spread = float(np.std(returns))
    away = returns - np.mean(returns)
    return away / spread if spread > _noise(returns) else np.full(len(returns), np.nan)


def _ratio(above: float, spread: float, returns: Floats) -> float:
    return above / spread if spread > _noise(returns) else float("nan")


def _noise(returns: Floats) -> float:
    return float(_NOISE * (1 + np.abs(returns).max()))


def _finite(value: float) -> float:
    return value if np.isfinite(value) else float("nan")
