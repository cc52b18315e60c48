"""Who may ask for what: four roles in one order, mapped from a server's own roles by configuration."""

import re
from collections.abc import Collection, Mapping
from enum import IntEnum
from typing import Self


class Role(IntEnum):
    """viewer < trader < approver < admin. A higher role may do all that a lower one may."""

    VIEWER = 1
    TRADER = 2
    APPROVER = 3
    ADMIN = 4

    @classmethod
    def from_word(cls, word: str) -> Self:
        """The role named ``word``, in any case.

        Raises:
            ValueError: no role is named so; the message lists the names.
        """
        try:
            return cls[word.strip().upper()]
        except KeyError:
            raise ValueError(f"no role is named {word!r}; the roles are {', '.join(r.word for r in cls)}") from None

    @property
    def word(self) -> str:
        return self.name.lower()


EVERYONE = "@everyone"
ANY_SERVER = "*"
DIRECT_MESSAGES = "dm"

_MENTION = re.compile(r"<@&(\d+)>")

RoleNames = Mapping[Role, Collection[str]]


class RoleMap:
    """Which role a member of a server has, by the names or ids of the member's roles there.

    ``servers`` maps a server's id (or ``*`` for any server that is not listed, or ``dm`` for direct messages) to the
    names or ids that carry each role, as people write them: ``Traders``, ``@traders``, ``123``, ``<@&123>``;
    ``@everyone`` stands for each member. Neither case nor spaces count in names. What is not mapped has no role.
    """

    def __init__(self, servers: Mapping[str, RoleNames]) -> None:
        self._servers = {server: _by_name(roles) for server, roles in servers.items()}

    def role_of(self, server: str | None, member_roles: Collection[str]) -> Role | None:
        """The highest role that any of ``member_roles`` (names and ids) carries; ``None`` when there is none."""
        mapped = self._mapped(server)
        held = (EVERYONE, *map(_plain, member_roles))
        return max((mapped[name] for name in held if name in mapped), default=None)

    def knows(self, server: str | None) -> bool:
        """Whether anyone in ``server`` can have a role at all."""
        return bool(self._mapped(server))

    def _mapped(self, server: str | None) -> Mapping[str, Role]:
        if server is None:
            return self._servers.get(DIRECT_MESSAGES, {})
        return self._servers.get(server, self._servers.get(ANY_SERVER, {}))


def _by_name(roles: RoleNames) -> Mapping[str, Role]:
    """The highest role that each name carries."""
    return {as_written(name): role for role in sorted(roles) for name in roles[role]}


def as_written(name: str) -> str:
    """The role that a person means who writes ``name``: an id, or a name as ``RoleMap`` compares it."""
    plain = _plain(name)
    mention = _MENTION.fullmatch(plain)
    if mention is not None:
        return mention[1]
    return EVERYONE if plain.removeprefix("@") == EVERYONE[1:] else plain.removeprefix("@")


def told_name(name: str) -> str:
    """``name`` as it was understood, in words."""
    meant = as_written(name)
    return "everybody" if meant == EVERYONE else f"the role of id {meant}" if meant.isdecimal() else f"“{meant}”"


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()
