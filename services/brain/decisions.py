"""/decisions, /decision, /explain: the journal of what the agent decided."""

from contextlib import suppress
from typing import Annotated, ClassVar, Final

from pydantic import Field

from analytics.trading.account import Account, Ended
from analytics.trading.agency import Decision
from analytics.trading.orders import Working
from services.accounts.choice import AccountText
from services.autonomy.standing import level_of
from services.brain.access import Found, decision_of, is_asked
from services.brain.agent_desk import AgentDesk
from services.brain.answers import DealFacts, DecisionAnswer, DecisionsAnswer, ExplainAnswer
from services.brain.approvals import DecisionText
from services.brain.facts import PlanFacts, Told, all_facts, facts_of, proposal_of, told_of
from services.brain.ordering import agent_of, prepared
from services.brain.plan import Idea
from services.brain.plan_facts import plan_then
from services.brain.proposal import Proposal
from services.brain.reasons import reasons
from services.core.errors import BadOrder, InvalidRequest, NotEnoughData, Unavailable, UnknownSymbol
from services.core.handlers import answers
from services.core.principal import Principal
from services.core.request import Personal
from services.core.units import ExactPrice
from services.market.candles import Candles, Provenance
from services.market.timeframes import TIMEFRAMES, from_ms, to_ms
from services.orders.order_desk import OrderDesk

SHOWN: Final = 15
"""Decisions in a list."""
BEFORE: Final = 60
"""Candles that are shown of the time before a decision."""
AFTER: Final = 2
"""And after its time."""
MOST_BARS: Final = 1_000


class Decisions(Personal[DecisionsAnswer]):
    """The newest decisions of an account."""

    name: ClassVar[str] = "decisions"
    summary: ClassVar[str] = "What the agent decided of late in your account, and what came of it"
    means: ClassVar[str] = (
        "The newest decisions in the account's journal: what was decided, how sure, what people said to it, "
        "and what came."
    )
    also: ClassVar[tuple[str, ...]] = (
        "ai decisions",
        "decision journal",
        "what did the ai decide",
        "what has the ai decided",
        "what did the agent decide",
        "ai journal",
    )
    example: ClassVar[str] = ""

    waits: Annotated[bool, Field(description="Yes: those to wait too")] = False
    account: AccountText | None = None


class DecisionShow(Personal[DecisionAnswer]):
    """A decision in full, with the chart as it was and as it went."""

    name: ClassVar[str] = "decision"
    summary: ClassVar[str] = "A decision of the agent in full, with the chart as it was and as it went"
    means: ClassVar[str] = (
        "All that was seen and said then, what people answered, and what came of it, on the chart of then and after."
    )
    example: ClassVar[str] = "id:3fa81c"

    id: DecisionText


class Explain(Personal[ExplainAnswer]):
    """Why a decision came out so."""

    name: ClassVar[str] = "explain"
    summary: ClassVar[str] = "Why the agent decided so: what spoke for it and against, in figures"
    means: ClassVar[str] = (
        "What of its figures speaks for the decision and against it, and what was learned from it since."
    )
    also: ClassVar[tuple[str, ...]] = (
        "why did the ai decide",
        "why did the agent decide",
        "reasons of the ai for",
    )
    example: ClassVar[str] = "id:3fa81c"

    id: DecisionText


@answers(Decisions)
async def answer_decisions(request: Decisions, principal: Principal, agents: AgentDesk) -> DecisionsAnswer:
    """The newest decisions.

    Raises:
        UnknownAccount: they have none of that name.
    """
    desk = agents.orders
    account_id = await desk.choices.named(principal, request.account)
    account, you = await desk.account(account_id), await desk.books.signed(account_id, principal)
    known = reversed(account.agency.decisions.values())
    shown = [each for each in known if request.waits or each.action != "wait"][:SHOWN]
    return DecisionsAnswer(
        as_of=desk.clock.now(),
        account=account_id.called,
        currency=account.currency,
        simulated=desk.market.simulated,
        decisions=await all_facts(shown, account, desk.books, agents.ai, you),
        total=account.agency.decided,
        waits=account.agency.waited,
        level=level_of(account, agents.autonomy),
    )


