"""If these failed, a day would begin at the wrong time, or an hour would be another planet's."""

from datetime import UTC, date, datetime, timedelta
from itertools import product
from math import acos, asin, atan2, cos, degrees, radians, sin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.sky.place import CHALDEAN
from services.core.errors import InvalidRequest, OutsideSky
from services.cosmic.hours import CosmicHoursAnswer, cosmic_hours
from services.cosmic.place import PlaceFacts, place_of
from tests.examples import examples

NOW = datetime(2023, 12, 30, 19, tzinfo=UTC)


def hours(place: str, asked: str | None = None, now: datetime = NOW) -> CosmicHoursAnswer:
    return cosmic_hours(place_of(place)[0], asked, now)


def local(answer: CosmicHoursAnswer, name: str) -> str | None:
    time = getattr(answer, name)
    return None if time is None else f"{time.local:%d %H:%M}"


def test_a_winters_day_in_zurich() -> None:
    answer = hours("Zurich")
    assert (local(answer, "sunrise"), local(answer, "sunset")) == ("30 08:13", "30 16:44")
    assert local(answer, "next_sunrise") == "31 08:13"
    assert (answer.weekday, answer.ruler, answer.utc_offset, answer.light) == (
        "Saturday",
        "saturn",
        "UTC+01:00",
        "day and night",
    )
    assert answer.now is not None
    assert (answer.now.ruler, answer.now.number, answer.now.by_day) == ("saturn", 3, False)
    assert answer.sunrise is not None
    assert answer.sunrise.utc == datetime(2023, 12, 30, 7, 13, tzinfo=UTC)


def by_formula(latitude: float, longitude: float, day: date) -> tuple[datetime, datetime]:
    """Sunrise and sunset by the sunrise equation with the Sun's mean motion: good to two minutes at middle latitudes.

    Source: Astronomical Almanac, "Low-precision formulas for the Sun's coordinates".
    """
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC) - timedelta(hours=longitude / 15)

    def sun(at: datetime) -> tuple[float, float]:
        days = (at - datetime(2000, 1, 1, 12, tzinfo=UTC)) / timedelta(days=1)
        mean, anomaly = (280.460 + 0.9856474 * days) % 360, radians((357.528 + 0.9856003 * days) % 360)
        along = radians(mean + 1.915 * sin(anomaly) + 0.020 * sin(2 * anomaly))
        tilt = radians(23.439 - 0.0000004 * days)
        ascension = degrees(atan2(cos(tilt) * sin(along), cos(along)))
        return asin(sin(tilt) * sin(along)), (mean - ascension + 180) % 360 - 180

    found = []
    for side in (-1, 1):
        at = noon
        for _ in range(3):
            declination, equation = sun(at)
            height, up = radians(-0.8333), radians(latitude)
            hour = acos((sin(height) - sin(up) * sin(declination)) / (cos(up) * cos(declination)))
            at = noon + timedelta(hours=(side * degrees(hour) - equation) / 15)
        found.append(at)
    return found[0], found[1]


def test_the_sun_rises_and_sets_when_the_formula_says() -> None:
    for latitude, longitude, month in product(
        (-55.0, -33.0, 0.0, 20.0, 47.37, 60.0), (-122.6, 8.54, 150.0), (1, 3, 6, 9, 11)
    ):
        day = date(2024, month, 20)
        answer = hours(f"{latitude}, {longitude}, Etc/GMT{-round(longitude / 15):+d}", f"{day}")
        rise, down = by_formula(latitude, longitude, day)
        assert answer.sunrise is not None, (latitude, longitude, month)
        assert answer.sunset is not None, (latitude, longitude, month)
        assert abs(answer.sunrise.utc - rise) < timedelta(minutes=2.5), (latitude, longitude, month)
        assert abs(answer.sunset.utc - down) < timedelta(minutes=2.5), (latitude, longitude, month)


def test_before_sunrise_it_is_still_the_day_before() -> None:
    answer = hours("Zurich", "2024-03-20T03:06")
    assert answer.weekday == "Tuesday"
    assert answer.ruler == "mars"
    assert answer.now is not None
    assert not answer.now.by_day


