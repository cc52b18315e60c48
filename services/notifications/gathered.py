"""Many things that waited for one place, told in one message."""

from typing import ClassVar

from services.core.events import Event
from services.core.request import Frozen


class Line(Frozen):
    """What one of them says of itself, as the title of its own card (light Markdown), and whom it is for, where
    others read it too."""

    title: str
    person: str | None = None


class Gathered(Event):
    """They happened up to ``at``. It is not kept: each of them is, under its own key."""

    subject: ClassVar[str] = "gathered"

    lines: tuple[Line, ...]
    subjects_told: tuple[str, ...]
    of: str | None = None
    """The market of the first that is about one."""

    @property
    def market(self) -> str | None:
        return self.of
