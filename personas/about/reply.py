"""How it is told what a reply came to: right or not first, then what is right and why."""

from typing import Final

from markupsafe import Markup

from personas.about._school import content, to_lesson
from personas.buttons import Actions
from personas.card import Action, Tone
from personas.face import Essential, Face
from personas.pictures.lesson import draw_graded
from services.core.request import AnyRequest
from services.education.learning import Learn
from services.education.progress import Progress
from services.education.quiz import Quiz, ReplyAnswer

OFF: Final = {
    "wrong side": "It lies on the wrong side of the entry",
    "too near": "It lies too near",
    "too far": "It lies too far away",
}


def graded_told(said: ReplyAnswer) -> Markup:
    """``Right, 20 coins``, ``Not right; it is B: It is halved``; of a second reply what the first came to;
    of a stop ``Right, anywhere from 94.5 to 95.1``."""
    answer = content(said.graded.answer.rstrip("."))
    if said.graded.posed.kind == "stop":
        answer = Markup("anywhere from {}").format(answer)
    verdict = Markup("Right, {}").format(answer) if said.graded.right else Markup("Not right; it is {}").format(answer)
    return Markup("Answered before: {}").format(verdict[:1].lower() + verdict[1:]) if said.before else verdict


def said_told(said: ReplyAnswer) -> Markup:
    """``You said A: It is doubled.``, and of a stop where it lies."""
    told = Markup("You said {}.").format(content(said.graded.said.rstrip(".")))
    return told if said.graded.off is None else Markup("{} {}.").format(told, OFF[said.graded.off])


def mood(said: ReplyAnswer) -> str:
    if said.before:
        return "answered before"
    if said.late:
        return "answered late"
    if said.passed:
        return "lesson passed"
    return "answered right" if said.graded.right else "answered wrong"


def tone(said: ReplyAnswer) -> Tone:
    return "up" if said.graded.right else "down"


def buttons(said: ReplyAnswer, request: AnyRequest | None = None) -> Actions:
    """The next question, where there is one, and the lesson."""
    del request
    lesson = said.graded.posed.lesson
    if said.left:
        following = (Action("Next question", Quiz(lesson=lesson.name)),)
    else:
        following = (Action("Next question", Quiz()),) if said.due else (Action("What is next", Learn()),)
    return (*following, *to_lesson("Lesson", lesson), Action("Progress", Progress()))


FACE = Face(
    ReplyAnswer,
    frame="notice",
    essentials=lambda said: [
        Essential("Verdict", graded_told(said), first=True),
        Essential("Why", content(said.graded.why)),
    ],
    mood=mood,
    tone=tone,
    buttons=buttons,
    picture=lambda said, _: draw_graded(said.graded),
    words=(graded_told, said_told, content),
)
