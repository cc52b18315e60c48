"""Figures of the track on indicators, each by the analytics of ``/indicators`` on a past that comes to what is given.

Series are written with commas between: ``100, 102, 101``.
"""

from decimal import Decimal

import numpy as np

from analytics.bars import DAY_MS, Bars, Floats
from analytics.indicators.averages import ema, sma
from analytics.indicators.bands import KELTNER_RANGES, bollinger, donchian
from analytics.indicators.momentum import RSI_PERIOD, rsi, stochastic, williams_r
from analytics.indicators.volume import obv, volume_ratio, vwap
from analytics.position import Trade, position_size
from analytics.volatility import atr
from services.education.figures import figure
from services.education.figures._alike import first, numbers, usual_range
from services.words.numbers import exact

_HOUR_MS = 3_600_000


@figure
def sma_of(closes: str) -> float:
    """The simple moving average of ``closes``, over all of them (``analytics.indicators``)."""
    values = numbers(closes)
    return float(sma(values, len(values))[-1])


@figure
def sma_after(average: float, leaves: float, comes: float, period: int) -> float:
    """An SMA of ``period`` closes that stood at ``average``, once the close ``leaves`` and another ``comes``."""
    others = (average * period - leaves) / (period - 1)
    return float(sma(_array(leaves, *[others] * (period - 1), comes), period)[-1])


@figure
def sma_lag(step: float, period: int) -> float:
    """How far the SMA of ``period`` closes is behind the newest of closes that rise by ``step`` each."""
    closes = 1_000 + step * np.arange(period, dtype=np.float64)
    return float(closes[-1] - sma(closes, period)[-1])


@figure
def ema_after(average: float, close: float, period: int) -> float:
    """An EMA of ``period`` that stood at ``average``, after one more ``close`` (``analytics.indicators``)."""
    return float(ema(_array(*[average] * period, close), period)[-1])


@figure
def days_of_warm_up(period: int, hours: int) -> float:
    """How many days of candles of ``hours`` an SMA of ``period`` takes before its first value."""
    return (first(np.isfinite(sma(np.arange(1.0, period + 2), period))) + 1) * hours / 24


@figure
def rsi_of(rise: float, fall: float) -> float:
    """The RSI where the average rise is ``rise`` and the average fall ``fall`` (``analytics.indicators``)."""
    start = 10 * (rise + fall)
    return float(rsi(_array(start, start + 2 * rise, start + 2 * rise - 2 * fall), 2)[-1])


@figure
def stochastic_k(high: float, low: float, close: float) -> float:
    """The stochastic %K of a ``close`` between the ``high`` and the ``low`` of its candles, before any smoothing."""
    return float(stochastic(_array(high), _array(low), _array(close), 1, 1, 1).k[-1])


@figure
def williams_of_k(percent_k: float) -> float:
    """Williams %R where the stochastic %K of the same candles is ``percent_k`` (``analytics.indicators``)."""
    return float(williams_r(_array(200), _array(100), _array(100 + percent_k), 1)[-1])


@figure
def third_of_range(bars: Bars, period: int) -> str:
    """In which third of the range of the last ``period`` bars the last close is: ``upper``, ``middle``, ``lower``."""
    place = float(williams_r(bars.high, bars.low, bars.close, period)[-1]) + 100
    return "upper" if place > 200 / 3 else "lower" if place < 100 / 3 else "middle"


@figure
def rsi_lowest(bars: Bars) -> int:
    """The bar of ``bars`` with the lowest RSI of 14 closes."""
    return int(np.nanargmin(rsi(bars.close, RSI_PERIOD)))


@figure
def divergence_between(bars: Bars, first: int, second: int) -> str:
    """What the highs of two bars and their RSI of 14 closes do: ``bearish divergence`` (a higher high with a lower
    RSI), ``agreement`` (both higher or both lower) or ``another`` (a lower high with a higher RSI)."""
    strength = rsi(bars.close, RSI_PERIOD)
    higher, stronger = bars.high[second] > bars.high[first], strength[second] > strength[first]
    if higher == stronger:
        return "agreement"
    return "bearish divergence" if higher else "another"


@figure
def macd_histogram(fast: float, slow: float, signal: float) -> float:
    """The MACD's histogram: the fast average less the slow one, less the signal (as in ``analytics.indicators``)."""
    return fast - slow - signal


