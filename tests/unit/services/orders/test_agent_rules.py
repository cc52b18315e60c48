"""What a user would lose: that the agent orders only what the level allows, or they approved, and never more of it."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from analytics.trading.account import Account
from analytics.trading.agent_records import Lapsed, Level, Levelled, Reviewed, Vote, Voted
from analytics.trading.orders import Order
from analytics.trading.records import LimitsSet, Ordered, Record
from services.accounts.naming import AccountId
from services.autonomy.levels import LEVELS, POWERS
from services.autonomy.terms import AgentRules, AiTerms
from services.core.errors import LimitReached
from services.core.principal import Principal
from services.core.roles import Role
from services.orders.agent_rules import order_of, people_for
from services.orders.gate import Gate
from services.orders.limits import Finding, Wish
from services.orders.switches import Switches, person_scope, place_scope
from services.store.store import Store
from tests.unit.analytics.trading.agents import decided
from tests.unit.services.orders.making import (
    AI,
    AUTONOMY,
    MIDNIGHT,
    NOW,
    PERPETUAL,
    SPOT,
    TERMS,
    account,
    d,
    filled,
    instrument,
    marked,
    ms,
    order,
    trade,
)
from tests.unit.services.orders.test_gate import switch

AGENT = Principal(id="agent:claude", name="Claude", server="discord:1")
ANN = Principal(id="discord:7", name="Ann", role=Role.TRADER, server="discord:1")
OWN, SHARED = "paper:discord:7", "paper:server:discord:1"
ALONE = [level for level in LEVELS if POWERS[level].alone]
LATER = ms(NOW + timedelta(minutes=15))
ASKED_AT = ms(NOW - timedelta(minutes=1))
Vetted = dict[str, Finding]


def at_level(level: Level) -> Levelled:
    return Levelled(ms(MIDNIGHT - timedelta(days=1)), "l", level, "copilot", "discord:9")


def proposed(decision: str = "d1", **terms: Any) -> Record:
    """A long of 1 (worth 100 of 10,000) at 100, its stop at 90, its target at 120."""
    return decided(decision, ASKED_AT, **({"expires": LATER} | terms))


def said(vote: Vote = "approve", by: str = "discord:7", decision: str = "d1", **plan: Any) -> Voted:
    return Voted(ASKED_AT + 1, decision, vote, by, **plan)


def entry(decision: str = "d1", at: str = OWN, way: Any = "buy", **terms: Any) -> Order:
    usual: dict[str, Any] = {"id": order_of(at, decision), "decision": decision, "target": d("120"), "by": AGENT.id}
    return order(way, **(usual | terms))


def wish(made: Account, wanted: Order, price: str = "100", now: datetime = NOW, **terms: Any) -> Wish:
    return Wish(made, wanted, instrument(wanted.symbol, **terms), d(price), lambda _: d(price), now)


def gate_of(store: Store, **changed: Any) -> Gate:
    """A gate whose rules or session limits are other ones."""
    rules = {name: value for name, value in changed.items() if name in AgentRules.model_fields}
    session = {name: value for name, value in changed.items() if name not in rules}
    ai = AI.model_copy(
        update={"rules": AI.rules.model_copy(update=rules), "session": AI.session.model_copy(update=session)}
    )
    return Gate(TERMS, Switches(store), ai, AUTONOMY)


@pytest.fixture
def gate(store: Store) -> Gate:
    return gate_of(store)


async def refused(gate: Gate, wanted: Wish, by: Principal = AGENT) -> list[str]:
    """The limits that do not let it pass; nothing where it passes."""
    try:
        await gate.admit(wanted, by)
    except LimitReached as error:
        return [error.limit, *(each.limit for each in error.others)]
    return []


async def vetted(gate: Gate, wanted: Wish, by: Principal = AGENT) -> Vetted:
    return {each.limit: each for each in await gate.findings(wanted, by)}


# The table, cell by cell

TABLE = {
    # analyses, orders, alone, sizes, least role to set it, to be earned
    "none": (False, False, False, False, Role.TRADER, False),
    "assistant": (True, False, False, False, Role.TRADER, False),
    "copilot": (True, True, False, False, Role.TRADER, False),
    "autonomous": (True, True, True, False, Role.ADMIN, True),
    "agent": (True, True, True, True, Role.ADMIN, True),
}


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize(
    ("column", "power"), [*enumerate(("analyses", "orders", "alone", "sizes", "set_by", "earned"))]
)
def test_what_each_level_allows(level: Level, column: int, power: str) -> None:
    assert getattr(POWERS[level], power) == TABLE[level][column]


def test_the_levels_grow() -> None:
    assert list(TABLE) == list(LEVELS)
    for lower, higher in pairwise(LEVELS):
        for power in ("analyses", "orders", "alone", "sizes", "earned"):
            assert getattr(POWERS[lower], power) <= getattr(POWERS[higher], power)


WAYS: dict[str, tuple[list[Any], str]] = {
    # what stands in the journal → from which power on its order passes; empty: never
    "nothing": ([], ""),
    "noted": ([proposed(fate="noted")], ""),
    "pending": ([proposed()], ""),
    "approved": ([proposed(), said()], "orders"),
    "approved by one of two": ([proposed(votes=2), said()], ""),
    "approved by two": ([proposed(votes=2), said(), said(by="person:x")], "orders"),
    "approved by one twice": ([proposed(votes=2), said(), said()], ""),
    "approved by an agent": ([proposed(), said(by="agent:claude")], ""),
    "approved and then modified": (
        [proposed(votes=2), said(), said("modify", "person:x", amount=d("1"), stop=d("90"))],
        "",
    ),
    "modified": ([proposed(), said("modify", amount=d("2"), stop=d("90"))], "orders"),
    "rejected": ([proposed(), said("reject")], ""),
    "approved and rejected": ([proposed(votes=2), said(), said("reject", "person:x")], ""),
    "skipped": ([proposed(), said("skip")], ""),
    "lapsed": ([proposed(), Lapsed(ASKED_AT + 1, "d1", "expired"), said()], ""),
    "approved and lapsed": ([proposed(), said(), Lapsed(ASKED_AT + 2, "d1", "dead")], ""),
    "expired": ([proposed(expires=ms(NOW)), said()], ""),
    "alone": ([proposed(fate="ordered")], "alone"),
    "alone, as sure as has to be": ([proposed(fate="ordered", corrected=0.75)], "alone"),
    "alone, and not sure": ([proposed(fate="ordered", corrected=0.749, confidence=0.99)], ""),
    "alone, and asked for": ([proposed(fate="ordered", asked=True)], ""),
    "alone, and too late": ([proposed(fate="ordered", expires=ms(NOW))], ""),
    "people asked, at a level that is higher now": ([proposed(fate="pending", corrected=0.99)], ""),
    "to wait": ([proposed(action="wait"), said()], ""),
    "approved and ordered before": ([proposed(), said(), Ordered(ASKED_AT + 2, entry(amount="1e-9"))], ""),
    "ordered alone before": ([proposed(fate="ordered"), Ordered(ASKED_AT + 2, entry(amount="1e-9"))], ""),
}


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("way", WAYS)
async def test_the_gate_keeps_to_the_table(gate: Gate, level: Level, way: str) -> None:
    records, power = WAYS[way]
    made = account(at_level(level), *records)
    passes = bool(power) and bool(TABLE[level][["orders", "alone"].index(power) + 1])
    assert (await refused(gate, wish(made, entry())) == []) is passes


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("action", ["long", "short", "close", "adjust"])
async def test_at_each_level_each_action_needs_leave(gate: Gate, level: Level, action: Any) -> None:
    """Closing too: it passes the rules, and not the level or the people."""
    holds = filled(order(id="held", symbol=PERPETUAL), "100")
    wanted = {
        "long": entry(),
        "short": entry(way="sell", symbol=PERPETUAL, target=d("80")),
        "close": order("sell", id=order_of(OWN, "d1"), symbol=PERPETUAL, reduce_only=True, stop=None, decision="d1"),
        "adjust": order(
            "sell", symbol=PERPETUAL, type="stop", trigger=d("95"), reduce_only=True, stop=None, decision="d1"
        ),
    }[action]
    plan: dict[str, Any] = {"action": action} | {
        "short": {"stop": d("110"), "target": d("80")},
        "adjust": {"stop": d("95")},
    }.get(action, {})
    held = () if action in ("long", "short") else (holds,)
    pending = account(*held, at_level(level), proposed(**plan))
    asked = account(*held, at_level(level), proposed(**plan), said())
    alone = account(*held, at_level(level), proposed(fate="ordered", **plan))
    assert await refused(gate, wish(pending, wanted))
    assert (await refused(gate, wish(asked, wanted)) == []) is POWERS[level].orders
    assert (await refused(gate, wish(alone, wanted)) == []) is POWERS[level].alone


async def test_without_a_level_it_is_as_configured(gate: Gate) -> None:
    assert await refused(gate, wish(account(proposed(), said()), entry())) == []
    assert await refused(gate, wish(account(proposed(fate="ordered")), entry())) == ["approval"]


async def test_a_configured_level_that_is_to_be_earned_is_not_there_until_it_is(store: Store) -> None:
    made = account(proposed(fate="ordered"))
    for earned, limits in ((AUTONOMY.earned, ["approval"]), (AUTONOMY.earned.model_copy(update={"decisions": 0}), [])):
        terms = AUTONOMY.model_copy(update={"level": "agent", "earned": earned})
        assert await refused(Gate(TERMS, Switches(store), AI, terms), wish(made, entry())) == limits


# Who asks


@pytest.mark.parametrize("into", [OWN, SHARED, "paper:discord:8"])
async def test_an_agent_acts_in_the_account_whose_decision_it_is(gate: Gate, into: str) -> None:
    made = replace(account(proposed(), said()), id=into)
    assert await refused(gate, wish(made, entry(at=into))) == []
    other = replace(account(), id=into)
    assert await refused(gate, wish(other, entry(at=into))) == ["decision"]


@pytest.mark.parametrize(
    ("by", "wanted"),
    [
        (AGENT, entry(decision="")),
        (AGENT, entry(decision="d2")),
        (ANN, entry(decision="d2")),
        (ANN, order(by="agent:claude")),
        (ANN.model_copy(update={"role": Role.ADMIN}), entry(decision="d2")),
    ],
)
async def test_what_comes_of_no_decision_does_not_pass_whoever_brings_it(
    gate: Gate, by: Principal, wanted: Order
) -> None:
    made = account(at_level("agent"), proposed(), said())
    assert "decision" in await refused(gate, wish(made, wanted), by)


async def test_a_person_needs_no_decision(gate: Gate) -> None:
    assert await refused(gate, wish(account(at_level("none")), order(id="x")), ANN) == []
    found = await vetted(gate, wish(account(), order(id="x")), ANN)
    assert not {"decision", "level of autonomy", "approval", "plan", "review"} & found.keys()


# The plan


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"symbol": "ETH/USDT"}, "it is for ETH/USDT"),
        ({"symbol": PERPETUAL}, "it is for BTC/USDT:USDT"),
        ({"id": "another"}, "it is another order than the one that the decision makes"),
        ({"amount": "1.001"}, "it is for 1.001"),
        ({"stop": None}, "it has no stop"),
        ({"stop": None, "trail": d("0.05")}, "it has no stop"),
        ({"stop": d("89.9")}, "its stop is at 89.9"),
    ],
)
async def test_what_is_not_as_decided_does_not_pass(gate: Gate, change: dict[str, Any], told: str) -> None:
    found = await vetted(gate, wish(account(proposed(), said()), entry(**change)))
    assert (found["plan"].passed, found["plan"].figure) == (False, told)
    assert found["plan"].value == "the order is the one decided on: long BTC/USDT, 1 at most, its stop at 90 or nearer"


@pytest.mark.parametrize("change", [{"amount": "0.5"}, {"stop": d("92")}, {"type": "limit", "price": d("99")}])
async def test_less_than_was_decided_passes(gate: Gate, change: dict[str, Any]) -> None:
    assert await refused(gate, wish(account(proposed(), said()), entry(**change))) == []


async def test_a_short_is_of_the_perpetual_and_no_purchase(gate: Gate) -> None:
    short = account(proposed(action="short", stop=d("110"), target=d("80")), said())
    assert await refused(gate, wish(short, entry(way="sell", symbol=PERPETUAL, target=d("80")))) == []
    assert "plan" in await refused(gate, wish(short, entry(symbol=PERPETUAL)))
    assert "plan" in await refused(gate, wish(short, entry(way="sell", symbol="ETH/USDT:USDT", target=d("80"))))


async def test_a_plan_is_on_the_tick_of_its_market(gate: Gate) -> None:
    made = account(proposed(stop=d("90.04")), said())
    assert await refused(gate, wish(made, entry(stop=d("90.0")))) == []


async def test_what_somebody_modified_is_the_plan(gate: Gate) -> None:
    made = account(proposed(), said("modify", amount=d("2"), stop=d("95"), target=d("130"), entry=d("100")))
    assert await refused(gate, wish(made, entry(amount="2", stop=d("95")))) == []
    assert await refused(gate, wish(made, entry(stop=d("90")))) == ["plan"]


def stop_order(trigger: str, **terms: Any) -> Order:
    usual: dict[str, Any] = {"type": "stop", "trigger": d(trigger), "reduce_only": True, "stop": None, "decision": "d1"}
    return order("sell", symbol=PERPETUAL, **(usual | terms))


@pytest.mark.parametrize(("trigger", "passes"), [("95", True), ("89", False), ("90", True), ("94", False)])
async def test_a_stop_is_moved_nearer_alone_and_to_where_was_decided(gate: Gate, trigger: str, passes: bool) -> None:
    """It stands at 90; 95 was decided, or 89, or 90; the order at 94 is another one."""
    stands = Ordered(ms(), replace(stop_order("90", decision=""), id="stands"))
    wanted = "95" if trigger == "94" else trigger
    held = account(
        filled(order(id="held", symbol=PERPETUAL), "100"), stands, proposed(action="adjust", stop=d(wanted)), said()
    )
    found = await refused(gate, wish(held, stop_order(trigger)))
    assert found == ([] if passes else ["plan"])


async def test_what_closes_only_closes(gate: Gate) -> None:
    held = account(filled(order(id="held", symbol=PERPETUAL), "100"), proposed(action="close"), said())
    out = order("sell", id=order_of(OWN, "d1"), symbol=PERPETUAL, reduce_only=True, stop=None, decision="d1")
    assert await refused(gate, wish(held, out)) == []
    for wrong in (
        replace(out, type="limit", price=d("120")),
        replace(out, reduce_only=False, amount=d("2")),
        replace(out, symbol="ETH/USDT:USDT"),
        replace(out, id="other"),
    ):
        assert "plan" in await refused(gate, wish(held, wrong)), wrong


# How many people


@pytest.mark.parametrize(
    ("at", "opens", "people"),
    [(SHARED, "499.99", 1), (SHARED, "500", 2), (SHARED, "0", 1), (OWN, "9999.99", 1), (OWN, "10000", 2)],
)
def test_above_a_set_size_two_people_are_wanted(at: str, opens: str, people: int) -> None:
    assert people_for(d(opens), d("10000"), AccountId.read(at), AI.approvals) == people


def test_whoever_trades_alone_can_approve_whatever_the_rules_let_the_agent_open() -> None:
    largest = AI.rules.single_position * 10_000
    assert people_for(largest, d("10000"), AccountId.read(OWN), AI.approvals) == 1


async def test_who_makes_it_larger_needs_a_second_person(store: Store) -> None:
    approvals = AI.approvals.model_copy(update={"two_people_own": d("0.08")})
    gate = Gate(TERMS, Switches(store), AI.model_copy(update={"approvals": approvals}), AUTONOMY)
    larger = said("modify", amount=d("9"), stop=d("90"))
    one = account(proposed(), larger)
    assert await refused(gate, wish(one, entry(amount="9"))) == ["approval"]
    found = (await vetted(gate, wish(one, entry(amount="9"))))["approval"]
    assert found.value == "2 different people approve it"
    assert found.figure == "1 of 2 did; at copilot it never acts alone"
    assert await refused(gate, wish(account(proposed(), larger, said(by="person:x")), entry(amount="9"))) == []


# Falling back


@pytest.mark.parametrize("level", ALONE)
async def test_who_has_to_fall_back_does_not_act_alone(gate: Gate, level: Level) -> None:
    failing = [proposed(f"f{number}", fate="noted", failed="timeout", fence=1) for number in range(3)]
    made = account(at_level(level), proposed(fate="ordered"), *failing)
    found = (await vetted(gate, wish(made, entry())))["approval"]
    assert (found.passed, found.figure) == (False, "0 of 1 did; the model failed 3 times in a row")
    assert await refused(gate, wish(account(at_level(level), *failing, proposed(), said()), entry())) == []


# The rules


async def rule(gate: Gate, limit: str, made: Account, wanted: Order, **terms: Any) -> bool:
    """Whether ``limit``, and nothing else, lets it not pass."""
    found = await refused(gate, wish(made, wanted, **terms))
    assert set(found) <= {limit}
    return not found


def approved(*records: Any, **terms: Any) -> Account:
    return account(*records, proposed(**terms), said())


def holding(*symbols: str, amount: str = "1") -> list[list[Record]]:
    return [filled(order(id=f"h{number}", symbol=each, amount=amount), "100") for number, each in enumerate(symbols)]


@pytest.mark.parametrize(
    ("held", "passes"),
    [
        (["ETH/USDT", "SOL/USDT"], True),
        (["ETH/USDT", "SOL/USDT", "XRP/USDT"], False),
        (["ETH/USDT", "SOL/USDT", SPOT], True),
    ],
)
async def test_so_many_positions(gate: Gate, held: list[str], passes: bool) -> None:
    assert await rule(gate, "agent's positions", approved(*holding(*held)), entry()) is passes


async def test_orders_that_wait_are_positions_to_come(gate: Gate) -> None:
    waits = [
        Ordered(ms(), order(id=each, symbol=each, type="limit", price=d("90"), stop=d("80")))
        for each in ("ETH/USDT", "SOL/USDT", "XRP/USDT")
    ]
    assert not await rule(gate, "agent's positions", approved(*waits), entry())


@pytest.mark.parametrize(("amount", "passes"), [("10", True), ("10.001", False)])
async def test_a_single_position(gate: Gate, amount: str, passes: bool) -> None:
    made = account(proposed(amount=d(amount), votes=2), said(), said(by="person:x"))
    assert await rule(gate, "agent's single position", made, entry(amount=amount)) is passes


@pytest.mark.parametrize(("amount", "passes"), [("14", True), ("14.5", False)])
async def test_all_positions_together(gate: Gate, amount: str, passes: bool) -> None:
    """With 1 more of another: 2,900 and the order's 100 are the 30 % of 10,000."""
    made = approved(*holding("ETH/USDT", amount=amount), *holding("SOL/USDT", amount="15"))
    held = {each: made.positions[each] for each in made.positions}
    assert len(held) == 2
    assert await rule(gate, "agent's exposure", made, entry()) is passes


