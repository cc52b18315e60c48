"""What a trader would lose: a size worked out from a volatility that is not the market's."""

import math
import statistics
import warnings
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given

from analytics.bars import Bars
from analytics.realised_volatility import ESTIMATORS, annualised, close_to_close, yang_zhang
from tests.unit.analytics.markets import (
    CUTS,
    HOUR,
    SEEDS,
    Floats,
    Rows,
    flat_rows,
    odd,
    random_rows,
    real_rows,
    series_unchanged,
)
from tests.unit.analytics.paths import walk_rows

Estimator = Callable[[Bars, int], Floats]
each = pytest.mark.parametrize("estimator", ESTIMATORS.values(), ids=ESTIMATORS.keys())


def by_hand(name: str, rows: Rows, window: int) -> float:
    """The textbook's formula on the last ``window`` bars, bar by bar."""
    o, h, low, c = (getattr(rows, column).tolist() for column in ("open", "high", "low", "close"))
    bars = range(len(rows) - window, len(rows))
    satchell = [
        math.log(h[i] / c[i]) * math.log(h[i] / o[i]) + math.log(low[i] / c[i]) * math.log(low[i] / o[i]) for i in bars
    ]
    match name:
        case "close-to-close":
            return statistics.stdev(math.log(c[i] / c[i - 1]) for i in bars)
        case "Parkinson":
            return math.sqrt(sum(math.log(h[i] / low[i]) ** 2 for i in bars) / (4 * window * math.log(2)))
        case "Garman-Klass":
            terms = [
                0.5 * math.log(h[i] / low[i]) ** 2 - (2 * math.log(2) - 1) * math.log(c[i] / o[i]) ** 2 for i in bars
            ]
            return math.sqrt(sum(terms) / window)
        case "Rogers-Satchell":
            return math.sqrt(sum(satchell) / window)
        case _:
            k = 0.34 / (1.34 + (window + 1) / (window - 1))
            jumps = statistics.variance(math.log(o[i] / c[i - 1]) for i in bars)
            within = statistics.variance(math.log(c[i] / o[i]) for i in bars)
            return math.sqrt(jumps + k * within + (1 - k) * sum(satchell) / window)


@pytest.mark.parametrize("name", ESTIMATORS)
@given(seed=SEEDS)
def test_it_is_the_textbooks_formula(name: str, seed: int) -> None:
    rows = random_rows(60, seed)
    for window in (2, 3, 30):
        assert ESTIMATORS[name](rows, window)[-1] == pytest.approx(by_hand(name, rows, window), rel=1e-9)


@each
def test_it_finds_the_volatility_that_was_put_in(estimator: Estimator) -> None:
    """To within what seeing the price 400 times a bar costs the range."""
    rows = walk_rows(4000, 3, sd=0.02, steps=400)
    assert np.sqrt(np.nanmean(estimator(rows, 30) ** 2)) == pytest.approx(0.02, rel=0.06)


def test_a_year_has_365_days_of_24_hours() -> None:
    assert annualised(0.01, 24 * HOUR) == pytest.approx(0.01 * math.sqrt(365))
    assert annualised(0.01, HOUR) == pytest.approx(0.01 * math.sqrt(8760))


@each
def test_a_market_that_stands_still_has_none(estimator: Estimator) -> None:
    found = estimator(flat_rows(60), 30)
    assert found[-1] == 0
    assert np.isnan(found[:29]).all()


@each
def test_a_hole_in_the_data_is_no_move(estimator: Estimator) -> None:
    """The price doubles while no bars are there: that is no bar's move."""
    rows = random_rows(60, 4)
    half = np.arange(60) >= 40
    doubled = {name: np.where(half, 2, 1) * getattr(rows, name) for name in ("open", "high", "low", "close")}
    holed = replace(rows, time=rows.time + half * 5 * HOUR, **doubled)
    assert estimator(holed, 30)[-1] == pytest.approx(estimator(rows, 30)[-1], rel=0.1)
    assert close_to_close(replace(holed, time=rows.time), 30)[-1] > 5 * close_to_close(rows, 30)[-1]


def test_what_a_hole_leaves_is_all_that_counts() -> None:
    rows = random_rows(31, 4)
    holed = replace(rows, time=rows.time + (np.arange(31) >= 20) * HOUR)
    moves = np.delete(np.diff(np.log(rows.close)), 19)
    assert close_to_close(holed, 30)[-1] == pytest.approx(statistics.stdev(moves.tolist()))


def test_half_a_window_is_not_enough_when_less_is_known() -> None:
    rows = random_rows(60, 4)
    for missing, known in ((15, True), (16, False)):
        close = rows.close.copy()
        close[60 - missing :] = np.nan
        assert np.isfinite(yang_zhang(replace(rows, close=close), 30)[-1]) == known


@each
@given(seed=SEEDS, cut=CUTS)
def test_later_bars_change_nothing(estimator: Estimator, seed: int, cut: int) -> None:
    series_unchanged(lambda rows: estimator(rows, 20), random_rows(400, seed), cut)


@each
def test_later_bars_change_nothing_in_real_markets(estimator: Estimator, shared_data: Path) -> None:
    rows = real_rows(shared_data)
    for cut in (2, 29, 30, 31, 777, 1999):
        series_unchanged(lambda rows: estimator(rows, 30), rows, cut)


@each
@given(seed=SEEDS)
def test_neither_the_unit_of_price_nor_the_time_matters(estimator: Estimator, seed: int) -> None:
    rows = random_rows(100, seed)
    for other in (rows.scaled(1e-8), rows.scaled(1e6), rows.later(7 * HOUR)):
        np.testing.assert_allclose(estimator(rows, 30), estimator(other, 30), rtol=1e-9)


@each
@odd
def test_odd_markets_have_values_or_none(estimator: Estimator, rows: Rows) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = estimator(rows, 30)
    assert len(found) == len(rows)
    assert not (found < 0).any()
