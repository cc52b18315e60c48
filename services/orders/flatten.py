"""Everything of an account is closed: its orders are cancelled and its positions sold or bought back at the market.

The orders that close are on disk at once, with the cancels in one step, whether the market answers or not; they are
filled when it does. They only reduce, so where a position has ended meanwhile they do nothing.
"""

from dataclasses import dataclass
from functools import partial
from math import inf
from typing import Annotated, ClassVar, Final

from pydantic import Field

from analytics.position import Side
from analytics.trading.account import EXACT, Account
from analytics.trading.matching import cancel, place
from analytics.trading.orders import Order
from analytics.trading.positions import PART
from analytics.trading.records import Record
from services.accounts.books import Book, Books
from services.accounts.choice import AccountChoices, AccountText
from services.accounts.naming import AccountId, place_of
from services.accounts.terms import PaperTerms
from services.core.ask import Ask
from services.core.clock import Clock
from services.core.errors import DeskError
from services.core.handlers import answers
from services.core.principal import Principal
from services.core.request import Answer, Change, Frozen
from services.core.roles import Role
from services.core.units import ExactPrice, Money, Size
from services.core.work import Work
from services.market.timeframes import to_ms
from services.orders.entry import id_of
from services.orders.events import write_and_tell
from services.orders.gate import may_trade
from services.orders.paper import PaperExchange
from services.orders.patience import Patience

WRITTEN_SECONDS: Final = 2.0
"""How long an answer waits for an account that is in use, and for the market to fill what was ordered."""


class ClosingFacts(Frozen):
    """A position that is being closed. ``left`` is held of it still; ``price`` is the mean of what was closed now, and
    ``pnl`` the whole trade's after fees and funding, where it is over."""

    account: str
    symbol: str
    side: Side
    amount: Size
    left: Size
    price: ExactPrice | None
    pnl: Money | None


class FlattenAnswer(Answer):
    """What was cancelled in ``accounts``, as people call these, and which positions are ``closed`` and still
    ``closing``. Those ``waiting`` are in use, and are flattened as soon as they are free."""

    accounts: tuple[str, ...]
    currency: str
    cancelled: int
    closed: tuple[ClosingFacts, ...]
    closing: tuple[ClosingFacts, ...]
    waiting: tuple[str, ...] = ()


class Flatten(Change[FlattenAnswer]):
    """Cancel all orders of an account, and close all its positions at the market."""

    name: ClassVar[str] = "flatten"
    summary: ClassVar[str] = "Cancel every order and close every position of an account, at the market"
    means: ClassVar[str] = (
        "The orders that close are written down at once, whether the market answers or not, and filled when it does. "
        "It works under a pause and under the kill switch too."
    )
    also: ClassVar[tuple[str, ...]] = (
        *("flatten everything", "close everything", "close all positions"),
        *("get me out", "get out of everything", "exit everything", "liquidate everything"),
    )
    example: ClassVar[str] = "account:main"
    role: ClassVar[Role | None] = Role.TRADER
    stops: ClassVar[bool] = True

    account: AccountText | None = None
    all: Annotated[bool, Field(description="Yes: every account of yours, and this server's")] = False


@dataclass(slots=True)
class _Done:
    """What was done to an account so far."""

    currency: str = ""
    cancelled: int = 0
    orders: tuple[ClosingFacts, ...] = ()
    written: bool = False


