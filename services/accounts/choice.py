"""Which account somebody means: the one they name, or the one in use."""

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Annotated, Final, Protocol

from pydantic import Field

from services.accounts.naming import MAIN, PAPER, AccountId, paper_account, place_of
from services.core.errors import UnknownAccount
from services.core.options import OtherName, Suggested
from services.core.owners import SERVER
from services.core.principal import Principal
from services.store.keys import accounts_of

LONGEST_NAME: Final = 20
USUAL_NAMES: Final = ("swing", "day", "test")
"""Suggested to whoever opens another one."""
IN_USE: Final = "in use"
"""The field with the name of the account in use; no account can be called so."""
_NAMED: Final = re.compile(r"^name\s*[:=]\s*")
NAME: Final = re.compile(rf"[a-z0-9-]{{1,{LONGEST_NAME}}}")

AccountText = Annotated[
    str,
    Suggested("accounts"),
    OtherName("name"),
    Field(
        min_length=1,
        max_length=LONGEST_NAME,
        description="Which account: main, one you named, or server; without it the one in use",
    ),
]


class ChoiceStore(Protocol):
    """Where names and choices are kept; raises ``StoreUnavailable``."""

    async def hash_get(self, key: str, fields: Sequence[str]) -> list[str | None]: ...

    async def hash_all(self, key: str) -> dict[str, str]: ...


class AccountChoices:
    """The paper accounts that people have, and which they use. All methods raise ``StoreUnavailable``."""

    def __init__(self, store: ChoiceStore) -> None:
        self._store = store
        self._one_opening = asyncio.Lock()
        self._opening: dict[str, set[str]] = {}

    async def account_in_use(self, principal: Principal) -> AccountId:
        """The account that ``principal`` chose, the main one at first; the server's is the main one in private."""
        (name,) = await self._store.hash_get(accounts_of(principal.id), [IN_USE])
        return paper_account(principal, name or MAIN) or AccountId(PAPER, principal.id)

    async def named(self, principal: Principal, name: str | None) -> AccountId:
        """The account that ``principal`` calls ``name``; ``None``: the one in use.

        Raises:
            UnknownAccount: they have none of that name.
        """
        if name is None:
            return await self.account_in_use(principal)
        known = await self.names(principal)
        found = paper_account(principal, plain(name)) if plain(name) in known else None
        if found is None:
            raise UnknownAccount(account=name, known=known)
        return found

    @asynccontextmanager
    async def opening(self, principal: Principal) -> AsyncIterator[set[str]]:
        """The names that ``principal`` is about to have, to add another to; nobody else adds one meanwhile. With them
        it is known how many they have before the first of several that are asked for at once is kept."""
        async with self._one_opening:
            opening = self._opening.setdefault(principal.id, set())
            opening.difference_update(await self.names(principal))
            yield opening

    async def names(self, principal: Principal) -> tuple[str, ...]:
        """What ``principal`` can name here: main, their own in the order of the alphabet, and the server's."""
        kept = await self._store.hash_all(accounts_of(principal.id))
        own = sorted(kept.keys() - {IN_USE})
        return (MAIN, *own, *((SERVER,) if place_of(principal) else ()))


def plain(name: str) -> str:
    """``name`` as it is kept; ``name:swing``, which a form takes as it stands, is ``swing``."""
    return _NAMED.sub("", name.strip().lower())
