"""An account: what its records come to. Nothing else makes or changes one.

Cash, costs and gains are exact: what is divided (a part of a position's cost) is rounded, and the rest of it stays with
the rest. So at any time

    start + realised − fees − funding = cash + Σ margin of what is held

to the last digit, where the margin of a spot position is all that was paid for it, and ``funding`` is what was paid.
"""

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import ROUND_UP, Context, Decimal, localcontext
from typing import Final

from analytics.position import Side
from analytics.trading.agency import Agency
from analytics.trading.instrument import kind_of
from analytics.trading.orders import ZERO, Order, Working
from analytics.trading.positions import PART, Part, Position, Trade, part_of
from analytics.trading.records import (
    Accepted,
    Archived,
    Cancelled,
    Dropped,
    Filled,
    Funded,
    LimitsSet,
    Liquidated,
    Marked,
    Opened,
    Ordered,
    Record,
    Refused,
    Reset,
    Resized,
    Switched,
    Trailed,
    Triggered,
)
from analytics.trading.resting import Resting

EXACT: Final = Context(prec=60)
KEPT_ENDED: Final = 500
"""Ended orders that are remembered; the journal has all."""
MINUTE: Final = 60_000


@dataclass(frozen=True, slots=True)
class Ended:
    """An order that is open no more, and why: ``filled``, ``refused``, or a reason of ``Cancelled``."""

    order: Order
    filled: Decimal
    spent: Decimal
    fees: Decimal
    at: int
    why: str


