"""What a switch does to orders that are open already: entries are cancelled, what protects a position stays. What an
agent has decided and people have not answered yet lapses: under the kill switch all of it, under a pause what opens a
position.

No market is asked. An account that is in use (its market may hang) is waited for only so long, and is done as soon as
it is free.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

from analytics.trading.account import Account
from analytics.trading.agent_records import Lapsed
from analytics.trading.matching import cancel
from analytics.trading.records import CancelReason, Record
from services.accounts.books import Book, Books
from services.accounts.naming import AccountId
from services.core.clock import Clock
from services.market.timeframes import to_ms
from services.orders.events import write_and_tell
from services.orders.limits import enters
from services.orders.patience import Patience
from services.orders.switches import CALLED, SWITCHES, Switches, SwitchName, may_hold, scopes_of

PATIENCE: Final = 1.5
"""Seconds that an answer waits for accounts that are in use."""
REASONS: Final[dict[SwitchName, CancelReason]] = {"kill": "killed", "pause": "paused"}


@dataclass(frozen=True, slots=True)
class Braked:
    """Entry orders that were cancelled, in how many accounts; and accounts that are ``waiting``: in use still."""

    cancelled: int = 0
    accounts: int = 0
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
        waits = (name for name, agenda in (await self._books.agents()).items() if agenda.waits)
        names = sorted({*await self._books.active(), *waits})
        accounts = [name for name in names if may_hold(scope, AccountId.read(name))]
        done = await self._patience.of(PATIENCE, {name: partial(self._one, name, scope) for name in accounts})
        counts = [count for count in done.values() if isinstance(count, int)]
        return Braked(
            cancelled=sum(counts),
            accounts=sum(count > 0 for count in counts),
            waiting=len(done) - len(counts),
        )

    async def stopped(self) -> Mapping[str, str]:
        """All switches that are on anywhere, as they are kept: nothing where none is.

        Raises:
            StoreUnavailable: nobody knows.
        """
        return await self._switches.all_on()

    async def unanswered(self, stopped: Mapping[str, str]) -> frozenset[str]:
        """The accounts in which decisions wait that one of the switches ``stopped``, as they are kept, holds."""
        found = set()
        for name, agenda in (await self._books.agents()).items():
            account_id = AccountId.read(name)
            for each in agenda.waits:
                scopes = scopes_of(account_id, each.place or None)
                if not stopped.keys().isdisjoint(self._switches.kept_as(_holding(opens=each.opens), scopes)):
                    found.add(name)
        return frozenset(found)

    async def obey(self, book: Book) -> int:
        """Cancel the entries of ``book`` that a switch holds; how many comes back. Decisions that it holds lapse. For
        whoever holds an account, before anything is matched in it."""
        account = book.account
        account_id = AccountId.read(account.id)
        entries, pending = _entries(account), list(account.agency.pending)
        places = {*(place for _, place in entries), *(each.place or None for each in pending)}
        scopes = {scope for place in places for scope in scopes_of(account_id, place)}
        on = await self._switches.on_in(scopes)
        now, records = to_ms(self._clock.now()), list[Record]()

        def held(names: Iterable[SwitchName], place: str | None) -> SwitchName | None:
            return next((name for name in names for scope in scopes_of(account_id, place) if (name, scope) in on), None)

        for order, place in entries:
            name = held(SWITCHES, place)
            if name is not None:
                records += cancel(account, order, now, REASONS[name])
        for decision in pending:
            name = held(_holding(opens=decision.opens), decision.place or None)
            if name is not None:
                lapsed = Lapsed(now, decision.id, "stopped", CALLED[name])
                account.apply(lapsed)
                records.append(lapsed)
        await write_and_tell(book, records)
        return sum(record.kind == "cancelled" for record in records)

    async def _one(self, name: str, scope: str) -> int:
        """The same of the account called ``name``, where ``scope`` holds for something in it."""
        account_id = AccountId.read(name)
        looked = await self._books.look(name)
        places = {*(place for _, place in _entries(looked)), *(each.place or None for each in looked.agency.pending)}
        if not any(scope in scopes_of(account_id, place) for place in places):
            return 0
        async with self._books.writing(name) as book:
            return await self.obey(book)

    async def close(self) -> None:
        """End what is still waiting for an account: the loop of its exchange does it."""
        await self._patience.close()


def _holding(*, opens: bool) -> tuple[SwitchName, ...]:
    """The switches under which a decision lapses that ``opens`` a position, or does not."""
    return SWITCHES if opens else ("kill",)


def _entries(account: Account) -> list[tuple[str, str | None]]:
    """The open orders of ``account`` that may open a position, each with the place that it comes from."""
    orders = [working.order for working in account.orders.values()]
    return [(order.id, order.place or None) for order in orders if enters(order)]
