"""Decisions for samples of the agent."""

from datetime import timedelta
from typing import Any

from services.brain.facts import DecisionFacts, OutcomeFacts
from tests.answers._shared import NOW


def came(**changes: Any) -> OutcomeFacts:
    """What came of a trade that reached its target."""
    usual: dict[str, Any] = {"hit": "target", "moved": 2.1, "r": 1.8, "pnl": "96.40", "real_r": 1.74, "held": 15_780}
    return OutcomeFacts.model_validate(usual | changes)


def decision(number: int = 0x3FA81C, **changes: Any) -> DecisionFacts:
    """A long that was approved and ordered. Its id begins with ``number``, in six digits."""
    of = f"{number:06x}".ljust(32, "0")
    usual: dict[str, Any] = {
        "id": of,
        "short": of[:6],
        "at": NOW - timedelta(hours=5),
        "symbol": "BTC/USDT",
        "timeframe": "1h",
        "action": "long",
        "said": "long",
        "brain": "rules",
        "model": "",
        "prompt": "",
        "failed": "no key",
        "level": "copilot",
        "confidence": 0.78,
        "corrected": 0.78,
        "calibrated_on": 0,
        "sure": False,
        "state": "ordered",
        "why": "",
        "asked": False,
        "votes": ({"by": "Ann", "vote": "approve"},),
        "needs": 1,
        "modified": False,
        "expires": NOW - timedelta(hours=4, minutes=45),
        "order": "9c01d2",
        "entry": "42156.37",
        "stop": "41800",
        "target": "42900",
        "amount": "0.237",
        "outcome": None,
    }
    return DecisionFacts.model_validate(usual | changes)
