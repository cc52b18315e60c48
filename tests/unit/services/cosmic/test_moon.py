"""If these failed, a full moon would come on the wrong night."""

from datetime import UTC, datetime, timedelta
from math import cos, radians

import numpy as np
import pytest

from analytics.sky.almanac import events
from services.cosmic.dates import FIRST, LAST
from services.cosmic.moon import AHEAD, BEHIND, CosmicMoonAnswer, cosmic_moon

NOW = datetime(2023, 12, 30, 19, tzinfo=UTC)


@pytest.fixture(scope="module")
def moon() -> CosmicMoonAnswer:
    return cosmic_moon(NOW, events(NOW - BEHIND, NOW + AHEAD))


def test_the_quarters_are_those_of_the_almanac(moon: CosmicMoonAnswer) -> None:
    """USNO: last quarter 4 January 2024 03:30, new 11th 11:57, first 18th 03:53, full 25th 17:54."""
    wanted = [
        ("last_quarter", datetime(2024, 1, 4, 3, 30, tzinfo=UTC)),
        ("new_moon", datetime(2024, 1, 11, 11, 57, tzinfo=UTC)),
        ("first_quarter", datetime(2024, 1, 18, 3, 53, tzinfo=UTC)),
        ("full_moon", datetime(2024, 1, 25, 17, 54, tzinfo=UTC)),
    ]
    assert [each.name for each in moon.quarters] == [name for name, _ in wanted]
    for each, (_, time) in zip(moon.quarters, wanted, strict=True):
        assert abs(each.time - time) <= timedelta(minutes=1)


def test_perigee_apogee_and_eclipse_are_those_of_the_tables(moon: CosmicMoonAnswer) -> None:
    """Espenak: apogee 1 January 2024 15:28, 404,909 km; perigee 13 January 10:36, 362,267 km; eclipse 25 March."""
    assert moon.apogee is not None
    assert moon.perigee is not None
    assert moon.eclipse is not None
    assert abs(moon.apogee.time - datetime(2024, 1, 1, 15, 28, tzinfo=UTC)) < timedelta(minutes=3)
    assert moon.apogee.distance_km == pytest.approx(404_909, abs=5)
    assert abs(moon.perigee.time - datetime(2024, 1, 13, 10, 36, tzinfo=UTC)) < timedelta(minutes=3)
    assert moon.perigee.distance_km == pytest.approx(362_267, abs=5)
    assert (moon.eclipse.of, moon.eclipse.type) == ("moon", "penumbral")
    assert abs(moon.eclipse.time - datetime(2024, 3, 25, 7, 12, 45, tzinfo=UTC)) < timedelta(minutes=1)


def test_her_distance_is_measured_as_that_of_the_perigee_is(moon: CosmicMoonAnswer) -> None:
    """The way of her light is up to 40 km longer or shorter: the Earth moves on while it comes."""
    assert moon.perigee is not None
    there = cosmic_moon(moon.perigee.time, ())
    assert there.distance_km == pytest.approx(moon.perigee.distance_km, abs=0.001)


def test_it_hangs_together(moon: CosmicMoonAnswer) -> None:
    assert (moon.phase, moon.waxing, moon.sign, moon.weight) == ("waning_gibbous", False, "leo", 0.0)
    assert moon.illuminated_share == pytest.approx((1 - cos(radians(moon.elongation))) / 2, abs=0.005)
    assert moon.age_days == pytest.approx(
        (NOW - datetime(2023, 12, 12, 23, 32, tzinfo=UTC)) / timedelta(days=1), abs=0.001
    )
    assert moon.coming_elongation[0] == pytest.approx(moon.elongation, abs=1e-6)
    assert len(moon.coming_elongation) == 30
    assert all(10 < step % 360 < 16 for step in np.diff(moon.coming_elongation))
    assert 0 <= moon.bright_limb_deg < 180, "a waning Moon is lit on its eastern side"


def test_a_void_that_is_on_is_told_before_the_next(moon: CosmicMoonAnswer) -> None:
    assert moon.void is not None
    assert not moon.void_now
    assert moon.void.start > NOW
    within = moon.void.start + timedelta(minutes=5)
    then = cosmic_moon(within, events(within - BEHIND, within + AHEAD))
    assert then.void == moon.void
    assert then.void_now
    after = moon.void.end + timedelta(seconds=1)
    later = cosmic_moon(after, events(after - BEHIND, after + AHEAD))
    assert later.void is not None
    assert later.void.start > after
    assert later.sign == moon.void.into


def test_the_ephemeris_ends_and_the_answer_goes_up_to_there() -> None:
    last = cosmic_moon(LAST, ())
    assert (last.quarters, last.void, last.void_now, last.perigee, last.eclipse) == ((), None, False, None, None)
    assert len(last.coming_elongation) == 1
    first = cosmic_moon(FIRST, ())
    assert first.age_days is None
    assert len(first.coming_elongation) == 30
