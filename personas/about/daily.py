"""How the question of the day is asked."""

from markupsafe import Markup

from personas.about._school import WORDS, content, to_answer, to_lesson
from personas.buttons import Actions
from personas.card import Action
from personas.escaping import escape
from personas.face import Essential, Face
from personas.format import day
from personas.pictures.lesson import draw_posed
from services.core.request import AnyRequest
from services.education.daily import DailyAnswer
from services.education.learning import Learn


def daily_told(said: DailyAnswer) -> Markup:
    """``Question of 30 Dec 2023: How much to buy``"""
    return Markup("Question of {}: {}").format(day(said.day), escape(said.posed.lesson.title))


def buttons(said: DailyAnswer, request: AnyRequest | None = None) -> Actions:
    """What may be answered, by anybody; below it the lesson, and the school."""
    del request
    under = (*to_lesson("Lesson", said.posed.lesson), Action("School", Learn()))
    return (*to_answer(said), *(Action(each.label, each.request, row=1) for each in under))


FACE = Face(
    DailyAnswer,
    frame="list",
    essentials=lambda said: [
        Essential("Asked", daily_told(said), first=True),
        Essential("Question", content(said.posed.ask)),
    ],
    mood=lambda _: "question of the day",
    buttons=buttons,
    picture=lambda said, _: draw_posed(said.posed),
    words=(*WORDS, daily_told),
)
