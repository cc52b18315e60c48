"""Bands around the price."""

from typing import NamedTuple

import numpy as np

from analytics._talib import talib
from analytics.bars import Floats
from analytics.indicators._arrays import all_on_known, highest, lowest, quotient
from analytics.indicators.averages import ema
from analytics.volatility import atr

BOLLINGER_PERIOD, BOLLINGER_DEVIATIONS = 20, 2.0
KELTNER_PERIOD, KELTNER_ATR_PERIOD, KELTNER_RANGES = 20, 10, 2.0
SQUEEZE_ATR_PERIOD, SQUEEZE_RANGES = 20, 1.5
DONCHIAN_PERIOD = 20


class Bands(NamedTuple):
    """In the unit of the prices."""

    upper: Floats
    middle: Floats
    lower: Floats


class Bollinger(NamedTuple):
    """``upper``, ``middle`` and ``lower`` in the unit of the prices.

    ``width`` is 100 · (upper − lower) / middle, in percent. ``position``, Bollinger's %B, is where the price stands: 0
    on the lower band, 1 on the upper, beyond them outside; nan where the bands are one line.
    """

    upper: Floats
    middle: Floats
    lower: Floats
    width: Floats
    position: Floats


def bollinger(close: Floats, period: int = BOLLINGER_PERIOD, deviations: float = BOLLINGER_DEVIATIONS) -> Bollinger:
    """The mean of ``period`` (at least 2) closes and ``deviations`` standard deviations (divisor n) on each side.

    From index ``period`` − 1 on.

    Source: John Bollinger, Bollinger on Bollinger Bands (2001); computed by TA-Lib.
    """

    def known(close: Floats) -> tuple[Floats, ...]:
        bands = talib.BBANDS(close, period, deviations, deviations)
        upper, middle, lower = (np.array(band, dtype=np.float64) for band in bands)
        level = highest(close, period) == lowest(close, period)
        for band in (upper, middle, lower):  # of equal closes TA-Lib's running sums keep a rest of what was before
            band[level] = close[level]
        span = upper - lower
        position = quotient(close - lower, span)
        span *= 100
        return upper, middle, lower, quotient(span, middle), position

    return Bollinger(*all_on_known(known, close))


def keltner(
    high: Floats,
    low: Floats,
    close: Floats,
    period: int = KELTNER_PERIOD,
    *,
    atr_period: int = KELTNER_ATR_PERIOD,
    ranges: float = KELTNER_RANGES,
) -> Bands:
    """The EMA of ``period`` closes and ``ranges`` of Wilder's average true ranges over ``atr_period`` on each side.

    The middle begins at index ``period`` − 1, the bands where the range has begun too.

    Source: Chester W. Keltner, How to Make Money in Commodities (1960), in the form of Linda Bradford Raschke: an EMA
    of 20, and twice the average true range of 10 instead of Keltner's mean of high − low.
    """

    def known(high: Floats, low: Floats, close: Floats) -> tuple[Floats, ...]:
        middle, away = ema(close, period), atr(high, low, close, atr_period)
        away *= ranges
        upper = middle + away
        return upper, middle, np.subtract(middle, away, out=away)

    return Bands(*all_on_known(known, high, low, close))


def squeeze(high: Floats, low: Floats, close: Floats) -> Floats:
    """1 where the Bollinger bands (20 closes, 2 deviations) lie within the Keltner channel, 0 where not.

    That channel is narrower than the usual one: the EMA of 20 closes and 1.5 average true ranges of 20. From index 20.

    Source: John F. Carter, Mastering the Trade (2005).
    """

    def known(high: Floats, low: Floats, close: Floats) -> tuple[Floats]:
        inner = bollinger(close)
        outer = keltner(high, low, close, atr_period=SQUEEZE_ATR_PERIOD, ranges=SQUEEZE_RANGES)
        on = np.where((inner.upper < outer.upper) & (inner.lower > outer.lower), 1.0, 0.0)
        on[np.isnan(outer.upper)] = np.nan
        return (on,)

    return all_on_known(known, high, low, close)[0]


def donchian(high: Floats, low: Floats, period: int = DONCHIAN_PERIOD) -> Bands:
    """The highest high and the lowest low of ``period`` bars, this one included, and the middle between them.

    From index ``period`` − 1 on.

    Source: Richard Donchian's four-week rule (1960).
    """

    def known(high: Floats, low: Floats) -> tuple[Floats, ...]:
        top, bottom = highest(high, period), lowest(low, period)
        middle = top + bottom
        middle /= 2
        return top, middle, bottom

    return Bands(*all_on_known(known, high, low))
