"""How somebody is asked to approve."""

from typing import Any

from services.brain.events import ApprovalAsked
from tests.answers._agent import DECISIONS
from tests.answers._shared import NOW


def asked(label: str, **changes: Any) -> ApprovalAsked:
    usual: dict[str, Any] = {
        "key": f"asked {label}",
        "at": NOW,
        "account": "main",
        "person": "discord:12",
        "server": None,
        "currency": "USDT",
        "decision": DECISIONS[label],
    }
    return ApprovalAsked(**(usual | changes))


SAMPLES: dict[str, ApprovalAsked] = {
    **{label: asked(label) for label, told in DECISIONS.items() if told.facts.state == "pending"},
    "reminder": asked("pending", reminder=True),
    "of the server": asked("pending, second of two", account="server", person=None, server="discord:9"),
}
