"""An export that doubles entries, or shifts them by a time zone, is worse than none."""

from datetime import UTC, datetime, timedelta

from icalendar import Calendar

from personas.actions import actions
from personas.calendar_file import calendar_file, identifiers
from personas.documents import document_of, has_document
from services.cosmic.calendar import CosmicCalendar, CosmicCalendarAnswer
from services.cosmic.kinds import KINDS
from tests.unit.personas.samples import price_answer
from tests.unit.personas.samples_almanac import MONTH, calendar_answer

WITH_FILE = calendar_answer(MONTH, kinds=tuple(KINDS), export=True)


def entries(answer: CosmicCalendarAnswer) -> list[object]:
    return list(Calendar.from_ical(calendar_file(answer)).walk("VEVENT"))


def test_it_is_a_calendar_that_says_whence_and_how_much_it_weighs() -> None:
    document = document_of(WITH_FILE)
    assert document is not None
    assert (document.name, document.media_type) == ("sky-2023-12-30-30d.ics", "text/calendar")
    text = document.data.decode()
    assert text.startswith("BEGIN:VCALENDAR\r\n")
    assert "VERSION:2.0\r\n" in text
    assert "PRODID:" in text
    unfolded = text.replace("\r\n ", "")
    assert unfolded.count("JPL DE421") == unfolded.count("has any weight") == len(WITH_FILE.events)
    assert "TRANSP:TRANSPARENT" in text, "an instant in the sky takes up nobody's day"
    assert "DTSTART:2023" in text
    assert "TZID" not in text, "times are UTC"


def test_an_event_keeps_its_identifier_whenever_it_is_exported() -> None:
    first = identifiers(WITH_FILE.events)
    later = [event for event in WITH_FILE.events if event.time > WITH_FILE.start + timedelta(days=10)]
    assert set(identifiers(later)) <= set(first)
    assert len(set(first)) == len(first)


def test_two_of_a_name_on_one_day_are_told_apart() -> None:
    event = WITH_FILE.events[0]
    twice = identifiers([event, event.model_copy(update={"time": event.time + timedelta(seconds=1)})])
    assert twice[0] != twice[1]


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
    assert has_document(WITH_FILE)
    for answer in (calendar_answer(MONTH), price_answer()):
        assert not has_document(answer)
        assert document_of(answer) is None


def test_a_button_asks_for_the_file_and_the_others_do_not() -> None:
    asked = CosmicCalendar(days=7, kinds="phases", export=True)
    buttons = {action.label: action for action in actions(calendar_answer(MONTH, 7, ("phases",), export=True), asked)}
    assert buttons["Export .ics"].request == asked
    assert buttons["Export .ics"].current
    assert buttons["30 days"].request == CosmicCalendar(days=30, kinds="phases")
    assert buttons["7 days"].current