@answers(DecisionShow)
async def answer_decision(request: DecisionShow, principal: Principal, agents: AgentDesk) -> DecisionAnswer:
    """The decision, and the candles around it.

    Raises:
        UnknownDecision: they see none of that id.
    """
    desk = agents.orders
    found = await decision_of(request.id, principal, desk)
    you = await desk.books.signed(found.account_id, principal)
    told, _ = await _told(found, you, agents)
    around = await _candles(found.decision, desk)
    return DecisionAnswer(
        as_of=desk.clock.now(),
        account=found.account_id.called,
        currency=found.account.currency,
        simulated=desk.market.simulated,
        decision=told,
        may_answer=is_asked(principal, found.account_id, found.decision, you),
        provenance=None if around is None else around[1],
        candles=None if around is None else around[0],
        seen=0 if around is None else len(around[0].closed_by(found.decision.at)),
        **_deals(found.account, found.decision.id),
    )


@answers(Explain)
async def answer_explain(request: Explain, principal: Principal, agents: AgentDesk) -> ExplainAnswer:
    """What spoke for the decision and against it.

    Raises:
        UnknownDecision: they see none of that id.
    """
    desk = agents.orders
    found = await decision_of(request.id, principal, desk)
    you = await desk.books.signed(found.account_id, principal)
    told, proposal = await _told(found, you, agents)
    in_favour, against = reasons(proposal)
    lesson = found.account.agency.lessons.get(found.decision.id)
    return ExplainAnswer(
        as_of=desk.clock.now(),
        account=found.account_id.called,
        currency=found.account.currency,
        simulated=desk.market.simulated,
        decision=told,
        in_favour=in_favour,
        against=against,
        lesson=None if lesson is None or lesson.struck_by else lesson.text,
    )


async def _told(found: Found, you: str, agents: AgentDesk) -> tuple[Told, Proposal]:
    """The decision in full: what it would come to now where it is pending, else what it came to then."""
    desk, account, decision = agents.orders, found.account, found.decision
    proposal = await proposal_of(desk.books, account.id, decision.id)
    facts = facts_of(decision, proposal, account, agents.ai, you)
    return told_of(facts, proposal, await _plan(found, proposal, agents)), proposal


async def _plan(found: Found, proposal: Proposal, agents: AgentDesk) -> PlanFacts | None:
    """What it comes to at the price of now where it can be approved; else, or where that is not known, as it stands in
    the journal."""
    desk, decision = agents.orders, found.decision
    if decision.state == "pending" and decision.opens:
        agent = agent_of(decision.brain, decision.place)
        with suppress(BadOrder, UnknownSymbol, Unavailable, NotEnoughData):
            idea = Idea.of(decision, proposal)
            ready = await prepared(idea, decision.symbol, agent, found.account, desk, agents.ai)
            if ready.facts is not None:
                return ready.facts
    return await plan_then(decision, proposal, desk)


def _deals(account: Account, decision: str) -> dict[str, DealFacts]:
    """Where the entry of ``decision`` was filled, and where its trade ended, as far as the account remembers."""
    placed: list[Working | Ended] = [*account.orders.values(), *account.ended]
    entry = next((each for each in placed if each.order.decision == decision and each.filled), None)
    if entry is None or entry.order.reduces:
        return {}
    at = entry.at if isinstance(entry, Ended) else entry.since
    deals = {"filled": DealFacts(at=from_ms(at), price=ExactPrice(entry.spent / entry.filled))}
    trades = (each for each in account.trades if each.symbol == entry.order.symbol)
    ended = next((each for each in trades if each.opened_at <= at <= each.closed_at), None)
    if ended is not None and decision in account.agency.results:
        deals["closed"] = DealFacts(at=from_ms(ended.closed_at), price=ExactPrice(ended.exit))
    return deals


async def _candles(decision: Decision, desk: OrderDesk) -> tuple[Candles, Provenance] | None:
    """Those before the decision and those of its time, as far as they have closed; ``None``: they cannot be had."""
    length = TIMEFRAMES[decision.timeframe].ms
    until = min(from_ms(decision.judge_at + AFTER * length), desk.clock.now())
    try:
        bars = BEFORE + (to_ms(until) - decision.at) // length
        return await desk.market.at(until).candles(decision.symbol, decision.timeframe, min(bars, MOST_BARS))
    except (InvalidRequest, NotEnoughData, Unavailable):
        return None
