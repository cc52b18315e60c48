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
from services.education.facts import LessonFacts, TrackFacts
from services.education.habit_facts import Habits
from services.education.learning import Learn, LearnAnswer
from services.education.progress import Progress
from services.education.quiz import Quiz
from services.education.teaching import OneLesson
from services.education.wisdom import DailyWisdom


def school_told(said: LearnAnswer) -> Markup:
    """``The school: 12 of 48 lessons passed, next: How much to buy``; of a track the same of it"""
    (track,) = said.tracks if said.lessons else (None,)
    passed = (
        Markup("The school: {}").format(passed_of(said.level))
        if track is None
        else Markup("{}: {} of {} passed").format(content(track.title), track.passed, counted(track.lessons, "lesson"))
    )
    return passed if said.next is None else Markup("{}, next: {}").format(passed, escape(said.next.title))


def track_line(track: TrackFacts) -> Markup:
    """``▰▰▱▱▱▱ 2 of 6 **Fibonacci**``: a title that is too long for a phone runs on, and no count stands alone."""
    part = filled_part(track.passed, track.lessons)
    return Markup("{} {} of {} **{}**").format(part, track.passed, track.lessons, content(track.title))


def lesson_in_track(facts: LessonFacts) -> Markup:
    """``✓ How much to buy``: passed; ``▹``: begun."""
    sign = "✓" if facts.passed else "▹" if facts.begun else "·"
    return Markup("{} {}").format(sign, escape(facts.lesson.title))


def mood(said: LearnAnswer) -> str:
    if said.next is None and said.tracks:
        return "all lessons passed"
    begun = said.level.known or said.due or said.days
    return "school begun" if begun else "first lesson"


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
        Action("All tracks", Learn()) if said.lessons else Action("Wisdom", DailyWisdom()),
        *(Action(each.label, each.request, row=1) for each in own),
    )


def menus(said: LearnAnswer) -> tuple[Menu, ...]:
    """The tracks, with what is next in each; of one its lessons."""
    if said.lessons:
        return (Menu("Open a lesson", tuple(_open(each) for each in said.lessons)),)
    choices = tuple(
        Action(track.title, Learn(track=track.name), detail="all passed" if track.next is None else track.next.title)
        for track in said.tracks
    )
    return (Menu("Open a track", choices),) if choices else ()


def _open(facts: LessonFacts) -> Action:
    return Action(facts.lesson.title, OneLesson(lesson=facts.lesson.name), detail=facts.objective)


FACE = Face(
    LearnAnswer,
    frame="list",
    essentials=lambda said: [Essential("Lessons", school_told(said), first=True)],
    mood=mood,
    buttons=buttons,
    menus=menus,
    words=(school_told, track_line, lesson_in_track, level_told, own_shown, on_paper, own_lessons),
)
