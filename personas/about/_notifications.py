"""Notifications in words."""

from collections.abc import Mapping
from typing import Final

from markupsafe import Markup

from personas.escaping import escape
from personas.phrasing import marked
from services.notifications.places import Subject
from services.notifications.settings import OthersAlerts, QuietFacts

WHEN: Final[Mapping[Subject | OthersAlerts, str]] = {
    "trades": "what happens to your orders and positions",
    "alerts": "your alerts",
    "schedules": "what you scheduled",
    "shared": "what happens in the account that this server shares",
    "server-alerts": "the alerts of this server",
    "risk": "when trading here is stopped or resumed, and when the shared account is in danger",
    "approvals": "what the agent wants approved in the account that this server shares",
    "decisions": "what the agent sees, or orders by itself, in the account that this server shares",
    "sky": "the sky's usual events when they are exact, and this server's alerts on the sky",
    "signals": "the signals that come in for this server",
    "people-alerts": "the alerts of people who chose it",
    "heartbeat": "when a part of the desk goes silent, and when it is back",
}
"""What is told of each subject."""


def quiet_told(hours: QuietFacts) -> Markup:
    """``22:00 to 07:00 Vienna time``, ``22:00 to 07:00 UTC+02:00``"""
    zone = hours.zone.rpartition("/")[2].replace("_", " ")
    clock = f"{zone} time" if "/" in hours.zone else zone
    return marked("{} to {} {}").format(hours.start, hours.end, escape(clock))
