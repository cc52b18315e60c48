"""If these failed, an indicator on a card would not be the one whose name it bears."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics._talib import talib
from analytics.bars import Floats
from analytics.indicators._arrays import window_sum
from analytics.indicators.averages import ema, macd, sma, wma
from analytics.indicators.bands import bollinger, donchian, keltner, squeeze
from analytics.indicators.momentum import cci, roc, rsi, stochastic, williams_r
from analytics.indicators.trend import aroon, directional, ichimoku, psar, supertrend
from analytics.indicators.volume import mfi, obv, obv_change, volume_ratio, vwap
from analytics.volatility import atr
from tests.unit.analytics.indicators import by_hand
from tests.unit.analytics.markets import HOUR, SEEDS, random_rows

PERIODS = st.integers(2, 60)


def same(found: Floats, expected: object, *, of: float = 1.0, to: float = 1e-9) -> None:
    """Equal to 10⁻⁹ (``of`` is the size of what they are made of), and nan at the same bars."""
    np.testing.assert_allclose(found, np.asarray(expected, dtype=np.float64), rtol=to, atol=to * of)


@given(SEEDS, PERIODS)
def test_averages(seed: int, period: int) -> None:
    close = random_rows(200, seed).close
    same(sma(close, period), by_hand.windows(lambda w: float(w.mean()), period, close))
    weights = np.arange(1, period + 1)
    same(wma(close, period), by_hand.windows(lambda w: float(w[:, 0] @ weights / weights.sum()), period, close))
    same(ema(close, period), by_hand.ema(close, period))


def test_an_average_of_one_is_the_price() -> None:
    close = random_rows(50).close
    for average in (sma, ema, wma):
        same(average(close, 1), close)


@given(SEEDS)
def test_macd(seed: int) -> None:
    close = random_rows(400, seed).close
    line, signal, histogram = macd(close)
    for found, expected in zip((line, signal, histogram), talib.MACD(close, 12, 26, 9), strict=True):
        np.testing.assert_array_equal(found, expected)
    assert np.flatnonzero(np.isfinite(line))[0] == 33
    slow = by_hand.ema(close, 26)
    fast = np.concatenate((np.full(14, np.nan), by_hand.ema(close[14:], 12)))  # both begin at bar 25
    same(line[33:], (fast - slow)[33:], of=100)
    same(signal[33:], by_hand.ema((fast - slow)[25:], 9)[8:], of=100)
    same(histogram, line - signal, of=100)


@given(SEEDS, PERIODS)
def test_rsi(seed: int, period: int) -> None:
    close = random_rows(300, seed).close
    same(rsi(close, period), by_hand.rsi(close, period), of=100)
    np.testing.assert_array_equal(rsi(close, period), talib.RSI(close, period))


def test_rsi_by_hand() -> None:
    close = np.array([10.0, 11, 10.5, 12, 12])
    # rises 1, 0, 1.5 and falls 0, 0.5, 0: up 2.5 / 3, down 0.5 / 3; then neither
    same(rsi(close, 3), [np.nan, np.nan, np.nan, 100 * 2.5 / 3, 100 * 2.5 / 3])


@given(SEEDS, PERIODS)
def test_stochastic(seed: int, period: int) -> None:
    rows = random_rows(200, seed)
    found = stochastic(rows.high, rows.low, rows.close, period)
    k, d = talib.STOCH(rows.high, rows.low, rows.close, fastk_period=period, slowk_period=3, slowd_period=3)
    same(found.d, d, of=100)
    same(found.k[period + 3 :], k[period + 3 :], of=100)  # TA-Lib shows no k before the first d
    assert np.isfinite(found.k[period + 1 :]).all()
    assert np.isnan(found.k[: period + 1]).all()


@given(SEEDS, PERIODS)
def test_directional_movement(seed: int, period: int) -> None:
    rows = random_rows(300, seed)
    found = directional(rows.high, rows.low, rows.close, period)
    for values, expected in zip(found, by_hand.directional(rows.high, rows.low, rows.close, period), strict=True):
        same(values, expected, of=100)
    np.testing.assert_array_equal(found.adx, talib.ADX(rows.high, rows.low, rows.close, period))
    np.testing.assert_array_equal(found.plus_di, talib.PLUS_DI(rows.high, rows.low, rows.close, period))
    np.testing.assert_array_equal(found.minus_di, talib.MINUS_DI(rows.high, rows.low, rows.close, period))


@given(SEEDS, PERIODS)
def test_bollinger(seed: int, period: int) -> None:
    close = random_rows(200, seed).close
    upper, middle, lower, width, position = bollinger(close, period)
    deviation = by_hand.windows(lambda w: float(w.std()), period, close)
    mean = by_hand.windows(lambda w: float(w.mean()), period, close)
    same(middle, mean)
    same(upper, mean + 2 * deviation)
    same(lower, mean - 2 * deviation)
    same(width, 100 * 4 * deviation / mean, to=1e-7)
    same(position, (close - mean + 2 * deviation) / (4 * deviation), to=1e-7)


@given(SEEDS)
def test_keltner(seed: int) -> None:
    rows = random_rows(200, seed)
    upper, middle, lower = keltner(rows.high, rows.low, rows.close)
    ranges = atr(rows.high, rows.low, rows.close, 10)
    same(middle, by_hand.ema(rows.close, 20))
    same(upper, by_hand.ema(rows.close, 20) + 2 * ranges)
    same(lower, by_hand.ema(rows.close, 20) - 2 * ranges)


@given(SEEDS)
def test_squeeze(seed: int) -> None:
    rows = random_rows(200, seed)
    on = squeeze(rows.high, rows.low, rows.close)
    away = 1.5 * atr(rows.high, rows.low, rows.close, 20)
    middle, bands = by_hand.ema(rows.close, 20), bollinger(rows.close)
    assert np.isnan(on[:20]).all()
    np.testing.assert_array_equal(on[20:], ((bands.upper < middle + away) & (bands.lower > middle - away))[20:])


@given(SEEDS, PERIODS)
def test_channels_and_ranges(seed: int, period: int) -> None:
    rows = random_rows(200, seed)
    columns = rows.high, rows.low, rows.close
    top, middle, bottom = donchian(rows.high, rows.low, period)
    np.testing.assert_array_equal(top, by_hand.windows(lambda w: float(w.max()), period, rows.high))
    np.testing.assert_array_equal(bottom, by_hand.windows(lambda w: float(w.min()), period, rows.low))
    same(middle, (top + bottom) / 2)
    same(williams_r(*columns, period), talib.WILLR(*columns, period), of=100)
    np.testing.assert_array_equal(cci(*columns, period), talib.CCI(*columns, period))

    def one_cci(window: Floats) -> float:
        typical = window.mean(axis=1)
        return float((typical[-1] - typical.mean()) / (0.015 * np.abs(typical - typical.mean()).mean()))

    same(cci(*columns, period), by_hand.windows(one_cci, period, *columns), of=100, to=1e-8)


@given(SEEDS, PERIODS)
def test_aroon(seed: int, period: int) -> None:
    rows = random_rows(200, seed)
    up, down, oscillator = aroon(rows.high, rows.low, period)

    def newness(window: Floats) -> float:
        return 100 * float(np.flatnonzero(window[:, 0] == window[:, 0].max())[-1]) / period

    same(up, by_hand.windows(newness, period + 1, rows.high), of=100)
    same(down, by_hand.windows(newness, period + 1, -rows.low), of=100)
    same(oscillator, up - down, of=100)


def test_of_equal_highs_aroon_takes_the_newest() -> None:
    high, low = np.array([5.0, 7, 6, 7, 6, 6]), np.ones(6)
    assert aroon(high, low, 5).up[-1] == 60
    assert aroon(high, low, 5).down[-1] == 100


@given(SEEDS, st.integers(1, 60))
def test_rates_of_change(seed: int, period: int) -> None:
    close = random_rows(200, seed).close
    same(roc(close, period), talib.ROC(close, period), of=100)


def test_parabolic_by_hand() -> None:
    high = np.array([10.0, 11, 12, 13, 12, 9])
    low = high - 1
    # up from 9; each stop is + factor · (extreme − stop), here always below the two lows before
    stops = [9.0]
    for factor, extreme in ((0.02, 11), (0.04, 12), (0.06, 13)):
        stops.append(stops[-1] + factor * (extreme - stops[-1]))
    found = psar(high, low)
    assert np.isnan(found[0])
    same(found[1:5], stops)
    assert found[5] == 13  # turned: the stop is now the highest high of the run


@given(SEEDS)
def test_parabolic(seed: int) -> None:
    rows = random_rows(300, seed)
    same(psar(rows.high, rows.low), by_hand.psar(rows.high, rows.low, 0.02, 0.2))
    same(psar(rows.high, rows.low, 0.05, 0.1), by_hand.psar(rows.high, rows.low, 0.05, 0.1))


@given(SEEDS, PERIODS)
def test_supertrend(seed: int, period: int) -> None:
    rows = random_rows(400, seed)
    found = supertrend(rows.high, rows.low, rows.close, period)
    ranges = atr(rows.high, rows.low, rows.close, period)
    value, direction = by_hand.supertrend(rows.high, rows.low, rows.close, ranges, period, 3.0)
    same(found.value, value)
    np.testing.assert_array_equal(found.direction, direction)
    known = np.isfinite(value)
    np.testing.assert_array_equal(found.direction[known] > 0, found.value[known] <= rows.close[known])


@given(SEEDS)
def test_ichimoku(seed: int) -> None:
    rows = random_rows(200, seed)
    found = ichimoku(rows.high, rows.low, rows.close)

    def middle(period: int) -> Floats:
        return by_hand.windows(lambda w: float((w[:, 0].max() + w[:, 1].min()) / 2), period, rows.high, rows.low)

    same(found.conversion, middle(9))
    same(found.base, middle(26))
    same(found.span_a[26:], ((middle(9) + middle(26)) / 2)[:-26])
    same(found.span_b[26:], middle(52)[:-26])
    assert np.isnan(found.span_a[:51]).all()
    assert np.isnan(found.span_b[:77]).all()
    assert np.isfinite(found.span_a[51:]).all()
    assert np.isfinite(found.span_b[77:]).all()
    same(found.lagging, rows.close)


@given(SEEDS, PERIODS)
def test_volume(seed: int, period: int) -> None:
    rows = random_rows(200, seed)
    same(obv(rows.close, rows.volume), by_hand.obv(rows.close, rows.volume), of=100)
    same(np.diff(obv(rows.close, rows.volume)), np.diff(talib.OBV(rows.close, rows.volume)), of=1e4)
    level = by_hand.obv(rows.close, rows.volume)
    same(obv_change(rows.close, rows.volume, period)[period:], level[period:] - level[:-period], of=1e4)
    columns = rows.high, rows.low, rows.close, rows.volume
    same(mfi(*columns, period), by_hand.mfi(*columns, period), of=100)
    same(mfi(*columns, period), talib.MFI(*columns, period), of=100)
    session = by_hand.vwap(rows.time.astype(np.float64), *columns)
    same(vwap(rows.time, *columns, HOUR), session)
    before = by_hand.windows(lambda w: float(w[-1, 0] / w[:-1].mean()), period + 1, rows.volume)
    same(volume_ratio(rows.volume, period), before)


@pytest.mark.parametrize(("hours", "first"), [(1, 0), (12, 0), (24, 60), (168, 60)])
def test_bars_of_a_day_or_longer_have_no_average_of_the_session(hours: int, first: int) -> None:
    """Each would be a session of its own, and its average its own typical price."""
    rows = random_rows(60)
    found = vwap(rows.time * hours, rows.high, rows.low, rows.close, rows.volume, hours * HOUR)
    assert np.isnan(found[:first]).all()
    assert np.isfinite(found[first:]).all()


@given(st.integers(0, 20_000), st.integers(1, 300))
def test_windows_are_summed_each_by_itself(bars: int, period: int) -> None:
    values = np.random.default_rng(bars).lognormal(0, 5, bars)
    found = window_sum(values, period)
    assert np.isnan(found[: period - 1]).all()
    if bars >= period:
        same(found[period - 1 :], np.lib.stride_tricks.sliding_window_view(values, period).sum(axis=1), of=0)


def test_what_was_large_leaves_no_rest() -> None:
    values = np.array([1e17, 3.0, 1e17, 1.0, 2.0, 0.0, 0.0, 0.0])
    assert window_sum(values, 3)[-3:].tolist() == [3.0, 2.0, 0.0]
