"""What a trader would lose: a regime that is named wrongly, too late to be of use, or only with hindsight."""

import warnings
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given

from analytics.regime import (
    CHANCE_HELD_HIGH,
    CHANCE_HELD_LOW,
    HELD_BARS,
    LEAST_BARS,
    REGIMES,
    SETTLED_BARS,
    STAYING,
    SURE,
    USUAL,
    RegimeName,
    Regimes,
    Spell,
    held,
    regimes,
    spells,
)
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
from tests.unit.analytics.paths import restless_rows, sine_rows, undirected, walk_rows


def share(rows: Rows, name: RegimeName, first: int) -> float:
    """How much of the bars from ``first`` on is named ``name``."""
    return float((regimes(rows).named[first:] == REGIMES.index(name)).mean())


@pytest.mark.parametrize("seed", range(8))
def test_a_steady_rise_and_a_steady_fall_are_recognised(seed: int) -> None:
    assert share(walk_rows(500, seed, drift=0.003), "trending up", 150) > 0.7
    assert share(walk_rows(500, seed, drift=-0.003), "trending down", 150) > 0.7


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("period", [15, 20, 30, 40])
def test_a_sine_in_a_range_is_recognised(seed: int, period: int) -> None:
    assert share(sine_rows(500, seed, period=period), "ranging", 150) > 0.7


@pytest.mark.parametrize("seed", range(8))
def test_a_burst_of_volatility_is_recognised_within_ten_bars(seed: int) -> None:
    rows = walk_rows(400, seed, sd=np.where(np.arange(400) >= 360, 0.025, 0.01))
    assert share(rows, "volatile", 370) > 0.9
    assert (regimes(rows).named[:360] != REGIMES.index("volatile")).all()


def test_a_turn_is_seen_within_forty_bars() -> None:
    drift = np.where(np.arange(500) < 300, 0.004, -0.004)
    late = []
    for seed in range(12):
        named = regimes(walk_rows(500, seed, drift=drift)).named
        late.append(int(np.argmax(named[300:] == REGIMES.index("trending down"))))
    assert np.median(late) < 40


def test_a_random_walk_is_seldom_thought_to_be_anything_for_sure() -> None:
    found = regimes(walk_rows(20_000, 5)).probability
    assert np.nanmean(found.max(axis=1) >= SURE) < 0.4
    assert np.nanmean(found.max(axis=1) >= 0.95) < 0.02


def test_chance_alone_holds_as_often_as_is_said() -> None:
    assert held(regimes(walk_rows(60_000, 9))).rate == pytest.approx(CHANCE_HELD_HIGH, abs=0.01)
    assert held(regimes(restless_rows(60_000, 9))).rate == pytest.approx(CHANCE_HELD_LOW, abs=0.01)


def test_real_markets_hold_as_often_as_their_own_bars_in_random_directions(shared_data: Path) -> None:
    for base in ("BTC", "ETH", "SOL"):
        rows = real_rows(shared_data, base, 20_000, 100)
        rate = held(regimes(rows)).rate
        chance = held(regimes(undirected(rows, 1))).rate
        assert rate is not None
        assert 0.935 < rate < 0.955
        assert chance is not None
        assert 0.935 < chance < 0.965


@given(seed=SEEDS)
def test_probabilities_are_probabilities(seed: int) -> None:
    found = regimes(random_rows(250, seed)).probability
    assert np.isnan(found[: LEAST_BARS - 1]).all()
    assert ((found[LEAST_BARS - 1 :] >= 0) & (found[LEAST_BARS - 1 :] <= 1)).all()
    np.testing.assert_allclose(found[LEAST_BARS - 1 :].sum(axis=1), 1, atol=1e-12)


@given(seed=SEEDS, cut=CUTS)
def test_later_bars_change_nothing(seed: int, cut: int) -> None:
    series_unchanged(lambda rows: regimes(rows).probability, random_rows(400, seed), cut)


def test_later_bars_change_nothing_in_real_markets(shared_data: Path) -> None:
    rows = real_rows(shared_data)
    for cut in (1, 2, 100, 101, 102, 500, 1999):
        series_unchanged(lambda rows: regimes(rows).probability, rows, cut)


@given(seed=SEEDS)
def test_neither_the_unit_of_price_nor_the_time_matters(seed: int) -> None:
    rows = random_rows(300, seed)
    for other in (rows.scaled(1e-8), rows.scaled(1e6), rows.later(7 * HOUR)):
        np.testing.assert_allclose(regimes(rows).probability, regimes(other).probability, atol=1e-9)


def test_up_and_down_are_treated_alike() -> None:
    rows = walk_rows(400, 3, drift=0.001)
    mirrored = Rows(rows.time, 1 / rows.open, 1 / rows.low, 1 / rows.high, 1 / rows.close, rows.volume)
    one, other = regimes(rows).probability, regimes(mirrored).probability
    np.testing.assert_allclose(one[:, [1, 0, 2, 3]], other, atol=1e-9)


def test_where_the_series_began_is_forgotten(shared_data: Path) -> None:
    for base in ("BTC", "SOL"):
        rows = real_rows(shared_data, base, 6000, 100)
        whole = regimes(rows).probability
        for first in (0, 1777, 4000):
            part = regimes(rows[first : first + 1000]).probability
            np.testing.assert_allclose(part[SETTLED_BARS:], whole[first + SETTLED_BARS : first + 1000], atol=1e-5)


@odd
def test_odd_markets_have_probabilities_or_none(rows: Rows) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = regimes(rows)
        held(found)
        spells(found.named)
    known = np.isfinite(found.probability)
    assert found.probability.shape == (len(rows), 4)
    assert (known.all(axis=1) | ~known.any(axis=1)).all()


def test_a_market_that_stands_still_has_no_regime() -> None:
    assert regimes(flat_rows(300)).last is None


def test_bars_that_are_missing_let_the_past_fade() -> None:
    """While nothing is seen the probabilities drift to the usual ones; what the price did meanwhile is no evidence."""
    rows = walk_rows(400, 1, drift=0.004)
    late = rows.later(0)
    late.time[399:] += 1000 * HOUR
    near, far = regimes(rows).probability, regimes(late).probability
    assert near[-1, 0] > 0.8
    np.testing.assert_allclose(far[-1], USUAL, atol=1e-6)
    kept = STAYING**4
    few = rows.later(0)
    few.time[399:] += 3 * HOUR
    np.testing.assert_allclose(regimes(few).probability[-1], kept * near[-2] + (1 - kept) * np.array(USUAL), atol=1e-12)


def probabilities(*named: int) -> Floats:
    return np.array([np.full(4, np.nan) if name < 0 else np.where(np.arange(4) == name, 0.85, 0.05) for name in named])


def test_spells_are_runs_of_one_regime() -> None:
    found = Regimes(probabilities(-1, -1, 0, 0, 2, 1, 1, 1))
    assert spells(found.named) == (
        Spell("trending up", 2, 2),
        Spell("ranging", 4, 1),
        Spell("trending down", 5, 3),
    )
    assert found.last == "trending down"
    assert spells(Regimes(np.empty((0, 4))).named) == ()
    assert Regimes(np.empty((0, 4))).last is None


def test_held_counts_what_was_named_for_sure() -> None:
    found = Regimes(probabilities(-1, 0, 0, 0, 0, 0, 0, 1, 1, 1))
    assert (held(found).rate, held(found).count) == (0.25, 4)
    unsure = Regimes(np.full((20, 4), 0.25))
    assert (held(unsure).rate, held(unsure).count) == (None, 0)
    assert held(Regimes(probabilities(*[0] * HELD_BARS))).count == 0
