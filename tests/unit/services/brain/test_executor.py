"""A proposal becomes what the level of its account says, once, whatever dies on the way."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from analytics.trading.account import Account
from analytics.trading.agent_records import Level
from bot.app import App
from services.accounts.books import Book
from services.brain.decisions import Decisions
from services.brain.events import ApprovalAsked, AutonomyDropped, DecisionTold
from services.core.errors import JournalBroken, OutcomeUnknown, StoreUnavailable
from services.core.principal import Principal
from services.core.roles import Role
from services.market.timeframes import to_ms
from services.orders.agent_rules import order_of
from services.orders.stop import KillSwitch
from services.store import keys
from services.store.streams import Message, Stream
from tests.unit.services.brain.a_proposal import decided
from tests.unit.services.brain.desk import (
    ANN,
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
    write,
)


@pytest.fixture
async def app(tmp_path: Path, now: datetime) -> AsyncIterator[App]:
    async with desk(tmp_path / "home", now) as opened:
        yield opened


@pytest.mark.parametrize(
    ("level", "confidence", "asked", "state", "event"),
    [
        ("none", 0.9, False, "noted", None),
        ("assistant", 0.9, False, "noted", DecisionTold),
        ("assistant", 0.9, True, "noted", None),
        ("assistant", 0.5, False, "noted", None),
        ("copilot", 0.59, False, "noted", None),
        ("copilot", 0.6, False, "pending", ApprovalAsked),
        ("copilot", 0.99, False, "pending", ApprovalAsked),
        ("copilot", 0.8, True, "pending", None),
        ("autonomous", 0.59, False, "noted", None),
        ("autonomous", 0.74, False, "pending", ApprovalAsked),
        ("autonomous", 0.75, False, "ordered", DecisionTold),
        ("autonomous", 0.99, True, "pending", None),
        ("agent", 0.75, False, "ordered", DecisionTold),
        ("agent", 0.7, False, "pending", ApprovalAsked),
    ],
)
async def test_what_becomes_of_it_at_each_level(
    app: App, level: Level, confidence: float, asked: bool, state: str, event: type[Any] | None
) -> None:
    await at_level(app, level)
    decision = await take(app, await proposal(app, confidence=confidence, asked=asked))
    assert (decision.state, decision.level, decision.detail) == (state, level, "")
    assert [type(each) for each in await told(app)] == ([] if event is None else [event])
    assert bool((await account(app)).orders) == (state == "ordered")


async def test_alone_decision_and_order_with_its_bracket_are_one_step_and_are_filled(app: App) -> None:
    await at_level(app, "autonomous")
    of = await proposal(app)
    await take(app, of)
    assert (await records(app))[-3:] == ["decided", "ordered", "accepted"]
    seen = await account(app)
    order = seen.orders[order_of(OWN, of.id)].order
    assert (order.decision, order.by, order.way, order.type) == (of.id, "agent:rules", "buy", "market")
    assert order.stop is not None
    assert order.target is not None
    await step(app, minutes=2)
    legs = {each.order.leg: each.order for each in (await account(app)).orders.values()}
    assert (legs["stop"].trigger, legs["target"].price) == (order.stop, order.target)
    (event,) = await told(app)
    assert isinstance(event, DecisionTold)
    assert event.decision.facts.order == order.id[:6]
    assert event.decision.plan is not None
    assert event.decision.plan.stop == order.stop


async def test_taken_twice_it_is_done_once_also_after_a_restart(tmp_path: Path, now: datetime) -> None:
    async with desk(tmp_path / "home", now) as app:
        await at_level(app, "agent")
        of = await proposal(app)
        await asyncio.gather(*(app.thinking.executor.take(of) for _ in range(5)))
        await take(app, of)
    async with desk(tmp_path / "home", now) as app:
        await take(app, of)
        assert (await records(app)).count("ordered") == 1
        assert len(await told(app)) == 1


async def test_what_is_expired_or_of_a_process_that_another_went_on_from_is_not_taken(app: App) -> None:
    late, older, newer = await proposal(app), await proposal(app, fence=3), await proposal(app, "wait", fence=4)
    await take(app, newer)
    await app.thinking.executor.take(older)
    await step(app, minutes=6)
    await app.thinking.executor.take(late)
    assert set((await account(app)).agency.decisions) == {newer.id}
    await take(app, await proposal(app, "wait", fence=0, asked=True))  # somebody asked, which no loop did


async def test_a_model_that_failed_three_times_in_a_row_drops_the_level_before_anything_is_ordered(app: App) -> None:
    await at_level(app, "agent")
    for _ in range(2):
        await take(app, await proposal(app, "wait", failed="timed out"))
    assert (await account(app)).agency.level == "agent"
    decision = await take(app, await proposal(app, failed="timed out"))
    assert (decision.state, decision.level, (await account(app)).agency.level) == ("pending", "copilot", "copilot")
    dropped, asked = await told(app)
    assert isinstance(dropped, AutonomyDropped)
    assert (dropped.level, dropped.was, dropped.person) == ("copilot", "agent", ANN.id)
    assert "3 times" in dropped.reason
    assert isinstance(asked, ApprovalAsked)


async def test_what_the_gate_refuses_lapses_with_the_reason_which_is_told(tmp_path: Path, now: datetime) -> None:
    async with desk(tmp_path / "home", now, rules={"exposure": "0.5"}) as app:
        await at_level(app, "autonomous")
        for symbol in ("BTC/USDT", "ETH/USDT", "SOL/USDT", "XRP/USDT"):
            decision = await take(app, await proposal(app, symbol=symbol))
        assert (decision.state, decision.lapsed) == ("lapsed", "refused")
        assert "agent's positions" in decision.detail
        event = (await told(app))[-1]
        assert isinstance(event, DecisionTold)
        assert (event.decision.facts.state, event.decision.facts.why) == ("lapsed", decision.detail)
        assert (await records(app)).count("ordered") == 3
        assert (await records(app))[-3:] == ["decided", "refused", "lapsed"]


async def test_where_hardly_anything_is_left_no_dust_is_ordered(tmp_path: Path, now: datetime) -> None:
    """Three positions of a tenth leave some cents of three tenths: a trade of cents would count as a trade."""
    async with desk(tmp_path / "home", now, rules={"positions": 9}) as app:
        await at_level(app, "autonomous")
        for symbol in ("BTC/USDT", "ETH/USDT", "SOL/USDT", "XRP/USDT"):
            decision = await take(app, await proposal(app, symbol=symbol))
        assert (decision.state, decision.lapsed) == ("lapsed", "refused")
        assert "amount left for it is none" in decision.detail
        assert (await records(app)).count("ordered") == 3


async def test_nobody_is_asked_for_what_would_not_pass_or_is_dead(app: App) -> None:
    dead = await take(app, await proposal(app, stop="0.97", target="1.04"))
    assert (dead.state, dead.lapsed) == ("lapsed", "dead")
    assert "1.33 to gain for 1 to lose" in dead.detail
    flat = await take(app, await proposal(app, "close"))
    assert (flat.lapsed, "nothing of BTC/USDT is held" in flat.detail) == ("refused", True)
    admin = Principal(id="shell:root", name="root", role=Role.ADMIN)
    await ask(app, KillSwitch(on=True, whose=ANN.id), admin)
    stopped = await take(app, await proposal(app))
    assert (stopped.state, stopped.lapsed) == ("lapsed", "stopped")
    assert await told(app) == []


async def test_a_short_is_the_perpetual_at_one_and_an_entry_further_away_a_limit(app: App) -> None:
    await at_level(app, "autonomous")
    short, later = await proposal(app, "short"), await proposal(app, entry="0.99", stop="0.95")
    await take(app, short)
    await take(app, later)
    orders = (await account(app)).orders
    sold, waits = orders[order_of(OWN, short.id)].order, orders[order_of(OWN, later.id)].order
    assert (sold.symbol, sold.way, sold.type) == ("BTC/USDT:USDT", "sell", "market")
    assert sold.leverage == 1
    assert (waits.symbol, waits.way, waits.type) == ("BTC/USDT", "buy", "limit")
    assert later.decision.entry is not None
    assert waits.price is not None
    assert abs(waits.price / later.decision.entry - 1) < Decimal("0.0001")


@pytest.mark.parametrize("level", ["autonomous", "agent"])
@pytest.mark.parametrize("stop", ["0.99", "0.6"])
async def test_no_more_is_ordered_than_risk_single_position_and_at_agent_the_brain_let(
    app: App, level: Level, stop: str
) -> None:
    await at_level(app, level)
    small = Decimal("0.0005")
    of = await proposal(app, stop=stop, target="1.9", size=small)
    await take(app, of)
    order = (await account(app)).orders[order_of(OWN, of.id)].order
    last, equity = await price(app), Decimal(app.settings.paper.terms.balance)
    if level == "agent":
        assert order.amount == small
        return
    assert order.amount > small
    assert order.stop is not None
    assert order.amount * last <= equity / 10
    assert order.amount * (last - order.stop) <= equity / 100
    wide = stop == "0.6"
    assert order.amount * (last - order.stop) > equity / 100 * Decimal("0.9") if wide else True
    assert order.amount * last > equity / 10 * Decimal("0.99") if not wide else True


async def test_where_no_amount_is_left_it_is_said_so(app: App) -> None:
    await at_level(app, "autonomous")
    await take(app, await proposal(app))
    await step(app, minutes=2)
    more = await take(app, await proposal(app))
    assert more.lapsed == "refused"
    assert more.detail == "amount left for it is none: what may be risked, held or paid for is used up"


async def test_what_is_held_is_closed_and_its_stop_only_gets_tighter(app: App) -> None:
    await at_level(app, "autonomous")
    await take(app, await proposal(app))
    await step(app, minutes=2)
    stop = next(each.level for each in (await account(app)).orders.values() if each.order.is_stop)
    looser = await take(app, await proposal(app, "adjust", stop="0.9", target=""))
    assert (looser.lapsed, next(iter(looser.detail.split(" "))) != "") == ("refused", True)
    moved = await proposal(app, "adjust", stop="0.985", target="1.05")
    assert (await take(app, moved)).state == "ordered"
    orders = (await account(app)).orders.values()
    (now,) = [each for each in orders if each.order.is_stop]
    (target,) = [each for each in orders if each.order.type == "limit"]
    assert stop is not None
    assert now.level is not None
    assert now.level > stop
    assert (now.order.leg, target.order.leg, now.order.parent == target.order.parent) == ("stop", "target", True)
    assert now.order.decision == moved.id
    await take(app, await proposal(app, "close"))
    await step(app, minutes=2)
    seen = await account(app)
    assert (dict(seen.positions), dict(seen.orders)) == ({}, {})


async def test_an_entry_that_was_not_filled_in_its_time_is_cancelled(app: App) -> None:
    await at_level(app, "autonomous")
    of = await proposal(app, entry="0.9", stop="0.85")
    assert (await take(app, of)).state == "ordered"
    await step(app, hours=25)
    seen: Account = await account(app)
    assert not seen.orders
    assert seen.ended[-1].why == "expired"


async def test_what_cannot_be_read_in_the_stream_is_let_go_and_the_rest_is_taken(app: App) -> None:
    commands = app.thinking.executor._commands
    await app.store.append(keys.PROPOSALS, {"proposal": "{"})
    await app.store.append(keys.PROPOSALS, {"other": "x"})
    of = await proposal(app)
    await commands.send(of)
    await commands.send(of)
    await app.thinking.executor.step()
    assert (await kept(app, of)).state == "pending"
    assert await app.store.entries(keys.PROPOSALS) == []


async def test_what_a_process_took_and_died_over_is_taken_by_the_next(tmp_path: Path, now: datetime) -> None:
    async with desk(tmp_path / "home", now) as app:
        of = await proposal(app)
        await app.thinking.executor._commands.send(of)
        assert [each.proposal for each in await app.thinking.executor._commands.take()] == [of]
    async with desk(tmp_path / "home", now + timedelta(minutes=1)) as app:
        await app.thinking.executor.step()
        assert (await kept(app, of)).state == "pending"
        assert await app.store.entries(keys.PROPOSALS) == []


@pytest.mark.parametrize("error", [StoreUnavailable(), OutcomeUnknown("a record")])
async def test_what_the_store_did_not_answer_about_is_done_by_the_next_step(
    app: App, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    """A proposal that was not let go, and a reminder."""

    async def fails(*_args: Any, **_options: Any) -> bool:
        raise error

    of, executor = await proposal(app), app.thinking.executor
    await executor._commands.send(of)
    with monkeypatch.context() as patched:
        patched.setattr(Book, "write", fails)
        with pytest.raises(type(error)):
            await executor.step()
    await executor.step()
    assert (await kept(app, of)).state == "pending"
    assert await app.store.entries(keys.PROPOSALS) == []
    with monkeypatch.context() as patched:
        patched.setattr(Book, "write", fails)
        with pytest.raises(type(error)):
            await step(app, minutes=11)
        assert not (await kept(app, of)).reminded
    await executor.step()
    assert (await kept(app, of)).reminded


async def test_a_step_takes_what_was_given_to_it_in_a_reply_that_was_lost(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a replay the next step may be hours later."""
    of, real = await proposal(app), Stream.take
    await app.thinking.executor._commands.send(of)

    async def lost(self: Stream, *args: Any) -> list[Message]:
        await real(self, *args)
        return await real(self, *args)

    monkeypatch.setattr(Stream, "take", lost)
    await app.thinking.executor.step()
    assert (await kept(app, of)).state == "pending"


