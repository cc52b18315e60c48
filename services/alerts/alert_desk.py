"""What whoever sets and changes alerts has at hand."""

import asyncio
from dataclasses import dataclass, field
from typing import Final

from services.accounts.books import Books
from services.accounts.choice import AccountChoices
from services.accounts.naming import place_of
from services.alerts.book import AlertBook
from services.alerts.terms import AlertTerms
from services.alerts.wrong import bad
from services.core.clock import Clock
from services.core.owners import SERVER, of_server, server_of
from services.core.principal import Principal
from services.cosmic.almanac import Almanac
from services.market.view import MarketView
from services.notifications.places import Subscriptions
from services.signals.book import SignalBook
from services.store.preferences import KeptPreferences

HISTORIES_AT_ONCE: Final = 2
"""Each takes a core for up to a few seconds."""


@dataclass(frozen=True, slots=True)
class AlertDesk:
    book: AlertBook
    market: MarketView
    almanac: Almanac
    books: Books
    choices: AccountChoices
    signals: SignalBook
    preferences: KeptPreferences
    subscriptions: Subscriptions
    terms: AlertTerms
    clock: Clock
    histories: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(HISTORIES_AT_ONCE))

    def owner(self, principal: Principal, whose: str) -> str:
        """Whose alerts ``principal`` means: their own, or those of the server where they ask.

        Raises:
            BadAlert: there is no server.
        """
        return of_server(self.place(principal, "owner", whose)) if whose == SERVER else principal.id

    def place(self, principal: Principal, option: str, written: str) -> str:
        """The server where ``principal`` asks, which is meant by what is ``written`` for the option of that name.

        Raises:
            BadAlert: there is none.
        """
        place = place_of(principal)
        if place is None:
            raise bad(option, written, "that is of a server, and there is none here", "ask in one of its channels")
        return place

    async def check_open(self, channel: str | None, server: str | None) -> None:
        """Nothing, where people may have their alerts told in that channel.

        Raises:
            BadAlert: an admin does not let them.
        """
        if await self.subscriptions.closed_to_alerts(channel, server):
            raise bad("to", "channel", "people's alerts are not told here, as an admin set it", "say to:me")

    def quota(self, owner: str) -> int:
        """How many alerts ``owner`` may have."""
        return self.terms.per_person if server_of(owner) is None else self.terms.per_server
