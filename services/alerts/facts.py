"""What is told of alerts."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from services.alerts.record import Repeat
from services.alerts.trigger import Side
from services.core.owners import To
from services.core.request import Answer, Frozen
from services.core.units import Duration, Figure, PercentChange, Price, Proportion, Share
from services.market.candles import Candles, Provenance

TriggerKind = Literal[
    "price", "rise", "fall", "funding", "drawdown", "liquidation", "condition", "fill", "sky", "signal"
]
State = Literal["armed", "waiting", "cooling", "snoozed", "paused"]
"""``waiting``: it has fired, and is armed again once the other side was seen; ``cooling``: once its cool-down is
over."""


class AlertFacts(Frozen):
    """An alert. ``number`` is 0 where it is not set yet."""

    number: int
    kind: TriggerKind
    of: str
    """The symbol, the account as people call it, the kind of sky event, or the signal's name."""
    side: Side | None
    price: Price | None
    """Of a price alert, where it fires."""
    share: Share | None
    """Of a rise, a fall, funding, a drawdown or a distance to liquidation."""
    window_seconds: Duration | None
    """Of a rise or a fall; of an event of the sky how long before."""
    where: str
    """The condition, of one on a condition."""
    timeframe: str | None
    label: str
    """What the level is called, such as ``0.618 retracement``."""
    follows: bool
    """The level moves with the swing."""
    ratio: Proportion | None = None
    """Of a level that does: which."""
    now: Price | None
    """The newest price."""
    distance: PercentChange | None
    """From there to where it fires."""
    state: State
    since: datetime
    until: datetime | None
    """When a snooze or a cool-down is over."""
    expires: datetime | None
    repeat: Repeat
    cooldown_seconds: Duration
    note: str
    mention: str
    to: To
    server: bool
    """It is the server's."""
    fired: int
    fired_at: datetime | None


class AlertHistory(Frozen):
    """How often an alert would have fired in the ``days`` before; ``None``: there is nothing to tell it from. It was
    looked at in ``bars`` bars of ``timeframe``."""

    times: int | None
    days: Figure
    bars: int
    timeframe: str | None
    last_at: datetime | None
    in_between: Duration | None
    """Median time from one firing to the next."""
    firings: tuple[datetime, ...] = ()
    """When; the newest of them, in order."""
    why: str = ""
    """Why there is nothing to tell it from."""


class AlertDraft(Frozen):
    """An alert that is not set yet, how often it would have fired, and which of one's own are hardly different."""

    alert: AlertFacts
    history: AlertHistory
    near: tuple[AlertFacts, ...]
    holds: bool
    """It holds already: it fires when it comes to hold again."""


class AlertChart(Frozen):
    """The closed candles that alerts on a market are shown on, and its newest price."""

    symbol: str
    timeframe: str
    price: Price
    provenance: Provenance
    candles: Candles = Field(exclude=True, repr=False)


class AlertsAnswer(Answer):
    """About alerts of somebody who has ``used`` so many of the ``quota``. ``provenance`` is that of the newest prices
    told; ``None``: none is."""

    used: int
    quota: int
    provenance: Provenance | None = None


class AlertPreview(AlertsAnswer):
    """What would be set; ``chart`` is of the market that the first of them is about, where that can be had."""

    drafts: tuple[AlertDraft, ...]
    token: str
    """Confirmed twice with the same one they are set once."""
    chart: AlertChart | None = None


class AlertSetAnswer(AlertsAnswer):
    """What is set now."""

    alerts: tuple[AlertFacts, ...]


Changed = Literal["edited", "paused", "resumed", "snoozed", "deleted"]


class AlertChangedAnswer(AlertsAnswer):
    """What was done to alerts, and how they stand now (those deleted: as they stood)."""

    done: Changed
    alerts: tuple[AlertFacts, ...]


class AlertListAnswer(AlertsAnswer):
    """A page of the asker's alerts, or the server's; those nearest to firing first."""

    alerts: tuple[AlertFacts, ...]
    total: int
    server: bool
    page: int
    pages: int
