"""If these failed, what a market is said to do would hang on the last digit of a float, and on the unit of price."""

import csv
import gzip
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from math import nan
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from analytics.bars import Floats
from analytics.candlesticks import KINDS, candlesticks, signs
from analytics.chart_patterns import formations
from analytics.harmonics import followed
from analytics.indicators.catalog import NAMES, column, values_of
from analytics.indicators.trend import directional, psar
from analytics.indicators.volume import mfi
from analytics.structure import market_structure
from analytics.swings import fractals, zigzag
from analytics.ties import away, bars_still, difference, dust, in_ticks, rounded, settled
from analytics.volatility import last_atr
from analytics.volume_profile import volume_profile
from analytics.zones import find_zones
from tests.examples import examples
from tests.unit.analytics.markets import SEEDS, Rows, is_bars, random_rows

COLUMNS = [column(name) for name in NAMES if name != "psar"]
"""The parabolic stop is decided on ticks, which these scales leave none of."""
TICK = Decimal("0.00000001")
SCALES = st.sampled_from((10.0, 0.1, 1e-6, 1e8, 3.0, 1 / 3, 0.37, 1024.0))


def coarse(seed: int, bars: int = 600, ticks: int = 60, price: float = float(TICK)) -> Rows:
    """A market whose prices are some ``ticks`` ticks of ``price``, as small coins have them."""
    rows = random_rows(bars, seed, step=0.02, start=ticks)
    prices = {name: np.rint(getattr(rows, name)).clip(1) * price for name in ("open", "high", "low", "close")}
    return replace(rows, **prices)


def exact_mfi(rows: Rows, period: int, tick: Decimal) -> float:
    """By whole ticks and fractions."""
    ticks = [np.rint(part / float(tick)).astype(int).tolist() for part in (rows.high, rows.low, rows.close)]
    price = [sum(parts) for parts in zip(*ticks, strict=True)]
    up = down = Fraction(0)
    for bar in range(len(price) - period, len(price)):
        flow = price[bar] * Fraction(float(rows.volume[bar]))
        up += flow if price[bar] > price[bar - 1] else 0
        down += flow if price[bar] < price[bar - 1] else 0
    return float(100 * up / (up + down)) if up + down else nan


@given(SEEDS, SCALES)
@examples(60)
def test_equal_typical_prices_are_equal(seed: int, factor: float) -> None:
    rows = coarse(seed, bars=60, ticks=15)
    other = rows.scaled(factor)
    found = mfi(other.high, other.low, other.close, other.volume)[-1]
    assert found == pytest.approx(exact_mfi(rows, 14, TICK), rel=1e-9, nan_ok=True)


def test_a_real_coin_of_few_ticks(shared_data: Path) -> None:
    """PEPE on 19 December 2023; by exact decimals the money flow index is 36.11, by floats as they come 46.65."""
    path = shared_data.parent / "cases" / "mfi_ties" / "PEPE-USDT_1d.csv.gz"
    if not path.exists():
        pytest.skip("the case is not here")
    with gzip.open(path, "rt") as file:
        table = np.array([row for row in list(csv.reader(file))[1:] if int(row[0]) <= 1_702_944_000_000], dtype=float)
    high, low, close, volume = (table[:, at].copy() for at in (2, 3, 4, 5))
    assert mfi(high, low, close, volume)[-1] == pytest.approx(36.11, abs=0.005)


def wilder_by_ticks(rows: Rows, period: int, tick: float) -> tuple[float, float]:
    """+DI and −DI at the newest bar; the movements decided on whole ticks, counted from the first bar with a range."""
    high, low = np.rint(rows.high / tick).astype(int), np.rint(rows.low / tick).astype(int)
    close = np.rint(rows.close / tick).astype(int)
    spans = [0, *(np.maximum(high[1:], close[:-1]) - np.minimum(low[1:], close[:-1])).tolist()]
    first = next(bar for bar, span in enumerate(spans) if span)
    up = down = span = 0.0
    for bar in range(first, len(high)):
        rise, fall = int(high[bar] - high[bar - 1]), int(low[bar - 1] - low[bar])
        if bar - first + 1 >= period:
            up, down, span = up - up / period, down - down / period, span - span / period
        up += rise if rise > max(fall, 0) else 0
        down += fall if fall > max(rise, 0) else 0
        span += spans[bar]
    return 100 * up / span, 100 * down / span


@given(SEEDS, SCALES)
@example(211, 10.0)  # it stands still at first
@examples(40)
def test_a_rise_as_large_as_the_fall_is_neither(seed: int, factor: float) -> None:
    rows = coarse(seed, bars=300)
    other = rows.scaled(factor)
    found = directional(other.high, other.low, other.close)
    assert (found.plus_di[-1], found.minus_di[-1]) == pytest.approx(wilder_by_ticks(rows, 14, float(TICK)), rel=1e-9)


@given(SEEDS, SCALES)
@examples(40)
def test_no_column_hangs_on_the_unit_of_price(seed: int, factor: float) -> None:
    rows = coarse(seed)
    one, other = values_of(COLUMNS, is_bars(rows)), values_of(COLUMNS, is_bars(rows.scaled(factor)))
    for wanted in COLUMNS:
        unit = factor if wanted.unit in ("price", "difference") else 1.0
        size = rows.close[0] * unit if wanted.unit in ("price", "difference") else 1.0
        np.testing.assert_allclose(
            other[wanted.name], one[wanted.name] * unit, rtol=1e-8, atol=1e-8 * size, err_msg=wanted.name
        )


