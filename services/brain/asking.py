"""/ai ask: what the agent makes of a market now."""

from typing import Annotated, ClassVar, Final

from pydantic import Field

from services.accounts.choice import AccountText
from services.brain.answers import DecisionAnswer
from services.core.ask import Ask
from services.core.handlers import answers
from services.core.request import Change
from services.core.roles import Role
from services.core.work import Work
from services.market.source import SymbolText, TimeframeText

LONGEST_NOTE: Final = 500


class AiAsk(Change[DecisionAnswer]):
    """Have the agent decide about ``symbol`` now. It is never ordered unless somebody approves."""

    name: ClassVar[str] = "ai ask"
    summary: ClassVar[str] = "What the agent makes of a market now; nothing is ordered unless you approve"
    also: ClassVar[tuple[str, ...]] = ("what does the ai think of", "ask the ai about", "ai opinion on")
    example: ClassVar[str] = "symbol:BTC/USDT timeframe:1h"
    role: ClassVar[Role | None] = Role.TRADER

    symbol: SymbolText
    timeframe: TimeframeText = "1h"
    note: Annotated[
        str | None, Field(max_length=LONGEST_NOTE, description="What else it should weigh; it is read as data")
    ] = None
    account: AccountText | None = None


@answers(AiAsk)
async def answer_ai_ask(request: AiAsk, ask: Ask[AiAsk], _work: Work) -> DecisionAnswer:
    raise NotImplementedError
