"""What came of each decision: written once, when its time is over, whether it was ordered or not.

- The plan is followed over the bars after the decision, by prices alone (analytics/trading/plan_course.py), so that
  what was turned down, lapsed or only noted is held against the same as what was ordered. It is the plan as the brain
  proposed it, whatever somebody made of it.
- Of what was ordered the trade counts too. Where it has not ended by then, what it came to is written down as soon as
  it has (``Settled``), and the lesson is drawn of both: the plan is judged in time, however long a position is held.
- Of a decision without a plan (to wait, to close, to move a stop) there is how far the price went.
- No bar is looked at that had not closed by the end of the decision's time, nor by now. Where the last ones are missing
  they are waited for as long again, and then it is judged by those that are there; by none, nothing is remembered.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, Literal

import structlog
from pydantic import ValidationError

from analytics.trading.account import Account
from analytics.trading.agency import Decision
from analytics.trading.agent_records import Decided, Judged, Learned, Settled
from analytics.trading.plan_course import Outcome, Plan, followed
from analytics.trading.positions import Result
from analytics.trading.records import Record
from services.accounts.books import Books
from services.brain.lesson_text import lesson_of, story_of
from services.brain.memory import entry_of
from services.brain.plan import NEAR
from services.brain.proposal import Proposal
from services.brain.rules import NAME as RULES
from services.brain.situation import USUAL_RISK
from services.brain.thought import LONGEST_LESSON, Brain
from services.brain.untrusted import cleaned
from services.core.clock import Clock
from services.core.errors import DeskError, InvalidRequest, NotEnoughData, OutcomeUnknown, StoreUnavailable, Unavailable
from services.market.candles import Candles
from services.market.timeframes import TIMEFRAMES, from_ms, to_ms
from services.market.view import MarketView
from services.orders.limits import enters

AGAIN: Final = timedelta(minutes=1)
"""Until an account is looked at again whose entry is still open, or whose market does not answer."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Due:
    """A decision whose time is over, and what came of it; ``proposal`` is ``None`` where nobody will ever know."""

    decision: Decision
    judged: Judged
    proposal: Proposal | None


