"""/watchlist share: a list for whoever has its code, or a copy of it for the server."""

from secrets import token_hex
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from services.core.ask import Ask
from services.core.clock import Clock
from services.core.errors import InvalidRequest
from services.core.handlers import answers
from services.core.request import Change
from services.core.roles import Role
from services.core.work import Work
from services.store import keys
from services.watchlists.book import MAIN, MOST_LISTS, Code, ListText, Watchlist, WatchlistBook, owner_of
from services.watchlists.facts import WatchlistShareAnswer

To = Literal["code", "server", "nobody"]


class WatchlistShare(Change[WatchlistShareAnswer]):
    """Share a list of the asker's."""

    name: ClassVar[str] = "watchlist share"
    summary: ClassVar[str] = "Share a watchlist by a code, copy it to the server's, or take the code back"
    means: ClassVar[str] = "Whoever has the code sees the list as it is then, and not whose it is."
    also: ClassVar[tuple[str, ...]] = ("share my watchlist",)
    example: ClassVar[str] = "list:majors to:code"

    list: ListText = MAIN
    to: Annotated[To, Field(description="Whoever has a code; this server, which is an admin's; or nobody any more")] = (
        "code"
    )

    def needs(self) -> Role | None:
        return Role.ADMIN if self.to == "server" else self.role


@answers(WatchlistShare)
async def answer_watchlist_share(
    request: WatchlistShare, ask: Ask[WatchlistShare], work: Work, lists: WatchlistBook, clock: Clock
) -> WatchlistShareAnswer:
    """Share it, or end that.

    Raises:
        UnknownWatchlist: there is none of that name.
        InvalidRequest: there is no server, or it has as many lists as it may.
    """
    found = await lists.own(ask.principal, "me", request.list)
    held, code = found.held, found.held.code
    match request.to:
        case "code":
            was_so, code = code is not None, code or token_hex(6)
            of = Code(owner=found.owner, name=found.name)
            work.hash_set(keys.WATCHLIST_CODES, code, of.model_dump_json())
            lists.write(work, found.owner, found.name, held.model_copy(update={"code": code}), before=held)
        case "nobody":
            was_so = code is None
            if code is not None:
                work.hash_forget(keys.WATCHLIST_CODES, code)
                lists.write(work, found.owner, found.name, held.model_copy(update={"code": None}), before=held)
            code = None
        case "server":
            owner = owner_of(ask.principal, "server")
            theirs = await lists.of(owner)
            before = theirs.get(found.name)
            if before is None and len(theirs) >= MOST_LISTS:
                raise InvalidRequest(problems=(f"to: the server has {MOST_LISTS} lists, and no more may be",))
            was_so = before is not None and before.symbols == held.symbols
            lists.write(work, owner, found.name, Watchlist(symbols=held.symbols), before=before)
    return WatchlistShareAnswer(
        as_of=clock.now(), called=found.name, to=request.to, code=code, symbols=held.symbols, was_so=was_so
    )
