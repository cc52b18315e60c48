"""Files that go with a card, where the asker wanted one."""

from typing import TypeGuard

from personas.calendar_file import calendar_file
from personas.face import Document
from services.core.request import Answer
from services.cosmic.calendar import CosmicCalendarAnswer


def has_document(answer: Answer) -> TypeGuard[CosmicCalendarAnswer]:
    """Whether a file goes with ``answer``."""
    return isinstance(answer, CosmicCalendarAnswer) and answer.export


def document_of(answer: Answer) -> Document | None:
    """The file that goes with ``answer``; the same answer gives the same bytes."""
    if not has_document(answer):
        return None
    name = f"sky-{answer.start:%Y-%m-%d}-{answer.days}d.ics"
    return Document(name, "text/calendar", calendar_file(answer))
