"""If these failed, the picture of what comes after an event would be of something else."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.calendars import Ints
from analytics.event_path import Path, path
from analytics.event_study import FEWEST_SPELLS
from tests.examples import examples
from tests.unit.analytics.clustered import DAY, clustered_returns, days, prices
from tests.unit.analytics.markets import HOUR, SEEDS, Floats, Rows, flat_rows, odd, random_rows


def told(close: Floats, events: Ints, before: int = 10, after: int = 15, draws: int = 400) -> Path:
    answer = path(days(len(close)), close, DAY, events * DAY, before=before, after=after, draws=draws)
    assert answer is not None
    return answer


def spread(bars: int, count: int, seed: int) -> Ints:
    return np.sort(np.random.default_rng(seed).choice(bars, count, replace=False))


def test_the_average_is_that_of_the_prices() -> None:
    rows, events = random_rows(900, 4), spread(800, 20, 1) + 50
    answer = told(rows.close, events)
    logs = np.log(rows.close)
    expected = np.mean([logs[at - 10 : at + 16] - logs[at - 1] for at in events.tolist()], axis=0)
    assert answer.average == pytest.approx(expected.tolist(), abs=1e-12)
    assert answer.at == tuple(range(-10, 16))
    assert (answer.average[9], answer.low[9], answer.high[9]) == (0, 0, 0)
    assert answer.events == 20


def test_a_jump_after_events_leaves_the_band() -> None:
    returns, events = clustered_returns(1, 1500, 3)[0], np.arange(40, 1450, 60)
    returns[events + 2] += 0.1
    answer = told(prices(returns), events)
    assert set(range(3, 10)) <= set(answer.outside)
    assert not any(at < 2 for at in answer.outside)


def test_chance_stays_within_the_band_from_end_to_end() -> None:
    markets = 200
    left = 0
    for seed, returns in enumerate(clustered_returns(markets, 1200, 6)):
        left += bool(told(prices(returns), spread(1200, 30, seed)).outside)
    assert 1 <= left <= 21  # 999 of 1,000 runs at 5 %


def test_windows_that_leave_the_bars_are_left_out() -> None:
    rows = random_rows(600, 4)
    inner = np.arange(50, 550, 50)
    outer = np.concatenate((inner, [-700, 3, 590, 9000]))
    assert told(rows.close, outer) == told(rows.close, inner)


def test_two_events_in_a_bar_count_once() -> None:
    rows, events = random_rows(600, 4), np.arange(50, 550, 50)
    twice = np.concatenate((events * DAY, events * DAY + HOUR))
    again = path(days(600), rows.close, DAY, twice, before=10, after=15, draws=400)
    assert again == told(rows.close, events)


@examples(15)
@given(SEEDS, st.floats(1e-6, 1e6), st.integers(0, 10**13))
def test_neither_the_unit_nor_the_date_matters(seed: int, factor: float, later: int) -> None:
    rows, events = random_rows(500, seed), spread(400, 12, seed) + 40
    plain, scaled = told(rows.close, events), told(rows.close * factor, events)
    shifted = path(days(500) + later, rows.close, DAY, events * DAY + later, before=10, after=15, draws=400)
    assert shifted == plain
    for name in ("average", "chance", "low", "high"):
        assert getattr(scaled, name) == pytest.approx(getattr(plain, name), abs=1e-9)


@odd
def test_odd_bars_give_a_path_of_numbers_or_none(rows: Rows) -> None:
    events = np.arange(20, 300, 25) * HOUR
    answer = path(rows.time, rows.close, HOUR, events, before=5, after=5, draws=200)
    if answer is not None:
        assert np.isfinite([answer.average, answer.chance, answer.low, answer.high]).all()


def test_few_events_and_markets_at_rest_have_no_path() -> None:
    rows = random_rows(600, 4)
    few = np.arange(1, FEWEST_SPELLS) * 100 * DAY
    assert path(days(600), rows.close, DAY, few, before=5, after=5) is None
    assert path(days(600), flat_rows(600).close, DAY, np.arange(50, 550, 50) * DAY, before=5, after=5) is None


@pytest.mark.parametrize(("before", "after"), [(0, 5), (5, -1)])
def test_a_window_has_bars(before: int, after: int) -> None:
    with pytest.raises(ValueError, match="window"):
        path(days(9), np.ones(9), DAY, np.array([DAY]), before=before, after=after)
