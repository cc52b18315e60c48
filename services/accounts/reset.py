"""An account that begins anew."""

from decimal import Decimal
from typing import Annotated, ClassVar

from pydantic import Field

from analytics.trading.records import Reset
from services.accounts.answer import AccountAnswer
from services.accounts.books import Books
from services.accounts.choice import AccountChoices, AccountText
from services.accounts.naming import AccountId
from services.accounts.opening import opened_records
from services.accounts.terms import PaperTerms
from services.core.ask import Ask
from services.core.clock import Clock
from services.core.errors import NotConfirmed
from services.core.handlers import answers
from services.core.principal import Principal
from services.core.request import Change
from services.core.roles import Role
from services.core.units import Money
from services.core.work import Work
from services.market.timeframes import to_ms
from services.market.view import MarketView


class AccountResetAnswer(AccountAnswer):
    """The account has ``balance`` again, and nothing open or held. It had ``orders``, ``positions`` and ``trades``, and
    its journal keeps them. ``resets`` counts this one."""

    balance: Money
    orders: int
    positions: int
    trades: int
    resets: int


class AccountReset(Change[AccountResetAnswer]):
    """Begin ``account`` anew, where its owner may ``confirm`` that it is meant."""

    name: ClassVar[str] = "account reset"
    summary: ClassVar[str] = "Begin a paper account anew: its first balance, nothing open; the journal keeps all"
    means: ClassVar[str] = "All orders and positions are gone, and the balance is what it was at first."
    also: ClassVar[tuple[str, ...]] = ("reset my account", "reset account")
    example: ClassVar[str] = "account:main"

    account: AccountText | None = None
    confirm: Annotated[bool, Field(description="Yes resets it at once; otherwise you are asked first")] = False


@answers(AccountReset)
async def answer_account_reset(
    request: AccountReset,
    ask: Ask[AccountReset],
    work: Work,
    accounts: AccountChoices,
    books: Books,
    terms: PaperTerms,
    market: MarketView,
    clock: Clock,
) -> AccountResetAnswer:
    """Write the reset into its journal, after all that was.

    Raises:
        UnknownAccount: they have none of that name.
        NotPermitted: it is the server's, and they are no admin.
        NotConfirmed: they have not said that it is meant.
        HeldElsewhere: another process has the account.
    """
    del work  # the journal is what changes
    account_id = await accounts.named(ask.principal, request.account)
    _permit(account_id, ask.principal, request.name)
    if not request.confirm:
        what = (
            f"This begins the paper account {account_id.called} anew: its open orders and positions are gone, and its "
            "balance is what it was at first. Its journal keeps all that was."
        )
        sure = AccountReset(account=account_id.called, confirm=True)
        by = f"account:{account_id.called} confirm:yes"
        raise NotConfirmed((what,), (sure,), request=request.name, confirmed_by=by)
    now = clock.now()
    async with books.writing(str(account_id)) as book:
        account = book.account
        had = (len(account.orders), len(account.positions), len(account.trades))
        first = opened_records(account, terms, now)
        cash: Decimal = account.start if account.is_open else terms.balance
        by = await books.signed(account_id, ask.principal)
        await book.write([*first, Reset(to_ms(now), ask.id, cash, by)])
        account = book.account
    orders, positions, trades = had
    return AccountResetAnswer(
        as_of=now,
        account=account_id.called,
        currency=account.currency,
        simulated=market.simulated,
        balance=Money(account.start),
        orders=orders,
        positions=positions,
        trades=trades,
        resets=account.resets,
    )


def _permit(account_id: AccountId, principal: Principal, request: str) -> None:
    """What all of a server share, its admins reset."""
    if account_id.shared:
        principal.require(Role.ADMIN, request)
