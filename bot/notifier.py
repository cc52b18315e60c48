"""From the outbox to the places that subscribed: every event, in order, and once for people.

- An event is acknowledged when every place was told of it. Whoever comes after a crash begins with what was not.
- What a place was told of is marked. Killed between telling and marking, it tells again, with the same nonce, by which
  Discord knows for some minutes that it has said this already.
- Each place is told in its own time: one that cannot be reached keeps no other waiting.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Sequence
from hashlib import sha256
from time import time
from typing import Final

import structlog

from cogs._events import DiscordPlaces, Refused, Unreachable
from personas.presenter import Presenter
from services.core.errors import StoreUnavailable
from services.core.events import Event, read_event
from services.notifications.subscriptions import AT_LARGE, Destination, Subscriptions
from services.store import keys
from services.store.store import Store
from services.store.streams import Message, Stream

GROUP: Final = "notifier"
CONSUMER: Final = "notifier"
"""One name for all processes, of which one tells at a time: it goes on with what the last one had taken."""
RETRY_SECONDS: Final = 1.0
WAITS: Final = (0.5, 1.0, 2.0, 5.0, 10.0)
"""Between tries to tell a place, in seconds; the last again and again."""
BLOCK_MS: Final = 2_000
"""How long a new event is waited for before it is looked up anew who subscribed."""
AT_ONCE: Final = 64
"""Events that are being told. Places that have more before them wait in the store."""
TOLD_DAYS: Final = 7.0
"""What could not be told for so long is told no more; what was told is known for a day longer."""
DAY: Final = 86_400.0
UNMARKED: Final = 1_024

log = structlog.get_logger(__name__)


class Notifier:
    """Takes events from the outbox to every place that subscribed. Of all processes one may run it at a time."""

    def __init__(self, store: Store, subscriptions: Subscriptions, presenter: Presenter, door: DiscordPlaces) -> None:
        self._store = store
        self._subscriptions = subscriptions
        self._presenter = presenter
        self._door = door
        self._known: dict[str, list[tuple[Destination, str]]] = {}
        """Who was subscribed to each subject when last seen, and in which voice they are spoken to."""
        self._unmarked: OrderedDict[str, None] = OrderedDict()
        """What was told while the store did not take the mark, by its key."""

    async def run(self, beat: Callable[[], None] = lambda: None) -> None:
        """Tell what is in the outbox, and ``beat`` each time that it was looked at, until cancelled."""
        while True:
            try:
                await self._tell_all(beat)
            except* StoreUnavailable:
                log.info("the outbox cannot be read")
            await asyncio.sleep(RETRY_SECONDS)

    async def tell(self, event: Event) -> bool:
        """Tell ``event``, which is for nobody alone, past the outbox, to the places that are known: for when the store
        itself is silent. Whether all were told comes back; again, it tells those that were not."""
        told = True
        for place, voice in self._known.get(event.subject, ()):
            if (mark := keys.told(event.key, place.id)) not in self._unmarked:
                try:
                    await self._show(event, place, voice)
                except Unreachable as error:
                    log.info("a place cannot be told yet", place=place.id, key=event.key, why=str(error))
                    told = False
                    continue
                self._remember(mark)
        return told

    async def _tell_all(self, beat: Callable[[], None]) -> None:
        outbox = Stream(self._store, keys.OUTBOX, GROUP)
        await outbox.ensure_group()
        room, last = asyncio.Semaphore(AT_ONCE), dict[str, asyncio.Task[None]]()
        async with asyncio.TaskGroup() as tasks:
            # What the last one had under way, and had taken to come next.
            messages = await outbox.claim_idle(CONSUMER, 2 * AT_ONCE, 0)
            while True:
                beat()
                await self._look_up()
                for message in messages:
                    await room.acquire()
                    telling = [
                        self._in_turn(tasks, last, event, place)
                        for event in _read(message)
                        for place in await self._subscriptions.places_of(event)
                    ]
                    tasks.create_task(self._acknowledge(outbox, message, telling, room))
                messages = await outbox.take(CONSUMER, AT_ONCE, BLOCK_MS)

    async def _look_up(self) -> None:
        """See who is subscribed."""
        for subject in AT_LARGE:
            self._known[subject] = [
                (place, await self._presenter.voice_of(place.listener()))
                for place in await self._subscriptions.places(subject)
            ]

    def _in_turn(
        self, tasks: asyncio.TaskGroup, last: dict[str, asyncio.Task[None]], event: Event, place: Destination
    ) -> asyncio.Task[None]:
        """Tell ``place`` of ``event`` behind what it is being told of: ``last`` is its last task."""
        task = last[place.id] = tasks.create_task(self._after(last.get(place.id), event, place))
        task.add_done_callback(lambda done: last.pop(place.id) if last.get(place.id) is done else None)
        return task

    async def _after(self, before: asyncio.Task[None] | None, event: Event, place: Destination) -> None:
        if before is not None:
            await asyncio.wait((before,))
        mark = keys.told(event.key, place.id)
        if mark not in self._unmarked:
            if await self._store.get(mark) is not None:
                return
            await self._until_told(event, place)
            self._remember(mark)
        await self._store.set(mark, b"", (TOLD_DAYS + 1) * DAY)
        self._unmarked.pop(mark, None)

    async def _until_told(self, event: Event, place: Destination) -> None:
        tries = 0
        while True:
            try:
                return await self._show(event, place, await self._presenter.voice_of(place.listener()))
            except Unreachable as error:
                wait = WAITS[min(tries, len(WAITS) - 1)]
                log.info("a place cannot be told yet", place=place.id, key=event.key, why=str(error), again_in=wait)
                tries += 1
                await asyncio.sleep(wait)

    async def _show(self, event: Event, place: Destination, voice: str) -> None:
        presented = await self._presenter.event(event, place.listener(), voice)
        try:
            await self._door.tell(place, presented, nonce_of(event.key, place.id))
        except Refused as error:
            log.warning("a place is not told", place=place.id, key=event.key, why=str(error))
            if place.channel is not None and place.person is not None:  # theirs alone, so they are told in private
                await self._show(event, Destination(person=place.person), voice)

    def _remember(self, mark: str) -> None:
        self._unmarked[mark] = None
        if len(self._unmarked) > UNMARKED:
            self._unmarked.popitem(last=False)

    async def _acknowledge(
        self, outbox: Stream, message: Message, telling: Sequence[asyncio.Task[None]], room: asyncio.Semaphore
    ) -> None:
        if telling:
            await asyncio.wait(telling)
        await outbox.ack([message])
        await outbox.trim()
        room.release()


def nonce_of(event: str, place: str) -> str:
    """The mark by which Discord knows a message that is sent again: at most 25 characters."""
    return sha256(f"{event} {place}".encode()).hexdigest()[:25]


def _read(message: Message) -> list[Event]:
    """The event, or nothing where there is none to tell: what cannot be read must not stop what follows."""
    if time() - int(message.id.partition("-")[0]) / 1000 > TOLD_DAYS * DAY:
        log.error("an event is too old to be told", id=message.id)
        return []
    try:
        return [read_event(message.fields["event"])]
    except (KeyError, ValueError) as error:
        log.error("an event cannot be read", id=message.id, error=str(error))
        return []
