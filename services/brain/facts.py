"""What is told of decisions: the facts that cards, lists and events of the agent are made of, and how a journal's
decision, with the proposal that it was made of, comes to them."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Final

import structlog
from pydantic import ValidationError

from analytics.trading.account import Account
from analytics.trading.agency import Decision, State
from analytics.trading.agent_records import Action, Decided, Hit, Level, Vote
from services.accounts.books import Books
from services.accounts.naming import AccountId
from services.autonomy.terms import AiTerms
from services.brain.checks import WORDS
from services.brain.context import Context, Similar
from services.brain.proposal import Check, Proposal
from services.core.errors import JournalBroken
from services.core.request import Frozen
from services.core.units import Duration, ExactPrice, Figure, Money, Multiple, Proportion, Share, Size
from services.market.timeframes import from_ms
from services.orders.agent_rules import order_of
from services.orders.entry import short_id


class PlanFacts(Frozen):
    """What is ordered if it is approved, in quote currency: ``risk`` is what the stop costs, fees and slippage
    included, ``reward`` what the target brings after fees, ``ratio`` it in multiples of the risk (R), and
    ``price_ratio`` that by the prices alone, as the brain plans and the rules count it. ``share`` is of equity."""

    entry: ExactPrice
    stop: ExactPrice
    target: ExactPrice
    amount: Size
    notional: Money
    share: Share
    risk: Money
    risk_share: Share
    reward: Money
    ratio: Figure
    price_ratio: Figure
    leverage: Multiple | None = None
    """Of a perpetual."""


class OutcomeFacts(Frozen):
    """What came of a decision: of its plan, ordered or not, and of the trade, where there was one."""

    hit: Hit
    moved: Figure
    """In multiples of risk, positive: up."""
    r: Figure | None
    pnl: Money | None
    real_r: Figure | None
    held: Duration | None


class VoteFacts(Frozen):
    """How somebody answered, as people call them where that may be told."""

    by: str
    vote: Vote


class DecisionFacts(Frozen):
    """A decision. ``short`` are the digits by which people name it. ``brain`` spoke, ``failed`` is why the model did
    not where it should have. ``said`` is the action as the brain said it, where the checks made another of it.

    ``confidence`` is what it said; ``corrected`` what that has come to, of ``calibrated_on`` judged decisions (0: it is
    not corrected yet). ``level`` is that of the account then.
    """

    id: str
    short: str
    at: datetime
    symbol: str
    timeframe: str
    action: Action
    said: Action
    brain: str
    model: str
    prompt: str
    failed: str
    level: Level
    confidence: Proportion
    corrected: Proportion
    calibrated_on: int
    sure: bool
    """Its corrected confidence is above the threshold that is called high."""
    state: State
    why: str
    """Why it lapsed or was turned down, in words; empty where there is nothing to say."""
    asked: bool
    votes: tuple[VoteFacts, ...]
    needs: int
    """How many different people have to approve it."""
    modified: bool
    expires: datetime
    order: str | None
    """The short id of its order."""
    entry: ExactPrice | None
    stop: ExactPrice | None
    target: ExactPrice | None
    amount: Size | None
    outcome: OutcomeFacts | None


class Told(Frozen):
    """A decision in full: with its reasoning, its plan at the price of now or then, and what it was made of."""

    facts: DecisionFacts
    reasoning: str
    invalidation: str
    holding: str
    """How long it was expected to take."""
    plan: PlanFacts | None
    checks: tuple[Check, ...]
    similar: Similar | None
    context: Context


log = structlog.get_logger(__name__)

WHY: Final[Mapping[str, str]] = {
    "expired": "nobody answered in time",
    "dead": "the idea is dead",
    "refused": "the gate did not let it pass",
    "stopped": "trading was stopped",
    "level": "the level does not allow it any more",
    "reset": "the account began anew",
}
"""Why a decision lapsed, where nothing more is said of it."""
YOU: Final = "you"
"""Whoever is told of it themselves."""


async def proposal_of(books: Books, account: str, decision: str) -> Proposal:
    """What the decision in ``account`` was made of.

    Raises:
        JournalBroken: it is not there, or cannot be read.
        StoreUnavailable: nobody knows now.
    """
    record = await books.record(account, f"decided:{decision}")
    try:
        if isinstance(record, Decided):
            return Proposal.model_validate_json(record.document)
    except ValidationError as error:
        log.error("a decision cannot be read", account=account, decision=decision, error=str(error.errors()[:1]))
    raise JournalBroken(account, 0)


def facts_of(decision: Decision, proposal: Proposal, account: Account, terms: AiTerms, you: str = "") -> DecisionFacts:
    """The facts of ``decision`` in ``account``, told to whom the account's records call ``you``."""
    opened = decision.state == "ordered"
    return DecisionFacts(
        id=decision.id,
        short=short_id(decision.id),
        at=from_ms(decision.at),
        symbol=decision.symbol,
        timeframe=decision.timeframe,
        action=decision.action,
        said=proposal.said.action,
        brain=decision.brain,
        model=proposal.model,
        prompt=proposal.prompt,
        failed=decision.failed,
        level=decision.level,
        confidence=Proportion(decision.confidence),
        corrected=Proportion(decision.corrected),
        calibrated_on=proposal.calibrated_on,
        sure=decision.corrected >= terms.thresholds.high,
        state=decision.state,
        why=why_of(decision, proposal),
        asked=decision.asked,
        votes=tuple(VoteFacts(by=_called(by, account, you), vote=vote) for by, vote in decision.votes.items()),
        needs=decision.needs,
        modified=decision.modified,
        expires=from_ms(decision.expires),
        order=short_id(order_of(account.id, decision.id)) if opened else None,
        entry=_price(decision.entry),
        stop=_price(decision.stop),
        target=_price(decision.target),
        amount=None if decision.amount is None else Size(decision.amount),
        outcome=_outcome(decision),
    )


