"""What an agent may, does and has done in an account: what its records come to.

Decisions are kept without their documents, the newest ones; the journal has all.

A decision that people are asked about is pending until it is answered, ordered, or lapses; then nothing changes it any
more but its judgement. It is ordered by the order that says so, which stands in the same step as the last approval.
"""

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from types import MappingProxyType
from typing import Final, Literal, assert_never

from analytics.trading.agent_records import (
    AGENTS,
    Action,
    AgentRecord,
    Decided,
    Judged,
    Lapsed,
    Learned,
    Level,
    Levelled,
    Reminded,
    Reviewed,
    Settled,
    Struck,
    Vote,
    Voted,
    Watching,
)
from analytics.trading.orders import Order
from analytics.trading.positions import Result

KEPT: Final = 500
"""Decisions that are remembered, beside those that are pending or not judged or signed yet; and lessons."""
AT_ONCE: Final = 50
"""So many more are let come before the oldest are forgotten: it takes a look at all."""
NO_FAILURES: Final = frozenset({"no key", "over budget", "too long", "store away"})
"""Why a model did not speak that nobody asked: it did not fail."""
HOUSE: Final = "house"
"""Who drops a level."""

State = Literal["noted", "pending", "ordered", "rejected", "skipped", "lapsed"]


@dataclass(frozen=True, slots=True)
class Watch:
    """The agent looks at the market on each closed bar of ``timeframe``."""

    timeframe: str
    by: str
    place: str
    since: int


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision as far as the account needs it. ``votes`` are people's answers to it as it is now, the last of each.
    ``entry`` to ``amount`` are as they were modified, where they were."""

    id: str
    at: int
    symbol: str
    timeframe: str
    action: Action
    brain: str
    voice: str
    level: Level
    state: State
    confidence: float
    corrected: float
    expires: int
    judge_at: int
    entry: Decimal | None
    stop: Decimal | None
    target: Decimal | None
    amount: Decimal | None
    needs: int
    asked: bool
    failed: str
    place: str
    votes: Mapping[str, Vote] = field(default_factory=lambda: MappingProxyType({}))
    modified: bool = False
    reminded: bool = False
    lapsed: str = ""
    detail: str = ""
    answered_at: int | None = None
    number: int = 0
    """How many entries of agents there were as it was ordered, it included."""
    ended: int = 0
    """How many trades of agents had ended as its own had, it included; 0: it has not."""
    judged: Judged | None = None

    @property
    def approvals(self) -> int:
        """How many different people approved it as it is now. An agent is nobody."""
        approving = (by for by, vote in self.votes.items() if vote in ("approve", "modify"))
        return sum(not by.startswith(AGENTS) for by in approving)

    @property
    def opens(self) -> bool:
        return self.action in ("long", "short")

    @property
    def done(self) -> bool:
        """Whether nothing is to be done about it any more."""
        return self.state != "pending" and self.judged is not None


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson that is recalled until it is struck."""

    decision: str
    at: int
    symbol: str
    brain: str
    text: str
    struck_by: str = ""
    why: str = ""


