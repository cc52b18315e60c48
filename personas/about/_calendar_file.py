"""The events of a calendar of the sky as an iCalendar file (RFC 5545), which any calendar program takes."""

from typing import TYPE_CHECKING

from services.cosmic.calendar import CosmicCalendarAnswer
from services.cosmic.happenings import CalendarEvent

if TYPE_CHECKING:
    from icalendar import Event

PRODUCT = "-//Omega Bot Farm//The sky//EN"
DOMAIN = "sky.omega-bot-farm"
NO_WEIGHT = "It has no weight in a decision; only a factor that passes /cosmic evidence on a market may have one there."


def calendar_file(answer: CosmicCalendarAnswer) -> bytes:
    """``answer``'s events, each with an identifier that is the same whenever and by whomever it is exported, so that a
    second import changes what is there and doubles nothing. Times are UTC, to the second; an event is an instant and
    takes up no time of the day, but for those that last."""
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", "The sky")
    for event in answer.events:
        calendar.add_component(_entry(event, answer))
    return bytes(calendar.to_ical())


def identifier(event: CalendarEvent) -> str:
    """Made of the day (UTC), the kind, the bodies and what tells the event from others of its kind.

    No day from 1900 to 2052 has two events that share them. The hour is left out: a time that is reckoned better one
    day stays the same event.
    """
    own = f"{event.time:%Y%m%d}", event.kind, *event.bodies, *([event.detail] if event.detail else ())
    return f"{'-'.join(own).replace('_', '-')}@{DOMAIN}"


def _entry(event: CalendarEvent, answer: CosmicCalendarAnswer) -> "Event":
    from icalendar import Event

    entry = Event()
    entry.add("uid", identifier(event))
    entry.add("dtstamp", answer.as_of.replace(microsecond=0))
    entry.add("dtstart", event.time.replace(microsecond=0))
    if event.until is not None:
        entry.add("dtend", event.until.replace(microsecond=0))
    entry.add("summary", event.name)
    entry.add("description", f"Source: {answer.source}. {NO_WEIGHT}")
    entry.add("categories", [event.group])
    entry.add("transp", "TRANSPARENT")
    return entry
