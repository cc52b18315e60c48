"""What a process does for the house. On one machine one process does all of it."""

from enum import StrEnum
from typing import Final


class ProcessRole(StrEnum):
    """``gateway``: Discord's session, the orders of who trades there, and what comes of the agent's proposals.
    ``worker``: long and background work, and the agent's loop. ``scheduler``: what is due at its time, and telling
    events to who subscribed."""

    GATEWAY = "gateway"
    WORKER = "worker"
    SCHEDULER = "scheduler"


EVERY_ROLE: Final = frozenset(ProcessRole)


class Process(StrEnum):
    """What a process of the desk can be: one that does what these roles do, or the watchdog."""

    GATEWAY = "gateway"
    WORKER = "worker"
    SCHEDULER = "scheduler"
    WATCHDOG = "watchdog"


OF_RUN: Final = frozenset(Process) - {Process.WATCHDOG}
"""What ``omega run`` is, unless told otherwise."""
