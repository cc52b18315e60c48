"""When something is asked, as people write it."""

from datetime import UTC, datetime

import pytest

from services.core.errors import InvalidRequest
from services.schedules.when import read_when

NOW = datetime(2026, 11, 30, 12, 3, 30, tzinfo=UTC)
"""A Monday, 13:03:30 in Vienna."""


@pytest.mark.parametrize(
    ("text", "said", "first"),
    [
        ("every day at 9", "every day at 09:00", "12-01T08:00"),
        ("9", "every day at 09:00", "12-01T08:00"),
        ("daily at 09:30 and 6pm", "every day at 09:30 and 18:00", "11-30T17:00"),
        ("every day at 8 in the evening", "every day at 20:00", "11-30T19:00"),
        ("every morning", "every day at 08:00", "12-01T07:00"),
        ("Weekdays at 8:30", "Monday to Friday at 08:30", "12-01T07:30"),
        ("weekends at noon", "Saturday and Sunday at 12:00", "12-05T11:00"),
        ("mondays at 9", "Monday at 09:00", "12-07T08:00"),
        ("mon, wed and fri 7am", "Monday, Wednesday and Friday at 07:00", "12-02T06:00"),
        ("friday to monday at 10", "Monday, Friday, Saturday and Sunday at 10:00", "12-04T09:00"),
        ("weekly on sunday at 18:00", "Sunday at 18:00", "12-06T17:00"),
        ("every 4 hours", "every 4 hours, from 00:00 on", "11-30T15:00"),
        ("every 30 minutes", "every 30 minutes", "11-30T12:30"),
        ("every half an hour", "every 30 minutes", "11-30T12:30"),
        ("every other hour", "every 2 hours, from 00:00 on", "11-30T13:00"),
        ("every 60 minutes", "every hour", "11-30T13:00"),
        ("the 1st and 15th of the month at 9", "day 1, 15 of the month at 09:00", "12-01T08:00"),
        ("last day of the month at 20:00", "the last day of the month at 20:00", "11-30T19:00"),
        ("last friday of the month at 5pm", "the last Friday of the month at 17:00", "12-25T16:00"),
        (
            "10 minutes before the New York open",
            "10 minutes before the New York open (09:30 America/New_York, Monday to Friday)",
            "11-30T14:20",
        ),
        ("market close", "the New York close (16:00 America/New_York, Monday to Friday)", "11-30T21:00"),
        ("daily close", "the daily close (00:00 UTC)", "12-01T00:00"),
        ("10 hours before the tokyo open", None, "11-30T14:00"),
        ("half an hour before the tokyo open", None, "11-30T23:30"),
        ("tomorrow at 9", "once, 1 December 2026 at 09:00", "12-01T08:00"),
        ("next friday at 17:00", "once, 4 December 2026 at 17:00", "12-04T16:00"),
        ("in 2 hours", "once, 30 November 2026 at 15:04", "11-30T14:04"),
        ("in 1h30m", "once, 30 November 2026 at 14:34", "11-30T13:34"),
        ("24 december at 7pm", "once, 24 December 2026 at 19:00", "12-24T18:00"),
        ("this monday at 18:00", "once, 30 November 2026 at 18:00", "11-30T17:00"),
        ("2026-12-24 at 7pm", "once, 24 December 2026 at 19:00", "12-24T18:00"),
        ("2026-12-24T19:00Z", "once, 24 December 2026 at 20:00", "12-24T19:00"),
        ("0 9 * * 1-5", "cron 0 9 * * 1-5", "12-01T08:00"),
        ("@daily", "cron 0 0 * * *", "11-30T23:00"),
        ("every day at 9 UTC", "every day at 09:00", "12-01T09:00"),
        ("every day at 9 America/New_York", "every day at 09:00", "11-30T14:00"),
    ],
)
def test_plain_words_and_cron_are_read_by_the_persons_clock(text: str, said: str | None, first: str) -> None:
    when = read_when(text, "Europe/Vienna", NOW)
    assert said is None or when.said == said
    assert when.next(NOW) == datetime.fromisoformat(f"2026-{first}Z")


@pytest.mark.parametrize(
    "text",
    [
        *("every blue moon", "when btc is above 70000", "every day at 25", "every day at 13pm", "", "soon"),
        *(
            "every 5 hours",
            "every 90 minutes",
            "every 2 days",
            "every other day",
            "every 48 hours",
            "every 30 seconds",
            "today at 9",
            "2026-02-30 at 9",
        ),
        *("61 * * * *", "0 9 30 2 *", "every day at 9 Mars/Phobos", "the 40th of the month", "every day at 9 or so"),
        *("tomorrow at 9 and 10", "mondays and blursdays at 9", "100 hours before the london open"),
    ],
)
def test_what_is_not_wholly_understood_is_refused(text: str) -> None:
    with pytest.raises(InvalidRequest):
        read_when(text, "Europe/Vienna", NOW)


def test_markets_open_by_the_clock_where_they_are() -> None:
    before, after = datetime(2027, 3, 10, tzinfo=UTC), datetime(2027, 3, 16, tzinfo=UTC)
    when = read_when("market open", "Europe/Vienna", NOW)
    assert [at and at.hour for at in (when.next(before), when.next(after))] == [14, 13]


def test_a_single_time_is_over_once_it_is_past() -> None:
    when = read_when("tomorrow at 9", "UTC", NOW)
    (only,) = when.coming(NOW, 5)
    assert when.next(only) is None
