"""What a user would lose: that a value which they write into ai.yaml or autonomy.yaml changes what the agent does."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import pytest
from pydantic import BaseModel

import config
from analytics.trading.agent_records import Learned
from bot.app import App, open_app
from bot.check import _model
from config.settings import Settings, load
from services.accounts.naming import AccountId
from services.autonomy.standing import falls_back, missing
from services.autonomy.terms import AiTerms, AutonomyTerms
from services.brain.facts import facts_of
from services.brain.model_brain import open_brain
from services.brain.rules import RulesBrain
from services.brain.taking import fate_of
from services.market.timeframes import to_ms
from services.orders.agent_rules import findings_of_agent, people_for
from tests.anthropic_api import KEY, AnthropicApi
from tests.unit.services.autonomy.test_standing import FALLS, at_level, course, losing, priced
from tests.unit.services.brain.a_context import a_context
from tests.unit.services.brain.a_proposal import LONG, a_proposal, decided
from tests.unit.services.brain.desk import OWN, SHARED, kept, proposal, records, step, take, write
from tests.unit.services.brain.test_memory import ZERO, judged, remember
from tests.unit.services.orders import test_agent_rules as rules
from tests.unit.services.orders.making import NOW, PERPETUAL, account, d

HOUR: Final = timedelta(hours=1)
PROMPTS: Final = Path(config.__file__).with_name("prompts")
Probe = Callable[[Settings], Awaitable[object]]


async def opened(stack: AsyncExitStack, settings: Settings) -> App:
    return await stack.enter_async_context(open_app(settings, roles=frozenset(), watch=False))


async def at_the_gate(settings: Settings) -> object:
    """What the gate asks of a long, and of a short of the perpetual, that one person approved; and how many have to."""
    made = account(rules.at_level("autonomous"), rules.proposed(), rules.said())
    short = rules.entry(way="sell", symbol=PERPETUAL, target=d("80"))
    wishes = rules.wish(made, rules.entry()), rules.wish(made, short)
    found = [each for wish in wishes for each in findings_of_agent(wish, settings.ai, settings.autonomy)]
    people = [people_for(d("900"), d("10000"), AccountId.read(at), settings.ai.approvals) for at in (OWN, SHARED)]
    return [(each.limit, each.value, each.passed) for each in found if each.limit != "approval"], people


async def by_confidence(settings: Settings) -> object:
    """What becomes of a decision that is 72 % sure, and how it is told."""
    of = a_proposal(LONG, brain="claude")
    told = facts_of(account(decided(of)).agency.decisions[of.id], of, account(), settings.ai)
    return fate_of(of, "autonomous", settings.ai.thresholds), told.sure


async def by_record(settings: Settings) -> object:
    """What an account wants to earn a level, and why it falls back."""
    terms = settings.autonomy
    wants = missing(account(course(19, 11), losing(1)), terms)
    set_up = [
        account(at_level("agent"), *some) for stays, falls, _ in FALLS.values() for some in (stays, falls, [losing(1)])
    ]
    return wants, [falls_back(each, terms, priced, NOW) for each in set_up]


async def in_the_journal(settings: Settings) -> object:
    """What is written down of a long a little below the market, and of it six minutes later."""
    async with AsyncExitStack() as stack:
        app = await opened(stack, settings)
        of = await proposal(app, entry="0.999", number=1)
        it, now = await take(app, of), to_ms(app.clock.now())
        await step(app, minutes=6)
        by_then = await kept(app, of)
        return it.state, it.lapsed, it.expires - now, it.judge_at - now, it.amount, by_then.reminded, await records(app)


async def from_memory(settings: Settings) -> object:
    """What is recalled of twelve judged decisions and six lessons, and whether they correct confidence."""
    async with AsyncExitStack() as stack:
        app = await opened(stack, settings)
        now = app.clock.now()
        for number in range(12):
            when = now - (20 - number) * 24 * HOUR
            of = a_proposal(at=when, context=a_context(at=when, simulated=True), vector=ZERO, number=number)
            await remember(app.store, (of, judged(of, when + HOUR)))
        await write(app, *(Learned(to_ms(now), f"d{number}", "BTC/USDT", "rules", "So.") for number in range(6)))
        desk = app.thinking.desk
        similar, curve = await desk.memory.recall(ZERO, now), await desk.memory.curve("rules", now)
        thought = await desk.thinker.propose("w", OWN, "BTC/USDT", "1h", by="x", place="", voice="z", fence=1)
        assert similar is not None
        return similar.count, curve is None, len(thought.context.lessons)


async def of_the_model(settings: Settings) -> object:
    """What the model is asked and costs, whether it answers in time, and what ``omega check`` says of it."""
    async with AsyncExitStack() as stack:
        api, app = await stack.enter_async_context(AnthropicApi()), await opened(stack, settings)
        folders = {"ours": PROMPTS, "theirs": settings.home / "prompts"}
        ways: dict[str, Any] = {**folders, "base_url": api.url, "key": lambda: KEY}
        thought = await open_brain(app.store, settings.ai, RulesBrain(settings.ai), **ways).think(a_context())
        asked = [(each.body["model"], each.body["max_tokens"], each.body["output_config"]) for each in api.asked]
        return thought.failed, thought.usage.dollars, asked, await _model(settings)


PRICES: Final = {
    "claude-sonnet-5-5": {"input": 3, "output": 11, "cache_write": 3, "cache_read": 1},
}
OTHERS: Final[dict[Probe, dict[str, object]]] = {
    at_the_gate: {
        "ai.rules.positions": 1,
        "ai.rules.exposure": 0.001,
        "ai.rules.single_position": 0.001,
        "ai.rules.require_stop": False,
        "ai.rules.leverage": 2,
        "ai.rules.ratio": 9,
        "ai.rules.quiet_hours": ["18:00-20:00"],
        "ai.rules.funding_pause": 500,
        "ai.session.trades": 1,
        "ai.session.daily_loss": 0.001,
        "ai.session.losing_streak": 1,
        "ai.session.review_after": 1,
        "ai.approvals.two_people": 0.5,
        "ai.approvals.two_people_own": 0.01,
    },
    by_confidence: {"ai.thresholds.suggest": 0.73, "ai.thresholds.execute": 0.71, "ai.thresholds.high": 0.7},
    by_record: {
        "autonomy.earned.decisions": 31,
        "autonomy.earned.brier": 0.1,
        "autonomy.earned.gap": 0.0001,
        "autonomy.drops.losing_streak": 1,
        "autonomy.drops.daily_loss": 0.01,
        "autonomy.drops.gap": 0.1,
        "autonomy.drops.over": 5,
        "autonomy.drops.failures": 1,
    },
    in_the_journal: {
        "autonomy.level": "assistant",
        "ai.rules.risk": 0.0001,
        "ai.approvals.lasts": 1_200,
        "ai.approvals.remind": 720,
        "ai.approvals.moved": 0.0005,
        "ai.horizon": 48,
    },
    from_memory: {"ai.similar": 1, "ai.calibrate_after": 10, "ai.lessons": 2},
    of_the_model: {
        "ai.model.name": "claude-haiku-5-5",
        "ai.model.max_tokens": 3_000,
        "ai.model.effort": "high",
        "ai.model.deadline": 0.000_1,
        "ai.model.dollars": 0,
        "ai.model.tokens": 0,
        "ai.model.prices": PRICES,
        "ai.model.priced_on": "2026-12-24",
    },
}
"""By what shows it, another value of each."""


def values_of(model: type[BaseModel], name: str) -> Iterator[str]:
    """The values of ``model``, whose own name is ``name``."""
    for field, of in model.model_fields.items():
        inner = of.annotation
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            yield from values_of(inner, f"{name}.{field}")
        else:
            yield f"{name}.{field}"


def configured(home: Path, name: str = "", value: object = None) -> Settings:
    """As configured, but that the value called ``name`` is another."""
    changed: dict[str, Any] = {}
    at = changed
    *inner, last = name.split(".")
    for each in inner:
        at = at.setdefault(each, {})
    at |= {last: value} if name else {}
    return load(home=home, market="sim", at=NOW, rate={"burst": 100_000, "per_minute": 100_000}, **changed)


def test_every_value_is_tried() -> None:
    tried = [name for others in OTHERS.values() for name in others]
    assert sorted(tried) == sorted([*values_of(AiTerms, "ai"), *values_of(AutonomyTerms, "autonomy")])


@pytest.mark.parametrize("probe", OTHERS)
async def test_every_value_has_an_effect(probe: Probe, tmp_path: Path) -> None:
    usual = await probe(configured(tmp_path / "usual"))
    assert await probe(configured(tmp_path / "again")) == usual
    for number, (name, value) in enumerate(OTHERS[probe].items()):
        settings = configured(tmp_path / str(number), name, value)
        assert await probe(settings) != usual, name
