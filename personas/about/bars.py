"""How a chart without its name is shown, to guess its next move."""

from personas.about._guesses import asked_told, beside_told, score_told
from personas.buttons import Actions
from personas.card import Action
from personas.face import Essential, Face
from personas.pictures.guess import draw_guess
from services.core.request import AnyRequest
from services.education.bars import BarsAnswer, BarsReply


def essentials(said: BarsAnswer) -> list[Essential]:
    asked = Essential("Asked", asked_told(said), first=True)
    return [asked, *([Essential("Score", score_told(said.score))] if said.score.decided else [])]


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
    words=(asked_told, score_told, beside_told),
)
