"""What an agent writes into an account, for tests."""

from decimal import Decimal
from typing import Any

from analytics.trading.agent_records import Decided

AT = 1_764_500_000_000
HOUR = 3_600_000
MINUTE = 60_000


def decided(decision: str = "d1", at: int = AT, **terms: Any) -> Decided:
    """A long of 1 at 100, with its stop at 90 and its target at 120, that one person has to approve."""
    usual: dict[str, Any] = {
        "at": at,
        "decision": decision,
        "symbol": "BTC/USDT",
        "timeframe": "1h",
        "action": "long",
        "brain": "claude",
        "model": "claude-sonnet-5-5",
        "prompt": "1:ab",
        "voice": "z",
        "level": "copilot",
        "fate": "pending",
        "confidence": 0.8,
        "corrected": 0.8,
        "fence": 1,
        "expires": at + 15 * MINUTE,
        "judge_at": at + 24 * HOUR,
        "document": '{"it": "is long"}',
        "entry": Decimal(100),
        "stop": Decimal(90),
        "target": Decimal(120),
        "amount": Decimal(1),
    }
    return Decided(**(usual | terms))
