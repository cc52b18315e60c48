"""Whether prices go somewhere: the straight line through their logarithms, and how well they keep to it."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from analytics.bars import Floats
from analytics.rolling import after, windows

Direction = Literal["up", "down", "none"]
Strength = Literal["none", "weak", "strong"]

REGRESSION_BARS = 50
WEAK_T, STRONG_T = 1.71, 2.77
"""|t| / √bars that a random walk exceeds in 20 % and in 5 % of all windows: 20,000 simulated walks of each of 20, 30,
50 and 100 bars agree within 0.04. The usual bounds of a t-statistic do not hold for prices, whose errors are not
independent: on a random walk |t| grows like √bars, so that almost every window would be called a trend (S. Durlauf and
P. Phillips, Trends versus Random Walks in Time Series Analysis, Econometrica 56, 1988)."""


@dataclass(frozen=True, slots=True)
class Regression:
    """The least-squares line through ln(price) over the last bars, for each bar. Arrays have shape (n,).

    ``slope`` is per bar, in logarithms: 0.001 is about 0.1 % a bar. ``t`` is the slope over its standard error,
    ``r_squared`` the share of the variance that the line explains. During warm-up, and after a missing price, all are
    nan; where the price never moved the slope is 0 and the others are nan.
    """

    slope: Floats
    t: Floats
    r_squared: Floats


@dataclass(frozen=True, slots=True)
class Trend:
    """A direction, and how firm it is beside what a random walk shows by chance."""

    direction: Direction
    strength: Strength


def regression(close: Floats, bars: int = REGRESSION_BARS) -> Regression:
    """The line through the logarithms of the last ``bars`` closes (at least 3), at each of them. The first is at index
    ``bars`` − 1.

    With x the bars counted from the middle of the window and y the logarithms less their mean: slope = Σxy / Σx²,
    SSE = Σ(y − slope · x)², t = slope / √(SSE / (bars − 2) / Σx²), R² = 1 − SSE / Σy². A line without any error has
    t = ±∞. The slope is TA-Lib's LINEARREG_SLOPE of the logarithms, to rounding.
    """
    y = windows(np.log(close), bars)
    flat = y.max(axis=1) == y.min(axis=1)
    y -= y.mean(axis=1, keepdims=True)
    x = np.arange(bars) - (bars - 1) / 2
    spread = float((x * x).sum())
    slope = (x * y).sum(axis=1) / spread
    error = ((y - slope[:, None] * x) ** 2).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        t = slope / np.sqrt(error / (bars - 2) / spread)
        r_squared = 1 - error / (y * y).sum(axis=1)
    slope[flat], t[flat], r_squared[flat] = 0.0, np.nan, np.nan
    return Regression(*(after(min(bars - 1, len(close)), part) for part in (slope, t, r_squared)))


def trend_of(t: float, bars: int = REGRESSION_BARS) -> Trend:
    """What a regression's ``t`` over ``bars`` says beside a random walk's; nan says nothing."""
    far = abs(t) / np.sqrt(bars)
    if not far >= WEAK_T:
        return Trend("none", "none")
    return Trend("up" if t > 0 else "down", "strong" if far >= STRONG_T else "weak")
