"""When a schedule is due, beside every minute of a year looked at on the wall."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice, pairwise, takewhile
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.schedules.cron import BadCron, coming, cron_of, least_apart, next_due
from tests.examples import examples

VIENNA, LORD_HOWE, SANTIAGO = "Europe/Vienna", "Australia/Lord_Howe", "America/Santiago"
CHANGES = {
    VIENNA: (datetime(2027, 3, 28, 1, tzinfo=UTC), datetime(2027, 10, 31, 1, tzinfo=UTC)),
    LORD_HOWE: (datetime(2027, 4, 3, 15, tzinfo=UTC), datetime(2027, 10, 2, 15, 30, tzinfo=UTC)),
    SANTIAGO: (datetime(2027, 4, 4, 3, tzinfo=UTC), datetime(2027, 9, 5, 4, tzinfo=UTC)),
}


def told(cron: str, zone: str, after: datetime, count: int) -> list[str]:
    found = islice(coming((cron,), zone, after), count)
    return [f"{at.astimezone(ZoneInfo(zone)):%d %H:%M%z}" for at in found]


@pytest.mark.parametrize(
    ("cron", "first"),
    [
        ("0 9 * * 1-5", "2026-11-30T09:00"),  # from a Saturday: Monday, which cron counts as 1
        ("0 9 * * 0", "2026-11-29T09:00"),
        ("0 9 * * 7", "2026-11-29T09:00"),
        ("0 9 * * mon-sun", "2026-11-28T09:00"),
        ("30 17 * * 5l", "2026-12-25T17:30"),
        ("30 17 * * fri#1", "2026-12-04T17:30"),
        ("0 0 l * *", "2026-11-30T00:00"),
        ("0 0 29 2 *", "2028-02-29T00:00"),
        ("0 9 13 * fri", "2026-12-04T09:00"),  # as Unix has it: the 13th, and each Friday
        ("*/15 8-9 * jan,feb *", "2027-01-01T08:00"),
        ("@weekly", "2026-11-29T00:00"),
    ],
)
def test_an_expression_means_what_unix_has_it_mean(cron: str, first: str) -> None:
    after = datetime(2026, 11, 28, tzinfo=UTC)
    assert next_due((cron_of(cron),), "UTC", after - timedelta(minutes=1)) == datetime.fromisoformat(f"{first}Z")


@pytest.mark.parametrize(
    "wrong",
    ["", "0 9 * *", "61 * * * *", "0 24 * * *", "0 9 30 2 *", "*/0 * * * *", "0 9 * * 1#6", "5-1 * * * *", "a b c d e"],
)
def test_what_is_no_expression_or_never_due_is_refused(wrong: str) -> None:
    with pytest.raises(BadCron):
        cron_of(wrong)


def test_where_the_clock_leaves_a_time_out_it_comes_once_and_where_it_shows_it_twice_too() -> None:
    spring, autumn = datetime(2027, 3, 27, 20, tzinfo=UTC), datetime(2027, 10, 30, 20, tzinfo=UTC)
    assert told("30 2 * * *", VIENNA, spring, 3) == ["28 03:30+0200", "29 02:30+0200", "30 02:30+0200"]
    assert told("30 2 * * *", VIENNA, autumn, 2) == ["31 02:30+0200", "01 02:30+0100"]
    assert told("0 0 * * *", VIENNA, spring, 3) == ["28 00:00+0100", "29 00:00+0200", "30 00:00+0200"]
    assert told("0 0 * * *", SANTIAGO, datetime(2027, 9, 4, 20, tzinfo=UTC), 2) == ["05 01:00-0300", "06 00:00-0300"]


def test_every_hour_goes_by_the_hours_that_pass() -> None:
    for zone, changes in CHANGES.items():
        for change in changes:
            found = list(islice(coming(("0 * * * *",), zone, change - timedelta(hours=6)), 14))
            assert all(timedelta(minutes=30) <= later - at <= timedelta(minutes=90) for at, later in pairwise(found))
    autumn = datetime(2027, 10, 31, 0, tzinfo=UTC)
    assert told("30 * * * *", VIENNA, autumn, 3) == ["31 02:30+0200", "31 02:30+0100", "31 03:30+0100"]


def on_the_wall(minute: int, hour: int, zone: str, start: datetime, end: datetime) -> Iterator[datetime]:
    """Each day's first instant at which the wall shows the time or, where it does not that day, is past it."""
    clock, told = ZoneInfo(zone), set[str]()
    at = start
    while at < end:
        local = at.astimezone(clock)
        if (local.hour, local.minute) == (hour, minute) and f"{local:%F}" not in told:
            told.add(f"{local:%F}")
            yield at
        at += timedelta(minutes=1)


@given(
    zone=st.sampled_from(sorted(CHANGES)),
    which=st.integers(0, 1),
    hour=st.integers(0, 23),
    minute=st.sampled_from([0, 1, 20, 30, 59]),
)
@examples(10)
def test_a_daily_time_comes_once_each_day_when_the_wall_shows_it(zone: str, which: int, hour: int, minute: int) -> None:
    change = CHANGES[zone][which]
    start = change - timedelta(days=2)
    shown = list(on_the_wall(minute, hour, zone, start, change + timedelta(days=3)))
    due = coming((f"{minute} {hour} * * *",), zone, start - timedelta(minutes=1))
    found = list(takewhile(lambda at: at <= shown[-1], due))  # with that of a day that does not show it
    missing = [at for at in shown if at not in found]
    assert not missing
    days = [f"{at.astimezone(ZoneInfo(zone)):%F}" for at in found]
    assert len(set(days)) == len(days)


def test_the_shortest_time_between_two() -> None:
    start = datetime(2027, 1, 1, tzinfo=UTC)
    assert least_apart(("0 9 * * *", "10 9 * * *"), start) == timedelta(minutes=10)
    assert least_apart(("*/15 * * * *",), start) == timedelta(minutes=15)
