"""How a changed watchlist is shown."""

from collections.abc import Iterable

from markupsafe import Markup

from personas.buttons import Actions, row
from personas.escaping import brief
from personas.face import Essential, Face
from personas.format import counted, listed
from services.core.request import AnyRequest
from services.watchlists.changing import WatchlistAdd, WatchlistRemove
from services.watchlists.facts import WatchlistChangedAnswer
from services.watchlists.sharing import WatchlistShare
from services.watchlists.showing import WatchlistList, WatchlistShow

NAMED = 4
"""More markets than these are counted."""


def list_changed(answer: WatchlistChangedAnswer) -> Markup:
    """``SOL/USDT added to majors``, ``majors deleted``, ``majors unchanged``"""
    called = brief(answer.called)
    if not answer.symbols:
        return Markup("{} deleted").format(called)
    if answer.added:
        return Markup("{} added to {}").format(some(answer.added), called)
    if answer.removed:
        return Markup("{} removed from {}").format(some(answer.removed), called)
    if answer.moved:
        return Markup("{} moved within {}").format(some(answer.moved), called)
    return Markup("{} unchanged").format(called)


def some(symbols: tuple[str, ...]) -> Markup:
    """A few by name, or how many."""
    return listed(map(brief, symbols)) if len(symbols) <= NAMED else counted(len(symbols), "market")


def in_list(symbols: Iterable[str]) -> Markup:
    """All of a list in its order: ``BTC/USDT, ETH/USDT``."""
    return Markup(", ").join(map(brief, symbols))


def buttons(said: WatchlistChangedAnswer, _request: AnyRequest | None) -> Actions:
    """The list, what takes it back, and all lists."""
    options = {"list": said.called, "owner": said.owner}
    choices: list[tuple[str, AnyRequest]] = []
    if said.symbols:
        choices.append(("Show", WatchlistShow(list=said.called, owner=said.owner)))
    if said.added and said.symbols:
        choices.append(("Undo", WatchlistRemove.model_validate({"symbols": ",".join(said.added), **options})))
    elif said.removed:
        choices.append(("Undo", WatchlistAdd.model_validate({"symbols": ",".join(said.removed), **options})))
    if said.symbols and said.owner == "me":
        choices.append(("Share by code", WatchlistShare(list=said.called)))
    return row(0, [*choices, ("Lists", WatchlistList())])


FACE = Face(
    WatchlistChangedAnswer,
    frame="receipt",
    essentials=lambda said: [Essential("Changed", list_changed(said), first=True)],
    mood=lambda said: "watchlist changed" if said.added or said.removed or said.moved else "watchlist as it was",
    buttons=buttons,
    words=(list_changed, some, in_list),
)