@pytest.mark.parametrize(("leverage", "passes"), [("10", True), ("11", False)])
async def test_its_leverage(store: Store, leverage: str, passes: bool) -> None:
    gate = Gate(TERMS.model_copy(update={"leverage": d("50")}), Switches(store), AI, AUTONOMY)
    made = approved(symbol=PERPETUAL)
    assert await rule(gate, "agent's leverage", made, entry(symbol=PERPETUAL, leverage=d(leverage))) is passes


@pytest.mark.parametrize(("target", "passes"), [("115", True), ("114.9", False), (None, False), ("99", False)])
async def test_the_reward_for_the_risk(gate: Gate, target: str | None, passes: bool) -> None:
    wanted = entry(target=None if target is None else d(target))
    assert await rule(gate, "agent's reward for risk", approved(), wanted) is passes


async def test_the_reward_is_of_the_price_of_now(gate: Gate) -> None:
    """At 102 there is 18 to gain for 12."""
    assert await rule(gate, "agent's reward for risk", approved(), entry(), price="102")
    assert not await rule(gate, "agent's reward for risk", approved(), entry(), price="102.1")


@pytest.mark.parametrize(
    ("hours", "at", "quiet"),
    [
        ("22:00-02:00", "21:59", False),
        ("22:00-02:00", "22:00", True),
        ("22:00-02:00", "23:59", True),
        ("22:00-02:00", "00:00", True),
        ("22:00-02:00", "01:59", True),
        ("22:00-02:00", "02:00", False),
        ("09:30-17:00", "09:29", False),
        ("09:30-17:00", "09:30", True),
        ("09:30-17:00", "17:00", False),
        ("00:00-24:00", "23:59", True),
        ("20:00-24:00", "00:00", False),
    ],
)
async def test_quiet_hours(store: Store, hours: str, at: str, quiet: bool) -> None:
    gate = gate_of(store, quiet_hours=("05:00-05:01", hours))
    now = MIDNIGHT + timedelta(hours=int(at[:2]), minutes=int(at[3:]))
    made = account(proposed(expires=ms(now) + 1), said())
    assert await rule(gate, "agent's quiet hours", made, entry(), now=now) is not quiet


