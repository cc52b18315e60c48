"""Signals for samples."""

from datetime import datetime

from services.core.units import Multiple, Share
from services.signals.facts import OrderOfSignal, SignalFacts
from tests.answers._shared import NOW

SPOT = OrderOfSignal(symbol="BTC/USDT", amount="5%", stop=Share(0.02), target=None, leverage=None)
LEVERED = OrderOfSignal(
    symbol="ETH/USDT:USDT", amount="risk 1%", stop=Share(0.015), target=Share(0.045), leverage=Multiple(3.0)
)


def signal(name: str = "breakout", order: OrderOfSignal | None = None, seen: datetime | None = None) -> SignalFacts:
    return SignalFacts(
        name=name,
        address="https://desk.example.org/signals/00ff00ff00ff00ff",
        made=NOW,
        seen_at=seen,
        order=order,
    )
