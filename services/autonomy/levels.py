"""The five levels of autonomy, and what an agent may do at each. This table is the only place that says so."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, get_args

from analytics.trading.agent_records import Level
from services.core.roles import Role

LEVELS: Final[tuple[Level, ...]] = get_args(Level)
"""The least first."""


@dataclass(frozen=True, slots=True)
class Powers:
    """What an agent may do at a level.

    ``analyses``: look at markets and tell what it sees. ``orders``: it suggests trades, and an order may come of one.
    ``alone``: without anybody's approval, within the limits. ``sizes``: it decides how much, within the limits; else
    the risk is as configured. ``set_by`` is the least role that switches to it, ``earned`` whether it has to be.
    """

    summary: str
    analyses: bool
    orders: bool
    alone: bool
    sizes: bool
    set_by: Role
    earned: bool


POWERS: Final[Mapping[Level, Powers]] = {
    "none": Powers("it does nothing", False, False, False, False, Role.TRADER, False),
    "assistant": Powers(
        "it analyses and explains, you decide everything", True, False, False, False, Role.TRADER, False
    ),
    "copilot": Powers(
        "it suggests trades, and none is ordered unless you approve it", True, True, False, False, Role.TRADER, False
    ),
    "autonomous": Powers("it trades within your limits, and tells you", True, True, True, False, Role.ADMIN, True),
    "agent": Powers("it trades within your limits and decides how much", True, True, True, True, Role.ADMIN, True),
}
