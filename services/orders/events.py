"""What is told of trades: to the person whose account it is, or in the channels of the server that shares it.

Told is what the market or somebody else did. What a person asked for themselves they were answered.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, localcontext
from hashlib import sha256
from typing import ClassVar, Final, Literal

from analytics.trading.account import EXACT, Account
from analytics.trading.orders import ZERO, Order
from analytics.trading.positions import Trade
from analytics.trading.records import Cancelled, Filled, Liquidated, Ordered, Record, Refused
from services.accounts.books import Book
from services.accounts.naming import AccountId
from services.core.events import Event
from services.core.owners import server_of
from services.core.units import ExactPrice, Figure, Money, Size

What = Literal["filled", "partly filled", "stopped", "target reached", "liquidated", "refused", "cancelled"]

AMONG_THEMSELVES: Final = frozenset({"other_leg", "reset"})
"""Why orders are cancelled that only stood because of another, of which is told, or by a reset, which was asked for."""
WITH_THE_POSITION: Final = frozenset({"nothing_held", "liquidated"})
"""Why a bracket's orders are cancelled as their position ends, of which is told."""
TICK: Final = Decimal("1e-10")
"""Mean prices of several fills are rounded to it."""


class Traded(Event):
    """Something happened to an order or position of ``account``: told to ``person``, or in ``server``'s channels.

    ``amount`` is what was filled now, or what a cancelled order was for; ``left`` is open of the order, ``held`` of the
    market afterwards (negative: short). ``reason`` is a ``CancelReason``, or what the venue or gate said.
    """

    subject: ClassVar[str] = "trades"

    account: str
    called: str
    """What people call the account."""
    person: str | None
    server: str | None
    what: What
    symbol: str
    side: Literal["buy", "sell"]
    order: str
    """Empty of a liquidation, which is no order's."""
    price: ExactPrice | None
    amount: Size
    left: Size
    fee: Money
    pnl: Money | None
    """Of the whole trade, after fees and funding, where this ended it."""
    r_multiple: Figure | None = None
    held: Size = Size(0)
    reason: str = ""

    @property
    def subjects(self) -> tuple[str, ...]:
        if self.server is None:
            return (self.subject,)
        return ("shared", "risk") if self.what == "liquidated" else ("shared",)

    @property
    def urgent(self) -> bool:
        return self.what == "liquidated" or super().urgent

    @property
    def market(self) -> str | None:
        return self.symbol

    @property
    def for_account(self) -> str | None:
        return self.account


class TradingSwitched(Event):
    """Trading was stopped or let go on: a pause of entries or the kill switch, for a place (``server``) or for all
    accounts of a ``person``. ``by`` is who switched, as people call them, and ``who`` their id, by which it is found
    where they are forgotten."""

    subject: ClassVar[str] = "risk"

    switch: Literal["pause", "kill"]
    on: bool
    person: str | None
    server: str | None
    by: str
    who: str = ""
    reason: str = ""


def events_of(account: Account, records: Sequence[Record]) -> list[Event]:
    """What is to be told of ``records``, which were the last to be applied to ``account``, in their order.

    Nobody is told at the shell, which only answers. Fills of one order are told as one. The key of each event is made
    of the account and of its last record, so what is written once is told once.
    """
    if AccountId.read(account.id).of_shell:
        return []
    told = {each.order: at for at, each in enumerate(records) if isinstance(each, Filled)}
    batch = _Batch(account, records)
    return [
        event
        for at, record in enumerate(records)
        if (event := batch.event(record, last=told.get(getattr(record, "order", ""), at) == at)) is not None
    ]


async def write_and_tell(book: Book, records: Sequence[Record]) -> bool:
    """Write ``records``, which are applied to the account of ``book`` already, with what is to be told of them in the
    same step; returns and raises what ``Book.write`` does. Of none nothing is done."""
    return not records or await book.write(records, events=events_of(book.account, records), applied=True)


@dataclass(frozen=True, slots=True)
class _Step:
    """What a fill or liquidation left: what is ``held`` of its market then, and the trade that it ended."""

    held: Decimal
    ended: Trade | None


