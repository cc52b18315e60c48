"""Five estimates of volatility from open, high, low and close.

All give the standard deviation of the logarithmic return of one bar, for each bar, from the last ``window`` bars.
``annualised`` makes it one of a year. They differ in what they use of a bar, and so in how sure they are and in what
misleads them: only the closes (close-to-close), only the range (Parkinson), all four prices (Garman–Klass,
Rogers–Satchell), and with jumps between bars (Yang–Zhang). The range is seen smaller than it is where a bar holds few
trades, which lowers all but the first.

Where bars are missing, what is measured from one close to the next spans more than one bar: such a return is left out,
never counted as one bar's, and the estimate is of the others. It is nan where fewer than half of the window's bars can
be used, or fewer than two. A bar that did not move counts as one that did not move: a market that stands still has
volatility 0.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analytics.bars import DAY_MS, Bars, Floats, after_hole
from analytics.rolling import after, windows

DAYS_A_YEAR: Final = 365
"""These markets never close."""
WINDOW: Final = 30


def annualised(per_bar: float, bar_ms: int) -> float:
    """The volatility of a year, from that of a bar of ``bar_ms`` milliseconds: times √(bars a year).

    It takes returns to be independent from bar to bar.
    """
    return per_bar * float(np.sqrt(DAYS_A_YEAR * DAY_MS / bar_ms))


def close_to_close(bars: Bars, window: int = WINDOW) -> Floats:
    """The sample standard deviation (n − 1) of ln(Cᵢ / Cᵢ₋₁) over ``window`` returns; shape (n,)."""
    return np.sqrt(_variance(_between(bars, np.log(bars.close)), window))


def parkinson(bars: Bars, window: int = WINDOW) -> Floats:
    """√(mean of ln(H / L)² / (4 ln 2)); shape (n,).

    Source: M. Parkinson, The Extreme Value Method for Estimating the Variance of the Rate of Return, Journal of
    Business 53 (1980). It takes the price to have no drift.
    """
    return np.sqrt(_mean(np.log(bars.high / bars.low) ** 2 / (4 * np.log(2)), window))


def garman_klass(bars: Bars, window: int = WINDOW) -> Floats:
    """√(mean of ½ ln(H / L)² − (2 ln 2 − 1) ln(C / O)²); shape (n,).

    Source: M. Garman and M. Klass, On the Estimation of Security Price Volatilities from Historical Data, Journal of
    Business 53 (1980). It takes the price to have no drift.
    """
    ranges, moves = np.log(bars.high / bars.low), np.log(bars.close / bars.open)
    return np.sqrt(_mean(0.5 * ranges**2 - (2 * np.log(2) - 1) * moves**2, window))


def rogers_satchell(bars: Bars, window: int = WINDOW) -> Floats:
    """√(mean of ln(H / C) ln(H / O) + ln(L / C) ln(L / O)); shape (n,). A drift does not mislead it.

    Source: L. Rogers and S. Satchell, Estimating Variance from High, Low and Closing Prices, Annals of Applied
    Probability 1 (1991).
    """
    return np.sqrt(_mean(_drift_free(bars), window))


def yang_zhang(bars: Bars, window: int = WINDOW) -> Floats:
    """√(V_open + k V_close + (1 − k) V_rs) with k = 0.34 / (1.34 + (n + 1) / (n − 1)); shape (n,).

    V_open is the sample variance of ln(Oᵢ / Cᵢ₋₁), the jumps between bars, V_close that of ln(C / O), and V_rs the mean
    of Rogers and Satchell's terms, all over n = ``window`` bars. Neither drift nor jumps mislead it.

    Source: D. Yang and Q. Zhang, Drift-Independent Volatility Estimation Based on High, Low, Open, and Close Prices,
    Journal of Business 73 (2000).
    """
    weight = 0.34 / (1.34 + (window + 1) / (window - 1))
    jumps = np.full(len(bars), np.nan)
    jumps[1:] = np.log(bars.open[1:] / bars.close[:-1])
    jumps[after_hole(bars.time, bars.bar_ms)] = np.nan
    within = _variance(np.log(bars.close / bars.open), window)
    return np.sqrt(_variance(jumps, window) + weight * within + (1 - weight) * _mean(_drift_free(bars), window))


ESTIMATORS: Final[Mapping[str, Callable[[Bars, int], Floats]]] = MappingProxyType(
    {
        "close-to-close": close_to_close,
        "Parkinson": parkinson,
        "Garman-Klass": garman_klass,
        "Rogers-Satchell": rogers_satchell,
        "Yang-Zhang": yang_zhang,
    }
)
"""All by name."""


def _drift_free(bars: Bars) -> Floats:
    high, low = np.log(bars.high), np.log(bars.low)
    close, open_ = np.log(bars.close), np.log(bars.open)
    terms = (high - close) * (high - open_) + (low - close) * (low - open_)
    return np.asarray(terms, dtype=np.float64)


def _between(bars: Bars, logs: Floats) -> Floats:
    """The change of ``logs`` from each bar to the next; nan for the first, and where bars are missing."""
    changes = np.full(len(logs), np.nan)
    changes[1:] = np.diff(logs)
    changes[after_hole(bars.time, bars.bar_ms)] = np.nan
    return changes


def _mean(values: Floats, window: int) -> Floats:
    """The mean of those of the last ``window`` values that are known."""
    seen = windows(values, window)
    known = np.isfinite(seen)
    return _shaped(np.where(known, seen, 0.0).sum(axis=1), known.sum(axis=1), 0, window, len(values))


def _variance(values: Floats, window: int) -> Floats:
    """Their sample variance."""
    seen = windows(values, window)
    known = np.isfinite(seen)
    count = known.sum(axis=1)
    mean = np.where(known, seen, 0.0).sum(axis=1) / np.maximum(count, 1)
    squares = np.where(known, seen - mean[:, None], 0.0) ** 2
    return _shaped(squares.sum(axis=1), count, 1, window, len(values))


def _shaped(sums: Floats, count: NDArray[np.int64], lost: int, window: int, bars: int) -> Floats:
    """``sums`` over ``count`` − ``lost``, from the bar on that ends the first window."""
    enough = count >= max(2, (window + 1) // 2)
    found = np.full(len(sums), np.nan)
    np.divide(sums, count - lost, out=found, where=enough)
    return after(min(window - 1, bars), found)
