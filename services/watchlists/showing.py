"""/watchlist show, /watchlist list."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from services.core.clock import Clock
from services.core.handlers import answers
from services.core.owners import Owner
from services.core.principal import Principal
from services.core.request import Personal
from services.market.view import MarketView
from services.watchlists.boards import BoardBook
from services.watchlists.book import MOST_LISTS, ListText, WatchlistBook, owner_of, owners_of
from services.watchlists.facts import ListFacts, WatchlistAnswer, WatchlistListAnswer
from services.watchlists.look import look, watched

Sort = Literal["list", "change"]


class WatchlistShow(Personal[WatchlistAnswer]):
    """A list and what its markets do."""

    name: ClassVar[str] = "watchlist show"
    summary: ClassVar[str] = "Your markets side by side: price, change in a day and its course"
    means: ClassVar[str] = "What the markets of a list cost now, beside a day ago."
    also: ClassVar[tuple[str, ...]] = ("watchlist", "my watchlist", "watch list", "my markets")
    example: ClassVar[str] = "list:main"

    list: Annotated[
        ListText | None, Field(description="Its name, or the code that somebody gave you; without it your main one")
    ] = None
    owner: Annotated[Owner | None, Field(description="Yours or the server's, where both have one of that name")] = None
    sort: Annotated[Sort, Field(description="In the order of the list, or the best change first")] = "list"


class WatchlistList(Personal[WatchlistListAnswer]):
    """All lists that there are here."""

    name: ClassVar[str] = "watchlist list"
    summary: ClassVar[str] = "Your watchlists, the server's, and where one stands as a board"
    means: ClassVar[str] = "All watchlists that you and this server have."
    also: ClassVar[tuple[str, ...]] = ("watchlists", "my watchlists", "watch lists")


@answers(WatchlistShow)
async def answer_watchlist_show(
    request: WatchlistShow, principal: Principal, lists: WatchlistBook, market: MarketView
) -> WatchlistAnswer:
    """What its markets do. One that cannot be had is named, and keeps none of the others.

    Raises:
        UnknownWatchlist: there is none of that name.
        DeskError: none of its markets can be had.
    """
    found = await lists.meant(principal, request.owner, request.list)
    answer = watched(found, await look(market, found.held.symbols))
    if request.sort == "list":
        return answer
    unknown = float("-inf")
    ranked = sorted(answer.rows, key=lambda row: unknown if row.change_24h is None else row.change_24h, reverse=True)
    return answer.model_copy(update={"rows": tuple(ranked), "symbols": tuple(row.name for row in ranked)})


@answers(WatchlistList)
async def answer_watchlist_list(
    _request: WatchlistList, principal: Principal, lists: WatchlistBook, boards: BoardBook, clock: Clock
) -> WatchlistListAnswer:
    """All lists of the asker and of the server, and the boards of the server."""
    told = [
        ListFacts(name=name, owner=owner, symbols=held.symbols, coded=held.code is not None)
        for owner in owners_of(principal)
        for name, held in (await lists.of(owner_of(principal, owner))).items()
    ]
    own = sum(each.owner == "me" for each in told)
    return WatchlistListAnswer(
        as_of=clock.now(),
        lists=tuple(told),
        boards=await boards.seen_by(principal),
        left=MOST_LISTS - own,
    )
