"""How the school is shown: its tracks, how far one is, and what is next."""

from markupsafe import Markup

from personas.about._habits import own_lessons, own_shown
from personas.about._school import content, filled_part, level_told, passed_of, to_lesson
from personas.about._trading import on_paper
from personas.buttons import Actions
from personas.card import Action, Menu
from personas.escaping import escape
from personas.face import Essential, Face
from personas.format import counted
from services.core.request import AnyRequest
from services.education.facts import TrackFacts
from services.education.habit_facts import Habits
from services.education.learning import LearnAnswer
from services.education.progress import Progress
from services.education.quiz import Quiz
from services.education.teaching import OneLesson
from services.education.wisdom import DailyWisdom


def school_told(said: LearnAnswer) -> Markup:
    """``12 of 48 lessons passed, next: How much to buy``"""
    passed = passed_of(said.level)
    return passed if said.next is None else Markup("{}, next: {}").format(passed, escape(said.next.title))


def track_line(track: TrackFacts) -> Markup:
    """``▰▰▱▱▱▱ **Fibonacci** 2 of 6``"""
    part = filled_part(track.passed, track.lessons)
    return Markup("{} **{}** {} of {}").format(part, content(track.title), track.passed, track.lessons)


def mood(said: LearnAnswer) -> str:
    if said.next is None and said.tracks:
        return "all lessons passed"
    return "school begun" if said.level.passed else "first lesson"


def buttons(said: LearnAnswer, request: AnyRequest | None = None) -> Actions:
    """The next lesson, the questions that are due, and what there is besides; below it what one's own trades call
    for."""
    del request
    quiz = f"Quiz, {counted(said.due, 'question')} due" if said.due else "Quiz"
    habits = () if said.own is None else said.own.habits
    own = (*to_lesson("Lesson from your trades", habits[0].lesson), Action("Habits", Habits())) if habits else ()
    return (
        *to_lesson("Next lesson", said.next),
        Action(quiz, Quiz()),
        Action("Progress", Progress()),
        Action("Wisdom", DailyWisdom()),
        *(Action(each.label, each.request, row=1) for each in own),
    )


def menus(said: LearnAnswer) -> tuple[Menu, ...]:
    """The next lesson of each track."""
    choices = tuple(
        Action(track.title, OneLesson(lesson=track.next.name), detail=track.next.title)
        for track in said.tracks
        if track.next is not None
    )
    return (Menu("Open a track at its next lesson", choices),) if choices else ()


FACE = Face(
    LearnAnswer,
    frame="list",
    essentials=lambda said: [Essential("Lessons", school_told(said), first=True)],
    mood=mood,
    buttons=buttons,
    menus=menus,
    words=(school_told, track_line, level_told, own_shown, on_paper, own_lessons),
)
