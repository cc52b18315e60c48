"""Whom an admin means who acts for somebody else, and what a switch is for."""

import re
from dataclasses import dataclass
from typing import Annotated, Final, Literal

from pydantic import Field

from services.accounts.naming import place_of
from services.core.errors import InvalidRequest, NotYours
from services.core.options import Suggested
from services.core.principal import SHELL, Principal, at_door
from services.orders.switches import person_scope, place_scope

_MENTION: Final = re.compile(r"<@!?(\d+)>|(\d+)")
_WITH_DOOR: Final = re.compile(r"(?:discord|shell|telegram):[^\s:]+")
_PLACE: Final = "place:"

Whose = Annotated[
    Annotated[str, Suggested("people")] | None,
    Field(min_length=1, max_length=60, description="For admins: of somebody else, as @somebody"),
]
ScopeName = Literal["server", "shell", "you", "person"]
"""What a switch holds for: a server or the shell with all that is traded from there; all accounts of the asker, or of
somebody else."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What a switch holds for, as it is kept and as it is told."""

    key: str
    name: ScopeName
    person: str | None = None
    server: str | None = None


def called(principal: Principal) -> str:
    """What people call ``principal``."""
    return principal.name or principal.id.partition(":")[2]


def scope_of(whose: str | None, principal: Principal) -> Scope:
    """What a switch of ``principal`` holds for: where they ask, in private all their accounts, or what ``whose`` names:
    a person, or in the shell a place (``place:discord:9``).

    Raises:
        InvalidRequest: ``whose`` names nobody.
        NotYours: it is another server.
    """
    place = place_of(principal)
    told = (whose or "").strip()
    if told.startswith(_PLACE):
        wanted = told.removeprefix(_PLACE)
        if wanted != place and principal.door != SHELL:  # an admin is one of their own server; the shell is the house's
            raise NotYours("server")
        return _of_place(wanted)
    if told:
        person = person_of(told, principal)
        return Scope(person_scope(person), "you" if person == principal.id else "person", person=person)
    return _of_place(place) if place else Scope(person_scope(principal.id), "you", person=principal.id)


def person_of(told: str, principal: Principal) -> str:
    """The id of whom ``principal`` means.

    Raises:
        InvalidRequest: it is nobody's name.
    """
    mention = _MENTION.fullmatch(told.strip())
    if mention is not None:
        return at_door("discord", mention[1] or mention[2])
    if _WITH_DOOR.fullmatch(told.strip()):
        return told.strip()
    if principal.door == SHELL and told.strip().isidentifier():
        return at_door(SHELL, told.strip())
    raise InvalidRequest(problems=("whose: name somebody as @somebody, or by their id, such as discord:123",))


def _of_place(place: str) -> Scope:
    if place.startswith(f"{SHELL}:"):
        return Scope(place_scope(place), "shell")
    return Scope(place_scope(place), "server", server=place)
