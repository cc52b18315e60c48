"""How it is shown what somebody knows."""

import orjson
from markupsafe import Markup

from personas.about._school import level_told, passed_of
from personas.about.learn import track_line
from personas.buttons import Actions
from personas.card import Action
from personas.face import Document, Essential, Face
from personas.format import counted
from personas.phrasing import capital
from personas.pictures.progress import draw_progress
from services.core.request import AnyRequest
from services.education.learning import Learn
from services.education.progress import Progress, ProgressAnswer
from services.education.quiz import Quiz


def learnt_told(said: ProgressAnswer) -> Markup:
    """``Level 2, Apprentice: 12 of 48 lessons passed``"""
    level = level_told(said.level)
    return Markup("{}: {}").format(capital(level), passed_of(said.level))


def tracks_begun(said: ProgressAnswer) -> tuple[Markup, ...]:
    """Each track that was begun, a line: ``▰▰▱▱▱▱ 2 of 6 **Fibonacci**``"""
    return tuple(track_line(each) for each in said.tracks if each.passed)


def buttons(said: ProgressAnswer, request: AnyRequest | None = None) -> Actions:
    """The questions that are due, the school, and all that is kept as a file."""
    del request
    quiz = f"Quiz, {counted(said.due, 'question')} due" if said.due else "Quiz"
    export = Action("Export", Progress(export=True), current=said.kept is not None)
    return (Action(quiz, Quiz()), Action("School", Learn()), export)


def document(said: ProgressAnswer) -> Document | None:
    """All that is kept, where it was asked for."""
    if said.kept is None:
        return None
    data = orjson.dumps(said.kept.model_dump(mode="json"), option=orjson.OPT_INDENT_2)
    return Document(f"progress-{said.as_of:%Y-%m-%d}.json", "application/json", data)


FACE = Face(
    ProgressAnswer,
    frame="list",
    essentials=lambda said: [Essential("Progress", learnt_told(said), first=True)],
    mood=lambda said: "progress kept" if said.replies else "no progress",
    buttons=buttons,
    picture=draw_progress,
    document=document,
    words=(learnt_told, tracks_begun),
)
