"""An end that is read wrongly ends an alert too soon, or never."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from services.alerts.ends import end_of
from services.core.errors import BadAlert

NOW = datetime(2026, 11, 30, 18, 0, tzinfo=UTC)
"""A Monday."""
VIENNA = ZoneInfo("Europe/Vienna")


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("7d", "2026-12-07T18:00+00:00"),
        ("in 3 days", "2026-12-03T18:00+00:00"),
        ("friday", "2026-12-04T22:59+00:00"),
        ("until friday", "2026-12-04T22:59+00:00"),
        ("friday 18:00", "2026-12-04T17:00+00:00"),
        ("friday at 6pm", "2026-12-04T17:00+00:00"),
        ("24 dec noon", "2026-12-24T11:00+00:00"),
        ("monday", "2026-11-30T22:59+00:00"),
        ("next monday", "2026-12-07T22:59+00:00"),
        ("tomorrow", "2026-12-01T22:59+00:00"),
        ("end of the week", "2026-12-06T22:59+00:00"),
        ("end of month", "2026-11-30T22:59+00:00"),
        ("2027-01-31", "2027-01-31T22:59+00:00"),
        ("2027-07-31", "2027-07-31T21:59+00:00"),
        ("2026-12-24 18:00", "2026-12-24T17:00+00:00"),
        ("2026-12-24T18:00Z", "2026-12-24T18:00+00:00"),
        ("31 jan", "2027-01-31T22:59+00:00"),
        ("Jan 31st, 2028", "2028-01-31T22:59+00:00"),
        ("never", None),
    ],
)
def test_an_end_is_by_the_clock_of_who_says_it(text: str, end: str | None) -> None:
    expected = None if end is None else datetime.fromisoformat(end)
    assert end_of("expires", text, NOW, VIENNA) == expected


@pytest.mark.parametrize(
    "text",
    ["2020-01-01", "31 feb", "soon", "2026-11-30T12:00", "9999-12-31T99:99", "25:00", "friday 13pm", "dec 24 at", ""],
)
def test_what_is_no_time_or_over_is_refused(text: str) -> None:
    with pytest.raises(BadAlert) as refused:
        end_of("expires", text, NOW, VIENNA)
    assert refused.value.option == "expires"


@pytest.mark.parametrize("text", ["9999-12-31", "9999-12-31T23:59"])
def test_the_end_of_all_calendars_is_refused_where_it_is_still_that_day(text: str) -> None:
    with pytest.raises(BadAlert):
        end_of("expires", text, NOW, ZoneInfo("America/New_York"))
