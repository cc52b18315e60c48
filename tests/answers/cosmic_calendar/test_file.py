"""An export that doubles entries, or shifts them by a time zone, is worse than none."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from personas.about._calendar_file import calendar_file, identifier
from personas.about.cosmic_calendar import document
from services.cosmic.almanac import Almanac
from services.cosmic.calendar import CosmicCalendar, CosmicCalendarAnswer, cosmic_calendar, last_of
from services.cosmic.happenings import CalendarEvent
from services.cosmic.kinds import KINDS
from tests.answers._sky import MONTH
from tests.answers.cosmic_calendar.sample import calendar_answer, random_calendars
from tests.answers.price.sample import price_answer
from tests.examples import examples
from tests.faces import FACES, buttons
from tests.unit.services.cosmic.test_almanac import Kept

SKY = Almanac(Kept())


WITH_FILE = calendar_answer(MONTH, kinds=tuple(KINDS), export=True)


def entries(answer: CosmicCalendarAnswer) -> list[object]:
    return list(Calendar.from_ical(calendar_file(answer)).walk("VEVENT"))


def test_it_is_a_calendar_that_says_whence_and_how_much_it_weighs() -> None:
    found = document(WITH_FILE)
    assert found is not None
    assert (found.name, found.media_type) == ("sky-2023-12-30-30d.ics", "text/calendar")
    text = found.data.decode()
    assert text.startswith("BEGIN:VCALENDAR\r\n")
    assert "VERSION:2.0\r\n" in text
    assert "PRODID:" in text
    unfolded = text.replace("\r\n ", "")
    assert unfolded.count("JPL DE421") == unfolded.count("no weight in a decision") == len(WITH_FILE.events)
    assert "TRANSP:TRANSPARENT" in text, "an instant in the sky takes up nobody's day"
    assert "DTSTART:2023" in text
    assert "TZID" not in text, "times are UTC"


@examples(8)
@given(
    first=st.datetimes(datetime(1900, 1, 1), datetime(2050, 12, 31)),  # noqa: DTZ001
    days=st.integers(1, 150),
    later=st.integers(0, 150 * 24),
)
async def test_an_event_has_one_identifier_in_all_exports_and_no_other_has_it(
    first: datetime, days: int, later: int
) -> None:
    """Exports that overlap name the same events alike, so that a second import doubles nothing and loses nothing."""
    one = await export(first.replace(tzinfo=UTC), days)
    other = await export(first.replace(tzinfo=UTC) + timedelta(hours=later), 150)
    assert len(set(one.values())) == len(one)
    assert len(set(other.values())) == len(other)
    common = one.keys() & other.keys()
    assert {one[event] for event in common} == {other[event] for event in common}
    assert set(one.values()) & set(other.values()) == {one[event] for event in common}


async def export(start: datetime, days: int) -> dict[CalendarEvent, str]:
    events = await SKY.between(start, last_of(start, days))
    answer = cosmic_calendar(events, start, days, tuple(KINDS), export=True)
    uids = [str(entry["uid"]) for entry in Calendar.from_ical(calendar_file(answer)).walk("VEVENT")]
    return dict(zip(answer.events, uids, strict=True))


@pytest.mark.parametrize(
    ("day", "count"),
    [
        ("1970-01-04", 2),  # Mercury enters Aquarius, turns back, and is in Capricorn again
        ("1999-11-05", 1),  # Mercury's second sextile to Neptune, ten hours after the first
    ],
)
async def test_what_comes_twice_within_hours_is_told_apart(day: str, count: int) -> None:
    start = datetime.fromisoformat(day).replace(tzinfo=UTC)
    found = await export(start, 1)
    before = await export(start - timedelta(days=1), 1)
    mercury = {event: uid for event, uid in found.items() if "mercury" in event.bodies}
    assert len(mercury) >= count
    assert len(set(found.values()) | set(before.values())) == len(found) + len(before)


def test_a_time_reckoned_better_is_the_same_event() -> None:
    event = next(event for event in WITH_FILE.events if 1 <= event.time.hour < 23)
    assert identifier(event) == identifier(event.model_copy(update={"time": event.time + timedelta(minutes=20)}))


def test_what_lasts_has_an_end_and_what_does_not_has_none() -> None:
    for event, entry in zip(WITH_FILE.events, Calendar.from_ical(calendar_file(WITH_FILE)).walk("VEVENT"), strict=True):
        assert ("dtend" in entry) == (event.until is not None)
        if event.until is not None:
            assert entry.decoded("dtend") == event.until.replace(microsecond=0)
        assert entry.decoded("dtstart").tzinfo is not None
        assert entry.decoded("dtstamp") == datetime(2023, 12, 30, 19, tzinfo=UTC)


def test_an_empty_calendar_is_a_file_too() -> None:
    assert entries(calendar_answer((), export=True)) == []


def test_a_file_goes_along_only_where_it_was_asked_for() -> None:
    assert document(calendar_answer(MONTH)) is None
    assert FACES.of(type(price_answer())).document is None


def test_a_button_asks_for_the_file_and_the_others_do_not() -> None:
    asked = CosmicCalendar(days=7, kinds="phases", export=True)
    under = {action.label: action for action in buttons(calendar_answer(MONTH, 7, ("phases",), export=True), asked)}
    assert under["Export .ics"].request == asked
    assert under["Export .ics"].current
    assert under["30 days"].request == CosmicCalendar(days=30, kinds="phases")
    assert under["7 days"].current


@examples(25)
@given(seed=st.integers(0, 2**31))
def test_a_file_holds_each_event_once_in_utc(seed: int) -> None:
    (answer,) = random_calendars(1, seed)
    made = document(answer)
    assert (made is not None) == answer.export
    if made is None:
        return
    found = list(Calendar.from_ical(made.data).walk("VEVENT"))
    assert len({str(entry["uid"]) for entry in found}) == len(found) == len(answer.events)
    for entry, event in zip(found, answer.events, strict=True):
        assert entry.decoded("dtstart") == event.time.replace(microsecond=0)
        assert str(entry["summary"]) == event.name
    assert made == document(answer)
