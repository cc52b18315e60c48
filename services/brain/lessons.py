"""/ai lessons, /ai strike: what was learned from judged decisions, and what of it is struck."""

from typing import Annotated, ClassVar

from pydantic import Field

from services.accounts.choice import AccountText
from services.brain.answers import LessonsAnswer
from services.core.ask import Ask
from services.core.handlers import answers
from services.core.principal import Principal
from services.core.request import Change, Personal
from services.core.roles import Role
from services.core.work import Work


class AiLessons(Personal[LessonsAnswer]):
    """The lessons of an account."""

    name: ClassVar[str] = "ai lessons"
    summary: ClassVar[str] = "What the agent learned from its decisions in your account"
    example: ClassVar[str] = ""

    account: AccountText | None = None


class AiStrike(Change[LessonsAnswer]):
    """Strike a lesson: it is recalled no more."""

    name: ClassVar[str] = "ai strike"
    summary: ClassVar[str] = "Strike a lesson of the agent that is wrong or stale: it is recalled no more"
    example: ClassVar[str] = "lesson:3fa81c why:the market has changed"
    role: ClassVar[Role | None] = Role.TRADER
    gathers: ClassVar[str | None] = "why"

    lesson: Annotated[str, Field(min_length=4, max_length=40, description="The lesson, such as 3fa81c")]
    why: Annotated[str, Field(max_length=200, description="Why, for whoever reads it later")] = ""
    account: AccountText | None = None


@answers(AiLessons)
async def answer_ai_lessons(request: AiLessons, principal: Principal) -> LessonsAnswer:
    raise NotImplementedError


@answers(AiStrike)
async def answer_ai_strike(request: AiStrike, ask: Ask[AiStrike], _work: Work) -> LessonsAnswer:
    raise NotImplementedError
