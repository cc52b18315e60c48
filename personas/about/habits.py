"""How the habits that one's own trades show are shown."""

from personas.about._account import behind
from personas.about._habits import (
    habit_called,
    habit_told,
    habit_trade,
    habits_found,
    own_asked,
    to_answer,
)
from personas.about._trading import account_told, in_account
from personas.buttons import Actions
from personas.card import Action
from personas.face import Essential, Face
from services.core.request import AnyRequest
from services.education.habit_facts import Habits, HabitsAnswer
from services.education.learning import Learn
from services.education.teaching import OneLesson
from services.portfolio.performance_facts import Performance
from services.portfolio.trades import Trades


def essentials(said: HabitsAnswer) -> list[Essential]:
    return [account_told(said), Essential("Habits", habits_found(said), first=True)]


def mood(said: HabitsAnswer) -> str:
    if said.count < said.least:
        return "too few to learn from"
    return "habits found" if said.found else "no habits found"


def buttons(said: HabitsAnswer, _request: AnyRequest | None = None) -> Actions:
    """The lessons on what was found, the question, and what it rests on."""
    lessons = [each.lesson for each in said.habits if each.found and each.lesson is not None]
    return (
        *(Action(f"Lesson: {each.title}", OneLesson(lesson=each.name), row=0) for each in lessons),
        *to_answer(said.account, said.question, 1),
        Action("Refresh", Habits(account=said.account), row=1),
        Action("Trades", Trades(account=said.account), row=1),
        Action("Performance", Performance(account=said.account), row=1),
        Action("School", Learn(), row=1),
    )


FACE = Face(
    HabitsAnswer,
    frame="list",
    essentials=essentials,
    mood=mood,
    buttons=buttons,
    words=(in_account, behind, habits_found, habit_called, habit_told, habit_trade, own_asked),
)
