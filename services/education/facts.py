"""What several answers of the school tell."""

from services.core.request import Frozen
from services.education.lesson import LessonRef, Track


class TrackFacts(Frozen):
    """A track: how many lessons it has, how many of them the learner has passed, and which is next in it."""

    name: Track
    title: str
    lessons: int
    passed: int
    next: LessonRef | None


class LessonFacts(Frozen):
    """A lesson of a track: whether the learner has answered any of its questions, and each of them right once."""

    lesson: LessonRef
    objective: str
    begun: bool
    passed: bool


class LevelFacts(Frozen):
    """How far somebody is: the ``title`` of their level, ``passed`` lessons of ``lessons``, ``known`` questions of
    ``questions``, and at how many known ones the next level begins (``None``: there is none). A level unlocks
    nothing."""

    number: int
    title: str
    passed: int
    lessons: int
    known: int
    questions: int
    next_at: int | None
