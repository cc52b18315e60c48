"""/daily: the question of the day, the same for all."""

from datetime import date
from typing import ClassVar

from pydantic import Field

from services.core.ask import Ask
from services.core.clock import Clock
from services.core.handlers import answers
from services.core.request import Answer, Change, Read
from services.core.work import Work
from services.education.book import LearnerBook
from services.education.library import Library
from services.education.posing import Posed
from services.education.quiz import ReplyAnswer
from services.education.terms import EducationTerms


class DailyAnswer(Answer):
    """The question of ``day`` (UTC)."""

    day: date
    posed: Posed


class Daily(Read[DailyAnswer]):
    """The question of the day: another each day, none twice until all were asked."""

    name: ClassVar[str] = "daily"
    summary: ClassVar[str] = "The question of the day, the same for everyone; schedule it for a channel"
    means: ClassVar[str] = "Everybody may reply once, and only they see what it came to."
    also: ClassVar[tuple[str, ...]] = ("daily quiz", "question of the day", "quiz of the day")
    fresh_for: ClassVar[float] = 2.0


class DailyReply(Change[ReplyAnswer]):
    """A reply to the question of a day."""

    name: ClassVar[str] = "daily reply"
    summary: ClassVar[str] = "Reply to the question of the day"
    pressed: ClassVar[bool] = True
    unaudited: ClassVar[frozenset[str]] = frozenset({"reply"})

    question: str = Field(max_length=90, description="Which question")
    day: date = Field(description="Of which day")
    reply: str = Field(min_length=1, max_length=40, description="Your answer")


@answers(Daily)
async def answer_daily(request: Daily, library: Library, clock: Clock) -> DailyAnswer:
    """The question of today (UTC).

    Raises:
        NoLessons: no lesson could be read.
    """
    raise NotImplementedError


@answers(DailyReply)
async def answer_daily_reply(
    request: DailyReply,
    ask: Ask[DailyReply],
    work: Work,
    library: Library,
    book: LearnerBook,
    terms: EducationTerms,
    clock: Clock,
) -> ReplyAnswer:
    """Grade it, once a day and person.

    Raises:
        InvalidRequest: the reply is neither a letter that is shown nor a number.
        UnknownQuestion: there is no such question any more.
    """
    raise NotImplementedError
