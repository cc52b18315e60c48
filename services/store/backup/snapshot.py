"""All that the desk keeps, as it was at one instant, while others write.

All keys are read first, which takes as long as it takes, while the server tells which keys change (its tracking of
clients, by prefix); these are read again, until that is brief, or gets no briefer. Then writing is paused, for
``PAUSE_SECONDS`` at most: what changed until then is known by the time that the server answers on the connection on
which it tells, and is read; and so everything that was read is as it is in the pause. Others' reading goes on.
"""

from collections.abc import Iterable
from math import inf
from time import monotonic
from typing import Any, Final

import structlog
from redis.exceptions import ResponseError

from services.core.errors import StoreUnavailable
from services.store import keys
from services.store.backup.reading import Reader
from services.store.backup.spool import Spool
from services.store.backup.wire import Wire, server_time, wired
from services.store.store import Store, milliseconds

CHANGES: Final = "__redis__:invalidate"
SCANNED_AT_ONCE: Final = 1_000
PAUSE_SECONDS: Final = 1.0
"""Shorter than what a process waits for the store before it says that it does not answer."""
READING_SECONDS: Final = 0.8
"""For so long at most of it what changed is read; what is left is read after the pause, before the next one."""
BRIEF_SECONDS: Final = 0.02
"""When what changed meanwhile was read again as fast as this, there will be little to read in the pause."""
BRIEFER: Final = 0.8
READ_AT_ONCE: Final = 200
ATTEMPTS: Final = 40

log = structlog.get_logger(__name__)


class StoreTooBusy(Exception):
    """The store changes faster than it can be read; nothing is wrong with it."""


async def take(store: Store, spool: Spool) -> float:
    """Read into ``spool`` what ``store`` keeps; for how long writing was paused (seconds) comes back.

    Raises:
        StoreUnavailable, StoreTooBusy
    """
    async with wired(store) as telling, wired(store) as wire:
        try:
            changes = Changes(telling)
            await wire.one(
                "CLIENT", "TRACKING", "ON", "REDIRECT", await changes.listen(), "BCAST", "PREFIX", keys.PREFIX
            )
            reader = Reader(wire, spool)
            cursor: Any = 0
            while cursor != b"0":
                cursor, page = await wire.one("SCAN", cursor, "MATCH", f"{keys.PREFIX}*", "COUNT", SCANNED_AT_ONCE)
                await reader.read(_kept(page), first_time=True)
            return await _agree(wire, changes, reader, spool)
        except ResponseError as error:
            log.warning("the store refuses what a backup needs", why=str(error))
            raise StoreUnavailable from error


async def _agree(wire: Wire, changes: "Changes", reader: Reader, spool: Spool) -> float:
    """Read again what changed, for as long as that gets briefer; and in a pause, until what was read is of one
    instant."""
    took = inf
    for _ in range(ATTEMPTS):
        began, before = monotonic(), took
        await reader.read(_kept(await changes.so_far()))
        took = monotonic() - began
        if BRIEF_SECONDS < took < before * BRIEFER:
            continue
        began = monotonic()
        await wire.one("CLIENT", "PAUSE", milliseconds(PAUSE_SECONDS), "WRITE")
        try:
            changed = _kept(await changes.so_far())
            while changed and monotonic() - began < READING_SECONDS:
                await reader.read(changed[:READ_AT_ONCE])
                changed = changed[READ_AT_ONCE:]
            now = await server_time(wire)
            paused = monotonic() - began
        finally:
            await wire.one("CLIENT", "UNPAUSE")
        if paused < PAUSE_SECONDS and not changed:
            spool.expire(now)
            return paused
        await reader.read(changed)
    raise StoreTooBusy


class Changes:
    """Which keys of the store change. The server tells it on ``wire``, which nothing else uses."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    async def listen(self) -> int:
        """Begin; the number by which the server knows this connection comes back."""
        number = int(await self._wire.one("CLIENT", "ID"))
        await self._wire.one("SUBSCRIBE", CHANGES)
        return number

    async def so_far(self) -> set[bytes]:
        """What changed since this was last asked, up to now: what the server tells before it answers here."""
        changed: set[bytes] = set()
        await self._wire.send("PING")
        while True:
            kind, *said = await self._wire.pushed()
            if kind == b"pong":
                return changed
            if said[-1] is None:
                raise StoreUnavailable  # somebody emptied it
            changed.update(said[-1])


def _kept(names: Iterable[bytes]) -> list[bytes]:
    """Those of ``names`` that belong into a backup, in their order."""
    return sorted(name for name in names if keys.in_backups(name.decode("utf-8", "replace")))
