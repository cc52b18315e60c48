"""The wiring of the agent."""

from dataclasses import dataclass

from bot.trading import Trading
from config.settings import PROMPTS, Settings
from services.brain.agent_desk import AgentDesk
from services.brain.commands import Commands
from services.brain.context_builder import ContextBuilder
from services.brain.executor import Executor
from services.brain.judging import Judging
from services.brain.loop import Loop
from services.brain.memory import Memory
from services.brain.metrics import AgentMetrics
from services.brain.model_brain import ModelBrain, open_brain
from services.brain.rules import RulesBrain
from services.brain.thinker import Thinker
from services.core.clock import Clock, SteppedClock
from services.core.principal import Principal
from services.house.voices import VoiceChoices
from services.market.view import MarketView
from services.orders.switches import Switches
from services.store.leases import Leases
from services.store.presence import Presence
from services.store.store import Store

LOOP_LEASE = "agent loop"
"""Who holds it thinks about closed bars; its token is the fence of what is proposed."""
EXCHANGE_LEASE = "paper exchange"
"""Who holds it matches the orders of paper accounts, and takes what is proposed for them."""


@dataclass(frozen=True, slots=True)
class Thinking:
    """``desk`` is what handlers are given."""

    loop: Loop
    executor: Executor
    desk: AgentDesk


def open_thinking(
    store: Store,
    presence: Presence,
    market: MarketView,
    trading: Trading,
    voices: VoiceChoices,
    clock: Clock,
    settings: Settings,
    metrics: AgentMetrics,
) -> Thinking:
    """The agent: what it sees, who thinks, what comes of it and what it remembers."""
    ai, autonomy, paper = settings.ai, settings.autonomy, settings.paper.terms
    leases, switches = Leases(store), Switches(store)
    memory = Memory(store, ai.similar, ai.calibrate_after, simulated=market.simulated)
    brain, commands = brain_of(settings, store), Commands(store)

    async def fence() -> int | None:
        """``None`` also while nobody takes proposals: they would be paid for, and pile up. Whoever steps a clock takes
        them in the same step."""
        taken = isinstance(clock, SteppedClock) or await leases.holder(EXCHANGE_LEASE) is not None
        return await leases.token(LOOP_LEASE, presence.name) if taken else None

    async def voice_of(principal: Principal) -> str:
        return (await voices.of(principal)).voice

    thinker = Thinker(ContextBuilder(market, paper), memory, brain, trading.books, ai, metrics, clock)
    judging = Judging(trading.books, market, brain, clock)
    executor = Executor(trading.orders, ai, autonomy, commands, judging, metrics)
    loop = Loop(
        thinker, commands, trading.books, switches, market, store, fence, voice_of, ai, autonomy, metrics, clock
    )
    desk = AgentDesk(trading.orders, switches, thinker, commands, executor, memory, brain, voice_of, ai, autonomy)
    return Thinking(loop, executor, desk)


def brain_of(settings: Settings, store: Store) -> ModelBrain:
    """The model where there is a key, and else the rules."""
    return open_brain(
        store,
        settings.ai,
        RulesBrain(settings.ai),
        key=lambda: settings.secret("ANTHROPIC_API_KEY"),
        base_url=settings.anthropic_base_url,
        ours=PROMPTS,
        theirs=settings.home / "prompts",
    )
