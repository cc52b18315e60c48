"""If these failed, every distance told in average true ranges would be off."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.bars import Floats
from analytics.volatility import SETTLED_BARS, atr, last_atr


def market(bars: int, seed: int = 1) -> tuple[Floats, Floats, Floats]:
    random = np.random.default_rng(seed)
    close = 100 * np.exp(np.cumsum(random.normal(0, 0.01, bars)))
    open_ = np.concatenate(([100.0], close[:-1]))
    high = np.maximum(open_, close) * (1 + random.random(bars) * 0.005)
    low = np.minimum(open_, close) * (1 - random.random(bars) * 0.005)
    return high, low, close


def by_hand(high: Floats, low: Floats, close: Floats, period: int) -> Floats:
    """Wilder's steps one by one."""
    result = np.full(len(close), np.nan)
    ranges = [max(high[i], close[i - 1]) - min(low[i], close[i - 1]) for i in range(1, len(close))]
    for i in range(period, len(close)):
        result[i] = (
            sum(ranges[:period]) / period if i == period else (result[i - 1] * (period - 1) + ranges[i - 1]) / period
        )
    return result


@given(st.integers(0, 120), st.integers(1, 30), st.integers(0, 1000))
def test_it_is_wilders(bars: int, period: int, seed: int) -> None:
    high, low, close = market(bars, seed)
    np.testing.assert_allclose(atr(high, low, close, period), by_hand(high, low, close, period), rtol=1e-12)


@given(st.integers(1, 199), st.integers(0, 1000))
def test_later_bars_change_nothing(cut: int, seed: int) -> None:
    high, low, close = market(200, seed)
    np.testing.assert_array_equal(atr(high, low, close)[:cut], atr(high[:cut], low[:cut], close[:cut]))


@pytest.mark.parametrize("bars", [0, 1, 13, 14])
def test_too_few_bars_have_none(bars: int) -> None:
    high, low, close = market(bars)
    assert np.isnan(atr(high, low, close)).all()
    assert last_atr(high, low, close) is None


@given(st.integers(1, 99))
def test_a_missing_price_leaves_none(at: int) -> None:
    high, low, close = market(100)
    for part in (high, low, close):
        part[at] = np.nan
    assert last_atr(high, low, close) is None


def test_the_first_value_stands_at_the_period() -> None:
    values = atr(*market(15))
    assert np.isnan(values[:14]).all()
    assert np.isfinite(values[14])


def test_a_market_that_stands_still_has_a_range_of_zero() -> None:
    flat = np.full(40, 5.0)
    assert last_atr(flat, flat, flat) == 0.0


def test_after_the_settled_bars_the_beginning_is_forgotten() -> None:
    high, low, close = market(5_000)
    short = last_atr(high[-SETTLED_BARS:], low[-SETTLED_BARS:], close[-SETTLED_BARS:])
    assert short == pytest.approx(last_atr(high, low, close), rel=1e-6)


def test_read_only_arrays_and_windows_of_arrays_are_taken() -> None:
    high, low, close = market(300)
    for array in (high, low, close):
        array.setflags(write=False)
    assert last_atr(high[50:], low[50:], close[50:]) is not None