@dataclass(slots=True)
class Agency:
    """See the module. ``level`` is ``None`` where nobody ever set one: it is then as configured."""

    level: Level | None = None
    levelled_at: int = 0
    reason: str = ""
    """Why it dropped by itself, where it did."""
    watches: dict[str, Watch] = field(default_factory=dict)
    decisions: dict[str, Decision] = field(default_factory=dict)
    """By id, the oldest first."""
    decided: int = 0
    """How many decisions that ever were, of which ``waited`` were to wait."""
    waited: int = 0
    results: dict[str, Result] = field(default_factory=dict)
    """Of decisions whose positions have ended, by their ids."""
    holding: set[str] = field(default_factory=set)
    """Decisions whose orders opened something that is still held."""
    judged: deque[Decision] = field(default_factory=lambda: deque(maxlen=5_000))
    """The judged ones, the newest last; nothing changes them but the end of their trades."""
    lessons: dict[str, Lesson] = field(default_factory=dict)
    fence: int = 0
    failures: int = 0
    """How often in a row the model failed, since somebody last set the level."""
    entries: deque[int] = field(default_factory=lambda: deque(maxlen=1_000))
    """When entries were ordered for agents (UTC ms)."""
    entered: int = 0
    """How many entries that ever were."""
    traded: int = 0
    """How many trades of agents ever ended."""
    reviewed: int = 0
    """So many of these somebody has signed."""
    reviewed_trades: int = 0
    """And so many of the trades that ended."""
    reviewed_at: int = 0
    losing_streak: int = 0
    """Trades of agents in a row, up to the last one, that lost, of those that nobody has signed."""

    @property
    def pending(self) -> Iterator[Decision]:
        """What waits for people, the oldest first."""
        return (each for each in self.decisions.values() if each.state == "pending")

    @property
    def unjudged(self) -> Iterator[Decision]:
        """What is to be judged, the oldest first."""
        return (each for each in self.decisions.values() if each.judged is None)

    @property
    def unsettled(self) -> Iterator[Decision]:
        """What was judged before its trade had ended, which it has by now, the oldest first."""
        return (each for each in self.decisions.values() if self._settles(each) and each.id not in self.holding)

    @property
    def idle(self) -> bool:
        """Whether nothing is to be done about it: nothing is looked at, waits for people, is to be judged or held."""
        return not self.watches and not any(map(self._to_do, self.decisions.values()))

    @property
    def since_review(self) -> int:
        """Entries of agents that nobody has signed."""
        return self.entered - self.reviewed

    def to_review(self, decision: Decision) -> bool:
        """Whether ``decision`` was ordered, or its trade ended, since somebody last signed that."""
        return decision.state == "ordered" and (
            decision.number > self.reviewed or decision.ended > self.reviewed_trades
        )

    def apply(self, record: AgentRecord) -> None:
        """Let ``record`` take effect. A decision, judgement or lesson that is there stays as it is, and an answer to
        what is over changes nothing.

        Raises:
            KeyError: it is about a decision or a lesson that is not there.
        """
        match record:
            case Decided():
                self._decided(record)
            case Voted():
                self._voted(record)
            case Lapsed():
                self._over(self.decisions[record.decision], "lapsed", lapsed=record.reason, detail=record.detail)
            case Reminded():
                self._put(replace(self.decisions[record.decision], reminded=True))
            case Judged():
                self._judged(record)
            case Settled():
                self._settled(record)
            case Levelled():
                self._levelled(record)
            case Watching():
                self._watching(record)
            case Reviewed():
                self._reviewed(record)
            case Learned():
                self._learned(record)
            case Struck():
                lesson = self.lessons[record.decision]
                self.lessons[record.decision] = replace(lesson, struck_by=record.by, why=record.why)
            case _:
                assert_never(record)

    def ordered(self, order: Order, at: int) -> None:
        """``order`` was ordered, which comes of a decision."""
        if order.leg == "entry" and not order.reduces:
            self.entries.append(at)
            self.entered += 1
        decision = self.decisions.get(order.decision)
        if decision is not None:
            self._over(decision, "ordered")
            self._put(replace(self.decisions[decision.id], number=self.entered))

    def opened(self, decision: str) -> None:
        """An order that comes of ``decision`` has opened a position, or a part of one."""
        self.holding.add(decision)

    def ended(self, results: Mapping[str, Result]) -> None:
        """A position has ended in which orders of decisions had a part: ``results`` are theirs, by the decisions' ids;
        nothing where agents had none."""
        if results:
            self.traded += 1
            self.losing_streak = self.losing_streak + 1 if sum(each.pnl for each in results.values()) < 0 else 0
        self.holding -= results.keys()
        for name in results.keys() & self.decisions.keys():
            before = self.results.get(name)
            self.results[name] = results[name] if before is None else before.and_also(results[name])
            self._put(replace(self.decisions[name], ended=self.traded))

    def reset(self) -> None:
        """The account begins anew: what is pending would be ordered in another one than it was meant for."""
        for decision in list(self.pending):
            self._over(decision, "lapsed", lapsed="reset")
        self.holding.clear()

    def _decided(self, record: Decided) -> None:
        if record.decision in self.decisions:
            return
        self.fence = max(self.fence, record.fence)
        self.decided += 1
        self.waited += record.action == "wait"
        if not record.failed:
            self.failures = 0
        elif record.failed not in NO_FAILURES:
            self.failures += 1
        self._put(
            Decision(
                id=record.decision,
                at=record.at,
                symbol=record.symbol,
                timeframe=record.timeframe,
                action=record.action,
                brain=record.brain,
                voice=record.voice,
                level=record.level,
                state=record.fate,
                confidence=record.confidence,
                corrected=record.corrected,
                expires=record.expires,
                judge_at=record.judge_at,
                entry=record.entry,
                stop=record.stop,
                target=record.target,
                amount=record.amount,
                needs=record.votes,
                asked=record.asked,
                failed=record.failed,
                place=record.place,
            )
        )
        if len(self.decisions) > KEPT + AT_ONCE:
            self._forget(len(self.decisions) - KEPT)

    def _forget(self, count: int) -> None:
        """The oldest of those to wait, of which there are most; where there are none the oldest of all that is done."""
        done = [each for each in self.decisions.values() if not self._to_do(each) and not self.to_review(each)]
        for old in sorted(done, key=lambda each: each.action != "wait")[:count]:
            del self.decisions[old.id]
            self.results.pop(old.id, None)

    def _voted(self, record: Voted) -> None:
        decision = self.decisions[record.decision]
        if decision.state != "pending":
            return
        votes = {**decision.votes, record.by: record.vote}
        match record.vote:
            case "approve":
                decision = replace(decision, votes=MappingProxyType(votes))
            case "modify":
                decision = replace(
                    decision,
                    votes=MappingProxyType({record.by: record.vote}),
                    modified=True,
                    entry=record.entry,
                    stop=record.stop,
                    target=record.target,
                    amount=record.amount,
                )
            case "reject" | "skip":
                state: State = "rejected" if record.vote == "reject" else "skipped"
                decision = replace(decision, votes=MappingProxyType(votes), state=state)
            case _:
                assert_never(record.vote)
        self._put(replace(decision, answered_at=record.at))

    def _over(self, decision: Decision, state: State, *, lapsed: str = "", detail: str = "") -> None:
        if decision.state == "pending":
            self._put(replace(decision, state=state, lapsed=lapsed, detail=detail))

    def _judged(self, record: Judged) -> None:
        decision = self.decisions[record.decision]
        if decision.judged is None:
            decision = replace(decision, judged=record)
            self._put(decision)
            self.judged.append(decision)

    def _settled(self, record: Settled) -> None:
        decision = self.decisions[record.decision]
        if decision.judged is None or decision.judged.pnl is not None:
            return
        judged = replace(decision.judged, pnl=record.pnl, real_r=record.real_r, held=record.held)
        settled = replace(decision, judged=judged)
        self._put(settled)
        for place, each in enumerate(self.judged):
            if each.id == settled.id:
                self.judged[place] = settled

    def _settles(self, decision: Decision) -> bool:
        """Whether ``decision`` was judged before the end of its trade, of which something is known."""
        return decision.judged is not None and decision.judged.pnl is None and decision.id in self.results

    def _to_do(self, decision: Decision) -> bool:
        """Whether something is to be done about ``decision``, or may be once its trade has ended."""
        return not decision.done or decision.id in self.holding or self._settles(decision)

    def _levelled(self, record: Levelled) -> None:
        dropped = record.by == HOUSE
        self.level, self.levelled_at, self.reason = record.level, record.at, record.reason if dropped else ""
        if not dropped:
            self.failures = 0

    def _reviewed(self, record: Reviewed) -> None:
        self.reviewed = max(self.reviewed, min(record.entries, self.entered))
        self.reviewed_trades = max(self.reviewed_trades, min(record.trades, self.traded))
        self.losing_streak = min(self.losing_streak, self.traded - self.reviewed_trades)
        self.reviewed_at = record.at

    def _watching(self, record: Watching) -> None:
        if record.on:
            self.watches[record.symbol] = Watch(record.timeframe, record.by, record.place, record.at)
        elif record.symbol:
            self.watches.pop(record.symbol, None)
        else:
            self.watches.clear()

    def _learned(self, record: Learned) -> None:
        if record.decision not in self.lessons:
            self.lessons[record.decision] = Lesson(record.decision, record.at, record.symbol, record.brain, record.text)
            if len(self.lessons) > KEPT:
                del self.lessons[next(iter(self.lessons))]

    def _put(self, decision: Decision) -> None:
        self.decisions[decision.id] = decision
