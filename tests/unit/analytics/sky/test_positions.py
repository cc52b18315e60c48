"""A wrong place makes every sign, phase and aspect wrong with it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.sky._source import source
from analytics.sky.ephemeris import mean_sky
from analytics.sky.factors import factors
from analytics.sky.names import BODIES, SIGNS, Body, degree_in_sign, separation, sign_of
from analytics.sky.positions import positions
from analytics.sky.times import FIRST_TT, LAST_TT, OutsideEphemeris, julian, moment, moments
from tests.examples import examples
from tests.unit.analytics.sky.reference import column, rows

DATES = st.floats(FIRST_TT + 1, LAST_TT - 1)
WITHIN_ARCSEC = 0.01


@pytest.mark.parametrize("body", BODIES)
def test_places_are_those_of_swiss_ephemeris(shared_data: Path, body: Body) -> None:
    table = [row for row in rows(shared_data, "astro_reference") if row["body"] == body]
    found = positions(column(table, "jd_tt"), [body])
    assert len(table) == 400
    off = np.abs(separation(found.longitude[0], column(table, "lon_swieph"))) * 3600
    assert off.max() < WITHIN_ARCSEC
    assert np.abs(found.latitude[0] - column(table, "lat_swieph")).max() * 3600 < 0.03
    np.testing.assert_allclose(found.distance_au[0], column(table, "dist_au_swieph"), rtol=1e-6)
    np.testing.assert_allclose(found.speed[0], column(table, "lon_speed_deg_day_swieph"), atol=1e-4)


@pytest.mark.parametrize("body", BODIES)
def test_places_are_those_of_skyfield(body: Body) -> None:
    """To a hundred-millionth of a degree, but where the Sun's disc hides the body."""
    from skyfield.framelib import ecliptic_frame

    sky = source()
    at = sky.timescale.tt_jd(np.linspace(FIRST_TT, LAST_TT, 800))
    found = positions(at.tt, ["sun", body])
    target = sky.kernel[body if body in sky.kernel else f"{body} barycenter"]
    latitude, longitude, _ = sky.kernel["earth"].at(at).observe(target).apparent().frame_latlon(ecliptic_frame)
    aside = np.hypot(separation(found.longitude[1], found.longitude[0]), found.latitude[1])
    seen = (aside > 0.3) | (body == "sun")
    assert np.abs(separation(found.longitude[1], longitude.degrees))[seen].max() < 1e-8
    assert np.abs(found.latitude[1] - latitude.degrees)[seen].max() < 1e-8


@given(tt=DATES, body=st.sampled_from(BODIES))
@examples(60)
def test_speed_is_how_the_longitude_changes(tt: float, body: Body) -> None:
    at = positions(np.array([tt - 0.005, tt, tt + 0.005]), [body])
    measured = separation(at.longitude[0, 2], at.longitude[0, 0]) / 0.01
    behind_the_sun = (
        1e-2 if abs(separation(at.longitude[0, 1], positions(np.array([tt]), ["sun"]).longitude[0, 0])) < 1 else 0
    )
    assert float(measured) == pytest.approx(at.speed[0, 1], abs=1e-5 + behind_the_sun)
    assert at.at(1)[0].retrograde == (measured < 0) or abs(measured) < 1e-4 + behind_the_sun


@given(tt=DATES)
@examples(40)
def test_sun_and_moon_never_turn_back_and_all_is_in_range(tt: float) -> None:
    at = positions(np.array([tt]))
    assert (at.speed[:2] > 0).all()
    assert ((at.longitude >= 0) & (at.longitude < 360)).all()
    assert (np.abs(at.latitude) < 18).all()
    for body in at.at(0):
        assert 0 <= body.degree < 30
        assert SIGNS.index(body.sign) * 30 + body.degree == pytest.approx(body.longitude)


@given(longitude=st.floats(-720, 720))
def test_a_sign_and_its_degrees_make_the_longitude(longitude: float) -> None:
    again = SIGNS.index(sign_of(longitude)) * 30 + degree_in_sign(longitude)
    assert abs(float(separation(np.array(again), np.array(longitude)))) < 1e-9


