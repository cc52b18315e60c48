"""How alerts are shown that were changed."""

from collections.abc import Mapping
from typing import Final

from markupsafe import Markup

from personas.about._alerts import (
    alert_line,
    alert_note,
    alert_terms,
    all_alerts,
    delete,
    done_told,
    edit,
    pause,
    resume,
    snooze,
    used_told,
)
from personas.face import Actions, Essential, Face
from services.alerts.facts import AlertChangedAnswer, Changed
from services.core.request import AnyRequest

MOODS: Final[Mapping[Changed, str]] = {
    "edited": "alert changed",
    "resumed": "alert changed",
    "paused": "alert quiet",
    "snoozed": "alert quiet",
    "deleted": "alert gone",
}


def changed_told(answer: AlertChangedAnswer) -> Markup:
    """``Paused: 12, BTC/USDT above 70,000.00``, ``Deleted 3 alerts: 12, 13 and 14``"""
    return done_told(answer.alerts, answer.done.capitalize())


def under_changed(said: AlertChangedAnswer, request: AnyRequest | None = None) -> Actions:
    """What takes it back, where something does."""
    del request
    alerts = said.alerts
    match said.done:
        case "deleted":
            return (all_alerts(alerts),)
        case "paused" | "snoozed":
            return (*resume(alerts), *delete(alerts), all_alerts(alerts))
        case "resumed":
            return (*snooze(alerts), *pause(alerts), *delete(alerts), all_alerts(alerts))
        case "edited":
            return (*edit(alerts), *delete(alerts), all_alerts(alerts))


FACE = Face(
    AlertChangedAnswer,
    frame="receipt",
    essentials=lambda said: [Essential("Alert", changed_told(said), first=True)],
    mood=lambda said: MOODS[said.done],
    buttons=under_changed,
    words=(alert_line, alert_note, alert_terms, changed_told, used_told),
)
