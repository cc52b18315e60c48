"""How a lesson is shown: its whole text, and the picture of what the desk answers now or of drawn candles."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final
from urllib.parse import quote

from markupsafe import Markup

from personas.about._school import LONGEST_BUTTON, content, lesson_text, lesson_titles, to_lesson, under_title
from personas.buttons import IN_A_ROW, Actions, row
from personas.card import Action
from personas.escaping import escape, shortened
from personas.face import Essential, Face
from personas.format import count
from personas.pictures.layout import Layout
from personas.pictures.lesson import draw_lesson
from services.core.request import AnyRequest
from services.education.learning import Learn
from services.education.lesson import Source
from services.education.quiz import Quiz
from services.education.teaching import LessonAnswer
from services.house.define import Define

LONGEST_SOURCES: Final = 1000
"""Characters of all of them together: Discord takes 1,024 in a field."""


def source_lines(answer: LessonAnswer) -> tuple[Markup, ...]:
    """The works it rests on, a line each; a link where there is room for it."""
    lines = [_source(each, linked=True) for each in answer.sources]
    for at in reversed(range(len(lines))):
        if sum(len(line) + 3 for line in lines) > LONGEST_SOURCES:
            lines[at] = _source(answer.sources[at], linked=False)
    return tuple(lines)


def lesson_told(answer: LessonAnswer) -> Markup:
    """``How much to buy: lesson 2 of 6 in Risk and position size``"""
    place = f"lesson {count(answer.place)} of {count(answer.of)} in {content(answer.track)}"
    return under_title(answer.lesson, place)


def _source(source: Source, *, linked: bool) -> Markup:
    title = escape(source.title)
    if source.url is None or not linked:
        return shortened(source.title, LONGEST_SOURCES // 5 - 3)
    return Markup("[{}]({})").format(title, Markup(quote(source.url, safe=":/?#@!$&'*+,;=%~-._")))  # noqa: S704 (quoted)


def draw(answer: LessonAnswer, marks: Sequence[str]) -> Layout | None:
    """The candles drawn for it; there are none where what the desk answers is shown, or the market does not answer."""
    del marks
    return None if answer.drawn is None else draw_lesson(answer.drawn, answer.lesson.title)


def buttons(said: LessonAnswer, request: AnyRequest | None = None) -> Actions:
    """Its questions, the lessons around it, and its words."""
    del request
    before = to_lesson("What it builds on", next(iter(said.after), None))
    return (
        Action("Questions", Quiz(lesson=said.lesson.name)),
        *to_lesson("Next lesson", said.next),
        *before,
        Action("School", Learn()),
        *islice(_words(said.terms), 2 * IN_A_ROW),
    )


def _words(terms: Sequence[str]) -> Iterator[Action]:
    for at, term in enumerate(terms):
        yield from row(1 + at // IN_A_ROW, [(term[:LONGEST_BUTTON], Define(term=term))])


FACE = Face(
    LessonAnswer,
    frame="list",
    essentials=lambda said: [Essential("Lesson", escape(said.lesson.title), first=True)],
    mood=lambda _: "a lesson",
    buttons=buttons,
    picture=draw,
    shows=lambda said: said.shown,
    words=(content, lesson_text, lesson_told, lesson_titles, source_lines),
)
