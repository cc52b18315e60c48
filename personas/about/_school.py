"""What the answers of the trading school have in common.

The text of lessons is the operator's Markdown and stays as it is; only mentions are taken out of it. What people write
never comes here: a reply is told as it was understood.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from markupsafe import Markup

from personas.buttons import row
from personas.card import Action
from personas.escaping import escape
from personas.face import Actions
from personas.format import count, counted, listed
from personas.format import price as price_told
from personas.phrasing import capital, marked
from services.core.request import AnyRequest
from services.education.daily import DailyAnswer, DailyReply
from services.education.facts import LevelFacts
from services.education.lesson import LessonRef
from services.education.posing import Posed, PosedOption
from services.education.quiz import QuizAnswer, QuizReply
from services.education.teaching import OneLesson

FULL, EMPTY, WIDE = "▰", "▱", 6
LONGEST_BUTTON: Final = 40
_CALLS: Final = re.compile(r"@|<(?=[#/:a&])")
_ALONE: Final = re.compile(r"(?:[-*>]|#{1,3}|\d+\.) ")
_FENCE: Final = "```"


def content(text: str) -> Markup:
    """The operator's Markdown on a line, without mentions."""
    return marked(_CALLS.sub("\\g<0>\u200b", " ".join(text.split())))


def lesson_text(text: str) -> Markup:
    """The Markdown of a lesson as lines of a card: a paragraph runs on, lists, quotes, headings and code stay lines."""
    return marked(_CALLS.sub("\\g<0>\u200b", "\n".join(f"| {line}" if line else "" for line in _lines(text))))


def _lines(text: str) -> Iterator[str]:
    running: list[str] = []
    fenced = False
    for line in text.strip().splitlines():
        fence = line.lstrip().startswith(_FENCE)
        if running and (fence or fenced or not line.strip() or _ALONE.match(line.lstrip())):
            yield " ".join(running)
            running = []
        if fence or fenced:
            fenced = fenced != fence
            yield line or " "
        elif not line.strip() or line.startswith("#"):
            yield line.rstrip()
        else:
            running.append(line.rstrip() if not running else line.strip())
    if running:
        yield " ".join(running)


def under_title(lesson: LessonRef, what: str) -> Markup:
    """``How much to buy: a new question``, ``Which swing? A new question``"""
    title = escape(lesson.title)
    return (
        Markup("{} {}").format(title, capital(marked(what)))
        if title.endswith(("?", "!", "."))
        else marked(f"{title}: {what}")
    )


def lesson_titles(lessons: Sequence[LessonRef]) -> tuple[Markup, ...]:
    """What each of ``lessons`` is called, ``*The golden pocket*``."""
    return tuple(Markup("*{}*").format(escape(each.title)) for each in lessons)


def options_told(posed: Posed) -> tuple[Markup, ...]:
    """``**A** It is halved``, ``**B** the line at 105.20``, a line each; letters of bars stand on the picture alone."""
    lines = tuple(_told(each) for each in posed.options if each.text is not None or each.price is not None)
    if posed.options and not lines:
        return (
            Markup("{} stand at their bars on the picture.").format(
                listed(marked(f"**{each.letter}**") for each in posed.options)
            ),
        )
    return lines


def _told(option: PosedOption) -> Markup:
    words = Markup("the line at {}").format(price_told(option.price)) if option.text is None else content(option.text)
    return Markup("**{}** {}").format(option.letter, words)


def how_to_reply(posed: Posed) -> Markup:
    """What to press, and what to write there."""
    if posed.kind == "stop":
        entry = price_told(posed.entry)
        return Markup("Press *Answer* and write the price of your stop, for a {} entered at {}.").format(
            posed.side, entry
        )
    if posed.kind == "number":
        unit = Markup(", in {}").format(content(posed.unit)) if posed.unit else ""
        return Markup("Press *Answer* and write the number{}.").format(unit)
    return Markup("Press the letter of your answer.")


def filled_part(part: int, whole: int) -> Markup:
    """``▰▰▱▱▱▱``: full where all of it is there, empty where nothing is."""
    full = 0 if not part else WIDE if part >= whole else min(WIDE - 1, max(1, round(WIDE * part / whole)))
    return marked(FULL * full + EMPTY * (WIDE - full))


def level_told(level: LevelFacts) -> Markup:
    """``level 2, Apprentice``"""
    return Markup("level {}, {}").format(count(level.number), content(level.title))


def passed_of(level: LevelFacts) -> Markup:
    """``12 of 48 lessons passed``"""
    return Markup("{} of {} passed").format(count(level.passed), counted(level.lessons, "lesson"))


def to_lesson(label: str, lesson: LessonRef | None) -> Actions:
    """A button that opens ``lesson``, where there is one."""
    return () if lesson is None else (Action(label, OneLesson(lesson=lesson.name)),)


def to_answer(said: QuizAnswer | DailyAnswer) -> Actions:
    """A button for each letter, or one that asks for the number or the price in a form."""
    posed = said.posed
    if posed is None:
        return ()
    if posed.options:
        return row(0, [(each.letter, _reply(said, posed, each.letter)) for each in posed.options])
    label = f"Answer in {posed.unit}" if posed.unit else "Answer"
    return (Action(label, _reply(said, posed, ""), edits=("reply",)),)


def _reply(said: QuizAnswer | DailyAnswer, posed: Posed, reply: str) -> AnyRequest:
    if isinstance(said, DailyAnswer):
        return DailyReply(question=posed.question, turn=posed.turn, reply=reply)
    return QuizReply(question=posed.question, turn=posed.turn, reply=reply)


WORDS: Final[Sequence[Any]] = (content, options_told, how_to_reply)
"""The filters of a question's text."""
