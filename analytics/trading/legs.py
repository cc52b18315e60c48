"""The legs of a bracket, as orders: a stop, and a limit order at the target."""

from decimal import Decimal
from hashlib import sha256

from analytics.trading.instrument import Instrument
from analytics.trading.orders import ONE, Leg, Order, OrderType


def stop_leg(entry: Order, instrument: Instrument, number: int, amount: Decimal, price: Decimal, at: int) -> Order:
    """The stop of what fill ``number`` of ``entry`` opened at ``price``. One that trails begins at the entry's stop, or
    its trail away from that price."""
    trailing = entry.trail is not None and entry.type != "trailing_stop"
    trigger = first_stop(entry, instrument, price)
    kind: OrderType = "trailing_stop" if trailing else "stop"
    return _leg(entry, "stop", kind, number, amount, at, trigger=trigger, trail=entry.trail if trailing else None)


def first_stop(entry: Order, instrument: Instrument, price: Decimal) -> Decimal | None:
    """Where the stop of what ``entry`` opens at ``price`` stands at first."""
    if entry.stop is not None or not entry.has_stop or entry.trail is None:
        return entry.stop
    return instrument.worse(price * (ONE - entry.sign * entry.trail), buying=not entry.buying)


def target_leg(entry: Order, number: int, amount: Decimal, at: int) -> Order:
    """The target of what fill ``number`` of ``entry`` opened."""
    return _leg(entry, "target", "limit", number, amount, at, price=entry.target)


def _leg(
    entry: Order,
    leg: Leg,
    kind: OrderType,
    number: int,
    amount: Decimal,
    at: int,
    *,
    price: Decimal | None = None,
    trigger: Decimal | None = None,
    trail: Decimal | None = None,
) -> Order:
    return Order(
        id=sha256(f"{entry.id}:{leg}:{number}".encode()).hexdigest()[:32],
        symbol=entry.symbol,
        way="sell" if entry.buying else "buy",
        type=kind,
        amount=amount,
        at=at,
        price=price,
        trigger=trigger,
        trail=trail,
        leverage=entry.leverage,
        reduce_only=True,
        parent=entry.id,
        leg=leg,
        by=entry.by,
        place=entry.place,
    )
