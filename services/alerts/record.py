"""An alert as it is kept."""

from typing import Literal, Self

import orjson
from pydantic import Field

from services.alerts.trigger import Trigger
from services.core.owners import To, server_of
from services.core.request import Frozen

Repeat = Literal["once", "always"]


class Alert(Frozen):
    """``owner`` is a person's id, or ``server:`` and a server's; ``number`` is the alert's own, among all owners'.

    Times are UTC in milliseconds. ``since``: what happened before does not count; in the future while it is snoozed or
    cools down. ``spent``: it has fired, or held when it was set, and waits until it no longer holds (the price is back
    on the other side), to be armed again. ``channel`` and ``server`` are where it was set: told there if it goes ``to``
    the channel, or where nobody can be told in private. ``mention`` is the id of a role at Discord, or empty.
    """

    owner: str
    number: int
    trigger: Trigger
    since: int
    label: str = ""
    """What people call the level, such as ``0.618 retracement``."""
    repeat: Repeat = "once"
    cooldown: int = Field(default=0, ge=0)
    """Seconds."""
    expires: int | None = None
    paused: bool = False
    spent: bool = False
    note: str = ""
    mention: str = ""
    to: To = "me"
    channel: str | None = None
    server: str | None = None
    fired: int = 0
    fired_at: int | None = None
    told: tuple[str, ...] = ()
    """The keys of what happened at ``since`` exactly and was told of, where more may have happened at that moment."""

    @property
    def shared(self) -> bool:
        """Whether it is a server's."""
        return server_of(self.owner) is not None

    @property
    def cools(self) -> bool:
        """Whether ``since`` is when a cool-down is over."""
        return self.fired_at is not None and self.since == self.fired_at + self.cooldown * 1_000

    def to_bytes(self) -> bytes:
        """As it is kept under its owner and number: JSON, without what is as usual."""
        kept = self.model_dump(mode="json", exclude_defaults=True, exclude={"owner", "number", "trigger"})
        trigger = {"kind": self.trigger.kind, **self.trigger.model_dump(mode="json", exclude_defaults=True)}
        return orjson.dumps({"trigger": trigger, **kept})

    @classmethod
    def read(cls, owner: str, number: int, data: bytes | str) -> Self:
        """What ``to_bytes`` wrote.

        Raises:
            ValueError: it is none that this version knows.
        """
        kept = orjson.loads(data)
        if not isinstance(kept, dict):
            raise ValueError("no alert")
        return cls.model_validate({**kept, "owner": owner, "number": number})
