"""Who approves a trade of the agent must get that trade or none; what it lost, and how often, must not be forgotten."""

from dataclasses import replace
from decimal import Decimal
from timeit import timeit
from typing import Any

import pytest

from analytics.trading.account import Account, account_of
from analytics.trading.agency import AT_ONCE, KEPT, Agency
from analytics.trading.agent_records import (
    Judged,
    Lapsed,
    LapseReason,
    Learned,
    Level,
    Levelled,
    Reminded,
    Reviewed,
    Struck,
    Vote,
    Voted,
    Watching,
)
from analytics.trading.copying import copied
from analytics.trading.orders import Order
from analytics.trading.records import Accepted, Filled, Funded, Liquidated, Opened, Ordered, Record, Reset
from tests.unit.analytics.trading.agents import AT, HOUR, MINUTE, decided

D = Decimal
SPOT, PERPETUAL = "BTC/USDT", "BTC/USDT:USDT"


def agency(*records: Any) -> Agency:
    made = Agency()
    for record in records:
        made.apply(record)
    return made


def voted(vote: Vote = "approve", by: str = "discord:1", decision: str = "d1", at: int = AT + 1, **plan: Any) -> Voted:
    return Voted(at, decision, vote, by, **plan)


def levelled(level: Level, by: str = "discord:1", at: int = AT, reason: str = "") -> Levelled:
    return Levelled(at, f"{level}:{at}", level, "copilot", by, reason)


def order(id: str, way: Any = "buy", amount: str = "1", symbol: str = SPOT, **terms: Any) -> Order:  # noqa: A002
    return Order(id, symbol, way, "market", D(amount), AT, by="agent:claude", **terms)


def filled(each: Order, price: str, at: int = AT, fee: str = "0") -> list[Record]:
    return [
        Ordered(at, each),
        Accepted(at, each.id, each.id, at),
        Filled(at, each.id, each.symbol, 1, D(price), each.amount, D(fee), False, D(price)),
    ]


def account(*records: Record | list[Record]) -> Account:
    flat = [each for some in records for each in (some if isinstance(some, list) else [some])]
    return account_of("paper:discord:1", [Opened(AT - HOUR, "paper:discord:1", "USDT", D(10_000)), *flat])


# A decision


@pytest.mark.parametrize("fate", ["noted", "pending", "ordered"])
def test_a_decision_is_what_was_written(fate: Any) -> None:
    (decision,) = agency(decided(fate=fate, votes=2, asked=True, place="discord:9")).decisions.values()
    assert (decision.id, decision.state, decision.needs, decision.asked) == ("d1", fate, 2, True)
    assert (decision.entry, decision.stop, decision.target, decision.amount) == (D(100), D(90), D(120), D(1))
    assert (decision.place, decision.approvals, decision.opens, decision.done) == ("discord:9", 0, True, False)


def test_its_document_is_not_remembered() -> None:
    made = agency(decided(document="x" * 10_000))
    assert "xxx" not in repr(made)


@pytest.mark.parametrize(("needs", "by", "approved"), [(1, ["a"], True), (2, ["a"], False), (2, ["a", "b"], True)])
def test_so_many_different_people_approve(needs: int, by: list[str], approved: bool) -> None:
    made = agency(decided(votes=needs), *(voted(by=each) for each in by))
    assert (made.decisions["d1"].approvals >= made.decisions["d1"].needs) is approved
    assert [each.id for each in made.pending] == ["d1"], "until it is ordered it is pending"


def test_one_person_counts_once() -> None:
    made = agency(decided(votes=2), voted(at=AT + 1), voted(at=AT + 2))
    assert made.decisions["d1"].approvals == 1


def test_an_agent_is_nobody() -> None:
    made = agency(decided(), voted(by="agent:claude"), voted("modify", by="agent:rules"))
    assert made.decisions["d1"].approvals == 0


def test_who_modifies_approves_another_plan() -> None:
    plan: dict[str, Any] = {"entry": D(99), "stop": D(95), "target": D(130), "amount": D("0.5")}
    made = agency(decided(votes=2), voted(by="a"), voted("modify", by="b", **plan))
    decision = made.decisions["d1"]
    assert dict(decision.votes) == {"b": "modify"}
    assert (decision.entry, decision.stop, decision.target, decision.amount) == (D(99), D(95), D(130), D("0.5"))
    assert decision.modified
    assert decision.approvals < decision.needs
    made.apply(voted(by="a", at=AT + 5))
    assert made.decisions["d1"].approvals == made.decisions["d1"].needs


