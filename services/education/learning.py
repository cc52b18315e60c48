"""/learn: the tracks, how far one is, and what is next."""

from typing import ClassVar

from services.core.handlers import answers
from services.core.principal import Principal
from services.core.request import Answer, Personal
from services.education.book import LearnerBook
from services.education.facts import LevelFacts, TrackFacts
from services.education.lesson import LessonRef
from services.education.library import Library


class LearnAnswer(Answer):
    """The ``tracks`` in their order, the lesson that is ``next`` (``None``: all are passed), how many questions are
    ``due``, and the level."""

    tracks: tuple[TrackFacts, ...]
    next: LessonRef | None
    due: int
    level: LevelFacts
    days: int
    """Days in a row on which the asker learnt, up to today or yesterday."""


class Learn(Personal[LearnAnswer]):
    """Where the asker is in the school."""

    name: ClassVar[str] = "learn"
    summary: ClassVar[str] = "The trading school: eight tracks of short lessons, how far you are, and what is next"
    means: ClassVar[str] = "A lesson is passed when each of its questions was answered right once."
    also: ClassVar[tuple[str, ...]] = ("school", "lessons", "teach me", "trading school", "courses")


@answers(Learn)
async def answer_learn(request: Learn, principal: Principal, library: Library, book: LearnerBook) -> LearnAnswer:
    """How far they are."""
    raise NotImplementedError
