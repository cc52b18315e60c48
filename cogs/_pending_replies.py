"""Replies that were begun ("thinking…") and are still owed, kept in the store until they are given.

A pending reply is written down before Discord is told that it will come, so that a bot that dies in between finds it at
its next start, and gives it if Discord still takes the answer: an interaction's token lasts 15 minutes.
"""

import asyncio
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, NamedTuple, Protocol

import orjson
import structlog

from services.core.clock import Clock
from services.core.errors import StoreUnavailable
from services.core.principal import Principal, at_door
from services.core.request import Frozen
from services.store import keys

TOKEN_LASTS = timedelta(minutes=15)
MARGIN = timedelta(seconds=10)
WRITE_SECONDS = 0.3
"""Discord waits for our sign of life: a store that is slow must not make us miss it."""
AGAIN_SECONDS = 0.5
"""After a store that is away has been tried, it is tried again, for as long as the reply is owed."""

log = structlog.get_logger(__name__)


class PendingReply(Frozen):
    """An answer owed. ``application`` and ``token`` are where it goes: the interaction's first reply is edited, which
    with ``in_place`` is the message whose button was pressed. ``whole``: the options are a button's, which are all.
    ``may_share``: it is private, and may be shown to all."""

    interaction: int
    application: int
    token: str
    ask: str
    """The id of what was asked."""
    process: str = ""
    """Which process is giving it."""
    request: str
    options: dict[str, Any]
    principal: Principal
    made: datetime
    in_place: bool = False
    whole: bool = False
    may_share: bool = False


class PendingReplyStore(Protocol):
    """Where they are kept; its methods raise ``StoreUnavailable``."""

    async def hash_set(self, key: str, field: str, value: str) -> None: ...

    async def hash_replace(self, key: str, field: str, before: str, after: str) -> bool: ...

    async def hash_delete(self, key: str, field: str) -> None: ...

    async def hash_all(self, key: str) -> dict[str, str]: ...


class Processes(Protocol):
    """Which processes live, and what this one is called."""

    @property
    def name(self) -> str: ...

    async def lives(self, name: str) -> bool:
        """Raises ``StoreUnavailable``."""


class _Writing(NamedTuple):
    """A reply being written down, and whether it is ``given`` meanwhile."""

    task: asyncio.Task[None]
    given: asyncio.Event


class PendingReplies:
    """Writes down, strikes off and finds them. With the store away replies go on, and are written down
    when it is back."""

    def __init__(self, store: PendingReplyStore, clock: Clock, processes: Processes) -> None:
        self._store = store
        self._clock = clock
        self._processes = processes
        self._writing: dict[str, _Writing] = {}

    async def make(self, pending: PendingReply) -> None:
        """Write ``pending`` down. Where the store takes longer than ``WRITE_SECONDS`` that goes on by itself."""
        interaction, given = str(pending.interaction), asyncio.Event()
        writing = asyncio.create_task(self._write_until(pending, given))
        self._writing[interaction] = _Writing(writing, given)
        writing.add_done_callback(lambda _: self._writing.pop(interaction, None))
        await asyncio.wait((writing,), timeout=WRITE_SECONDS)

    async def kept(self, application: int, interaction: int | str) -> None:
        if (writing := self._writing.get(str(interaction))) is not None:
            writing.given.set()
            await asyncio.wait((writing.task,))
        try:
            await self._store.hash_delete(keys.pending_replies(application), str(interaction))
        except StoreUnavailable:
            log.warning("a reply that was given could not be struck off")

    async def owed(self, application: int) -> list[PendingReply]:
        """Those of processes that live no more and that can still be given; from now on they are this process's, and
        of no other that asks at the same time. What is too late, or cannot be read, is struck off."""
        owed = []
        try:
            key = keys.pending_replies(application)
            for field, text in (await self._store.hash_all(key)).items():
                pending = _read(text)
                if pending is None or self._clock.now() - pending.made >= TOKEN_LASTS - MARGIN:
                    await self.kept(application, field)
                elif await self._processes.lives(pending.process):
                    continue
                elif await self._store.hash_replace(key, field, text, self._ours(pending)):
                    owed.append(pending)
        except StoreUnavailable:
            log.warning("pending replies cannot be looked up")
        return owed

    async def _write_until(self, pending: PendingReply, given: asyncio.Event) -> None:
        """Write ``pending`` down, however often the store must be tried, unless it is ``given`` before."""
        told = False
        while not given.is_set():
            try:
                key = keys.pending_replies(pending.application)
                await self._store.hash_set(key, str(pending.interaction), self._ours(pending))
            except StoreUnavailable:
                if not told:
                    log.warning("a pending reply could not be written down yet", command=pending.request)
                told = True
                with suppress(TimeoutError):
                    async with asyncio.timeout(AGAIN_SECONDS):
                        await given.wait()
            else:
                return

    def _ours(self, pending: PendingReply) -> str:
        return pending.model_copy(update={"process": self._processes.name}).model_dump_json()


def _read(text: str) -> PendingReply | None:
    try:
        held = orjson.loads(text)
        return PendingReply.model_validate(_with_door(held) if "asker" in held else held)
    except (ValueError, TypeError, KeyError):  # pydantic's and orjson's errors are kinds of the first
        return None


def _with_door(held: dict[str, Any]) -> dict[str, Any]:
    """What a version wrote in which ids had no door."""
    asker = held.pop("asker")
    door = asker.pop("door")
    known = {of: at_door(door, asker[of]) for of in ("id", "server", "channel") if asker[of] is not None}
    return {**held, "ask": at_door(door, held["interaction"]), "principal": {**asker, **known}}
