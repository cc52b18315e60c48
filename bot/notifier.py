"""From the outbox to the places where events are told: every event, in order, and once for people.

- An event is put before each place that is to be told of it, in a stream of the place's own, and then acknowledged.
  That it was put there is marked, so an event that comes again is not put there again.
- Each place is told in its own time and turn: one that cannot be reached keeps no other waiting. What waits for one
  place in numbers is told in one message.
- What is about to be told is written down first. Whoever goes on after a crash tells it again with the same nonce, by
  which Discord knows for some minutes that it has said it; what is older may have been told and is not told again.
- What Discord does not take is told a person elsewhere, or is a dead letter (``/notifications failed``).
"""

import asyncio
from collections import OrderedDict, deque
from collections.abc import AsyncIterator, Callable, Sequence
from hashlib import sha256
from itertools import takewhile
from time import monotonic, time
from typing import Final, NamedTuple

import orjson
import structlog

from cogs._events import DiscordPlaces, Refused, Telling, Unreachable, Unsure
from personas.format import duration
from personas.presenter import PAINTERS, Presented, Presenter
from services.core.clock import Clock
from services.core.errors import StoreUnavailable
from services.core.events import Event, read_event
from services.core.principal import Principal
from services.core.units import Duration
from services.notifications.mailbox import UNTOLD_SECONDS, Letter, Mailbox, Sending
from services.notifications.places import AT_LARGE, Destination, Subscriptions, is_ones_alert
from services.notifications.quiet import Quiet
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
AT_ONCE: Final = 1_000
"""Events that are taken from the outbox together."""
SINGLY: Final = 3
"""So many that wait for a place are told one by one; more are told in one message."""
TOGETHER: Final = 30
"""Things that one message tells of, at most: so many lines go into an embed."""
NONCE_SECONDS: Final = 120.0
"""For so long Discord surely knows a nonce ("a few minutes")."""
LATE_SECONDS: Final = 5.0
"""Whatever waited longer says so."""
PER_SECOND: Final = 40
"""Messages, of the 50 requests a second that Discord takes of a bot."""
PLACES: Final = 10_000
"""Of so many it is known when they were told."""
WINDOW_SECONDS: Final = 5.0
GAPS: Final = (0.0, 0.0, 0.1, 0.3, 0.6, 1.0)
"""Discord takes five messages of a channel in five seconds: so long, in seconds, is waited after the last for one more
where so many were sent in them, and what comes meanwhile is told with it."""
UNDRAWN: Final = 8
"""Pictures that are to be shown yet, at most, and places that are told meanwhile: where there is more to do, what is
told goes without."""
ALONE: Final = frozenset({"schedules"})
"""Subjects whose messages are answers of their own, and not gathered."""
UNMARKED: Final = 1_024

log = structlog.get_logger(__name__)


class Taken(NamedTuple):
    """An event from the outbox; ``key`` is what it is marked by, and ``to`` the one place, where it goes to one."""

    key: str
    event: Event
    to: Destination | None


class Perhaps(Exception):
    """It may have been told, and Discord does not know its nonce any more."""


