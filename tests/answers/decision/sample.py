"""What ``/ai ask``, ``/decision`` and the answers to what waits may tell."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from services.brain.answers import DealFacts, DecisionAnswer
from services.core.units import ExactPrice
from services.market.candles import Candles
from tests.answers._agent import DECISIONS, walk
from tests.answers._shared import HOSTILE, NOW, provenance


def answer(label: str, candles: Candles | None = None, seen: int = 0, **changes: Any) -> DecisionAnswer:
    """The decision of that label."""
    usual: dict[str, Any] = {
        "as_of": NOW,
        "simulated": False,
        "account": "main",
        "currency": "USDT",
        "decision": DECISIONS[label],
        "candles": candles,
        "seen": seen,
        "provenance": None if candles is None else provenance(),
    }
    return DecisionAnswer(**(usual | changes))


def deal(hours: float, price: str) -> DealFacts:
    """So many hours after the decision."""
    return DealFacts(at=NOW + timedelta(hours=hours), price=ExactPrice(Decimal(price)))


SAMPLES: dict[str, DecisionAnswer] = {
    **{label: answer(label) for label in DECISIONS},
    "pending, to answer": answer("pending", walk(60), 60, may_answer=True),
    "pending, of two, to answer": answer("pending, second of two", may_answer=True),
    "pending, too late": answer("pending", walk(60, 1), 60, may_answer=True, as_of=NOW + timedelta(minutes=15)),
    "short, to answer": answer("pending short", may_answer=True, simulated=True),
    "close, to answer": answer("pending close", walk(60), 60, may_answer=True),
    "adjust, to answer": answer("pending adjust", walk(60), 60, may_answer=True),
    "hostile account": answer("hostile", account=HOSTILE[:20], may_answer=True),
    "pressed again": answer("approved", before=True, behind=True),
    "won, as it went": answer("won", walk(60, 12, 0.0045), 60, filled=deal(0.1, "42163.1"), closed=deal(5.4, "44500")),
    "lost, as it went": answer(
        "lost", walk(60, 9, -0.006, seed=8), 60, filled=deal(0.1, "42163.1"), closed=deal(2.2, "41188.4")
    ),
    "tiny, as it went": answer(
        "tiny", walk(60, 12, 0.004, price=0.00001234), 60, account="a-long-name-of-mine", simulated=True
    ),
    "short, as it went": answer(
        "pending short", walk(60, 18, -0.002, price=2_310.5), 60, filled=deal(1.1, "2309.9"), closed=deal(17.5, "2205")
    ),
    "rejected, as it went": answer("rejected", walk(40, 24, 0.002), 40),
    "waits, as it was": answer("waits", walk(60), 60),
    "waits, as it went": answer("waits, over budget", walk(60, 24), 60),
    "many candles": answer("expired", walk(400, 300, -0.0002), 400),
    "few candles": answer("noted", walk(2), 2),
}
