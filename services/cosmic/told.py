"""The sky's usual events, told to the channels that subscribed to ``sky`` when they are exact."""

from datetime import datetime, timedelta
from typing import ClassVar, Final
from uuid import uuid4

import structlog

from services.core.clock import Clock, human
from services.core.errors import StoreUnavailable
from services.core.events import Event
from services.core.work import Ledger, Outdated, Work
from services.cosmic.almanac import Almanac
from services.cosmic.happenings import CalendarEvent, event_facts
from services.cosmic.kinds import USUAL, kind_of
from services.market.timeframes import from_ms, to_ms
from services.notifications.places import Subject, Subscriptions
from services.store import keys
from services.store.store import Store

LOOK_SECONDS: Final = 5.0
LONGEST_AGO: Final = timedelta(days=1)
"""What was exact longer ago, while nobody looked, is not told any more."""
SKY: Final[Subject] = "sky"

log = structlog.get_logger(__name__)


class SkyHappened(Event):
    """``event`` is exact at ``at``."""

    subject: ClassVar[str] = SKY

    event: CalendarEvent

    def over(self, now: datetime) -> bool:
        return now - self.at > LONGEST_AGO


class SkyTeller:
    """Writes each event into the outbox once: in one step with up to when the sky was looked at, and only while that is
    still what it was. While no channel subscribed nothing is looked at, and nothing kept: one that subscribes is told
    from then on."""

    def __init__(self, almanac: Almanac, store: Store, ledger: Ledger, clock: Clock) -> None:
        self._almanac = almanac
        self._store = store
        self._subscriptions = Subscriptions(store)
        self._ledger = ledger
        self._clock = clock

    async def run(self) -> None:
        """Look again and again, until cancelled. Of all processes one does this at a time."""
        while True:
            try:
                await self.step()
            except StoreUnavailable:
                log.info("who is told of the sky cannot be read")
            await human(self._clock).sleep(LOOK_SECONDS)

    async def step(self) -> None:
        """Tell what was exact since the last look.

        Raises:
            StoreUnavailable: the next look tells it, or finds that it was told.
        """
        now = to_ms(self._clock.now())
        (kept,) = await self._store.hash_get(keys.SKY_TOLD, [SKY])
        if not await self._subscriptions.subscribed(SKY):
            if kept is not None:
                await self._store.hash_delete(keys.SKY_TOLD, SKY)
            return
        if kept is None or int(kept) > now:  # the first look, or a replay that is begun again
            await self._store.hash_set(keys.SKY_TOLD, SKY, str(now))
            return
        begin = max(from_ms(int(kept) + 1), from_ms(now + 1) - LONGEST_AGO)
        events = await self._almanac.between(begin, from_ms(now + 1))
        work = Work()
        for event in events:
            if kind_of(event) in USUAL:
                key = f"sky:{event.name}:{to_ms(event.time)}"
                work.tell(SkyHappened(key=key, at=event.time, event=event_facts(event)))
        if not work.events:
            return
        work.hash_expect(keys.SKY_TOLD, SKY, kept)
        work.hash_set(keys.SKY_TOLD, SKY, str(now))
        try:
            await self._ledger.commit(work, f"sky:{uuid4().hex}", b"{}", 1.0)
        except Outdated:
            log.info("the sky was told by another process")