class Notifier:
    """Takes events from the outbox to every place where they are told. Of all processes one may run it at a time."""

    def __init__(self, store: Store, presenter: Presenter, door: DiscordPlaces, clock: Clock) -> None:
        self._store = store
        self._subscriptions = Subscriptions(store)
        self._quiet = Quiet(store)
        self._mailbox = Mailbox(store)
        self._presenter = presenter
        self._door = door
        self._clock = clock
        self._pace = Pace(PER_SECOND)
        self._known: dict[str, list[tuple[Destination, str]]] = {}
        """Who was subscribed to each subject when last seen, and in which voice they are spoken to."""
        self._told: OrderedDict[tuple[str, str], None] = OrderedDict()
        """Event and place that were told past the outbox, and are not marked yet."""
        self._sending: dict[str, Sending] = {}
        """What was being told at a place when the last one ended."""
        self._undone: dict[str, tuple[Sequence[Letter], str]] = {}
        """What was told at a place, and by which message, while the store did not take it."""
        self._sent_at: dict[str, list[float]] = {}
        """When a place was told last, some times."""
        self._serving: dict[str, asyncio.Task[None]] = {}
        self._pictures: asyncio.Queue[tuple[Letter, str]] = asyncio.Queue(UNDRAWN)
        """What was told and whose picture is to be shown yet, and the message."""
        self._called = set[str]()
        """Places for which more came while they were served."""

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
        all_told = True
        for place, voice in self._known.get(event.subject, ()):
            if (event.key, place.id) in self._told:
                continue
            presented = await self._presenter.event(event, place.listener(), voice)
            try:
                await self._door.tell(place, presented, Telling(nonce_of([event.key], place.id), silent=place.silent))
            except (Unreachable, Unsure) as error:
                log.info("a place cannot be told yet", place=place.id, key=event.key, why=str(error))
                all_told = False
                continue
            except Refused as error:
                log.warning("a place is not told", place=place.id, key=event.key, why=str(error))
            self._told[event.key, place.id] = None
            if len(self._told) > UNMARKED:
                self._told.popitem(last=False)
        return all_told

    async def _tell_all(self, beat: Callable[[], None]) -> None:
        outbox = Stream(self._store, keys.OUTBOX, GROUP)
        await outbox.ensure_group()
        self._sending = await self._mailbox.sending()
        async with asyncio.TaskGroup() as tasks:
            self._serving.clear()
            for _ in range(PAINTERS):
                tasks.create_task(self._draw())
            for place in await self._mailbox.places():
                self._serve(tasks, place)
            # What the last one had taken and not put before its places.
            messages = await outbox.claim_idle(CONSUMER, AT_ONCE, 0)
            while True:
                beat()
                await self._look_up()
                for place in await self._put([taken async for taken in _taken(messages)]):
                    self._serve(tasks, place)
                await outbox.ack(messages)
                if messages:
                    await outbox.trim()
                    await outbox.drop_older(UNTOLD_SECONDS)
                messages = await outbox.take(CONSUMER, AT_ONCE, BLOCK_MS)

    async def _look_up(self) -> None:
        """See who is told what is for nobody alone."""
        for subject in AT_LARGE:
            self._known[subject] = [
                (place, await self._presenter.voice_of(place.listener()))
                for place in await self._subscriptions.subscribed(subject)
            ]

    async def _put(self, taken: Sequence[Taken]) -> list[str]:
        """Put events before their places; the places' ids come back."""
        where = await self._subscriptions.of([each.event for each in taken])
        letters: list[tuple[str, Event, Destination]] = []
        for each, places in zip(taken, where, strict=True):
            for place in places if each.to is None else [each.to]:
                if (each.key, place.id) in self._told:
                    await self._mailbox.mark(each.key, place.id)
                    del self._told[each.key, place.id]
                else:
                    letters.append((each.key, each.event, place))
        await self._mailbox.put(letters)
        return list(dict.fromkeys(place.id for _, _, place in letters))

    def telling(self) -> list[str]:
        """The places that are being told something, or wait to be."""
        return list(self._serving)

    def _serve(self, tasks: asyncio.TaskGroup, place: str) -> None:
        """See that what waits for ``place`` is told."""
        self._called.add(place)
        if place not in self._serving:
            self._serving[place] = tasks.create_task(self._served(place))

    async def _served(self, place: str) -> None:
        """Tell ``place`` all that waits for it."""
        try:
            while place in self._called:
                self._called.discard(place)
                try:
                    while waiting := await self._waiting(place):
                        if await self._eased(place, waiting[0]):
                            waiting = await self._waiting(place)
                        await self._tell_next(place, waiting)
                        if len(self._sent_at) > PLACES:
                            self._sent_at.clear()
                        self._sent_at[place] = [*self._sent_at.get(place, ())[2 - len(GAPS) :], monotonic()]
                except StoreUnavailable:
                    await asyncio.sleep(RETRY_SECONDS)
                    self._called.add(place)
        finally:
            del self._serving[place]

    async def _eased(self, place: str, first: Letter) -> bool:
        """Wait until another message may be told at ``place``, and of all places; whether that took a while, in which
        more may have come for it."""
        now = monotonic()
        recent = [at for at in self._sent_at.get(place, ()) if now - at < WINDOW_SECONDS]
        wait = 0.0 if not recent or first.event.urgent else recent[-1] + GAPS[len(recent)] - now
        if wait > 0:
            await asyncio.sleep(wait)
        return await self._pace.turn() or wait > 0

    async def _waiting(self, place: str) -> list[Letter]:
        if place in self._undone:
            letters, message = self._undone[place]
            await self._mailbox.done(place, letters, message)
            del self._undone[place]
        return await self._mailbox.waiting(place, TOGETHER)

    async def _tell_next(self, place: str, waiting: Sequence[Letter]) -> None:
        """Tell the first of what is ``waiting``, with as many behind it as one message takes."""
        if waiting[0].event.over(self._clock.now()):
            await self._mailbox.done(place, waiting[:1], "")
            return
        begun = self._sending.pop(place, None)
        if begun is not None and (letters := [each for each in waiting if each.id in begun.entries]):
            if time() - begun.at > NONCE_SECONDS:
                await self._mailbox.bury(place, letters, "perhaps", "the desk was killed while it told this")
                return
        elif time() - waiting[0].at > UNTOLD_SECONDS:
            await self._mailbox.bury(place, waiting[:1], "old", "it waited for a week")
            return
        else:
            begun, letters = None, _together(waiting)
        try:
            message = await self._until_told(place, letters, None if begun is None else begun.at)
        except Refused as error:
            await self._elsewhere(place, letters, error)
            return
        except Perhaps as error:
            log.warning("a place may have been told", place=place, letters=len(letters), why=str(error))
            await self._mailbox.bury(place, letters, "perhaps", str(error))
            return
        except StoreUnavailable:
            raise
        except Exception as error:  # the edge: what nobody foresaw of one message must not stop the rest
            log.error("a place is not told, for a fault of the desk", place=place, exc_info=error)
            await self._mailbox.bury(place, letters, "refused", type(error).__name__)
            return
        await self._done(place, letters, message)
        busy = len(waiting) > 1 or len(self._serving) > UNDRAWN or self._pictures.full()
        if not busy and self._presenter.is_pictured(letters[0].event):
            self._pictures.put_nowait((letters[0], message))

    async def _draw(self) -> None:
        """Show the pictures of what was told, which nobody is to wait for."""
        while True:
            letter, message = await self._pictures.get()
            listener = letter.to.listener()
            voice = await self._presenter.voice_of(listener)
            presented = await self._presenter.event(letter.event, listener, voice)
            if presented.picture is not None:
                try:
                    await self._door.show(message, presented)
                except (Refused, Unreachable) as error:
                    log.info("a picture is not shown", key=letter.event.key, why=str(error))

    async def _done(self, place: str, letters: Sequence[Letter], message: str) -> None:
        self._undone[place] = letters, message
        await self._mailbox.done(place, letters, message)
        del self._undone[place]

    async def _elsewhere(self, place: str, letters: Sequence[Letter], refused: Refused) -> None:
        """Tell somebody in private what could not be told in a channel, or there what could not be told in private
        and others may read; or give it up."""
        by_place: dict[Destination | None, list[Letter]] = {}
        for letter in letters:
            to = _other_place(letter)
            if to is not None and is_ones_alert(letter.event):
                to = None if await self._subscriptions.closed_to_alerts(to.channel, to.server) else to
            by_place.setdefault(to, []).append(letter)
        for to, those in by_place.items():
            try:
                if to is None:
                    raise refused
                told = await self._until_told(place, [each._replace(to=to) for each in those], None)
            except Refused as error:
                log.warning("a place is not told", place=place, letters=len(those), why=str(refused), then=str(error))
                await self._mailbox.bury(place, those, refused.reason, refused.detail)
            except Perhaps as error:
                await self._mailbox.bury(place, those, "perhaps", str(error))
            else:
                await self._done(place, those, told)

    async def _until_told(self, place: str, letters: Sequence[Letter], unsure_since: float | None) -> str:
        """Tell ``letters``, where the first goes to; the message's id comes back. ``unsure_since``: since when they may
        have been told.

        Raises:
            Refused: they cannot be.
            Perhaps: nobody knows whether they were.
        """
        to, tries = letters[0].to, 0
        nonce = nonce_of([each.event.key for each in letters], to.id)
        while True:
            try:
                if unsure_since is not None and tries:
                    await self._door.reach(to)
                    if time() - unsure_since > NONCE_SECONDS:
                        raise Perhaps("Discord did not say whether it took this")
                if unsure_since is None:
                    await self._mailbox.begin(place, letters, time())
                presented, how = await self._presented(letters, nonce)
                return await self._door.tell(to, presented, how)
            except (Unreachable, Unsure) as error:
                if unsure_since is None and isinstance(error, Unsure):
                    unsure_since = time()
                wait = WAITS[min(tries, len(WAITS) - 1)]
                log.info("a place cannot be told yet", place=to.id, why=str(error), again_in=wait)
                tries += 1
                await asyncio.sleep(wait)

    async def _presented(self, letters: Sequence[Letter], nonce: str) -> tuple[Presented, Telling]:
        """The message of ``letters``, and how it is told."""
        to, events = letters[0].to, [each.event for each in letters]
        people = list(dict.fromkeys(each.to.person for each in letters if each.to.person is not None))
        listener = to.listener() if len(people) <= 1 else _channel_of(to)
        voice = await self._presenter.voice_of(listener)
        if len(events) == 1 and self._presenter.is_pictured(events[0]):
            presented = await self._presenter.at_once(events[0], listener, voice)
        elif len(events) == 1:
            presented = await self._presenter.event(events[0], listener, voice)
        else:
            whom = [each.to.person if len(people) > 1 else None for each in letters]
            presented = await self._presenter.gathered(events, whom, listener, voice)
        waited = Duration(time() - letters[0].at)
        hours = () if any(event.urgent for event in events) else await self._quiet.of([to.channel, *people])
        return presented, Telling(
            nonce,
            silent=to.silent or any(each.hold(self._clock.now()) for each in hours),
            people=people,
            role=events[0].role,
            note=f"-# This waited {duration(waited)} before Discord took it." if waited > LATE_SECONDS else "",
            market=events[0].market,
        )


