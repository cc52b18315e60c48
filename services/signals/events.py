"""What is told of signals: in the channels of their server that subscribed."""

from typing import ClassVar, Literal

from services.core.events import Event
from services.core.units import ExactPrice, Price, Size
from services.signals.record import happening

Action = Literal["buy", "sell", "close"]


class _OfSignal(Event):
    """Of the signal that the ``server`` calls ``signal``."""

    subject: ClassVar[str] = "signals"

    signal: str
    server: str


class SignalReceived(_OfSignal):
    """It came in at ``at``. All that it says is somebody else's text, and nothing was checked but its form. ``mapped``:
    an order is placed for it, or refused, which is told too."""

    symbol: str = ""
    action: Action | None = None
    price: Price | None = None
    timeframe: str = ""
    text: str = ""
    mapped: bool = False

    @property
    def happening(self) -> str:
        """What alerts wait for."""
        return happening(self.server, self.signal)


class SignalOrdered(_OfSignal):
    """The signal placed the order ``short`` in the account that the server shares, or did not, for ``refused``."""

    symbol: str
    action: Action
    amount: Size | None = None
    price: ExactPrice | None = None
    """The mean price of what was filled at once."""
    short: str = ""
    state: str = ""
    refused: str = ""