async def test_what_waits_is_reminded_of_once_and_lapses(app: App) -> None:
    of = await proposal(app, account=SHARED)
    await take(app, of)
    await step(app, minutes=9)
    assert len(await told(app)) == 1
    for _ in range(3):
        await step(app, minutes=1.5)
    _, reminder = await told(app)
    assert isinstance(reminder, ApprovalAsked)
    assert (reminder.reminder, reminder.server, reminder.person) == (True, "discord:9", None)
    assert reminder.decision.plan is not None
    await step(app, minutes=2)
    decision = await kept(app, of)
    assert (decision.state, decision.lapsed, decision.reminded) == ("lapsed", "expired", True)
    assert (await records(app, SHARED)).count("reminded") == 1


async def test_a_level_that_is_taken_back_ends_what_waits(app: App) -> None:
    of = await proposal(app)
    await take(app, of)
    await at_level(app, "assistant")
    await step(app, seconds=1)
    assert (await kept(app, of)).lapsed == "level"


async def test_what_another_version_wrote_down_ends_nothing_and_is_told_as_what_it_is(app: App) -> None:
    of = await proposal(app)
    until = to_ms(app.clock.now() + timedelta(minutes=15))
    await write(app, decided(of, fate="pending", expires=until, document="{}"))
    await step(app, minutes=11)  # people are to be reminded of it
    with pytest.raises(JournalBroken):
        await ask(app, Decisions())
    await take(app, other := await proposal(app, account=SHARED))
    assert (await kept(app, other)).state == "pending"


async def test_an_account_that_fails_as_nobody_foresaw_holds_up_none_behind_it(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, behind = await proposal(app), await proposal(app, account=SHARED)
    for each in (first, behind):
        await take(app, each)
    write = Book.write

    async def fails(book: Book, *args: Any, **options: Any) -> bool:
        if book.account.id == first.account:
            raise ZeroDivisionError
        return await write(book, *args, **options)

    assert first.account < behind.account
    monkeypatch.setattr(Book, "write", fails)
    await step(app, minutes=11)
    assert not (await kept(app, first)).reminded
    assert (await kept(app, behind)).reminded
