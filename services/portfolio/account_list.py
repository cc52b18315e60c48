"""The accounts that somebody has, and what each is worth."""

from typing import ClassVar

from services.accounts.answer import PaperAnswer
from services.accounts.choice import AccountChoices
from services.accounts.marks import marks_of
from services.accounts.terms import PaperTerms
from services.core.clock import Clock
from services.core.handlers import answers
from services.core.owners import SERVER
from services.core.principal import Principal
from services.core.request import Frozen, Personal
from services.core.units import Money, PercentChange
from services.market.view import MarketView
from services.orders.paper import PaperExchange
from services.portfolio.balance import change


class AccountFacts(Frozen):
    """An account in short. ``change`` is since it began."""

    account: str
    in_use: bool
    equity: Money
    change: PercentChange
    positions: int
    orders: int
    unpriced: bool
    """A price could not be had, and what is held of it is in ``equity`` at cost."""


class AccountListAnswer(PaperAnswer):
    """The accounts, the main one first. ``left``: how many more one may open."""

    accounts: tuple[AccountFacts, ...]
    currency: str
    left: int


class AccountList(Personal[AccountListAnswer]):
    """The accounts of the asker."""

    name: ClassVar[str] = "account list"
    summary: ClassVar[str] = "Your paper accounts, what each is worth, and which one is in use"
    means: ClassVar[str] = "Each has its own money, orders and record; the one in use is meant where you name none."
    also: ClassVar[tuple[str, ...]] = ("accounts", "my accounts", "paper accounts")


@answers(AccountList)
async def answer_account_list(
    _request: AccountList,
    principal: Principal,
    accounts: AccountChoices,
    exchange: PaperExchange,
    market: MarketView,
    terms: PaperTerms,
    clock: Clock,
) -> AccountListAnswer:
    """The accounts at the newest prices."""
    names = await accounts.names(principal)
    in_use = await accounts.account_in_use(principal)
    ids = [await accounts.named(principal, name) for name in names]
    seen = [await exchange.seen(account_id) for account_id in ids]
    marks = await marks_of(market, (symbol for each in seen for symbol in each.account.positions))
    found = []
    for account_id, each in zip(ids, seen, strict=True):
        account, equity = each.account, marks.equity(each.account)
        found.append(
            AccountFacts(
                account=account_id.called,
                in_use=account_id == in_use,
                equity=Money(equity),
                change=PercentChange(change(account, equity)),
                positions=len(account.positions),
                orders=len(account.orders),
                unpriced=any(symbol not in marks.prices for symbol in account.positions),
            )
        )
    own = sum(name != SERVER for name in names)
    return AccountListAnswer(
        as_of=clock.now(),
        accounts=tuple(found),
        currency=terms.currency,
        simulated=market.simulated,
        left=max(0, terms.names - own),
    )
