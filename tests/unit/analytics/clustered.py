"""Markets of which nothing can be known but how restless they are, and calendars like those of the sky."""

import numpy as np
from numpy.typing import NDArray

from analytics.calendars import Bools, Ints

Floats = NDArray[np.float64]
DAY = 86_400_000
SYNODIC = 29.530588


def days(bars: int) -> Ints:
    """The open of ``bars`` days."""
    return np.arange(bars, dtype=np.int64) * DAY


def clustered_returns(markets: int, bars: int, seed: int) -> Floats:
    """GARCH(1, 1), α 0.08, β 0.90, with a first autocorrelation of 0.05: shape (markets, bars), sd about 3 %."""
    random = np.random.default_rng(seed)
    shocks = random.normal(size=(bars, markets))
    returns = np.zeros((bars, markets))
    variance, before = np.ones(markets), np.zeros(markets)
    for bar, shock in enumerate(shocks):
        shock = shock * np.sqrt(variance)
        variance = 0.02 + 0.08 * shock**2 + 0.90 * variance
        before = returns[bar] = shock + 0.05 * before
    return 0.03 * returns.T


def prices(returns: Floats) -> Floats:
    return 100 * np.exp(np.cumsum(returns))


def moons(bars: int, random: np.random.Generator, width: int = 2) -> Bools:
    """``width`` days of every 29.5, from any day on."""
    return np.asarray((np.arange(bars) + random.uniform(0, SYNODIC)) % SYNODIC < width)


def eclipses(bars: int, random: np.random.Generator, width: int = 7, a_year: float = 3) -> Bools:
    """``width`` days some times a year, on any days."""
    on = np.zeros(bars, dtype=np.bool_)
    for start in random.integers(0, bars - width, round(a_year * bars / 365)).tolist():
        on[start : start + width] = True
    return on
