"""/ai ask: what the agent makes of a market now, written down once and ordered by nobody."""

from pathlib import Path
from typing import Any

import pytest

from analytics.trading.agent_records import Level
from bot.app import App, open_app
from config.settings import load
from services.brain.agent_desk import AgentDesk
from services.brain.answers import DecisionAnswer
from services.brain.asking import AiAsk, answer_ai_ask
from services.brain.context import Context
from services.brain.decision import Decision
from services.brain.thought import Thought
from services.core.errors import LevelForbids, NotPermitted, UnknownAccount, UnknownSymbol
from services.core.progress import InLine, Step, listening
from services.core.request import AnyRequest
from services.core.work import Work
from services.words.numbers import exact
from tests.asks import ask
from tests.unit.services.brain.desk import ANN, EVE, OWN, at_level


def desk_of(app: App) -> AgentDesk:
    return app.thinking.desk


@pytest.fixture
def thought(app: App, monkeypatch: pytest.MonkeyPatch) -> list[Context]:
    """What the brain was shown, which is very sure that the price rises."""
    seen: list[Context] = []

    async def think(context: Context) -> Thought:
        seen.append(context)
        price, atr = context.price_action.current, context.price_action.atr
        assert atr is not None
        prices = {name: exact(round(price + by * atr, 2)) for name, by in (("entry", 0), ("stop", -2), ("target", 5))}
        said = Decision(action="long", instrument=context.symbol, confidence=0.9, reasoning="It rises.", **prices)
        return Thought(decision=said, brain="claude", model="m", prompt="p")

    monkeypatch.setattr(desk_of(app).brain, "think", think)
    return seen


async def said(app: App, request: AnyRequest, who: Any = ANN, ask_id: str | None = None) -> DecisionAnswer:
    answer = await app.desk.ask(ask(request, who, ask_id))
    assert isinstance(answer, DecisionAnswer)
    return answer


@pytest.mark.parametrize(
    ("level", "state"),
    [("assistant", "noted"), ("copilot", "pending"), ("autonomous", "pending"), ("agent", "pending")],
)
async def test_what_somebody_asked_for_is_ordered_at_no_level(
    app: App, thought: list[Context], level: Level, state: str
) -> None:
    await at_level(app, level)
    answer = await said(app, AiAsk(symbol="btc", timeframe="4h", note="I am flat over the weekend"))
    facts = answer.decision.facts
    assert (answer.account, facts.symbol, facts.timeframe, facts.action) == ("main", "BTC/USDT", "4h", "long")
    assert (facts.asked, facts.state, facts.order) == (True, state, None)
    assert [(each.symbol, each.note) for each in thought] == [("BTC/USDT", "I am flat over the weekend")]
    account = await app.trading.books.look(OWN)
    assert (len(account.agency.decisions), account.orders, account.ended) == (1, {}, account.ended)
    assert not account.ended


async def test_the_same_ask_is_thought_about_once_also_where_its_answer_was_lost(
    app: App, thought: list[Context]
) -> None:
    once = ask(AiAsk(symbol="btc"), ANN, "the same")
    first = await answer_ai_ask(once.request, once, Work(), desk_of(app))
    again = await answer_ai_ask(once.request, once, Work(), desk_of(app))
    assert first.decision.facts.id == again.decision.facts.id
    assert len(thought) == 1


async def test_who_waits_hears_how_far_it_is(app: App, thought: list[Context]) -> None:
    heard: list[Step | InLine] = []
    with listening(heard.append):
        await said(app, AiAsk(symbol="btc"))
    assert [each.what for each in heard] == ["Looking at the market", "Thinking", "Checking"]
    assert thought


@pytest.mark.parametrize(
    ("request_", "who", "level", "error"),
    [
        (AiAsk(symbol="btc"), EVE, "copilot", NotPermitted),
        (AiAsk(symbol="btc"), ANN, "none", LevelForbids),
        (AiAsk(symbol="btc", account="swing"), ANN, "copilot", UnknownAccount),
        (AiAsk(symbol="nosuchcoin"), ANN, "copilot", UnknownSymbol),
    ],
)
async def test_who_may_not_and_what_is_not_there_costs_no_thought(
    app: App, thought: list[Context], request_: AiAsk, who: Any, level: Level, error: type[Exception]
) -> None:
    await at_level(app, level)
    with pytest.raises(error):
        await said(app, request_, who)
    assert thought == []


async def test_an_account_that_another_process_holds_is_handed_over(app: App, thought: list[Context]) -> None:
    async with other_process(app.settings.home, app) as other:
        await at_level(other, "copilot")
        answer = await said(app, AiAsk(symbol="eth"))
        assert answer.decision.facts.state == "pending"
        kept = (await other.trading.books.look(OWN)).agency.decisions
        assert [each.symbol for each in kept.values()] == ["ETH/USDT"]
    assert len(thought) == 1


def other_process(home: Path, like: App) -> Any:
    """Another desk on the same home, as another process has it."""
    return open_app(load(home=home, market="sim", at=like.clock.now()), roles=frozenset(), watch=False)
