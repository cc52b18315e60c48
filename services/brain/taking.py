"""What becomes of one proposal in the account that it is for, while nobody else writes there.

| | noted | people are asked | ordered at once |
| --- | --- | --- | --- |
| to wait, or less sure than ``suggest`` | at every level | | |
| none, assistant | always | | |
| copilot | | always | |
| autonomous, agent | | less sure than ``execute``, or asked for by somebody | else |

Before that the level falls back to copilot where it has to. What cannot be ordered, would not pass the gate or is
stopped by a switch lapses at once, with the reason, and nobody is asked.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from analytics.trading.account import Account
from analytics.trading.agency import HOUSE
from analytics.trading.agent_records import Decided, Fate, Lapsed, LapseReason, Level, Levelled, Voted
from analytics.trading.records import Record
from services.accounts.books import Book
from services.accounts.naming import AccountId
from services.accounts.opening import opened_records
from services.autonomy.levels import POWERS
from services.autonomy.standing import falls_back, level_of
from services.autonomy.terms import AiTerms, AutonomyTerms, Thresholds
from services.brain.events import asked_event, dropped_event, told_event
from services.brain.facts import facts_of, told_of
from services.brain.ordering import Prepared, agent_of, carry_out, in_the_way, lapsed, prepared, refusal
from services.brain.plan import Idea
from services.brain.proposal import Proposal
from services.core.clock import of_people
from services.core.errors import BadOrder, LimitReached, UnknownSymbol
from services.core.events import Event
from services.market.timeframes import parse_timeframe, to_ms
from services.orders.entry import OrderPlaced
from services.orders.order_desk import OrderDesk
from services.orders.place import with_records

FALLS_TO: Final[Level] = "copilot"
SUPPOSED: Final = ("somebody", "somebody else")
"""Whose approvals are supposed where it is asked whether an order would pass with all that it needs."""


@dataclass(frozen=True, slots=True)
class _Verdict:
    """What a proposal comes to: its ``fate``, what is ``ready`` to be ordered, and why it ``lapsed`` at once, where it
    did, of which people are ``told`` or not."""

    fate: Fate
    ready: Prepared | None = None
    lapsed: LapseReason | None = None
    detail: str = ""
    told: bool = False


def fate_of(proposal: Proposal, level: Level, thresholds: Thresholds) -> Fate:
    """What becomes of ``proposal`` at ``level``, as far as that alone says."""
    powers, sure = POWERS[level], proposal.corrected
    if proposal.decision.action == "wait" or sure < thresholds.suggest or not powers.orders:
        return "noted"
    return "ordered" if powers.alone and not proposal.asked and sure >= thresholds.execute else "pending"


class Taker:
    """Takes proposals, each in the book of its account."""

    def __init__(self, desk: OrderDesk, ai: AiTerms, autonomy: AutonomyTerms) -> None:
        self._desk = desk
        self._ai = ai
        self._autonomy = autonomy

    async def take(self, proposal: Proposal, book: Book) -> OrderPlaced | None:
        """Write ``proposal`` down with what comes of it, in one step; its order comes back, where it made one."""
        account, now = book.account, to_ms(self._desk.clock.now())
        opened: list[Record] = opened_records(account, self._desk.terms, self._desk.clock.now())
        fallen = await self._fallen(proposal, with_records(account, opened))
        level = level_of(account, self._autonomy) if fallen is None else fallen.level
        before: list[Record] = [] if fallen is None else [fallen]
        events: list[Event] = [] if fallen is None else [*dropped_event(account, fallen)]
        verdict = await self._verdict(proposal, level, with_records(account, [*opened, *before]))
        decided, after = self._decided(proposal, level, verdict), list[Record]()
        if verdict.fate == "ordered" and verdict.ready is not None:
            told = self._told(proposal, verdict, with_records(account, [*opened, *before, decided]), now)
            try:
                led, out = [*before, decided], [*events, *told]
                return await carry_out(verdict.ready, book, self._desk, led=led, events=out)
            except LimitReached as error:
                after.append(await refusal(verdict.ready, error, self._desk))
                over = lapsed(now, proposal.id, error)
                verdict = _Verdict("pending", verdict.ready, over.reason, over.detail, told=True)
                decided = self._decided(proposal, level, verdict)
        if verdict.lapsed is not None:
            after.append(Lapsed(now, proposal.id, verdict.lapsed, verdict.detail))
        records = [*opened, *before, decided, *after]
        events += self._told(proposal, verdict, with_records(account, records), now)
        await book.write(records, events=events)
        return None

    async def _fallen(self, proposal: Proposal, account: Account) -> Levelled | None:
        """That the level falls back, where it has to with what ``proposal`` tells of the model; else nothing."""
        level = level_of(account, self._autonomy)
        if not POWERS[level].alone:
            return None
        seen = with_records(account, [self._decided(proposal, level, _Verdict("noted"))])
        prices = await self._desk.prices(seen, tuple(seen.positions))
        now = self._desk.clock.now()
        why = falls_back(seen, self._autonomy, prices.__getitem__, now)
        return None if why is None else Levelled(to_ms(now), proposal.id, FALLS_TO, level, HOUSE, why)

    async def _verdict(self, proposal: Proposal, level: Level, account: Account) -> _Verdict:
        fate, decision = fate_of(proposal, level, self._ai.thresholds), proposal.decision
        if fate == "noted":
            acts = decision.action != "wait" and proposal.corrected >= self._ai.thresholds.suggest
            return _Verdict("noted", told=acts and POWERS[level].analyses and not proposal.asked)
        agent = agent_of(proposal.brain, proposal.place)
        idea = Idea.proposed(proposal, sizes=POWERS[level].sizes)
        try:
            ready = await prepared(idea, proposal.context.symbol, agent, account, self._desk, self._ai)
        except (BadOrder, UnknownSymbol) as error:
            return _Verdict("pending", None, "refused", "; ".join(error.problems) or "there is no such market")
        if ready.dead is not None:
            return _Verdict("pending", None, "dead", ready.dead)
        if fate == "ordered":
            return _Verdict("ordered", ready, told=True)
        now = to_ms(self._desk.clock.now())
        approved = [Voted(now, proposal.id, "approve", anybody) for anybody in SUPPOSED]
        decided = self._decided(proposal, level, _Verdict("pending", ready))
        why = await in_the_way(ready, with_records(account, [decided, *approved]), self._desk)
        if why is None:
            return _Verdict("pending", ready)
        over = lapsed(now, proposal.id, why)
        return _Verdict("pending", ready, over.reason, over.detail, told=over.reason != "stopped")

    def _decided(self, proposal: Proposal, level: Level, verdict: _Verdict) -> Decided:
        now, ready = self._desk.clock.now(), verdict.ready
        order = None if ready is None or ready.planned is None else ready.planned.order
        opens = ready is not None and ready.idea.opens
        on_tick = None if ready is None else ready.scene.instrument.price
        said, bar = proposal.decision, parse_timeframe(proposal.context.timeframe)
        return Decided(
            at=to_ms(now),
            decision=proposal.id,
            symbol=proposal.context.symbol if ready is None else ready.scene.instrument.symbol,
            timeframe=proposal.context.timeframe,
            action=said.action,
            brain=proposal.brain,
            model=proposal.model,
            prompt=proposal.prompt,
            voice=proposal.voice,
            level=level,
            fate=verdict.fate,
            confidence=said.confidence,
            corrected=proposal.corrected,
            fence=proposal.fence,
            expires=to_ms(now + of_people(self._desk.clock, self._ai.approvals.lasts)),
            judge_at=to_ms(now) + self._ai.horizon * bar.ms,
            document=proposal.model_dump_json(),
            entry=said.entry if on_tick is None or said.entry is None else on_tick(said.entry),
            stop=said.stop if on_tick is None or said.stop is None else on_tick(said.stop),
            target=said.target if on_tick is None or said.target is None else on_tick(said.target),
            amount=order.amount if order is not None and opens else None,
            votes=1 if ready is None else ready.people(self._ai.approvals),
            asked=proposal.asked,
            failed=proposal.failed,
            place=proposal.place,
        )

    def _told(self, proposal: Proposal, verdict: _Verdict, account: Account, now: int) -> Sequence[Event]:
        """What people are told of ``proposal``, with which ``account`` is as it is."""
        decision = account.agency.decisions[proposal.id]
        facts = facts_of(decision, proposal, account, self._ai)
        told = told_of(facts, proposal, None if verdict.ready is None else verdict.ready.facts)
        if verdict.told:
            return told_event(account, told, now)
        shared = AccountId.read(account.id).shared
        if decision.state == "pending" and (shared or not proposal.asked):  # else who asked is answered
            return asked_event(account, told, now)
        return []
