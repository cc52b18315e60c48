"""What the glossary says of this desk is what the desk does: a number that changes there must change here."""

import re

import pytest

from analytics import candlesticks, confluence, fibonacci, volume_profile
from analytics.indicators import bands, momentum, trend
from analytics.indicators.volume import RATIO_PERIOD
from services.studies import indicator_readings, patterns
from services.words.glossary import glossary

SAID = {
    "RSI": (momentum.RSI_PERIOD, indicator_readings.OVERBOUGHT, indicator_readings.OVERSOLD),
    "overbought": (momentum.RSI_PERIOD, indicator_readings.OVERBOUGHT),
    "oversold": (momentum.RSI_PERIOD, indicator_readings.OVERSOLD),
    "ADX": (trend.ADX_PERIOD, indicator_readings.TRENDING),
    "directional indicators": (trend.ADX_PERIOD,),
    "supertrend": (trend.SUPERTREND_RANGES, trend.SUPERTREND_PERIOD),
    "Ichimoku": (trend.CONVERSION, trend.BASE, trend.SPAN_B, trend.DISPLACEMENT),
    "Bollinger bands": (bands.BOLLINGER_DEVIATIONS, bands.BOLLINGER_PERIOD),
    "Keltner channels": (bands.KELTNER_PERIOD, bands.KELTNER_RANGES, bands.KELTNER_ATR_PERIOD),
    "squeeze": (bands.SQUEEZE_RANGES, bands.SQUEEZE_ATR_PERIOD, bands.KELTNER_PERIOD),
    "Donchian channel": (bands.DONCHIAN_PERIOD,),
    "volume": (RATIO_PERIOD,),
    "volume profile": (volume_profile.BINS,),
    "value area": (100 * volume_profile.VALUE_SHARE,),
    "confluence": (confluence.LEAST_MOVES, confluence.TOLERANCE),
    "candlestick pattern": (len(candlesticks.KINDS), patterns.CANDLE_BARS),
    "golden pocket": fibonacci.GOLDEN_POCKET,
    "Fibonacci levels": [ratio for ratio in fibonacci.RETRACEMENTS if 0 < ratio < 1],
    "extension": fibonacci.EXTENSIONS,
}


@pytest.mark.parametrize("term", SAID)
def test_the_numbers_of_a_term_are_those_of_the_desk(term: str) -> None:
    here = glossary()[term].here or ""
    assert [float(each) for each in re.findall(r"(?<![A-Za-z])\d+(?:\.\d+)?|(?<=RSI)\d+", here)] == list(SAID[term])
