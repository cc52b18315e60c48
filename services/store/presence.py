"""Which processes live, so that others know what each has begun and will end by itself.

A process says that it lives by a lease in the store, which runs out after its death. On the same home it is known at
once: there each process holds a lock on a file of its own, and the system frees it with the process.
"""

import asyncio
import fcntl
import os
from contextlib import suppress
from pathlib import Path
from time import time
from typing import Final
from uuid import uuid4

from services.store.leases import Leases, Wanted, alone
from services.store.store import Store

PRESENT_SECONDS: Final = 15.0
"""How long after its death a process is taken to live where its home is not seen."""
KEPT_SECONDS: Final = 86_400.0
"""How long the file of a process that died is left: whoever asks after it knows by then."""


class Presence:
    """This process, under a name that no other has had. ``home`` is a folder that processes of one home share.

    Raises:
        OSError: ``home`` cannot be written to.
    """

    def __init__(self, store: Store, home: Path) -> None:
        self.name = uuid4().hex
        self._store = store
        self._folder = home / "processes"
        self._folder.mkdir(parents=True, exist_ok=True)
        for left in self._folder.iterdir():
            with suppress(FileNotFoundError):  # another process may have swept it
                if time() - left.stat().st_mtime > KEPT_SECONDS and self.died(left.name):
                    left.unlink()
        self._file = self._folder / self.name
        self._lock = os.open(self._file, os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(self._lock, fcntl.LOCK_EX)

    async def keep(self) -> None:
        """Be there, until cancelled."""
        await alone(self._store, (Wanted(_of(self.name), self.name),), PRESENT_SECONDS, asyncio.Event().wait)

    async def lives(self, name: str) -> bool:
        """Whether the process of that name does.

        Raises:
            StoreUnavailable: nobody knows.
        """
        if (self._folder / name).is_file():
            return not self.died(name)
        return await Leases(self._store).holder(_of(name)) is not None

    def died(self, name: str) -> bool:
        """Whether it is known here that the process of that name lives no more."""
        try:
            lock = os.open(self._folder / name, os.O_RDWR)
        except FileNotFoundError:
            return False
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        finally:
            os.close(lock)
        return True

    def close(self) -> None:
        """Leave."""
        self._file.unlink(missing_ok=True)
        os.close(self._lock)


def _of(name: str) -> str:
    return f"process:{name}"
