"""How a part of the desk is."""

from dataclasses import dataclass
from typing import Literal

WatchedPart = Literal["gateway", "feeds", "scheduler", "brain", "notifier"]
"""Discord's session, what fires alerts, what runs schedules, the agent's loop, what tells events: a watchdog watches
these (services/house/beats.py). The gateway's beats are its heartbeat's (services/house/heartbeat.py)."""


@dataclass(frozen=True, slots=True)
class Health:
    """``ok``, or what is wrong, in words that an operator understands."""

    ok: bool
    detail: str = ""
