"""What ``/decisions`` may list."""

from datetime import timedelta
from typing import Any

from services.brain.answers import DecisionsAnswer
from services.brain.facts import DecisionFacts
from tests.answers._agent import DECISIONS
from tests.answers._shared import HOSTILE, NOW

EACH = tuple(
    told.facts.model_copy(update={"id": f"{number:06x}".ljust(32, "0"), "short": f"{number:06x}"})
    for number, told in enumerate(DECISIONS.values())
)


def answer(*decisions: DecisionFacts, **changes: Any) -> DecisionsAnswer:
    usual: dict[str, Any] = {
        "as_of": NOW + timedelta(hours=1),
        "simulated": False,
        "account": "main",
        "currency": "USDT",
        "decisions": decisions,
        "total": len(decisions),
        "waits": sum(each.action == "wait" for each in decisions),
        "level": "copilot",
    }
    return DecisionsAnswer(**(usual | changes))


SAMPLES: dict[str, DecisionsAnswer] = {
    "none": answer(level="none"),
    "all wait": answer(total=3, waits=3),
    "one": answer(DECISIONS["won"].facts),
    "some": answer(*EACH[:6], total=42, waits=30, simulated=True),
    "all": answer(*(EACH * 3)[:50], total=1_204, waits=900),
    "hostile": answer(DECISIONS["hostile"].facts.model_copy(update={"symbol": HOSTILE[:40]}), account=HOSTILE[:20]),
}
