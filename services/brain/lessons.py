"""/ai lessons, /ai strike: what was learned from judged decisions, and what of it is struck."""

from typing import Annotated, ClassVar, Final

from pydantic import Field

from analytics.trading.account import Account
from analytics.trading.agency import Agency, Lesson
from analytics.trading.agent_records import Struck
from services.accounts.choice import AccountText
from services.accounts.naming import AccountId
from services.brain.access import NAMED
from services.brain.agent_desk import AgentDesk
from services.brain.answers import LessonFacts, LessonsAnswer
from services.brain.untrusted import cleaned
from services.core.ask import Ask
from services.core.errors import UnknownDecision
from services.core.handlers import answers
from services.core.options import Suggested
from services.core.principal import Principal
from services.core.request import Change, Personal
from services.core.roles import Role
from services.core.work import Work
from services.market.timeframes import from_ms, to_ms
from services.orders.entry import short_id

SHOWN: Final = 25
"""Lessons in a list."""
LONGEST_WHY: Final = 200


class AiLessons(Personal[LessonsAnswer]):
    """The lessons of an account."""

    name: ClassVar[str] = "ai lessons"
    summary: ClassVar[str] = "What the agent learned from its decisions in your account"
    means: ClassVar[str] = (
        "What was noted down after each judged decision, newest first; these are read again beside a like market."
    )
    also: ClassVar[tuple[str, ...]] = ("what has the ai learned", "what did the ai learn", "lessons of the ai")
    example: ClassVar[str] = ""

    account: AccountText | None = None


class AiStrike(Change[LessonsAnswer]):
    """Strike a lesson: it is recalled no more."""

    name: ClassVar[str] = "ai strike"
    summary: ClassVar[str] = "Strike a lesson of the agent that is wrong or stale: it is recalled no more"
    means: ClassVar[str] = "It stays in the journal with who struck it and why, and the agent is not told it any more."
    also: ClassVar[tuple[str, ...]] = ("strike lesson", "strike the lesson", "forget the lesson")
    example: ClassVar[str] = "lesson:3fa81c why:stale"
    role: ClassVar[Role | None] = Role.TRADER

    lesson: Annotated[
        str,
        Suggested("lessons"),
        Field(min_length=4, max_length=40, description="The lesson, such as 3fa81c"),
    ]
    why: Annotated[str, Suggested("whys"), Field(max_length=200, description="Why, for whoever reads it later")] = ""
    account: AccountText | None = None


@answers(AiLessons)
async def answer_ai_lessons(request: AiLessons, principal: Principal, agents: AgentDesk) -> LessonsAnswer:
    """The lessons of an account.

    Raises:
        UnknownAccount: they have none of that name.
    """
    account_id = await agents.orders.choices.named(principal, request.account)
    return _told(account_id, await agents.orders.account(account_id), agents)


@answers(AiStrike)
async def answer_ai_strike(request: AiStrike, ask: Ask[AiStrike], _work: Work, agents: AgentDesk) -> LessonsAnswer:
    """The lessons, without the one that is struck.

    Raises:
        UnknownAccount: they have none of that name.
        UnknownDecision: no lesson, or several, begin so.
        NotPermitted, HeldElsewhere, StoreUnavailable: nothing was struck.
    """
    desk = agents.orders
    account_id = await agents.account_to_trade(ask.principal, request.account)
    by, why = await desk.books.signed(account_id, ask.principal), cleaned(request.why, LONGEST_WHY)
    async with desk.books.writing(str(account_id)) as book:
        lesson = _lesson_of(request.lesson, book.account.agency)
        if not lesson.struck_by:
            await book.write([Struck(to_ms(desk.clock.now()), lesson.decision, by, why)])
        return _told(account_id, book.account, agents, struck=short_id(lesson.decision))


def _lesson_of(text: str, agency: Agency) -> Lesson:
    asked = text.strip().lower()
    found = [each for each in agency.lessons.values() if each.decision.startswith(asked)]
    if len(found) == 1:
        return found[0]
    newest = list(reversed(found or list(agency.lessons.values())))[:NAMED]
    raise UnknownDecision(decision=text, known=tuple(short_id(each.decision) for each in newest))


def _told(account_id: AccountId, account: Account, agents: AgentDesk, struck: str | None = None) -> LessonsAnswer:
    newest = sorted(account.agency.lessons.values(), key=lambda each: each.at, reverse=True)[:SHOWN]
    return LessonsAnswer(
        as_of=agents.orders.clock.now(),
        account=account_id.called,
        currency=account.currency,
        simulated=agents.orders.market.simulated,
        lessons=tuple(
            LessonFacts(
                id=short_id(each.decision),
                at=from_ms(each.at),
                symbol=each.symbol,
                brain=each.brain,
                text=each.text,
                struck=bool(each.struck_by),
                why=each.why,
            )
            for each in newest
        ),
        struck=struck,
    )
