"""/quiz: the question that is asked next, and what a reply comes to."""

from datetime import datetime
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from services.core.ask import Ask
from services.core.clock import Clock
from services.core.handlers import answers
from services.core.options import Suggested
from services.core.principal import Principal
from services.core.request import Answer, Change, Personal
from services.core.units import Duration
from services.core.work import Work
from services.education.book import LearnerBook
from services.education.grading import Graded
from services.education.lesson import LessonRef
from services.education.library import Library
from services.education.posing import Posed
from services.education.terms import EducationTerms


class QuizAnswer(Answer):
    """A question, and why it is asked: it is ``due``, or ``new``. ``posed`` is ``None`` where there is none now: all of
    ``lesson`` are answered right (``passed``), or nothing is due and nothing begun."""

    posed: Posed | None
    reason: Literal["due", "new", "passed", "nothing due"]
    due: int
    """So many are due, this one among them."""
    next_due: datetime | None
    next_lesson: LessonRef | None
    """What to read next, where there is no question."""
    lesson: LessonRef | None = None
    """Of which lesson alone it was asked for."""


class Quiz(Personal[QuizAnswer]):
    """The question that is asked next: one that is due, the longest due first, then a new one of the lessons begun, in
    order; of ``lesson`` alone where that is named, due or not."""

    name: ClassVar[str] = "quiz"
    summary: ClassVar[str] = "A question from your lessons, when you are about to forget the answer"
    means: ClassVar[str] = "Questions come again, later each time they are answered right and soon where wrong."
    also: ClassVar[tuple[str, ...]] = ("quiz me", "ask me something", "test me", "question")
    example: ClassVar[str] = "lesson:golden pocket"
    gathers: ClassVar[str | None] = "lesson"

    lesson: Annotated[str | None, Suggested("school lessons")] = Field(
        default=None, min_length=1, max_length=80, description="Questions of this lesson alone"
    )


class ReplyAnswer(Answer):
    """What a reply came to, and when the question is asked again. ``before``: it had been replied to already; then it
    is what the first reply came to, and nothing was changed."""

    graded: Graded
    before: bool
    again_at: datetime | None
    again_in: Duration | None
    due: int
    """So many more are due now."""
    left: int
    """Questions of the lesson that were not answered right yet."""
    passed: bool
    """Whether the lesson is passed by this reply."""
    days: int
    daily: bool = False
    """It was the question of the day."""


class QuizReply(Change[ReplyAnswer]):
    """A reply to a question as it was shown."""

    name: ClassVar[str] = "quiz reply"
    summary: ClassVar[str] = "Reply to a question of the quiz"
    pressed: ClassVar[bool] = True
    unaudited: ClassVar[frozenset[str]] = frozenset({"reply"})

    question: str = Field(max_length=90, description="Which question")
    turn: int = Field(ge=0, description="How often it had been answered when it was shown")
    reply: str = Field(min_length=1, max_length=40, description="Your answer")


@answers(Quiz)
async def answer_quiz(
    request: Quiz, principal: Principal, library: Library, book: LearnerBook, clock: Clock
) -> QuizAnswer:
    """The next question.

    Raises:
        UnknownLesson: none is called so.
    """
    raise NotImplementedError


@answers(QuizReply)
async def answer_quiz_reply(
    request: QuizReply,
    ask: Ask[QuizReply],
    work: Work,
    library: Library,
    book: LearnerBook,
    terms: EducationTerms,
    clock: Clock,
) -> ReplyAnswer:
    """Grade it, and write down when it is asked again; a question that was replied to since is not graded twice.

    Raises:
        InvalidRequest: the reply is neither a letter that is shown nor a number.
        UnknownQuestion: there is no such question any more.
    """
    raise NotImplementedError
