"""What a trader would lose: markets that move as one, taken for a spread of risk; or bars paired that do not belong."""

import warnings
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.correlation import (
    average,
    beta,
    independent_bets,
    interval,
    pearson,
    rolling,
    spearman,
    together,
)
from tests.unit.analytics.markets import HOUR, ODD, SEEDS, Floats, Rows, flat_rows, random_rows, real_rows


def draw(seed: int, n: int = 120, k: int = 4) -> Floats:
    random = np.random.default_rng(seed)
    return random.normal(0, 0.02, (n, k)) + random.normal(0, 0.02, (n, 1))


def without(rows: Rows, *bars: int) -> Rows:
    kept = np.ones(len(rows), dtype=bool)
    kept[list(bars)] = False
    return Rows(*(getattr(rows, name)[kept] for name in ("time", "open", "high", "low", "close", "volume")))


class TestTogether:
    def test_whole_markets_share_all_their_returns(self) -> None:
        one, other = random_rows(50, 1), random_rows(50, 2)
        found = together([one, other])
        np.testing.assert_array_equal(found.time, one.time[1:])
        np.testing.assert_array_equal(found.returns[:, 1], np.diff(np.log(other.close)))
        assert found.left_out == (0, 0)

    def test_a_bar_that_one_lacks_counts_in_none(self) -> None:
        """Nor does the bar after it, whose return would span two."""
        one, other = random_rows(50, 1), random_rows(50, 2)
        found = together([one, without(other, 20)])
        assert not {20 * HOUR, 21 * HOUR} & set(found.time.tolist())
        assert len(found.time) == 47
        assert found.left_out == (2, 0)
        at = found.time // HOUR
        np.testing.assert_allclose(found.returns[:, 0], np.log(one.close[at] / one.close[at - 1]))
        np.testing.assert_allclose(found.returns[:, 1], np.log(other.close[at] / other.close[at - 1]))

    def test_markets_of_different_times_share_what_overlaps(self) -> None:
        found = together([random_rows(50, 1), random_rows(50, 2).later(30 * HOUR), random_rows(100, 3)])
        assert found.time.tolist() == [bar * HOUR for bar in range(31, 50)]
        assert found.left_out == (30, 30, 80)

    def test_markets_that_never_meet_share_nothing(self) -> None:
        found = together([random_rows(50, 1), random_rows(50, 2).later(1000 * HOUR)])
        assert found.returns.shape == (0, 2)
        assert np.isnan(pearson(found.returns)).all()
        assert np.isnan(spearman(found.returns)).all()
        assert np.isnan(beta(found.returns)).all()
        assert average(pearson(found.returns)) is None

    def test_odd_markets_give_no_warning(self) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            for rows in ODD.values():
                found = together([random_rows(300, 1), rows])
                for matrix in (pearson(found.returns), spearman(found.returns)):
                    assert matrix.shape == (2, 2)
                    average(matrix)
                    independent_bets(matrix)
                beta(found.returns)
                rolling(found.returns[:, 0], found.returns[:, 1], 30)


class TestPearson:
    @given(seed=SEEDS, k=st.integers(1, 12), n=st.integers(2, 200))
    def test_it_is_numpys(self, seed: int, k: int, n: int) -> None:
        returns = draw(seed, n, k)
        found = pearson(returns)
        np.testing.assert_allclose(found, np.corrcoef(returns, rowvar=False).reshape(k, k), atol=1e-12)
        np.testing.assert_array_equal(found, found.T)
        assert (np.diag(found) == 1).all()
        assert (np.abs(found) <= 1).all()

    @given(seed=SEEDS)
    def test_the_size_of_moves_does_not_matter(self, seed: int) -> None:
        returns = draw(seed)
        np.testing.assert_allclose(pearson(returns), pearson(returns * [1e-9, 1.0, 7.0, 1e9]), atol=1e-12)

    def test_a_market_that_never_moves_is_correlated_with_none(self) -> None:
        returns = draw(1)
        returns[:, 2] = 0.001
        found = pearson(returns)
        assert np.isnan(found[2]).all()
        assert np.isnan(found[:, 2]).all()
        assert np.isfinite(np.delete(np.delete(found, 2, 0), 2, 1)).all()
        assert average(found) == pytest.approx(np.mean([found[0, 1], found[0, 3], found[1, 3]]))
        assert independent_bets(found) is None

    def test_opposites_are(self) -> None:
        one = draw(1)[:, 0]
        assert pearson(np.column_stack((one, -2 * one)))[0, 1] == pytest.approx(-1)


