"""How a chart without its name is shown, to guess its next move."""

from personas.about._guesses import guess_beside, guess_score, way_asked
from personas.buttons import Actions
from personas.card import Action
from personas.face import Essential, Face
from personas.pictures.guess import draw_guess
from services.core.request import AnyRequest
from services.education.bars import BarsAnswer, BarsReply


def essentials(said: BarsAnswer) -> list[Essential]:
    asked = Essential("Asked", way_asked(said), first=True)
    return [asked, *([Essential("Score", guess_score(said.score))] if said.score.decided else [])]


def buttons(said: BarsAnswer, _request: AnyRequest | None = None) -> Actions:
    """Both guesses, of this chart alone."""
    shown = BarsReply(number=said.number, day=said.day, chart=said.chart, way="up")
    return (Action("▲ Up", shown), Action("▼ Down", shown.model_copy(update={"way": "down"})))


FACE = Face(
    BarsAnswer,
    frame="list",
    essentials=essentials,
    mood=lambda _: "a chart to guess",
    buttons=buttons,
    picture=draw_guess,
    words=(way_asked, guess_score, guess_beside),
)
