"""Another paper account of one's own."""

from collections.abc import Set
from typing import Annotated, ClassVar

from pydantic import Field

from services.accounts.answer import AccountAnswer
from services.accounts.books import Books
from services.accounts.choice import IN_USE, LONGEST_NAME, NAME, AccountChoices, plain
from services.accounts.naming import MAIN, PAPER, AccountId
from services.accounts.opening import opened_records
from services.accounts.terms import PaperTerms
from services.core.ask import Ask
from services.core.clock import Clock
from services.core.errors import InvalidRequest
from services.core.handlers import answers
from services.core.options import DEFAULT, OtherName, Suggested
from services.core.owners import SERVER
from services.core.request import Change
from services.core.units import Money
from services.core.work import Work
from services.market.view import MarketView
from services.store.keys import accounts_of
from services.words.numbers import Cash

LEAST_BALANCE = 1
MOST_BALANCE = 1_000_000_000
TAKEN = frozenset((MAIN, SERVER, DEFAULT))


class AccountNewAnswer(AccountAnswer):
    """The account is there, with ``balance``. ``left``: how many more their owner may open."""

    balance: Money
    left: int


class AccountNew(Change[AccountNewAnswer]):
    """Open an account called ``name`` with ``balance``."""

    name: ClassVar[str] = "account new"
    summary: ClassVar[str] = "Open another paper account of your own, with a name and a balance"
    means: ClassVar[str] = "A paper account beside your main one, with its own money, orders and record."
    also: ClassVar[tuple[str, ...]] = ("open a paper account", "new paper account")
    example: ClassVar[str] = "called:swing balance:5000"

    called: Annotated[str, Suggested("account names"), OtherName("name")] = Field(
        min_length=1, max_length=LONGEST_NAME, description="What to call it: letters, digits and dashes, such as swing"
    )
    balance: Cash | None = Field(
        default=None,
        ge=LEAST_BALANCE,
        le=MOST_BALANCE,
        description="What it begins with; as much as any new account where nothing is said",
    )


@answers(AccountNew)
async def answer_account_new(
    request: AccountNew,
    ask: Ask[AccountNew],
    work: Work,
    accounts: AccountChoices,
    books: Books,
    terms: PaperTerms,
    market: MarketView,
    clock: Clock,
) -> AccountNewAnswer:
    """Open it, and keep its name.

    Raises:
        InvalidRequest: the name will not do, is taken, or is one too many.
        HeldElsewhere: another process has the account.
    """
    called = plain(request.called)
    async with accounts.opening(ask.principal) as opening:
        own = {name for name in await accounts.names(ask.principal) if name != SERVER}
        others = len((own | opening) - {called})
        _check(called, own, others, terms.names)
        opening.add(called)
    account_id = AccountId(PAPER, ask.principal.id, called)
    async with books.writing(str(account_id)) as book:
        first = opened_records(book.account, terms, clock.now(), request.balance)
        if first:
            await book.write(first)
        account = book.account
    work.hash_set(accounts_of(ask.principal.id), called, clock.now().isoformat())
    return AccountNewAnswer(
        as_of=clock.now(),
        account=account_id.called,
        currency=account.currency,
        simulated=market.simulated,
        balance=Money(account.start),
        left=terms.names - others - 1,
    )


def _check(called: str, own: Set[str], others: int, most: int) -> None:
    """Refuse a name that is none, or one that is taken, or one too many."""
    if not NAME.fullmatch(called):
        raise InvalidRequest(problems=(f"called: a to z, 0 to 9 and dashes, at most {LONGEST_NAME}",))
    if called in TAKEN or called == IN_USE:
        raise InvalidRequest(problems=(f"called: {called} means another already; take any other name",))
    if called in own:
        raise InvalidRequest(problems=(f"called: you have an account of that name; /account use account:{called}",))
    if others >= most:
        raise InvalidRequest(problems=(f"called: you have {others} accounts, which is as many as one may have here",))
