"""Books: the journal of an account, and the account that it comes to, held by one process at a time."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Protocol

from analytics.trading.account import Account
from analytics.trading.records import Record
from services.core.events import Event
from services.store.store import Store


class Book(Protocol):
    """An account that this process alone writes, until the end of the block that it was opened in."""

    @property
    def account(self) -> Account:
        """As of its last record. Whoever changes it writes the records that did."""

    async def write(self, records: Sequence[Record], *, events: Sequence[Event] = (), applied: bool = False) -> bool:
        """Append ``records`` on disk, with ``events`` in the outbox in the same step, and apply them to ``account``
        unless they are ``applied`` already; ``False``: the first was written before, and nothing was done now.

        Raises:
            HeldElsewhere: the lease was lost. Nothing was written.
            StoreUnavailable, DiskFull: it may have been written; the book reads its journal anew before its next use.
        """


class Books:
    """The books of all accounts. ``home`` is the folder of anchors and archives, ``owner`` this process's name."""

    def __init__(self, store: Store, home: Path, owner: str) -> None:
        raise NotImplementedError

    async def look(self, account: str) -> Account:
        """The account as its journal has it now, for reading; one that was never opened is not ``is_open``. No lease is
        taken, and nothing written.

        Raises:
            JournalBroken: a record is missing or was changed.
            StoreUnavailable: nobody knows now.
        """
        raise NotImplementedError

    @asynccontextmanager
    async def writing(self, account: str) -> AsyncIterator[Book]:
        """The book of ``account``: whoever else wants it in this process waits, in another is refused.

        Raises:
            HeldElsewhere: another process has it.
            JournalBroken: a record is missing or was changed: nothing is written behind it.
            StoreUnavailable: nobody knows now.
        """
        yield await self._book(account)

    async def _book(self, account: str) -> Book:
        raise NotImplementedError(account)

    async def active(self) -> frozenset[str]:
        """The accounts that have open orders or positions, and so something for the market to do."""
        raise NotImplementedError

    async def close(self) -> None:
        """Give the leases back."""
