"""How the lessons of the agent are shown."""

from typing import Final

from markupsafe import Markup

from personas.about._agent_words import thinker_called
from personas.about._trading import account_told, in_account
from personas.buttons import IN_A_ROW, Actions
from personas.card import Action
from personas.escaping import escape, shortened
from personas.face import Essential, Face
from personas.format import counted, day_month
from personas.phrasing import marked
from services.brain.answers import LessonFacts, LessonsAnswer
from services.brain.lessons import AiStrike
from services.core.request import AnyRequest

SHOWN: Final = 10
LONGEST_LESSON: Final = 160


def lessons_told(said: LessonsAnswer) -> Markup:
    """``3 lessons``, ``3 lessons, some of them struck``, ``lesson 3fa81c struck``"""
    if said.struck is not None:
        return marked(f"lesson {escape(said.struck)} struck")
    if not said.lessons:
        return marked("no lesson yet")
    struck = [each.struck for each in said.lessons]
    some = ", all of them struck" if all(struck) else ", some of them struck" if any(struck) else ""
    return marked(f"{counted(len(said.lessons), 'lesson')}{some}")


def newest_lessons(said: LessonsAnswer) -> tuple[LessonFacts, ...]:
    """Those to tell."""
    return said.lessons[:SHOWN]


def lesson_line(lesson: LessonFacts) -> Markup:
    """``3fa81c BTC/USDT, 30 Dec, by the rules: …``"""
    of = f"{day_month(lesson.at)}, by {thinker_called(lesson.brain)}"
    head = f"`{escape(lesson.id)}` **{escape(lesson.symbol)}**, {of}"
    text = shortened(lesson.text, LONGEST_LESSON)
    if not lesson.struck:
        return marked(f"{head}: {text}")
    why = f" ({escape(lesson.why)})" if lesson.why else ""
    return marked(f"{head}: struck{why}, ~~{text}~~")


def essentials(said: LessonsAnswer) -> list[Essential]:
    return [account_told(said), Essential("Lessons", lessons_told(said), first=True)]


def mood(said: LessonsAnswer) -> str:
    if said.struck is not None:
        return "lesson struck"
    return "lessons learned" if any(not each.struck for each in said.lessons) else "nothing learned"


def buttons(said: LessonsAnswer, request: AnyRequest | None = None) -> Actions:
    """Strike each of the newest, for a reason that is asked for."""
    del request
    kept = [each for each in newest_lessons(said) if not each.struck][:IN_A_ROW]
    return tuple(
        Action(f"Strike {each.id}", AiStrike(lesson=each.id, account=said.account), edits=("why",)) for each in kept
    )


FACE = Face(
    LessonsAnswer,
    frame="list",
    essentials=essentials,
    mood=mood,
    buttons=buttons,
    words=(in_account, lessons_told, newest_lessons, lesson_line),
)