class Judging:
    """Judges the decisions of all accounts whose time is over."""

    def __init__(self, books: Books, market: MarketView, brain: Brain, clock: Clock) -> None:
        self._books = books
        self._market = market
        self._brain = brain
        self._clock = clock
        self._later: dict[str, datetime] = {}

    async def step(self) -> None:
        """Judge what is due by now. What cannot be judged yet is left for later, and keeps nothing else waiting.

        Raises:
            StoreUnavailable, OutcomeUnknown: it is done in part.
        """
        now = self._clock.now()
        due = [
            name
            for name, agenda in (await self._books.agents()).items()
            if agenda.judge_at is not None and agenda.judge_at <= to_ms(now)
        ]
        self._later = {name: self._later[name] for name in due if name in self._later}
        for name in due:
            if self._later.get(name, now) > now:
                continue
            try:
                await self._judge(name)
            except (StoreUnavailable, OutcomeUnknown):
                raise
            except DeskError as error:
                log.warning("decisions cannot be judged now", account=name, error=str(error))
            except Exception as error:  # the edge: one that fails as nobody foresaw must not hold up those behind it
                log.error("decisions of an account are left for a while", account=name, exc_info=error)
            self._later[name] = now + AGAIN

    async def _judge(self, name: str) -> None:
        """Judge what is due of the account ``name``.

        Raises:
            HeldElsewhere, JournalBroken, StoreUnavailable: what is left is judged later.
        """
        account = await self._books.look(name)
        for decision in list(overdue(account, to_ms(self._clock.now()))):
            due = await self._came_of(decision, account)
            if due is None:
                continue
            held = decision.id in account.agency.holding
            records: list[Record] = [due.judged, *(() if held else await self._learned(due, name))]
            beside = () if due.proposal is None else (entry_of(due.proposal, due.judged),)
            async with self._books.writing(name) as book:
                now_known = book.account.agency.decisions.get(decision.id)
                if now_known is not None and now_known.judged is None:
                    await book.write(records, beside=beside)
        for decision in list(account.agency.unsettled):
            await self._settle(decision, account)

    async def _settle(self, decision: Decision, account: Account) -> None:
        """Write down what the trade of ``decision`` came to, which was judged before that had ended.

        Raises:
            HeldElsewhere, JournalBroken, StoreUnavailable: it is done later.
        """
        result, judged = account.agency.results[decision.id], decision.judged
        if judged is None:
            return
        settled = Settled(to_ms(self._clock.now()), decision.id, result.pnl, _multiple(result), result.held)
        known = replace(judged, at=settled.at, pnl=settled.pnl, real_r=settled.real_r, held=settled.held)
        due = _Due(decision, known, await self._proposal(decision, account))
        records: list[Record] = [settled, *await self._learned(due, account.id)]
        async with self._books.writing(account.id) as book:
            now_known = book.account.agency.decisions.get(decision.id)
            if now_known is not None and now_known.judged is not None and now_known.judged.pnl is None:
                await book.write(records)

    async def _proposal(self, decision: Decision, account: Account) -> Proposal | None:
        """What led to ``decision``; ``None``: that can be read no more."""
        record = await self._books.record(account.id, f"decided:{decision.id}")
        return _read(record.document) if isinstance(record, Decided) else None

    async def _came_of(self, decision: Decision, account: Account) -> _Due | None:
        """What came of ``decision``; ``None``: that cannot be told yet."""
        now = to_ms(self._clock.now())
        proposal = await self._proposal(decision, account)
        bars = None if proposal is None else await self._bars(decision)
        if proposal is not None and now < 2 * decision.judge_at - decision.at and not _whole(bars, decision):
            return None
        if proposal is None or bars is None:
            return _Due(decision, Judged(now, decision.id, "never", 0.0), None)
        plan, price = plan_of(proposal), float(proposal.context.price_action.current)
        outcome = Outcome("time", None) if plan is None else followed(plan, bars)
        risk = USUAL_RISK * proposal.context.atr if plan is None else plan.risk
        held = decision.id in account.agency.holding
        result = None if held else account.agency.results.get(decision.id)
        judged = Judged(
            at=now,
            decision=decision.id,
            hit=outcome.hit,
            moved=(float(bars.close[-1]) - price) / risk,
            r=outcome.r,
            pnl=None if result is None else result.pnl,
            real_r=None if result is None else _multiple(result),
            held=None if result is None else result.held,
        )
        return _Due(decision, judged, proposal)

    async def _bars(self, decision: Decision) -> Candles | None:
        """The bars of the decision's time; ``None``: there are none, or the market does not answer."""
        parts, since = list[Candles](), decision.at
        try:
            market = self._market.at(from_ms(decision.judge_at))
            while since < decision.judge_at:
                part = (await market.bars_since(decision.symbol, from_ms(since))).closed_by(decision.judge_at)
                if not len(part):
                    break
                parts.append(part)
                since = int(part.time[-1]) + part.bar_ms
        except (InvalidRequest, NotEnoughData, Unavailable) as error:
            log.warning("a decision cannot be judged", decision=decision.id, error=str(error))
            return None
        return Candles.joined(parts) if parts else None

    async def _learned(self, due: _Due, name: str) -> tuple[Learned, ...]:
        """The lesson of what is ``due``, where there is one: of a plan that came to something. Of what was not traded
        one is drawn where none was of the same market in its time, for bar by bar the same idea teaches the same. The
        brain is asked about what was traded alone, for it may cost something."""
        decision, judged, proposal = due.decision, due.judged, due.proposal
        if proposal is None or judged.r is None:
            return ()
        text, by = "", self._brain.name
        if judged.pnl is not None:
            text = cleaned(await self._brain.reflect(story_of(proposal, judged)), LONGEST_LESSON)
        else:
            lessons = (await self._books.look(name)).agency.lessons.values()
            if any(each.symbol == decision.symbol and each.at > decision.at for each in lessons):
                return ()
        if not text:
            text, by = lesson_of(proposal, judged), RULES
        return (Learned(judged.at, decision.id, decision.symbol, by, text),)


def overdue(account: Account, now: int) -> Iterator[Decision]:
    """What of ``account`` can be judged ``now`` (UTC ms): its time is over, nobody is asked any more, and its entry is
    not open."""
    entering = {each.order.decision for each in account.orders.values() if enters(each.order)}
    for decision in account.agency.unjudged:
        if decision.judge_at <= now and decision.state != "pending" and decision.id not in entering:
            yield decision


def plan_of(proposal: Proposal) -> Plan | None:
    """The plan of ``proposal``; ``None``: it has none that could be followed."""
    decision = proposal.decision
    if not decision.opens or decision.stop is None or decision.target is None:
        return None
    price = float(proposal.context.price_action.current)
    entry = price if decision.entry is None else float(decision.entry)
    sign: Literal[1, -1] = 1 if decision.action == "long" else -1
    plan = Plan(sign, entry, float(decision.stop), float(decision.target), abs(entry / price - 1) <= NEAR)
    return plan if sign * plan.stop < sign * plan.entry < sign * plan.target else None


def _whole(bars: Candles | None, decision: Decision) -> bool:
    """Whether ``bars`` go up to the last one of the decision's time."""
    if bars is None:
        return False
    return int(bars.time[-1]) + bars.bar_ms > decision.judge_at - TIMEFRAMES[decision.timeframe].ms


def _read(document: str) -> Proposal | None:
    try:
        return Proposal.model_validate_json(document)
    except ValidationError as error:
        log.warning("a decision cannot be read any more", error=str(error.errors(include_url=False)[:1]))
        return None


def _multiple(result: Result) -> float | None:
    return None if result.r_multiple is None else float(result.r_multiple)
