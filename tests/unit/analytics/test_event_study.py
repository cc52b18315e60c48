"""If these failed, a person would be told that the sky moves the market, or that it does not, by a wrong number."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.calendars import Bools
from analytics.event_study import BINS, FEWEST_BARS, FEWEST_SPELLS, Effect, Study, TooFew, study
from tests.examples import examples
from tests.unit.analytics.clustered import DAY, clustered_returns, days, eclipses, moons, prices
from tests.unit.analytics.markets import HOUR, SEEDS, Rows, flat_rows, odd, random_rows

CALENDARS: dict[str, Callable[[int], Bools]] = {
    "never": lambda bars: np.zeros(bars, dtype=np.bool_),
    "always": lambda bars: np.ones(bars, dtype=np.bool_),
    "once": lambda bars: np.arange(bars) >= bars // 2,
    "every other bar": lambda bars: np.arange(bars) % 2 == 0,
    "often": lambda bars: np.arange(bars) % 20 < 8,
    "seldom off": lambda bars: np.arange(bars) % 60 > 3,
}
each_calendar = pytest.mark.parametrize("calendar", CALENDARS.values(), ids=CALENDARS.keys())


def told(rows: Rows, on: Bools, bar_ms: int = DAY, draws: int = 500) -> Study:
    answer = study(rows.time * (bar_ms // HOUR), rows.close, bar_ms, on, draws=draws)
    assert isinstance(answer, Study)
    return answer


def both(answer: Study) -> tuple[Effect, Effect]:
    return answer.returns, answer.volatility


@pytest.fixture(scope="module")
def rows() -> Rows:
    return random_rows(1200, 5)


@pytest.fixture(scope="module")
def on() -> Bools:
    return moons(1200, np.random.default_rng(3))


def test_means_are_those_of_the_bars(rows: Rows, on: Bools) -> None:
    answer = told(rows, on)
    returns = np.diff(np.log(rows.close))
    for effect, values in zip(both(answer), (returns, abs(returns)), strict=True):
        assert effect.inside == pytest.approx(values[on[1:]].mean())
        assert effect.outside == pytest.approx(values[~on[1:]].mean())
        assert effect.difference == pytest.approx(effect.inside - effect.outside)
    assert answer.counts.bars == 1199
    assert answer.counts.bars_inside == on[1:].sum()
    assert answer.volatility.ratio == pytest.approx(answer.volatility.inside / answer.volatility.outside)
    assert answer.returns.ratio is None


def test_what_happened_over_a_hole_belongs_to_no_bar() -> None:
    rows, on = random_rows(1200, 5), moons(1200, np.random.default_rng(3))
    kept = np.ones(1200, dtype=np.bool_)
    kept[300:340] = kept[700] = False
    answer = study(days(1200)[kept], rows.close[kept], DAY, on[kept], draws=500)
    assert isinstance(answer, Study)
    returns = np.diff(np.log(rows.close), prepend=np.nan)
    known = kept & np.concatenate(([False], kept[:-1]))
    assert (answer.counts.bars, answer.counts.missing) == (known.sum(), 3)
    assert answer.returns.inside == pytest.approx(returns[known & on].mean())
    assert answer.returns.outside == pytest.approx(returns[known & ~on].mean())


def test_a_spell_across_a_hole_is_one() -> None:
    rows = random_rows(600, 1)
    on = np.arange(600) % 60 < 20
    kept = np.arange(600) % 60 != 10
    answer = study(days(600)[kept], rows.close[kept], DAY, on[kept], draws=500)
    assert isinstance(answer, Study)
    assert answer.counts.spells == 10


@examples(20)
@given(SEEDS)
def test_interval_and_p_value_agree(seed: int) -> None:
    answer = told(random_rows(500, seed), moons(500, np.random.default_rng(seed), 4))
    for effect in both(answer):
        assert 0 < effect.p <= 1
        assert effect.low <= effect.effect <= effect.high
        assert effect.chance_low <= effect.chance <= effect.chance_high
        assert effect.detectable == pytest.approx(2.8015852 * effect.chance_sd)
        assert min(effect.place, 1 - effect.place) * 2 == pytest.approx(effect.p, abs=4 / 500)
        if effect.p < 0.045:
            assert not effect.low <= 0 <= effect.high
        if effect.p > 0.055:
            assert effect.low <= 0 <= effect.high
        assert sum(effect.cloud.counts) == answer.draws
        assert (len(effect.cloud.counts), len(effect.cloud.edges)) == (BINS, BINS + 1)
        assert effect.cloud.edges[0] <= effect.chance_low < effect.chance_high <= effect.cloud.edges[-1]


def test_the_same_bars_give_the_same_numbers(rows: Rows, on: Bools) -> None:
    assert told(rows, on) == told(rows, on)


def test_every_place_is_counted_where_they_are_few() -> None:
    rows = random_rows(200, 4)
    on = np.isin(np.arange(200) // 7, (1, 5, 11, 17, 22))
    answer = told(rows, on, draws=10_000)
    assert (answer.blocks, answer.draws) == (1, 199)
    known = np.ones(200)
    known[0] = 0
    returns = np.diff(np.log(rows.close), prepend=np.log(rows.close[0]))
    every = []
    for move in range(200):
        inside = np.roll(on, move)
        within, total = known[inside].sum(), returns[inside].sum()
        every.append(total / within - (returns.sum() - total) / (199 - within))
    above, below = (np.array(every) >= every[0]).sum(), (np.array(every) <= every[0]).sum()
    assert answer.returns.p == pytest.approx(min(1.0, 2 * min(above, below) / 200))
    assert answer.returns.chance == pytest.approx(np.mean(every[1:]))


@examples(20)
@given(SEEDS, st.floats(1e-6, 1e6), st.integers(0, 10**13))
def test_neither_the_unit_nor_the_date_matters(seed: int, factor: float, later: int) -> None:
    rows, on = random_rows(400, seed), moons(400, np.random.default_rng(seed), 4)
    plain, other = told(rows, on), told(rows.scaled(factor), on)
    assert study(days(400) + later, rows.close, DAY, on, draws=500) == plain
    for one, two in zip(both(plain), both(other), strict=True):
        assert two.p == one.p
        assert two.effect == pytest.approx(one.effect, abs=1e-9)


@examples(20)
@given(SEEDS)
def test_the_market_upside_down_is_as_surprising(seed: int) -> None:
    rows, on = random_rows(400, seed), moons(400, np.random.default_rng(seed), 4)
    up, down = (study(days(400), close, DAY, on, draws=500) for close in (rows.close, 1 / rows.close))
    assert isinstance(up, Study)
    assert isinstance(down, Study)
    assert (down.returns.p, down.volatility.p) == (up.returns.p, up.volatility.p)
    assert down.returns.effect == pytest.approx(-up.returns.effect, abs=1e-12)
    assert (down.returns.low, down.returns.high) == pytest.approx((-up.returns.high, -up.returns.low), abs=1e-12)


@odd
@each_calendar
def test_odd_bars_and_calendars_give_typed_answers(rows: Rows, calendar: Callable[[int], Bools]) -> None:
    answer = study(rows.time, rows.close, HOUR, calendar(len(rows)), draws=200)
    if isinstance(answer, TooFew):
        assert answer.counts.bars <= max(0, len(rows) - 1)
        return
    assert answer.counts.spells >= FEWEST_SPELLS
    assert min(answer.counts.bars_inside, answer.counts.bars_outside) >= FEWEST_BARS
    for effect in both(answer):
        assert np.isfinite([effect.inside, effect.outside, effect.chance, effect.low, effect.high]).all()
        assert 0 < effect.p <= 1
        assert effect.detectable > 0


@pytest.mark.parametrize(
    ("on", "lacks"),
    [
        (np.arange(600) % 200 < 50, "spells"),
        (np.arange(600) % 100 < 3, "bars inside"),
        (np.arange(600) % 100 > 2, "bars outside"),
    ],
    ids=["three spells", "eighteen bars", "all but eighteen bars"],
)
def test_too_little_is_said_to_be_so(on: Bools, lacks: str) -> None:
    answer = study(days(600), random_rows(600, 1).close, DAY, on)
    assert isinstance(answer, TooFew)
    assert answer.lacks == lacks
    assert answer.counts.bars == 599


def test_too_few_days_to_move_to() -> None:
    answer = study(random_rows(200).time, random_rows(200).close, HOUR, np.arange(200) % 40 < 8)
    assert isinstance(answer, TooFew)
    assert answer.lacks == "places"


def test_a_market_that_stands_still_shows_nothing() -> None:
    answer = study(days(900), flat_rows(900).close, DAY, moons(900, np.random.default_rng(1)))
    assert isinstance(answer, TooFew)
    assert answer.lacks == "variation"


def test_a_calendar_that_keeps_to_the_hour_is_not_credited_with_it() -> None:
    random = np.random.default_rng(8)
    hour = np.arange(24 * 600) % 24
    returns = random.normal(0, np.where((hour >= 13) & (hour < 16), 0.02, 0.005))
    lively = (hour >= 13) & (hour < 16) & (random.random(600) < 0.3).repeat(24)
    time = np.arange(24 * 600, dtype=np.int64) * HOUR
    answer = study(time, prices(returns), HOUR, lively, draws=999)
    assert isinstance(answer, Study)
    ratio = answer.volatility.ratio
    assert ratio is not None
    assert ratio > 2
    assert answer.volatility.p > 0.05
    assert answer.volatility.chance == pytest.approx(answer.volatility.difference, rel=0.1)


def test_years_of_more_spells_do_not_lend_their_drift() -> None:
    returns = clustered_returns(1, 1600, 2)[0] / 10
    returns[:800] += 0.01
    random = np.random.default_rng(2)
    on = np.concatenate((moons(800, random, 10), eclipses(800, random)))
    answer = study(days(1600), prices(returns), DAY, on, draws=999)
    assert isinstance(answer, Study)
    assert answer.returns.difference > 0.003
    assert abs(answer.returns.effect) < 0.0015
    assert answer.returns.p > 0.05


def test_a_calendar_has_a_value_for_each_bar() -> None:
    with pytest.raises(ValueError, match="each bar"):
        study(days(5), np.ones(5), DAY, np.ones(4, dtype=np.bool_))
