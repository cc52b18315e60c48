"""People answer a decision: once, by whom it is for, at the price of now, and one order comes of it."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from bot.app import App
from services.brain.answers import ApprovalsAnswer, DecisionAnswer
from services.brain.approvals import Approvals, Approve, Modify, Reject, Skip
from services.brain.decisions import DecisionShow
from services.brain.events import ApprovalAsked
from services.brain.proposal import Proposal
from services.core.errors import (
    BadOrder,
    DecisionOver,
    LimitReached,
    NotPermitted,
    SomebodyElse,
    StoreUnavailable,
    UnknownDecision,
)
from services.core.principal import Principal, at_door
from services.core.roles import Role
from services.market.source import Ticker
from services.market.view import MarketView
from services.orders.agent_rules import order_of
from services.orders.stop import KillSwitch, Pause
from services.store.store import Store
from tests.unit.services.brain.desk import (
    ANN,
    BEN,
    CLEO,
    EVE,
    OWN,
    SHARED,
    account,
    ask,
    at_level,
    desk,
    kept,
    price,
    proposal,
    records,
    step,
    take,
    told,
)

ADMIN = Principal(id="shell:root", name="root", role=Role.ADMIN)
TWO = {"approvals": {"two_people": Decimal("0.01"), "two_people_own": Decimal("0.01")}}


@pytest.fixture
async def app(tmp_path: Path, now: datetime) -> AsyncIterator[App]:
    async with desk(tmp_path / "home", now) as opened:
        yield opened


@pytest.fixture
async def two(tmp_path: Path, now: datetime) -> AsyncIterator[App]:
    """At which an entry from 1 % of equity on wants two people."""
    async with desk(tmp_path / "home", now, **TWO) as opened:
        yield opened


async def pending(app: App, **options: Any) -> Proposal:
    of = await proposal(app, **options)
    assert (await take(app, of)).state == "pending"
    return of


def at(monkeypatch: pytest.MonkeyPatch, times: str) -> None:
    """Let the market be so many times where it was."""
    real = MarketView.price_at_the_click

    async def moved(self: MarketView, symbol: str) -> Ticker:
        ticker = await real(self, symbol)
        return ticker.model_copy(update={"last": ticker.last * float(times)})

    monkeypatch.setattr(MarketView, "price_at_the_click", moved)


async def test_an_approval_and_its_order_are_one_step_and_a_second_press_is_told_of_it(app: App) -> None:
    of = await pending(app)
    answer = await ask(app, Approve(id=of.id[:6]))
    assert isinstance(answer, DecisionAnswer)
    facts = answer.decision.facts
    assert (facts.state, facts.order, answer.before) == ("ordered", order_of(OWN, of.id)[:6], False)
    assert [(vote.by, vote.vote) for vote in facts.votes] == [("you", "approve")]
    assert (await records(app))[-3:] == ["voted", "ordered", "accepted"]
    again = await ask(app, Approve(id=of.id))
    assert (again.decision.facts.state, again.before) == ("ordered", True)
    with pytest.raises(DecisionOver) as over:
        await ask(app, Reject(id=of.id))
    assert over.value.state == "ordered"
    assert (await records(app)).count("ordered") == 1


async def test_however_many_press_at_once_there_is_one_order(app: App) -> None:
    of = await pending(app, account=SHARED)
    answers = await asyncio.gather(*(ask(app, Approve(id=of.id), who) for who in (BEN, CLEO, BEN, CLEO)))
    assert sum(not each.before for each in answers) == 1
    assert {each.decision.facts.order for each in answers} == {order_of(SHARED, of.id)[:6]}
    assert (await records(app, SHARED)).count("ordered") == 1


async def test_of_two_processes_one_orders_and_the_other_is_told(tmp_path: Path, now: datetime) -> None:
    home = tmp_path / "home"
    async with desk(home, now) as one, desk(home, now) as other:
        of = await pending(one, account=SHARED)
        presses = (ask(app, Approve(id=of.id), who) for app, who in ((one, BEN), (other, CLEO), (one, CLEO)))
        answers = await asyncio.gather(*presses)
        assert sum(not each.before for each in answers) == 1
        assert (await records(other, SHARED)).count("ordered") == 1


async def test_it_waits_through_a_restart(tmp_path: Path, now: datetime) -> None:
    async with desk(tmp_path / "home", now) as app:
        of = await pending(app)
    async with desk(tmp_path / "home", now + timedelta(minutes=5)) as app:
        assert [each.decision.id for each in (await ask(app, Approvals())).pending] == [of.id]
        assert (await ask(app, Approve(id=of.id))).decision.facts.state == "ordered"


@pytest.mark.parametrize(("answer", "state"), [(Reject, "rejected"), (Skip, "skipped")])
async def test_what_is_turned_down_is_never_ordered(app: App, answer: Any, state: str) -> None:
    of = await pending(app)
    assert (await ask(app, answer(id=of.id))).decision.facts.state == state
    assert (await ask(app, answer(id=of.id))).before
    with pytest.raises(DecisionOver) as over:
        await ask(app, Approve(id=of.id))
    assert over.value.state == state
    assert not (await account(app)).orders


async def test_who_may_answer(app: App) -> None:
    own, shared = await pending(app), await pending(app, account=SHARED)
    trader = Principal(id="discord:5", name="Flo", role=Role.TRADER, server="discord:9")
    elsewhere = BEN.model_copy(update={"server": "discord:8"})
    agent = Principal(id=at_door("agent", "rules"), name="rules", role=Role.ADMIN, server="discord:9")
    for request in (Approve, Reject, Skip):
        for who, of, error in (
            (BEN, own, UnknownDecision),
            (ADMIN, own, UnknownDecision),
            (elsewhere, shared, UnknownDecision),
            (trader, shared, NotPermitted),
            (EVE, shared, NotPermitted),
            (agent, shared, NotPermitted),
            (ANN.model_copy(update={"role": Role.VIEWER}), own, NotPermitted),
            (ANN.model_copy(update={"role": None}), own, NotPermitted),
        ):
            with pytest.raises(error):
                await ask(app, request(id=of.id), who)
    assert {(await kept(app, each)).state for each in (own, shared)} == {"pending"}
    with pytest.raises(UnknownDecision) as unknown:
        await ask(app, Approve(id="ffff"))
    assert unknown.value.known == (own.id[:6],)


async def test_nobody_answers_what_is_anothers_by_its_id_or_by_a_button_that_they_forge(app: App) -> None:
    own, shared = await pending(app), await pending(app, account=SHARED)
    elsewhere = BEN.model_copy(update={"server": "discord:8"})
    private = Principal(id="discord:6", name="Gus", role=Role.TRADER)
    trader = Principal(id="discord:5", name="Flo", role=Role.TRADER, server="discord:9")
    for who in (EVE, trader, elsewhere, private, ANN.model_copy(update={"id": "discord:11"})):
        for of in (own, shared):
            for kind in (Approve, Reject, Skip, Modify):
                for name in (of.id, of.id[:6], of.id[:6].upper(), f" {of.id} "):
                    given = {"id": name} | ({"stop": "41000"} if kind is Modify else {})
                    said = await app.presenter.options(kind, given, uuid4().hex, who, whole=True)
                    assert isinstance(said.outcome, UnknownDecision | NotPermitted), said.outcome
    assert {(await kept(app, each)).state for each in (own, shared)} == {"pending"}
    assert [(await kept(app, each)).votes for each in (own, shared)] == [{}, {}]


async def test_what_is_listed_is_what_one_may_answer_the_most_urgent_first(app: App) -> None:
    first = await pending(app)
    await step(app, minutes=1)
    second = await pending(app, account=SHARED)
    own = await ask(app, Approvals())
    assert isinstance(own, ApprovalsAnswer)
    assert [(each.decision.id, each.mine, each.left) for each in own.pending] == [(first.id, True, 840.0)]
    both = await ask(app, Approvals(), ANN.model_copy(update={"server": "discord:9"}))
    assert [(each.decision.id, each.account, each.mine) for each in both.pending] == [
        (first.id, "main", True),
        (second.id, "server", False),
    ]
    assert [each.mine for each in (await ask(app, Approvals(), BEN)).pending] == [True]
    await step(app, minutes=14, seconds=30)
    assert [each.decision.id for each in (await ask(app, Approvals(), BEN)).pending] == [second.id]


async def test_a_large_one_wants_two_different_people(two: App) -> None:
    of = await pending(two, account=SHARED)
    first = await ask(two, Approve(id=of.id), BEN)
    assert (first.decision.facts.state, first.decision.facts.needs, first.may_answer) == ("pending", 2, False)
    with pytest.raises(SomebodyElse) as same:
        await ask(two, Approve(id=of.id), BEN)
    assert same.value.needs == 2
    assert not (await account(two, SHARED)).orders
    second = await ask(two, Approve(id=of.id), CLEO)
    assert second.decision.facts.state == "ordered"
    assert {vote.by for vote in second.decision.facts.votes} == {"you", "somebody else"}


async def test_the_second_person_of_somebodys_own_account_finds_it_once_its_owner_approved(two: App) -> None:
    of = await pending(two)
    for prefix in (of.id, of.id[:6]):
        with pytest.raises(UnknownDecision):
            await ask(two, Approve(id=prefix), BEN)
    assert (await ask(two, Approve(id=of.id))).decision.facts.state == "pending"
    assert (await ask(two, Approvals(), BEN)).pending == ()
    with pytest.raises(UnknownDecision):
        await ask(two, Approve(id=of.id[:4]), BEN)
    for who in (EVE, BEN.model_copy(update={"role": Role.TRADER})):
        with pytest.raises((UnknownDecision, NotPermitted)):
            await ask(two, Approve(id=of.id), who)
    assert (await ask(two, DecisionShow(id=of.id[:6]), BEN)).may_answer
    assert (await ask(two, Approve(id=of.id[:6]), BEN)).decision.facts.state == "ordered"
    again = await ask(two, Approve(id=of.id[:6]), BEN)
    assert (again.decision.facts.state, again.before) == ("ordered", True)
    with pytest.raises(UnknownDecision):
        await ask(two, Approve(id=of.id), CLEO)


async def test_two_who_press_at_once_are_two_people_and_make_one_order(two: App) -> None:
    of = await pending(two, account=SHARED)
    answers = await asyncio.gather(*(ask(two, Approve(id=of.id), who) for who in (BEN, CLEO)))
    assert sorted(each.decision.facts.state for each in answers) == ["ordered", "pending"]
    assert (await records(two, SHARED)).count("ordered") == 1


async def test_modifying_is_an_approval_of_another_plan_which_the_others_have_to_see_again(two: App) -> None:
    of = await pending(two, account=SHARED)
    await ask(two, Approve(id=of.id), BEN)
    last = await price(two)
    modified = await ask(two, Modify(id=of.id, stop=last * Decimal("0.98")), CLEO)
    facts = modified.decision.facts
    assert (facts.state, facts.modified, [(vote.by, vote.vote) for vote in facts.votes]) == (
        "pending",
        True,
        [("you", "modify")],
    )
    anew = (await told(two))[-1]
    assert isinstance(anew, ApprovalAsked)
    assert anew.decision.facts.stop == facts.stop
    assert (await ask(two, Approve(id=of.id), BEN)).decision.facts.state == "ordered"
    (order,) = (await account(two, SHARED)).orders.values()
    assert (order.order.stop, order.order.type) == (facts.stop, "market")


async def test_a_modified_plan_is_held_to_the_same_rules(app: App) -> None:
    of, last = await pending(app), await price(app)
    for options in (
        {},
        {"stop": last * Decimal("1.01")},
        {"target": last * Decimal("0.99")},
        {"target": last * Decimal("1.01")},
        {"amount": Decimal(100)},
        {"entry": last * Decimal("0.95")},
    ):
        with pytest.raises(BadOrder):
            await ask(app, Modify(id=of.id, **options))
    assert (await kept(app, of)).state == "pending"
    amount = Decimal("0.001")
    done = await ask(app, Modify(id=of.id, amount=amount, entry=last * Decimal("0.99"), stop=last * Decimal("0.96")))
    assert done.decision.facts.state == "ordered"
    (order,) = (await account(app)).orders.values()
    assert (order.amount, order.order.type) == (amount, "limit")


@pytest.mark.parametrize(
    ("times", "why"),
    [("0.96", "beyond the stop"), ("1.07", "beyond the target"), ("1.009", "to gain for 1"), ("1.012", "worse than")],
)
async def test_an_idea_that_is_dead_at_the_press_lapses(
    app: App, monkeypatch: pytest.MonkeyPatch, times: str, why: str
) -> None:
    of = await pending(app, target="1.2" if times == "1.012" else "1.06")
    at(monkeypatch, times)
    with pytest.raises(DecisionOver) as over:
        await ask(app, Approve(id=of.id))
    assert (over.value.state, why in over.value.why) == ("lapsed", True)
    monkeypatch.undo()
    with pytest.raises(DecisionOver, match=why):
        await ask(app, Approve(id=of.id))
    assert (await kept(app, of)).lapsed == "dead"
    assert not (await account(app)).orders


async def test_a_little_further_it_is_ordered_at_the_market_of_the_press(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    of, last = await pending(app), await price(app)
    at(monkeypatch, "1.003")
    answer = await ask(app, Approve(id=of.id))
    assert answer.decision.plan is not None
    assert abs(answer.decision.plan.entry / last - Decimal("1.003")) < Decimal("0.0001")
    (order,) = (await account(app)).orders.values()
    assert order.order.type == "market"


async def test_after_its_time_nobody_can_approve_it(app: App) -> None:
    of = await pending(app)
    app.clock.step(app.clock.now() + timedelta(minutes=15))  # type: ignore[attr-defined]
    with pytest.raises(DecisionOver) as over:
        await ask(app, Approve(id=of.id))
    assert (over.value.state, over.value.why) == ("lapsed", "nobody answered in time")
    assert (await kept(app, of)).lapsed == "expired"


@pytest.mark.parametrize("switch", [KillSwitch, Pause])
async def test_a_switch_ends_what_waits_and_what_is_pressed_meanwhile_is_not_ordered(app: App, switch: Any) -> None:
    of, other = await pending(app), await pending(app)
    await asyncio.gather(
        ask(app, switch(on=True, whose=ANN.id), ADMIN),
        *(ask(app, Approve(id=each.id)) for each in (of, other)),
        return_exceptions=True,
    )
    await step(app, seconds=1)
    assert not (await account(app)).orders
    for each in (of, other):
        decision = await kept(app, each)
        assert decision.state == "lapsed" or (await account(app)).ended
    await ask(app, switch(on=False, whose=ANN.id), ADMIN)
    with pytest.raises(DecisionOver):
        await ask(app, Reject(id=of.id))


async def test_the_kill_switch_works_with_an_approval_whose_market_hangs(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    of = await pending(app)
    hangs, goes_on = asyncio.Event(), asyncio.Event()
    real = MarketView.price_at_the_click

    async def hanging(self: MarketView, symbol: str) -> Ticker:
        hangs.set()
        await goes_on.wait()
        return await real(self, symbol)

    monkeypatch.setattr(MarketView, "price_at_the_click", hanging)
    approving = asyncio.create_task(ask(app, Approve(id=of.id)))
    await hangs.wait()
    async with asyncio.timeout(3):
        await ask(app, KillSwitch(on=True, whose=ANN.id), ADMIN)
    goes_on.set()
    with pytest.raises((LimitReached, DecisionOver)):
        await approving
    assert ((await kept(app, of)).state, (await kept(app, of)).lapsed) == ("lapsed", "stopped")
    assert not (await account(app)).orders


async def test_what_the_gate_refuses_at_the_press_lapses_with_the_reason(tmp_path: Path, now: datetime) -> None:
    async with desk(tmp_path / "home", now, session={"trades": 1}) as app:
        first, second = await pending(app), await pending(app, symbol="ETH/USDT")
        await ask(app, Approve(id=first.id))
        with pytest.raises(LimitReached) as refused:
            await ask(app, Approve(id=second.id))
        assert refused.value.limit == "agent's trades a day"
        decision = await kept(app, second)
        assert (decision.lapsed, refused.value.limit in decision.detail) == ("refused", True)
        assert (await records(app))[-3:] == ["voted", "refused", "lapsed"]
        assert (await records(app)).count("ordered") == 1


async def test_where_the_level_was_taken_back_nothing_is_ordered(app: App) -> None:
    of = await pending(app)
    await at_level(app, "assistant")
    with pytest.raises(DecisionOver):
        await ask(app, Approve(id=of.id))
    assert (await kept(app, of)).lapsed == "level"


async def test_without_the_store_nothing_is_ordered_and_it_may_be_pressed_again(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    of = await pending(app)
    real, cut = Store.run, [True]

    async def run(self: Store, script: str, *args: Any, **options: Any) -> Any:
        if cut[0] and "FENCED" in script:
            raise StoreUnavailable
        return await real(self, script, *args, **options)

    monkeypatch.setattr(Store, "run", run)
    with pytest.raises(StoreUnavailable):
        await ask(app, Approve(id=of.id))
    cut[0] = False
    assert (await kept(app, of)).state == "pending"
    assert (await ask(app, Approve(id=of.id))).decision.facts.state == "ordered"
