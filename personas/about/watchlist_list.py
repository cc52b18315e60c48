"""How somebody's watchlists are shown."""

from markupsafe import Markup

from personas.buttons import IN_A_ROW, Actions
from personas.card import Action
from personas.escaping import brief
from personas.face import Essential, Face
from personas.format import counted, listed
from personas.phrasing import base, columns, marked
from services.core.request import AnyRequest
from services.watchlists.changing import WatchlistAdd
from services.watchlists.facts import ListFacts, WatchlistListAnswer
from services.watchlists.showing import WatchlistShow

STARTERS = "btc, eth, sol"
WIDEST = 22


def lists_told(answer: WatchlistListAnswer) -> Markup:
    """``2 watchlists of yours, 1 of the server``"""
    own = sum(each.owner == "me" for each in answer.lists)
    server = len(answer.lists) - own
    told = f"{counted(own, 'watchlist')} of yours" if own else "No watchlist of yours"
    return marked(f"{told}, {counted(server, 'list')} of the server" if server else told)


def lists_table(answer: WatchlistListAnswer) -> list[Markup]:
    """A line a list: its name, whose it is, how many markets, and the first of them."""
    rows = [
        (brief(each.name), "server" if each.owner == "server" else "yours", str(len(each.symbols)), _first(each))
        for each in answer.lists
    ]
    return columns(rows, "<<><")


def _first(each: ListFacts) -> str:
    told = ""
    for symbol in each.symbols:
        longer = f"{told} {base(symbol)}".strip()
        if len(longer) > WIDEST // 2:
            return f"{told} …"
        told = longer
    return told


def boards_told(answer: WatchlistListAnswer) -> Markup:
    """``majors in this channel and defi in another channel``"""
    return listed(
        Markup("{} in {} channel").format(brief(board.name), "this" if board.here else "another")
        for board in answer.boards
    )


def buttons(said: WatchlistListAnswer, _request: AnyRequest | None) -> Actions:
    """Each of the first lists; a first one where there is none."""
    shows = tuple(
        Action(each.name, WatchlistShow(list=each.name, owner=each.owner), row=at // IN_A_ROW)
        for at, each in enumerate(said.lists[: 2 * IN_A_ROW])
    )
    return shows or (Action(f"Begin with {STARTERS}", WatchlistAdd(symbols=STARTERS)),)


FACE = Face(
    WatchlistListAnswer,
    frame="list",
    essentials=lambda said: [Essential("Lists", lists_told(said), first=True)],
    mood=lambda said: "watchlists listed" if said.lists else "no watchlist",
    buttons=buttons,
    words=(lists_told, lists_table, boards_told),
)
