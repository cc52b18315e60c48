"""What must hold of every indicator, whatever it measures. If these failed, a scan or a backtest would know the future,
a card would depend on how far back somebody looked, or a market that stands still would be called oversold.
"""

from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.bars import Bars, Floats
from analytics.indicators.catalog import FAMILIES, MOST_PERIOD, NAMES, Column, UnknownColumn, column, values_of
from analytics.indicators.column import Computation
from tests.examples import examples
from tests.unit.analytics.markets import (
    CUTS,
    HOUR,
    ODD,
    SEEDS,
    Rows,
    flat_rows,
    is_bars,
    odd,
    random_rows,
    real_rows,
)

COLUMNS = [column(name) for name in NAMES] + [column(name) for name in ("ema200", "rsi2", "sma1", "donchian_high55")]
TAKES_A_PERIOD = [family for family in FAMILIES.values() if family.default is not None]
STANDS_STILL = {
    "adx14", "plus_di14", "minus_di14", "rsi14", "rsi2", "stoch_k", "stoch_d", "cci20", "williams_r14", "bb_position",
    "mfi14", "supertrend", "supertrend_direction",
}  # fmt: skip
"""What a market that has not moved does not have."""


def everything(rows: Rows) -> Floats:
    """Shape (bars, columns)."""
    found = values_of(COLUMNS, is_bars(rows))
    return np.column_stack([found[wanted.name] for wanted in COLUMNS])


@given(SEEDS, CUTS)
@examples(40)
def test_later_bars_change_nothing(seed: int, cut: int) -> None:
    rows = random_rows(600, seed)
    np.testing.assert_array_equal(everything(rows)[:cut], everything(rows[:cut]))


def test_later_bars_change_nothing_real(shared_data: Path) -> None:
    rows = real_rows(shared_data)
    whole = everything(rows)
    for cut in range(1, 2000, 97):
        np.testing.assert_array_equal(whole[:cut], everything(rows[:cut]))


def settled(wanted: Column, rows: Rows) -> None:
    """The newest value of so many bars is that of all of them."""
    assert wanted.settled is not None
    whole, part = wanted.values(is_bars(rows)), wanted.values(is_bars(rows[len(rows) - wanted.settled :]))
    size = rows.close[-1] if wanted.unit in ("price", "difference") else wanted.unit == "0..100"
    np.testing.assert_allclose(part[-1], whole[-1], rtol=1e-9, atol=1e-9 * size, err_msg=wanted.name)


@pytest.mark.parametrize("base", ["BTC", "DOGE", "XRP"])
def test_where_a_window_begins_is_forgotten(shared_data: Path, base: str) -> None:
    for skip in (0, 3_000, 9_000, 14_000):
        rows = real_rows(shared_data, base, bars=8_000, skip=skip)
        for wanted in COLUMNS:
            if wanted.settled is not None:
                settled(wanted, rows)


@given(SEEDS)
@examples(20)
def test_where_a_random_window_begins_is_forgotten(seed: int) -> None:
    rows = random_rows(5_000, seed)
    for wanted in COLUMNS:
        if wanted.settled is not None:
            settled(wanted, rows)


@given(SEEDS, st.integers(-30, 30))
@examples(30)
def test_the_unit_of_price_does_not_matter(seed: int, power: int) -> None:
    rows = random_rows(400, seed)
    factor = 2.0**power
    one, other = values_of(COLUMNS, is_bars(rows)), values_of(COLUMNS, is_bars(rows.scaled(factor)))
    for wanted in COLUMNS:
        unit = factor if wanted.unit in ("price", "difference") else 1.0
        np.testing.assert_allclose(other[wanted.name], one[wanted.name] * unit, rtol=1e-9, atol=1e-9 * unit)


@given(SEEDS, st.integers(-1000, 1000))
@examples(20)
def test_the_date_does_not_matter(seed: int, days: int) -> None:
    """Days: a session is one, so hours would move its start."""
    rows = random_rows(300, seed)
    np.testing.assert_array_equal(everything(rows), everything(rows.later(days * 24 * HOUR)))


@odd
def test_odd_bars_give_values_or_none(rows: Rows) -> None:
    before = {name: getattr(rows, name).copy() for name in ("open", "high", "low", "close", "volume")}
    for name, values in values_of(COLUMNS, is_bars(rows)).items():
        assert values.shape == (len(rows),)
        assert values.dtype == np.float64
        assert not np.isinf(values).any(), name
        scale = column(name).unit
        if scale == "0..100":
            known = values[np.isfinite(values)]
            assert ((known >= -100 - 1e-9) & (known <= 100 + 1e-9)).all(), name
    for name, values in before.items():
        np.testing.assert_array_equal(getattr(rows, name), values)


@pytest.mark.parametrize("volume", [0.0, 7.0])
def test_a_market_that_stands_still_is_not_said_to_move(volume: float) -> None:
    found = values_of(COLUMNS, is_bars(flat_rows(600, volume=volume)))
    for name, values in found.items():
        defined = name not in STANDS_STILL and not (volume == 0 and name in ("vwap", "volume_ratio20"))
        assert np.isfinite(values[-1]) == defined, name
    for name in ("sma20", "ema200", "wma20", "bb_upper", "bb_lower", "keltner_upper", "psar", "ichimoku_span_b"):
        assert found[name][-1] == 5.0, name
    for name in ("atr14", "bb_width", "macd", "roc10", "obv", "aroon_osc25"):
        assert found[name][-1] == 0.0, name


