"""What is told of a signal that came in."""

from services.core.units import Price
from services.signals.events import SignalReceived
from tests.answers._shared import HOSTILE, NOW


def received(**says: object) -> SignalReceived:
    return SignalReceived.model_validate({"key": "k", "at": NOW, "signal": "breakout", "server": "discord:9", **says})


SAMPLES: dict[str, SignalReceived] = {
    "bare": received(),
    "usual": received(
        symbol="BINANCE:BTCUSDT", action="buy", price=Price(43120.5), timeframe="240", text="Close above"
    ),
    "mapped": received(symbol="BTCUSDT", action="close", mapped=True),
    "a timeframe alone": received(timeframe="4h"),
    "long": received(text="all of it, " * 27),
    "hostile": received(symbol="A:B", text=HOSTILE, timeframe="1"),
}
