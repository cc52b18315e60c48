"""The events of a calendar of the sky as an iCalendar file (RFC 5545), which any calendar program takes."""

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

from services.cosmic.calendar import CosmicCalendarAnswer
from services.cosmic.happenings import CalendarEvent

if TYPE_CHECKING:
    from icalendar import Event

PRODUCT = "-//Omega Bot Farm//The sky//EN"
DOMAIN = "sky.omega-bot-farm"
NO_WEIGHT = "No factor of the sky has any weight in a decision of the desk."


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
    for event, uid in zip(answer.events, identifiers(answer.events), strict=True):
        calendar.add_component(_entry(event, uid, answer))
    return bytes(calendar.to_ical())


def identifiers(events: Iterable[CalendarEvent]) -> list[str]:
    """Made of the day and the name, and numbered where one day has two of a name."""
    seen: Counter[str] = Counter()
    found = []
    for event in events:
        own = f"{event.time:%Y%m%d}-{event.name.lower().replace(' ', '-')}"
        seen[own] += 1
        found.append(f"{own}{f'-{seen[own]}' if seen[own] > 1 else ''}@{DOMAIN}")
    return found


def _entry(event: CalendarEvent, uid: str, answer: CosmicCalendarAnswer) -> "Event":
    from icalendar import Event

    entry = Event()
    entry.add("uid", uid)
    entry.add("dtstamp", answer.as_of.replace(microsecond=0))
    entry.add("dtstart", event.time.replace(microsecond=0))
    if event.until is not None:
        entry.add("dtend", event.until.replace(microsecond=0))
    entry.add("summary", event.name)
    entry.add("description", f"Source: {answer.source}. {NO_WEIGHT}")
    entry.add("categories", [event.group])
    entry.add("transp", "TRANSPARENT")
    return entry
