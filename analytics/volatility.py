"""How far prices move."""

from math import isfinite, nan

import numpy as np

from analytics._talib import talib
from analytics.bars import Floats
from analytics.ties import bars_still

ATR_PERIOD = 14


def settled_bars(period: int) -> int:
    """After so many bars Wilder's average over ``period`` has forgotten where it began: of that (1 − 1 / period)ᵏ is
    left after k bars, below 10⁻¹² here, and not 10⁻⁹, since some results are small beside what they are made of.
    """
    return period + 28 * period


SETTLED_BARS = settled_bars(ATR_PERIOD)
"""What every analysis reads before the bars that it is of, so that a value is the same whichever asks."""


def atr(high: Floats, low: Floats, close: Floats, period: int = ATR_PERIOD) -> Floats:
    """Wilder's average true range, in the unit of the prices. Arrays have shape (n,), and so has the result.

    The true range of bar i is max(highᵢ, closeᵢ₋₁) − min(lowᵢ, closeᵢ₋₁). The first value, at index ``period``, is the
    mean of the true ranges 1 … ``period``; then ATRᵢ = (ATRᵢ₋₁ · (period − 1) + TRᵢ) / period. Before that it is nan.
    Where none of the newest ``period`` bars had a true range it is 0: Wilder's average would remember for ever what a
    market did before it stood still.

    Source: J. Welles Wilder, New Concepts in Technical Trading Systems (1978); computed by TA-Lib.
    """
    if len(close) <= period:
        return np.full(len(close), np.nan)
    found = np.array(talib.ATR(high, low, close, timeperiod=period), dtype=np.float64)
    found[period:][bars_still(high, low, close)[period:] >= period] = 0.0
    return found


def last_atr(high: Floats, low: Floats, close: Floats, period: int = ATR_PERIOD) -> float | None:
    """The newest value of ``atr``; ``None`` where the bars are too few for one, or a price is missing (nan)."""
    newest = float(atr(high, low, close, period)[-1]) if len(close) else nan
    return newest if isfinite(newest) else None
