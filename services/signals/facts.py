"""What is told of signals to whoever asks."""

from datetime import UTC, datetime

from services.core.request import Answer, Frozen
from services.core.units import Multiple, Share
from services.signals.record import MappedOrder, Signal
from services.signals.terms import SignalTerms


class OrderOfSignal(Frozen):
    """The order that a signal places in the account that the server shares. ``stop`` and ``target`` are distances from
    the price; without ``leverage`` it buys in the spot market, and what would sell closes."""

    symbol: str
    amount: str
    stop: Share | None
    target: Share | None
    leverage: Multiple | None

    @classmethod
    def of(cls, order: MappedOrder) -> "OrderOfSignal":
        return cls(
            symbol=order.symbol,
            amount=order.amount,
            stop=None if order.stop is None else Share(float(order.stop)),
            target=None if order.target is None else Share(float(order.target)),
            leverage=None if order.leverage is None else Multiple(float(order.leverage)),
        )


class SignalFacts(Frozen):
    """A signal: where it is sent to, since when, when it last came in, and the order that it places."""

    name: str
    address: str
    made: datetime
    seen_at: datetime | None
    order: OrderOfSignal | None

    @classmethod
    def of(cls, signal: Signal, terms: SignalTerms, seen: int | None = None) -> "SignalFacts":
        return cls(
            name=signal.name,
            address=terms.address(signal.id),
            made=datetime.fromtimestamp(signal.made / 1000, UTC),
            seen_at=None if seen is None else datetime.fromtimestamp(seen / 1000, UTC),
            order=None if signal.order is None else OrderOfSignal.of(signal.order),
        )


class SignalAddedAnswer(Answer):
    """The signal is there. ``secret`` is told now and never again. ``open``: signals come in at this desk at all."""

    signal: SignalFacts
    secret: str
    open: bool
    used: int
    quota: int


class SignalListAnswer(Answer):
    """The server's signals, of which so many are ``mapped`` to an order."""

    signals: tuple[SignalFacts, ...]
    mapped: int
    open: bool
    quota: int


class SignalDeletedAnswer(Answer):
    """The signal is there no more."""

    signal: SignalFacts


class SignalMappedAnswer(Answer):
    """What the signal does from now on: places its order, or none; and what it placed ``before``."""

    signal: SignalFacts
    before: OrderOfSignal | None
