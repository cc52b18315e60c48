"""Oscillators: how fast the price has moved, and where in its range it has closed."""

from typing import NamedTuple

import numpy as np

from analytics._talib import talib
from analytics.bars import Bars, Floats
from analytics.indicators._arrays import all_on_known, highest, lowest, on_known, quotient, typical
from analytics.ties import bars_still, dust

RSI_PERIOD = 14
STOCH_PERIOD, STOCH_SMOOTH, STOCH_SIGNAL = 14, 3, 3
CCI_PERIOD = 20
WILLIAMS_PERIOD = 14
ROC_PERIOD = 10


class Stochastic(NamedTuple):
    """Both from 0 to 100. ``d`` is the mean of the newest values of ``k``."""

    k: Floats
    d: Floats


def rsi(close: Floats, period: int = RSI_PERIOD) -> Floats:
    """Wilder's relative strength index, from 0 to 100, from index ``period`` (at least 2) on.

    100 · up / (up + down), where up and down are Wilder's averages of the rises and falls from close to close: the mean
    of the first ``period``, then (before · (period − 1) + now) / period. nan until a close differs from another, and
    where none of the newest ``period`` did: what does not move has no strength, though the averages remember that it
    had.

    Source: J. Welles Wilder, New Concepts in Technical Trading Systems (1978); computed by TA-Lib.
    """

    def known(close: Floats) -> Floats:
        found = np.array(talib.RSI(close, period), dtype=np.float64)
        still = bars_still(close, close, close)
        found[(still >= period) | (still > np.arange(len(close)))] = np.nan
        return found

    return on_known(known, close)


def unmoved(bars: Bars) -> int:
    """For how many bars up to the newest the market has not moved, where that is long enough to leave it without any
    momentum (``RSI_PERIOD``), else 0."""
    still = bars_still(bars.high, bars.low, bars.close)
    return int(still[-1]) if len(still) and still[-1] >= RSI_PERIOD else 0


def stochastic(
    high: Floats,
    low: Floats,
    close: Floats,
    period: int = STOCH_PERIOD,
    smooth: int = STOCH_SMOOTH,
    signal: int = STOCH_SIGNAL,
) -> Stochastic:
    """The slow stochastic oscillator: ``k`` from index ``period`` + ``smooth`` − 2, ``d`` ``signal`` − 1 bars later.

    ``k`` is the mean of ``smooth`` values of 100 · (close − low) / (high − low), where high and low are those of
    ``period`` bars. A window without a range has no such value, and nor has a mean that would take one in.

    Source: George C. Lane, Lane's Stochastics (1984); TA-Lib's STOCH with simple averages.
    """

    def known(high: Floats, low: Floats, close: Floats) -> tuple[Floats, Floats]:
        bottom, span = lowest(low, period), highest(high, period)
        span -= bottom
        fast = quotient(close - bottom, span)
        fast *= 100
        k = _short_mean(fast, smooth)
        return k, _short_mean(k, signal)

    return Stochastic(*all_on_known(known, high, low, close))


def _short_mean(values: Floats, period: int) -> Floats:
    """The mean of the newest ``period`` values, nan where one of them is: each window by itself."""
    total = values.copy()
    total[: period - 1] = np.nan
    for back in range(1, period):
        total[period - 1 :] += values[period - 1 - back : len(values) - back]
    total /= period
    return total


def cci(high: Floats, low: Floats, close: Floats, period: int = CCI_PERIOD) -> Floats:
    """The commodity channel index, from index ``period`` − 1 (``period`` at least 2) on.

    (typical − mean) / (0.015 · mean deviation) of the typical price (high + low + close) / 3 over ``period`` bars. nan
    where that price has not changed within them.

    Source: Donald R. Lambert, Commodity Channel Index, Commodities magazine (1980); computed by TA-Lib.
    """

    def known(high: Floats, low: Floats, close: Floats) -> Floats:
        found = np.array(talib.CCI(high, low, close, period), dtype=np.float64)
        price = typical(high, low, close)
        found[highest(price, period) - lowest(price, period) <= dust(price)] = np.nan
        return found

    return on_known(known, high, low, close)


def williams_r(high: Floats, low: Floats, close: Floats, period: int = WILLIAMS_PERIOD) -> Floats:
    """Williams %R, from −100 (at the lowest low of ``period`` bars) to 0 (at the highest high), from ``period`` − 1 on.

    nan where these bars have no range.

    Source: Larry R. Williams, How I Made One Million Dollars Last Year Trading Commodities (1973).
    """

    def known(high: Floats, low: Floats, close: Floats) -> Floats:
        top, span = highest(high, period), lowest(low, period)
        np.subtract(top, span, out=span)
        np.subtract(close, top, out=top)
        top *= 100
        return quotient(top, span)

    return on_known(known, high, low, close)


def roc(values: Floats, period: int = ROC_PERIOD) -> Floats:
    """The rate of change in percent: 100 · (value / value ``period`` bars before − 1), from index ``period`` on.

    Computed by TA-Lib; nan where the value before is 0.
    """

    def known(values: Floats) -> Floats:
        found = np.array(talib.ROC(values, period), dtype=np.float64)
        found[period:][values[: max(0, len(values) - period)] == 0] = np.nan
        return found

    return on_known(known, values)