class Pace:
    """Lets so many through a second, whoever comes first."""

    def __init__(self, per_second: int) -> None:
        self._last: deque[float] = deque(maxlen=per_second)

    async def turn(self) -> bool:
        """Wait for one's turn; whether there was a wait."""
        now, first = monotonic(), 0.0
        if len(self._last) == self._last.maxlen:
            first = self._last[0] + 1.0
        self._last.append(max(now, first))
        if first > now:
            await asyncio.sleep(first - now)
        return first > now


def nonce_of(events: Sequence[str], place: str) -> str:
    """The mark by which Discord knows a message that is sent again: at most 25 characters."""
    return sha256(" ".join((*events, place)).encode()).hexdigest()[:25]


def _together(waiting: Sequence[Letter]) -> list[Letter]:
    """The first of what waits, and where there are many behind it that go the same way, these."""
    first = waiting[0]
    alike = list(takewhile(lambda each: _way(each) == _way(first), waiting))
    alone = first.event.urgent or first.event.subject in ALONE
    return [first] if alone or len(alike) <= SINGLY else alike


def _way(letter: Letter) -> object:
    """What letters have in common that one message may tell of: in a channel those of several people, in private of
    none but one."""
    to, event = letter.to, letter.event
    person = to.person if to.channel is None else None
    market = event.market if to.threads else None
    return to.channel, person, to.silent, market, event.role, event.urgent, event.subject in ALONE


