"""A wrong score opens a level that was not earned, or keeps one that should have dropped."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import isotonic_regression  # type: ignore[import-untyped]

from analytics.bars import Floats
from analytics.calibration import LEAST, brier, fit, isotonic, mean_gap, reliability

CASES = st.lists(st.tuples(st.integers(0, 100).map(lambda n: n / 100), st.booleans()), min_size=1, max_size=200)


def arrays(cases: list[tuple[float, bool]]) -> tuple[Floats, Floats]:
    said, came = zip(*cases, strict=True)
    return np.array(said, dtype=float), np.array(came, dtype=float)


def test_no_case_has_no_score() -> None:
    none = np.array([])
    assert brier(none, none) is None
    assert mean_gap(none, none) is None
    assert reliability(none, none) == ()
    assert fit(none, none) is None


def test_always_half_scores_a_quarter() -> None:
    assert brier(np.full(4, 0.5), np.array([1.0, 0, 1, 0])) == 0.25
    assert brier(np.array([1.0, 0.0]), np.array([1.0, 0.0])) == 0
    assert brier(np.array([1.0, 0.0]), np.array([0.0, 1.0])) == 1


def test_bins_by_hand() -> None:
    said = np.array([0.6, 0.65, 0.7, 0.7, 0.95, 1.0])
    came = np.array([1.0, 0.0, 1.0, 1.0, 0.0, 1.0])
    bins = reliability(said, came)
    assert [(each.low, each.count, each.came) for each in bins] == [(0.6, 2, 0.5), (0.7, 2, 1.0), (0.9, 2, 0.5)]
    assert [each.said for each in bins] == pytest.approx([0.625, 0.7, 0.975])
    assert mean_gap(said, came) == pytest.approx((2 * 0.125 + 2 * 0.3 + 2 * 0.475) / 6)


@pytest.mark.parametrize("tenths", range(11))
def test_a_bins_lower_edge_is_its_own(tenths: int) -> None:
    (found,) = reliability(np.array([tenths / 10]), np.array([1.0]))
    assert found.low == pytest.approx(min(tenths, 9) / 10)


@given(CASES)
def test_bins_have_each_case_once(cases: list[tuple[float, bool]]) -> None:
    said, came = arrays(cases)
    bins = reliability(said, came)
    assert sum(each.count for each in bins) == len(cases)
    assert all(each.low - 1e-9 <= each.said <= each.high + 1e-9 for each in bins)
    assert sum(each.count * each.came for each in bins) == pytest.approx(came.sum())


@given(st.lists(st.tuples(st.floats(0, 1), st.integers(1, 9)), min_size=1, max_size=60))
def test_isotonic_is_scipys(rows: list[tuple[float, int]]) -> None:
    values, weights = zip(*rows, strict=True)
    mine = [level for level, many in isotonic(values, weights) for _ in range(many)]
    assert mine == pytest.approx(isotonic_regression(values, weights=weights).x, abs=1e-12)


@given(CASES)
def test_a_curve_rises_and_is_never_certain(cases: list[tuple[float, bool]]) -> None:
    said, came = arrays(cases)
    curve = fit(said, came)
    if len(cases) < LEAST:
        assert curve is None
        return
    assert curve is not None
    assert curve.cases == len(cases)
    assert list(curve.said) == sorted(set(curve.said))
    assert list(curve.comes) == sorted(curve.comes)
    mean = float(np.mean([curve.at(each) for each in said]))
    assert abs(mean - came.mean()) <= 1 / LEAST  # what the rule of succession moves it by at most
    points = [curve.at(each) for each in np.linspace(0, 1, 101)]
    assert points == sorted(points)
    assert all(0 < each < 1 for each in points)


def test_where_confidence_is_sold_too_dear_it_is_corrected() -> None:
    said = np.repeat([0.6, 0.9], 20)
    came = np.concatenate([np.repeat([1.0, 0.0], [8, 12]), np.repeat([1.0, 0.0], [12, 8])])
    curve = fit(said, came)
    assert curve is not None
    assert [curve.at(each) for each in (0.1, 0.6, 0.75, 0.9, 1.0)] == pytest.approx(
        [9 / 22, 9 / 22, 0.5, 13 / 22, 13 / 22]
    )


def test_ten_of_ten_are_not_certain() -> None:
    curve = fit(np.full(10, 0.7), np.ones(10))
    assert curve is not None
    assert curve.at(0.7) == pytest.approx(11 / 12)
    assert fit(np.full(9, 0.7), np.ones(9)) is None


def test_one_lucky_case_makes_nobody_sure() -> None:
    said = np.concatenate([np.full(30, 0.7), [0.99]])
    came = np.concatenate([np.repeat([1.0, 0.0], 15), [1.0]])
    curve = fit(said, came)
    assert curve is not None
    assert curve.at(0.99) == pytest.approx(17 / 33)
