"""What a reply comes to. The same reply to the same question at the same turn is always graded the same."""

from typing import Literal

from services.core.request import Frozen
from services.education.curriculum import Curriculum
from services.education.lesson import Lesson, Question
from services.education.posing import Posed


class Graded(Frozen):
    """Whether ``said`` (as it was understood) is right, what is right, and why."""

    right: bool
    said: str
    answer: str
    """The right one: a letter with its words, a number with its unit, of a stop from which to which price."""
    why: str
    off: Literal["wrong side", "too near", "too far"] | None = None
    """Of a stop that is wrong."""
    posed: Posed
    """The question as it was shown."""


def grade(curriculum: Curriculum, lesson: Lesson, question: Question, turn: int, reply: str) -> Graded:
    """``reply`` to the question at ``turn``: a letter, or a number as people write it.

    Raises:
        InvalidRequest: it is neither; it says what would be.
    """
    raise NotImplementedError
