"""/learn: the tracks, how far one is, and what is next."""

from typing import ClassVar

from pydantic import Field

from services.core.clock import Clock
from services.core.errors import NoLessons
from services.core.handlers import answers
from services.core.principal import Principal
from services.core.request import Answer, Personal
from services.core.roles import Role
from services.education.book import LearnerBook
from services.education.facts import LessonFacts, LevelFacts, TrackFacts
from services.education.lesson import LessonRef, Track
from services.education.library import Library
from services.education.own import Own, OwnTrades
from services.education.standing import due_at, known_of, lessons_of, level_of, next_lesson, today_of, tracks_of
from services.store.preferences import KeptPreferences


class LearnAnswer(Answer):
    """The ``tracks`` in their order, the lesson that is ``next`` (``None``: all are passed), how many questions are
    ``due``, and the level. Where one track was asked for, it alone is there with its ``lessons``, and the next is of
    it."""

    tracks: tuple[TrackFacts, ...]
    lessons: tuple[LessonFacts, ...] = ()
    next: LessonRef | None
    due: int
    level: LevelFacts
    days: int
    """Days in a row on which the asker learnt, up to today or yesterday."""
    own: Own | None = None
    """What the asker's own trades show, and the lessons about it; not of one track alone."""
    problems: tuple[str, ...] = ()
    """What is wrong with the files of lessons, with file and line: told to admins."""


class Learn(Personal[LearnAnswer]):
    """Where the asker is in the school."""

    name: ClassVar[str] = "learn"
    summary: ClassVar[str] = "The trading school: eight tracks of short lessons, how far you are, and what is next"
    means: ClassVar[str] = "A lesson is passed when each of its questions was answered right once."
    example: ClassVar[str] = "track:fibonacci"
    also: ClassVar[tuple[str, ...]] = (
        "school",
        "lessons",
        "teach me",
        "trading school",
        "what should i learn next",
        "start learning",
        "first lesson",
        "next lesson",
        "what can i learn",
        "what can i learn here",
    )

    track: Track | None = Field(default=None, description="The lessons of this track alone")


@answers(Learn)
async def answer_learn(
    request: Learn,
    principal: Principal,
    library: Library,
    book: LearnerBook,
    own: OwnTrades,
    preferences: KeptPreferences,
    clock: Clock,
) -> LearnAnswer:
    """How far they are.

    Raises:
        NoLessons: none could be read.
    """
    curriculum, learner, now = await library.curriculum(), await book.of(principal.id), clock.now()
    if not curriculum.lessons:
        raise NoLessons
    tracks = tuple(each for each in tracks_of(curriculum, learner) if request.track in (None, each.name))
    return LearnAnswer(
        as_of=now,
        tracks=tracks,
        lessons=() if request.track is None else lessons_of(curriculum, learner, request.track),
        next=next_lesson(curriculum, learner) if request.track is None else tracks[0].next if tracks else None,
        due=len(due_at(known_of(curriculum, learner), now)),
        level=level_of(curriculum, learner),
        days=learner.streak.on(await today_of(principal, preferences, clock)),
        own=await own.seen(principal, curriculum, learner) if request.track is None else None,
        problems=tuple(map(str, curriculum.problems)) if principal.may(Role.ADMIN) else (),
    )