@pytest.mark.parametrize(("vote", "state"), [("reject", "rejected"), ("skip", "skipped")])
def test_one_no_is_the_end(vote: Vote, state: str) -> None:
    made = agency(decided(votes=2), voted(by="a"), voted(vote, by="b", at=AT + 2), voted(by="c", at=AT + 3))
    decision = made.decisions["d1"]
    assert (decision.state, decision.approvals, decision.answered_at) == (state, 1, AT + 2)
    assert not list(made.pending)


@pytest.mark.parametrize("reason", ["expired", "dead", "refused", "stopped", "level"])
def test_what_lapsed_is_over(reason: LapseReason) -> None:
    made = agency(decided(), Lapsed(AT + 1, "d1", reason, "why"), voted(at=AT + 2))
    decision = made.decisions["d1"]
    assert (decision.state, decision.lapsed, decision.detail, decision.votes) == ("lapsed", reason, "why", {})


def test_what_is_over_does_not_lapse() -> None:
    for over in (voted("reject"), voted("skip"), Lapsed(AT, "d1", "dead")):
        before = agency(decided(), over)
        after = agency(decided(), over, Lapsed(AT + 9, "d1", "expired"))
        assert after.decisions == before.decisions


def test_its_order_orders_it() -> None:
    made = account(decided(), voted(), Ordered(AT, order("o1", decision="d1", stop=D(90))))
    assert made.agency.decisions["d1"].state == "ordered"
    made.apply(Lapsed(AT + 1, "d1", "expired"))
    assert (made.agency.decisions["d1"].state, made.agency.decisions["d1"].number) == ("ordered", 1)


def test_a_person_is_reminded_once() -> None:
    made = agency(decided(), Reminded(AT, "d1"))
    assert made.decisions["d1"].reminded


def test_what_is_there_stays_as_it_is() -> None:
    once: list[Any] = [
        decided(),
        voted(),
        Lapsed(AT, "d1", "dead"),
        Judged(AT, "d1", "stop", -1.0, -1.0),
        Learned(AT, "d1", SPOT, "rules", "wait"),
    ]
    made = agency(*once)
    for record in once:
        before = copied(Account("x", agency=made)).agency
        made.apply(record)
        assert made == before, record.kind


@pytest.mark.parametrize(
    "record",
    [
        voted(),
        Lapsed(AT, "d1", "dead"),
        Reminded(AT, "d1"),
        Judged(AT, "d1", "stop", 0.0),
        Struck(AT, "d1", "discord:1"),
    ],
)
def test_what_is_about_no_decision_is_of_another_journal(record: Any) -> None:
    with pytest.raises(KeyError):
        agency(record)


@pytest.mark.parametrize(
    "wrong",
    [
        {"confidence": 1.01},
        {"confidence": float("nan")},
        {"corrected": -0.1},
        {"corrected": float("inf")},
        {"votes": 0},
        {"stop": D(0)},
        {"amount": D(-1)},
        {"entry": D("NaN")},
    ],
)
def test_nonsense_is_no_decision(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"confidence|approve|above zero"):
        decided(**wrong)


# What it does


def test_it_looks_at_what_it_was_told_to() -> None:
    def watching(symbol: str, *, on: bool = True, timeframe: str = "1h") -> Watching:
        return Watching(AT, "w", on, symbol, timeframe, "discord:1", "discord:9")

    made = agency(watching("BTC/USDT"), watching("ETH/USDT"), watching("BTC/USDT", timeframe="4h"))
    assert {symbol: each.timeframe for symbol, each in made.watches.items()} == {"BTC/USDT": "4h", "ETH/USDT": "1h"}
    made.apply(watching("BTC/USDT", on=False))
    assert made.watches.keys() == {"ETH/USDT"}
    made.apply(watching("", on=False))
    assert not made.watches
    with pytest.raises(ValueError, match="which market"):
        watching("")


def test_it_is_idle_once_nothing_is_to_be_done() -> None:
    made = Agency()
    assert made.idle
    for record, idle in (
        (decided(), False),
        (Lapsed(AT, "d1", "expired"), False),
        (Judged(AT, "d1", "never", 0.0), True),
        (Watching(AT, "w", True, SPOT, "1h", "a"), False),
        (Watching(AT, "v", False, "", "", "a"), True),
    ):
        made.apply(record)
        assert made.idle is idle, record