def test_a_market_that_has_come_to_rest_has_no_place_in_its_range() -> None:
    """What is left of the sums from before would make numbers out of nothing."""
    moving = random_rows(900, 3)
    still = {name: getattr(moving, name).copy() for name in ("open", "high", "low", "close")}
    for values in still.values():
        values[300:] = moving.close[299]
    rows = replace(moving, **still)
    found = values_of(COLUMNS, is_bars(rows))
    for name in ("stoch_k", "stoch_d", "cci20", "williams_r14", "bb_position", "mfi14"):
        assert np.isnan(found[name][340:]).all(), name
    assert (found["bb_width"][340:] == 0).all()
    for name in ("rsi14", "plus_di14", "minus_di14", "adx14", "supertrend", "supertrend_direction"):
        assert np.isnan(found[name][313:]).all(), name  # Wilder's averages fade alike, and would never forget
        assert np.isfinite(found[name][299]), name
    for name in ("atr14", "natr14"):
        assert (found[name][313:] == 0).all(), name
    assert (found["macd_hist"][700:] == 0).all()


@given(SEEDS, st.integers(2, 700), st.integers(0, 60))
@examples(60)
def test_a_halt_is_told_alike_wherever_a_window_begins(seed: int, bars: int, since: int) -> None:
    """A market that stood still for ``bars``, ``since`` so many bars ago."""
    rows = random_rows(4_000, seed)
    first, last = 4_000 - bars - since, 4_000 - since
    for values in (rows.open, rows.high, rows.low, rows.close):
        values[last:] *= rows.close[first - 1] / rows.close[last - 1]
        values[first:last] = rows.close[first - 1]
    for wanted in COLUMNS:
        if wanted.settled is not None and wanted.name != "psar":
            settled(wanted, rows)


def test_a_missing_bar_ends_what_was_known() -> None:
    """Nothing is made up across a hole: neither 0, as TA-Lib's RSI has it, nor an old value."""
    found = values_of(COLUMNS, is_bars(ODD["missing prices"]))
    clean = values_of(COLUMNS, is_bars(random_rows(300, 4)[:150]))
    for name, values in found.items():
        if FAMILIES.get(name) is None or FAMILIES[name].group != "bars":
            assert np.isnan(values[150:]).all(), name
        np.testing.assert_array_equal(values[:150], clean[name], err_msg=name)


def test_leading_bars_that_are_missing_are_passed_over() -> None:
    rows = random_rows(300, 4)
    for name in ("open", "high", "low", "close", "volume"):
        getattr(rows, name)[:40] = np.nan
    found, late = values_of(COLUMNS, is_bars(rows)), values_of(COLUMNS, is_bars(rows[40:]))
    for name, values in found.items():
        np.testing.assert_array_equal(values[40:], late[name], err_msg=name)
        assert np.isnan(values[:40]).all()


def test_what_columns_share_is_computed_once() -> None:
    asked = []

    def compute(bars: Bars, period: int) -> tuple[Floats, ...]:
        asked.append(period)
        return bars.high, bars.low

    columns = [Column(f"c{n}", "plain", 1, Computation(compute, n // 2), n % 2) for n in range(4)]
    rows = random_rows(5)
    found = values_of(columns, is_bars(rows))
    assert asked == [0, 1]
    assert found["c2"] is rows.high
    assert found["c3"] is rows.low
    assert column("macd").computation == column("macd_signal").computation
    assert column("bb_upper").computation == column("bb_position").computation


def test_each_value_is_that_of_its_column_alone() -> None:
    rows = random_rows(300)
    together = values_of(COLUMNS, is_bars(rows))
    for wanted in COLUMNS:
        np.testing.assert_array_equal(wanted.values(is_bars(rows)), together[wanted.name])


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("rsi", "rsi14"),
        (" RSI21 ", "rsi21"),
        ("ema200", "ema200"),
        ("macd", "macd"),
        ("Close", "close"),
        ("bb_upper", "bb_upper"),
    ],
)
def test_names(text: str, name: str) -> None:
    assert column(text).name == name


@pytest.mark.parametrize(
    ("text", "like"),
    [
        ("emma200", ("ema200",)),
        ("macd12", ("macd",)),
        ("rsi1", ("rsi2",)),
        ("sma1001", ("sma1000",)),
        ("sma0", ("sma1",)),
        ("", ()),
        ("14rsi", ("rsi14",)),
        ("rsi14.5", ("rsi145",)),
        ("x" * 5_000, ()),
        ("__import__", ()),
        ("rsi" + "9" * 500, ()),
    ],
)
def test_what_is_no_name_is_told_with_names_that_are(text: str, like: tuple[str, ...]) -> None:
    with pytest.raises(UnknownColumn) as caught:
        column(text)
    assert caught.value.text == text
    assert caught.value.close_matches[: len(like)] == like
    for match in caught.value.close_matches:
        assert column(match).name == match


@given(st.text(max_size=40))
def test_any_text_is_a_column_or_none(text: str) -> None:
    with suppress(UnknownColumn):
        assert column(column(text).name) == column(text)


def test_periods_keep_to_their_bounds() -> None:
    for family in TAKES_A_PERIOD:
        rows = random_rows(1_200)
        for period in (family.least, MOST_PERIOD):
            values = family.column(period).values(is_bars(rows))
            assert values.shape == (1_200,)
            assert np.isfinite(values[-1]) or family.name == "adx"  # which begins at twice its period


def test_the_catalog_is_complete() -> None:
    assert len(FAMILIES) == len(NAMES) == len(set(NAMES))
    for family, name in zip(FAMILIES.values(), NAMES, strict=True):
        assert family.meaning
        assert len(family.meaning) <= 80
        assert (family.default is None) == (name == family.name)
        assert family.default is None or family.least <= family.default <= MOST_PERIOD