def test_signs_begin_with_their_first_degree() -> None:
    assert [sign_of(30.0 * number) for number in range(12)] == list(SIGNS)
    assert sign_of(360.0) == "aries"
    assert sign_of(np.nextafter(30.0, 0.0)) == "aries"
    assert sign_of(np.nextafter(0.0, -1.0)) == "aries", "less than a float's grain below 360 is 360"


def test_nobody_outside_the_ephemeris_gets_an_answer() -> None:
    assert positions(np.array([FIRST_TT, LAST_TT])).longitude.shape == (10, 2)
    for tt in (np.nextafter(FIRST_TT, 0), LAST_TT + 0.001):
        with pytest.raises(OutsideEphemeris, match="1899-07-29 to 2053-10-08") as told:
            positions(np.array([2451545.0, tt]))
        assert told.value.asked == tt
    with pytest.raises(OutsideEphemeris):
        factors(datetime(2060, 1, 1, tzinfo=UTC))
    assert OutsideEphemeris(0.0).first < moment(FIRST_TT) + timedelta(minutes=1)


def test_a_time_wants_a_zone_and_a_number() -> None:
    with pytest.raises(ValueError, match="zone"):
        positions(datetime(2024, 1, 1))  # noqa: DTZ001
    with pytest.raises(ValueError, match="finite"):
        positions(np.array([np.nan]))
    east = datetime(2024, 1, 1, 3, tzinfo=UTC).astimezone(tz=None)
    assert julian(east) == julian(datetime(2024, 1, 1, 3, tzinfo=UTC))


def test_no_times_give_no_places() -> None:
    assert positions(np.array([])).longitude.shape == (10, 0)
    assert positions([]).longitude.shape == (10, 0)


@given(time=st.datetimes(datetime(1900, 1, 1), datetime(2053, 1, 1)))  # noqa: DTZ001
def test_civil_time_survives_the_way_to_tt_and_back(time: datetime) -> None:
    time = time.replace(tzinfo=UTC)
    assert abs(moments(julian(time))[0] - time) <= timedelta(milliseconds=1)


@pytest.mark.parametrize(
    ("time", "seconds"),
    [
        (datetime(2024, 1, 1, tzinfo=UTC), 69.184),
        (datetime(2009, 1, 3, tzinfo=UTC), 66.184),
        (datetime(1972, 1, 1, tzinfo=UTC), 42.184),
    ],
)
def test_tt_is_ahead_by_the_leap_seconds(time: datetime, seconds: float) -> None:
    civil = 2451545.0 + (time - datetime(2000, 1, 1, 12, tzinfo=UTC)) / timedelta(days=1)
    assert (julian(time)[0] - civil) * 86400 == pytest.approx(seconds, abs=1e-4)


def test_before_1972_a_clock_showed_the_earths_turning(shared_data: Path) -> None:
    """The tables of ΔT that people use differ by up to 0.7 s in those years."""
    table = [row for row in rows(shared_data, "astro_reference") if row["body"] == "sun" and row["utc"] < "1972"]
    times = [datetime.fromisoformat(row["utc"]) for row in table]
    assert np.abs(julian(times) - column(table, "jd_tt")).max() * 86400 < 0.8


@given(tt=DATES, first=st.permutations(BODIES))
@examples(15)
def test_who_else_was_asked_for_changes_nothing(tt: float, first: list[Body]) -> None:
    some = mean_sky(np.array([tt]), first[:4])
    alone = [float(mean_sky(np.array([tt]), [body]).longitude[0, 0]) for body in first[:4]]
    np.testing.assert_allclose(some.longitude[:, 0], alone, rtol=0, atol=1e-10)


def test_importing_loads_nothing() -> None:
    import subprocess
    import sys

    code = """if True:
        import sys, services.cosmic.evidence, services.cosmic.hours
        sys.exit("skyfield" in sys.modules or "jplephem" in sys.modules)
    """
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0  # noqa: S603


def test_threads_may_ask_at_once() -> None:
    from concurrent.futures import ThreadPoolExecutor

    times = [datetime(2020, 1, 1, tzinfo=UTC) + timedelta(days=number) for number in range(40)]
    with ThreadPoolExecutor(8) as pool:
        at_once = list(pool.map(lambda time: positions(time).longitude, times))
    np.testing.assert_array_equal(np.hstack(at_once), positions(times).longitude)
