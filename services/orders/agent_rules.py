"""What the gate holds an agent's order to, beside the limits of its account: the level, the decision that it comes of,
the rules and the session's limits. Nothing that a prompt, a model or a person writes can loosen one."""

from collections.abc import Mapping
from datetime import datetime

from analytics.trading.agency import Decision
from services.autonomy.terms import AiTerms, AutonomyTerms
from services.core.principal import Principal
from services.orders.limits import Finding, Wish

AGENT = "agent"
"""The door of agents: a brain's id is ``agent:claude``."""


def is_agent(principal: Principal) -> bool:
    """Whether an agent asks."""
    return principal.door == AGENT


def findings_of_agent(
    wish: Wish,
    decision: Decision | None,
    ai: AiTerms,
    autonomy: AutonomyTerms,
    fundings: Mapping[str, datetime],
) -> list[Finding]:
    """Every rule that applies to ``wish`` of an agent, passed or not. ``decision`` is the one in the account's journal
    that its order has the id of; ``None``: there is none, and nothing passes. ``fundings`` are the next of perpetuals,
    where they are known."""
    raise NotImplementedError
