"""What waits for people: they are reminded of it once, and it lapses where nobody answers or the level lets it no more;
where a switch stops it, the brakes see to that (services/orders/brakes.py). An entry that was not filled in its
decision's time is cancelled. What is due is found without reading a journal (services/accounts/agenda.py).
"""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from time import monotonic
from typing import Final

import structlog

from analytics.trading.account import Account
from analytics.trading.agency import Decision
from analytics.trading.agent_records import Lapsed, LapseReason, Reminded
from analytics.trading.matching import cancel
from analytics.trading.records import Record
from services.accounts.agenda import Agenda
from services.accounts.books import Book
from services.autonomy.levels import POWERS
from services.autonomy.standing import level_of
from services.autonomy.terms import AiTerms, AutonomyTerms
from services.brain.events import asked_event
from services.brain.facts import PlanFacts, facts_of, proposal_of, told_of
from services.brain.plan_facts import plan_then
from services.core.clock import of_people
from services.core.errors import (
    DeskError,
    ExchangeUnavailable,
    HeldElsewhere,
    JournalBroken,
    OutcomeUnknown,
    StoreUnavailable,
)
from services.core.events import Event
from services.market.timeframes import from_ms, to_ms
from services.orders.events import events_of
from services.orders.order_desk import OrderDesk
from services.orders.paper import PATIENCE

BROKEN_SECONDS: Final = 300.0
"""For so long an account whose journal is broken is not looked at again, of this machine's time."""

log = structlog.get_logger(__name__)


class Pending:
    """Looks after what waits for people."""

    def __init__(self, desk: OrderDesk, ai: AiTerms, autonomy: AutonomyTerms) -> None:
        self._desk = desk
        self._ai = ai
        self._autonomy = autonomy
        self._broken: dict[str, float] = {}
        """Account that cannot be read or looked after → when it is looked at again."""

    async def step(self) -> None:
        """Do what is due as of the clock's now.

        Raises:
            StoreUnavailable, OutcomeUnknown: it is done in part.
        """
        for name, agenda in sorted((await self._desk.books.agents()).items()):
            if monotonic() < self._broken.get(name, 0.0) or not self._is_due(agenda):
                continue
            try:
                plans = await self._plans(name, agenda)
                async with self._desk.books.writing(name, patience=0.0) as book:
                    await self._attend(book, plans)
                await asyncio.sleep(0)
            except HeldElsewhere:
                continue
            except (StoreUnavailable, OutcomeUnknown):
                raise
            except JournalBroken:
                self._broken[name] = monotonic() + BROKEN_SECONDS
            except DeskError as error:
                log.warning("what waits in an account cannot be looked after", account=name, error=str(error))
            except Exception as error:  # the edge: one that fails as nobody foresaw must not hold up those behind it
                log.error("what waits in an account is left for a while", account=name, exc_info=error)
                self._broken[name] = monotonic() + BROKEN_SECONDS

    def _is_due(self, agenda: Agenda) -> bool:
        now = self._now()
        if agenda.judge_at is not None and agenda.judge_at <= now:
            return True
        if not agenda.waits:
            return False
        if not POWERS[agenda.level or self._autonomy.level].orders:
            return True
        return any(each.expires <= now or self._to_remind(each.expires, each.reminded) for each in agenda.waits)

    def _to_remind(self, expires: int, reminded: bool) -> bool:
        terms, clock = self._ai.approvals, self._desk.clock
        due = to_ms(from_ms(expires) - of_people(clock, terms.remind))
        return not reminded and 0 < terms.remind < terms.lasts and self._now() >= due

    async def _plans(self, name: str, agenda: Agenda) -> Mapping[str, PlanFacts]:
        """What those come to that people are reminded of, as far as their markets answer; nobody holds the account
        meanwhile."""
        found: dict[str, PlanFacts] = {}
        due = [each.id for each in agenda.waits if self._to_remind(each.expires, each.reminded)]
        if not due:
            return found
        account = await self._desk.books.look(name)
        for decision in (account.agency.decisions[each] for each in due if each in account.agency.decisions):
            proposal = await proposal_of(self._desk.books, name, decision.id)
            with suppress(ExchangeUnavailable):
                async with self._desk.market.in_time(PATIENCE):
                    plan = await plan_then(decision, proposal, self._desk)
                    found |= {} if plan is None else {decision.id: plan}
        return found

    async def _attend(self, book: Book, plans: Mapping[str, PlanFacts]) -> None:
        account, records, events = book.account, list[Record](), list[Event]()
        for decision in list(account.agency.pending):
            lapse = self._lapse(decision, account)
            if lapse is not None:
                records.append(Lapsed(self._now(), decision.id, lapse))
            elif self._to_remind(decision.expires, decision.reminded):
                records.append(Reminded(self._now(), decision.id))
                proposal = await proposal_of(self._desk.books, account.id, decision.id)
                told = told_of(facts_of(decision, proposal, account, self._ai), proposal, plans.get(decision.id))
                events += asked_event(account, told, self._now(), reminder=True, of="reminded")
        for record in records:
            account.apply(record)
        cancelled = self._unfilled(account)
        events += events_of(account, cancelled)
        if records or cancelled:
            await book.write([*records, *cancelled], events=events, applied=True)

    def _lapse(self, decision: Decision, account: Account) -> LapseReason | None:
        """Why ``decision`` can be approved no more; ``None``: it can."""
        if decision.expires <= self._now():
            return "expired"
        return None if POWERS[level_of(account, self._autonomy)].orders else "level"

    def _unfilled(self, account: Account) -> Sequence[Record]:
        """Cancel the entries that were not filled in the time of their decisions; the records come back, applied."""
        now, records = self._now(), list[Record]()
        for working in list(account.orders.values()):
            decision = account.agency.decisions.get(working.order.decision)
            if decision is not None and working.order.leg == "entry" and decision.judge_at <= now:
                records += cancel(account, working.order.id, now, "expired")
        return records

    def _now(self) -> int:
        return to_ms(self._desk.clock.now())
