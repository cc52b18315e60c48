"""Replies that were promised ("thinking…") and are still owed, kept in the store until they are given.

A promise is written before Discord is told of it, so that a bot that dies in between finds it at its next start, and
keeps it if Discord still takes the answer: an interaction's token lasts 15 minutes.
"""

import asyncio
from datetime import datetime, timedelta
from typing import Any, Protocol

import structlog
from pydantic import ValidationError

from services.base import Asker, Clock, Frozen
from services.errors import StoreUnavailable
from services.store import keys

TOKEN_LASTS = timedelta(minutes=15)
MARGIN = timedelta(seconds=10)
WRITE_SECONDS = 0.3
"""Discord waits for our sign of life: a store that is slow must not make us miss it."""

log = structlog.get_logger(__name__)


class Promise(Frozen):
    """An answer owed. ``application`` and ``token`` are where it goes: the interaction's first reply is edited, which
    with ``in_place`` is the message whose button was pressed."""

    interaction: int
    application: int
    token: str
    request: str
    options: dict[str, Any]
    asker: Asker
    made: datetime
    in_place: bool = False


class PromiseStore(Protocol):
    """Where promises are kept; its methods raise ``StoreUnavailable``."""

    async def hash_set(self, key: str, field: str, value: str) -> None: ...

    async def hash_delete(self, key: str, field: str) -> None: ...

    async def hash_all(self, key: str) -> dict[str, str]: ...


class Promises:
    """Makes, keeps and finds promises. With the store away none is remembered, and replies go on."""

    def __init__(self, store: PromiseStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._since = clock()

    async def make(self, promise: Promise) -> None:
        try:
            async with asyncio.timeout(WRITE_SECONDS):
                await self._store.hash_set(
                    keys.promises(promise.application), str(promise.interaction), promise.model_dump_json()
                )
        except (StoreUnavailable, TimeoutError):
            log.warning("a promised reply could not be written down", request=promise.request)

    async def kept(self, application: int, interaction: int | str) -> None:
        try:
            await self._store.hash_delete(keys.promises(application), str(interaction))
        except StoreUnavailable:
            log.warning("a kept promise could not be struck off")

    async def owed(self, application: int) -> list[Promise]:
        """Promises of earlier processes that can still be kept: those made since this object was are being kept by
        whoever made them. What is too late, or cannot be read, is struck off."""
        try:
            held = await self._store.hash_all(keys.promises(application))
        except StoreUnavailable:
            return []
        owed = []
        for field, text in held.items():
            promise = _read(text)
            if promise is None or self._clock() - promise.made >= TOKEN_LASTS - MARGIN:
                await self.kept(application, field)
            elif promise.made < self._since:
                owed.append(promise)
        return owed


def _read(text: str) -> Promise | None:
    try:
        return Promise.model_validate_json(text)
    except ValidationError:
        return None