def test_a_bare_day_is_the_places_own() -> None:
    for place in ("Auckland", "Zurich", "Honolulu", "0, -179.9", "0, 179.9"):
        answer = hours(place, "2024-03-20")
        assert answer.start.local.date().isoformat() == "2024-03-20"
        assert answer.weekday == "Wednesday"
        assert answer.hours[0].ruler == "mercury"
        assert answer.now is None


def test_the_weekday_is_that_of_the_places_calendar_at_the_date_line() -> None:
    """Kiritimati keeps the calendar of the far side: by the Sun alone, its Monday would be a Sunday."""
    answer = cosmic_hours(place_of("1.87, -157.4, Pacific/Kiritimati")[0], "2024-01-01", NOW)
    assert (answer.weekday, answer.hours[0].ruler, local(answer, "sunrise")) == ("Monday", "moon", "01 06:32")


@pytest.mark.parametrize(
    ("place", "asked", "light"),
    [
        ("78.2, 15.6", "2023-12-30", "polar night"),
        ("78.2, 15.6", "2024-06-20", "polar day"),
        ("-78.2, 166.7", "2024-06-20", "polar night"),
        ("Murmansk", "2024-06-20", "polar day"),
        ("85, 0", "2024-04-08", "polar day"),
        ("85, 0", "2024-03-01", "polar night"),
        ("-85, 0", "2024-01-01", "polar day"),
        ("-85, 0", "2024-06-01", "polar night"),
    ],
)
def test_without_a_day_there_are_no_hours(place: str, asked: str, light: str) -> None:
    answer = hours(place, asked)
    assert (answer.light, answer.hours, answer.now, answer.day_hour_minutes) == (light, (), None, None)
    assert answer.sunrise is None
    assert answer.sunset is None


def test_a_day_that_only_ends_is_told_as_such() -> None:
    """At the edge of the polar day the Sun rises, and does not set before it would rise again."""
    seen = {hours("78.2, 15.6", f"2024-04-{day:02}").light for day in range(16, 23)}
    assert seen == {"day and night", "no full day", "polar day"}


@pytest.mark.parametrize(
    "asked", ["1899-08-01", "2053-10-07", "1500-01-01", "0001-01-01", "9999-12-31", "2060-01-01T00:00"]
)
def test_beyond_the_ephemeris_is_told(asked: str) -> None:
    with pytest.raises(OutsideSky):
        hours("Zurich", asked)


def test_what_is_no_day_is_told() -> None:
    with pytest.raises(InvalidRequest):
        hours("Zurich", "soon")


def test_the_reach_is_used_up_to_its_ends() -> None:
    for asked in ("1899-08-04T00:00", "2053-10-03T23:59"):
        assert hours("Zurich", asked).hours


@examples(40)
@given(
    latitude=st.floats(-85, 85),
    longitude=st.floats(-180, 180),
    time=st.floats(-7_300, 29_000).map(lambda days: datetime(1970, 1, 1, tzinfo=UTC) + timedelta(days=days)),
)
def test_the_hours_hold_the_time_and_fill_the_day(latitude: float, longitude: float, time: datetime) -> None:
    place = PlaceFacts(name=None, country=None, latitude=latitude, longitude=longitude, time_zone="Asia/Kathmandu")
    answer = cosmic_hours(place, None, time)
    if not answer.hours:
        assert abs(latitude) > 60
        assert answer.light != "day and night"
        return
    assert len(answer.hours) == 24
    for one, after in zip(answer.hours, answer.hours[1:], strict=False):
        assert one.end == after.start
        assert CHALDEAN[(CHALDEAN.index(one.ruler) + 1) % 7] == after.ruler
    assert [hour.number for hour in answer.hours] == [*range(1, 13)] * 2
    assert [hour.by_day for hour in answer.hours] == [True] * 12 + [False] * 12
    assert answer.now is not None
    half_a_minute = timedelta(seconds=30)
    assert answer.now.start.utc - half_a_minute <= time <= answer.now.end.utc + half_a_minute
    assert answer.day_hour_minutes is not None
    assert answer.night_hour_minutes is not None
    day = timedelta(minutes=12 * (answer.day_hour_minutes + answer.night_hour_minutes))
    assert abs(day - (answer.hours[-1].end.utc - answer.hours[0].start.utc)) <= 2 * half_a_minute
    assert all(time.utc == time.local for hour in answer.hours for time in (hour.start, hour.end))