async def all_facts(
    decisions: Sequence[Decision], account: Account, books: Books, terms: AiTerms, you: str
) -> tuple[DecisionFacts, ...]:
    """The same of each of ``decisions``."""
    proposals = await asyncio.gather(*(proposal_of(books, account.id, each.id) for each in decisions))
    return tuple(
        facts_of(each, proposal, account, terms, you) for each, proposal in zip(decisions, proposals, strict=True)
    )


def told_of(facts: DecisionFacts, proposal: Proposal, plan: PlanFacts | None) -> Told:
    """The decision of ``facts`` in full: in the brain's own words, unless they are not its own."""
    foreign = any(each.name == WORDS and not each.passed for each in proposal.checks)
    said = proposal.decision if foreign else proposal.said
    return Told(
        facts=facts,
        reasoning=said.reasoning,
        invalidation=said.invalidation,
        holding=said.timeframe,
        plan=plan,
        checks=proposal.checks,
        similar=proposal.context.similar,
        context=proposal.context,
    )


def why_of(decision: Decision, proposal: Proposal) -> str:
    """Why nothing came of it, in words; empty where there is nothing to say."""
    if decision.lapsed:
        return decision.detail or WHY.get(decision.lapsed, decision.lapsed)
    return "; ".join(each.found for each in proposal.checks if not each.passed and each.found)


def _called(by: str, account: Account, you: str) -> str:
    """Who ``by`` is, as far as that may be told: names of people stand in no journal."""
    if by == you:
        return YOU
    return "the owner" if by == AccountId.read(account.id).owner else "somebody else"


def _price(value: Decimal | None) -> ExactPrice | None:
    return None if value is None else ExactPrice(value)


def _outcome(decision: Decision) -> OutcomeFacts | None:
    judged = decision.judged
    if judged is None:
        return None
    return OutcomeFacts(
        hit=judged.hit,
        moved=Figure(judged.moved),
        r=None if judged.r is None else Figure(judged.r),
        pnl=None if judged.pnl is None else Money(judged.pnl),
        real_r=None if judged.real_r is None else Figure(judged.real_r),
        held=None if judged.held is None else Duration(judged.held / 1000),
    )
