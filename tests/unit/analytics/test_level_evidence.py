"""If these failed, chance would pass for a market's law, or a law for chance."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given

from analytics.level_evidence import (
    FEWEST,
    MOVE_ATR,
    PROBES,
    RATE,
    TOUCH_ATR,
    WATCH,
    Evidence,
    Trial,
    evidence,
    power,
    trials,
)
from analytics.swings import zigzag
from analytics.volatility import atr
from tests.examples import examples
from tests.unit.analytics.markets import CUTS, HOUR, SEEDS, Rows, findings_unchanged, odd, random_rows, real_rows

WITHIN_BAR = 12
"""Steps of the walk in a bar, so that its high and low belong to its path."""


def walk(bars: int, seed: int) -> Rows:
    """A market of which nothing can be known: a random walk, looked at bar by bar."""
    random = np.random.default_rng(seed)
    path = 100 * np.exp(np.cumsum(random.normal(0, 0.003, bars * WITHIN_BAR))).reshape(bars, WITHIN_BAR)
    close = path[:, -1]
    open_ = np.concatenate(([100.0], close[:-1]))
    high, low = np.maximum(path.max(axis=1), open_), np.minimum(path.min(axis=1), open_)
    return Rows(np.arange(bars, dtype=np.int64) * HOUR, open_, high, low, close, np.ones(bars))


def planted(seed: int, *, share: float, ratio: float = 0.618, legs: int = 240) -> Rows:
    """Legs up, each given back in part: ``share`` of them turn at ``ratio``, the others anywhere from 0.4 to 0.9."""
    random = np.random.default_rng(seed)
    prices = [100.0]
    for _ in range(legs):
        size = prices[-1] * random.uniform(0.06, 0.1)
        back = ratio + random.normal(0, 0.004) if random.random() < share else random.uniform(0.4, 0.9)
        prices += [prices[-1] + size, prices[-1] + size * (1 - back)]
    close = np.concatenate([np.linspace(a, b, 14, endpoint=False) for a, b in pairwise(prices)])
    close = close * (1 + random.normal(0, 0.0005, len(close)))
    open_ = np.concatenate((close[:1], close[:-1]))
    high, low = np.maximum(open_, close) * 1.0003, np.minimum(open_, close) * 0.9997
    return Rows(np.arange(len(close), dtype=np.int64) * HOUR, open_, high, low, close, np.ones(len(close)))


def seen(rows: Rows, draws: int = 499) -> dict[float, Evidence]:
    return {one.ratio: one for one in evidence(rows.high, rows.low, rows.close, draws=draws)}


def tried(rows: Rows) -> list[Trial]:
    return trials(rows.high, rows.low, rows.close)


def one_by_one(rows: Rows) -> list[Trial]:
    """The same as ``trials``, bar by bar, as one would explain it."""
    turns = zigzag(rows.high, rows.low, rows.close)
    ranges = atr(rows.high, rows.low, rows.close)
    found = []
    for leg, (start, end) in enumerate(pairwise(turns)):
        size, touch, move = end.price - start.price, TOUCH_ATR * ranges[end.known], MOVE_ATR * ranges[end.known]
        for ratio in (probe.ratio for probe in PROBES):
            retracement = ratio < 1
            level = end.price - ratio * size if retracement else start.price + ratio * size
            from_above = (size > 0) == retracement

            def at(bar: int, distance: float, level: float = level, from_above: bool = from_above) -> bool:
                """Whether the bar is that near to the level, or that far through it where ``distance`` is negative."""
                if from_above:
                    return bool(rows.low[bar] <= level + distance)
                return bool(rows.high[bar] >= level - distance)

            def back(bar: int, level: float = level, move: float = move, from_above: bool = from_above) -> bool:
                return bool(rows.high[bar] >= level + move if from_above else rows.low[bar] <= level - move)

            def over(bar: int, retracement: bool = retracement, size: float = size) -> bool:
                """Whether the leg is passed at its end, or for extensions lost at its start."""
                if retracement:
                    return bool(rows.high[bar] > end.price if size > 0 else rows.low[bar] < end.price)  # noqa: B023
                return bool(rows.low[bar] < start.price if size > 0 else rows.high[bar] > start.price)  # noqa: B023

            if any(at(bar, touch) for bar in range(end.bar + 1, end.known + 1)):
                continue
            last = min(len(rows), end.known + 1 + WATCH)
            touched = None
            for bar in range(end.known + 1, last):
                if touched is None and over(bar):
                    break
                if touched is None and at(bar, touch):
                    touched = bar
                if touched is None:
                    continue
                if at(bar, -move):
                    found.append(Trial(leg, ratio, level, touched, bar, reacted=False))
                    break
                if bar > touched and back(bar):
                    found.append(Trial(leg, ratio, level, touched, bar, reacted=True))
                    break
    return sorted(found, key=lambda one: (one.known, one.leg, one.ratio))


@examples(15)
@given(SEEDS)
def test_touches_and_reactions_are_what_one_finds_bar_by_bar(seed: int) -> None:
    rows = random_rows(700, seed)
    assert tried(rows) == one_by_one(rows)


@odd
def test_so_they_are_in_odd_markets(rows: Rows) -> None:
    assert tried(rows) == one_by_one(rows)


@examples(30)
@given(SEEDS, CUTS)
def test_later_bars_change_no_trial(seed: int, cut: int) -> None:
    findings_unchanged(tried, random_rows(600, seed), cut)


def test_later_real_bars_change_no_trial(shared_data: Path) -> None:
    rows = real_rows(shared_data)
    for cut in range(100, 2000, 379):
        findings_unchanged(tried, rows, cut)


@examples(10)
@given(SEEDS)
def test_neither_the_unit_of_price_nor_the_time_matters(seed: int) -> None:
    rows = random_rows(900, seed)
    assert seen(rows, 99) == seen(rows.scaled(1024.0).later(5 * HOUR), 99)


def test_counts_are_those_of_the_trials() -> None:
    rows = random_rows(3000, 5)
    found = tried(rows)
    for ratio, one in seen(rows, 49).items():
        of_ratio = [trial for trial in found if trial.ratio == ratio]
        assert one.touches == len(of_ratio)
        assert one.reactions == sum(trial.reacted for trial in of_ratio)
        assert (one.verdict == "too few") is (one.touches < FEWEST)


class TestHonesty:
    """Simulated, because it cannot be read off a market what is true of it."""

    def test_where_there_is_nothing_p_values_are_even_and_findings_as_rare_as_said(self) -> None:
        p_values, with_finding = [], 0
        walks = 60
        for seed in range(walks):
            told = seen(walk(2000, seed), 199).values()
            p_values += [one.as_good for one in told if one.as_good is not None]
            with_finding += any(one.verdict in ("more than chance", "less than chance") for one in told)
        assert len(p_values) > 200
        assert np.mean(p_values) == pytest.approx(0.5, abs=0.06)
        for level in (0.05, 0.1, 0.25):
            slack = 2 * np.sqrt(level * (1 - level) / len(p_values))
            assert np.mean(np.array(p_values) <= level) <= level + slack
            assert np.mean(np.array(p_values) >= 1 - level) <= level + slack + 0.01
        assert with_finding / walks <= RATE + 2 * np.sqrt(RATE * (1 - RATE) / walks)

    def test_a_planted_ratio_is_found(self) -> None:
        for seed in range(5):
            assert seen(planted(seed, share=0.5))[0.618].verdict == "more than chance", seed

    def test_and_not_where_it_was_not_planted(self) -> None:
        verdicts = [seen(planted(seed, share=0.0))[0.618].verdict for seed in range(8)]
        assert verdicts.count("no sign") >= 7

    def test_another_planted_ratio_does_not_speak_for_it(self) -> None:
        for seed in range(5):
            assert seen(planted(seed, share=0.5, ratio=0.7))[0.618].verdict != "more than chance", seed


def test_the_same_market_gives_the_same_numbers() -> None:
    rows = random_rows(1500, 3)
    assert seen(rows, 99) == seen(rows, 99)


@odd
def test_odd_bars_are_answered(rows: Rows) -> None:
    told = seen(rows, 19)
    assert list(told) == [probe.ratio for probe in PROBES]
    for one in told.values():
        assert 0 <= one.reactions <= one.touches
        assert (one.rate is None) is (one.touches == 0)
        assert (one.chance is None) is (one.adjusted is None) is (one.verdict == "too few")


def test_chance_is_told_in_its_range() -> None:
    for one in seen(random_rows(3000, 11)).values():
        if one.chance is not None:
            assert one.chance_low is not None
            assert one.chance_high is not None
            assert one.as_good is not None
            assert one.adjusted is not None
            assert 0 <= one.chance_low <= one.chance <= one.chance_high <= 1
            assert 1 / 500 <= one.as_good <= 1
            assert one.adjusted <= 1


class TestPower:
    """A verdict of "no sign" says as much as the sample could have found."""

    def test_more_touches_find_more_and_more_tries_less(self) -> None:
        shares = [power(0.5 - width, 0.5 + width, 7) for width in (0.2, 0.1, 0.07, 0.03, 0.01)]
        assert shares == sorted(shares)
        assert shares[0] < 0.05
        assert shares[-1] > 0.99
        assert power(0.43, 0.57, 1) > power(0.43, 0.57, 7)
        assert power(0.43, 0.57, 7, effect=0.0) == pytest.approx(RATE / 14)

    def test_on_four_thousand_bars_it_finds_about_an_eighth(self) -> None:
        found = [seen(walk(4_000, seed))[0.618].power for seed in range(4)]
        assert all(share is not None and 0.08 < share < 0.25 for share in found)

    def test_what_is_not_judged_has_none(self) -> None:
        for one in seen(random_rows(900, 3), 49).values():
            assert (one.power is None) is (one.verdict == "too few")
