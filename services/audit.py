"""Who changed what, and when: written before the change, and again when it is done."""

from collections.abc import Mapping
from typing import Protocol
from uuid import uuid4

import structlog

from services.base import Asker, Clock, Request
from services.errors import StoreUnavailable
from services.store.keys import AUDIT

log = structlog.get_logger(__name__)


class Log(Protocol):
    """Where entries are appended; each ``append`` is on disk when it returns."""

    async def append(self, stream: str, entry: Mapping[str, str]) -> None:
        """Raises ``StoreUnavailable`` where it cannot."""


class Audit:
    """The audit log: an entry when a change is asked for, and one with the same id when it has ended."""

    def __init__(self, log: Log, clock: Clock) -> None:
        self._log = log
        self._clock = clock

    async def asked(self, request: Request, asker: Asker) -> str:
        """Write that ``asker`` asked for ``request``; the id to end it with comes back. The options of a confidential
        request are not written.

        Raises:
            StoreUnavailable: it could not be written, so the change must not be made.
        """
        entry = uuid4().hex
        await self._log.append(
            AUDIT,
            {
                "id": entry,
                "at": self._clock().isoformat(),
                "event": "asked",
                "request": request.name,
                "options": "{}" if request.confidential else request.model_dump_json(),
                "asker": asker.id,
                "role": asker.role.word if asker.role else "none",
                "server": asker.server or "",
                "door": asker.door,
            },
        )
        return entry

    async def ended(self, entry: str, outcome: str) -> None:
        """Write that the change of ``entry`` was ``done``, the name of the error that stopped it, or ``unknown``.

        Where that cannot be written, the entry stays without an end: what became of the change is no less true.
        """
        end = {"id": entry, "at": self._clock().isoformat(), "event": "ended", "outcome": outcome}
        try:
            await self._log.append(AUDIT, end)
        except StoreUnavailable:
            log.error("the end of a change could not be written down", entry=entry, outcome=outcome)
