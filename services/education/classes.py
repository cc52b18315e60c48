"""/class: who of a server learns, of those who want to be listed."""

from typing import ClassVar, Literal

from services.core.ask import Ask
from services.core.clock import Clock
from services.core.handlers import answers
from services.core.principal import Principal
from services.core.request import Answer, Audience, Change, Frozen, Personal
from services.core.work import Work
from services.education.book import LearnerBook


class LearnerRank(Frozen):
    """Somebody's place: ``points`` are the questions that were due or new, or of the day, and answered right in the
    last 30 days."""

    rank: int
    person: str
    points: int
    days: int


class ClassBoardAnswer(Answer):
    """Who learnt most in the last 30 days, of those of this server who want to be listed; ``on``: the asker does."""

    ranks: tuple[LearnerRank, ...]
    listed: int
    on: bool


class ClassBoard(Personal[ClassBoardAnswer]):
    """The ranks of this server."""

    name: ClassVar[str] = "class board"
    summary: ClassVar[str] = "Who of this server learnt most in 30 days, of those who want to be listed"
    means: ClassVar[str] = "Points are right answers to questions that were due or new; they buy nothing."
    also: ClassVar[tuple[str, ...]] = ("class leaderboard", "learning leaderboard", "quiz leaderboard")
    audience: ClassVar[Audience] = Audience.PLACE


class ClassChangedAnswer(Answer):
    """Whether the asker is listed in this server from now on, and whether they were."""

    on: bool
    was_on: bool
    done: Literal["joined", "left"]


class ClassJoin(Change[ClassChangedAnswer]):
    """List the asker."""

    name: ClassVar[str] = "class join"
    summary: ClassVar[str] = "Be listed among those who learn in this server"
    means: ClassVar[str] = "Your points of 30 days are shown to everyone here until you leave."
    also: ClassVar[tuple[str, ...]] = ("join the class",)


class ClassLeave(Change[ClassChangedAnswer]):
    """List the asker no more."""

    name: ClassVar[str] = "class leave"
    summary: ClassVar[str] = "Be listed no more among those who learn in this server"
    means: ClassVar[str] = "Nobody sees your points any more; your progress stays."
    also: ClassVar[tuple[str, ...]] = ("leave the class",)


@answers(ClassBoard)
async def answer_class_board(request: ClassBoard, principal: Principal, book: LearnerBook) -> ClassBoardAnswer:
    """The ranks.

    Raises:
        InvalidRequest: it is asked in private.
    """
    raise NotImplementedError


@answers(ClassJoin)
async def answer_class_join(
    request: ClassJoin, ask: Ask[ClassJoin], work: Work, book: LearnerBook, clock: Clock
) -> ClassChangedAnswer:
    """List them.

    Raises:
        InvalidRequest: it is asked in private.
    """
    raise NotImplementedError


@answers(ClassLeave)
async def answer_class_leave(
    request: ClassLeave, ask: Ask[ClassLeave], work: Work, book: LearnerBook, clock: Clock
) -> ClassChangedAnswer:
    """Take them off the list.

    Raises:
        InvalidRequest: it is asked in private.
    """
    raise NotImplementedError
