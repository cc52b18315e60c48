"""What is told of alerts by themselves."""

from datetime import datetime
from typing import ClassVar, Final

from services.alerts.facts import AlertChart, AlertFacts
from services.core.events import Event
from services.core.units import Duration, Price, Share
from services.market.candles import Provenance

OF_ACCOUNTS: Final = frozenset({"fill", "drawdown", "liquidation"})
"""Kinds of alert that tell how somebody's account stands."""
OF_MARKETS: Final = frozenset({"price", "rise", "fall", "funding", "condition"})


class _OfOwner(Event):
    """Told to ``person``, in private or in ``channel``; or of a server's alert in ``channel`` or where the server's
    alerts are told. ``mention`` is a role's id."""

    alert: AlertFacts
    person: str | None
    server: str | None
    channel: str | None
    in_channel: bool
    """It is told in the channel; else in private, and in the channel only where that cannot be done."""
    mention: str

    @property
    def subjects(self) -> tuple[str, ...]:
        if self.person is not None:
            return (self.subject,)
        return ("server-alerts", "sky") if self.alert.kind == "sky" else ("server-alerts",)

    @property
    def for_channel(self) -> str | None:
        return self.channel if self.in_channel else None

    @property
    def or_channel(self) -> str | None:
        return None if self.alert.kind in OF_ACCOUNTS else self.channel

    @property
    def role(self) -> str:
        return self.mention

    @property
    def urgent(self) -> bool:
        return self.alert.kind == "liquidation"

    @property
    def market(self) -> str | None:
        return self.alert.of if self.alert.kind in OF_MARKETS else None


class AlertFired(_OfOwner):
    """``alert`` fired. ``value`` is the price then, where it is about one, and ``share`` what a rise, a fall, funding,
    a drawdown or a distance came to; of a bar the farthest that it reached. ``again``: it is still armed, or will be.
    ``late_seconds``: so long after; ``from_bars``: it is told from bars of a time when nobody looked. ``chart`` is
    looked up where it is told."""

    subject: ClassVar[str] = "alerts"

    value: Price | None
    share: Share | None
    happened_at: datetime
    late_seconds: Duration
    from_bars: bool
    detail: str
    again: bool
    chart: AlertChart | None = None

    @property
    def provenance(self) -> Provenance | None:
        """Whence the candles are that it is shown on."""
        return None if self.chart is None else self.chart.provenance


class AlertExpired(_OfOwner):
    """``alert`` ended without having fired since it was set or last fired."""

    subject: ClassVar[str] = "alerts"
