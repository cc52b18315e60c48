"""Whether the desk's parts live: when one goes silent, and when it is back, is told to who subscribed."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import ClassVar, Final, Protocol

import structlog
from pydantic import ValidationError

from services.core.clock import Clock
from services.core.errors import DeskError, StoreUnavailable
from services.core.events import Event
from services.core.health import Health
from services.core.request import Frozen
from services.core.units import Duration
from services.core.work import Ledger, Work
from services.store import keys
from services.store.store import Store

EVERY_SECONDS: Final = 10.0
"""Between two looks at the parts, and between two beats of a gateway."""
SILENT_AFTER: Final = 2
"""Looks in a row that a part must fail to be called silent: one missed answer is no silence."""
BEAT_LASTS: Final = 45.0
"""Seconds without a beat after which a gateway is silent."""
KEPT_SECONDS: Final = 7 * 86_400.0
GATEWAY: Final = "gateway"

log = structlog.get_logger(__name__)


class PartSilent(Event):
    """``part`` (``store``, ``market``, ``gateway``) does not answer since ``at``; ``detail`` is what it last said."""

    subject: ClassVar[str] = "heartbeat"

    part: str
    detail: str


class PartBack(Event):
    """``part`` answers again, after ``silent_seconds``."""

    subject: ClassVar[str] = "heartbeat"

    part: str
    silent_seconds: Duration


class Silence(Frozen):
    """Since when a part is silent."""

    since: datetime


class Tells(Protocol):
    """Tells an event at once, past the outbox."""

    async def tell(self, event: Event) -> None: ...


class Heartbeat:
    """Looks at ``parts`` and writes what changes into the outbox, with the state that it tells of, in one step.

    While the store itself is silent nothing can be written: that alone is told at once, past the outbox.
    """

    def __init__(
        self,
        parts: Mapping[str, Callable[[], Awaitable[Health]]],
        store: Store,
        ledger: Ledger,
        clock: Clock,
        notifier: Tells,
    ) -> None:
        self._parts = {**parts, GATEWAY: self._gateway}
        self._store = store
        self._ledger = ledger
        self._clock = clock
        self._notifier = notifier
        self._failed: dict[str, tuple[int, datetime]] = {}
        self._silent: dict[str, Silence] = {}

    async def watch(self) -> None:
        """Look, and tell what changed, until cancelled. One process does this at a time."""
        await self._recall()
        while True:
            for part, look in self._parts.items():
                await self._look(part, look)
            await self._clock.sleep(EVERY_SECONDS)

    async def _recall(self) -> None:
        """What was silent when the last process looked: its coming back is still to be told."""
        try:
            for part, text in (await self._store.hash_all(keys.HEARTBEAT)).items():
                self._silent[part] = Silence.model_validate_json(text)
        except (StoreUnavailable, ValidationError) as error:
            log.warning("what was silent before is not known", error=type(error).__name__)

    async def _look(self, part: str, look: Callable[[], Awaitable[Health]]) -> None:
        now = self._clock.now()
        try:
            health = await look()
        except DeskError as error:
            health = Health(ok=False, detail=type(error).__name__)
        silence = self._silent.get(part)
        if health.ok:
            self._failed.pop(part, None)
            if silence is not None:
                lasted = Duration((now - silence.since).total_seconds())
                back = PartBack(key=_key(part, silence.since, "back"), at=now, part=part, silent_seconds=lasted)
                if await self._written(part, back, None):
                    del self._silent[part]
            return
        count, since = self._failed.get(part, (0, now))
        self._failed[part] = count + 1, since
        if silence is None and count + 1 >= SILENT_AFTER:
            silence = Silence(since=since)
            event = PartSilent(key=_key(part, since, "silent"), at=since, part=part, detail=health.detail)
            if not await self._written(part, event, silence):
                await self._notifier.tell(event)
            self._silent[part] = silence

    async def _written(self, part: str, event: Event, silence: Silence | None) -> bool:
        """Whether the event and what it tells of are written, now or before."""
        work = Work()
        if silence is None:
            work.hash_delete(keys.HEARTBEAT, part)
        else:
            work.hash_set(keys.HEARTBEAT, part, silence.model_dump_json())
        work.tell(event)
        try:
            await self._ledger.commit(work, event.key, b"{}", KEPT_SECONDS)
        except StoreUnavailable:
            return False
        return True

    async def _gateway(self) -> Health:
        """How long ago the gateway last beat. Where none ever did there is none to miss."""
        (beat,) = await self._store.hash_get(keys.BEATS, [GATEWAY])
        if beat is None:
            return Health(ok=True)
        age = (self._clock.now() - datetime.fromisoformat(beat)).total_seconds()
        return Health(ok=age < BEAT_LASTS, detail="Discord's connection")


async def beat(store: Store, clock: Clock, alive: Callable[[], bool]) -> None:
    """Say that the gateway lives, for as long as it does, until cancelled."""
    while True:
        if alive():
            try:
                await store.hash_set(keys.BEATS, GATEWAY, clock.now().isoformat())
            except StoreUnavailable:
                log.info("the gateway's beat could not be written")
        await asyncio.sleep(EVERY_SECONDS)


def _key(part: str, since: datetime, what: str) -> str:
    return f"heartbeat:{part}:{since.isoformat()}:{what}"
