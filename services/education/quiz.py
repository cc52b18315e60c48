"""/quiz: the question that is asked next, and what a reply comes to."""

from datetime import date, datetime
from typing import Annotated, ClassVar, Final, Literal

from pydantic import Field

from services.core.ask import Ask
from services.core.clock import Clock
from services.core.errors import UnknownQuestion
from services.core.handlers import answers
from services.core.options import Suggested
from services.core.principal import Principal
from services.core.request import Answer, Change, Personal
from services.core.units import Duration
from services.core.work import Work
from services.education.book import Learner, LearnerBook
from services.education.curriculum import Curriculum, key_of
from services.education.grading import Graded, grade
from services.education.lesson import Lesson, LessonRef
from services.education.library import Library
from services.education.naming import lesson_called
from services.education.own import Own, OwnTrades
from services.education.posing import Posed
from services.education.recall import Recalled, after_reply
from services.education.standing import begun, due_at, known_of, next_due, next_lesson, not_right, passed, today_of
from services.education.terms import EducationTerms
from services.store.preferences import KeptPreferences

Reason = Literal["due", "own trades", "new", "again", "passed", "nothing due"]


MOST_TURNS: Final = 1_000_000


class QuizAnswer(Answer):
    """A question, and why it is asked: it is ``due``, new and of a lesson that the asker's ``own trades`` call for,
    ``new``, or asked ``again`` since it was never answered right. ``posed`` is ``None`` where there is none now: all of
    ``lesson`` are answered right (``passed``), or nothing is due and nothing begun."""

    posed: Posed | None
    reason: Reason
    due: int
    """So many are due, this one among them."""
    next_due: datetime | None
    next_lesson: LessonRef | None
    """What to read next, where there is no question."""
    lesson: LessonRef | None = None
    """Of which lesson alone it was asked for."""
    own: Own | None = None
    """What the asker's own trades show, where it was looked for: no lesson was named, and nothing is due."""


class Quiz(Personal[QuizAnswer]):
    """The question that is asked next: one that is due, the longest due first, then a new one of the lessons on what
    the asker's own trades show, then of the lessons begun, in order; of ``lesson`` alone where that is named, due or
    not."""

    name: ClassVar[str] = "quiz"
    summary: ClassVar[str] = "A question from your lessons, when you are about to forget the answer"
    means: ClassVar[str] = "Questions come again, later each time they are answered right and soon where wrong."
    also: ClassVar[tuple[str, ...]] = ("quiz me", "quiz on", "test me", "test me on", "next question")
    example: ClassVar[str] = "lesson:golden pocket"
    gathers: ClassVar[str | None] = "lesson"

    lesson: Annotated[str | None, Suggested("school lessons")] = Field(
        default=None, min_length=1, max_length=80, description="Questions of this lesson alone"
    )


class ReplyAnswer(Answer):
    """What a reply came to, and when the question is asked again. ``before``: it had been replied to already; then it
    is what that reply came to, and nothing was changed."""

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
    """In a row on which the learner learnt."""
    daily: bool = False
    """It was the question of the day; that does not change when it is asked again."""
    late: bool = False
    """Its day, and the one after, were over: nothing was counted."""


class QuizReply(Change[ReplyAnswer]):
    """A reply to a question as it was shown."""

    name: ClassVar[str] = "quiz reply"
    summary: ClassVar[str] = "Reply to a question of the quiz"
    example: ClassVar[str] = "question:position-size/size turn:0 reply:20"
    pressed: ClassVar[bool] = True
    unaudited: ClassVar[frozenset[str]] = frozenset({"reply"})

    question: str = Field(max_length=90, description="Which question")
    turn: int = Field(ge=0, le=MOST_TURNS, description="How often it had been answered when it was shown")
    reply: str = Field(default="", max_length=40, description="Your answer")


@answers(Quiz)
async def answer_quiz(
    request: Quiz, principal: Principal, library: Library, book: LearnerBook, own: OwnTrades, clock: Clock
) -> QuizAnswer:
    """The next question.

    Raises:
        UnknownLesson: none is called so.
    """
    curriculum, learner, now = await library.curriculum(), await book.of(principal.id), clock.now()
    known = known_of(curriculum, learner)
    due = due_at(known, now)
    lesson = None
    if request.lesson is not None:
        lesson = lesson_called(curriculum, request.lesson, lambda title: Quiz(lesson=title))
    seen = await own.seen(principal, curriculum, learner) if lesson is None and not due else None
    key, reason = next_of(curriculum, learner, due, seen) if lesson is None else next_in(lesson, learner, due)
    found = None if key is None else curriculum.find(key)
    turn = known[key].turns if key in known else 0
    return QuizAnswer(
        as_of=now,
        posed=None if found is None else curriculum.posed(*found, turn),
        reason=reason,
        due=len(due),
        next_due=next_due(known, now),
        next_lesson=next_lesson(curriculum, learner),
        lesson=None if lesson is None else lesson.ref,
        own=seen,
    )


