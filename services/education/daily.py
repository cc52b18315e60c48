"""/daily: the question of the day, the same for all."""

from datetime import date, timedelta
from typing import ClassVar, Final

from pydantic import Field

from services.core.ask import Ask
from services.core.clock import Clock
from services.core.errors import NoLessons, UnknownQuestion
from services.core.handlers import answers
from services.core.request import Answer, Change, Frozen, Read
from services.core.work import Work
from services.education.book import LearnerBook, Replied
from services.education.grading import grade
from services.education.library import Library
from services.education.posing import Posed
from services.education.quiz import ReplyAnswer, reply_answer
from services.education.standing import today_of
from services.education.turns import Turns
from services.store.preferences import KeptPreferences

LAST_DAY: Final = date(9998, 12, 31).toordinal()
OPEN: Final = timedelta(days=1)
"""So long after its day a question may be replied to: it is told by the clocks of many places, late in the day of
some."""


LEAST_TOLD: Final = 3
"""From so many replies on it is told how many were right: of fewer it would tell whose."""


class DayBefore(Frozen):
    """How many ``replied`` to the question of the day before, wherever they are, and how many were ``right``."""

    replied: int
    right: int


class DailyAnswer(Answer):
    """The question of ``day`` (UTC), and what became of the one before; ``None``: too few replied."""

    day: date
    posed: Posed
    before: DayBefore | None = None


class Daily(Read[DailyAnswer]):
    """The question of the day: another each day, none twice until all were asked."""

    name: ClassVar[str] = "daily"
    summary: ClassVar[str] = "The question of the day, the same for everyone; schedule it for a channel"
    means: ClassVar[str] = "Everybody may reply once, and only they see what it came to."
    also: ClassVar[tuple[str, ...]] = ("daily quiz", "daily question", "question of the day", "quiz of the day")
    fresh_for: ClassVar[float] = 2.0


class DailyReply(Change[ReplyAnswer]):
    """A reply to the question of a day."""

    name: ClassVar[str] = "daily reply"
    summary: ClassVar[str] = "Reply to the question of the day"
    example: ClassVar[str] = "question:position-size/size turn:739950 reply:20"
    pressed: ClassVar[bool] = True
    unaudited: ClassVar[frozenset[str]] = frozenset({"reply"})

    question: str = Field(max_length=90, description="Which question")
    turn: int = Field(ge=1, le=LAST_DAY, description="Of which day, by its number")
    reply: str = Field(default="", max_length=40, description="Your answer")


@answers(Daily)
async def answer_daily(request: Daily, library: Library, book: LearnerBook, turns: Turns, clock: Clock) -> DailyAnswer:
    """The question of today (UTC).

    Raises:
        NoLessons: no lesson could be read.
    """
    del request
    curriculum, now = await library.curriculum(), clock.now()
    questions = {key: (lesson, question) for key, lesson, question in curriculum.questions()}
    if not questions:
        raise NoLessons
    lesson, question = questions[await turns.on(now.date(), "question", tuple(questions))]
    replied, right = await book.replies(now.date() - timedelta(days=1))
    return DailyAnswer(
        as_of=now,
        day=now.date(),
        posed=curriculum.posed(lesson, question, now.date().toordinal()),
        before=DayBefore(replied=replied, right=right) if replied >= LEAST_TOLD else None,
    )


@answers(DailyReply)
async def answer_daily_reply(
    request: DailyReply,
    ask: Ask[DailyReply],
    work: Work,
    library: Library,
    book: LearnerBook,
    turns: Turns,
    preferences: KeptPreferences,
    clock: Clock,
) -> ReplyAnswer:
    """Grade it, once a day and person. It changes nothing of when the question is asked in ``/quiz``, where it may not
    even have been learnt yet.

    Raises:
        InvalidRequest: the reply is neither a letter that is shown nor a number.
        UnknownQuestion: there is no such question any more, or it is not that day's.
    """
    curriculum, person, now = await library.curriculum(), ask.principal.id, clock.now()
    day = date.fromordinal(request.turn)
    late = now.date() > day + OPEN
    found = curriculum.find(request.question)
    if found is None or not (late or await turns.told(day, "question") == request.question):
        raise UnknownQuestion(problems=("that question is not asked any more",), question=request.question)
    learner = after = await book.of(person)
    today = await today_of(ask.principal, preferences, clock)
    before, said = learner.daily.get(day), request.reply.strip()
    if before is not None and (first := curriculum.find(before.question)) is not None:
        found, said = first, before.said
    lesson, question = found
    graded = grade(curriculum, lesson, question, request.turn, said)
    if before is None and not late:
        replied = {**learner.daily, day: Replied(question=request.question, right=graded.right, said=said)}
        after = learner.model_copy(update={"daily": replied}).learnt(today)
        book.write(work, person, learner, after)
        book.count_reply(work, day, graded.right)
    answer = reply_answer(curriculum, learner, after, lesson, graded, None, now, today)
    return answer.model_copy(update={"before": before is not None, "daily": True, "late": late and before is None})
