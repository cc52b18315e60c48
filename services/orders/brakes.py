"""What a switch does to orders that are open already: entries are cancelled, what protects a position stays.

No market is asked. An account that is in use (its market may hang) is waited for only so long, and is done as soon as
it is free; one that another process holds is done there, by the loop of its exchange.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

from analytics.trading.account import Account
from analytics.trading.matching import cancel
from analytics.trading.records import CancelReason, Record
from services.accounts.books import Book, Books
from services.accounts.naming import AccountId
from services.core.clock import Clock
from services.core.errors import HeldElsewhere
from services.market.timeframes import to_ms
from services.orders.events import write_and_tell
from services.orders.limits import enters
from services.orders.patience import Patience
from services.orders.switches import SWITCHES, Switches, SwitchName, may_hold, scopes_of

PATIENCE: Final = 1.5
"""Seconds that an answer waits for accounts that are in use."""
REASONS: Final[dict[SwitchName, CancelReason]] = {"kill": "killed", "pause": "paused"}


@dataclass(frozen=True, slots=True)
class Braked:
    """Entry orders that were cancelled, in how many accounts; and accounts that are held ``elsewhere``, or could not be
    reached yet."""

    cancelled: int = 0
    accounts: int = 0
    elsewhere: int = 0
    waiting: int = 0


NOTHING: Final = Braked()


class Brakes:
    """Cancels what a switch does not let stand."""

    def __init__(self, books: Books, switches: Switches, clock: Clock) -> None:
        self._books = books
        self._switches = switches
        self._clock = clock
        self._patience: Patience[int] = Patience()

    async def pull(self, scope: str) -> Braked:
        """Cancel the entries of every account that ``scope`` holds for.

        Raises:
            StoreUnavailable: nobody knows which accounts there are.
        """
        accounts = [name for name in sorted(await self._books.active()) if may_hold(scope, AccountId.read(name))]
        done = await self._patience.of(PATIENCE, {name: partial(self._one, name, scope) for name in accounts})
        counts = [count for count in done.values() if isinstance(count, int)]
        elsewhere = sum(isinstance(each, HeldElsewhere) for each in done.values())
        return Braked(
            cancelled=sum(counts),
            accounts=sum(count > 0 for count in counts),
            elsewhere=elsewhere,
            waiting=len(done) - len(counts) - elsewhere,
        )

    async def stopped(self) -> Mapping[str, str]:
        """All switches that are on anywhere, as they are kept: nothing where none is.

        Raises:
            StoreUnavailable: nobody knows.
        """
        return await self._switches.all_on()

    async def obey(self, book: Book) -> int:
        """Cancel the entries of ``book`` that a switch holds; how many comes back. For whoever holds an account, before
        anything is matched in it."""
        account = book.account
        account_id = AccountId.read(account.id)
        entries = _entries(account)
        places = {place for _, place in entries}
        scopes = {scope for place in places for scope in scopes_of(account_id, place)}
        on = await self._switches.on_in(scopes)
        now, records = to_ms(self._clock.now()), list[Record]()
        for order, place in entries:
            held = [name for name in SWITCHES for scope in scopes_of(account_id, place) if (name, scope) in on]
            if held:
                records += cancel(account, order, now, REASONS[held[0]])
        await write_and_tell(book, records)
        return sum(record.kind == "cancelled" for record in records)

    async def _one(self, name: str, scope: str) -> int:
        """The same of the account called ``name``, where ``scope`` holds for an entry of it."""
        account_id = AccountId.read(name)
        looked = await self._books.look(name)
        if not any(scope in scopes_of(account_id, place) for _, place in _entries(looked)):
            return 0
        async with self._books.writing(name, patience=0.0) as book:
            return await self.obey(book)

    async def close(self) -> None:
        """End what is still waiting for an account: the loop of its exchange does it."""
        await self._patience.close()


def _entries(account: Account) -> list[tuple[str, str | None]]:
    """The open orders of ``account`` that may open a position, each with the place that it comes from."""
    orders = [working.order for working in account.orders.values()]
    return [(order.id, order.place or None) for order in orders if enters(order)]
