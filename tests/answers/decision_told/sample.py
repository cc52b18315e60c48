"""What is told of decisions that nobody is asked about."""

from typing import Any

from services.brain.events import DecisionTold
from tests.answers._agent import DECISIONS
from tests.answers._shared import NOW


def told(label: str, **changes: Any) -> DecisionTold:
    usual: dict[str, Any] = {
        "key": f"told {label}",
        "at": NOW,
        "account": "main",
        "person": "discord:12",
        "server": None,
        "currency": "USDT",
        "decision": DECISIONS[label],
    }
    return DecisionTold(**(usual | changes))


SAMPLES: dict[str, DecisionTold] = {label: told(label) for label in ("noted", "alone", "dead", "waits", "hostile")}
