"""Where watchlists are kept, and which one somebody means."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Final, Literal

import structlog
from pydantic import Field, ValidationError

from services.accounts.naming import place_of, server_asked
from services.core.errors import InvalidRequest, UnknownWatchlist
from services.core.options import Suggested
from services.core.owners import Owner, of_server
from services.core.principal import Principal
from services.core.request import Frozen
from services.core.work import Work
from services.store import keys
from services.store.store import Store

MAIN: Final = "main"
"""The list that is meant where none is named, and somebody has none yet."""
MOST_LISTS: Final = 10
"""Of one person or server."""
MOST_MARKETS: Final = 20
"""In a list: as many as a picture shows."""
LONGEST_NAME: Final = 24

Whose = Literal["me", "server", "shared"]
"""``shared``: somebody else's, seen by its code."""
ListText = Annotated[
    str,
    Field(min_length=1, max_length=LONGEST_NAME, description="Which watchlist: its name; without it your main one"),
    Suggested("watchlists"),
]
OwnerText = Annotated[Owner, Field(description="Yours, or the server's, which an admin changes")]

log = structlog.get_logger(__name__)


class Watchlist(Frozen):
    """Markets in their owner's order. ``code``: whoever has it may see the list."""

    symbols: tuple[str, ...]
    code: str | None = None


class Code(Frozen):
    """Of which list a code is."""

    owner: str
    name: str


@dataclass(frozen=True, slots=True)
class Found:
    """A list that was meant. ``owner`` is under whom it is kept."""

    name: str
    whose: Whose
    owner: str
    held: Watchlist


class WatchlistBook:
    """Watchlists in ``store``. Every method that reads raises ``StoreUnavailable``."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def of(self, owner: str) -> Mapping[str, Watchlist]:
        """All of ``owner`` by name, the main one first. One that cannot be read is logged and left out."""
        held = await self._store.hash_all(keys.watchlists(owner))
        lists = {name: read for name, text in held.items() if (read := _read(text)) is not None}
        return dict(sorted(lists.items(), key=lambda item: (item[0] != MAIN, item[0])))

    async def own(self, principal: Principal, owner: Owner, name: str | None) -> Found:
        """The list of theirs, or of the server's, that ``principal`` calls ``name``; ``None``: the main one, or else
        the first.

        Raises:
            UnknownWatchlist: there is none.
            InvalidRequest: there is no server.
        """
        under = owner_of(principal, owner)
        lists = await self.of(under)
        called = next(iter(lists), MAIN) if name is None else plain(name)
        if called not in lists:
            raise UnknownWatchlist(called=called, known=tuple(lists))
        return Found(called, owner, under, lists[called])

    async def meant(self, principal: Principal, owner: Owner | None, name: str | None) -> Found:
        """The list that ``principal`` may see and means by ``name``: theirs, else the server's, else one whose code it
        is; where ``owner`` is said, that one's alone.

        Raises:
            UnknownWatchlist: there is none.
            InvalidRequest: ``owner`` is a server, and there is none.
        """
        if owner is not None:
            return await self.own(principal, owner, name)
        known: list[str] = []
        for each in owners_of(principal):
            try:
                return await self.own(principal, each, name)
            except UnknownWatchlist as unknown:
                known += unknown.known
        if name is not None and (found := await self._by_code(name.strip())) is not None:
            return found
        raise UnknownWatchlist(called=MAIN if name is None else plain(name), known=tuple(dict.fromkeys(known)))

    async def _by_code(self, code: str) -> Found | None:
        (text,) = await self._store.hash_get(keys.WATCHLIST_CODES, [code])
        if text is None:
            return None
        of = Code.model_validate_json(text)
        held = (await self.of(of.owner)).get(of.name)
        return None if held is None or held.code != code else Found(of.name, "shared", of.owner, held)

    def write(self, work: Work, owner: str, name: str, held: Watchlist, *, before: Watchlist | None) -> None:
        """Have it kept, in the step of ``work``.

        ``before`` is what was read (``None``: there was none): where it is another by then nothing is written, and the
        change is made again, of what it is then.
        """
        key = keys.watchlists(owner)
        work.hash_expect(key, name, None if before is None else _text(before))
        if before is None:
            work.hash_limit(key, MOST_LISTS - 1)
        work.hash_set(key, name, _text(held))

    def remove(self, work: Work, found: Found) -> None:
        """End it, as it was found, and its code."""
        work.hash_expect(keys.watchlists(found.owner), found.name, _text(found.held))
        work.hash_forget(keys.watchlists(found.owner), found.name)
        if found.held.code is not None:
            work.hash_forget(keys.WATCHLIST_CODES, found.held.code)


def owner_of(principal: Principal, owner: Owner) -> str:
    """Under whom the lists of ``principal``, or of the server where they ask, are kept.

    Raises:
        InvalidRequest: there is no server here.
    """
    if owner == "me":
        return principal.id
    return of_server(server_asked(principal, "owner: in private there is no server; owner:me is your own"))


def owners_of(principal: Principal) -> tuple[Owner, ...]:
    """Whose lists there are where ``principal`` asks."""
    return ("me",) if place_of(principal) is None else ("me", "server")


def plain(name: str) -> str:
    """``name`` as lists are called: in small letters, with single spaces.

    Raises:
        InvalidRequest: there are other signs in it than letters, digits, spaces, dashes and underscores.
    """
    called = " ".join(unicodedata.normalize("NFKC", name).casefold().split())
    if not called or len(called) > LONGEST_NAME or not all(sign.isalnum() or sign in " -_" for sign in called):
        rule = f"at most {LONGEST_NAME} letters, digits, spaces and dashes, such as majors"
        raise InvalidRequest(problems=(f"list must have {rule}",))
    return called


def _text(held: Watchlist) -> str:
    return held.model_dump_json(exclude_none=True)


def _read(text: str) -> Watchlist | None:
    try:
        return Watchlist.model_validate_json(text)
    except ValidationError:
        log.error("a watchlist cannot be read")
        return None