def test_a_larger_fence_stays() -> None:
    assert agency(decided("a", fence=7), decided("b", fence=3)).fence == 7


@pytest.mark.parametrize(
    ("failed", "failures"),
    [
        (["timed out", "nonsense"], 2),
        (["timed out", "", "overloaded"], 1),
        (["timed out", "no key", "over budget", "timed out"], 2),
        (["no key"] * 5, 0),
        (["store away", "too long"] * 5, 0),
        (["unreachable", "store away", "key refused"], 2),
    ],
)
def test_the_failures_of_the_model_in_a_row(failed: list[str], failures: int) -> None:
    made = agency(*(decided(str(number), failed=why) for number, why in enumerate(failed)))
    assert made.failures == failures
    made.apply(levelled("copilot", by="house", reason="the model failed"))
    assert (made.failures, made.reason) == (failures, "the model failed")
    made.apply(levelled("autonomous"))
    assert (made.failures, made.reason, made.level) == (0, "", "autonomous")


def test_entries_are_counted_and_what_closes_is_not() -> None:
    entry = order("o1", decision="d1", stop=D(90))
    leg = replace(entry, id="leg", way="sell", leg="stop", parent="o1", reduce_only=True)
    made = account(
        [Ordered(AT, entry), Ordered(AT, replace(entry, id="o2", decision="d2", symbol=PERPETUAL, way="sell"))],
        [Ordered(AT, leg), Ordered(AT, order("o3", "sell", decision="d3"))],
        [Ordered(AT, order("o4", "sell", symbol=PERPETUAL, reduce_only=True, decision="d4"))],
        [Ordered(AT, replace(order("o5"), by="discord:1"))],
    )
    assert (list(made.agency.entries), made.agency.entered, made.agency.since_review) == ([AT, AT], 2, 2)


def test_what_is_signed_is_what_was_shown() -> None:
    entries = [Ordered(AT, order(f"o{number}", decision=f"d{number}", stop=D(90))) for number in range(5)]
    made = account(*entries, Reviewed(AT, "r1", "discord:1", 3, 0)).agency
    assert (made.since_review, made.reviewed_at) == (2, AT)
    made.apply(Reviewed(AT, "r2", "discord:1", 2, 0))
    assert made.since_review == 2, "what was signed stays so"
    made.apply(Reviewed(AT, "r3", "discord:1", 99, 0))
    assert made.since_review == 0, "what will be done is not"
    made.entered += 1
    assert made.since_review == 1


# What came of it


def test_the_result_of_what_it_ordered() -> None:
    made = account(
        decided(),
        filled(order("in", decision="d1", stop=D(90)), "100", fee="0.1"),
        filled(order("out", "sell"), "110", AT + HOUR, fee="0.2"),
    )
    result = made.agency.results["d1"]
    assert (result.pnl, result.risk, result.held) == (D("9.7"), D(10), HOUR)
    assert result.r_multiple == D("0.97")
    assert result.pnl == made.trades[-1].pnl


def test_of_a_position_of_several_each_has_its_own() -> None:
    """1 at 100 and 2 at 103 of decisions, 1 at 104 of a person; all out at 106, fees of 0.4, funding of 0.8 paid."""
    long: dict[str, Any] = {"symbol": PERPETUAL, "stop": D(90)}
    made = account(
        [decided("a"), decided("b")],
        filled(order("1", decision="a", **long), "100", fee="0.1"),
        filled(order("2", decision="b", amount="2", **long), "103", AT + MINUTE, fee="0.1"),
        filled(replace(order("3", **long), by="discord:1"), "104", AT + 2 * MINUTE, fee="0.1"),
        Funded(AT + 8 * HOUR, PERPETUAL, D("0.002"), D(100), D(4), D("0.8")),
        filled(order("4", "sell", "4", PERPETUAL, reduce_only=True), "106", AT + 9 * HOUR, fee="0.1"),
    )
    first, second = made.agency.results["a"], made.agency.results["b"]
    assert (first.pnl, second.pnl) == (D(6) - D("0.3"), D(6) - D("0.6"))
    assert (first.risk, second.risk, second.held) == (D(10), D(26), 9 * HOUR - MINUTE)
    assert first.pnl + second.pnl + (D(2) - D("0.3")) == made.trades[-1].pnl