@dataclass(slots=True)
class Account:
    """The account ``id``, as of its last record."""

    id: str
    currency: str = ""
    start: Decimal = ZERO
    opened_at: int = 0
    """When it was opened or last reset."""
    cash: Decimal = ZERO
    realised: Decimal = ZERO
    fees: Decimal = ZERO
    funding: Decimal = ZERO
    positions: dict[str, Position] = field(default_factory=dict)
    orders: dict[str, Working] = field(default_factory=dict)
    trades: list[Trade] = field(default_factory=list)
    ended: deque[Ended] = field(default_factory=lambda: deque(maxlen=KEPT_ENDED))
    marks: list[Marked] = field(default_factory=list)
    matched: dict[str, int] = field(default_factory=dict)
    """Symbol → the close of the newest bar, or the instant of the newest tick, that filled, funded or liquidated
    something in it (UTC ms)."""
    ordered_at: deque[int] = field(default_factory=lambda: deque(maxlen=1000))
    dropped: deque[str] = field(default_factory=lambda: deque(maxlen=KEPT_ENDED))
    """Ids of orders that were cancelled before they were placed."""
    limits: dict[str, str] = field(default_factory=dict)
    resets: int = 0
    archived: Archived | None = None
    records: int = 0
    """How many made it: the number of the last in its journal."""
    reserved: Decimal = ZERO
    """Cash that open orders keep back."""
    taken: dict[str, tuple[int, Decimal]] = field(default_factory=dict)
    """Symbol → the last minute with a fill, and how much was filled in it."""
    agency: Agency = field(default_factory=Agency)
    numbered: int = 0
    """Orders so far."""
    _resting: dict[str, Resting] = field(default_factory=dict, repr=False, compare=False)

    @property
    def is_open(self) -> bool:
        """Whether it has a first record."""
        return bool(self.currency)

    @property
    def free(self) -> Decimal:
        """Cash that a new order may use."""
        return max(ZERO, self.cash - self.reserved)

    @property
    def at_cost(self) -> Decimal:
        """Cash and all margin."""
        return self.cash + sum((each.margin for each in self.positions.values()), ZERO)

    @property
    def balanced(self) -> bool:
        """Whether what went in and out is what is there, to the last digit."""
        with localcontext(EXACT):
            return self.start + self.realised - self.fees - self.funding == self.at_cost

    @property
    def losing_streak(self) -> int:
        """Trades in a row, up to the last one, that lost."""
        lost = 0
        for trade in reversed(self.trades):
            if trade.pnl >= 0:
                break
            lost += 1
        return lost

    @property
    def symbols(self) -> list[str]:
        """The markets that it is in: of which it holds something, or has open orders."""
        return sorted({*self.positions, *(each.order.symbol for each in self.orders.values())})

    def held(self, symbol: str) -> Decimal:
        """What is held of ``symbol``, negative where short."""
        position = self.positions.get(symbol)
        return ZERO if position is None else position.amount

    def resting(self, symbol: str) -> Resting:
        """The open orders of ``symbol``, by the price at which they act."""
        resting = self._resting.get(symbol)
        return self._resting.setdefault(symbol, Resting()) if resting is None else resting

    def equity(self, price_of: Callable[[str], Decimal]) -> Decimal:
        """What the account is worth at the prices that ``price_of`` tells of its positions' symbols."""
        return self.cash + sum((each.value(price_of(each.symbol)) for each in self.positions.values()), ZERO)

    def apply(self, record: Record) -> None:
        """Let ``record`` take effect.

        Raises:
            KeyError: it is about an order or a position that is not there: the journal is not this account's.
        """
        self.records += 1
        with localcontext(EXACT):
            match record:
                case Filled():
                    self._filled(record)
                case Ordered():
                    self._ordered(record)
                case Accepted():
                    self._accepted(record)
                case Triggered():
                    self._triggered(record)
                case Trailed():
                    self._trailed(record)
                case Cancelled():
                    self._cancelled(record)
                case Resized():
                    self._resized(record)
                case Funded():
                    self._funded(record)
                case Marked():
                    self.marks.append(record)
                case Liquidated():
                    self._liquidated(record)
                case Refused():
                    self._refused(record)
                case Dropped():
                    self.dropped.append(record.order)
                case Opened():
                    self._opened(record)
                case Reset():
                    self._reset(record)
                case LimitsSet():
                    self.limits = dict(record.limits)
                case Archived():
                    self.archived = record
                case Switched():
                    pass  # it is written down, and changes no figure of an account
                case _:
                    self.agency.apply(record)

    def _filled(self, record: Filled) -> None:
        working = self.orders[record.order]
        order = working.order
        working.filled += record.amount
        working.spent += record.amount * record.price
        working.fees += record.fee
        working.fills += 1
        working.since = record.at
        self.reserved -= order.reserve * record.amount
        self.fees += record.fee
        self.cash -= record.fee
        self._seen(record.symbol, record.at)
        minute, taken = self.taken.get(record.symbol, (0, ZERO))
        now = minute_of(record.at)
        self.taken[record.symbol] = now, record.amount + (taken if minute == now else ZERO)
        position = self.positions.get(record.symbol)
        closing = ZERO
        if position is not None and position.sign != order.sign:
            closing = min(record.amount, position.size)
            share = record.fee if closing == record.amount else part_of(record.fee, closing, record.amount)
            position.fees += share
            self._close(position, closing, record.price, record.at)
        opening = record.amount - closing
        if opening:
            self._open(order, opening, record, record.fee if not closing else record.fee - share)
        if working.left <= 0:
            self._end(working, record.at, "filled")

    def _open(self, order: Order, amount: Decimal, record: Filled, fee: Decimal) -> None:
        position = self.positions.get(order.symbol)
        if position is None:
            position = Position(order.symbol, record.at, leverage=order.leverage, funded_until=record.at - 1)
            self.positions[order.symbol] = position
        worth = amount * record.price
        margin = worth
        if kind_of(order.symbol) == "perpetual":
            margin = (worth / order.leverage).quantize(PART, rounding=ROUND_UP)
        position.amount += order.sign * amount
        position.cost += worth
        position.margin += margin
        position.fees += fee
        position.in_amount += amount
        position.in_value += worth
        lost = None if order.stop is None else max(ZERO, order.sign * (record.price - order.stop)) * amount
        if position.risk is not None:
            position.risk = None if lost is None else position.risk + lost
        if order.decision:
            part = position.parts.get(order.decision, Part(record.at))
            position.parts[order.decision] = part.and_also(amount, record.price, lost)
            self.agency.opened(order.decision)
        self.cash -= margin

    def _close(self, position: Position, amount: Decimal, price: Decimal, at: int) -> None:
        side = position.side
        cost, margin = position.part(amount)
        gain = position.sign * (amount * price - cost)
        position.closes(amount, price)
        position.realised += gain
        position.amount -= position.sign * amount
        position.cost -= cost
        position.margin -= margin
        self.realised += gain
        self.cash += margin + gain
        if not position.amount:
            self._finish(position, side, at)

    def _finish(self, position: Position, side: Side, at: int, *, liquidated: bool = False) -> None:
        del self.positions[position.symbol]
        trade = Trade(
            symbol=position.symbol,
            side=side,
            amount=position.in_amount,
            entry=position.in_value / position.in_amount,
            exit=position.out_value / position.out_amount,
            pnl=position.realised - position.fees - position.funding,
            fees=position.fees,
            funding=position.funding,
            risk=position.risk or None,
            opened_at=position.opened_at,
            closed_at=at,
            liquidated=liquidated,
        )
        self.trades.append(trade)
        self.agency.ended(position.results(trade))

    def _liquidated(self, record: Liquidated) -> None:
        position = self.positions[record.symbol]
        side = position.side
        position.closes(position.size, record.price)
        position.realised -= record.lost
        self.realised -= record.lost
        position.margin -= record.lost
        self.cash += position.margin
        self._seen(record.symbol, record.at)
        self._finish(position, side, record.at, liquidated=True)

    def _funded(self, record: Funded) -> None:
        position = self.positions[record.symbol]
        self.funding += record.paid
        position.funding += record.paid
        position.funded_until = max(record.at, position.funded_until)
        self._seen(record.symbol, record.at)
        if record.paid > 0:
            position.margin -= record.paid
        else:
            self.cash -= record.paid

    def _opened(self, record: Opened) -> None:
        self.currency, self.cash, self.start, self.opened_at = record.currency, record.cash, record.cash, record.at

    def _ordered(self, record: Ordered) -> None:
        order = record.order
        self.numbered += 1
        working = Working(order, order.amount, record.at, level=order.trigger, number=self.numbered)
        self.orders[order.id] = working
        self.reserved += order.reserve * order.amount
        self.resting(order.symbol).add(working)
        if order.parent is None:
            self.ordered_at.append(record.at)
        if order.decision:
            self.agency.ordered(order, record.at)
        self._protected(order)

    def _protected(self, order: Order) -> None:
        """A stop for all of a position whose risk is not known makes it known."""
        position = self.positions.get(order.symbol)
        if position is None or position.risk is not None or position.sign == order.sign:
            return
        if order.is_stop and order.trigger and order.amount >= position.size:
            position.risk = max(ZERO, -position.gain(order.trigger)) or None

    def _accepted(self, record: Accepted) -> None:
        working = self.orders[record.order]
        working.accepted, working.since = True, record.since
        working.takes = record.price is not None and working.is_limit and working.order.through(record.price)

    def _refused(self, record: Refused) -> None:
        working = self.orders.get(record.order)
        if working is not None:
            self._end(working, record.at, "refused")

    def _triggered(self, record: Triggered) -> None:
        working = self.orders[record.order]
        working.triggered, working.since = True, record.at
        self.resting(record.symbol).place(working)

    def _resized(self, record: Resized) -> None:
        working = self.orders[record.order]
        self.reserved += working.order.reserve * (record.amount - working.amount)
        working.amount = record.amount
        self.resting(record.symbol).resize(working)

    def _trailed(self, record: Trailed) -> None:
        working = self.orders[record.order]
        working.level, working.since = record.level, record.at
        self.resting(record.symbol).place(working)

    def _cancelled(self, record: Cancelled) -> None:
        self._end(self.orders[record.order], record.at, record.reason)

    def _reset(self, record: Reset) -> None:
        for working in list(self.orders.values()):
            self._end(working, record.at, "reset")
        self.positions.clear()
        self.trades.clear()
        self.marks.clear()
        self.cash, self.start, self.opened_at = record.cash, record.cash, record.at
        self.realised = self.fees = self.funding = ZERO
        self.resets += 1
        self.agency.reset()

    def _end(self, working: Working, at: int, why: str) -> None:
        del self.orders[working.order.id]
        self.reserved -= working.order.reserve * working.left
        self.resting(working.order.symbol).drop(working)
        self.ended.append(Ended(working.order, working.filled, working.spent, working.fees, at, why))

    def _seen(self, symbol: str, at: int) -> None:
        self.matched[symbol] = max(at, self.matched.get(symbol, 0))


def minute_of(at: int) -> int:
    """The minute that ends at or after ``at``: that of a bar that closes then."""
    return (at - 1) // MINUTE


def account_of(name: str, records: Iterable[Record]) -> Account:
    """The account called ``name`` that ``records`` make, from nothing."""
    account = Account(name)
    for record in records:
        account.apply(record)
    return account
