"""If these failed, a factor would be judged by days on which it was not in force."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.sky.almanac import events
from analytics.sky.events import MoonPhase, SkyEvent
from services.cosmic.factors import FACTORS, Factor, FactorName, element_of
from services.market.timeframes import DAY, HOUR, from_ms, to_ms

START, END = datetime(2022, 1, 1, tzinfo=UTC), datetime(2025, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def sky() -> tuple[SkyEvent, ...]:
    return events(START, END)


def factor_of(name: FactorName) -> Factor:
    return next(factor for factor in FACTORS if factor.name == name)


def inside(sky: tuple[SkyEvent, ...], name: FactorName, start: datetime, days: int, bar: int = DAY) -> list[datetime]:
    time = to_ms(start) + np.arange(days * DAY // bar, dtype=np.int64) * bar
    return [from_ms(int(at)) for at in time[factor_of(name).inside(sky, time, bar)]]


def test_names_are_those_that_can_be_asked_for() -> None:
    assert len(FACTORS) == len({factor.name for factor in FACTORS}) == len({factor.title for factor in FACTORS})
    assert set(FactorName.__args__) == {factor.name for factor in FACTORS}  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        # Stations of 2023: Mercury 13 Dec 07:09 to 2 Jan 03:08, Venus 23 Jul 01:33 to 4 Sep 01:20 (UTC).
        ("mercury retrograde", "2023-12-13", "2024-01-01"),
        ("venus retrograde", "2023-07-23", "2023-09-03"),
        # Full moon 27 Dec 2023 00:33, new moon 12 Dec 23:32.
        ("full moon", "2023-12-26", "2023-12-27"),
        ("new moon", "2023-12-12", "2023-12-13"),
        # The Sun enters Capricorn on 22 Dec 2023 at 03:27.
        ("sun ingress", "2023-12-21", "2023-12-22"),
        # Eclipses on 14 Oct 2023 18:00 and 28 Oct 20:14.
        ("eclipse", "2023-10-12", "2023-10-17"),
    ],
)
def test_known_dates(sky: tuple[SkyEvent, ...], name: FactorName, first: str, last: str) -> None:
    start, end = (datetime.fromisoformat(day).replace(tzinfo=UTC) for day in (first, last))
    days = inside(sky, name, start - timedelta(days=4), (end - start).days + 9)
    assert days == [start + timedelta(days=day) for day in range((end - start).days + 1)]


def test_the_moon_is_always_in_one_element(sky: tuple[SkyEvent, ...]) -> None:
    time = to_ms(datetime(2023, 1, 1, tzinfo=UTC)) + np.arange(24 * 365, dtype=np.int64) * HOUR
    held = np.stack([factor.inside(sky, time, HOUR) for factor in FACTORS if factor.name.startswith("moon in ")])
    assert held.shape[0] == 4
    assert (held.sum(axis=0) == 1).all()
    assert np.allclose(held.mean(axis=1), 0.25, atol=0.03)


def test_elements_follow_each_other_round_the_zodiac() -> None:
    assert [element_of(sign) for sign in ("aries", "taurus", "gemini", "cancer", "leo", "pisces")] == [
        *("fire", "earth", "air", "water", "fire", "water")
    ]


@pytest.mark.parametrize("factor", FACTORS, ids=lambda factor: factor.name)
def test_finer_bars_say_the_same_as_coarser_ones(sky: tuple[SkyEvent, ...], factor: Factor) -> None:
    start = to_ms(datetime(2023, 2, 1, tzinfo=UTC))
    hours = start + np.arange(24 * 400, dtype=np.int64) * HOUR
    quarters = start + np.arange(96 * 400, dtype=np.int64) * (HOUR // 4)
    coarse, fine = factor.inside(sky, hours, HOUR), factor.inside(sky, quarters, HOUR // 4)
    assert abs(coarse.mean() - fine.mean()) < 0.002
    assert np.array_equal(factor.inside(sky, hours[5:500], HOUR), coarse[5:500])


@given(window=st.integers(0, 300), bars=st.integers(0, 60))
def test_events_beyond_the_bars_change_nothing(window: int, bars: int) -> None:
    moon = MoonPhase(
        tt=2460310.5, time=START + timedelta(days=window), bodies=("moon", "sun"), longitude=10.0, quarter="full_moon"
    )
    time = to_ms(START) + np.arange(bars, dtype=np.int64) * DAY
    on = factor_of("full moon").inside((moon,), time, DAY)
    assert on.shape == (bars,)
    assert on.sum() == sum(abs(day + 0.5 - window) < 1 or day + 0.5 - window == -1 for day in range(bars))


@pytest.mark.parametrize("factor", FACTORS, ids=lambda factor: factor.name)
def test_moments_lie_in_their_spells(sky: tuple[SkyEvent, ...], factor: Factor) -> None:
    moments = factor.moments(sky)
    assert len(moments) >= 1
    assert factor.inside(sky, np.sort(moments), 1).all()
    assert len(factor.moments(())) == 0
    assert not factor.inside((), np.arange(5, dtype=np.int64) * DAY, DAY).any()
