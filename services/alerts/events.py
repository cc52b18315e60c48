"""What is told of alerts by themselves."""

from datetime import datetime
from typing import ClassVar

from services.alerts.facts import AlertFacts
from services.core.events import Event
from services.core.units import Duration, Price


class _OfOwner(Event):
    """Told to ``person``, in private or in ``channel``; or of a server's alert in ``channel`` or where the server's
    alerts are told. ``mention`` is a role's id."""

    person: str | None
    server: str | None
    channel: str | None
    in_channel: bool
    """It is told in the channel; else in private, and in the channel only where that cannot be done."""
    mention: str

    @property
    def for_person(self) -> str | None:
        return self.person

    @property
    def for_server(self) -> str | None:
        return self.server


class AlertFired(_OfOwner):
    """``alert`` fired at ``at``, at ``value`` (a price, where it is about one); ``again``: it is still armed, or will
    be. ``late_seconds``: so long after; ``from_bars``: it is told from bars of a time when nobody looked."""

    subject: ClassVar[str] = "alerts"

    alert: AlertFacts
    value: Price | None
    happened_at: datetime
    late_seconds: Duration
    from_bars: bool
    detail: str
    again: bool


class AlertExpired(_OfOwner):
    """``alert`` ended without having fired since it was set or last fired."""

    subject: ClassVar[str] = "alerts"

    alert: AlertFacts
