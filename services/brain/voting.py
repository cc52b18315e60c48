"""People's answers to a decision: an approval and the order that it leads to are one step of the account's journal.

Whoever holds the account does it, so that of two who press at once the second finds what the first did, in whatever
process they are. A decision is priced anew at the press. Where the idea is dead by then, or the gate does not let it
pass, it lapses, and nobody can approve it any more.
"""

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final, Literal, NoReturn

from analytics.trading.agency import Decision, State
from analytics.trading.agent_records import Lapsed, LapseReason, Vote, Voted
from services.accounts.books import Book
from services.accounts.naming import AccountId
from services.autonomy.levels import POWERS
from services.autonomy.standing import level_of
from services.brain.access import decision_of, is_asked, may_answer
from services.brain.agent_desk import AgentDesk
from services.brain.answers import DecisionAnswer
from services.brain.events import asked_event
from services.brain.facts import WHY, PlanFacts, facts_of, proposal_of, told_of
from services.brain.ordering import Prepared, agent_of, carry_out, lapsed, prepared, refusal
from services.brain.plan import Idea
from services.brain.plan_facts import plan_then
from services.brain.proposal import Proposal
from services.core.errors import BadOrder, DecisionOver, LimitReached, NotPermitted, SomebodyElse, UnknownSymbol
from services.core.principal import Principal
from services.core.roles import Role
from services.market.timeframes import to_ms
from services.orders.entry import OrderPlaced, short_id
from services.orders.limits import plain
from services.orders.place import once_filled, with_records
from services.orders.wishes import bad

MAKES: Final[dict[Vote, State]] = {"approve": "ordered", "modify": "ordered", "reject": "rejected", "skip": "skipped"}
"""What each answer makes of a decision."""


@dataclass(frozen=True, slots=True)
class Modified:
    """What somebody wants otherwise; ``None``: as it was decided."""

    entry: Decimal | None
    stop: Decimal | None
    target: Decimal | None
    amount: Decimal | None

    def of(self, idea: Idea) -> Idea:
        return replace(
            idea,
            entry=self.entry or idea.entry,
            stop=self.stop or idea.stop,
            target=self.target or idea.target,
            most=self.amount or idea.most,
        )


