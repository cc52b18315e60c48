"""What is told of schedules that are due, below what they asked."""

from datetime import timedelta
from typing import Any

from services.core.units import Duration
from services.schedules.events import ScheduleDue
from services.schedules.record import Asked
from tests.answers._schedules import SCHEDULES
from tests.answers._shared import NOW


def due(name: str = "usual", late: float = 1.0, **changes: Any) -> ScheduleDue:
    usual: dict[str, Any] = {
        "key": f"schedule:3:{name}",
        "at": NOW,
        "schedule": SCHEDULES[name],
        "asked": Asked(name="digest", options="{}", called="digest", public=True),
        "due_at": NOW - timedelta(seconds=late),
        "late_seconds": Duration(late),
        "missed": 0,
        "by_hand": False,
        "person": "discord:1",
        "server": None,
        "channel": None,
    }
    return ScheduleDue(**(usual | changes))


SAMPLES: dict[str, ScheduleDue] = {
    "usual": due(),
    "late": due(late=7_200, missed=3),
    "by hand": due(by_hand=True),
    "once": due("once", schedule=SCHEDULES["once"].model_copy(update={"due": None})),
    "in a channel": due("charts", person=None, server="discord:9", channel="discord:8"),
    "hostile": due("hostile"),
}
