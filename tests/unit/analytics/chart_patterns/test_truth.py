"""What a trader would lose: a formation that was not known when it is said to have been, or that fails on odd bars."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given

from analytics.chart_patterns import (
    CHANCE_RATE,
    REACHED_RATE,
    Formation,
    chart_patterns,
    first_known,
    formations,
    standing,
)
from tests.examples import examples
from tests.unit.analytics.markets import CUTS, SEEDS, Rows, odd, random_rows, real_rows

UNDECIDED = ("symmetrical triangle", "rectangle", "rising channel", "falling channel")


def at(found: Formation, bar: int) -> Formation:
    """``found`` as it stood at the close of ``bar``: without what was settled later."""

    def by_then(settled: int | None) -> int | None:
        return settled if settled is not None and settled <= bar else None

    broken = by_then(found.confirmed) is not None
    return replace(
        found,
        direction="neutral" if found.name in UNDECIDED and not broken else found.direction,
        confirmed=by_then(found.confirmed),
        reached=by_then(found.reached),
        failed=by_then(found.failed),
        lapsed=by_then(found.lapsed),
    )


def unchanged(rows: Rows, cut: int) -> None:
    cut = min(cut, len(rows))
    before = [at(found, cut - 1) for found in formations(rows) if found.known < cut]
    assert before == formations(rows[:cut])


@examples(40)
@given(SEEDS, CUTS)
def test_later_bars_change_no_formation(seed: int, cut: int) -> None:
    unchanged(random_rows(600, seed, step=0.02), cut)


def test_later_bars_change_no_real_formation(shared_data: Path) -> None:
    rows = real_rows(shared_data)
    for cut in range(40, 2000, 83):
        unchanged(rows, cut)


@given(SEEDS)
@examples(40)
def test_the_unit_of_price_and_the_time_do_not_matter(seed: int) -> None:
    rows = random_rows(400, seed)
    other = rows.scaled(1024.0).later(86_400_000)
    for one, same in zip(chart_patterns(rows), chart_patterns(other), strict=True):
        assert (one.name, one.state, one.start, one.known, one.confirmed, one.failed) == (
            same.name,
            same.state,
            same.start,
            same.known,
            same.confirmed,
            same.failed,
        )
        assert same.quality == pytest.approx(one.quality, rel=1e-9)
        assert same.target(399) == pytest.approx(1024 * one.target(399), rel=1e-9)


@odd
def test_odd_bars_give_formations_or_none(rows: Rows) -> None:
    for found in chart_patterns(rows):
        assert found.start < found.known < len(rows)
        assert 0.5 <= found.quality <= 1
        now = len(rows) - 1
        assert np.isfinite([found.trigger(now), found.target(now), found.invalidation(now), found.height_atr]).all()


@given(SEEDS)
@examples(40)
def test_prices_stand_in_their_order(seed: int) -> None:
    """The target lies beyond the trigger, the invalidation on its other side; and each state is by its rule."""
    rows = random_rows(500, seed, step=0.02)
    for found in formations(rows):
        way = {"bullish": 1, "bearish": -1, "neutral": 1}[found.direction]
        bar = found.known if found.confirmed is None else found.confirmed
        trigger, target, invalidation = found.trigger(bar), found.target(bar), found.invalidation(bar)
        if found.failed is None or found.confirmed is not None:
            assert way * (trigger - invalidation) > 0
        if not found.name.endswith("wedge"):
            assert way * (target - trigger) > 0
        if found.confirmed is not None:
            assert way * (rows.close[found.confirmed] - trigger) > 0
        if found.reached is not None and found.confirmed is not None:
            assert found.reached > found.confirmed
            assert rows.low[found.reached] <= target <= rows.high[found.reached] or way * (
                rows.close[found.reached] - target
            ) >= min(0.0, way * (rows.open[found.reached] - target))


@given(SEEDS)
@examples(20)
def test_no_two_cover_the_same_stretch(seed: int) -> None:
    found = chart_patterns(random_rows(500, seed, step=0.02))
    assert [one.known for one in found] == sorted((one.known for one in found), reverse=True)
    for first, one in enumerate(found):
        for other in found[first + 1 :]:
            shared = {(point.bar, point.price) for point in one.points} & {
                (point.bar, point.price) for point in other.points
            }
            assert len(shared) < 2


def test_chance_makes_formations_too_and_the_module_says_how_many() -> None:
    """On 100 random walks of 500 bars: the rates that the package's words state, give or take."""
    walks = [chart_patterns(random_rows(500, seed)) for seed in range(100)]
    assert 3.5 < sum(map(len, walks)) / 100 < 5.5
    assert sum(one.state == "forming" for found in walks for one in found) / 100 < 0.25


def outcomes(markets: Iterable[Rows]) -> tuple[float, int]:
    """The share of confirmed formations that reached their target before they failed, and how many did either."""
    settled = [one for rows in markets for one in first_known(formations(rows)) if one.confirmed is not None]
    reached = sum(one.reached is not None for one in settled)
    failed = sum(one.failed is not None for one in settled)
    return reached / (reached + failed), reached + failed


def test_outcomes_are_as_the_module_states_them(shared_data: Path) -> None:
    """Whoever trades on a formation should know how often such ones came true, and how often chance alone does."""
    coins = ["ADA", "AVAX", "BNB", "BTC", "DOGE", "DOT", "ETH", "LINK", "LTC", "MATIC", "SOL", "XRP"]
    real, cases = outcomes(real_rows(shared_data, coin, 24_000, skip=0) for coin in coins)
    chance, others = outcomes(random_rows(24_000, seed) for seed in range(12))
    assert min(cases, others) > 1500
    assert real == pytest.approx(REACHED_RATE, abs=0.001)
    assert chance == pytest.approx(CHANCE_RATE, abs=0.001)


def test_what_stands_is_forming_or_on_its_way() -> None:
    for seed in range(40):
        for found in standing(chart_patterns(random_rows(500, seed)), 499):
            assert found.failed is None
            assert found.reached is None


def test_only_what_began_lately_is_told() -> None:
    for seed in range(20):
        assert all(found.start >= 400 for found in chart_patterns(random_rows(500, seed), newest=100))
