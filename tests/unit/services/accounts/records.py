"""Records as tests write them."""

from decimal import Decimal
from hashlib import sha256

from analytics.trading.orders import Order
from analytics.trading.records import Accepted, Cancelled, Filled, Opened, Ordered, Record

AT = 1_764_500_000_000


def opened(account: str, cash: str = "10000") -> Opened:
    return Opened(AT, account, "USDT", Decimal(cash))


def order(wish: str, *, at: int = AT, amount: str = "0.5", way: str = "buy", by: str = "shell:ann") -> Order:
    return Order(
        sha256(wish.encode()).hexdigest()[:32],
        "BTC/USDT",
        "buy" if way == "buy" else "sell",
        "limit",
        Decimal(amount),
        at,
        price=Decimal("100.1"),
        reserve=Decimal("100.2001"),
        by=by,
    )


def placed(each: Order) -> list[Record]:
    return [Ordered(each.at, each), Accepted(each.at, each.id, f"paper-{each.id[:8]}", each.at)]


def filled(each: Order, *, price: str = "100.1", at: int = AT + 60_000) -> Filled:
    fee = each.amount * Decimal(price) * Decimal("0.001")
    return Filled(at, each.id, each.symbol, 1, Decimal(price), each.amount, fee, True, Decimal("100"))


def cancelled(each: Order, *, at: int = AT + 60_000) -> Cancelled:
    return Cancelled(at, each.id, each.symbol, "asked", "shell:ann")
