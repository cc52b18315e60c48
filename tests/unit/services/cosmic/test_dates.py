"""Whoever names a day gets the sky of that day, and whoever names none that can be known is told the range."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.core.errors import InvalidRequest, OutsideSky
from services.cosmic.dates import FIRST, LAST, sky_time, suggest_dates, within_sky

NOW = datetime(2023, 12, 30, 19, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (None, NOW),
        ("2024-03-20", datetime(2024, 3, 20, tzinfo=UTC)),
        (" 2024-03-20T03:06 ", datetime(2024, 3, 20, 3, 6, tzinfo=UTC)),
        ("2024-03-20 03:06:30", datetime(2024, 3, 20, 3, 6, 30, tzinfo=UTC)),
        ("2024-03-20T03:06Z", datetime(2024, 3, 20, 3, 6, tzinfo=UTC)),
        ("2024-03-20T03:06+02:00", datetime(2024, 3, 20, 1, 6, tzinfo=UTC)),
    ],
)
def test_what_a_date_means(written: str | None, meant: datetime) -> None:
    assert sky_time(written, NOW) == meant
    assert sky_time(written, NOW).tzinfo is UTC


@pytest.mark.parametrize(
    "written", ["tomorrow", "20.3.2024", "2024-02-30", "0001-01-01T00:00+05:00", "", "2024-03-20T25:00"]
)
def test_what_is_no_date_says_the_form(written: str) -> None:
    with pytest.raises(InvalidRequest) as caught:
        sky_time(written, NOW)
    assert "2024-03-20T03:06" in caught.value.problems[0]


@pytest.mark.parametrize("written", ["1066-10-14", "1899-07-29", "2053-10-08T00:01", "9999-12-31"])
def test_beyond_the_ephemeris_the_range_is_named(written: str) -> None:
    with pytest.raises(OutsideSky) as caught:
        sky_time(written, NOW)
    assert (caught.value.first, caught.value.last) == (FIRST, LAST)


def test_the_clock_may_be_beyond_it_too() -> None:
    with pytest.raises(OutsideSky):
        sky_time(None, datetime(2060, 1, 1, tzinfo=UTC))
    assert within_sky(FIRST) == FIRST
    assert within_sky(LAST) == LAST


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("", "2023-12-30"),
        ("2024", "2024-01-06"),
        ("2025", "2025-01-01"),
        ("2024-03", "2024-03-01"),
        ("2024-03-2", "2024-03-21"),
        ("2024-03-20T03:06", "2024-03-20T03:06"),
    ],
)
def test_what_is_suggested(typed: str, first: str) -> None:
    assert suggest_dates(typed, NOW)[0] == first


@given(st.text(max_size=30))
def test_whatever_is_typed_only_dates_are_suggested(typed: str) -> None:
    for suggested in suggest_dates(typed, NOW):
        assert datetime.fromisoformat(suggested)
