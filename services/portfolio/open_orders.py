"""The orders of an account: those that are open, and those that ended of late."""

from datetime import datetime
from decimal import Decimal
from typing import ClassVar, Final

from analytics.trading.account import Ended
from analytics.trading.orders import Leg, Order, OrderType, TimeInForce, Way, Working
from services.accounts.answer import AccountAnswer
from services.accounts.choice import AccountChoices, AccountText
from services.accounts.marks import Marks, marks_of
from services.accounts.naming import AccountId
from services.core.handlers import answers
from services.core.principal import Principal
from services.core.request import Frozen, Personal
from services.core.units import ExactPrice, Money, PercentChange, Share, Size
from services.market.timeframes import from_ms
from services.market.view import MarketView
from services.orders.entry import short_id
from services.orders.paper import PaperExchange, SeenAccount

SHOWN_ENDED: Final = 5


class ListedOrder(Frozen):
    """An order in its own terms. ``short`` is the beginning of its ``id``, by which people name it."""

    id: str
    short: str
    symbol: str
    way: Way
    type: OrderType
    amount: Size
    limit: ExactPrice | None
    trigger: ExactPrice | None
    """Of a trailing stop, where it stands now."""
    trail: Share | None
    stop: ExactPrice | None
    """Of the bracket that it opens."""
    target: ExactPrice | None
    tif: TimeInForce
    post_only: bool
    reduce_only: bool
    leg: Leg
    parent: str | None
    """The short id of the order whose bracket it is a leg of."""
    at: datetime


class OpenOrder(ListedOrder):
    """``left`` is what is not filled yet, ``distance`` how far the price is from where something happens to it, as a
    fraction of the price: above it positive."""

    left: Size
    triggered: bool
    distance: PercentChange | None
    reserved: Money


class EndedOrder(ListedOrder):
    """``why`` is ``filled``, ``refused``, or the reason that it was cancelled for; ``mean`` the price it was filled
    at."""

    filled: Size
    mean: ExactPrice | None
    ended_at: datetime
    why: str


class OrdersAnswer(AccountAnswer):
    """Open orders by market, the nearest to the price first; and the newest of those that ended."""

    open: tuple[OpenOrder, ...]
    ended: tuple[EndedOrder, ...]
    reserved: Money
    positions: int


class Orders(Personal[OrdersAnswer]):
    """The open orders of ``account``."""

    name: ClassVar[str] = "orders"
    summary: ClassVar[str] = "Your open orders, how far each is from the price, and those that ended of late"
    means: ClassVar[str] = "What waits to be filled, where, and what it belongs to; and why others are open no more."
    also: ClassVar[tuple[str, ...]] = ("my orders", "open orders", "working orders", "pending orders")
    example: ClassVar[str] = "account:main"

    account: AccountText | None = None


@answers(Orders)
async def answer_orders(
    request: Orders, principal: Principal, accounts: AccountChoices, exchange: PaperExchange, market: MarketView
) -> OrdersAnswer:
    """The open orders beside the newest prices.

    Raises:
        UnknownAccount: they have none of that name.
    """
    account_id = await accounts.named(principal, request.account)
    seen = await exchange.seen(account_id)
    marks = await marks_of(market, (working.order.symbol for working in seen.account.orders.values()))
    return orders(account_id, seen, marks, market.now(), simulated=market.simulated)


def orders(
    account_id: AccountId, seen: SeenAccount, marks: Marks, now: datetime, *, simulated: bool = False
) -> OrdersAnswer:
    """The orders of ``seen`` beside ``marks``."""
    account = seen.account
    found = [_open(working, marks) for working in account.orders.values()]
    found.sort(key=lambda one: (one.symbol, one.distance is None, abs(one.distance or 0.0), one.at, one.id))
    return OrdersAnswer(
        as_of=marks.provenance.as_of if marks.provenance else now,
        account=account_id.called,
        currency=account.currency,
        simulated=simulated,
        behind=seen.behind,
        provenance=marks.provenance,
        open=tuple(found),
        ended=tuple(map(_ended, list(account.ended)[: -SHOWN_ENDED - 1 : -1])),
        reserved=Money(account.reserved),
        positions=len(account.positions),
    )


def _open(working: Working, marks: Marks) -> OpenOrder:
    mark, acts = marks.prices.get(working.order.symbol), working.acts_at
    return OpenOrder(
        **_terms(working.order, working.level),
        amount=Size(working.amount),
        left=Size(working.left),
        triggered=working.triggered,
        distance=None if mark is None or acts is None else PercentChange(acts / mark - 1),
        reserved=Money(working.order.reserve * working.left),
    )


def _ended(ended: Ended) -> EndedOrder:
    return EndedOrder(
        **_terms(ended.order, ended.order.trigger),
        amount=Size(ended.order.amount),
        filled=Size(ended.filled),
        mean=ExactPrice(ended.spent / ended.filled) if ended.filled else None,
        ended_at=from_ms(ended.at),
        why=ended.why,
    )


def _terms(order: Order, level: Decimal | None) -> dict[str, object]:
    """What is the same of an order whether it is open or not."""
    prices = {"limit": order.price, "trigger": level, "stop": order.stop, "target": order.target}
    return {
        **{name: None if price is None else ExactPrice(price) for name, price in prices.items()},
        "id": order.id,
        "short": short_id(order.id),
        "symbol": order.symbol,
        "way": order.way,
        "type": order.type,
        "trail": None if order.trail is None else Share(order.trail),
        "tif": order.tif,
        "post_only": order.post_only,
        "reduce_only": order.reduce_only,
        "leg": order.leg,
        "parent": None if order.parent is None else short_id(order.parent),
        "at": from_ms(order.at),
    }
