"""Requests that are too long for a button's id, kept in the store under a short one."""

import asyncio
from collections.abc import Iterable
from typing import Final, Protocol

import structlog

from cogs._actions import encode, fits, id_of, short_id
from personas.card import Action
from services.core.errors import StoreUnavailable
from services.store import keys

KEPT_SECONDS: Final = 90 * 86_400.0
"""How long a button that nobody presses is remembered; a press begins it anew."""
STORE_SECONDS: Final = 0.5
"""Discord waits for our sign of life: a store that is slow must not make us miss it."""

log = structlog.get_logger(__name__)


class ButtonStore(Protocol):
    """Where requests are kept; both methods raise ``StoreUnavailable``."""

    async def get(self, key: str, /) -> bytes | None: ...

    async def set(self, key: str, value: bytes, ttl: float, /) -> None: ...


class Buttons:
    """Keeps the requests of long buttons. With the store away such buttons are left out, and cards go on."""

    def __init__(self, store: ButtonStore) -> None:
        self._store = store

    async def keep(self, actions: Iterable[Action]) -> frozenset[str]:
        """Keep those of ``actions`` that are too long; their short ids come back once they are on disk."""
        long = {
            short_id(asks): asks for action in actions if not fits(id_of(action)) and (asks := encode(action.request))
        }
        if not long:
            return frozenset()
        try:
            async with asyncio.timeout(STORE_SECONDS):
                for short, asks in long.items():
                    await self._store.set(keys.button(short), asks.encode(), KEPT_SECONDS)
        except (StoreUnavailable, TimeoutError):
            log.warning("long buttons could not be kept, and are left out", buttons=len(long))
            return frozenset()
        return frozenset(long)

    async def recall(self, short: str) -> str | None:
        """What the button with the id ``short`` asks; ``None`` where it is forgotten.

        That a press remembers it for longer is left out where the store takes no more.

        Raises:
            StoreUnavailable: the store does not answer in time.
        """
        held: bytes | None = None
        try:
            async with asyncio.timeout(STORE_SECONDS):
                held = await self._store.get(keys.button(short))
                if held is not None:
                    await self._store.set(keys.button(short), held, KEPT_SECONDS)
        except (StoreUnavailable, TimeoutError) as error:
            if held is None:
                raise StoreUnavailable from error
            log.warning("a pressed button could not be remembered for longer")
        return None if held is None else held.decode()
