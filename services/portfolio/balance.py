"""What an account is worth, and what that is made of."""

from datetime import datetime
from decimal import Decimal
from typing import ClassVar

from analytics.position import Side
from analytics.trading.account import Account
from analytics.trading.orders import ZERO
from analytics.trading.positions import Position
from services.accounts.answer import AccountAnswer
from services.accounts.choice import AccountChoices, AccountText
from services.accounts.marks import Marks, marks_of
from services.accounts.naming import AccountId
from services.core.handlers import answers
from services.core.principal import Principal
from services.core.request import Frozen, Personal
from services.core.units import ExactPrice, Money, Multiple, PercentChange, Share, Size
from services.market.timeframes import from_ms
from services.market.view import MarketView
from services.orders.paper import PaperExchange, SeenAccount


class HeldFacts(Frozen):
    """A position in short. ``worth`` is what the account would have of it, ``unrealised`` what it gained of its margin;
    without a ``price`` the one is at cost and the other not known."""

    symbol: str
    side: Side
    amount: Size
    price: ExactPrice | None
    worth: Money
    equity_share: Share
    unrealised: Money | None


class BalanceAnswer(AccountAnswer):
    """``equity`` = ``start`` + ``realised`` − ``fees`` − ``funding`` + ``unrealised`` = ``cash`` + the worth of what is
    held. All money is in the account's currency."""

    equity: Money
    start: Money
    since: datetime
    """When it was opened or last reset."""
    change: PercentChange
    """Since then, as a fraction of ``start``."""
    cash: Money
    reserved: Money
    """Of the cash: kept back by open orders."""
    free: Money
    """Of the cash: what a new order may use."""
    margin: Money
    """In positions: of spot all that was paid."""
    unrealised: Money
    realised: Money
    fees: Money
    funding: Money
    """Paid; below zero: received."""
    exposure: Money
    """What is held is worth, long and short alike."""
    leverage_ratio: Multiple
    """Exposure over equity."""
    positions: tuple[HeldFacts, ...]
    """The most worth first."""
    unpriced: tuple[str, ...]
    """Whose price could not be had: these are in it at cost."""
    orders: int
    trades: int
    """Closed since then."""
    resets: int


class Balance(Personal[BalanceAnswer]):
    """What ``account`` is worth."""

    name: ClassVar[str] = "balance"
    summary: ClassVar[str] = "What your account is worth: cash, positions, gains, fees and funding"
    means: ClassVar[str] = "What the account would have if all were closed at the newest prices, and how it came to it."
    also: ClassVar[tuple[str, ...]] = (
        "my balance",
        "balances",
        "account balance",
        "my equity",
        "my portfolio",
        "how much money do i have",
    )
    example: ClassVar[str] = "account:main"

    account: AccountText | None = None


@answers(Balance)
async def answer_balance(
    request: Balance, principal: Principal, accounts: AccountChoices, exchange: PaperExchange, market: MarketView
) -> BalanceAnswer:
    """What the account is worth at the newest prices.

    Raises:
        UnknownAccount: they have none of that name.
    """
    account_id = await accounts.named(principal, request.account)
    seen = await exchange.seen(account_id)
    marks = await marks_of(market, seen.account.positions)
    return balance(account_id, seen, marks, market.now(), simulated=market.simulated)


def balance(
    account_id: AccountId, seen: SeenAccount, marks: Marks, now: datetime, *, simulated: bool = False
) -> BalanceAnswer:
    """``seen``, valued at ``marks``."""
    account = seen.account
    equity = marks.equity(account)
    held = sorted((_held(each, marks, equity) for each in account.positions.values()), key=lambda one: -one.worth)
    exposure = sum(map(marks.notional, account.positions.values()), ZERO)
    margin = account.at_cost - account.cash
    return BalanceAnswer(
        as_of=marks.provenance.as_of if marks.provenance else now,
        account=account_id.called,
        currency=account.currency,
        simulated=simulated,
        behind=seen.behind,
        provenance=marks.provenance,
        equity=Money(equity),
        start=Money(account.start),
        since=from_ms(account.opened_at),
        change=PercentChange(change(account, equity)),
        cash=Money(account.cash),
        reserved=Money(account.reserved),
        free=Money(account.free),
        margin=Money(margin),
        unrealised=Money(equity - account.cash - margin),
        realised=Money(account.realised),
        fees=Money(account.fees),
        funding=Money(account.funding),
        exposure=Money(exposure),
        leverage_ratio=Multiple(exposure / equity if equity > 0 else ZERO),
        positions=tuple(held),
        unpriced=tuple(symbol for symbol in account.positions if symbol not in marks.prices),
        orders=len(account.orders),
        trades=len(account.trades),
        resets=account.resets,
    )


def change(account: Account, equity: Decimal) -> Decimal:
    """What ``equity`` is more than the account began with, as a fraction of that."""
    return equity / account.start - 1 if account.start else ZERO


def _held(position: Position, marks: Marks, equity: Decimal) -> HeldFacts:
    price, worth = marks.prices.get(position.symbol), marks.worth(position)
    return HeldFacts(
        symbol=position.symbol,
        side=position.side,
        amount=Size(position.size),
        price=None if price is None else ExactPrice(price),
        worth=Money(worth),
        equity_share=Share(worth / equity if equity > 0 else ZERO),
        unrealised=None if price is None else Money(worth - position.margin),
    )
