"""The Moon's picture, the chart of the first block, and the sky of a place."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.sky import (
    BITCOIN_GENESIS,
    PHASES,
    Place,
    ascendant,
    factors,
    genesis_chart,
    horizon_events,
    moon_phases,
    parallactic_angle,
    phase,
    phase_name,
    planetary_hour,
    planetary_hours,
    positions,
    tracks,
    transits,
)

LONDON, TROMSO = Place(51.5074, -0.1278), Place(69.65, 18.96)


def test_phase_of_meeus() -> None:
    """Astronomical Algorithms, example 48.a: 1992 April 12, 0h TD."""
    at = phase(datetime(1992, 4, 11, 23, 59, 1, tzinfo=UTC))
    assert at.illuminated_share == pytest.approx(0.6786, abs=1e-4)
    assert at.bright_limb_angle == pytest.approx(285.0, abs=0.05)
    assert at.waxing


@given(hour=st.integers(0, 1_300_000))
@settings(max_examples=30, deadline=None)
def test_age_counts_from_the_last_new_moon(hour: int) -> None:
    time = datetime(1901, 1, 1, tzinfo=UTC) + timedelta(hours=hour)
    at = phase(time)
    found = moon_phases(tracks(time - timedelta(days=31), time + timedelta(seconds=1), ("sun", "moon"), nutate=False))
    last = [each for each in found if each.quarter == "new_moon"][-1]
    assert at.new_moon is not None
    assert abs(at.new_moon - last.time) < timedelta(seconds=1)
    assert at.age_days == pytest.approx((time - last.time) / timedelta(days=1), abs=1e-4)
    assert at.waxing == (at.elongation < 180)
    assert 0 <= at.illuminated_share <= 1
    lit = (1 - np.cos(np.radians(at.elongation))) / 2
    assert at.illuminated_share == pytest.approx(lit, abs=0.01)
    assert (at.bright_limb_angle > 180) == at.waxing or at.illuminated_share < 0.02 or at.illuminated_share > 0.98


def test_no_age_before_the_first_new_moon() -> None:
    assert phase(datetime(1899, 7, 30, tzinfo=UTC)).age_days is None


def test_names_of_phases() -> None:
    assert [phase_name(degrees) for degrees in (0, 45, 90, 135, 180, 225, 270, 315)] == list(PHASES)
    assert [phase_name(degrees) for degrees in (354, 5.9, 6, 6.1, 83.9, 84, 353.9)] == [
        "new_moon", "new_moon", "new_moon", "waxing_crescent", "waxing_crescent", "first_quarter", "waning_crescent",
    ]  # fmt: skip


def test_parallactic_angle_is_nought_in_the_south_and_turns_west() -> None:
    assert parallactic_angle(0.0, 10.0, 51.0) == pytest.approx(0.0)
    assert parallactic_angle(45.0, 10.0, 51.0) > 0
    assert parallactic_angle(-45.0, 10.0, 51.0) == pytest.approx(-parallactic_angle(45.0, 10.0, 51.0))


def test_chart_of_the_first_block() -> None:
    born = genesis_chart()
    assert born.time == BITCOIN_GENESIS == datetime.fromtimestamp(1231006505, UTC)
    assert born.longitude["sun"] == pytest.approx(283.514, abs=1e-3)
    same = transits(positions(BITCOIN_GENESIS).at(0), born)
    own = [each for each in same if each.transiting == each.natal]
    assert len(own) == 10
    assert all(each.aspect == "conjunction" and each.orb == pytest.approx(0, abs=1e-9) for each in own)


def test_transits_apply_while_the_orb_shrinks() -> None:
    born, now = genesis_chart(), datetime(2023, 12, 30, 19, tzinfo=UTC)
    later = {place.name: place.longitude for place in positions(now + timedelta(minutes=1)).at(0)}
    for each in transits(positions(now).at(0), born):
        apart = abs((later[each.transiting] - born.longitude[each.natal] + 180) % 360 - 180)
        if abs(each.orb) > 0.02:
            assert each.applying == (abs(apart - each.angle) < abs(each.orb)), each
        assert abs(each.orb) <= 2.0


def test_factors_are_of_one_instant() -> None:
    now = datetime(2024, 1, 1, tzinfo=UTC)
    found = factors(now)
    assert found.time == now
    assert found.retrograde == ("mercury", "uranus")
    assert found.phase == phase(now)
    assert found.bodies == positions(now).at(0)
    assert abs(found.true_node - found.mean_node) < 1.9


def test_sunrise_and_sunset_of_the_tables() -> None:
    """London, longest day of 2024: 03:43 and 20:21 UTC."""
    start = datetime(2024, 6, 20, tzinfo=UTC)
    rise, down = horizon_events(LONDON, "sun", start, start + timedelta(days=1))
    assert (rise.name, down.name) == ("rise", "set")
    assert abs(rise.time - datetime(2024, 6, 20, 3, 43, tzinfo=UTC)) < timedelta(minutes=1)
    assert abs(down.time - datetime(2024, 6, 20, 20, 21, 30, tzinfo=UTC)) < timedelta(minutes=1)
    assert len(horizon_events(LONDON, "moon", start, start + timedelta(days=30))) == pytest.approx(58, abs=1)


@pytest.mark.parametrize("day", [date(2024, 6, 20), date(2024, 12, 20)])
def test_no_hours_in_polar_day_and_night(day: date) -> None:
    assert planetary_hours(TROMSO, day) is None
    noon = datetime.combine(day, datetime.min.time(), tzinfo=UTC) + timedelta(hours=12)
    assert planetary_hour(TROMSO, noon) is None
    assert horizon_events(TROMSO, "sun", noon, noon + timedelta(days=2)) == []


@pytest.mark.parametrize("place", [LONDON, Place(0, 0), Place(-33.9, 151.2), Place(21.3, -157.9), Place(64.1, 179.9)])
def test_planetary_hours_fill_the_day(place: Place) -> None:
    days = [date(2024, 3, 17) + timedelta(days=number) for number in range(7)]
    weeks = [planetary_hours(place, day) for day in days]
    for hours, after in zip(weeks, [*weeks[1:], None], strict=True):
        assert hours is not None
        assert [hour.number for hour in hours] == list(range(1, 25))
        assert [hour.by_day for hour in hours] == [True] * 12 + [False] * 12
        assert all(one.end == next_.start for one, next_ in pairwise(hours))
        if after is not None:
            assert abs(after[0].start - hours[-1].end) < timedelta(seconds=1)
    assert [hours[0].ruler for hours in weeks if hours] == [
        "sun", "moon", "mars", "mercury", "jupiter", "venus", "saturn",
    ]  # fmt: skip
    assert weeks[0] is not None
    assert [hour.ruler for hour in weeks[0][:8]] == [
        "sun", "venus", "mercury", "moon", "saturn", "jupiter", "mars", "sun",
    ]  # fmt: skip
    inside = weeks[0][3].start + timedelta(minutes=1)
    assert planetary_hour(place, inside) == weeks[0][3]


def test_ascendant_is_the_sun_as_it_comes_up() -> None:
    """At the equator, where half a degree of refraction is half a degree of ecliptic, and none near the poles."""
    place, start = Place(0.0, 0.0), datetime(2024, 3, 20, tzinfo=UTC)
    rise = horizon_events(place, "sun", start, start + timedelta(days=1))[0].time
    (sun,) = positions(rise, ["sun"]).at(0)
    rising = ascendant(place, rise)
    assert rising is not None
    assert (sun.longitude - rising + 180) % 360 - 180 == pytest.approx(0.9, abs=0.15)
    assert ascendant(TROMSO, rise) is None


@pytest.mark.parametrize(("latitude", "longitude"), [(91, 0), (0, 181), (float("nan"), 0)])
def test_there_is_no_such_place(latitude: float, longitude: float) -> None:
    with pytest.raises(ValueError, match="latitude"):
        Place(latitude, longitude)