async def test_quiet_hours_are_utc_wherever_it_is_asked(store: Store) -> None:
    gate = gate_of(store, quiet_hours=("19:00-19:30",))
    found = await vetted(gate, wish(approved(), entry(), now=NOW.astimezone(ZoneInfo("Asia/Tokyo"))))
    quiet = found["agent's quiet hours"]
    assert (quiet.passed, quiet.figure) == (False, "19:00 UTC; its entries pass again at 19:30 UTC")


@pytest.mark.parametrize(
    "wrong", ["22-02", "22:00-22:00", "25:00-02:00", "22:60-02:00", "22:00–02:00", "", "24:00-02:00"]
)
def test_hours_that_are_none_are_refused_as_settings_are_read(wrong: str) -> None:
    with pytest.raises(ValidationError, match="are no hours"):
        AiTerms.model_validate(AI.model_dump() | {"rules": AI.rules.model_dump() | {"quiet_hours": (wrong,)}})


@pytest.mark.parametrize(
    ("at", "hours", "passes"),
    [
        ("15:54", 8, True),
        ("15:55", 8, False),
        ("16:00", 8, False),
        ("16:04", 8, False),
        ("16:05", 8, True),
        ("23:58", 8, False),
        ("00:01", 8, False),
        ("12:00", 8, True),
        ("12:00", 4, False),
        ("03:00", 1, False),
    ],
)
async def test_the_pause_around_funding(gate: Gate, at: str, hours: int, passes: bool) -> None:
    now = MIDNIGHT + timedelta(hours=int(at[:2]), minutes=int(at[3:]))
    made = account(proposed(symbol=PERPETUAL, expires=ms(now) + 1), said())
    perpetual = wish(made, entry(symbol=PERPETUAL), now=now, funding_hours=hours)
    assert await refused(gate, perpetual) == ([] if passes else ["agent's funding pause"])
    spot = account(proposed(expires=ms(now) + 1), said())
    assert await refused(gate, wish(spot, entry(), now=now)) == [], "spot has none"