@figure
def normalised_range(reach: float, price: float) -> float:
    """NATR: an average true range in percent of the price (as in ``analytics.indicators``)."""
    return 100 * reach / price


@figure
def size_by_ranges(cash: float, reach: float, ranges: float) -> float:
    """The amount that loses ``cash`` at a stop ``ranges`` average true ranges away (``analytics.position``)."""
    distance = exact(reach) * exact(ranges)
    return float(position_size(exact(cash), Decimal(1), Trade(2 * distance, distance)))


@figure
def keltner_upper(mean: float, reach: float) -> float:
    """The upper Keltner line around an EMA of ``mean`` at an average true range of ``reach``, by the desk's factor."""
    return mean + KELTNER_RANGES * reach


@figure
def largest_average_range(bars: Bars) -> int:
    """The bar of ``bars`` with the largest average true range of 14 candles."""
    return int(np.nanargmax(atr(bars.high, bars.low, bars.close)))


@figure
def stop_below_high(bars: Bars, bought: int, ranges: float, give: float) -> tuple[float, float]:
    """``ranges`` average true ranges below the highest high since the bar ``bought``, ``give`` of them more or less."""
    reach = usual_range(bars)
    high = float(bars.high[bought:].max())
    return round(high - (ranges + give) * reach, 2), round(high - (ranges - give) * reach, 2)


@figure
def bollinger_upper(mean: float, deviation: float) -> float:
    """The upper Bollinger band around ``mean`` where the closes' standard deviation is ``deviation``."""
    return float(bollinger(_array(mean - deviation, mean + deviation), 2).upper[-1])


@figure
def bollinger_position(lower: float, upper: float, close: float) -> float:
    """%B: how far ``close`` is from the lower band to the upper one, in percent (as in ``analytics.indicators``)."""
    return 100 * (close - lower) / (upper - lower)


@figure
def narrowest_bands(bars: Bars) -> int:
    """The bar of ``bars`` at which the Bollinger bands of 20 closes are narrowest."""
    return int(np.nanargmin(bollinger(bars.close).width))


@figure
def dx_of(plus: float, minus: float) -> float:
    """Wilder's directional index: 100 · |+DI − −DI| / (+DI + −DI) (as in ``analytics.indicators``)."""
    return 100 * abs(plus - minus) / (plus + minus)


@figure
def first_close_above_channel(bars: Bars, period: int) -> int:
    """The first bar that closes above the highest high of the ``period`` bars before it (a Donchian channel)."""
    return 1 + first(bars.close[1:] > donchian(bars.high, bars.low, period).upper[:-1])


@figure
def stop_below_channel(bars: Bars, period: int) -> tuple[float, float]:
    """From the lowest low of the last ``period`` bars to one average true range below it."""
    low = float(donchian(bars.high, bars.low, period).lower[-1])
    return round(low - usual_range(bars), 2), low


@figure
def obv_of(closes: str, volumes: str) -> float:
    """On-balance volume of ``closes`` with their ``volumes``, counted from 0 (``analytics.indicators``)."""
    return float(obv(numbers(closes), numbers(volumes))[-1])


@figure
def vwap_of(prices: str, volumes: str) -> float:
    """The volume-weighted average of ``prices``, one an hour of a day (``analytics.indicators``)."""
    price = numbers(prices)
    time = DAY_MS + _HOUR_MS * np.arange(len(price), dtype=np.int64)
    return float(vwap(time, price, price, price, numbers(volumes), _HOUR_MS)[-1])


@figure
def volume_beside(volumes: str, volume: float) -> float:
    """``volume`` beside the mean of ``volumes``, those of the candles before (``analytics.indicators``)."""
    before = numbers(volumes)
    return float(volume_ratio(_array(*before, volume), len(before))[-1])


@figure
def largest_volume_ratio(bars: Bars) -> int:
    """The bar of ``bars`` whose volume is largest beside the mean of the 20 before it (``analytics.indicators``)."""
    return int(np.nanargmax(volume_ratio(bars.volume)))


@figure
def sma_turns(bars: Bars, period: int) -> str:
    """Whether the SMA of ``period`` closes is ``rising``, ``falling`` or ``level`` at the last bar."""
    before, now = sma(bars.close, period)[-2:]
    return "rising" if now > before else "falling" if now < before else "level"


def _array(*values: float) -> Floats:
    return np.array(values, dtype=np.float64)