def next_of(
    curriculum: Curriculum, learner: Learner, due: list[str], own: Own | None = None
) -> tuple[str | None, Reason]:
    """The key of what is due, or else of what is new in a lesson on what ``own`` trades show, or in one begun, and why
    it is asked."""
    if due:
        return due[0], _asked_before(learner, due[0])
    called_for = [] if own is None else [each.lesson.name for each in own.habits if each.lesson is not None]
    for name in called_for:
        if (key := _first_new(curriculum.lessons[name], learner)) is not None:
            return key, "own trades"
    for lesson in curriculum.lessons.values():
        if begun(lesson, learner) and (key := _first_new(lesson, learner)) is not None:
            return key, "new"
    return None, "nothing due"


def _first_new(lesson: Lesson, learner: Learner) -> str | None:
    keys = (key_of(lesson, question) for question in lesson.questions)
    return next((key for key in keys if key not in learner.questions), None)


def next_in(lesson: Lesson, learner: Learner, due: list[str]) -> tuple[str | None, Reason]:
    """The same of ``lesson`` alone: what is due, or else what was not answered right yet."""
    own = {key_of(lesson, question) for question in lesson.questions}
    for key in due:
        if key in own:
            return key, _asked_before(learner, key)
    left = not_right(lesson, learner)
    if not left:
        return None, "passed"
    key = key_of(lesson, left[0])
    return key, "again" if key in learner.questions else "new"


def _asked_before(learner: Learner, key: str) -> Reason:
    """Why a question is asked that was asked before: what was never known is not asked for whether it is still."""
    return "due" if learner.questions[key].right else "again"


@answers(QuizReply)
async def answer_quiz_reply(
    request: QuizReply,
    ask: Ask[QuizReply],
    work: Work,
    library: Library,
    book: LearnerBook,
    preferences: KeptPreferences,
    terms: EducationTerms,
    clock: Clock,
) -> ReplyAnswer:
    """Grade it, and write down when it is asked again; a question that was replied to since is not graded twice.

    Raises:
        InvalidRequest: the reply is neither a letter that is shown nor a number.
        UnknownQuestion: there is no such question any more.
    """
    curriculum, person, now = await library.curriculum(), ask.principal.id, clock.now()
    found = curriculum.find(request.question)
    if found is None:
        raise UnknownQuestion(problems=("that question is not asked any more",), question=request.question)
    lesson, question = found
    learner = await book.of(person)
    today = await today_of(ask.principal, preferences, clock)
    known = learner.questions.get(request.question)
    if known is not None and request.turn < known.turns:
        said = known.said if request.turn == known.turns - 1 else request.reply
        graded = grade(curriculum, lesson, question, request.turn, said)
        return reply_answer(curriculum, learner, learner, lesson, graded, known, now, today)
    graded = grade(curriculum, lesson, question, request.turn, request.reply)
    new = after_reply(known, graded.right, now, terms, said=request.reply.strip())
    turns = min(request.turn + 1, MOST_TURNS)
    new = new.model_copy(update={"turns": turns})  # of a learner forgotten since it was shown, too
    after = with_reply(learner, request.question, new, now, today)
    book.write(work, person, learner, after)
    return reply_answer(curriculum, learner, after, lesson, graded, new, now, today)


def with_reply(learner: Learner, key: str, new: Recalled, now: datetime, today: date) -> Learner:
    """With what is known of a question after a reply. One that was due or new has a point where it was right."""
    known = learner.questions.get(key)
    wanted = known is None or known.due <= now
    after = learner.model_copy(update={"questions": {**learner.questions, key: new}})
    return after.learnt(today, points=int(wanted and new.last_right))


def reply_answer(
    curriculum: Curriculum,
    before: Learner,
    after: Learner,
    lesson: Lesson,
    graded: Graded,
    known: Recalled | None,
    now: datetime,
    today: date,
) -> ReplyAnswer:
    """Where a learner stands ``after`` a reply to a question of ``lesson``, of which they now know so much; the same as
    ``before`` where it was not counted."""
    at = now.replace(microsecond=0)  # as exact as it is kept
    return ReplyAnswer(
        as_of=now,
        graded=graded,
        before=after is before,
        again_at=None if known is None else known.due,
        again_in=None if known is None else Duration(max(0.0, (known.due - at).total_seconds())),
        due=len(due_at(known_of(curriculum, after), now)),
        left=len(not_right(lesson, after)),
        passed=passed(lesson, after) and not passed(lesson, before),
        days=after.streak.on(today),
    )