async def test_no_pause_is_none(store: Store) -> None:
    now = MIDNIGHT + timedelta(hours=16)
    made = account(proposed(symbol=PERPETUAL, expires=ms(now) + 1), said())
    assert await refused(gate_of(store, funding_pause=0), wish(made, entry(symbol=PERPETUAL), now=now)) == []


async def test_the_pause_is_told_in_figures(gate: Gate) -> None:
    now = MIDNIGHT + timedelta(hours=15, minutes=57)
    made = account(proposed(symbol=PERPETUAL, expires=ms(now) + 1), said())
    found = (await vetted(gate, wish(made, entry(symbol=PERPETUAL), now=now)))["agent's funding pause"]
    assert (found.value, found.figure) == ("5 min before and after a funding", "3 min before that of 16:00 UTC")


# The session


def entries(count: int, at: datetime = NOW - timedelta(hours=1)) -> Iterable[Record]:
    """Entries of the agent that were ordered ``at``, and are open no more."""
    for number in range(count):
        yield Ordered(ms(at), replace(entry(f"e{number}"), id=f"e{number}", amount=Decimal("1e-9")))


@pytest.mark.parametrize(("today", "passes"), [(9, True), (10, False)])
async def test_so_many_trades_a_day(store: Store, today: int, passes: bool) -> None:
    gate = gate_of(store, review_after=100)
    made = approved(entries(today), entries(20, MIDNIGHT - timedelta(minutes=1)))
    assert await rule(gate, "agent's trades a day", made, entry()) is passes
    found = (await vetted(gate, wish(made, entry())))["agent's trades a day"]
    assert found.figure == (f"{today} today" if passes else "10 today; the next passes tomorrow")


