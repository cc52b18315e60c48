"""From a market and an account to a proposal: what the brain is shown, whose it is, and how long it lasts."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from prometheus_client import CollectorRegistry

from analytics.trading.agent_records import Decided, Learned, Struck
from bot.app import App
from services.accounts.opening import opened_records
from services.brain.context import Context
from services.brain.context_builder import ContextBuilder
from services.brain.decision import Decision
from services.brain.metrics import AgentMetrics
from services.brain.proposal import Proposal
from services.brain.thinker import Thinker
from services.brain.thought import Thought, Usage
from services.core.clock import Clock, HurriedClock, SteppedClock, of_people
from services.market.timeframes import to_ms
from services.market.view import MarketView

ANN = "paper:discord:1"
SEVEN = datetime(2023, 12, 30, 19, tzinfo=UTC)


@dataclass
class Brain:
    """Stands for the model: it has seen, and says what it was told to."""

    says: dict[str, Any] = field(default_factory=lambda: {"action": "wait", "confidence": 0.5})
    seen: list[Context] = field(default_factory=list)
    name = "claude"

    async def think(self, context: Context) -> Thought:
        self.seen.append(context)
        decision = Decision(**{"instrument": context.symbol, "reasoning": "So it is.", **self.says})
        usage = Usage(input_tokens=1_000, output_tokens=200, dollars=Decimal("0.004"))
        return Thought(decision=decision, brain="claude", model="m", prompt="p", failed="", usage=usage)

    async def reflect(self, story: str) -> str:
        return story


def thinker_of(
    app: App, brain: Brain, clock: Clock | None = None, registry: CollectorRegistry | None = None
) -> Thinker:
    paper, market = app.settings.paper.terms, app.market
    if clock is not None:
        market = MarketView(app.source, app.store, clock)
    desk = app.thinking.desk
    metrics = AgentMetrics(registry or CollectorRegistry())
    builder = ContextBuilder(market, paper)
    return Thinker(builder, desk.memory, brain, app.trading.books, app.settings.ai, metrics, clock or app.clock)


async def proposed(thinker: Thinker, wish: str = "one", timeframe: str = "1h", **other: Any) -> Proposal:
    told = {"by": "discord:1", "place": "discord:9", "voice": "z", "fence": 3, **other}
    return await thinker.propose(wish, told.pop("account", ANN), "btc", timeframe, **told)


async def test_a_proposal_has_what_was_thought_and_says_whose_it_is_and_nothing_is_written(app: App) -> None:
    brain, registry = Brain(), CollectorRegistry()
    proposal = await proposed(thinker_of(app, brain, registry=registry), asked=True, note="the <b>halving</b>")
    assert (proposal.account, proposal.by, proposal.place, proposal.voice) == (ANN, "discord:1", "discord:9", "z")
    assert (proposal.fence, proposal.asked, proposal.brain, proposal.model, proposal.prompt) == (
        3,
        True,
        *["claude", "m", "p"],
    )
    assert (proposal.context, proposal.at) == (brain.seen[0], SEVEN)
    assert (proposal.context.symbol, proposal.context.account.equity) == ("BTC/USDT", Decimal(10_000))
    assert (proposal.corrected, proposal.calibrated_on, len(proposal.vector)) == (0.5, 0, 32)
    assert "<" not in (proposal.context.note or "<")
    assert await app.store.keys_like("omega:journal:*") == []
    assert registry.get_sample_value("omega_model_dollars_total") == 0.004
    assert registry.get_sample_value("omega_thinking_seconds_count", {"brain": "claude"}) == 1


async def test_the_same_wish_of_an_account_makes_the_same_proposal_whoever_thinks(app: App) -> None:
    ids = [
        (await proposed(thinker_of(app, Brain()), wish, account=account)).id
        for wish, account in (("bar:1", ANN), ("bar:1", ANN), ("bar:2", ANN), ("bar:1", f"{ANN}:swing"))
    ]
    assert ids[0] == ids[1]
    assert len(set(ids)) == 3


async def test_what_does_not_pass_the_checks_is_to_wait_and_what_was_said_is_kept(app: App) -> None:
    says = {"action": "long", "confidence": 0.9, "entry": "1", "stop": "2", "target": "3"}
    proposal = await proposed(thinker_of(app, Brain(says)))
    assert (proposal.said.action, proposal.decision.action) == ("long", "wait")
    assert not all(each.passed for each in proposal.checks)


@pytest.mark.parametrize(
    ("timeframe", "minutes", "lasts"),
    [("1h", 0, 15), ("1h", 20, 15), ("5m", 0, 10), ("5m", 3, 7), ("1m", 0, 2), ("1d", 0, 15)],
)
async def test_it_lasts_as_an_approval_does_but_not_past_the_next_bar_but_one(
    app: App, timeframe: str, minutes: int, lasts: int
) -> None:
    assert isinstance(app.clock, SteppedClock)
    app.clock.step(SEVEN + timedelta(minutes=minutes))
    proposal = await proposed(thinker_of(app, Brain()), timeframe=timeframe)
    assert proposal.expires - proposal.at == timedelta(minutes=lasts)


@pytest.mark.parametrize("timeframe", ["1m", "1h", "1d"])
async def test_where_time_is_hurried_people_and_models_have_their_seconds(app: App, timeframe: str) -> None:
    """Two bars of an hour are two seconds then, in which no model has thought: it would be paid and never heard."""
    hurried = HurriedClock(SEVEN, 3_600.0, monotonic=lambda: 0.0)
    proposal = await proposed(thinker_of(app, Brain(), hurried), timeframe=timeframe)
    assert proposal.expires - SEVEN == of_people(hurried, 900) == timedelta(hours=900)


async def test_it_is_shown_lessons_of_the_account_first_of_this_market_and_none_that_was_struck_or_comes_later(
    app: App,
) -> None:
    now = to_ms(SEVEN)
    lessons = (
        ("a", "ETH/USDT", now - 50, "of <i>ether</i>"),
        ("b", "BTC/USDT", now - 90, "old"),
        ("c", "BTC/USDT", now - 10, "new"),
        ("d", "BTC/USDT", now - 20, "struck"),
        ("e", "BTC/USDT", now + 10, "later"),
        *((f"f{n}", "SOL/USDT", now - 100 - n, "another") for n in range(5)),
    )
    async with app.trading.books.writing(ANN) as book:
        await book.write(
            [
                *opened_records(book.account, app.settings.paper.terms, SEVEN),
                *(decided(name, symbol, at) for name, symbol, at, _ in lessons),
                *(Learned(at, name, symbol, "claude", text) for name, symbol, at, text in lessons),
                Struck(now, "d", "ann"),
            ]
        )
    brain = Brain()
    await proposed(thinker_of(app, brain))
    shown = brain.seen[0].lessons
    assert [each.decision for each in shown] == ["c", "b", "a", "f0", "f1"]
    assert "<" not in shown[2].text


def decided(name: str, symbol: str, at: int) -> Decided:
    return Decided(
        at=at,
        decision=name,
        symbol=symbol,
        timeframe="1h",
        action="wait",
        brain="claude",
        model="m",
        prompt="p",
        voice="z",
        level="copilot",
        fate="noted",
        confidence=0.5,
        corrected=0.5,
        fence=1,
        expires=at + 1,
        judge_at=at + 1,
        document="{}",
    )
