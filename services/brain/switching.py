"""/ai on, /ai off, /ai status: which markets the agent looks at by itself."""

from typing import Annotated, ClassVar

from pydantic import Field

from services.accounts.choice import AccountText
from services.brain.answers import AiStatusAnswer
from services.core.ask import Ask
from services.core.handlers import answers
from services.core.principal import Principal
from services.core.request import Change, Personal
from services.core.roles import Role
from services.core.work import Work
from services.market.source import SymbolText, TimeframeText


class AiOn(Change[AiStatusAnswer]):
    """Have the agent look at ``symbol`` on each closed bar."""

    name: ClassVar[str] = "ai on"
    summary: ClassVar[str] = "Have the agent look at a market on each closed bar, for an account"
    means: ClassVar[str] = "What it may do with what it sees is said by /autonomy."
    example: ClassVar[str] = "symbol:BTC/USDT timeframe:1h"
    role: ClassVar[Role | None] = Role.TRADER

    symbol: SymbolText
    timeframe: TimeframeText = "1h"
    account: AccountText | None = None


class AiOff(Change[AiStatusAnswer]):
    """Have the agent look at ``symbol`` no more, or at nothing."""

    name: ClassVar[str] = "ai off"
    summary: ClassVar[str] = "Have the agent look at a market no more; without one, at nothing"
    example: ClassVar[str] = "symbol:BTC/USDT"
    role: ClassVar[Role | None] = Role.TRADER
    stops: ClassVar[bool] = True

    symbol: Annotated[SymbolText | None, Field(description="Without one: at nothing any more")] = None
    account: AccountText | None = None


class AiStatus(Personal[AiStatusAnswer]):
    """How the agent stands in an account."""

    name: ClassVar[str] = "ai status"
    summary: ClassVar[str] = "The agent: its level, what it looks at, which brain speaks, budget and limits"
    example: ClassVar[str] = ""

    account: AccountText | None = None


@answers(AiOn)
async def answer_ai_on(request: AiOn, ask: Ask[AiOn], _work: Work) -> AiStatusAnswer:
    raise NotImplementedError


@answers(AiOff)
async def answer_ai_off(request: AiOff, ask: Ask[AiOff], _work: Work) -> AiStatusAnswer:
    raise NotImplementedError


@answers(AiStatus)
async def answer_ai_status(request: AiStatus, principal: Principal) -> AiStatusAnswer:
    raise NotImplementedError
