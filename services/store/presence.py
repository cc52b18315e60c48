"""Which processes live: each holds a lease of its own, so that others know what it has begun and will not end."""

import asyncio
from typing import Final
from uuid import uuid4

from services.core.errors import StoreUnavailable
from services.store import keys
from services.store.leases import Leases
from services.store.store import Store

PRESENT_SECONDS: Final = 15.0
"""How long after its death a process is taken to live."""
RETRY_SECONDS: Final = 1.0


class Presence:
    """This process, under a name that no other has had."""

    def __init__(self, store: Store) -> None:
        self.name = uuid4().hex
        self._store = store
        self._leases = Leases(store)

    async def keep(self) -> None:
        """Be there, until cancelled; while the store is away nobody can know it."""
        while True:
            try:
                lease = await self._leases.acquire(_of(self.name), self.name, PRESENT_SECONDS)
            except StoreUnavailable:
                lease = None
            if lease is not None:
                async with self._leases.held(lease) as held:
                    await held.lost.wait()
            await asyncio.sleep(RETRY_SECONDS)

    async def lives(self, name: str) -> bool:
        """Whether the process of that name does.

        Raises:
            StoreUnavailable: nobody knows.
        """
        return name == self.name or await self._store.get(keys.lease(_of(name))) is not None


def _of(name: str) -> str:
    return f"process:{name}"
