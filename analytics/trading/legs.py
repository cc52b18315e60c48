"""The legs of a bracket, as orders: a stop, and a limit order at the target."""

from decimal import Decimal
from hashlib import sha256

from analytics.trading.instrument import Instrument
from analytics.trading.orders import ONE, Leg, Order, OrderType


def stop_leg(entry: Order, instrument: Instrument, number: int, amount: Decimal, price: Decimal, at: int) -> Order:
    """The stop of what fill ``number`` of ``entry`` opened at ``price``. One that trails begins at the entry's stop, or
    its trail away from that price."""
    trailing = entry.trail is not None and entry.type != "trailing_stop"
    trigger = entry.stop
    if trigger is None and entry.trail is not None:
        trigger = instrument.worse(price * (ONE - entry.sign * entry.trail), buying=not entry.buying)
    kind: OrderType = "trailing_stop" if trailing else "stop"
    return _leg(entry, "stop", kind, number, amount, at, trigger=trigger, trail=entry.trail if trailing else None)


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
