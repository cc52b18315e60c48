"""What happened, told to whoever it concerns: frozen facts, written in the same step as what they tell of."""

from datetime import datetime
from typing import ClassVar, Final

from services.core.request import Frozen
from services.core.serialisation import from_json, to_json

URGENT: Final = frozenset({"risk", "approvals"})
"""Subjects of what cannot wait."""


class Event(Frozen):
    """Something that happened at ``at`` (UTC).

    ``subject`` is what people subscribe to (``heartbeat``); ``key`` is this event's own, so that it is told once
    though it may be sent twice.
    """

    subject: ClassVar[str]

    key: str
    at: datetime
    person: str | None = None
    """The id of the person who alone is told of it, unless they switched that off."""
    server: str | None = None
    """The id of the server of whose channels those are told that subscribed. An event that is for nobody alone is told
    wherever its subject is."""

    @property
    def subjects(self) -> tuple[str, ...]:
        """All that it is told as, where that is more than one."""
        return (self.subject,)

    @property
    def for_channel(self) -> str | None:
        """The id of the one channel in which it is told, whatever was chosen for its subject: by the name of the
        person that it is for, if it is for one."""
        return None

    @property
    def or_channel(self) -> str | None:
        """The id of the channel in which the person is told by name, where they cannot be told in private; ``None``:
        nobody else may read it."""
        return None

    @property
    def role(self) -> str:
        """The id of a role that is mentioned in the channel, or empty."""
        return ""

    @property
    def urgent(self) -> bool:
        """Whether it is told aloud in quiet hours too, and in a message of its own."""
        return any(subject in URGENT for subject in self.subjects)

    @property
    def market(self) -> str | None:
        """The symbol of the market that it is about, if it is about one."""
        return None

    def over(self, now: datetime) -> bool:
        """Whether it is not worth being told any more at ``now``, by the clock that ``at`` is of."""
        del now
        return False

    @property
    def for_account(self) -> str | None:
        """The id of the account that it is about, if it is about one."""
        return None

    def to_bytes(self) -> bytes:
        """The event as JSON, with its kind's name, as ``read_event`` takes it."""
        return to_json(self)


def read_event(data: bytes) -> Event:
    """The event that ``to_bytes`` wrote.

    Raises:
        ValueError: it is none, or of a kind that this version does not know.
    """
    return from_json(data, Event)
