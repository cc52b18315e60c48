"""What happened, told to whoever subscribed: frozen facts, written in the same step as what they tell of."""

from datetime import datetime
from typing import ClassVar, Self

import orjson

from services.core.request import Frozen


class Event(Frozen):
    """Something that happened at ``at`` (UTC).

    ``subject`` is what people subscribe to (``heartbeat``); ``key`` is this event's own, so that it is told once
    though it may be sent twice.
    """

    subject: ClassVar[str]

    key: str
    at: datetime

    def to_bytes(self) -> bytes:
        """The event as JSON, with its kind's name, as ``read_event`` takes it."""
        return orjson.dumps({"kind": type(self).__name__, "event": self.model_dump(mode="json")})

    @classmethod
    def kinds(cls) -> dict[str, type[Self]]:
        """All kinds below this one, by name."""
        return {kind.__name__: kind for kind in cls.__subclasses__()} | {
            name: kind for direct in cls.__subclasses__() for name, kind in direct.kinds().items()
        }


def read_event(data: bytes) -> Event:
    """The event that ``to_bytes`` wrote.

    Raises:
        ValueError: it is none, or of a kind that this version does not know.
    """
    held = orjson.loads(data)
    try:
        return Event.kinds()[held["kind"]].model_validate(held["event"])
    except (KeyError, TypeError) as error:
        raise ValueError(f"no event of this version: {data[:80]!r}") from error
