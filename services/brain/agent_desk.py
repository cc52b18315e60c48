"""What the handlers of the agent's requests have in common."""

from dataclasses import dataclass

from services.autonomy.terms import AiTerms, AutonomyTerms
from services.brain.executor import Executor
from services.brain.memory import Memory
from services.brain.thinker import Thinker
from services.brain.thought import Brain
from services.orders.order_desk import OrderDesk


@dataclass(frozen=True, slots=True)
class AgentDesk:
    """The agent's way from a question to an order. ``orders`` has the accounts, the market, the gate and the clock."""

    orders: OrderDesk
    thinker: Thinker
    executor: Executor
    memory: Memory
    brain: Brain
    ai: AiTerms
    autonomy: AutonomyTerms
