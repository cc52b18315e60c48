"""Open orders are cancelled: one, those of a market, or all."""

import re
from collections.abc import Sequence
from typing import Annotated, ClassVar, Final

from pydantic import Field

from analytics.trading.account import Account
from analytics.trading.instrument import spot_of
from analytics.trading.matching import cancel
from analytics.trading.orders import Order, Working
from analytics.trading.records import Record
from services.accounts.choice import AccountText
from services.core.ask import Ask
from services.core.errors import BadOrder, UnknownSymbol
from services.core.handlers import answers
from services.core.options import Suggested
from services.core.principal import Principal
from services.core.request import Answer, Change, Frozen
from services.core.roles import Role
from services.core.units import Size
from services.core.work import Work
from services.market.timeframes import to_ms
from services.orders.entry import SHORT, OrderFacts, short_id
from services.orders.events import write_and_tell
from services.orders.order_desk import OrderDesk
from services.words.plain_words import quoted

ALL: Final = "all"
NAMED: Final = 5
"""Open orders that are named to whoever named none of them."""
_ID: Final = re.compile(r"[0-9a-f]{4,32}")


class CancelledOrder(Frozen):
    """An order that is open no more, as it was."""

    short: str
    symbol: str
    order: OrderFacts
    filled: Size


class CancelAnswer(Answer):
    """The orders that were ``cancelled``; ``behind``: what the market did of late is not in it, for it does not answer.
    ``kept`` are stops and targets of what is held, which are cancelled one by one alone. ``before``: the one that was
    asked for was open no more, and ``why``."""

    account: str
    asked: str
    cancelled: tuple[CancelledOrder, ...]
    kept: int
    left: int
    """Orders that are still open in the account."""
    before: str = ""
    behind: bool = False


class Cancel(Change[CancelAnswer]):
    """Cancel an open order, all of a market, or all."""

    name: ClassVar[str] = "cancel"
    summary: ClassVar[str] = "Cancel an open order, those of a market, or all"
    means: ClassVar[str] = (
        "The orders that were open and are no more. The stop and target of a position stay, unless you name one."
    )
    example: ClassVar[str] = "order:all"
    role: ClassVar[Role | None] = Role.TRADER
    stops: ClassVar[bool] = True
    about: ClassVar[tuple[str, ...]] = ("order", "orders")

    order: Annotated[str, Suggested("orders")] = Field(
        min_length=1, max_length=40, description="The first digits of its id, a market, or all"
    )
    account: AccountText | None = None


@answers(Cancel)
async def answer_cancel(request: Cancel, ask: Ask[Cancel], _work: Work, desk: OrderDesk) -> CancelAnswer:
    """What was cancelled.

    Raises:
        BadOrder: no open order is called so, or several are.
    """
    account_id = await desk.choices.named(ask.principal, request.account)
    by, now = await desk.books.signed(account_id, ask.principal), desk.clock.now()
    asked = await desk.exchange.asked(str(account_id))
    async with desk.books.writing(str(account_id)) as book:
        behind = not (asked and await desk.exchange.caught_up(book))
        meant = await _meant(request.order.strip().lower(), book.account, desk)
        records, gone = list[Record](), list[CancelledOrder]()
        for working in meant.orders:
            if working.order.id in book.account.orders:  # one may have ended with the one before it
                gone.append(_cancelled(working))
                records += cancel(book.account, working.order.id, to_ms(now), "asked", by)
        await write_and_tell(book, records)
        return CancelAnswer(
            as_of=now,
            account=account_id.called,
            asked=request.order,
            cancelled=tuple(gone),
            kept=meant.kept,
            left=len(book.account.orders),
            before=meant.before,
            behind=behind,
        )


async def suggest_orders(principal: Principal, desk: OrderDesk) -> list[str]:
    """What ``principal`` can cancel in the account in use."""
    account_id = await desk.choices.account_in_use(principal)
    account = await desk.books.look(str(account_id))
    symbols = dict.fromkeys(each.order.symbol for each in account.orders.values())
    return [ALL, *(_short_enough(order_id, account) for order_id in account.orders), *symbols]


class _Meant:
    def __init__(self, orders: Sequence[Working] = (), kept: int = 0, before: str = "") -> None:
        self.orders, self.kept, self.before = orders, kept, before


async def _meant(asked: str, account: Account, desk: OrderDesk) -> _Meant:
    if asked == ALL:
        return _unprotecting(list(account.orders.values()), account)
    if _ID.fullmatch(asked):
        found = [each for order_id, each in account.orders.items() if order_id.startswith(asked)]
        if len(found) > 1:
            near = " or ".join(_short_enough(each.order.id, account) for each in found[:NAMED])
            raise BadOrder((f"order {quoted(asked)} can be one of {len(found)}",), option="order", right=near)
        if found:
            return _Meant(found)
        ended = [each for each in account.ended if each.order.id.startswith(asked)]
        if ended:
            return _Meant(before=ended[-1].why)
    try:
        market = await desk.market.resolve(asked)
    except UnknownSymbol:
        raise _unknown(asked, account) from None
    spot = spot_of(market.symbol)
    orders = [each for each in account.orders.values() if spot_of(each.order.symbol) == spot]
    return _unprotecting(orders, account)


def _unprotecting(orders: list[Working], account: Account) -> _Meant:
    """Those of ``orders`` that protect nothing that ``account`` holds."""
    free = [each for each in orders if not _protects(each.order, account)]
    return _Meant(free, len(orders) - len(free))


def _protects(order: Order, account: Account) -> bool:
    """Whether it is a stop or target of what is held, of its bracket's or alone."""
    waits = order.leg != "entry" or order.type not in ("market", "limit")
    return order.reduces and waits and bool(account.held(order.symbol))


def _unknown(asked: str, account: Account) -> BadOrder:
    shorts = [_short_enough(order_id, account) for order_id in account.orders][:NAMED]
    told = f"order {quoted(asked)} is neither an open order of this account nor a market"
    return BadOrder((told,), option="order", right=", ".join((*shorts, ALL)) if shorts else "nothing is open here")


def _short_enough(order_id: str, account: Account) -> str:
    """The first digits of ``id`` that no other open order begins with, ``SHORT`` at least."""
    for length in range(SHORT, len(order_id)):
        if sum(other.startswith(order_id[:length]) for other in account.orders) == 1:
            return order_id[:length]
    return order_id


def _cancelled(working: Working) -> CancelledOrder:
    order = working.order
    return CancelledOrder(
        short=short_id(order.id),
        symbol=order.symbol,
        order=OrderFacts.of(order, perpetual=":" in order.symbol),
        filled=working.filled,
    )
