"""What families of columns are computed by: a function of the bars and a period, with all its outputs.

Those without a single period are not asked with one that means anything.
"""

from analytics.bars import Bars, Floats
from analytics.indicators import averages, bands, momentum, trend, volume
from analytics.indicators._arrays import all_on_known, delayed, highest, lowest, on_known, quotient
from analytics.volatility import atr


def columns(bars: Bars, _: int) -> tuple[Floats, ...]:
    return bars.open, bars.high, bars.low, bars.close, bars.volume


def sma(bars: Bars, period: int) -> tuple[Floats, ...]:
    return (averages.sma(bars.close, period),)


def ema(bars: Bars, period: int) -> tuple[Floats, ...]:
    return (averages.ema(bars.close, period),)


def wma(bars: Bars, period: int) -> tuple[Floats, ...]:
    return (averages.wma(bars.close, period),)


def macd(bars: Bars, _: int) -> tuple[Floats, ...]:
    return averages.macd(bars.close)


def directional(bars: Bars, period: int) -> tuple[Floats, ...]:
    return trend.directional(bars.high, bars.low, bars.close, period)


def aroon(bars: Bars, period: int) -> tuple[Floats, ...]:
    return trend.aroon(bars.high, bars.low, period)


def psar(bars: Bars, _: int) -> tuple[Floats, ...]:
    return (trend.psar(bars.high, bars.low),)


def supertrend(bars: Bars, _: int) -> tuple[Floats, ...]:
    return trend.supertrend(bars.high, bars.low, bars.close)


def ichimoku(bars: Bars, _: int) -> tuple[Floats, ...]:
    return trend.ichimoku(bars.high, bars.low, bars.close)


def rsi(bars: Bars, period: int) -> tuple[Floats, ...]:
    return (momentum.rsi(bars.close, period),)


def stochastic(bars: Bars, _: int) -> tuple[Floats, ...]:
    return momentum.stochastic(bars.high, bars.low, bars.close)


def cci(bars: Bars, period: int) -> tuple[Floats, ...]:
    return (momentum.cci(bars.high, bars.low, bars.close, period),)


def williams(bars: Bars, period: int) -> tuple[Floats, ...]:
    return (momentum.williams_r(bars.high, bars.low, bars.close, period),)


def roc(bars: Bars, period: int) -> tuple[Floats, ...]:
    return (momentum.roc(bars.close, period),)


def ranges(bars: Bars, period: int) -> tuple[Floats, ...]:
    def known(high: Floats, low: Floats, close: Floats) -> tuple[Floats, ...]:
        price = atr(high, low, close, period)
        return price, quotient(100 * price, close)

    return all_on_known(known, bars.high, bars.low, bars.close)


def bollinger(bars: Bars, _: int) -> tuple[Floats, ...]:
    return bands.bollinger(bars.close)


def keltner(bars: Bars, _: int) -> tuple[Floats, ...]:
    return bands.keltner(bars.high, bars.low, bars.close)


def squeeze(bars: Bars, _: int) -> tuple[Floats, ...]:
    return (bands.squeeze(bars.high, bars.low, bars.close),)


def donchian(bars: Bars, period: int) -> tuple[Floats, ...]:
    return bands.donchian(bars.high, bars.low, period)


def before(bars: Bars, period: int) -> tuple[Floats, ...]:
    return (
        on_known(lambda high: delayed(highest(high, period), 1), bars.high),
        on_known(lambda low: delayed(lowest(low, period), 1), bars.low),
    )


def obv(bars: Bars, _: int) -> tuple[Floats, ...]:
    return (volume.obv(bars.close, bars.volume),)


def obv_change(bars: Bars, period: int) -> tuple[Floats, ...]:
    return (volume.obv_change(bars.close, bars.volume, period),)


def mfi(bars: Bars, period: int) -> tuple[Floats, ...]:
    return (volume.mfi(bars.high, bars.low, bars.close, bars.volume, period),)


def vwap(bars: Bars, _: int) -> tuple[Floats, ...]:
    return (volume.vwap(bars.time, bars.high, bars.low, bars.close, bars.volume, bars.bar_ms),)


def volume_ratio(bars: Bars, period: int) -> tuple[Floats, ...]:
    return (volume.volume_ratio(bars.volume, period),)
