"""/watchlist add, /watchlist remove."""

from typing import Annotated, ClassVar, Final, Literal

from pydantic import Field

from services.core.ask import Ask
from services.core.clock import Clock
from services.core.errors import InvalidRequest, UnknownSymbol
from services.core.handlers import answers
from services.core.options import Suggested
from services.core.request import Change, Frozen
from services.core.roles import Role
from services.core.work import Work
from services.market.symbol_list import split_symbols
from services.market.view import MarketView
from services.watchlists.book import (
    LONGEST_NAME,
    MAIN,
    MOST_LISTS,
    MOST_MARKETS,
    ListText,
    OwnerText,
    Watchlist,
    WatchlistBook,
    owner_of,
    plain,
)
from services.watchlists.facts import WatchlistChangedAnswer

ALL: Final = "all"
At = Literal["end", "front"]


class _OfList(Frozen):
    """Whose list it is decides who may."""

    owner: OwnerText = "me"

    def needs(self) -> Role | None:
        return Role.ADMIN if self.owner == "server" else Role.VIEWER


class WatchlistAdd(_OfList, Change[WatchlistChangedAnswer]):
    """Put markets into a list, which is made where there is none of that name."""

    name: ClassVar[str] = "watchlist add"
    summary: ClassVar[str] = "Put markets into a watchlist; a new name makes a new list"
    means: ClassVar[str] = "Which markets the list has from now on."
    also: ClassVar[tuple[str, ...]] = ("to my watchlist", "on my watchlist", "new watchlist", "make a watchlist")
    example: ClassVar[str] = "symbols:btc, eth, sol list:majors"
    gathers: ClassVar[str | None] = "symbols"

    symbols: Annotated[
        str,
        Field(min_length=1, max_length=500, description="One or several markets, such as btc, eth, sol"),
        Suggested("symbol lists"),
    ]
    list: Annotated[str, Suggested("watchlist names")] = Field(
        default=MAIN,
        min_length=1,
        max_length=LONGEST_NAME,
        description="Which watchlist, or what to call a new one; without it your main one",
    )
    at: Annotated[At, Field(description="Behind the others, or before them, which moves one that is there")] = "end"


class WatchlistRemove(_OfList, Change[WatchlistChangedAnswer]):
    """Take markets out of a list; the last of them ends it."""

    name: ClassVar[str] = "watchlist remove"
    summary: ClassVar[str] = "Take markets out of a watchlist, or all, which deletes it"
    means: ClassVar[str] = "Which markets the list has from now on."
    also: ClassVar[tuple[str, ...]] = ("from my watchlist", "delete watchlist", "delete my watchlist")
    example: ClassVar[str] = "symbols:sol list:majors"
    gathers: ClassVar[str | None] = "symbols"

    symbols: Annotated[
        str,
        Field(min_length=1, max_length=500, description="The markets to take out, such as sol, or all"),
        Suggested("universes"),
    ]
    list: ListText = MAIN


@answers(WatchlistAdd)
async def answer_watchlist_add(
    request: WatchlistAdd, ask: Ask[WatchlistAdd], work: Work, lists: WatchlistBook, market: MarketView, clock: Clock
) -> WatchlistChangedAnswer:
    """Put them in.

    Raises:
        InvalidRequest: the name will not do, or it is one too many.
        UnknownSymbol: one of them is not listed.
    """
    owner, called = owner_of(ask.principal, request.owner), plain(request.list)
    named = split_symbols(request.symbols, most=MOST_MARKETS)
    symbols = tuple(dict.fromkeys([(await market.resolve(symbol)).symbol for symbol in named]))
    others = await lists.of(owner)
    if called not in others and len(others) >= MOST_LISTS:
        raise InvalidRequest(problems=(f"list: there are {MOST_LISTS} lists already, and no more may be",))
    before = others.get(called)
    held = before or Watchlist(symbols=())
    there = tuple(symbol for symbol in symbols if symbol in held.symbols)
    new = tuple(symbol for symbol in symbols if symbol not in held.symbols)
    if request.at == "front":
        listed = (*symbols, *(symbol for symbol in held.symbols if symbol not in symbols))
    else:
        listed = (*held.symbols, *new)
    if len(listed) > MOST_MARKETS:
        too_many = f"a list has at most {MOST_MARKETS} markets, and would have {len(listed)}"
        raise InvalidRequest(problems=(f"symbols: {too_many}",))
    lists.write(work, owner, called, held.model_copy(update={"symbols": listed}), before=before)
    moved = there if listed[: len(held.symbols)] != held.symbols else ()
    return WatchlistChangedAnswer(
        as_of=clock.now(),
        called=called,
        owner=request.owner,
        symbols=listed,
        added=new,
        moved=moved,
        kept=() if moved else there,
    )


@answers(WatchlistRemove)
async def answer_watchlist_remove(
    request: WatchlistRemove,
    ask: Ask[WatchlistRemove],
    work: Work,
    lists: WatchlistBook,
    market: MarketView,
    clock: Clock,
) -> WatchlistChangedAnswer:
    """Take them out.

    Raises:
        UnknownWatchlist: there is none of that name.
        UnknownSymbol: one of them is neither in the list nor listed.
    """
    found = await lists.own(ask.principal, request.owner, request.list)
    held = found.held.symbols
    gone, kept = held, tuple[str, ...]()
    if request.symbols.strip().lower() != ALL:
        named = [await _meant(symbol, held, market) for symbol in split_symbols(request.symbols, most=MOST_MARKETS)]
        gone = tuple(symbol for symbol in held if symbol in named)
        kept = tuple(dict.fromkeys(symbol for symbol in named if symbol not in held))
    left = tuple(symbol for symbol in held if symbol not in gone)
    if left:
        lists.write(work, found.owner, found.name, found.held.model_copy(update={"symbols": left}), before=found.held)
    else:
        lists.remove(work, found)
    return WatchlistChangedAnswer(
        as_of=clock.now(), called=found.name, owner=request.owner, symbols=left, removed=gone, kept=kept
    )


async def _meant(symbol: str, held: tuple[str, ...], market: MarketView) -> str:
    """Which of ``held`` is meant by ``symbol``, also where the market has it no longer; else what the market calls
    it."""
    try:
        return (await market.resolve(symbol)).symbol
    except UnknownSymbol:
        wanted = symbol.upper()
        for each in held:
            if wanted in (each.upper(), each.partition("/")[0].upper()):
                return each
        raise
