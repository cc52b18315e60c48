"""The wiring of the agent."""

from dataclasses import dataclass

from bot.brain import brain_of
from bot.trading import Trading
from config.settings import Settings
from services.brain.agent_desk import AgentDesk
from services.brain.commands import Commands
from services.brain.executor import Executor
from services.brain.loop import Loop
from services.brain.memory import Memory
from services.brain.seeing import Seeing
from services.brain.thinker import Thinker
from services.core.clock import Clock
from services.market.view import MarketView
from services.orders.switches import Switches
from services.store.store import Store


@dataclass(frozen=True, slots=True)
class Thinking:
    """``parts`` are what handlers are given."""

    loop: Loop
    executor: Executor
    parts: tuple[object, ...]


def open_thinking(store: Store, market: MarketView, trading: Trading, clock: Clock, settings: Settings) -> Thinking:
    """The agent: what it sees, who thinks, what comes of it and what it remembers."""
    ai, autonomy, terms = settings.ai, settings.autonomy, settings.paper.terms
    memory = Memory(store, ai.similar, ai.calibrate_after, simulated=market.simulated)
    brain = brain_of(settings, store)
    thinker = Thinker(Seeing(market, terms), memory, brain, trading.books, ai, clock)
    executor = Executor(trading.orders, ai, autonomy)
    commands = Commands(store)
    loop = Loop(thinker, commands, trading.books, Switches(store), market, clock)
    desk = AgentDesk(trading.orders, thinker, executor, memory, brain, ai, autonomy)
    return Thinking(loop, executor, (desk, ai, autonomy, memory, executor))
