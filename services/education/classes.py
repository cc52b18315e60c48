"""/class: who of a server learns, of those who want to be listed."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import ClassVar, Final

from services.accounts.naming import server_asked
from services.core.ask import Ask
from services.core.clock import Clock
from services.core.handlers import answers
from services.core.principal import Principal
from services.core.request import Answer, Audience, Change, Frozen, Personal
from services.core.work import Work
from services.education.book import LearnerBook
from services.store.keys import class_of

DAYS_COUNTED: Final = 30
MOST_SHOWN: Final = 10
AT_ONCE: Final = 8


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
async def answer_class_board(
    request: ClassBoard, principal: Principal, book: LearnerBook, clock: Clock
) -> ClassBoardAnswer:
    """The ranks.

    Raises:
        InvalidRequest: it is asked in private.
    """
    del request
    people, now = await book.listed(_place(principal)), clock.now()
    since, free = now.date() - timedelta(days=DAYS_COUNTED - 1), asyncio.Semaphore(AT_ONCE)

    async def learnt(person: str) -> tuple[str, int, int]:
        async with free:
            days = (await book.of(person)).right_since(since)
        return person, sum(days.values()), len(days)

    found = [each for each in await asyncio.gather(*map(learnt, people)) if each[1]]
    return ClassBoardAnswer(
        as_of=now, ranks=ranks_of(found, principal.id), listed=len(people), on=principal.id in people
    )


def ranks_of(found: Sequence[tuple[str, int, int]], asker: str) -> tuple[LearnerRank, ...]:
    """The first of ``found`` (person, points, days), most points first, and the asker where they come later. Who has as
    many points has the same rank."""
    order = sorted(found, key=lambda one: (-one[1], -one[2], one[0]))
    ranks = [
        LearnerRank(rank=1 + sum(other > points for _, other, _ in order), person=person, points=points, days=days)
        for person, points, days in order
    ]
    return (*ranks[:MOST_SHOWN], *(each for each in ranks[MOST_SHOWN:] if each.person == asker))


@answers(ClassJoin)
async def answer_class_join(
    request: ClassJoin, ask: Ask[ClassJoin], work: Work, book: LearnerBook, clock: Clock
) -> ClassChangedAnswer:
    """List them.

    Raises:
        InvalidRequest: it is asked in private.
    """
    del request
    place, person = _place(ask.principal), ask.principal.id
    was_on = await book.lists(place, person)
    if not was_on:
        work.hash_set(class_of(place), person, clock.now().isoformat())
    return ClassChangedAnswer(as_of=clock.now(), on=True, was_on=was_on)


@answers(ClassLeave)
async def answer_class_leave(
    request: ClassLeave, ask: Ask[ClassLeave], work: Work, book: LearnerBook, clock: Clock
) -> ClassChangedAnswer:
    """Take them off the list.

    Raises:
        InvalidRequest: it is asked in private.
    """
    del request
    place, person = _place(ask.principal), ask.principal.id
    was_on = await book.lists(place, person)
    work.hash_delete(class_of(place), person)
    return ClassChangedAnswer(as_of=clock.now(), on=False, was_on=was_on)


def _place(principal: Principal) -> str:
    return server_asked(principal, "a class is a server's; there is none in private, so ask on a server")
