"""What becomes of a proposal: it is written down, and by the level of its account noted, put to people, or ordered.

Whoever holds the account does it, once: the proposal's id is that of its record. An order, the approval that led to it
and the decision stand in the journal in one step.
"""

from services.autonomy.terms import AiTerms, AutonomyTerms
from services.brain.proposal import Proposal
from services.orders.order_desk import OrderDesk


class Executor:
    """Takes proposals."""

    def __init__(self, desk: OrderDesk, ai: AiTerms, autonomy: AutonomyTerms) -> None:
        self._desk = desk
        self._ai = ai
        self._autonomy = autonomy

    async def take(self, proposal: Proposal) -> None:
        """Write ``proposal`` down and do what its level says, unless that was done before.

        Raises:
            HeldElsewhere: another process has the account.
            StoreUnavailable, JournalBroken: nothing was done.
        """
        raise NotImplementedError

    async def run(self) -> None:
        """Take what is in the stream, remind, let lapse and judge what is due, until cancelled."""
        raise NotImplementedError

    async def step(self) -> None:
        """The same, once, as of the clock's now."""
        raise NotImplementedError
