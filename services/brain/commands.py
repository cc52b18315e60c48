"""The stream of proposals, from whoever thinks to whoever holds the account.

Each is taken at least once: it is removed when its record is on disk, and taken again where whoever took it died. That
it is taken twice does no harm, for its id is that of its record.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import structlog
from pydantic import ValidationError

from services.brain.proposal import Proposal
from services.store import keys
from services.store.store import Store
from services.store.streams import Message, Stream

GROUP: Final = "executor"
CONSUMER: Final = "executor"
"""One name for all processes, of which one takes at a time: it goes on with what the last one had taken."""
AT_ONCE: Final = 16
FIELD: Final = "proposal"

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Command:
    """A proposal as it lies in the stream."""

    proposal: Proposal
    message: Message


class Commands:
    """Proposals that wait for an executor. All methods raise ``StoreUnavailable``."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._stream = Stream(store, keys.PROPOSALS, GROUP)

    async def send(self, proposal: Proposal) -> None:
        """Put it into the stream.

        Raises:
            StoreUnavailable: it may be there or not; sent again it is known by its id.
        """
        await self._store.append(keys.PROPOSALS, {FIELD: proposal.model_dump_json()})

    async def take(self, wait: float = 0.0) -> list[Command]:
        """The next ones that nobody took; where there are none, those of the next ``wait`` seconds."""
        await self._stream.ensure_group()
        return await self._read(await self._stream.take(CONSUMER, AT_ONCE, round(wait * 1000)))

    async def left(self, idle: float = 0.0) -> list[Command]:
        """Those that were taken ``idle`` seconds ago or longer and not dealt with: by a process that died, or while
        something did not answer."""
        await self._stream.ensure_group()
        return await self._read(await self._stream.claim_idle(CONSUMER, AT_ONCE, round(idle * 1000)))

    async def done(self, command: Command) -> None:
        """It was dealt with: what it led to is on disk."""
        await self._stream.remove([command.message])

    async def _read(self, messages: Sequence[Message]) -> list[Command]:
        """What cannot be read is let go: it must not stop what follows."""
        commands = []
        for message in messages:
            try:
                commands.append(Command(Proposal.model_validate_json(message.fields[FIELD]), message))
            except (KeyError, ValidationError) as error:
                log.error("a proposal cannot be read", id=message.id, error=repr(error))
                await self._stream.remove([message])
        return commands
