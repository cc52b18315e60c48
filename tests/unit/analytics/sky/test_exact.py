"""An exact time on one card must be that of another, and none may be promised that does not come."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.sky.aspects import MAJOR_ORBS, ORBS, aspects_in_force
from analytics.sky.events import Perfection
from analytics.sky.exact import exact_aspects, exact_transits
from analytics.sky.factors import factors
from analytics.sky.names import separation
from analytics.sky.natal import genesis_chart, transits
from analytics.sky.positions import positions
from tests.examples import examples
from tests.unit.analytics.sky.reference import aspect_times, year_events

START = datetime(1901, 9, 1, tzinfo=UTC)
NOW = datetime(2023, 12, 30, 19, tzinfo=UTC)
DAYS = st.integers(0, 55_000)
SECOND = timedelta(seconds=1)


@given(day=DAYS)
@examples(15)
def test_aspects_are_exact_when_they_say(day: int) -> None:
    """To 0.04″, behind the Sun too: as near as a slow planet's date can be told."""
    time = START + timedelta(days=day)
    found = aspects_in_force(positions(time).at(0))
    for each, exact in zip(found, exact_aspects(found, time), strict=True):
        if exact is not None:
            a, b = positions(exact, each.bodies).longitude[:, 0]
            assert abs(float(separation(a, b))) == pytest.approx(each.angle, abs=1e-5), each
            assert (exact > time) == each.applying


@given(day=DAYS)
@examples(15)
def test_transits_are_exact_when_they_say(day: int) -> None:
    time = START + timedelta(days=day)
    found = transits(positions(time).at(0), genesis_chart())
    for each, exact in zip(found, exact_transits(found, time), strict=True):
        if exact is not None:
            there = positions(exact, (each.transiting,)).longitude[0, 0]
            assert abs(float(separation(there, np.array(each.place)))) == pytest.approx(each.angle, abs=1e-5), each
            assert (exact > time) == each.applying


@pytest.mark.parametrize("day", range(0, 366, 40))
def test_an_exact_time_is_that_of_the_calendar(day: int) -> None:
    """Whoever looks at both cards reads one time."""
    time = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(days=day)
    found = factors(time, MAJOR_ORBS).aspects
    told = [event for event in year_events(2024) if isinstance(event, Perfection)]
    for each, exact in zip(found, exact_aspects(found, time), strict=True):
        if exact is not None and exact.year == 2024 and "moon" not in each.bodies:
            same = [event for event in told if (event.bodies, event.aspect) == (each.bodies, each.aspect)]
            assert min(abs(event.time - exact) for event in same) < SECOND, each


@given(day=st.integers(0, 50_000))
@examples(10)
def test_none_is_left_out_that_comes(day: int) -> None:
    """Where the search finds none, none is there before the two turn: held against a search of its own."""
    time = START + timedelta(days=day)
    found = aspects_in_force(positions(time).at(0), MAJOR_ORBS)
    for each, exact in zip(found, exact_aspects(found, time), strict=True):
        if exact is None:
            ends = time, time + timedelta(days=400 if each.applying else -400)
            dates = [event.tt for event in aspect_times(each.bodies, each.aspect, min(ends), max(ends))]
            if dates:
                first = min(dates) if each.applying else max(dates)
                tt = np.linspace(positions(time).tt[0], first, 2000)
                a, b = positions(tt, each.bodies).longitude
                steps = np.diff(np.unwrap(a - b, period=360.0))
                assert (steps > 0).any(), each
                assert (steps < 0).any(), each


def test_a_planet_that_turns_back_first_is_not_promised() -> None:
    """Mercury neared the square to the chart's Saturn, and went direct on 2 January 2024, before it."""
    found = transits(positions(NOW).at(0), genesis_chart())
    named = ((each.transiting, each.aspect, each.natal) for each in found)
    exact = dict(zip(named, exact_transits(found, NOW), strict=True))
    assert exact["mercury", "square", "saturn"] is None
    assert exact_aspects([], NOW) == exact_transits([], NOW) == []


@pytest.mark.parametrize("orbs", [MAJOR_ORBS, {aspect: (2 * a, 2 * b) for aspect, (a, b) in ORBS.items()}])
def test_the_moon_is_always_exact_within_two_days(orbs: dict[str, tuple[float, float]]) -> None:
    """Which is why no further is looked for hers."""
    for day in range(0, 60, 3):
        time = NOW + timedelta(days=day)
        found = [each for each in factors(time, orbs).aspects if "moon" in each.bodies]  # type: ignore[arg-type]
        for exact in exact_aspects(found, time):
            assert exact is not None
            assert abs(exact - time) < timedelta(days=2)
