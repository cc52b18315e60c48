"""What is told of the order of a signal."""

from services.core.units import ExactPrice, Size
from services.signals.events import SignalOrdered
from tests.answers._shared import HOSTILE, NOW


def ordered(**facts: object) -> SignalOrdered:
    usual = {"key": "k", "at": NOW, "signal": "breakout", "server": "discord:9", "symbol": "BTC/USDT", "action": "buy"}
    return SignalOrdered.model_validate({**usual, **facts})


SAMPLES: dict[str, SignalOrdered] = {
    "filled": ordered(amount=Size("0.0116"), price=ExactPrice("43120.5"), short="a1b2c3", state="filled"),
    "waiting": ordered(action="sell", amount=Size("2"), short="a1b2c3", state="waiting", symbol="ETH/USDT:USDT"),
    "refused": ordered(refused="daily loss: the account allows 500.00, and it comes to 512.40"),
    "hostile": ordered(refused=HOSTILE),
}
