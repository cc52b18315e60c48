"""A span or a date that is read wrongly is told too soon, or never."""

from datetime import date, time

import pytest

from services.words.dates import clock_of, day_of
from services.words.spans import read_span

MONDAY = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("4h", 14_400),
        ("90 min", 5_400),
        ("1h30m", 5_400),
        ("1 day and 6 hours", 108_000),
        ("half an hour", 1_800),
        ("half hour", 1_800),
        ("thirty minutes", 1_800),
        ("hour", 3_600),
        ("an hour", 3_600),
        ("1.5h", 5_400),
        ("for 2 weeks", 1_209_600),
        ("two weeks", 1_209_600),
        ("daily", 86_400),
        ("1 month", 2_592_000),
        ("0h", None),
        ("4", None),
        ("soon", None),
        ("4 parsecs", None),
        ("99999 years", None),
        ("", None),
    ],
)
def test_spans(text: str, seconds: int | None) -> None:
    assert read_span(text) == seconds


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("today", "2026-11-30"),
        ("tomorrow", "2026-12-01"),
        ("monday", "2026-11-30"),
        ("this monday", "2026-11-30"),
        ("next monday", "2026-12-07"),
        ("coming thurs", "2026-12-03"),
        ("24 december", "2026-12-24"),
        ("1st of may", "2027-05-01"),
        ("may 1", "2027-05-01"),
        ("may 1 2030", "2030-05-01"),
        ("31 feb", None),
        ("1st of month", None),
        ("next month", None),
        ("blursday", None),
    ],
)
def test_days(text: str, day: str | None) -> None:
    assert day_of(text, MONDAY) == (None if day is None else date.fromisoformat(day))


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("9", time(9)),
        ("at 6pm", time(18)),
        ("12am", time(0)),
        ("18:30", time(18, 30)),
        ("24:00", time(0)),
        ("noon", time(12)),
        ("13pm", None),
        ("25", None),
        ("24:30", None),
    ],
)
def test_times_of_the_day(text: str, clock: time | None) -> None:
    assert clock_of(text) == clock
