"""How the thought of the day is told."""

from markupsafe import Markup

from personas.about._school import content, to_lesson
from personas.buttons import Actions
from personas.card import Action
from personas.face import Essential, Face
from personas.format import day
from services.core.request import AnyRequest
from services.education.learning import Learn
from services.education.wisdom import WisdomAnswer


def thought_of(said: WisdomAnswer) -> Markup:
    """``A thought for 30 Dec 2023``"""
    return Markup("A thought for {}").format(day(said.day))


def buttons(said: WisdomAnswer, request: AnyRequest | None = None) -> Actions:
    """The lesson that has more of it."""
    del request
    return (*to_lesson("Lesson", said.lesson), Action("School", Learn()))


FACE = Face(
    WisdomAnswer,
    frame="list",
    essentials=lambda said: [
        Essential("Thought", thought_of(said), first=True),
        Essential("Thought", content(said.text)),
    ],
    mood=lambda _: "a thought",
    buttons=buttons,
    words=(thought_of, content),
)