class Flattening:
    """Flattens accounts."""

    def __init__(self, books: Books, exchange: PaperExchange, terms: PaperTerms, clock: Clock) -> None:
        self._books = books
        self._exchange = exchange
        self._terms = terms
        self._clock = clock
        self._patience: Patience[None] = Patience()

    async def of(self, accounts: list[AccountId], ask: str, principal: Principal) -> FlattenAnswer:
        """Flatten ``accounts``, in the ask with this id."""
        done = {account.called: _Done() for account in accounts}
        work = {
            account.called: partial(self._one, account, ask, principal, done[account.called]) for account in accounts
        }
        came = await self._patience.of(WRITTEN_SECONDS, work)
        failed = {name: each for name, each in came.items() if isinstance(each, DeskError) and not done[name].written}
        if failed and len(failed) == len(came):
            raise next(iter(failed.values()))
        orders = [one for each in done.values() for one in each.orders]
        return FlattenAnswer(
            as_of=self._clock.now(),
            accounts=tuple(done),
            currency=self._terms.currency,
            cancelled=sum(each.cancelled for each in done.values()),
            closed=tuple(one for one in orders if not one.left),
            closing=tuple(one for one in orders if one.left),
            waiting=tuple(
                name for name, each in done.items() if (not each.written and came[name] is None) or name in failed
            ),
        )

    async def close(self) -> None:
        await self._patience.close()

    async def _one(self, account_id: AccountId, ask: str, principal: Principal, done: _Done) -> None:
        async with self._books.writing(str(account_id), patience=inf) as book:
            orders = await self._write(book, ask, principal, done)
            done.orders = _closing(account_id, book.account, orders)
            done.written = True
        if orders:
            await self._exchange.fill_now(str(account_id), [order.symbol for order in orders])
            done.orders = _closing(account_id, await self._books.look(str(account_id)), orders)

    async def _write(self, book: Book, ask: str, principal: Principal, done: _Done) -> list[Order]:
        """Cancel and order, in one step; the orders that close come back."""
        account, now = book.account, to_ms(self._clock.now())
        records: list[Record] = []
        by = await self._books.signed(AccountId.read(account.id), principal)
        for order_id in tuple(account.orders):
            records += cancel(account, order_id, now, "flattened", by)
        cancelled = len(records)
        orders = [
            Order(
                id=id_of(account.id, f"{ask}:{position.symbol}"),
                symbol=position.symbol,
                way="sell" if position.amount > 0 else "buy",
                type="market",
                amount=position.size,
                at=now,
                leverage=position.leverage,
                reduce_only=True,
                by=by,
                place=place_of(principal) or "",
            )
            for position in account.positions.values()
        ]
        for order in orders:
            records += place(account, order, now, self._exchange.latency)
        await write_and_tell(book, records)
        done.cancelled = cancelled
        return orders


def _closing(account_id: AccountId, account: Account, orders: list[Order]) -> tuple[ClosingFacts, ...]:
    """How far ``orders`` have closed what they are to close."""
    facts = []
    for order in orders:
        known = account.orders.get(order.id) or next(each for each in account.ended if each.order.id == order.id)
        trade = next((each for each in reversed(account.trades) if each.symbol == order.symbol), None)
        over = trade is not None and known.filled and not account.held(order.symbol)
        facts.append(
            ClosingFacts(
                account=account_id.called,
                symbol=order.symbol,
                side="long" if order.way == "sell" else "short",
                amount=Size(order.amount),
                left=Size(abs(account.held(order.symbol))),
                price=ExactPrice((known.spent / known.filled).quantize(PART, context=EXACT)) if known.filled else None,
                pnl=Money(trade.pnl) if trade is not None and over else None,
            )
        )
    return tuple(facts)


@answers(Flatten)
async def answer_flatten(
    request: Flatten, ask: Ask[Flatten], _work: Work, choices: AccountChoices, flattening: Flattening
) -> FlattenAnswer:
    """Cancel everything and close everything.

    Raises:
        UnknownAccount: the asker has none of that name.
        NotPermitted: it is not theirs to trade in.
        StoreUnavailable, DiskFull: nothing can be written down.
    """
    principal = ask.principal
    names: list[str | None] = [*await choices.names(principal)] if request.all else [request.account]
    accounts = [await choices.named(principal, name) for name in names]
    for account in accounts:
        may_trade(principal, account)
    return await flattening.of(accounts, ask.id, principal)
