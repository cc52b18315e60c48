"""Moving averages, and what is made of their distance."""

from typing import NamedTuple

import numpy as np

from analytics._talib import talib
from analytics.bars import Floats
from analytics.indicators._arrays import all_on_known, on_known
from analytics.ties import settled

MACD_FAST, MACD_SLOW, MACD_SIGNAL = 12, 26, 9


class Macd(NamedTuple):
    """In the unit of the prices. ``line`` = EMA(fast) − EMA(slow), ``signal`` its EMA, ``histogram`` line − signal."""

    line: Floats
    signal: Floats
    histogram: Floats


def sma(values: Floats, period: int) -> Floats:
    """The simple moving average: the mean of the newest ``period`` values, from index ``period`` − 1 on.

    TA-Lib carries one sum along, which keeps a rest of about 10⁻¹⁶ of the largest value it has held.
    """
    return on_known(lambda known: np.asarray(talib.SMA(known, period), dtype=np.float64), values)


def ema(values: Floats, period: int) -> Floats:
    """The exponential moving average, from index ``period`` − 1 on, where it is the mean of the values so far.

    Then EMAᵢ = EMAᵢ₋₁ + 2 / (period + 1) · (valueᵢ − EMAᵢ₋₁). Where it began is forgotten slowly: of a difference there
    ((period − 1) / (period + 1))ᵏ is left after k bars, which for 200 takes 2,100 bars to become 10⁻⁹.

    Source: TA-Lib's EMA with its classic start.
    """
    return on_known(lambda known: np.asarray(talib.EMA(known, period), dtype=np.float64), values)


def wma(values: Floats, period: int) -> Floats:
    """The linearly weighted moving average, from index ``period`` − 1 on: the newest of ``period`` values weighs
    ``period``, the oldest 1.
    """
    return on_known(lambda known: np.asarray(talib.WMA(known, period), dtype=np.float64), values)


def macd(values: Floats, fast: int = MACD_FAST, slow: int = MACD_SLOW, signal: int = MACD_SIGNAL) -> Macd:
    """Moving average convergence divergence. All three begin at index ``slow`` + ``signal`` − 2.

    Both averages begin at the same bar, ``slow`` − 1: the fast one as the mean of the ``fast`` values up to there. So
    it differs a little from ``ema(fast) − ema(slow)`` until both have forgotten where they began. What is nothing
    beside the price (see ``ties``) is 0.

    Source: Gerald Appel, The Moving Average Convergence-Divergence Trading Method (1979); computed by TA-Lib.
    """

    def known(values: Floats) -> tuple[Floats, ...]:
        line, trigger, histogram = (np.asarray(one, np.float64) for one in talib.MACD(values, fast, slow, signal))
        return settled(line, values), settled(trigger, values), settled(histogram, values)

    return Macd(*all_on_known(known, values))
