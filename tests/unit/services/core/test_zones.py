"""Time zones as people write them."""

from datetime import UTC, datetime, timedelta

import pytest

from services.core.zones import zone_called, zone_of

SUMMER = datetime(2024, 7, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "zone", "hours"),
    [
        ("Europe/Vienna", "Europe/Vienna", 2),
        (" europe/vienna ", "Europe/Vienna", 2),
        ("america/new york", "America/New_York", -4),
        ("utc", "UTC", 0),
        ("UTC+2", "UTC+02:00", 2),
        ("gmt-3", "UTC-03:00", -3),
        ("+05:30", "UTC+05:30", 5.5),
        ("+0545", "UTC+05:45", 5.75),
        ("UTC−9", "UTC-09:00", -9),
        ("UTC+0", "UTC", 0),
        ("UTC+14", "UTC+14:00", 14),
        ("Etc/GMT+5", "UTC-05:00", -5),
    ],
)
def test_a_zone_is_known_however_it_is_written(text: str, zone: str, hours: float) -> None:
    assert zone_called(text) == zone
    assert SUMMER.astimezone(zone_of(zone)).utcoffset() == timedelta(hours=hours)


@pytest.mark.parametrize("text", ["", "Vienna", "UTC+15", "UTC-13", "+99", "localtime", "Factory", "2", "UTC+2:75"])
def test_what_is_no_zone_is_none(text: str) -> None:
    assert zone_called(text) is None
