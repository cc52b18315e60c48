"""How it is shown that somebody is listed on a leaderboard, or no more."""

from markupsafe import Markup

from personas.buttons import Actions
from personas.card import Action
from personas.face import Essential, Face
from personas.phrasing import marked
from services.core.request import AnyRequest
from services.portfolio.leaderboard import Leaderboard, Ranked, RankedAnswer


def listed_told(answer: RankedAnswer) -> Markup:
    """``listed on this server's leaderboard``, ``not listed …``"""
    return marked(f"{'listed' if answer.on else 'not listed'} on this server's leaderboard")


def buttons(said: RankedAnswer, _request: AnyRequest | None = None) -> Actions:
    undo = Action("List me no more" if said.on else "List me", Ranked(on=not said.on))
    return (undo, Action("Leaderboard", Leaderboard()))


FACE = Face(
    RankedAnswer,
    frame="receipt",
    essentials=lambda said: [Essential("Listed", listed_told(said), first=True)],
    mood=lambda said: "listed" if said.on else "listed no more",
    buttons=buttons,
    words=(listed_told,),
)
