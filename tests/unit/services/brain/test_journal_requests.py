"""What a user would lose: why the agent decided so, and whether it was right; and that nobody else reads it."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import TypeVar

import pytest

from analytics.trading.agent_records import Judged, Learned, Voted
from analytics.trading.records import Record
from bot.app import App
from services.accounts.books import Books
from services.brain.answers import (
    DealFacts,
    DecisionAnswer,
    DecisionsAnswer,
    ExplainAnswer,
    LessonsAnswer,
    ScoreboardAnswer,
)
from services.brain.decision import Decision
from services.brain.decisions import Decisions, DecisionShow, Explain
from services.brain.lessons import AiLessons, AiStrike
from services.brain.proposal import Check, Proposal
from services.brain.scoreboard import Scoreboard
from services.core.errors import NotPermitted, UnknownAccount, UnknownDecision
from services.core.principal import Principal
from services.core.request import AnyRequest
from services.core.roles import Role
from services.core.units import ExactPrice
from services.market.timeframes import to_ms
from tests.asks import ask
from tests.unit.services.accounts.records import opened
from tests.unit.services.brain.a_context import a_context
from tests.unit.services.brain.a_proposal import LONG, WAIT, a_proposal, decided, traded

ANN = Principal(id="discord:1", name="Ann", role=Role.TRADER, server="discord:9")
BEN = Principal(id="discord:2", name="Ben", role=Role.ADMIN, server="discord:9")
EVE = Principal(id="discord:3", name="Eve", role=Role.ADMIN, server="discord:8")
OWN, SHARED = "paper:discord:1", "paper:server:discord:9"
HOUR = timedelta(hours=1)

T = TypeVar("T")


async def said(app: App, request: AnyRequest, kind: type[T], who: Principal = ANN) -> T:
    answer = await app.desk.ask(ask(request, who))
    assert isinstance(answer, kind)
    return answer


async def write(app: App, *records: Record, account: str = OWN) -> None:
    books = Books(app.store, app.settings.home, "writer")
    async with books.writing(account) as book:
        await book.write([opened(account), *records] if not book.account.is_open else records)
    await books.close()


def made(now: datetime, number: int, *, decision: Decision = LONG, hours: int = 30, **other: object) -> Proposal:
    at = now - hours * HOUR
    return a_proposal(decision, at=at, number=number, context=a_context(at=at), **other)


def judged(proposal: Proposal, r: float, pnl: str | None = None) -> Judged:
    at = to_ms(proposal.at + 24 * HOUR)
    won = r > 0
    return Judged(at, proposal.id, "target" if won else "stop", r, r, None if pnl is None else Decimal(pnl))


async def test_the_newest_decisions_are_listed_waits_where_they_are_wanted(app: App, now: datetime) -> None:
    first, wait, last = made(now, 1, hours=3), made(now, 2, hours=2, decision=WAIT), made(now, 3, hours=1)
    await write(app, decided(first), decided(wait), decided(last, fate="pending"))
    listed = await said(app, Decisions(), DecisionsAnswer)
    assert [each.short for each in listed.decisions] == ["000003", "000001"]
    assert (listed.total, listed.waits, listed.level, listed.account) == (3, 1, "copilot", "main")
    assert [each.state for each in listed.decisions] == ["pending", "noted"]
    whole = await said(app, Decisions(waits=True), DecisionsAnswer)
    assert [each.action for each in whole.decisions] == ["long", "wait", "long"]
    assert (await said(app, Decisions(), DecisionsAnswer, BEN)).total == 0


async def test_a_decision_is_found_by_its_first_digits_by_those_who_see_it(app: App, now: datetime) -> None:
    own, shared = made(now, 0xAA11), made(now, 0xAA22, account=SHARED)
    await write(app, decided(own))
    await write(app, decided(shared), account=SHARED)
    assert (await said(app, DecisionShow(id="00AA11"), DecisionAnswer)).account == "main"
    for who in (ANN, BEN):
        assert (await said(app, DecisionShow(id="00aa22"), DecisionAnswer, who)).account == "server"
    for who, text in ((BEN, "00aa11"), (EVE, "00aa22"), (EVE, "00aa11")):
        with pytest.raises(UnknownDecision):
            await said(app, DecisionShow(id=text), DecisionAnswer, who)
    with pytest.raises(UnknownDecision) as several:
        await said(app, Explain(id="00aa"), ExplainAnswer)
    assert set(several.value.known) == {"00aa11", "00aa22"}
    with pytest.raises(UnknownDecision) as none:
        await said(app, DecisionShow(id="ffff"), DecisionAnswer, BEN)
    assert none.value.known == ("00aa22",)


async def test_a_decision_is_shown_as_it_was_and_as_it_went(app: App, now: datetime) -> None:
    proposal = made(now, 7, hours=10)
    await write(app, decided(proposal, amount=Decimal("0.01")))
    answer = await said(app, DecisionShow(id="000007"), DecisionAnswer)
    assert answer.candles is not None
    assert answer.provenance is not None
    closes = answer.candles.time + answer.candles.bar_ms
    assert (closes[: answer.seen] <= to_ms(proposal.at)).all()
    assert (closes[answer.seen :] > to_ms(proposal.at)).all()
    assert len(answer.candles) - answer.seen == 10
    assert answer.seen == 60
    told = answer.decision
    assert told.reasoning == LONG.reasoning
    assert told.context == proposal.context
    assert told.plan is not None
    assert told.plan.notional == Decimal("954.20")
    assert told.plan.share == pytest.approx(0.09542)
    assert told.plan.risk > Decimal(10)
    assert told.plan.reward < Decimal(20)


async def test_where_it_was_filled_and_where_its_trade_ended_is_told(app: App, now: datetime) -> None:
    proposal = made(now, 9, hours=10)
    await write(app, decided(proposal, fate="pending"), *traded(proposal))
    held = await said(app, DecisionShow(id="000009"), DecisionAnswer)
    assert (held.filled, held.closed) == (DealFacts(at=proposal.at, price=ExactPrice(95_420)), None)
    out = traded(proposal, out="97420", at=now - HOUR)[3:]
    await write(app, *out)
    ended = await said(app, DecisionShow(id="000009"), DecisionAnswer)
    assert ended.filled == held.filled
    assert ended.closed == DealFacts(at=now - HOUR, price=ExactPrice(97_420))


async def test_what_was_decided_for_and_against_is_told_in_figures(app: App, now: datetime) -> None:
    proposal = made(now, 8, checks=(Check(name="reach", passed=True), Check(name="ratio", passed=False, found="1.2")))
    await write(app, decided(proposal), judged(proposal, -1.0))
    learned = Learned(to_ms(now), proposal.id, "BTC/USDT", "rules", "Long lost 1.0 R.")
    await write(app, learned)
    answer = await said(app, Explain(id="000008"), ExplainAnswer)
    assert answer.in_favour[0] == "structure: bullish"
    assert "2.0 to gain for 1 to lose" in answer.in_favour
    assert answer.against[-1] == "1.2"
    assert answer.lesson == "Long lost 1.0 R."


async def test_the_scoreboard_holds_confidence_against_what_came(app: App, now: datetime) -> None:
    records: list[Record] = []
    for number, (sure, r, pnl) in enumerate(
        [(0.8, 2.0, "20"), (0.8, -1.0, "-10"), (0.6, 1.5, None), (0.6, -1.0, None)]
    ):
        decision = LONG.model_copy(update={"confidence": sure})
        proposal = made(now, number, decision=decision, voice="z" if number < 2 else "f", hours=100 - number)
        records += [decided(proposal), judged(proposal, r, pnl)]
    waited = made(now, 99, decision=WAIT)
    records += [decided(waited), Judged(to_ms(now), waited.id, "time", 0.4)]
    await write(app, *records)
    board = await said(app, Scoreboard(), ScoreboardAnswer)
    assert board.accounts == ("main", "server")
    assert (board.judged, board.moves, board.calibrate_after, board.curve) == (4, 1, 50, ())
    by = {(each.by, each.who): each for each in board.scores}
    assert by.keys() == {("brain", "rules"), ("voice", "z"), ("voice", "f"), ("level", "copilot")}
    rules = by["brain", "rules"]
    assert (rules.decisions, rules.won, rules.pnl, rules.mean_r) == (4, 2, Decimal(10), 0.375)
    assert rules.brier == pytest.approx((0.04 + 0.64 + 0.16 + 0.36) / 4)
    assert rules.gap == pytest.approx(0.2)
    assert by["voice", "f"].pnl is None
    assert [(each.low, each.count, each.came) for each in board.bins] == [(0.6, 2, 0.5), (0.8, 2, 0.5)]
    assert (await said(app, Scoreboard(), ScoreboardAnswer, BEN)).judged == 0
    with pytest.raises(UnknownAccount):
        await said(app, Scoreboard(account="swing"), ScoreboardAnswer)


async def test_a_lesson_is_struck_by_whoever_may_trade_there(app: App, now: datetime) -> None:
    first, second = made(now, 0xA1), made(now, 0xA2)
    lessons = [
        Learned(to_ms(now) + number, each.id, "BTC/USDT", "rules", f"Lesson {number}.")
        for number, each in enumerate((first, second))
    ]
    await write(app, decided(first), decided(second), *lessons)
    with pytest.raises(UnknownDecision):
        await said(app, AiStrike(lesson="0000"), LessonsAnswer)
    with pytest.raises(UnknownDecision):
        await said(app, AiStrike(lesson="0000a1"), LessonsAnswer, BEN)
    viewer = ANN.model_copy(update={"role": Role.VIEWER})
    with pytest.raises(NotPermitted):
        await said(app, AiStrike(lesson="0000a1"), LessonsAnswer, viewer)
    struck = await said(app, AiStrike(lesson="0000a1", why="stale\u202e <b>"), LessonsAnswer)
    assert struck.struck == "0000a1"
    listed = await said(app, AiLessons(), LessonsAnswer)
    assert [(each.id, each.struck, each.why) for each in listed.lessons] == [
        ("0000a2", False, ""),
        ("0000a1", True, "stale b"),
    ]
    books = Books(app.store, app.settings.home, "reader")
    records = (await books.look(OWN)).records
    await said(app, AiStrike(lesson="0000a1"), LessonsAnswer)
    assert (await books.look(OWN)).records == records
    await books.close()


async def test_who_answered_is_not_named(app: App, now: datetime) -> None:
    proposal = made(now, 5, account=SHARED)
    await write(
        app,
        decided(proposal, fate="pending", votes=2),
        Voted(to_ms(now), proposal.id, "approve", "person:4242"),
        account=SHARED,
    )
    answer = await said(app, DecisionShow(id="000005"), DecisionAnswer)
    assert [(each.by, each.vote) for each in answer.decision.facts.votes] == [("somebody else", "approve")]