@pytest.mark.parametrize(("equity", "passes"), [("10203", True), ("10205", False)])
async def test_a_daily_loss(store: Store, equity: str, passes: bool) -> None:
    gate = gate_of(store, daily_loss=d("0.02"))
    made = approved(trade(1, MIDNIGHT + timedelta(hours=1), out="100"), marked(equity))
    assert await rule(gate, "agent's daily loss", made, entry()) is passes


def losing(count: int) -> Iterable[Record]:
    for number in range(count):
        yield proposed(f"l{number}", fate="ordered")
        placed = replace(entry(f"l{number}"), id=f"l{number}", stop=None, target=None)
        yield from filled(placed, "100", NOW - timedelta(hours=5))
        yield from filled(order("sell", id=f"o{number}", stop=None), "99.9", NOW - timedelta(hours=5))


@pytest.mark.parametrize("level", ["copilot", *ALONE])
async def test_a_losing_streak_waits_for_somebody(gate: Gate, level: Level) -> None:
    assert await rule(gate, "agent's losing streak", approved(at_level(level), losing(2)), entry())
    assert not await rule(gate, "agent's losing streak", approved(at_level(level), losing(3)), entry())
    signed = Reviewed(ASKED_AT, "r", "discord:7", 3, 3)
    assert await rule(gate, "agent's losing streak", approved(at_level(level), losing(3), signed), entry())