def _other_place(letter: Letter) -> Destination | None:
    """Where a person is told what their place does not take."""
    to, event = letter.to, letter.event
    if to.person is None:
        return None
    if to.channel is not None:
        return Destination(person=to.person, silent=to.silent)
    if event.or_channel is None:
        return None
    return Destination(channel=event.or_channel, person=to.person, server=event.server, silent=to.silent)


def _channel_of(to: Destination) -> Principal:
    return to.model_copy(update={"person": None}).listener()


async def _taken(messages: Sequence[Message]) -> AsyncIterator[Taken]:
    for message in messages:
        for taken in _read(message):
            yield taken
        await asyncio.sleep(0)  # there may be many, and others have something to do


def _read(message: Message) -> list[Taken]:
    """The event, or nothing where there is none to tell: what cannot be read must not stop what follows."""
    if time() - int(message.id.partition("-")[0]) / 1000 > UNTOLD_SECONDS:
        log.error("an event is too old to be told", id=message.id)
        return []
    try:
        event = read_event(message.fields["event"])
        to = message.fields.get("to")
        if to is None:
            return [Taken(event.key, event, None)]
        again = message.fields["again"].decode()
        return [Taken(f"{event.key} again {again}", event, Destination.model_validate(orjson.loads(to)))]
    except (KeyError, ValueError) as error:
        log.error("an event cannot be read", id=message.id, error=str(error))
        return []