def test_what_a_person_had_gained_before_is_none_of_the_agents() -> None:
    """1 of a person at 100, half of it sold at 120; then the agent buys half of one at 110, and all is sold at 105."""
    made = account(
        decided("a"),
        filled(replace(order("1"), by="discord:1"), "100"),
        filled(order("2", "sell", "0.5"), "120", AT + MINUTE),
        filled(order("3", decision="a", amount="0.5", stop=D(90)), "110", AT + 2 * MINUTE),
        filled(order("4", "sell", "1"), "105", AT + 3 * MINUTE),
    )
    assert made.agency.results["a"].pnl == D("-2.5")
    assert made.agency.losing_streak == 1
    assert made.trades[-1].pnl == D(10)


def test_what_is_closed_in_parts_is_shared_by_what_is_held_then() -> None:
    """1 of the agent at 100, half of it closed by a person at 90, who adds 1 at 100; all is sold at 110."""
    made = account(
        decided("a"),
        filled(order("1", decision="a", stop=D(90)), "100"),
        filled(replace(order("2", "sell", "0.5"), by="discord:1"), "90", AT + MINUTE),
        filled(replace(order("3"), by="discord:1"), "100", AT + 2 * MINUTE),
        filled(order("4", "sell", "0.75"), "110", AT + 3 * MINUTE),
        filled(order("5", "sell", "0.75"), "130", AT + 4 * MINUTE),
    )
    assert made.agency.results["a"].pnl == D(-5) + D("0.25") * D(10) + D("0.25") * D(30)


def test_what_fills_on_after_its_position_was_closed_is_added_up() -> None:
    entry = order("1", decision="a", amount="2", stop=D(90))
    made = account(
        decided("a"),
        Ordered(AT, entry),
        Filled(AT, "1", "BTC/USDT", 1, D(100), D(1), D(0), maker=False, seen=D(100)),
        filled(order("2", "sell", "1"), "90", AT + HOUR),
    )
    assert made.agency.results["a"].pnl == D(-10)
    for record in (
        Filled(AT + 2 * HOUR, "1", "BTC/USDT", 2, D(95), D(1), D(0), maker=False, seen=D(95)),
        *filled(order("3", "sell", "1"), "120", AT + 4 * HOUR),
    ):
        made.apply(record)
    result = made.agency.results["a"]
    assert (result.pnl, result.risk, result.held) == (D(15), D(15), 3 * HOUR)


def test_a_liquidation_is_shared_by_amount() -> None:
    long: dict[str, Any] = {"symbol": PERPETUAL, "leverage": D(10)}
    made = account(
        [decided("a"), decided("b")],
        filled(order("1", decision="a", **long), "100"),
        filled(order("2", decision="b", amount="3", **long), "100"),
        Liquidated(AT + HOUR, PERPETUAL, D("90.5"), D(4), D(40)),
    )
    assert (made.agency.results["a"].pnl, made.agency.results["b"].pnl) == (D(-10), D(-30))
    assert made.agency.losing_streak == 1


def losing(number: int, out: str = "99", decision: str | None = None) -> list[Record]:
    name = decision if decision is not None else f"d{number}"
    return [
        *([decided(name)] if name else []),
        *filled(order(f"in{number}", decision=name, stop=D(90)), "100"),
        *filled(order(f"out{number}", "sell"), out, AT + number),
    ]


def test_its_losing_streak_is_of_its_own_trades() -> None:
    made = account(losing(1), losing(2), losing(3, decision=""))
    assert (made.agency.losing_streak, made.losing_streak) == (2, 3)
    for record in losing(4, out="101", decision=""):
        made.apply(record)
    assert made.agency.losing_streak == 2, "a person's gain does not end it"
    for record in losing(5, out="101"):
        made.apply(record)
    assert made.agency.losing_streak == 0


def test_a_streak_lasts_until_somebody_looks() -> None:
    made = account(losing(1), losing(2), losing(3))
    made.apply(levelled("copilot", by="house"))
    assert made.agency.losing_streak == 3
    made.apply(levelled("copilot"))
    assert made.agency.losing_streak == 3, "the same level again is no review"
    made.apply(Reviewed(AT, "r", "discord:1", 3, 2))
    assert made.agency.losing_streak == 1, "they were shown two"
    made.apply(Reviewed(AT, "s", "discord:1", 3, 3))
    assert made.agency.losing_streak == 0