@pytest.mark.parametrize("level", ["copilot", *ALONE])
async def test_after_so_many_trades_somebody_signs(gate: Gate, level: Level) -> None:
    assert await rule(gate, "review", approved(at_level(level), entries(4)), entry())
    assert not await rule(gate, "review", approved(at_level(level), entries(5)), entry())
    signed = Reviewed(ms(NOW - timedelta(minutes=30)), "r", "discord:7", 1, 0)
    assert await rule(gate, "review", approved(at_level(level), entries(5), signed), entry())


async def test_what_closes_passes_rules_and_session(store: Store) -> None:
    gate = gate_of(store, quiet_hours=("00:00-24:00",), positions=1, trades=1)
    many = holding("ETH/USDT", "SOL/USDT", PERPETUAL, amount="40")
    made = account(*many, entries(20), losing(3), proposed(action="close"), said())
    out = order("sell", "40", id=order_of(OWN, "d1"), symbol=PERPETUAL, reduce_only=True, stop=None, decision="d1")
    assert await refused(gate, wish(made, out)) == []
    assert len(await refused(gate, wish(account(*many, entries(20), losing(3), proposed(), said()), entry()))) > 5


async def test_all_limits_of_the_account_hold_too(gate: Gate) -> None:
    made = approved(LimitsSet(ms(), "x", {"largest_order": "0.001"}))
    assert await refused(gate, wish(made, entry())) == ["largest order"]


