"""From the outbox to the places that subscribed: every event once for people, in order, whoever is killed meanwhile."""

import asyncio
from collections.abc import Sequence
from hashlib import sha256
from typing import Final, Protocol

import structlog

from cogs._events import PlaceGone, Unreachable
from personas.presenter import Presented, Presenter
from services.core.errors import StoreUnavailable
from services.core.events import Event, read_event
from services.house.subscriptions import SUBJECTS, Place, Subscriptions
from services.store import keys
from services.store.leases import Held, Leases
from services.store.store import Store
from services.store.streams import Message, Stream

GROUP: Final = "notifier"
LEASE: Final = "notifier"
LEASE_SECONDS: Final = 15.0
RETRY_SECONDS: Final = 1.0
WAITS: Final = (0.5, 2.0, 8.0, 30.0)
"""Between tries to tell a place, in seconds; the last again and again."""
BLOCK_MS: Final = 1_000
AT_ONCE: Final = 16
TOLD_SECONDS: Final = 86_400.0
CONSUMER: Final = "notifier"
"""One name for all: whoever holds the lease goes on with what the last one had taken."""

log = structlog.get_logger(__name__)


class Door(Protocol):
    """A way to the places of a chat product."""

    async def tell(self, place: Place, presented: Presented, nonce: str) -> None:
        """Show ``presented`` in ``place``; the same ``nonce`` soon after shows nothing new.

        Raises:
            PlaceGone: telling it again will not help.
            Unreachable: it may.
        """


class Notifier:
    """Takes events from the outbox, one after the other, to every place that subscribed, through ``door``."""

    def __init__(
        self, store: Store, subscriptions: Subscriptions, presenter: Presenter, door: Door, owner: str
    ) -> None:
        self._store = store
        self._subscriptions = subscriptions
        self._presenter = presenter
        self._door = door
        self._owner = owner
        self._leases = Leases(store)
        self._known: dict[str, Sequence[Place]] = {}

    async def run(self) -> None:
        """Tell what is in the outbox, until cancelled. Of all processes one does it at a time."""
        while True:
            try:
                lease = await self._leases.acquire(LEASE, self._owner, LEASE_SECONDS)
                if lease is not None:
                    async with self._leases.held(lease) as held:
                        await self._tell_all(held)
            except StoreUnavailable:
                log.info("the outbox cannot be read")
            await asyncio.sleep(RETRY_SECONDS)

    async def tell(self, event: Event) -> None:
        """Tell ``event`` to the places that are known, past the outbox: for when the store itself is silent."""
        for place in self._known.get(event.subject, ()):
            try:
                await self._show(event, place)
            except (PlaceGone, Unreachable) as error:
                log.warning("an event could not be told", key=event.key, place=place.id, why=type(error).__name__)

    async def _tell_all(self, held: Held) -> None:
        outbox = Stream(self._store, keys.OUTBOX, GROUP)
        await outbox.ensure_group()
        for subject in SUBJECTS:
            self._known[subject] = await self._subscriptions.places(subject)
        taken = await outbox.claim_idle(CONSUMER, AT_ONCE, 0)
        while held.lease.valid:
            for message in taken:
                await self._tell_one(message)
                await outbox.ack([message])
                if held.lost.is_set():
                    return
            if taken:
                await outbox.trim()
            taken = await outbox.take(CONSUMER, AT_ONCE, BLOCK_MS)

    async def _tell_one(self, message: Message) -> None:
        try:
            event = read_event(message.fields["event"])
        except (KeyError, ValueError) as error:  # of another version: one that cannot be read must not stop the others
            log.error("an event cannot be read", id=message.id, error=str(error))
            return
        places = self._known[event.subject] = await self._subscriptions.places(event.subject)
        async with asyncio.TaskGroup() as tasks:
            for place in places:
                tasks.create_task(self._until_told(event, place))

    async def _until_told(self, event: Event, place: Place) -> None:
        """Tell ``place``, and try until it is told, gone, or has been told by another."""
        told = keys.told(event.key)
        (when,) = await self._store.hash_get(told, [place.id])
        if when is not None:
            return
        tries = 0
        while True:
            try:
                await self._show(event, place)
                break
            except PlaceGone:
                log.warning("a place is gone and is told no more", place=place.id, subject=event.subject)
                await self._subscriptions.drop(event.subject, place)
                return
            except Unreachable as error:
                log.info("a place cannot be told yet", place=place.id, key=event.key, why=str(error))
                await asyncio.sleep(WAITS[min(tries, len(WAITS) - 1)])
                tries += 1
        await self._store.hash_set(told, place.id, event.at.isoformat())
        await self._store.expire(told, TOLD_SECONDS)

    async def _show(self, event: Event, place: Place) -> None:
        presented = await self._presenter.event(event, place.listener())
        await self._door.tell(place, presented, nonce_of(event.key, place.id))


def nonce_of(event: str, place: str) -> str:
    """The mark by which Discord knows a message that is sent again: at most 25 characters."""
    return sha256(f"{event} {place}".encode()).hexdigest()[:25]
