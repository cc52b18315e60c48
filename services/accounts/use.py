"""The account that somebody uses where they name none."""

from typing import ClassVar

from services.accounts.answer import PaperAnswer
from services.accounts.choice import IN_USE, AccountChoices, AccountText
from services.core.ask import Ask
from services.core.clock import Clock
from services.core.handlers import answers
from services.core.request import Change
from services.core.work import Work
from services.market.view import MarketView
from services.store.keys import accounts_of


class AccountUseAnswer(PaperAnswer):
    """``account`` is in use from now on; ``previous`` was before."""

    account: str
    previous: str


class AccountUse(Change[AccountUseAnswer]):
    """Use the account called ``name`` where none is named."""

    name: ClassVar[str] = "account use"
    summary: ClassVar[str] = "Choose the account that is meant where you name none"
    means: ClassVar[str] = "Orders, balances and positions are of this account from now on, unless you name another."
    also: ClassVar[tuple[str, ...]] = ("switch account", "change account")
    example: ClassVar[str] = "account:main"

    account: AccountText


@answers(AccountUse)
async def answer_account_use(
    request: AccountUse, ask: Ask[AccountUse], work: Work, accounts: AccountChoices, market: MarketView, clock: Clock
) -> AccountUseAnswer:
    """Keep the choice.

    Raises:
        UnknownAccount: they have none of that name.
    """
    chosen = await accounts.named(ask.principal, request.account)
    previous = await accounts.account_in_use(ask.principal)
    work.hash_set(accounts_of(ask.principal.id), IN_USE, chosen.called)
    return AccountUseAnswer(
        as_of=clock.now(), simulated=market.simulated, account=chosen.called, previous=previous.called
    )
