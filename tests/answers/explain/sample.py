"""What ``/explain`` may tell."""

from typing import Any

from services.brain.answers import ExplainAnswer
from tests.answers._agent import DECISIONS, LONG_WORDS
from tests.answers._shared import HOSTILE, NOW

FOR = ("the trend is bullish", "volume 1.4 times its mean of 20 bars", "support at 41,734.81, 1.00% below")
AGAINST = ("resistance at 43,631.84, 3.50% above",)


def answer(label: str, **changes: Any) -> ExplainAnswer:
    usual: dict[str, Any] = {
        "as_of": NOW,
        "simulated": False,
        "account": "main",
        "currency": "USDT",
        "decision": DECISIONS[label],
        "in_favour": FOR,
        "against": AGAINST,
        "lesson": None,
    }
    return ExplainAnswer(**(usual | changes))


SAMPLES: dict[str, ExplainAnswer] = {
    "usual": answer("pending"),
    "won": answer("won", lesson="Reclaims with volume paid here; the first target was reached in 4 h 23 min."),
    "wait by the checks": answer("waits, checks", in_favour=(), against=FOR),
    "wait": answer("waits", against=(), in_favour=()),
    "rules": answer("rules, no key"),
    "longest": answer(
        "longest",
        in_favour=tuple(f"{number} {LONG_WORDS[:300]}" for number in range(20)),
        against=tuple(f"{number} {LONG_WORDS[:300]}" for number in range(20)),
        lesson=LONG_WORDS[:300],
    ),
    "hostile": answer("hostile", in_favour=(HOSTILE,), against=(HOSTILE,), lesson=HOSTILE),
}