class Voting:
    """The answers of ``principal``."""

    def __init__(self, agents: AgentDesk, principal: Principal) -> None:
        self._agents = agents
        self._desk = agents.orders
        self._ai = agents.ai
        self._principal = principal

    async def approve(self, prefix: str, modified: Modified | None = None) -> DecisionAnswer:
        """Approve the decision whose id begins so, as it is or ``modified``; raises what the handlers say."""
        desk = self._desk
        vote: Vote = "approve" if modified is None else "modify"
        found = await decision_of(prefix, self._principal, desk)
        account_id, decision = found.account_id, found.decision
        if decision.state == "pending":
            self._check_may(account_id, decision, vote)
            await desk.exchange.ask(str(account_id))
        proposal = await proposal_of(desk.books, str(account_id), decision.id)
        placed: OrderPlaced | None = None
        plan: PlanFacts | None = None
        async with desk.books.writing(str(account_id)) as book:
            by = await desk.books.signed(account_id, self._principal)
            before = self._is_answered(book.account.agency.decisions[decision.id], vote, by)
            if not before:
                await desk.exchange.catch_up(book)
                ready = await self._ready(book, proposal, modified)
                plan = ready.facts
                placed = await self._approved(book, proposal, ready, by, modified)
        if placed is not None:
            await once_filled(placed, account_id, desk)
        return await self._answer(account_id, proposal, plan, before=before)

    async def turn_down(self, prefix: str, vote: Literal["reject", "skip"]) -> DecisionAnswer:
        """Answer the decision whose id begins so with ``vote``; raises what the handlers say."""
        desk = self._desk
        found = await decision_of(prefix, self._principal, desk)
        account_id, decision = found.account_id, found.decision
        async with desk.books.writing(str(account_id)) as book:
            by = await desk.books.signed(account_id, self._principal)
            decision = book.account.agency.decisions[decision.id]
            before = self._is_answered(decision, vote, by)
            if not before:
                self._check_may(account_id, decision, vote)
                await self._check_in_time(book, decision)
                await book.write([Voted(self._after(decision), decision.id, vote, by)])
        proposal = await proposal_of(desk.books, str(account_id), decision.id)
        return await self._answer(account_id, proposal, None, before=before)

    async def _ready(self, book: Book, proposal: Proposal, modified: Modified | None) -> Prepared:
        """The decision at the price of now, as it is to be ordered. Where it cannot be any more it lapses."""
        account, desk = book.account, self._desk
        decision = account.agency.decisions[proposal.id]
        self._check_may(AccountId.read(account.id), decision, "approve" if modified is None else "modify")
        await self._check_in_time(book, decision)
        if not POWERS[level_of(account, self._agents.autonomy)].orders:
            await self._lapse(book, decision, "level")
        idea = Idea.of(decision, proposal)
        if modified is not None:
            idea = _modified(idea, modified)
        agent = agent_of(decision.brain, decision.place)
        try:
            ready = await prepared(idea, decision.symbol, agent, account, desk, self._ai)
        except (BadOrder, UnknownSymbol) as error:
            if modified is not None:
                raise
            await self._lapse(book, decision, "refused", "; ".join(error.problems) or "there is no such market")
        if ready.dead is None:
            return ready
        if modified is None:
            await self._lapse(book, decision, "dead", ready.dead)
        raise bad("stop", f"or target does not fit any more: {ready.dead}", "prices that fit the market of now")

    async def _approved(
        self,
        book: Book,
        proposal: Proposal,
        ready: Prepared,
        by: str,
        modified: Modified | None,
    ) -> OrderPlaced | None:
        """Write the approval down, and where it is the last that is needed the order with it."""
        account, desk, now = book.account, self._desk, self._now()
        if modified is not None and modified.amount is not None and ready.planned is not None:
            _check_amount(ready, modified.amount)
        vote = _voted(self._after(account.agency.decisions[proposal.id]), proposal.id, by, ready, modified)
        decision = with_records(account, [vote]).agency.decisions[proposal.id]
        needs = max(decision.needs, ready.people(self._ai.approvals))
        if decision.approvals < needs:
            facts = facts_of(decision, proposal, account, self._ai).model_copy(update={"needs": needs})
            told = told_of(facts, proposal, ready.facts)
            events = asked_event(account, told, now, of=f"modified {now}") if modified is not None else ()
            await book.write([vote], events=events)
            return None
        try:
            return await carry_out(ready, book, desk, led=[vote])
        except LimitReached as error:
            await book.write([vote, await refusal(ready, error, desk), lapsed(now, proposal.id, error)])
            raise

    def _check_may(self, account_id: AccountId, decision: Decision, vote: Vote) -> None:
        """Raise ``NotPermitted`` where ``decision``, which is pending, is not theirs to answer."""
        if not may_answer(self._principal, account_id, decision):
            self._principal.require(Role.APPROVER, vote)
            raise NotPermitted(request=vote, needs="the owner", has=None, roles_mapped=True)

    def _is_answered(self, decision: Decision, vote: Vote, by: str) -> bool:
        """Whether ``vote``, or one like it, has made of ``decision`` what it is.

        Raises:
            DecisionOver: something else has.
            SomebodyElse: it waits for another after theirs.
        """
        if decision.state == "pending":
            if vote == "approve" and decision.votes.get(by) in ("approve", "modify"):
                raise SomebodyElse(short=short_id(decision.id), needs=max(decision.needs, 2))
            return False
        if decision.state == MAKES[vote]:
            return True
        raise DecisionOver(
            short=short_id(decision.id), symbol=decision.symbol, state=decision.state, why=_why(decision)
        )

    async def _check_in_time(self, book: Book, decision: Decision) -> None:
        if decision.expires <= self._now():
            await self._lapse(book, decision, "expired")

    async def _lapse(self, book: Book, decision: Decision, reason: LapseReason, detail: str = "") -> NoReturn:
        await book.write([Lapsed(self._now(), decision.id, reason, detail)])
        raise DecisionOver(
            short=short_id(decision.id), symbol=decision.symbol, state="lapsed", why=detail or WHY[reason]
        )

    async def _answer(
        self,
        account_id: AccountId,
        proposal: Proposal,
        plan: PlanFacts | None,
        *,
        before: bool,
    ) -> DecisionAnswer:
        desk = self._desk
        account = await desk.books.look(str(account_id))
        decision = account.agency.decisions[proposal.id]
        by = await desk.books.signed(account_id, self._principal)
        facts = facts_of(decision, proposal, account, self._ai, by)
        plan = await plan_then(decision, proposal, desk) if plan is None else plan
        return DecisionAnswer(
            as_of=desk.clock.now(),
            simulated=desk.market.simulated,
            account=account_id.called,
            currency=account.currency,
            decision=told_of(facts, proposal, plan),
            before=before,
            may_answer=is_asked(self._principal, account_id, decision, by),
        )

    def _after(self, decision: Decision) -> int:
        """When ``decision`` is answered: behind its last answer, also where the clock stands."""
        return max(self._now(), (decision.answered_at or 0) + 1)

    def _now(self) -> int:
        return to_ms(self._desk.clock.now())


def _voted(now: int, decision_id: str, by: str, ready: Prepared, modified: Modified | None) -> Voted:
    if modified is None:
        return Voted(now, decision_id, "approve", by)
    idea, on_tick = ready.idea, ready.scene.instrument.price
    entry, stop, target = (None if each is None else on_tick(each) for each in (idea.entry, idea.stop, idea.target))
    amount = ready.planned.order.amount if ready.planned is not None and idea.opens else None
    return Voted(now, decision_id, "modify", by, entry, stop, target, amount)


def _modified(idea: Idea, by: Modified) -> Idea:
    """``idea`` as somebody wants it.

    Raises:
        BadOrder: it would be the same, or cannot be modified so.
    """
    if idea.action == "close":
        raise bad("stop", "is of no use: this closes what is held, at the market", "none")
    if idea.action == "adjust" and (by.entry or by.amount):
        raise bad("entry", "and amount are of no use: this moves the stop and target of what is held", "none")
    modified = by.of(idea)
    if modified == idea:
        raise bad("stop", "or another option is to be changed: this is the plan as it is", "the price to give up at")
    return modified


def _check_amount(ready: Prepared, asked: Decimal) -> None:
    """What somebody wrote is not made less without a word."""
    planned, instrument = ready.planned, ready.scene.instrument
    if planned is not None and planned.order.amount < instrument.amount(asked):
        most = plain(planned.order.amount)
        raise bad("amount", f"must be at most {most} {instrument.base}: the limits let no more pass", most)


def _why(decision: Decision) -> str:
    return decision.detail or WHY.get(decision.lapsed, "")