class TestSpearman:
    @given(seed=SEEDS)
    def test_it_is_the_correlation_of_ranks(self, seed: int) -> None:
        returns = draw(seed)
        ranks = returns.argsort(axis=0).argsort(axis=0).astype(float)
        np.testing.assert_allclose(spearman(returns), np.corrcoef(ranks, rowvar=False), atol=1e-12)

    def test_equal_values_share_the_mean_of_their_ranks(self) -> None:
        table = np.array([[1.0, 2.0], [2.0, 2.0], [2.0, 3.0], [4.0, 1.0], [5.0, 6.0]])
        ranks = np.array([[1.0, 2.5], [2.5, 2.5], [2.5, 4.0], [4.0, 1.0], [5.0, 5.0]])
        assert spearman(table)[0, 1] == pytest.approx(np.corrcoef(ranks, rowvar=False)[0, 1])

    def test_only_the_order_matters(self) -> None:
        one = draw(1)[:, 0]
        assert spearman(np.column_stack((one, np.exp(50 * one))))[0, 1] == pytest.approx(1)


class TestInterval:
    def test_the_textbooks_example(self) -> None:
        """r = 0.5 of 28 pairs: artanh 0.5 ± 1.96 / 5 is 0.157 to 0.941."""
        low, high = interval(0.5, 28)
        assert (low, high) == pytest.approx((np.tanh(0.549306 - 0.391993), np.tanh(0.549306 + 0.391993)), abs=1e-6)

    def test_it_holds_the_truth_nineteen_times_of_twenty(self) -> None:
        random, truth, held = np.random.default_rng(3), 0.7, 0
        for _ in range(2000):
            one, other = random.normal(size=(2, 60))
            r = float(np.corrcoef(one, truth * one + np.sqrt(1 - truth**2) * other)[0, 1])
            low, high = interval(r, 60)
            held += low <= truth <= high
        assert held / 2000 == pytest.approx(0.95, abs=0.015)

    @pytest.mark.parametrize(("r", "count"), [(0.5, 3), (np.nan, 100), (0.5, 0)])
    def test_nothing_is_said_of_too_little(self, r: float, count: int) -> None:
        assert np.isnan(interval(r, count)).all()

    def test_a_perfect_one_is_certain(self) -> None:
        assert interval(1.0, 50) == (1.0, 1.0)


class TestBeta:
    @given(seed=SEEDS)
    def test_it_is_the_slope_of_least_squares(self, seed: int) -> None:
        returns = draw(seed)
        found = beta(returns, 1)
        assert found[1] == pytest.approx(1)
        for column in range(4):
            assert found[column] == pytest.approx(np.polyfit(returns[:, 1], returns[:, column], 1)[0], abs=1e-9)

    def test_nothing_can_be_said_beside_a_market_that_stands_still(self) -> None:
        returns = draw(1)
        returns[:, 0] = 0
        assert np.isnan(beta(returns)).all()


class TestRolling:
    def test_it_is_the_correlation_of_each_window(self) -> None:
        one, other = draw(2)[:, :2].T
        found = rolling(one, other, 30)
        assert np.isnan(found[:29]).all()
        for end in range(30, 121):
            expected = np.corrcoef(one[end - 30 : end], other[end - 30 : end])[0, 1]
            assert found[end - 1] == pytest.approx(expected, abs=1e-9)

    @given(seed=SEEDS, cut=st.integers(1, 120))
    def test_later_bars_change_nothing(self, seed: int, cut: int) -> None:
        one, other = draw(seed)[:, :2].T
        np.testing.assert_array_equal(rolling(one, other, 30)[:cut], rolling(one[:cut], other[:cut], 30))

    def test_a_window_without_movement_has_none(self) -> None:
        one, other = draw(2)[:, :2].T
        one = one.copy()
        one[40:80] = 0.0
        found = rolling(one, other, 30)
        assert np.isnan(found[69:80]).all()
        assert np.isfinite(found[80:]).all()


class TestIndependentBets:
    def test_all_as_one_is_one_bet(self) -> None:
        assert independent_bets(np.ones((5, 5))) == pytest.approx(1)

    def test_strangers_are_as_many_as_they_are(self) -> None:
        assert independent_bets(np.eye(5)) == pytest.approx(5)

    @given(seed=SEEDS, k=st.integers(1, 12))
    def test_it_is_the_participation_ratio_of_the_eigenvalues(self, seed: int, k: int) -> None:
        correlations = pearson(draw(seed, 60, k))
        found, eigenvalues = independent_bets(correlations), np.linalg.eigvalsh(correlations)
        assert found == pytest.approx(eigenvalues.sum() ** 2 / (eigenvalues**2).sum())
        assert found is not None
        assert 1 - 1e-9 <= found <= k + 1e-9

    def test_of_nothing_there_are_none(self) -> None:
        assert independent_bets(np.empty((0, 0))) is None
        assert independent_bets(pearson(together([flat_rows(50), random_rows(50)]).returns)) is None


def test_real_markets_move_together(shared_data: Path) -> None:
    found = together([real_rows(shared_data, base, 3000, 15_000) for base in ("ETH", "SOL", "BNB")])
    assert len(found.time) > 2900
    matrix = pearson(found.returns)
    assert (matrix > 0.5).all()
    bets = independent_bets(matrix)
    assert bets is not None
    assert bets < 2
