"""What a trader would lose: a trend named where chance alone would show one, or a slope that is not the price's."""

import warnings
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given

from analytics._talib import talib
from analytics.trend import STRONG_T, WEAK_T, regression, trend_of
from tests.unit.analytics.markets import CUTS, SEEDS, Rows, odd, random_rows, real_rows, series_unchanged
from tests.unit.analytics.paths import walk_rows

PARTS = ("slope", "t", "r_squared")


@pytest.mark.parametrize("bars", [3, 20, 50])
def test_it_is_the_line_of_least_squares(bars: int) -> None:
    rows = random_rows(200, 3)
    found, x = regression(rows.close, bars), np.arange(bars)
    for end in range(bars, 201):
        y = np.log(rows.close[end - bars : end])
        (slope, start), ((error, _), _) = np.polyfit(x, y, 1, cov="unscaled")
        residual = y - slope * x - start
        error = np.sqrt(error * (residual**2).sum() / (bars - 2))
        assert found.slope[end - 1] == pytest.approx(slope, rel=1e-9, abs=1e-15)
        assert found.t[end - 1] == pytest.approx(slope / error, rel=1e-6)
        assert found.r_squared[end - 1] == pytest.approx(np.corrcoef(x, y)[0, 1] ** 2, abs=1e-9)
    assert np.isnan([getattr(found, part)[: bars - 1] for part in PARTS]).all()


def test_the_slope_is_ta_libs() -> None:
    rows = random_rows(500, 5)
    np.testing.assert_allclose(
        regression(rows.close, 50).slope[49:], talib.LINEARREG_SLOPE(np.log(rows.close), 50)[49:], rtol=1e-7, atol=1e-13
    )


def test_t_and_r_squared_tell_the_same() -> None:
    found = regression(random_rows(300, 8).close, 40)
    t, r_squared = found.t[39:], found.r_squared[39:]
    np.testing.assert_allclose(r_squared, t**2 / (t**2 + 38), rtol=1e-7)


def test_a_straight_line_is_all_explained() -> None:
    found = regression(np.exp(0.001 * np.arange(60)), 50)
    assert found.slope[-1] == pytest.approx(0.001)
    assert found.r_squared[-1] == pytest.approx(1)
    assert found.t[-1] > 1e6


def test_a_price_that_never_moves_has_no_trend() -> None:
    found = regression(np.full(60, 5.0), 50)
    assert found.slope[-1] == 0
    assert np.isnan(found.t[-1])
    assert np.isnan(found.r_squared[-1])
    assert trend_of(float(found.t[-1])).direction == "none"


@pytest.mark.parametrize("part", PARTS)
@given(seed=SEEDS, cut=CUTS)
def test_later_bars_change_nothing(part: str, seed: int, cut: int) -> None:
    series_unchanged(lambda rows: getattr(regression(rows.close, 30), part), random_rows(400, seed), cut)


def test_later_bars_change_nothing_in_real_markets(shared_data: Path) -> None:
    rows = real_rows(shared_data)
    for part in PARTS:
        for cut in (2, 49, 50, 51, 777, 1999):
            series_unchanged(lambda rows, part=part: getattr(regression(rows.close), part), rows, cut)  # type: ignore[misc]


@given(seed=SEEDS)
def test_another_unit_of_price_changes_nothing(seed: int) -> None:
    rows = random_rows(120, seed)
    one, other = regression(rows.close), regression(rows.scaled(1e-7).close)
    for part in PARTS:
        np.testing.assert_allclose(getattr(one, part), getattr(other, part), rtol=1e-6, atol=1e-12)


@odd
def test_odd_markets_have_values_or_none(rows: Rows) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = regression(rows.close)
    for part in PARTS:
        assert len(getattr(found, part)) == len(rows)


@pytest.mark.parametrize("bars", [30, 50])
def test_a_random_walk_shows_a_trend_as_often_as_is_said(bars: int) -> None:
    """A bound of 2, as for independent errors, would call four windows of five a trend."""
    t = np.abs([regression(walk_rows(bars, seed, steps=1).close, bars).t[-1] for seed in range(3000)]) / np.sqrt(bars)
    assert (t > WEAK_T).mean() == pytest.approx(0.20, abs=0.03)
    assert (t > STRONG_T).mean() == pytest.approx(0.05, abs=0.015)
    assert (t > 2 / np.sqrt(bars)).mean() > 0.75


@pytest.mark.parametrize(
    ("t", "direction", "strength"),
    [
        (25.0, "up", "strong"),
        (-25.0, "down", "strong"),
        (14.0, "up", "weak"),
        (5.0, "none", "none"),
        (-np.inf, "down", "strong"),
    ],
)
def test_a_trend_is_named_by_how_rare_it_is(t: float, direction: str, strength: str) -> None:
    found = trend_of(t)
    assert (found.direction, found.strength) == (direction, strength)
