"""What is held of a market, and the trade that it is once it has ended."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Final

from analytics.position import Side
from analytics.trading.orders import ONE, ZERO

PART: Final = Decimal("1e-10")
"""Parts of costs and margins are rounded to it."""


@dataclass(frozen=True, slots=True)
class Part:
    """What the orders of one decision opened of a position: ``value`` is Σ price · amount of their fills, and ``risk``
    what their stops would have lost; ``None`` where one had none. ``held`` is still there of it, and the rest brought
    ``out``, Σ price · amount."""

    at: int
    amount: Decimal = ZERO
    value: Decimal = ZERO
    risk: Decimal | None = ZERO
    held: Decimal = ZERO
    out: Decimal = ZERO

    def and_also(self, amount: Decimal, price: Decimal, lost: Decimal | None) -> "Part":
        """This, and ``amount`` more that was filled at ``price``, of which a stop would have ``lost`` that."""
        risk = None if self.risk is None or lost is None else self.risk + lost
        return replace(
            self, amount=self.amount + amount, value=self.value + amount * price, risk=risk, held=self.held + amount
        )

    def closed(self, amount: Decimal, price: Decimal) -> "Part":
        """This, ``amount`` of which was closed at ``price``."""
        return replace(self, held=self.held - amount, out=self.out + amount * price)


@dataclass(frozen=True, slots=True)
class Result:
    """What became of what a decision opened of a position, once all of the position had ended: ``pnl`` after its share
    of fees and funding, ``risk`` what its stop would have lost, ``held`` for how long (ms)."""

    pnl: Decimal
    risk: Decimal | None
    held: int

    @property
    def r_multiple(self) -> Decimal | None:
        return self.pnl / self.risk if self.risk else None

    def and_also(self, other: "Result") -> "Result":
        """This, and what became of what the same decision opened after that had ended."""
        risk = None if self.risk is None or other.risk is None else self.risk + other.risk
        return Result(self.pnl + other.pnl, risk, self.held + other.held)


@dataclass(slots=True)
class Position:
    """What is held of a market. ``amount`` is negative where it is short; ``cost`` is Σ price · amount of what is held,
    ``margin`` the cash in it: of spot all of the cost. What was paid, earned and put at risk since it was opened is of
    the whole trade, also of what was closed of it."""

    symbol: str
    opened_at: int
    amount: Decimal = ZERO
    cost: Decimal = ZERO
    margin: Decimal = ZERO
    leverage: Decimal = ONE
    realised: Decimal = ZERO
    """Gains and losses of what was closed, before fees and funding."""
    fees: Decimal = ZERO
    funding: Decimal = ZERO
    """Paid; below zero: received."""
    funded_until: int = 0
    """Settlements up to then are booked, or were before it was opened."""
    in_amount: Decimal = ZERO
    in_value: Decimal = ZERO
    out_amount: Decimal = ZERO
    out_value: Decimal = ZERO
    risk: Decimal | None = ZERO
    """What its stops would have lost as it was opened; ``None`` where a part of it had no stop."""
    parts: dict[str, Part] = field(default_factory=dict)
    """What orders of decisions opened of it, by the decisions' ids."""

    @property
    def sign(self) -> int:
        return 1 if self.amount > 0 else -1

    @property
    def size(self) -> Decimal:
        return abs(self.amount)

    @property
    def entry(self) -> Decimal:
        """The mean price of what is held."""
        return self.cost / self.size

    @property
    def side(self) -> Side:
        return "long" if self.amount > 0 else "short"

    def gain(self, price: Decimal) -> Decimal:
        """What is held would earn at ``price``, before fees."""
        return self.amount * price - self.sign * self.cost

    def part(self, amount: Decimal) -> tuple[Decimal, Decimal]:
        """Cost and margin of ``amount`` of it."""
        if amount == self.size:
            return self.cost, self.margin
        return part_of(self.cost, amount, self.size), part_of(self.margin, amount, self.size)

    def freed(self, amount: Decimal, price: Decimal) -> Decimal:
        """What closing ``amount`` of it at ``price`` gives back, before fees."""
        cost, margin = self.part(amount)
        return margin + self.sign * (amount * price - cost)

    def value(self, price: Decimal) -> Decimal:
        """What the account would have of it at ``price``: never less than nothing."""
        return max(ZERO, self.margin + self.gain(price))

    def closes(self, amount: Decimal, price: Decimal) -> None:
        """``amount`` of what is held is closed at ``price``: of each part as much as that is of all there is now."""
        self.out_amount += amount
        self.out_value += amount * price
        for decision, part in self.parts.items():
            share = part.held if amount == self.size else part_of(part.held, amount, self.size)
            self.parts[decision] = part.closed(share, price)

    def results(self, trade: "Trade") -> Mapping[str, Result]:
        """What became of its parts as it ended as ``trade``: each went in and out at its own prices, and bears of all
        else (fees, funding, what a liquidation took beyond the price) as much as it was of the amount."""
        sign = 1 if trade.side == "long" else -1
        beside = trade.pnl - sign * (self.out_value - self.in_value)
        found = {}
        for decision, part in self.parts.items():
            pnl = trade.pnl
            if part.amount != trade.amount:
                gain = sign * (part.out - part.value)
                pnl = gain + part_of(beside, part.amount, trade.amount)
            found[decision] = Result(pnl, part.risk or None, trade.closed_at - part.at)
        return found


@dataclass(frozen=True, slots=True)
class Trade:
    """A position from its opening to its end. ``entry`` and ``exit`` are mean prices, ``pnl`` is after fees and
    funding, ``risk`` what its stop would have lost."""

    symbol: str
    side: Side
    amount: Decimal
    entry: Decimal
    exit: Decimal
    pnl: Decimal
    fees: Decimal
    funding: Decimal
    risk: Decimal | None
    opened_at: int
    closed_at: int
    liquidated: bool = False

    @property
    def r_multiple(self) -> Decimal | None:
        return self.pnl / self.risk if self.risk else None


def part_of(whole: Decimal, part: Decimal, of: Decimal) -> Decimal:
    """The part of ``whole`` that ``part`` is of ``of``, rounded."""
    return (whole * part / of).quantize(PART, rounding=ROUND_HALF_EVEN)
