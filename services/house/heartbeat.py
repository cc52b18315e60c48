"""Whether the desk's parts live: when one goes silent, and when it is back, is told to who subscribed."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from datetime import datetime
from typing import ClassVar, Final, Protocol

import structlog

from services.core.clock import Clock
from services.core.errors import DeskError, StoreUnavailable
from services.core.events import Event
from services.core.health import Health
from services.core.request import Frozen
from services.core.units import Duration
from services.core.work import Ledger, Work
from services.store import keys
from services.store.store import Store

GATEWAY: Final = "gateway"
EVERY_SECONDS: Final = 3.0
"""Between two looks at a part: one missed answer is no silence, two are."""
LOOKS: Final = 2
BEAT_SECONDS: Final = 1.0
"""Between two looks at the gateway, and two beats of it."""
MISSED_BEATS: Final = 30
"""In a row, for a gateway to be called silent: Discord now and then has its bots connect anew."""
KEPT_SECONDS: Final = 7 * 86_400.0

log = structlog.get_logger(__name__)


class PartSilent(Event):
    """``part`` (``store``, ``market``, a ``WatchedPart``) does not answer since ``at``; ``detail`` is what it last
    said."""

    subject: ClassVar[str] = "heartbeat"

    part: str
    detail: str


class PartBack(Event):
    """``part`` answers again at ``at``, after it was silent since ``since``."""

    subject: ClassVar[str] = "heartbeat"

    part: str
    since: datetime
    silent_seconds: Duration


class Silence(Frozen):
    """Since when a part is silent."""

    since: datetime


class Tells(Protocol):
    """Tells an event at once, past the outbox; whether it was told comes back."""

    async def tell(self, event: Event) -> bool: ...


class Heartbeat:
    """Looks at ``parts``, and at the ``gateway``, and writes what changes into the outbox, with
    the state that it tells of, in one step.

    While the store itself is silent nothing can be written: what changes then is told at once, past the outbox. A
    gateway whose process was killed can tell nothing; the next one finds its last beat, and tells how long it was away.
    """

    def __init__(
        self,
        parts: Mapping[str, Callable[[], Awaitable[Health]]],
        gateway: Callable[[], Awaitable[Health]],
        store: Store,
        ledger: Ledger,
        clock: Clock,
        notifier: Tells,
    ) -> None:
        self._parts = {**parts, GATEWAY: gateway}
        self._store = store
        self._ledger = ledger
        self._clock = clock
        self._notifier = notifier
        self._failed: dict[str, tuple[int, datetime]] = {}
        self._silent: dict[str, Silence] = {}

    async def watch(self) -> None:
        """Look, and tell what changed, until cancelled. One process does this at a time."""
        while not await self._recalled():
            await self._clock.sleep(EVERY_SECONDS)
        try:
            async with asyncio.TaskGroup() as tasks:
                for part, look in self._parts.items():
                    tasks.create_task(self._watch(part, look))
        finally:  # whoever is told to end has not gone silent
            with suppress(StoreUnavailable):
                await self._store.hash_delete(keys.BEATS, GATEWAY)

    async def _recalled(self) -> bool:
        """Whether it is known what was silent when the last process looked: its coming back is still to be told."""
        try:
            silent = await self._store.hash_all(keys.HEARTBEAT)
            (beat,) = await self._store.hash_get(keys.BEATS, [GATEWAY])
            self._silent |= {part: Silence.model_validate_json(text) for part, text in silent.items()}
            if beat is not None:
                self._silent.setdefault(GATEWAY, Silence(since=datetime.fromisoformat(beat)))
        except StoreUnavailable:
            return False
        except ValueError as error:  # of another version
            log.error("what was silent before cannot be read", error=str(error))
        return True

    async def _watch(self, part: str, look: Callable[[], Awaitable[Health]]) -> None:
        every, looks = (BEAT_SECONDS, MISSED_BEATS) if part == GATEWAY else (EVERY_SECONDS, LOOKS)
        while True:
            await self._look(part, look, looks)
            await self._clock.sleep(every)

    async def _look(self, part: str, look: Callable[[], Awaitable[Health]], looks: int) -> None:
        now = self._clock.now()
        try:
            health = await look()
        except DeskError as error:
            health = Health(ok=False, detail=type(error).__name__)
        if health.ok:
            self._failed.pop(part, None)
            await self._heard(part)
            return
        count, since = self._failed.get(part, (0, now))
        self._failed[part] = count + 1, since
        if count + 1 >= looks and part not in self._silent:
            silence = Silence(since=since)
            event = PartSilent(key=_key(part, since, "silent"), at=since, part=part, detail=health.detail)
            if await self._written(event, silence) or await self._notifier.tell(event):
                self._silent[part] = silence

    async def _heard(self, part: str) -> None:
        now, silence = self._clock.now(), self._silent.get(part)
        if silence is not None:
            lasted = Duration(max(0.0, (now - silence.since).total_seconds()))
            key = _key(part, silence.since, "back")
            event = PartBack(key=key, at=now, part=part, since=silence.since, silent_seconds=lasted)
            if not await self._written(event, None):
                return
            del self._silent[part]
        if part == GATEWAY:
            with suppress(StoreUnavailable):
                await self._store.hash_set(keys.BEATS, GATEWAY, now.isoformat())

    async def _written(self, event: PartSilent | PartBack, silence: Silence | None) -> bool:
        """Whether the event and what it tells of are written, now or before."""
        work = Work()
        if silence is None:
            work.hash_delete(keys.HEARTBEAT, event.part)
        else:
            work.hash_set(keys.HEARTBEAT, event.part, silence.model_dump_json())
        work.tell(event)
        try:
            await self._ledger.commit(work, event.key, b"{}", KEPT_SECONDS)
        except StoreUnavailable:
            return False
        return True


def _key(part: str, since: datetime, what: str) -> str:
    return f"heartbeat:{part}:{since.isoformat()}:{what}"
