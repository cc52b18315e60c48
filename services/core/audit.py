"""Who changed what, and when: written before the change, and again when it is done."""

from collections.abc import Mapping
from typing import Any, Protocol
from uuid import uuid4

import structlog

from services.core.clock import Clock
from services.core.errors import StoreUnavailable
from services.core.principal import Principal
from services.core.request import Audience, Change

log = structlog.get_logger(__name__)


class Log(Protocol):
    """Where entries are appended; each ``append`` is on disk when it returns."""

    async def append(self, stream: str, entry: Mapping[str, str]) -> None:
        """Raises ``StoreUnavailable`` where it cannot."""


class Names(Protocol):
    """What people are called in it."""

    async def of(self, person: str) -> str:
        """Raises ``StoreUnavailable``."""


class Audit:
    """The audit log: an entry when a change is asked for, and one with the same id when it has ended."""

    def __init__(self, log: Log, stream: str, clock: Clock, names: Names) -> None:
        self._log = log
        self._names = names
        self._stream = stream
        self._clock = clock

    async def asked(self, request: Change[Any], principal: Principal) -> str:
        """Write that ``principal`` asked for ``request``; the id to end it with comes back.

        The options of a confidential request are not written, and people stand in it under a name that only the store
        knows to be theirs.

        Raises:
            StoreUnavailable: it could not be written, so the change must not be made.
        """
        entry = uuid4().hex
        confidential = request.audience is Audience.CONFIDENTIAL
        await self._log.append(
            self._stream,
            {
                "id": entry,
                "at": self._clock.now().isoformat(),
                "event": "asked",
                "request": request.name,
                "options": "{}" if confidential else request.model_dump_json(exclude=set(request.unaudited)),
                "principal": await self._names.of(principal.id),
                "role": principal.role.word if principal.role else "none",
                "server": principal.server or "",
            },
        )
        return entry

    async def ended(self, entry: str, outcome: str) -> None:
        """Write that the change of ``entry`` was ``done``, the name of the error that stopped it, or ``unknown``.

        Where that cannot be written, the entry stays without an end: what became of the change is no less true.
        """
        end = {"id": entry, "at": self._clock.now().isoformat(), "event": "ended", "outcome": outcome}
        try:
            await self._log.append(self._stream, end)
        except StoreUnavailable:
            log.error("the end of a change could not be written down", entry=entry, outcome=outcome)
