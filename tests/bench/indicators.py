"""What each indicator costs over 100,000 bars, beside TA-Lib called bare and beside ``ta``, in the same run."""

import statistics
import warnings
from collections.abc import Callable, Mapping
from time import perf_counter

import numpy as np
import pandas as pd
import ta.momentum
import ta.trend
import ta.volatility
import ta.volume

from analytics._talib import talib
from analytics.bars import Floats
from analytics.indicators import averages, bands, momentum, trend, volume
from analytics.volatility import atr
from tests.unit.analytics.markets import Rows, random_rows

BARS = 100_000
RUNS = 15
SLOW_BARS = 5_000
"""``ta`` loops over bars in some of its indicators: those are timed on fewer, and their time is multiplied."""
SLOW = ("wma", "atr", "adx, +DI, −DI", "psar", "mfi", "cci", "aroon")

Work = Callable[[], object]


def median_ms(work: Work, runs: int = RUNS) -> float:
    """The median time of ``work`` in ms, after one run that is not counted."""
    work()
    taken = []
    for _ in range(runs):
        started = perf_counter()
        work()
        taken.append(perf_counter() - started)
    return statistics.median(taken) * 1000


def ours(rows: Rows) -> dict[str, Work]:
    high, low, close, traded = rows.high, rows.low, rows.close, rows.volume
    return {
        "sma": lambda: averages.sma(close, 20),
        "ema": lambda: averages.ema(close, 200),
        "wma": lambda: averages.wma(close, 20),
        "macd": lambda: averages.macd(close),
        "rsi": lambda: momentum.rsi(close),
        "stochastic": lambda: momentum.stochastic(high, low, close),
        "atr": lambda: atr(high, low, close),
        "adx, +DI, −DI": lambda: trend.directional(high, low, close),
        "bollinger": lambda: bands.bollinger(close),
        "keltner": lambda: bands.keltner(high, low, close),
        "donchian": lambda: bands.donchian(high, low),
        "obv": lambda: volume.obv(close, traded),
        "mfi": lambda: volume.mfi(high, low, close, traded),
        "vwap": lambda: volume.vwap(rows.time, high, low, close, traded, rows.bar_ms),
        "cci": lambda: momentum.cci(high, low, close),
        "williams %R": lambda: momentum.williams_r(high, low, close),
        "roc": lambda: momentum.roc(close),
        "psar": lambda: trend.psar(high, low),
        "ichimoku": lambda: trend.ichimoku(high, low, close),
        "supertrend": lambda: trend.supertrend(high, low, close),
        "aroon": lambda: trend.aroon(high, low),
    }


def bare(rows: Rows) -> dict[str, Work]:
    """The same by TA-Lib alone. What it does not have is put together of its parts: an EMA, an ATR, MAX and MIN. A VWAP
    and a Supertrend cannot be: their parts (three sums; an ATR) are what they stand beside.
    """
    high, low, close, traded = rows.high, rows.low, rows.close, rows.volume
    return {
        "sma": lambda: talib.SMA(close, 20),
        "ema": lambda: talib.EMA(close, 200),
        "wma": lambda: talib.WMA(close, 20),
        "macd": lambda: talib.MACD(close),
        "rsi": lambda: talib.RSI(close, 14),
        "stochastic": lambda: talib.STOCH(high, low, close, fastk_period=14, slowk_period=3, slowd_period=3),
        "atr": lambda: talib.ATR(high, low, close, 14),
        "adx, +DI, −DI": lambda: [
            function(high, low, close, 14) for function in (talib.ADX, talib.PLUS_DI, talib.MINUS_DI)
        ],
        "bollinger": lambda: talib.BBANDS(close, 20, 2, 2),
        "keltner": lambda: _around(talib.EMA(close, 20), 2 * talib.ATR(high, low, close, 10)),
        "donchian": lambda: _between(talib.MAX(high, 20), talib.MIN(low, 20)),
        "obv": lambda: talib.OBV(close, traded),
        "mfi": lambda: talib.MFI(high, low, close, traded, 14),
        "vwap": lambda: (talib.TYPPRICE(high, low, close), np.cumsum(close), np.cumsum(traded)),
        "cci": lambda: talib.CCI(high, low, close, 20),
        "williams %R": lambda: talib.WILLR(high, low, close, 14),
        "roc": lambda: talib.ROC(close, 10),
        "psar": lambda: talib.SAR(high, low),
        "ichimoku": lambda: [_between(talib.MAX(high, period), talib.MIN(low, period)) for period in (9, 26, 52)],
        "supertrend": lambda: talib.ATR(high, low, close, 10),
        "aroon": lambda: talib.AROON(high, low, 25),
    }


