"""How it is shown who may see a watchlist."""

from markupsafe import Markup

from personas.buttons import Actions, row
from personas.escaping import brief
from personas.face import Essential, Face
from personas.phrasing import marked
from services.core.request import AnyRequest
from services.watchlists.boards import WatchlistBoard
from services.watchlists.facts import WatchlistShareAnswer
from services.watchlists.sharing import WatchlistShare
from services.watchlists.showing import WatchlistShow


def shared_told(answer: WatchlistShareAnswer) -> Markup:
    """``majors is shared by the code 3fa81c77aa01``,
    ``majors is the server's too``, ``majors is shared by no code``."""
    how = {
        "code": f"shared by the code {answer.code}",
        "server": "the server's too",
        "nobody": "shared by no code",
    }[answer.to]
    return Markup("{} is {}").format(brief(answer.called), marked(how))


def buttons(said: WatchlistShareAnswer, _request: AnyRequest | None) -> Actions:
    """The list; and what takes the sharing back, or puts what is the server's on a board."""
    choices: list[tuple[str, AnyRequest]] = [("Show", WatchlistShow(list=said.called))]
    match said.to:
        case "code":
            choices.append(("Take the code back", WatchlistShare(list=said.called, to="nobody")))
        case "server":
            choices.append(("Board in this channel", WatchlistBoard(list=said.called)))
        case _:
            choices.append(("Share again", WatchlistShare(list=said.called)))
    return row(0, choices)


def essentials(said: WatchlistShareAnswer) -> list[Essential]:
    found = [Essential("Shared", shared_told(said), first=True)]
    return found if said.code is None else [*found, Essential("Code", marked(said.code))]


FACE = Face(
    WatchlistShareAnswer,
    frame="receipt",
    essentials=essentials,
    mood=lambda said: "watchlist hidden" if said.to == "nobody" else "watchlist shared",
    buttons=buttons,
    words=(shared_told,),
)
