"""Words, tables and buttons under the sky."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.sky.names import degree_in_sign, sign_of
from personas.about import _sky as reading
from personas.format import daily, degrees
from tests.answers._shared import NOW
from tests.answers._sky import ASPECTS, body
from tests.answers.cosmic_natal.sample import TRANSITS


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0.0, "0°00′"),
        (14.5166, "14°30′"),
        (29.999999, "29°59′"),
        (-1.0917, "−1°05′"),
        (-0.001, "0°00′"),
        (359.5, "359°30′"),
        (None, "unknown"),
        (float("nan"), "unknown"),
    ],
)
def test_angles_are_cut(value: float | None, written: str) -> None:
    assert degrees(value) == written


@given(st.floats(0, 359.999999))
def test_no_place_is_told_in_the_sign_before_or_after(longitude: float) -> None:
    told = str(reading.in_sign(body("sun", longitude)))
    degree, sign = told.split("°")[0], told.split(" ")[1]
    assert int(degree) <= 29
    assert (int(degree), sign.lower()) == (int(degree_in_sign(longitude)), sign_of(longitude))


@pytest.mark.parametrize(
    ("speed", "written"), [(1.0189, "+1.02°"), (-0.3856, "−0.39°"), (-0.0011, "−0.001°"), (0.0002, "0.000°")]
)
def test_speeds_have_their_sign(speed: float, written: str) -> None:
    assert daily(speed) == written


def test_what_an_aspect_is_called() -> None:
    assert [reading.aspect_called(each) for each in (ASPECTS[0], ASPECTS[4], TRANSITS[3])] == [
        "Moon trine Mercury",
        "Mercury conjunct Mars",
        "Moon opposite natal Neptune",
    ]


def test_only_the_sun_and_the_moon_have_an_article() -> None:
    assert [reading.with_the(name) for name in ("sun", "moon", "mars")] == ["the Sun", "the Moon", "Mars"]


def test_midnight_is_an_hour_too() -> None:
    assert reading.on_time(datetime(2023, 12, 31, tzinfo=UTC), NOW) == "31 Dec 00:00"
    assert reading.on_time(datetime(2024, 1, 1, tzinfo=UTC), NOW) == "1 Jan 2024 00:00"


def test_what_comes_next_is_what_applies_and_has_a_time() -> None:
    assert reading.to_come(ASPECTS) is ASPECTS[0]
    assert reading.to_come(ASPECTS[1:5]) is None
    assert reading.to_come(()) is None
