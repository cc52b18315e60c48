"""The Moon's picture, the chart of the first block, and the sky of a place."""

from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.sky.factors import factors
from analytics.sky.moon import moon_phases
from analytics.sky.names import separation
from analytics.sky.natal import BITCOIN_GENESIS, genesis_chart, transits
from analytics.sky.phase import PHASES, phase, phase_name
from analytics.sky.place import Place, horizon_events, noon_height, planetary_days
from analytics.sky.positions import positions
from analytics.sky.tracks import tracks
from analytics.sky.vectors import equatorial
from tests.examples import examples

LONDON, TROMSO = Place(51.5074, -0.1278), Place(69.65, 18.96)


def test_phase_of_meeus() -> None:
    """Astronomical Algorithms, example 48.a: 1992 April 12, 0h TD."""
    at = phase(datetime(1992, 4, 11, 23, 59, 1, tzinfo=UTC))
    assert at.illuminated_share == pytest.approx(0.6786, abs=1e-4)
    assert at.bright_limb_angle == pytest.approx(285.0, abs=0.05)
    assert at.waxing


@given(hour=st.integers(0, 1_300_000))
@examples(30)
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


@pytest.mark.parametrize("day", range(0, 30, 3))
def test_the_lit_side_lies_towards_the_sun_and_the_axis_towards_the_ecliptics_pole(day: int) -> None:
    """Held against places a little farther on the way: along the great circle, and up the Moon's circle of latitude."""
    time = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(days=day)
    at, tilt = phase(time), 23.436
    sun, moon = positions(time, ("sun", "moon")).at(0)
    to_sun, to_moon = (equatorial(np.array(body.longitude), np.array(body.latitude), tilt) for body in (sun, moon))
    higher = equatorial(np.array(moon.longitude), np.array(moon.latitude + 0.01), tilt)
    nearer = to_moon + 1e-4 * to_sun
    for there, wanted in ((nearer / np.linalg.norm(nearer), at.bright_limb_angle), (higher, at.axis_angle)):
        (x0, y0, z0), (x1, y1, z1) = to_moon.tolist(), there.tolist()
        north = np.arcsin(z1) - np.arcsin(z0)
        east = float(separation(np.degrees(np.arctan2(y1, x1)), np.degrees(np.arctan2(y0, x0))))
        found = np.degrees(np.arctan2(np.radians(east) * np.cos(np.arcsin(z0)), north))
        assert abs(float(separation(found, np.array(wanted)))) < 0.1


def test_chart_of_the_first_block() -> None:
    born = genesis_chart()
    assert born.time == BITCOIN_GENESIS == datetime.fromtimestamp(1231006505, UTC)
    assert born.bodies[0].longitude == pytest.approx(283.514, abs=1e-3)
    same = transits(positions(BITCOIN_GENESIS).at(0), born)
    own = [each for each in same if each.transiting == each.natal]
    assert len(own) == 10
    assert all(each.aspect == "conjunction" and each.orb == pytest.approx(0, abs=1e-9) for each in own)


def test_transits_apply_while_the_orb_shrinks() -> None:
    born, now = genesis_chart(), datetime(2023, 12, 30, 19, tzinfo=UTC)
    later = {place.name: place.longitude for place in positions(now + timedelta(minutes=1)).at(0)}
    for each in transits(positions(now).at(0), born):
        apart = abs((later[each.transiting] - each.place + 180) % 360 - 180)
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


@pytest.mark.parametrize("day", [20, 200, 355])
def test_no_hours_in_polar_day_and_night(day: int) -> None:
    noon = datetime(2023, 12, 31, 12, tzinfo=UTC) + timedelta(days=day)
    seen = horizon_events(TROMSO, "sun", noon, noon + timedelta(days=2))
    assert bool(planetary_days(TROMSO, noon, noon + timedelta(days=1), UTC)) == bool(seen) == (day == 20)


@pytest.mark.parametrize(("month", "height"), [(6, 43.79), (12, -3.09)])
def test_the_sun_at_noon_is_up_all_summer_and_down_all_winter(month: int, height: float) -> None:
    """Tromsø's latitude is 69.65°, and the Sun's declination at a solstice 23.44°."""
    assert noon_height(TROMSO, datetime(2024, month, 20, 11, tzinfo=UTC)) == pytest.approx(height, abs=0.01)


@pytest.mark.parametrize("place", [LONDON, Place(0, 0), Place(-33.9, 151.2), Place(21.3, -157.9), Place(64.1, 179.9)])
def test_planetary_hours_fill_the_days(place: Place) -> None:
    """Of a week that begins on a Sunday where the place's clocks are those of its meridian."""
    zone = timezone(timedelta(hours=place.longitude / 15))
    start = datetime(2024, 3, 17, tzinfo=zone)
    days = planetary_days(place, start, start + timedelta(days=7), zone)
    assert len(days) == 7
    for hours, after in zip(days, [*days[1:], None], strict=True):
        assert [hour.number for hour in hours] == [*range(1, 13)] * 2
        assert [hour.by_day for hour in hours] == [True] * 12 + [False] * 12
        assert all(one.end == next_.start for one, next_ in pairwise(hours))
        assert after is None or after[0].start == hours[-1].end
    assert [hours[0].ruler for hours in days] == ["sun", "moon", "mars", "mercury", "jupiter", "venus", "saturn"]
    assert [hour.ruler for hour in days[0][:8]] == [
        "sun", "venus", "mercury", "moon", "saturn", "jupiter", "mars", "sun",
    ]  # fmt: skip


def test_the_weekday_is_that_of_the_clocks() -> None:
    """The same sunrise at Kiritimati is Sunday's by the Sun, and Monday's by the calendar there."""
    place, start = Place(1.87, -157.4), datetime(2024, 1, 1, tzinfo=ZoneInfo("Pacific/Kiritimati"))
    for zone, ruler in ((start.tzinfo, "moon"), (timezone(timedelta(hours=-10)), "sun")):
        assert zone is not None
        assert planetary_days(place, start, start + timedelta(days=1), zone)[0][0].ruler == ruler


@pytest.mark.parametrize(("latitude", "longitude"), [(91, 0), (0, 181), (float("nan"), 0)])
def test_there_is_no_such_place(latitude: float, longitude: float) -> None:
    with pytest.raises(ValueError, match="latitude"):
        Place(latitude, longitude)
