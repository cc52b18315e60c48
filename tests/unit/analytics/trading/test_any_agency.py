"""If this failed, some order of decisions, answers and restarts would let a trade pass that nobody wanted, or people
would be asked about one that is over."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from analytics.trading.account import Account, account_of
from analytics.trading.agent_records import Judged, Lapsed, Levelled, Reminded, Reviewed, Voted, Watching
from analytics.trading.copying import copied
from analytics.trading.orders import Order
from analytics.trading.records import Opened, Ordered, Record, Reset
from services.accounts import codec
from tests.examples import examples
from tests.unit.analytics.trading.agents import AT, decided

PEOPLE = ("ann", "ben", "cleo", "agent:claude")
NAME = "paper:discord:1"


@dataclass
class Model:
    """What is expected of a decision, told apart from how it is kept."""

    state: str
    needs: int
    approve: set[str] = field(default_factory=set)
    amount: Decimal = Decimal(1)
    judged: bool = False


class AnyAgency(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.account = Account(NAME)
        self.records: list[Record] = []
        self.models: dict[str, Model] = {}
        self.entered = self.signed = self.fence = 0
        self.watched: set[str] = set()
        self.now = AT
        self._write(Opened(AT, NAME, "USDT", Decimal(1_000)))

    def _write(self, record: Record) -> None:
        self.account.apply(record)
        self.records.append(record)
        self.now += 1

    @rule(
        fate=st.sampled_from(("noted", "pending", "pending", "ordered")),
        needs=st.integers(1, 2),
        fence=st.integers(0, 9),
        confidence=st.floats(0, 1),
    )
    def decides(self, fate: Any, needs: int, fence: int, confidence: float) -> None:
        name = f"d{len(self.models)}"
        self._write(decided(name, self.now, fate=fate, votes=needs, fence=fence, confidence=confidence))
        self.models[name] = Model(fate, needs)
        self.fence = max(self.fence, fence)

    @precondition(lambda self: self.models)
    @rule(
        which=st.integers(0, 99),
        by=st.sampled_from(PEOPLE),
        vote=st.sampled_from(("approve",) * 4 + ("modify", "reject", "skip")),
    )
    def answers(self, which: int, by: str, vote: Any) -> None:
        name, model = self._which(which)
        amount = Decimal(self.now % 7 + 1)
        plan: dict[str, Any] = {"entry": Decimal(100), "stop": Decimal(90), "target": Decimal(130), "amount": amount}
        self._write(Voted(self.now, name, vote, by, **(plan if vote == "modify" else {})))
        if model.state != "pending":
            return
        if vote == "modify":
            model.approve, model.amount = {by}, amount
        elif vote == "approve":
            model.approve.add(by)
        else:
            model.state = "rejected" if vote == "reject" else "skipped"
            model.approve.discard(by)

    @precondition(lambda self: self.models)
    @rule(which=st.integers(0, 99), reason=st.sampled_from(("expired", "dead", "refused", "stopped", "level")))
    def lapses(self, which: int, reason: Any) -> None:
        name, model = self._which(which)
        self._write(Lapsed(self.now, name, reason))
        self._over(model, "lapsed")

    @precondition(lambda self: self.models)
    @rule(which=st.integers(0, 99), closes=st.booleans())
    def is_ordered(self, which: int, closes: bool) -> None:
        name, model = self._which(which)
        order = Order(
            f"{self.now:032x}", "BTC/USDT", "sell" if closes else "buy", "market", Decimal(1), self.now, decision=name
        )
        self._write(Ordered(self.now, order))
        self._over(model, "ordered")
        self.entered += not closes

    @precondition(lambda self: self.models)
    @rule(which=st.integers(0, 99), moved=st.floats(-9, 9), reminds=st.booleans())
    def is_judged(self, which: int, moved: float, reminds: bool) -> None:
        name, model = self._which(which)
        if reminds:
            self._write(Reminded(self.now, name))
        self._write(Judged(self.now, name, "time", moved, moved))
        model.judged = True

    @rule(on=st.booleans(), symbol=st.sampled_from(("BTC/USDT", "ETH/USDT", "")))
    def is_told_to_look(self, on: bool, symbol: str) -> None:
        if on and not symbol:
            return
        self._write(Watching(self.now, f"w{self.now}", on, symbol, "1h", "ann"))
        self.watched = self.watched | {symbol} if on else self.watched - {symbol} if symbol else set()

    @rule(upto=st.integers(0, 9), level=st.sampled_from(("none", "copilot", "agent")))
    def is_looked_after(self, upto: int, level: Any) -> None:
        self._write(Reviewed(self.now, f"r{self.now}", "ann", upto, 0))
        self._write(Levelled(self.now, f"l{self.now}", level, "copilot", "ann"))
        self.signed = max(self.signed, min(upto, self.entered))
        assert self.account.agency.level == level

    @rule()
    def begins_anew(self) -> None:
        self._write(Reset(self.now, f"x{self.now}", Decimal(1_000), "ann"))
        for model in self.models.values():
            self._over(model, "lapsed")

    @precondition(lambda self: self.records)
    @rule()
    def restarts(self) -> None:
        """Killed, and read anew from what is on disk: it is where it was."""
        rebuilt = account_of(NAME, [codec.read(codec.written(record).body) for record in self.records])
        assert rebuilt == self.account
        self.account = rebuilt

    @precondition(lambda self: self.models)
    @rule(which=st.integers(0, 99))
    def comes_twice(self, which: int) -> None:
        """A proposal that is delivered again, as if it were new."""
        name, _ = self._which(which)
        before = copied(self.account).agency
        self.account.agency.apply(decided(name, self.now, fate="pending", votes=1, fence=99, amount=Decimal(50)))
        assert self.account.agency == before

    def _which(self, number: int) -> tuple[str, Model]:
        return list(self.models.items())[number % len(self.models)]

    @staticmethod
    def _over(model: Model, state: str) -> None:
        if model.state == "pending":
            model.state = state

    @invariant()
    def each_decision_is_as_it_was_answered(self) -> None:
        agency = self.account.agency
        assert agency.decisions.keys() == self.models.keys()
        for name, model in self.models.items():
            decision = agency.decisions[name]
            people = {each for each in model.approve if not each.startswith("agent:")}
            assert (decision.state, decision.amount, decision.approvals) == (model.state, model.amount, len(people))
            assert (decision.judged is not None) is model.judged
        assert {each.id for each in agency.pending} == {n for n, each in self.models.items() if each.state == "pending"}

    @invariant()
    def nothing_is_forgotten_that_is_to_be_done(self) -> None:
        agency = self.account.agency
        todo = any(each.state == "pending" or not each.judged for each in self.models.values())
        assert agency.idle is (not self.watched and not todo)
        assert agency.watches.keys() == self.watched
        assert (agency.entered, agency.since_review, agency.fence) == (
            self.entered,
            self.entered - self.signed,
            self.fence,
        )

    @invariant()
    def a_copy_is_the_same_and_apart(self) -> None:
        kept = copied(self.account)
        assert kept == self.account
        kept.agency.apply(decided("other"))
        assert "other" not in self.account.agency.decisions


AnyAgency.TestCase.settings = examples(60)
TestAnyAgency = AnyAgency.TestCase
