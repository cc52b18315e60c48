"""What was seen of a market."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Seen:
    """A closed bar, or a tick, whose times and prices are all one.

    Times are UTC ms; ``volume`` is in base currency, ``None`` where it is not known, as of a tick.
    """

    opened: int
    closed: int
    open: Decimal
    high: Decimal
    low: Decimal
    close: Decimal
    volume: Decimal | None

    @classmethod
    def tick(cls, at: int, price: Decimal) -> "Seen":
        return cls(at, at, price, price, price, price, None)

    @property
    def is_tick(self) -> bool:
        return self.opened == self.closed
