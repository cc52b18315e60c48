"""What is told of an alert that fires: of every kind, late, again and again, hostile."""

from datetime import timedelta
from typing import Any

from services.alerts.events import AlertFired
from services.alerts.facts import AlertFacts
from tests.answers._alerts import AGAIN, KINDS, STATES, alert, candles, chart
from tests.answers._shared import HOSTILE, NOW

HOUR_MS = 3_600_000


def fired(of: AlertFacts, **more: Any) -> AlertFired:
    usual: dict[str, Any] = {
        "key": f"alert {of.number} {of.kind}",
        "at": NOW,
        "person": None if of.server else "discord:12",
        "server": "discord:1" if of.server else None,
        "channel": "discord:2",
        "in_channel": of.to == "channel",
        "mention": of.mention,
        "alert": of,
        "value": 44_012.5 if of.kind == "price" and of.side == "above" else None,
        "share": None,
        "happened_at": NOW,
        "late_seconds": 0.4,
        "from_bars": False,
        "detail": "",
        "again": of.repeat == "always",
        "chart": chart(candles(timeframe="1h", step_ms=HOUR_MS)) if of.of == "BTC/USDT" else None,
    }
    return AlertFired.model_validate(usual | more)


LATE: dict[str, Any] = {"happened_at": NOW - timedelta(hours=3), "late_seconds": 10_800.0, "from_bars": True}
SAMPLES: dict[str, AlertFired] = {
    **{name: fired(of) for name, of in KINDS.items() if name not in ("rise", "signal", "hostile")},
    "rise": fired(KINDS["rise"], value=44_264.1, share=0.0512),
    "funding, told how far": fired(KINDS["funding below"], share=-0.00061),
    "drawdown, told how far": fired(KINDS["drawdown"], share=0.1043),
    "below, at its price": fired(KINDS["below"], value=39_961.2),
    "signal": fired(KINDS["signal"], detail='{"side":"buy","price":42100}'),
    "hostile": fired(KINDS["hostile"], detail=HOSTILE),
    "fill, told which": fired(KINDS["fill"], detail="bought 0.5 BTC/USDT"),
    "late": fired(alert(), **LATE),
    "late, from a tick": fired(alert(), happened_at=NOW - timedelta(minutes=2), late_seconds=125.0),
    "again and again": fired(alert(note="look at the book", **AGAIN)),
    "again, at once": fired(alert(cooldown_seconds=0.0, **AGAIN)),
    "of a server": fired(STATES["of a server"]),
    "no candles": fired(alert(), chart=None),
}