async def test_every_refusal_says_what_is_allowed_and_what_it_came_to(store: Store) -> None:
    gate = gate_of(store, quiet_hours=("00:00-24:00",), positions=1, trades=1)
    made = account(*holding("ETH/USDT", amount="40"), entries(20), losing(3), proposed(votes=2))
    wanted = entry(symbol=PERPETUAL, amount="30", leverage=d("11"), target=None, stop=None)
    found = await gate.findings(wish(made, wanted, now=MIDNIGHT + timedelta(hours=16, minutes=1)), AGENT)
    failed = [each for each in found if not each.passed]
    assert {each.limit for each in failed} >= {
        *("approval", "plan", "agent's positions", "agent's exposure", "agent's single position", "agent's stop"),
        *("agent's leverage", "agent's reward for risk", "agent's quiet hours", "agent's funding pause"),
        *("agent's trades a day", "agent's losing streak", "review"),
    }
    assert all(each.value and each.figure for each in found)
    assert len({each.limit for each in found}) == len(found)


# Switches


async def test_under_the_kill_switch_an_agent_does_not_even_close(gate: Gate, store: Store) -> None:
    switches = Switches(store)
    made = account(filled(order(id="held", symbol=PERPETUAL), "100"), proposed(action="close"), said())
    out = order("sell", id=order_of(OWN, "d1"), symbol=PERPETUAL, reduce_only=True, stop=None, decision="d1")
    stopping = await gate.admit(wish(made, out), AGENT)
    assert stopping == Switches.kept_as(["kill"], [person_scope("discord:7"), place_scope("discord:1")])
    await switch(switches, "kill", person_scope("discord:7"))
    assert await refused(gate, wish(made, out)) == ["kill switch"]
    assert await refused(gate, wish(made, replace(out, decision="", id="x")), ANN) == [], "its owner does"


async def test_under_a_pause_it_closes_and_does_not_open(gate: Gate, store: Store) -> None:
    await switch(Switches(store), "pause", person_scope("discord:7"))
    held = account(filled(order(id="held", symbol=PERPETUAL), "100"), proposed(action="close"), said())
    out = order("sell", id=order_of(OWN, "d1"), symbol=PERPETUAL, reduce_only=True, stop=None, decision="d1")
    assert await refused(gate, wish(held, out)) == []
    assert await refused(gate, wish(approved(), entry())) == ["pause"]


@pytest.mark.parametrize(
    ("server", "place", "held"), [(None, "discord:5", True), ("discord:5", "", True), (None, "", False)]
)
async def test_the_switches_of_where_it_comes_from_hold(
    gate: Gate, store: Store, server: str | None, place: str, held: bool
) -> None:
    await switch(Switches(store), "kill", place_scope("discord:5"))
    by = AGENT.model_copy(update={"server": server})
    assert await refused(gate, wish(approved(place=place), entry()), by) == (["kill switch"] if held else [])


def test_an_agents_id_reads_as_no_persons_account() -> None:
    assert AccountId.read(OWN).owner != AGENT.id
    assert AGENT.role is None
