"""From the stream of proposals to the accounts: each is taken once, and what waits is reminded of or lapses.

The proposal's id is that of its record, so that it does no harm if it comes twice. It is removed from the stream once
its record is on disk; one whose account, market or store does not answer is taken again until it expires.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Final

import structlog

from services.accounts.naming import AccountId
from services.autonomy.terms import AiTerms, AutonomyTerms
from services.brain.commands import Command, Commands
from services.brain.judging import Judging
from services.brain.metrics import AgentMetrics
from services.brain.pending import Pending
from services.brain.proposal import Proposal
from services.brain.taking import Taker
from services.core.clock import human
from services.core.errors import DeskError, OutcomeUnknown, StoreUnavailable, Unavailable
from services.orders.order_desk import OrderDesk
from services.orders.place import once_filled

WAIT_SECONDS: Final = 1.0
"""How long new proposals are waited for before those are looked for that were left."""
AGAIN_SECONDS: Final = 2.0
"""After so long a proposal is taken again that could not be."""
EVERY_SECONDS: Final = 1.0
"""Between two looks at what is due, of this machine's time."""

log = structlog.get_logger(__name__)


class Executor:
    """Takes proposals. Of all processes one runs it at a time: whichever matches the orders of paper accounts."""

    def __init__(
        self,
        desk: OrderDesk,
        ai: AiTerms,
        autonomy: AutonomyTerms,
        commands: Commands,
        judging: Judging,
        metrics: AgentMetrics,
    ) -> None:
        self._desk = desk
        self._commands = commands
        self._metrics = metrics
        self._taker = Taker(desk, ai, autonomy)
        self._pending = Pending(desk, ai, autonomy)
        self._judging = judging
        self._under_way: dict[str, asyncio.Task[None]] = {}
        """By a command's number in the stream."""

    async def take(self, proposal: Proposal) -> None:
        """Write ``proposal`` down and do what its level says, unless that was done before, it has expired, or a process
        that thinks by now has proposed since.

        Raises:
            HeldElsewhere: another process has the account.
            Unavailable: its market or the store does not answer. Nothing was done.
            JournalBroken: nothing was done.
        """
        desk, name = self._desk, proposal.account
        if self._is_late(proposal):
            return
        await desk.exchange.ask(name)
        async with desk.books.writing(name) as book:
            await desk.exchange.catch_up(book)
            agency = book.account.agency
            if proposal.id in agency.decisions or self._is_late(proposal):
                return
            if not proposal.asked and proposal.fence < agency.fence:
                log.warning("a proposal is of a process that another went on from", account=name, id=proposal.id)
                return
            became = await self._taker.take(proposal, book)
            if (decision := book.account.agency.decisions.get(proposal.id)) is not None:
                self._metrics.decided(decision.brain, decision.state)
        if became is not None:
            await once_filled(became, AccountId.read(name), desk)

    async def run(self) -> None:
        """Take what is in the stream, remind, let lapse and judge what is due, until cancelled."""
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._take_all())
                tasks.create_task(self._again_and_again(self._pending.step))
                tasks.create_task(self._again_and_again(self._judging.step))  # which may wait for a model
        finally:
            under_way = list(self._under_way.values())
            for task in under_way:
                task.cancel()
            await asyncio.gather(*under_way, return_exceptions=True)

    async def step(self) -> None:
        """The same, once, as of the clock's now. What cannot be taken is left for the next step.

        Raises:
            StoreUnavailable, OutcomeUnknown: it is done in part.
        """
        taken = True
        while taken:
            await self._commands.take()
            commands = await self._commands.left()  # also those that were just taken, and whose reply was lost
            taken = bool(commands) and all([await self._deal_with(command) for command in commands])
        await self._pending.step()
        await self._judging.step()

    async def _again_and_again(self, step: Callable[[], Awaitable[None]]) -> None:
        while True:
            with suppress(StoreUnavailable, OutcomeUnknown):
                await step()
            await human(self._desk.clock).sleep(EVERY_SECONDS)

    async def _take_all(self) -> None:
        """A market or an account that keeps one proposal waiting keeps no others."""
        while True:
            try:
                commands = [*await self._commands.left(AGAIN_SECONDS), *await self._commands.take(WAIT_SECONDS)]
            except StoreUnavailable:
                await human(self._desk.clock).sleep(EVERY_SECONDS)
                continue
            for command in commands:
                if command.message.id not in self._under_way:
                    self._under_way[command.message.id] = asyncio.create_task(self._one(command))

    async def _one(self, command: Command) -> None:
        try:
            with suppress(StoreUnavailable, OutcomeUnknown):
                await self._deal_with(command)
        finally:
            del self._under_way[command.message.id]

    async def _deal_with(self, command: Command) -> bool:
        """Take what is commanded; ``False``: it is left to be taken again.

        Raises:
            StoreUnavailable, OutcomeUnknown: so it is where the store fails.
        """
        proposal = command.proposal
        try:
            await self.take(proposal)
        except (StoreUnavailable, OutcomeUnknown):
            raise
        except Unavailable as error:
            log.warning("a proposal cannot be taken now", account=proposal.account, id=proposal.id, error=str(error))
            return False
        except DeskError as error:
            log.error("a proposal is let go", account=proposal.account, id=proposal.id, error=str(error))
        except Exception as error:  # the edge: one that fails as nobody foresaw must not stop those behind it
            log.error("a proposal failed, and is let go", account=proposal.account, id=proposal.id, exc_info=error)
        await self._commands.done(command)
        return True

    def _is_late(self, proposal: Proposal) -> bool:
        if self._desk.clock.now() < proposal.expires:
            return False
        log.warning("a proposal has expired", account=proposal.account, id=proposal.id)
        return True
