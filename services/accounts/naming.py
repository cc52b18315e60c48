"""What accounts are called in the store, such as ``paper:discord:123``, ``paper:discord:123:swing`` and
``paper:server:discord:9``.

An account is named by its venue (``paper``; a live one's by its own), by whose it is, and by a name where one has
several.
"""

from dataclasses import dataclass
from typing import Final, Self

from services.core.errors import InvalidRequest
from services.core.owners import SERVER, of_server, server_of
from services.core.principal import Principal

PAPER: Final = "paper"
MAIN: Final = "main"
"""What people call the account that has no name."""


@dataclass(frozen=True, slots=True)
class AccountId:
    """``owner`` is a person's id with its door, or ``server:`` and a server's; ``name`` is empty for the main one."""

    venue: str
    owner: str
    name: str = ""

    def __str__(self) -> str:
        return ":".join(filter(None, (self.venue, self.owner, self.name)))

    @property
    def shared(self) -> bool:
        return server_of(self.owner) is not None

    @property
    def of_shell(self) -> bool:
        """Whether it is traded from the shell, where every ask is a process of its own."""
        return (server_of(self.owner) or self.owner).startswith("shell:")

    @property
    def called(self) -> str:
        """What people call it."""
        return SERVER if self.shared else self.name or MAIN

    @classmethod
    def read(cls, text: str) -> Self:
        """The account that ``str`` wrote."""
        venue, *rest = text.split(":")
        ids = 3 if rest[0] == SERVER else 2
        return cls(venue, ":".join(rest[:ids]), ":".join(rest[ids:]))


def paper_account(principal: Principal, name: str = MAIN) -> AccountId | None:
    """The paper account that ``principal`` calls ``name``; ``None``: the server's, where there is no server.

    A shell is a place of its own, like a server.
    """
    if name != SERVER:
        return AccountId(PAPER, principal.id, "" if name == MAIN else name)
    place = place_of(principal)
    return None if place is None else AccountId(PAPER, of_server(place))


def place_of(principal: Principal) -> str | None:
    """The place whose switches and shared account hold for who asks there: a server, the shell; ``None``: private."""
    return principal.server or ("shell:here" if principal.door == "shell" else None)


def server_asked(principal: Principal, in_private: str) -> str:
    """The same where only that of a server makes sense.

    Raises:
        InvalidRequest: it is asked ``in_private``, of which this is said.
    """
    place = place_of(principal)
    if place is None:
        raise InvalidRequest(problems=(in_private,))
    return place
