"""Files that go with a card, where the asker wanted one."""

from dataclasses import dataclass
from typing import TypeGuard

from personas.calendar_file import calendar_file
from services.core.request import Answer
from services.cosmic.calendar import CosmicCalendarAnswer


@dataclass(frozen=True, slots=True)
class Document:
    """``name`` is the file's, with its ending; ``media_type`` such as ``text/calendar``."""

    name: str
    media_type: str
    data: bytes


def has_document(answer: Answer) -> TypeGuard[CosmicCalendarAnswer]:
    """Whether a file goes with ``answer``."""
    return isinstance(answer, CosmicCalendarAnswer) and answer.export


def document_of(answer: Answer) -> Document | None:
    """The file that goes with ``answer``; the same answer gives the same bytes."""
    if not has_document(answer):
        return None
    name = f"sky-{answer.start:%Y-%m-%d}-{answer.days}d.ics"
    return Document(name, "text/calendar", calendar_file(answer))
