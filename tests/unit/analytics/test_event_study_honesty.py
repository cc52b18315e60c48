"""What a person would lose: chance told as a finding more often than is said, or a finding that was there, not told.

Markets are made without a link to any calendar, or with one of a known size, and the study is asked of each. Chance
has its say in these counts, too: bounds are those that 999 of 1,000 runs would keep within, and seeds are fixed.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import scipy.stats  # type: ignore[import-untyped]

from analytics.calendars import Bools
from analytics.event_study import Study, study
from analytics.factor_judgement import RATE, Halves, Judgement, halves, judge
from tests.unit.analytics.clustered import DAY, clustered_returns, days, eclipses, moons, prices
from tests.unit.analytics.markets import HOUR, Floats, real_rows

BARS = 1_800
MARKETS = 300
DRAWS = 399

Calendar = Callable[[int, np.random.Generator], Bools]
each_calendar = pytest.mark.parametrize("calendar", [moons, eclipses], ids=["full moons", "three weeks a year"])


def asked(returns: Floats, on: Bools, draws: int = DRAWS) -> Study:
    answer = study(days(len(returns)), prices(returns), DAY, on, draws=draws)
    assert isinstance(answer, Study)
    return answer


def trials(calendar: Calendar) -> Iterator[tuple[Floats, Bools]]:
    random = np.random.default_rng(11)
    for returns in clustered_returns(MARKETS, BARS, 7):
        yield returns, calendar(BARS, random)


def by_chance(count: int, share: float, tries: int = MARKETS) -> bool:
    low, high = scipy.stats.binom.interval(0.999, tries, share)
    return bool(low <= count <= high)


@each_calendar
def test_chance_is_called_a_finding_as_often_as_is_said(calendar: Calendar) -> None:
    answers = [asked(returns, on) for returns, on in trials(calendar)]
    for share in (0.05, 0.2, 0.5):
        assert by_chance(sum(answer.returns.p <= share for answer in answers), share)
        assert by_chance(sum(answer.volatility.p <= share for answer in answers), share)
    # The same draws the other way round: nothing is there in 95 of 100 intervals.
    assert by_chance(sum(answer.returns.low <= 0 <= answer.returns.high for answer in answers), 0.95)


@each_calendar
def test_a_drift_of_the_size_said_is_found_as_often_as_is_said(calendar: Calendar) -> None:
    found = held = 0
    for returns, on in trials(calendar):
        size = asked(returns, on).returns.detectable
        answer = asked(returns + size * on, on).returns
        found += answer.p <= 0.05
        held += answer.low <= size <= answer.high
    assert by_chance(found, 0.8)
    assert by_chance(held, 0.95)


@each_calendar
def test_restlessness_of_the_size_said_is_found_nearly_as_often(calendar: Calendar) -> None:
    found = 0
    for returns, on in trials(calendar):
        answer = asked(returns, on).volatility
        found += asked(returns * (1 + answer.detectable / answer.inside * on), on).volatility.p <= 0.05
    assert 0.7 < found / MARKETS < 0.9


def judged(markets: int, factors: int, planted: int, size: float) -> Iterator[Judgement]:
    """Judgements of calendars that know nothing of each other; the first ``planted`` have a drift of ``size``, in
    standard deviations of the return (and so larger returns, too)."""
    random = np.random.default_rng(5)
    for returns in clustered_returns(markets, BARS, 9):
        calendars = [eclipses(BARS, random, 3, 10) for _ in range(factors)]
        moved = returns + size * returns.std() * sum(on.astype(np.float64) for on in calendars[:planted])
        close = prices(moved - moved.mean())
        yield judge({str(at): halves(days(BARS), close, DAY, on, draws=999) for at, on in enumerate(calendars)})


def test_of_many_factors_that_do_nothing_hardly_any_is_found_and_none_passes() -> None:
    judgements = list(judged(25, 8, 0, 0.0))
    assert all(judgement.tests == 16 for judgement in judgements)
    for q in ("q", "whole_q"):
        wrong = sum(any(getattr(one, q) <= RATE for one in judgement.findings) for judgement in judgements)
        assert wrong <= scipy.stats.binom.ppf(0.999, len(judgements), RATE)
    assert not any(one.passed for judgement in judgements for one in judgement.findings)


def test_false_discoveries_are_few_among_the_found() -> None:
    shares = []
    hits = 0
    for judgement in judged(25, 8, 2, 0.7):
        found = [one for one in judgement.findings if one.q is not None and one.q <= RATE]
        false = [one for one in found if one.name not in "01"]
        shares.append(len(false) / max(1, len(found)))
        hits += sum(
            one.verdict == "passes" for one in judgement.findings if one.name in "01" and one.measure == "return"
        )
    assert np.mean(shares) <= RATE + 3 * np.std(shares) / np.sqrt(len(shares))
    assert hits >= 45  # of 50


def test_on_real_hours_calendars_that_mean_nothing_are_found_as_often_as_is_said(shared_data: Path) -> None:
    rows = real_rows(shared_data, bars=26_000)
    random = np.random.default_rng(4)
    returned = restless = 0
    for seed in range(100):
        period = random.uniform(20, 45) * 24
        on = (np.arange(26_000) + random.uniform(0, period)) % period < 48
        answer = study(rows.time, rows.close, HOUR, on, draws=DRAWS, seed=seed)
        assert isinstance(answer, Study)
        returned += answer.returns.p <= 0.05
        restless += answer.volatility.p <= 0.05
    assert by_chance(returned, 0.05, 100)
    assert by_chance(restless, 0.05, 100)


def test_what_everybody_knows_is_found(shared_data: Path) -> None:
    """Bitcoin rests at weekends."""
    rows = real_rows(shared_data, bars=26_000)
    weekend = (rows.time // DAY + 4) % 7 % 6 == 0
    known = halves(rows.time, rows.close, HOUR, weekend, draws=999)
    assert isinstance(known, Halves)
    judgement = judge({"weekend": known})
    restless = judgement.findings[1]
    assert (restless.measure, restless.verdict) == ("volatility", "passes")
    assert restless.confirmed is not None
    assert restless.confirmed.ratio is not None
    assert restless.confirmed.ratio < 0.9
