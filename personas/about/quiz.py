"""How a question is asked."""

from collections.abc import Mapping
from typing import Final

from markupsafe import Markup

from personas.about._habits import habit_called, habit_told, habit_trades, own_asked
from personas.about._habits import to_answer as to_trade
from personas.about._school import WORDS, content, to_answer, to_lesson, under_title
from personas.about._trading import on_paper
from personas.buttons import Actions
from personas.card import Action
from personas.face import Essential, Face
from personas.format import when
from personas.pictures.lesson import draw_posed
from services.core.request import AnyRequest
from services.education.habit_facts import AnyHabit, Habits
from services.education.learning import Learn
from services.education.lesson import LessonRef
from services.education.progress import Progress
from services.education.quiz import Quiz, QuizAnswer, Reason

MOODS: Final[Mapping[Reason, str]] = {
    "due": "question due",
    "own trades": "question for own trades",
    "new": "new question",
    "again": "question again",
    "passed": "questions passed",
    "nothing due": "nothing due",
}
HOW: Final[Mapping[Reason, str]] = {
    "due": "a question due again",
    "own trades": "a new question, for what your trades show",
    "new": "a new question",
    "again": "a question not answered right yet",
}


def question_told(said: QuizAnswer) -> Markup:
    """``How much to buy: a question due again``; where there is none, why."""
    if said.posed is not None:
        return under_title(said.posed.lesson, HOW[said.reason])
    if said.reason == "passed" and said.lesson is not None:
        return under_title(said.lesson, "all questions answered right")
    if said.next_due is not None:
        return Markup("No question is due until {}").format(when(said.next_due, said.as_of))
    return Markup("No question is due")


def habit_asked_for(said: QuizAnswer) -> tuple[AnyHabit, ...]:
    """The habit in the asker's trades for which the question is asked."""
    if said.own is None or said.posed is None:
        return ()
    return tuple(each for each in said.own.habits if each.lesson == said.posed.lesson)


def _next(lesson: LessonRef | None) -> Actions:
    """The lesson to read next, and its questions for who has read it."""
    return (
        () if lesson is None else (*to_lesson("Next lesson", lesson), Action("Its questions", Quiz(lesson=lesson.name)))
    )


def mood(said: QuizAnswer) -> str:
    """Where nothing is due, and a trade of one's own is asked of, that."""
    of_trade = said.posed is None and said.own is not None and said.own.question is not None
    return MOODS["own trades" if of_trade else said.reason]


def buttons(said: QuizAnswer, request: AnyRequest | None = None) -> Actions:
    """What may be answered; below it the lesson, and the school."""
    del request
    trade = () if said.own is None or said.posed is not None else to_trade(said.own.account, said.own.question, 0)
    of: LessonRef | None = said.lesson if said.posed is None else said.posed.lesson
    under = (
        *to_lesson("Lesson", of),
        *((Action("Quiz", Quiz()),) if said.posed is None and said.due else ()),
        Action("School", Learn()),
        Action("Progress", Progress()),
        *((Action("Habits", Habits()),) if trade or said.reason == "own trades" else ()),
    )
    following = () if said.posed is not None else _next(said.next_lesson)
    return (*to_answer(said), *following, *trade, *(Action(each.label, each.request, row=1) for each in under))


FACE = Face(
    QuizAnswer,
    frame="list",
    essentials=lambda said: [
        Essential("Asked", question_told(said), first=True),
        *([] if said.posed is None else [Essential("Question", content(said.posed.ask))]),
    ],
    mood=mood,
    buttons=buttons,
    picture=lambda said, _: None if said.posed is None else draw_posed(said.posed),
    words=(*WORDS, question_told, habit_asked_for, habit_called, habit_told, habit_trades, own_asked, on_paper),
)
