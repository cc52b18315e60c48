"""Signs of life: what each part of the desk does again and again it says here, and a watchdog in another process reads.

A part beats from within its own work, so that one which hangs falls silent though its process lives; and all of a
process fall silent together where its loop hangs or it was killed.
"""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime
from typing import Final

from services.core.clock import WallClock
from services.core.errors import StoreUnavailable
from services.core.health import WatchedPart
from services.store import keys
from services.store.store import Store

BEAT_SECONDS: Final = 5.0
"""Between two signs of life of a part, unless it does nothing."""

Beat = Callable[[], None]


class Beats:
    """The signs of life of this process's parts."""

    def __init__(self, store: Store, clock: WallClock) -> None:
        self._store = store
        self._clock = clock
        self._beating: set[WatchedPart] = set()

    async def of(self, part: WatchedPart, work: Callable[[Beat], Awaitable[None]]) -> None:
        """Do ``work``, which calls its beat at each step, and take the part's last sign of life away when it ends: who
        is told to end has not gone silent."""
        try:
            await work(lambda: self._beating.add(part))
        finally:
            self._beating.discard(part)
            with suppress(StoreUnavailable):
                await self._store.hash_delete(keys.BEATS, part)

    async def run(self) -> None:
        """Write down which parts beat, until cancelled."""
        while True:
            await self._clock.sleep(BEAT_SECONDS)
            await self.write()

    async def ages(self) -> dict[str, float]:
        """How many seconds ago each part, of whichever process, gave its last sign of life.

        Raises:
            StoreUnavailable: nobody knows.
        """
        now = self._clock.now()
        signs = await self._store.hash_all(keys.BEATS)
        return {part: max(0.0, (now - datetime.fromisoformat(at)).total_seconds()) for part, at in signs.items()}

    async def write(self) -> None:
        """Write down which parts beat since the last time."""
        beating, self._beating = self._beating, set()
        if not beating:
            return
        now = self._clock.now().isoformat()
        with suppress(StoreUnavailable):
            await self._store.call(lambda client: client.hset(keys.BEATS, mapping=dict.fromkeys(beating, now)))
