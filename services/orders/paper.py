"""The paper exchange at work: brings accounts up to date with the market, bar by bar and tick by tick."""

from dataclasses import dataclass

from analytics.trading.account import Account
from services.accounts.books import Book, Books
from services.accounts.naming import AccountId
from services.accounts.terms import PaperTerms
from services.core.clock import Clock
from services.market.view import MarketView


@dataclass(frozen=True, slots=True)
class SeenAccount:
    """An account for reading. ``behind``: what the market did since its last record is not in it, for the market does
    not answer, or another process holds it."""

    account: Account
    behind: bool


class PaperExchange:
    """Matches the orders of paper accounts against the market."""

    def __init__(self, books: Books, market: MarketView, terms: PaperTerms, clock: Clock) -> None:
        raise NotImplementedError

    async def catch_up(self, book: Book) -> None:
        """Let everything happen to the account of ``book`` that the market did up to now, and write it down. Called
        before anything is decided on an account.

        Raises:
            ExchangeUnavailable: the market does not answer; nothing was changed.
        """
        raise NotImplementedError

    async def seen(self, account_id: AccountId) -> SeenAccount:
        """The account brought up to date with the market, where it is open and this process may write it; otherwise as
        its journal has it. One that was never opened is what it would be if it were opened now, and nothing is written.

        Raises:
            JournalBroken, StoreUnavailable: as ``Books.look``.
        """
        raise NotImplementedError(account_id)

    async def fill_now(self, book: Book) -> None:
        """Let the newest price fill what it can at once, where the market has one between bars. For an order that was
        just placed."""
        raise NotImplementedError

    async def step(self) -> None:
        """Bring every active account up to date; for a clock that was stepped."""
        raise NotImplementedError

    async def run(self) -> None:
        """Do that again and again, until cancelled."""
        raise NotImplementedError
