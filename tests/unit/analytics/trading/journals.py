"""Journals of made trades, for tests of what they come to."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from analytics.trading.orders import Order, Way
from analytics.trading.records import Accepted, Filled, Opened, Ordered, Record, Reset

MINUTE: Final = 60_000
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR
T0: Final = 1_701_302_400_000
"""2023-11-30T00:00Z"""
FEE: Final = Decimal("0.001")


@dataclass(frozen=True, slots=True)
class Made:
    """A trade: bought (or sold, of a perpetual) at ``opened`` and, where it was, closed again. Times are UTC ms."""

    opened: int
    closed: int | None
    entry: str
    exit: str = "0"
    amount: str = "1"
    stop: str | None = None
    symbol: str = "BTC/USDT"
    way: Way = "buy"


def opened(at: int = T0, cash: str = "10000", account: str = "paper:shell:ann") -> Opened:
    return Opened(at, account, "USDT", Decimal(cash))


def journal(*made: Made | Reset, first: Opened | None = None) -> list[Record]:
    """An account's records, in the order of their times."""
    parts = [(each.at, [each]) if isinstance(each, Reset) else part for each in made for part in _parts(each)]
    return [first or opened(), *(record for _, part in sorted(parts, key=lambda one: one[0]) for record in part)]


def _parts(made: Made | Reset) -> Iterator[tuple[int, list[Record]]]:
    if isinstance(made, Reset):
        yield made.at, [made]
        return
    name = f"{made.symbol}{made.opened}{made.amount}"
    yield made.opened, list(filled(f"in{name}", made.symbol, made.way, made.amount, made.entry, made.opened, made.stop))
    if made.closed is not None:
        back: Way = "sell" if made.way == "buy" else "buy"
        yield made.closed, list(filled(f"out{name}", made.symbol, back, made.amount, made.exit, made.closed))


def filled(
    name: str, symbol: str, way: Way, amount: str, price: str, at: int, stop: str | None = None
) -> Iterable[Record]:
    """A market order that was filled at once."""
    size, cost = Decimal(amount), Decimal(price)
    order = Order(name, symbol, way, "market", size, at, stop=None if stop is None else Decimal(stop))
    return (
        Ordered(at, order),
        Accepted(at, name, name, at),
        Filled(at, name, symbol, 1, cost, size, size * cost * FEE, False, cost),
    )


def reset(at: int, cash: str = "10000") -> Reset:
    return Reset(at, f"reset{at}", Decimal(cash), "shell:ann")