@given(SEEDS, SCALES)
@example(623, 10.0)  # a flag whose pole begins in a market that had not moved
@examples(40)
def test_no_finding_hangs_on_the_unit_of_price(seed: int, factor: float) -> None:
    rows = coarse(seed)
    assert _found(rows) == _found(rows.scaled(factor))


def _found(rows: Rows) -> list[object]:
    """Bars and names of all that is found on turns."""
    pivots = [*zigzag(rows.high, rows.low, rows.close), *fractals(rows.high, rows.low)]
    structure = market_structure(rows)
    atr = last_atr(rows.high, rows.low, rows.close)
    return [
        [(pivot.kind, pivot.bar, pivot.known) for pivot in pivots],
        [swing.label for swing in structure.swings],
        [(one.kind, one.bar) for one in structure.breaks],
        [(zone.turns, zone.visits) for zone in find_zones(rows, pivots, atr)],
        [(one.name, one.known, one.state, one.confirmed, one.reached, one.failed) for one in formations(rows)],
        [
            (one.formation.definition.kind, one.formation.known, one.became and (one.became.state, one.became.since))
            for one in followed(rows.high, rows.low, rows.close)
        ],
    ]


UNITS = st.sampled_from([Decimal(unit) for unit in ("0.0000001", "0.37", "0.3", "0.1", "70000")])
"""What one tick may be worth, as prices are written: in decimals."""


def in_unit(rows: Rows, unit: Decimal) -> Rows:
    """``rows``, whose prices are whole numbers of ticks, in a market where a tick is one ``unit``."""
    prices = {
        name: np.array([float(int(ticks) * unit) for ticks in getattr(rows, name)])
        for name in ("open", "high", "low", "close")
    }
    return replace(rows, **prices)


@given(SEEDS, UNITS)
@examples(40)
def test_nothing_that_is_decided_on_ticks_hangs_on_what_a_tick_is_worth(seed: int, unit: Decimal) -> None:
    rows = coarse(seed, bars=300, price=1.0)
    other, worth = in_unit(rows, unit), float(unit)
    for kind in KINDS:
        assert signs(other, kind).tolist() == signs(rows, kind).tolist(), kind.code
    trends = [[(match.kind, match.bar, match.in_trend) for match in candlesticks(each)] for each in (rows, other)]
    assert trends[0] == trends[1]
    np.testing.assert_allclose(psar(other.high, other.low), psar(rows.high, rows.low) * worth, rtol=1e-12)
    one, same = (volume_profile(each.high, each.low, each.volume) for each in (rows, other))
    assert one is not None
    assert same is not None
    assert same.volume.tolist() == one.volume.tolist()
    assert same.poc == pytest.approx(one.poc * worth, rel=1e-12)


@given(SEEDS, UNITS)
@examples(40)
def test_what_is_counted_in_ticks_comes_back_as_it_was(seed: int, unit: Decimal) -> None:
    rows = in_unit(coarse(seed, bars=50, price=1.0), unit)
    ticks = in_ticks(rows.high, rows.low)
    assert ticks.price(ticks.columns[0]).tolist() == rows.high.tolist()
    assert all(float(count).is_integer() for count in ticks.columns[1])


def test_prices_on_no_ticks_stay_as_they_are() -> None:
    price = np.array([1 / 3, nan, 2.0**0.5])
    ticks = in_ticks(price)
    np.testing.assert_array_equal(ticks.columns[0], price)
    assert ticks.price(0.25) == 0.25
    np.testing.assert_array_equal(in_ticks(np.array([nan, 30.0, 50.0])).columns[0], [nan, 3, 5])
    assert in_ticks(np.array([nan])).price(2.0) == 2.0


def test_a_level_at_the_price_is_on_neither_side() -> None:
    level = 0.1 + 0.2
    assert difference(level, 0.3) == 0
    assert difference(0.31, 0.3) > 0
    assert away(0.3, level, 0.4) == away(0.3, 0.2, 0.3 - 1e-17) == 0
    assert away(0.2, 0.3, 0.4) == pytest.approx(0.1)
    assert away(0.5, 0.3, 0.4) == pytest.approx(-0.1)
    assert rounded(level) == 0.3


def test_dust_is_nothing_and_a_tick_is_not() -> None:
    price = np.array([0.1 + 0.2, 100_000.01])
    np.testing.assert_array_equal(settled(price - np.array([0.3, 100_000.0]), price) > 0, [False, True])
    assert dust(100_000.0) < 1e-6


def test_how_long_a_market_has_not_moved() -> None:
    high: Floats = np.array([5.0, 5, 5, 6, 6, 6, 7, 7])
    low: Floats = np.array([4.0, 5, 5, 5, 6, 6, 7, 6])
    close: Floats = np.array([5.0, 5, 5, 6, 6, 6, 7, 7])
    assert bars_still(high, low, close).tolist() == [1, 2, 3, 0, 1, 2, 0, 0]