def test_a_reset_ends_what_waits_and_loosens_nothing() -> None:
    made = account(losing(1), decided("p"), Reset(AT + 1, "x", D(500), "discord:1"))
    waited = made.agency.decisions["p"]
    assert (waited.state, waited.lapsed) == ("lapsed", "reset")
    assert (made.agency.entered, made.agency.since_review, made.agency.losing_streak) == (1, 1, 1)


# What it remembers


def test_the_newest_are_remembered_and_all_that_is_not_done() -> None:
    made = agency(decided("open", at=AT - 1))
    for number in range(2 * KEPT):
        made.apply(decided(f"d{number}", fate="noted"))
        made.apply(Judged(AT, f"d{number}", "never", 0.0))
    assert KEPT <= len(made.decisions) <= KEPT + AT_ONCE
    assert "open" in made.decisions
    assert f"d{2 * KEPT - 1}" in made.decisions
    assert "d0" not in made.decisions
    assert len(made.judged) == 2 * KEPT


def test_decisions_to_wait_are_forgotten_before_others() -> None:
    made = Agency()
    for number in range(KEPT + AT_ONCE + 10):
        made.apply(decided(f"d{number}", fate="noted", action="long" if number < 3 else "wait"))
        made.apply(Judged(AT, f"d{number}", "never", 0.0))
    assert {"d0", "d1", "d2", f"d{KEPT + AT_ONCE + 9}"} <= made.decisions.keys()
    assert KEPT <= len(made.decisions) <= KEPT + AT_ONCE
    assert (made.decided, made.waited) == (KEPT + AT_ONCE + 10, KEPT + AT_ONCE + 7)


def test_what_nobody_has_signed_is_remembered() -> None:
    records: list[Any] = [each for number in range(2) for each in losing(number)]
    done: list[Record] = [Judged(AT, f"d{number}", "stop", 0.0, -1.0, D(-1), -0.1, 1) for number in range(2)]
    made = account(records, done, Reviewed(AT, "r", "discord:1", 1, 1))
    for number in range(10, KEPT + 20):
        made.apply(decided(f"d{number}", fate="noted", action="long" if number % 2 else "wait"))
        made.apply(Judged(AT, f"d{number}", "never", 0.0))
    assert "d1" in made.agency.decisions
    made.apply(Reviewed(AT, "s", "discord:1", 2, 2))
    for number in range(KEPT + 20, 3 * KEPT):
        made.apply(decided(f"d{number}", fate="noted"))
        made.apply(Judged(AT, f"d{number}", "never", 0.0))
    assert not {"d0", "d1"} & made.agency.decisions.keys()
    assert not made.agency.results


def test_what_was_left_for_long_is_forgotten_at_once() -> None:
    names = [f"d{number}" for number in range(2 * KEPT)]
    made = agency(*map(decided, names))
    assert len(made.decisions) == 2 * KEPT
    for name in names:
        made.apply(Lapsed(AT, name, "expired"))
        made.apply(Judged(AT, name, "never", 0.0))
    made.apply(decided("last"))
    assert len(made.decisions) == KEPT


def test_lessons_are_the_newest_and_struck_by_people() -> None:
    made = Agency()
    for number in range(KEPT + 1):
        made.apply(Learned(AT, f"d{number}", SPOT, "rules", "never chase"))
    assert len(made.lessons) == KEPT
    assert "d0" not in made.lessons
    made.apply(Struck(AT, "d7", "discord:1", "stale"))
    assert (made.lessons["d7"].struck_by, made.lessons["d7"].why) == ("discord:1", "stale")


def test_a_full_memory_is_copied_in_a_millisecond() -> None:
    made = account()
    for number in range(5_000):
        made.apply(decided(f"d{number}"))
        made.apply(voted("reject", decision=f"d{number}"))
        made.apply(Judged(AT, f"d{number}", "target", 1.0, 2.0))
        made.apply(Learned(AT, f"d{number}", SPOT, "rules", "x"))
    kept = copied(made)
    assert kept == made
    made.apply(decided("another"))
    assert "another" not in kept.agency.decisions
    assert min(timeit(lambda: copied(made), number=10) for _ in range(5)) / 10 < 0.001