def _around(middle: Floats, away: Floats) -> tuple[Floats, ...]:
    return middle + away, middle, middle - away


def _between(top: Floats, bottom: Floats) -> tuple[Floats, ...]:
    return top, (top + bottom) / 2, bottom


def theirs(rows: Rows) -> dict[str, Work]:
    high, low, close, traded = (pd.Series(values) for values in (rows.high, rows.low, rows.close, rows.volume))

    def macd() -> object:
        made = ta.trend.MACD(close)
        return made.macd(), made.macd_signal(), made.macd_diff()

    def stochastic() -> object:
        made = ta.momentum.StochasticOscillator(high, low, close, 14, 3)
        return made.stoch(), made.stoch_signal()

    def directional() -> object:
        made = ta.trend.ADXIndicator(high, low, close, 14)
        return made.adx(), made.adx_pos(), made.adx_neg()

    def bollinger() -> object:
        made = ta.volatility.BollingerBands(close, 20, 2)
        return made.bollinger_hband(), made.bollinger_lband(), made.bollinger_wband(), made.bollinger_pband()

    def ichimoku() -> object:
        made = ta.trend.IchimokuIndicator(high, low)
        return made.ichimoku_a(), made.ichimoku_b()

    def aroon() -> object:
        made = ta.trend.AroonIndicator(high, low, 25)
        return made.aroon_up(), made.aroon_down()

    return {
        "sma": lambda: ta.trend.sma_indicator(close, 20),
        "ema": lambda: ta.trend.ema_indicator(close, 200),
        "wma": lambda: ta.trend.wma_indicator(close, 20),
        "macd": macd,
        "rsi": lambda: ta.momentum.rsi(close, 14),
        "stochastic": stochastic,
        "atr": lambda: ta.volatility.average_true_range(high, low, close, 14),
        "adx, +DI, −DI": directional,
        "bollinger": bollinger,
        "donchian": lambda: ta.volatility.donchian_channel_hband(high, low, close, 20),
        "obv": lambda: ta.volume.on_balance_volume(close, traded),
        "mfi": lambda: ta.volume.money_flow_index(high, low, close, traded, 14),
        "cci": lambda: ta.trend.cci(high, low, close, 20),
        "williams %R": lambda: ta.momentum.williams_r(high, low, close, 14),
        "roc": lambda: ta.momentum.roc(close, 10),
        "psar": lambda: ta.trend.PSARIndicator(high, low, close).psar(),
        "ichimoku": ichimoku,
        "aroon": aroon,
    }


def rows() -> list[str]:
    """A Markdown table: ms over ``BARS`` bars and how many times those of TA-Lib and of ``ta``."""
    market = random_rows(BARS)
    few = random_rows(SLOW_BARS)
    mine, raw = ours(market), bare(market)
    other, other_few = theirs(market), theirs(few)
    table = [
        "| indicator | ms | TA-Lib, ms | × TA-Lib | `ta`, ms | × faster than `ta` |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for name, work in mine.items():
        took, base = median_ms(work), median_ms(raw[name])
        beside = _theirs_ms(name, other, other_few)
        told = ("–", "–") if beside is None else (f"{beside:,.1f}", f"{beside / took:,.0f}")
        table.append(f"| {name} | {took:.2f} | {base:.2f} | {took / base:.2f} | {told[0]} | {told[1]} |")
    return table


def _theirs_ms(name: str, works: Mapping[str, Work], few: Mapping[str, Work]) -> float | None:
    if name not in works:
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return median_ms(few[name], 1) * BARS / SLOW_BARS if name in SLOW else median_ms(works[name], 3)
