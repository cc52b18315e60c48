"""A decision of a journal as it is told, with the proposal that it was made of."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from hashlib import sha256
from typing import Final

from analytics.trading import agency
from analytics.trading.account import Account
from analytics.trading.agent_records import Decided, Levelled
from services.accounts.books import Books
from services.accounts.naming import SERVER, AccountId
from services.autonomy.terms import AiTerms
from services.brain.checks import WORDS
from services.brain.events import ApprovalAsked, AutonomyDropped, DecisionTold
from services.brain.facts import DecisionFacts, OutcomeFacts, PlanFacts, Told, VoteFacts
from services.brain.proposal import Proposal
from services.core.errors import JournalBroken
from services.core.events import Event
from services.core.units import Duration, ExactPrice, Figure, Money, Proportion, Size
from services.market.timeframes import from_ms
from services.orders.agent_rules import order_of
from services.orders.entry import short_id

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
    if not isinstance(record, Decided):
        raise JournalBroken(account, 0)
    return Proposal.model_validate_json(record.document)


def facts_of(
    decision: agency.Decision, proposal: Proposal, account: Account, terms: AiTerms, you: str = ""
) -> DecisionFacts:
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


def why_of(decision: agency.Decision, proposal: Proposal) -> str:
    """Why nothing came of it, in words; empty where there is nothing to say."""
    if decision.lapsed:
        return decision.detail or WHY.get(decision.lapsed, decision.lapsed)
    return "; ".join(each.found for each in proposal.checks if not each.passed and each.found)


def asked_event(account: Account, told: Told, at: int, *, reminder: bool = False, of: str = "asked") -> Sequence[Event]:
    """That people are asked. ``of`` makes its key, once a decision."""
    return _event(ApprovalAsked, account, at, f"{told.facts.id} {of}", decision=told, reminder=reminder)


def told_event(account: Account, told: Told, at: int) -> Sequence[Event]:
    """What became of it without anybody's answer."""
    return _event(DecisionTold, account, at, f"{told.facts.id} told", decision=told)


def dropped_event(account: Account, fallen: Levelled) -> Sequence[Event]:
    """That the level fell back."""
    facts = {"level": fallen.level, "was": fallen.was, "reason": fallen.reason}
    return _event(AutonomyDropped, account, fallen.at, fallen.id, **facts)


def _event(kind: type[Event], account: Account, at: int, of: str, **facts: object) -> Sequence[Event]:
    """An event of ``account``; nothing at the shell, which only answers."""
    account_id = AccountId.read(account.id)
    if account_id.of_shell:
        return ()
    content = {
        "key": sha256(f"{account.id} {of}".encode()).hexdigest()[:32],
        "at": from_ms(at),
        "account": account_id.called,
        "person": None if account_id.shared else account_id.owner,
        "server": account_id.owner.removeprefix(f"{SERVER}:") if account_id.shared else None,
        **({"currency": account.currency} if "currency" in kind.model_fields else {}),
        **facts,
    }
    return (kind.model_validate(content),)


def _called(by: str, account: Account, you: str) -> str:
    """Who ``by`` is, as far as that may be told: names of people stand in no journal."""
    if by == you:
        return YOU
    return "the owner" if by == AccountId.read(account.id).owner else "somebody else"


def _price(value: Decimal | None) -> ExactPrice | None:
    return None if value is None else ExactPrice(value)


def _outcome(decision: agency.Decision) -> OutcomeFacts | None:
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
