"""The open orders of one symbol, by the price at which they act, so that a tick looks only at those that it reaches.

Made of the orders alone, and changed with each of them: an account keeps one for each symbol.
"""

from bisect import bisect_left, bisect_right, insort
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from analytics.trading.orders import ZERO, Working

Key = tuple[Decimal, int, int, str]
"""Price, rank at that price, number, order id. Read away from the open (``below`` from its end, ``above`` from its
beginning), orders come as the price reaches them: at one price triggers before limits, and older ones first."""
DAY: Final = 86_400_000


@dataclass(slots=True)
class Resting:
    """``below`` act at their price or lower, ``above`` at theirs or higher, ``now`` at any."""

    below: list[Key] = field(default_factory=list)
    above: list[Key] = field(default_factory=list)
    now: dict[str, None] = field(default_factory=dict)
    trailing: dict[str, None] = field(default_factory=dict)
    reducing: dict[str, None] = field(default_factory=dict)
    largest: Decimal = ZERO
    """No order that only reduces is for more."""
    ends: list[tuple[int, str]] = field(default_factory=list)
    """When the orders for a day expire."""
    legs: dict[str, list[str]] = field(default_factory=dict)
    """Entry → its legs."""
    _keys: dict[str, tuple[bool, Key]] = field(default_factory=dict)

    def place(self, working: Working) -> None:
        """Put ``working`` where it acts by now."""
        order = working.order
        self._forget(order.id)
        price, below = acts_at(working)
        if price is None:
            self.now[order.id] = None
        else:
            trigger = not working.is_limit
            rank, number = (int(trigger), -working.number) if below else (int(not trigger), working.number)
            key = (price, rank, number, order.id)
            self._keys[order.id] = below, key
            insort(self.below if below else self.above, key)

    def add(self, working: Working) -> None:
        """Take the new ``working`` in."""
        order = working.order
        self.place(working)
        if order.type == "trailing_stop":
            self.trailing[order.id] = None
        if order.reduces:
            self.reducing[order.id] = None
            self.resize(working)
        if order.tif == "day":
            insort(self.ends, (expiry(order.at), order.id))
        if order.parent is not None:
            self.legs.setdefault(order.parent, []).append(order.id)

    def resize(self, working: Working) -> None:
        """Know that ``working`` is for another amount."""
        if working.order.reduces:
            self.largest = max(self.largest, working.amount)

    def drop(self, working: Working) -> None:
        """Let ``working`` go."""
        order = working.order
        self._forget(order.id)
        self.trailing.pop(order.id, None)
        self.reducing.pop(order.id, None)
        if order.tif == "day":
            del self.ends[bisect_left(self.ends, (expiry(order.at), order.id))]
        if order.parent is not None:
            self.legs[order.parent].remove(order.id)
            if not self.legs[order.parent]:
                del self.legs[order.parent]

    def after(self, key: Key | None, *, down: bool) -> Key | None:
        """The order that a price reaches next which goes up, or ``down``, and reached that of ``key`` last."""
        if down:
            at = (len(self.below) if key is None else bisect_left(self.below, key)) - 1
            return self.below[at] if at >= 0 else None
        at = 0 if key is None else bisect_right(self.above, key)
        return self.above[at] if at < len(self.above) else None

    def _forget(self, order: str) -> None:
        self.now.pop(order, None)
        below, key = self._keys.pop(order, (False, None))
        if key is not None:
            side = self.below if below else self.above
            del side[bisect_left(side, key)]


def acts_at(working: Working) -> tuple[Decimal | None, bool]:
    """At which price ``working`` acts, ``None``: at any; and whether lower prices let it act too, not higher ones."""
    order = working.order
    if working.is_limit:
        return (working.acts_at if order.tif in ("gtc", "day") else None), order.buying
    return working.acts_at, order.buying == (order.type == "take_profit")


def expiry(at: int) -> int:
    """When an order of ``at`` expires that is for its day: the next midnight, UTC."""
    return (at // DAY + 1) * DAY
