"""What is told of accounts and signals, by a second group of readers of the outbox."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

import structlog

from services.alerts.reach import Closed
from services.core.events import Event, read_event
from services.core.units import ExactPrice
from services.market.timeframes import to_ms
from services.notifications.mailbox import UNTOLD_SECONDS
from services.orders.events import Traded
from services.signals.events import SignalReceived
from services.store import keys
from services.store.store import Store
from services.store.streams import Message, Stream

GROUP: Final = "alerts"
CONSUMER: Final = "alerts"
"""One name for all processes, of which one watches at a time: it goes on with what the last one had taken."""
AT_ONCE: Final = 500
FILLS: Final = frozenset({"filled", "partly filled", "stopped", "target reached", "liquidated"})

log = structlog.get_logger(__name__)


class OutboxLook:
    """Takes what is in the outbox, and lets go of it once it was told. Methods raise ``StoreUnavailable``. What is
    taken away from the stream is the notifier's to say, who may not have been there yet; but nothing is kept for longer
    than it may be told."""

    def __init__(self, store: Store, changed: Callable[[str], None]) -> None:
        self._outbox = Stream(store, keys.OUTBOX, GROUP)
        self._changed = changed
        self._begun = False
        self._taken: list[Message] = []

    def begin(self) -> None:
        """Go on with what the last one had taken and not dealt with."""
        self._begun = False

    async def look(self) -> list[Closed]:
        """What happened that people may wait for."""
        if not self._begun:
            await self._outbox.ensure_group()
            self._taken = await self._outbox.claim_idle(CONSUMER, AT_ONCE, 0)
            self._begun = len(self._taken) < AT_ONCE
        else:
            self._taken = await self._outbox.take(CONSUMER, AT_ONCE, 0)
        return [happened for message in self._taken for event in _read(message) for happened in self._happened(event)]

    async def told(self) -> None:
        """It was dealt with."""
        taken, self._taken = self._taken, []
        await self._outbox.ack(taken)
        if taken:
            await self._outbox.drop_older(UNTOLD_SECONDS)

    def _happened(self, event: Event) -> Iterator[Closed]:
        if isinstance(event, Traded):
            self._changed(event.account)
            if event.what in FILLS:
                yield Closed(f"fill {event.account}", to_ms(event.at), event.key, _price(event.price), _detail(event))
        elif isinstance(event, SignalReceived):
            said = " ".join(filter(None, (event.action, event.symbol, event.text)))
            yield Closed(f"signal {event.happening}", to_ms(event.at), event.key, event.price, said)


def _price(price: ExactPrice | None) -> float | None:
    return None if price is None else float(price)


def _detail(event: Traded) -> str:
    return f"{event.what}: {event.side} {event.amount} {event.symbol}"


def _read(message: Message) -> Sequence[Event]:
    try:
        return (read_event(message.fields["event"]),)
    except (KeyError, ValueError):
        return ()  # the notifier says so