class _Batch:
    """Records with what the account knows of them."""

    def __init__(self, account: Account, records: Sequence[Record]) -> None:
        self._account = account
        self._id = AccountId.read(account.id)
        self._new = {each.order.id: each.order for each in records if isinstance(each, Ordered)}
        self._orders: Mapping[str, Order] = {
            **{each.order.id: each.order for each in account.ended},
            **{each.order.id: each.order for each in account.orders.values()},
            **self._new,
        }
        self._fills = [each for each in records if isinstance(each, Filled)]
        with localcontext(EXACT):
            self._steps = dict(self._backwards(records))

    def event(self, record: Record, *, last: bool) -> Event | None:
        """What is to be told of ``record``, which is the ``last`` of its order's fills, if it is one."""
        match record:
            case Filled() if last and record.order in self._orders:
                return self._filled(record, self._orders[record.order])
            case Liquidated():
                return self._liquidated(record)
            case Cancelled() if record.order in self._orders and self._is_told(record, self._orders[record.order]):
                order = self._orders[record.order]
                what: What = "refused" if record.reason == "no_cash" else "cancelled"
                return self._ended(record, order, what, record.reason)
            case Refused() if record.order in self._orders and record.order not in self._new:
                return self._ended(record, self._orders[record.order], "refused", record.limit)
        return None

    def _backwards(self, records: Sequence[Record]) -> Iterator[tuple[str, _Step]]:
        """By a record's id, what it left. What is held in the end is known, and so what was before each."""
        held: dict[str, Decimal] = {}
        trades = list(self._account.trades)
        for record in reversed(records):
            if not isinstance(record, Filled | Liquidated):
                continue
            after = held.get(record.symbol, self._account.held(record.symbol))
            if isinstance(record, Liquidated):
                trade = _last_of(trades, record.symbol)
                before = ZERO if trade is None else abs(record.amount) * (1 if trade.side == "long" else -1)
            elif record.order in self._orders:
                before = after - self._orders[record.order].sign * record.amount
                over = before and after * before <= 0
                trade = _last_of(trades, record.symbol) if over else None
            else:
                continue
            held[record.symbol] = before
            yield record.id, _Step(after, trade)

    def _is_told(self, record: Cancelled, order: Order) -> bool:
        if record.reason in AMONG_THEMSELVES or (order.parent is not None and record.reason in WITH_THE_POSITION):
            return False
        if record.reason in ("paused", "killed", "flattened"):
            return self._id.shared or record.by != self._id.owner
        return record.reason != "asked" or (not self._id.shared and record.by not in ("", self._id.owner))

    def _filled(self, record: Filled, order: Order) -> Event:
        fills = [each for each in self._fills if each.order == record.order]
        working = self._account.orders.get(record.order)
        what: What = "filled" if working is None else "partly filled"
        if order.leg == "target" or order.type == "take_profit":
            what = "target reached"
        elif order.leg == "stop" or (order.reduce_only and order.is_stop):
            what = "stopped"
        ended = next((step.ended for each in fills if (step := self._steps[each.id]).ended is not None), None)
        with localcontext(EXACT):
            amount = sum((each.amount for each in fills), ZERO)
            price = sum((each.amount * each.price for each in fills), ZERO) / amount
            fee = sum((each.fee for each in fills), ZERO)
        return self._event(
            record,
            what=what,
            side=order.way,
            price=fills[0].price if len(fills) == 1 else price.quantize(TICK).normalize(),
            amount=amount,
            left=ZERO if working is None else working.left,
            fee=fee,
            ended=ended,
        )

    def _liquidated(self, record: Liquidated) -> Event:
        ended = self._steps[record.id].ended
        return self._event(
            record,
            what="liquidated",
            side="buy" if ended is not None and ended.side == "short" else "sell",
            price=record.price,
            amount=abs(record.amount),
            ended=ended,
        )

    def _ended(self, record: Cancelled | Refused, order: Order, what: What, reason: str) -> Event:
        return self._event(record, what=what, side=order.way, amount=order.amount, reason=reason)

    def _event(
        self,
        record: Filled | Liquidated | Cancelled | Refused,
        *,
        what: What,
        side: Literal["buy", "sell"],
        amount: Decimal,
        price: Decimal | None = None,
        left: Decimal = ZERO,
        fee: Decimal = ZERO,
        ended: Trade | None = None,
        reason: str = "",
    ) -> Event:
        step = self._steps.get(record.id)
        multiple = None if ended is None else ended.r_multiple
        return Traded(
            key=sha256(f"{self._account.id} {record.id}".encode()).hexdigest()[:32],
            at=datetime.fromtimestamp(record.at / 1000, UTC),
            account=self._account.id,
            called=self._id.called,
            person=None if self._id.shared else self._id.owner,
            server=server_of(self._id.owner),
            what=what,
            symbol=record.symbol,
            side=side,
            order="" if isinstance(record, Liquidated) else record.order,
            price=None if price is None else ExactPrice(price),
            amount=Size(amount),
            left=Size(left),
            fee=Money(fee),
            pnl=None if ended is None else Money(ended.pnl),
            r_multiple=None if multiple is None else Figure(multiple),
            held=Size(self._account.held(record.symbol) if step is None else step.held),
            reason=reason,
        )


def _last_of(trades: list[Trade], symbol: str) -> Trade | None:
    """The last trade of ``symbol``, which is taken out."""
    for at in range(len(trades) - 1, -1, -1):
        if trades[at].symbol == symbol:
            return trades.pop(at)
    return None
