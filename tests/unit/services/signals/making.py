"""A desk with a signal, for tests of signals."""

from itertools import count
from typing import Any

import orjson

from bot.app import App
from services.core.ask import Ask
from services.core.clock import WallClock
from services.core.events import Event, read_event
from services.core.principal import Principal
from services.core.request import AnyRequest
from services.core.roles import Role
from services.signals.book import SignalBook
from services.signals.facts import SignalAddedAnswer
from services.signals.managing import SignalAdd
from services.signals.ordering import SignalOrders
from services.signals.receiving import Receiver
from services.store import keys
from tests.asks import entries

ADA = Principal(id="discord:1", name="Ada", role=Role.ADMIN, server="discord:9", channel="discord:5")
BEN = Principal(id="discord:2", name="Ben", role=Role.TRADER, server="discord:9", channel="discord:5")
ELSEWHERE = Principal(id="discord:1", name="Ada", role=Role.ADMIN, server="discord:8", channel="discord:6")
NUMBERS = count()


async def ask(app: App, request: AnyRequest, principal: Principal = ADA) -> Any:
    return await app.desk.ask(Ask(f"signals:{next(NUMBERS)}", request, principal, app.clock.now()))


class Sender:
    """Another program, that knows a signal's address and secret."""

    def __init__(self, app: App, added: SignalAddedAnswer, receiver: Receiver | None = None) -> None:
        self.id = added.signal.address.rpartition("/")[2]
        self.secret = added.secret
        self.receiver = receiver or Receiver(app.store, SignalBook(app.store), app.clock, WallClock())

    async def sends(self, **says: object) -> bool:
        return await self.receiver.receive(self.id, orjson.dumps({"secret": self.secret, **says}), None)


async def sender(app: App, name: str = "breakout", principal: Principal = ADA) -> Sender:
    return Sender(app, await ask(app, SignalAdd(signal=name), principal))


def orders(app: App) -> SignalOrders:
    return SignalOrders(app.desk.ask, SignalBook(app.store), app.market, app.store, app.clock)


async def told(app: App, kind: type[Any]) -> list[Any]:
    """What of that kind went into the outbox."""
    events: list[Event] = [read_event(each["event"].encode()) for each in await entries(app.store, keys.OUTBOX)]
    return [event for event in events if isinstance(event, kind)]
