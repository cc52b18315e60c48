"""How boards are told of: that one stands, and that one ended."""

from collections.abc import Mapping

from markupsafe import Markup

from personas.buttons import Actions, row
from personas.escaping import brief
from personas.face import Essential, Face
from services.core.request import AnyRequest
from services.watchlists.boards import BoardEnded, Lost, WatchlistBoard
from services.watchlists.facts import WatchlistBoardAnswer
from services.watchlists.showing import WatchlistList, WatchlistShow

LOST: Mapping[Lost, str] = {
    "message": "its message was deleted",
    "channel": "its channel is gone",
    "permission": "the desk may not write in its channel any more",
    "list": "the server has no list of that name any more",
}
"""Why a board ended."""


def board_stands(answer: WatchlistBoardAnswer) -> Markup:
    """``majors stands in this channel``"""
    how = "stands in this channel" if answer.on else "no longer stands in this channel"
    return Markup("{} {}").format(brief(answer.called), how)


def why_lost(event: BoardEnded) -> str:
    """Why it ended."""
    return LOST[event.lost]


def _buttons(said: WatchlistBoardAnswer, _request: AnyRequest | None) -> Actions:
    other = WatchlistBoard(list=said.called, on=not said.on)
    show = WatchlistShow(list=said.called, owner="server")
    return row(0, [("Show", show), ("Take it away" if said.on else "Put it up again", other)])


FACES = (
    Face(
        WatchlistBoardAnswer,
        frame="receipt",
        essentials=lambda said: [Essential("Board", board_stands(said), first=True)],
        mood=lambda said: "board up" if said.on else "board down",
        buttons=_buttons,
        words=(board_stands,),
    ),
    Face(
        BoardEnded,
        frame="notice",
        mood=lambda _: "board lost",
        tone=lambda _: "warning",
        buttons=lambda _said, _request: row(0, [("Lists", WatchlistList())]),
        words=(why_lost,),
    ),
)
