"""What the handlers of the agent's requests have in common."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from analytics.trading.account import Account
from services.accounts.naming import AccountId
from services.autonomy.levels import LEVELS, POWERS
from services.autonomy.standing import level_of
from services.autonomy.terms import AiTerms, AutonomyTerms
from services.brain.commands import Commands
from services.brain.executor import Executor
from services.brain.memory import Memory
from services.brain.model_brain import ModelBrain
from services.brain.thinker import Thinker
from services.core.errors import LevelForbids
from services.core.principal import Principal
from services.orders.gate import may_trade
from services.orders.order_desk import OrderDesk
from services.orders.switches import Switches

VoiceOf = Callable[[Principal], Awaitable[str]]
"""The voice that speaks to somebody."""


@dataclass(frozen=True, slots=True)
class AgentDesk:
    """The agent's way from a question to an order. ``orders`` has the accounts, the market, the gate and the clock."""

    orders: OrderDesk
    switches: Switches
    thinker: Thinker
    commands: Commands
    executor: Executor
    memory: Memory
    brain: ModelBrain
    voice_of: VoiceOf
    ai: AiTerms
    autonomy: AutonomyTerms

    async def account_to_trade(self, principal: Principal, name: str | None) -> AccountId:
        """The account that ``principal`` calls ``name``, where they may trade in it.

        Raises:
            UnknownAccount, NotYours, NotPermitted: they have none of that name, or may not.
        """
        account_id = await self.orders.choices.named(principal, name)
        may_trade(principal, account_id)
        return account_id

    def require_looking(self, account: Account) -> None:
        """Let the agent look at a market for ``account`` where its level does.

        Raises:
            LevelForbids: it does not.
        """
        level = level_of(account, self.autonomy)
        if not POWERS[level].analyses:
            least = next(each for each in LEVELS if POWERS[each].analyses)
            raise LevelForbids(AccountId.read(account.id).called, level, "looking at markets", least)
