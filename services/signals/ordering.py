"""Orders of signals that an admin mapped to one: each is asked of the desk as any order is, and so passes the gate.

A signal's order has the signal's key as its wish, so that it is placed once though it be taken twice. It is removed
from the stream once it was dealt with; one that is too old is not placed any more.
"""

from collections.abc import Awaitable, Callable
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any, Final

import structlog

from services.core.ask import Ask
from services.core.clock import Clock, human
from services.core.errors import (
    BadOrder,
    DeskError,
    InvalidRequest,
    LimitReached,
    OutcomeUnknown,
    StoreUnavailable,
    Unavailable,
    UnknownSignal,
)
from services.core.events import read_event
from services.core.owners import SERVER
from services.core.principal import Principal, at_door
from services.core.request import Answer, AnyRequest
from services.core.roles import Role
from services.core.work import Work
from services.market.view import MarketView
from services.orders.close import Close
from services.orders.entry import OrderPlace, OrderPlaced
from services.signals.book import SignalBook
from services.signals.events import Action, SignalOrdered, SignalReceived
from services.signals.record import MappedOrder, Signal
from services.store import keys
from services.store.ledger import StoreLedger
from services.store.store import Store
from services.store.streams import Message, Stream
from services.words.numbers import exact

DOOR: Final = "signal"
GROUP: Final = "orders"
CONSUMER: Final = "orders"
"""One name for all processes, of which one takes at a time."""
AT_ONCE: Final = 32
BLOCK_MS: Final = 1_000
AGAIN_SECONDS: Final = 2.0
LATE_SECONDS: Final = 60.0
"""A signal that is older is not ordered any more: its price is another by now."""
KEPT_SECONDS: Final = 7 * 86_400.0

log = structlog.get_logger(__name__)


class SignalOrders:
    """Places them. Of all processes one runs it at a time: whichever matches the orders of paper accounts."""

    def __init__(
        self,
        ask: Callable[[Ask[Any]], Awaitable[Answer]],
        book: SignalBook,
        market: MarketView,
        store: Store,
        clock: Clock,
    ) -> None:
        self._ask = ask
        self._book = book
        self._market = market
        self._store = store
        self._ledger = StoreLedger(store)
        self._clock = clock
        self._stream = Stream(store, keys.SIGNAL_ORDERS, GROUP)

    async def run(self) -> None:
        """Take what comes in, until cancelled."""
        while True:
            try:
                await self._stream.ensure_group()
                await self._take(await self._stream.claim_idle(CONSUMER, AT_ONCE, 0))
                while True:
                    await self._take(await self._stream.take(CONSUMER, AT_ONCE, BLOCK_MS))
            except (Unavailable, OutcomeUnknown) as error:  # it is taken again
                log.warning("an order of a signal cannot be placed now", error=type(error).__name__)
                await human(self._clock).sleep(AGAIN_SECONDS)

    async def _take(self, messages: list[Message]) -> None:
        for message in messages:
            try:
                event = read_event(message.fields["event"])
            except (KeyError, ValueError) as error:
                log.error("a signal cannot be read", id=message.id, error=type(error).__name__)
            else:
                if isinstance(event, SignalReceived):
                    await self._one(event)
            await self._stream.remove([message])

    async def _one(self, received: SignalReceived) -> None:
        """Place the order of ``received``, and tell what became of it, once.

        Raises:
            Unavailable, OutcomeUnknown: it is done in part, and to be done again.
        """
        try:
            signal = await self._book.named(received.server, received.signal)
        except UnknownSignal:
            return
        if signal.order is None or received.action is None:
            return
        told = SignalOrdered(
            key=f"{received.key}:order",
            at=self._clock.now(),
            signal=received.signal,
            server=received.server,
            symbol=signal.order.symbol,
            action=received.action,
        )
        try:
            became = await self._ordered(received, signal, signal.order, received.action)
        except (StoreUnavailable, OutcomeUnknown):
            raise
        except DeskError as error:
            if isinstance(error, Unavailable) and not self._is_late(received):
                raise
            told = told.model_copy(update={"refused": why(error)})
        except Exception as error:  # the edge: one that fails as nobody foresaw must not stop those behind it
            log.error("an order of a signal failed", key=received.key, exc_info=error)
            told = told.model_copy(update={"refused": "a fault of the desk; its log says more"})
        else:
            told = told.model_copy(
                update={
                    "amount": became.order.amount,
                    "price": became.average,
                    "short": became.short,
                    "state": became.state,
                }
            )
        work = Work()
        work.tell(told)
        await self._ledger.commit(work, told.key, b"{}", KEPT_SECONDS)

    async def _ordered(
        self, received: SignalReceived, signal: Signal, order: MappedOrder, action: Action
    ) -> OrderPlaced:
        if self._is_late(received):
            raise BadOrder(("the signal came too late to be ordered",))
        principal = Principal(
            id=at_door(DOOR, signal.id), name=f"signal {signal.name}", role=Role.TRADER, server=signal.place
        )
        request = await self._request(received, order, action)
        answer = await self._ask(Ask(f"order:{received.key}", request, principal, self._clock.now()))
        if not isinstance(answer, OrderPlaced):
            raise TypeError(f"{request.name} is answered by {type(answer).__name__}")
        return answer

    async def _request(self, received: SignalReceived, order: MappedOrder, action: Action) -> AnyRequest:
        """What is asked of the desk. Nothing in it is what the signal wrote, but for buying, selling or closing.

        Raises:
            BadOrder: it is of another market.
        """
        if received.symbol:
            market, mapped = await self._market.resolve(received.symbol), await self._market.resolve(order.symbol)
            if (market.base, market.quote) != (mapped.base, mapped.quote):
                raise BadOrder((f"the signal is of another market than {order.symbol}",))
        if action == "close" or (action == "sell" and order.leverage is None):
            return Close(symbol=order.symbol, account=SERVER)
        ticker, _ = await self._market.ticker(order.symbol)
        sign = 1 if action == "buy" else -1
        return OrderPlace(
            symbol=order.symbol,
            amount=order.amount,
            stop=_level(exact(ticker.last), order.stop, -sign),
            target=_level(exact(ticker.last), order.target, sign),
            leverage=order.leverage,
            account=SERVER,
            way=action,
            asked=order.amount[:40],
            token=received.key[:80],
        )

    def _is_late(self, received: SignalReceived) -> bool:
        return (self._clock.now() - received.at).total_seconds() > LATE_SECONDS


def why(error: DeskError) -> str:
    """Why there is no order, in words."""
    match error:
        case LimitReached():
            return f"{error.limit}: the account allows {error.value}, and it comes to {error.figure}"
        case InvalidRequest() if error.problems:
            return error.problems[0]
    return {
        "StalePrice": "the newest price is too old to order at",
        "ExchangeUnavailable": "the market did not answer in time",
        "HeldElsewhere": "another process held the account for too long",
        "NotPermitted": "it is not permitted",
        "RateLimited": "too many orders of this signal in a minute",
    }.get(type(error).__name__, type(error).__name__)


def _level(price: Decimal, distance: Decimal | None, sign: int) -> Decimal | None:
    """The price at so large a fraction above or below."""
    if distance is None:
        return None
    level = price * (1 + sign * distance)
    return level.quantize(Decimal(1).scaleb(level.adjusted() - DIGITS), ROUND_HALF_EVEN)


DIGITS: Final = 9
"""Behind the first one, of a level: more than any venue's tick has."""
