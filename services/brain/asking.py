"""/ai ask: what the agent makes of a market now."""

from typing import Annotated, ClassVar, Final

from pydantic import Field

from services.accounts.choice import AccountText
from services.accounts.naming import place_of
from services.brain.agent_desk import AgentDesk
from services.brain.answers import DecisionAnswer
from services.brain.decisions import DecisionShow, answer_decision
from services.core.ask import Ask
from services.core.errors import DecisionOver
from services.core.handlers import answers
from services.core.options import Suggested
from services.core.request import Change
from services.core.roles import Role
from services.core.work import Work
from services.market.source import SymbolText, TimeframeText
from services.orders.entry import id_of, short_id

LONGEST_NOTE: Final = 500


class AiAsk(Change[DecisionAnswer]):
    """Have the agent decide about ``symbol`` now. It is never ordered unless somebody approves."""

    name: ClassVar[str] = "ai ask"
    summary: ClassVar[str] = "What the agent makes of a market now; nothing is ordered unless you approve"
    means: ClassVar[str] = (
        "A decision with its reasons, plan and confidence, and what came of like situations. It says which brain spoke."
    )
    also: ClassVar[tuple[str, ...]] = (
        "what does the ai think of",
        "what does the ai think about",
        "ask the ai about",
        "ask the ai",
        "ask ai",
        "ai opinion on",
        "what does the ai say about",
        "ask the agent about",
        "what do you think of",
        "what do you think about",
        "your opinion on",
        "your opinion of",
        "your take on",
    )
    example: ClassVar[str] = "symbol:BTC/USDT timeframe:1h"
    role: ClassVar[Role | None] = Role.TRADER

    symbol: SymbolText
    timeframe: TimeframeText = "1h"
    note: Annotated[
        str | None,
        Suggested("notes"),
        Field(max_length=LONGEST_NOTE, description="What else it should weigh; it is read as data"),
    ] = None
    account: AccountText | None = None


@answers(AiAsk)
async def answer_ai_ask(request: AiAsk, ask: Ask[AiAsk], _work: Work, agents: AgentDesk) -> DecisionAnswer:
    """Think about it, and have it written down where the account is held.

    Raises:
        UnknownAccount, NotYours, NotPermitted: it is nobody's or somebody else's, or their role does not suffice.
        LevelForbids: at the account's level the agent looks at nothing.
        UnknownSymbol, UnknownTimeframe, TooFewBars, ExchangeUnavailable: there is nothing to look at.
        StoreUnavailable: nothing was written.
        DecisionOver: the bar after next had closed before it was thought of.
        OutcomeUnknown: the process that holds the account has not written it down yet.
    """
    account_id = await agents.account_to_trade(ask.principal, request.account)
    name, books = str(account_id), agents.orders.books
    account = await books.look(name)
    agents.require_looking(account)
    decision = id_of(name, ask.id)
    if decision not in account.agency.decisions:
        proposal = await agents.thinker.propose(
            ask.id,
            name,
            request.symbol,
            request.timeframe,
            by=await books.signed(account_id, ask.principal),
            place=place_of(ask.principal) or "",
            voice=await agents.voice_of(ask.principal),
            fence=account.agency.fence,
            asked=True,
            note=request.note,
        )
        await agents.executor.take(proposal)
        if decision not in (await books.look(name)).agency.decisions:
            raise DecisionOver(short_id(decision), proposal.context.symbol, "lapsed", "it took too long")
    return await answer_decision(DecisionShow(id=decision), ask.principal, agents)
