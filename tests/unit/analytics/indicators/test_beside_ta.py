"""The same as another library says: ``ta``, where its definition is ours, after it has warmed up."""

import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import ta.momentum
import ta.trend
import ta.volatility
import ta.volume

from analytics.bars import Floats
from analytics.indicators.catalog import column, values_of
from tests.unit.analytics.markets import is_bars, real_rows

WARM = 3_000
"""Bars after which an EMA of 200 has forgotten that ``ta`` starts it at the first price."""


@pytest.fixture(scope="module")
def theirs(shared_data: Path) -> dict[str, "pd.Series[float]"]:
    rows = real_rows(shared_data, bars=4_000)
    high, low, close, volume = (pd.Series(values) for values in (rows.high, rows.low, rows.close, rows.volume))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of ta's own way with pandas
        macd = ta.trend.MACD(close)
        stochastic = ta.momentum.StochasticOscillator(high, low, close, 14, 3)
        directional = ta.trend.ADXIndicator(high, low, close, 14)
        bollinger = ta.volatility.BollingerBands(close, 20, 2)
        ichimoku = ta.trend.IchimokuIndicator(high, low)
        donchian = ta.volatility.DonchianChannel(high, low, close, 20)
        return {
            "sma20": ta.trend.sma_indicator(close, 20),
            "ema20": ta.trend.ema_indicator(close, 20),
            "ema200": ta.trend.ema_indicator(close, 200),
            "wma20": ta.trend.wma_indicator(close, 20),
            "macd": macd.macd(),
            "macd_signal": macd.macd_signal(),
            "macd_hist": macd.macd_diff(),
            "rsi14": ta.momentum.rsi(close, 14),
            "stoch_k": stochastic.stoch_signal(),  # its %K is the fast one, so its signal is our slow %K
            "adx14": directional.adx(),
            "plus_di14": directional.adx_pos(),
            "minus_di14": directional.adx_neg(),
            "atr14": ta.volatility.average_true_range(high, low, close, 14),
            "bb_upper": bollinger.bollinger_hband(),
            "bb_middle": bollinger.bollinger_mavg(),
            "bb_lower": bollinger.bollinger_lband(),
            "bb_width": bollinger.bollinger_wband(),
            "bb_position": bollinger.bollinger_pband(),
            "donchian_high20": donchian.donchian_channel_hband(),
            "donchian_low20": donchian.donchian_channel_lband(),
            "ichimoku_conversion": ichimoku.ichimoku_conversion_line(),
            "ichimoku_base": ichimoku.ichimoku_base_line(),
            "ichimoku_span_a": ichimoku.ichimoku_a().shift(26),  # ta leaves the cloud where it was made
            "ichimoku_span_b": ichimoku.ichimoku_b().shift(26),
            "cci20": ta.trend.cci(high, low, close, 20),
            "williams_r14": ta.momentum.williams_r(high, low, close, 14),
            "roc10": ta.momentum.roc(close, 10),
            "mfi14": ta.volume.money_flow_index(high, low, close, volume, 14),
        }


@pytest.fixture(scope="module")
def ours(shared_data: Path, theirs: dict[str, "pd.Series[float]"]) -> dict[str, Floats]:
    return values_of([column(name) for name in theirs], is_bars(real_rows(shared_data, bars=4_000)))


def test_after_warm_up_both_agree(ours: dict[str, Floats], theirs: dict[str, "pd.Series[float]"]) -> None:
    for name, values in theirs.items():
        np.testing.assert_allclose(ours[name][WARM:], values.to_numpy()[WARM:], rtol=1e-8, atol=1e-6, err_msg=name)
