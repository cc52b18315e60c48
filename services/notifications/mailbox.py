"""What waits to be told, a stream a place; what is being told; and what could not be.

Every step is written before or with what it is about, so that whoever goes on after a crash knows what was told, what
was not, and what may have been.
"""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final, Literal, NamedTuple

import orjson
import structlog
from pydantic import ValidationError
from redis.asyncio import Redis

from services.core.events import Event, read_event
from services.core.request import Frozen
from services.notifications.places import Destination
from services.store import keys
from services.store.store import Store, milliseconds

KEPT_LETTERS: Final = 1_000
"""Dead letters; older ones make room."""
UNTOLD_SECONDS: Final = 7 * 86_400.0
"""What could not be told for so long is told no more, and kept in the outbox for no reader."""
TOLD_SECONDS: Final = 8 * 86_400.0
"""How long it is known that something was told."""

PUT_AT_ONCE: Final = 200
REMEMBERED: Final = 1_000

PUT = """
local added = 0
for at = 1, #KEYS, 2 do
  if redis.call('SET', KEYS[at], '', 'PX', ARGV[1], 'NX') then
    redis.call('XADD', KEYS[at + 1], '*', 'event', ARGV[at + 1], 'to', ARGV[at + 2])
    added = added + 1
  end
end
return added
"""
"""Lua: KEYS marks and streams by turns, ARGV how long marks last, and events and destinations by turns."""

OVER = """
for at = 3, #ARGV do redis.call('XDEL', KEYS[1], ARGV[at]) end
if redis.call('XLEN', KEYS[1]) == 0 then redis.call('DEL', KEYS[1]) end
redis.call('HDEL', KEYS[2], ARGV[1])
"""
DONE = (
    OVER
    + """
for at = 3, #KEYS do
  if redis.call('EXISTS', KEYS[at]) == 1 then redis.call('SET', KEYS[at], ARGV[2], 'KEEPTTL') end
end
"""
)
"""Lua: KEYS the stream, what is being told, marks; ARGV the place, the message, entries."""
DEAD = """
for at = 2, #ARGV do
  local number = redis.call('INCR', KEYS[2])
  redis.call('HSET', KEYS[1], number, ARGV[at])
  redis.call('HDEL', KEYS[1], number - ARGV[1])
end
"""
"""Lua: KEYS dead letters and their number; ARGV how many are kept, letters."""

Reason = Literal["closed", "forbidden", "gone", "refused", "perhaps", "old"]
"""Why it was not told: private messages are closed, the bot may not write there, the place is gone, Discord does not
take it; it may have been told, or waited too long."""

log = structlog.get_logger(__name__)


class Letter(NamedTuple):
    """An event that waits for its turn at a place, where it was put at ``at`` (seconds since 1970)."""

    id: str
    event: Event
    to: Destination
    at: float


class Sending(Frozen):
    """What is being told at a place since ``at`` (seconds since 1970): the entries of its stream that the message is
    of. Its nonce is made of these."""

    entries: tuple[str, ...]
    at: float


class DeadLetter(Frozen):
    """An event that was not told ``to`` a place, and why. ``event`` is the JSON of ``Event.to_bytes``, not as a text,
    so that the ids in it are found where somebody is forgotten."""

    event: Any
    to: Destination
    at: datetime
    reason: Reason
    detail: str

    def read(self) -> Event:
        """The event.

        Raises:
            ValueError: it is none that this version knows.
        """
        return read_event(orjson.dumps(self.event))


class Mailbox:
    """The store's side of telling. Its methods raise ``StoreUnavailable``."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._read: OrderedDict[bytes, Event] = OrderedDict()
        """What was put last, by its bytes: it is soon told."""

    async def put(self, letters: Sequence[tuple[str, Event, Destination]]) -> None:
        """Have each event wait at its place, unless it did, by this key of its own."""
        for first in range(0, len(letters), PUT_AT_ONCE):
            several = letters[first : first + PUT_AT_ONCE]
            marks = [(keys.told(key, to.id), keys.waiting(to.id)) for key, _, to in several]
            said = [(self._bytes(event), to.model_dump_json(exclude_defaults=True)) for _, event, to in several]
            args = [milliseconds(TOLD_SECONDS), *(each for pair in said for each in pair)]
            await self._store.run(PUT, [key for pair in marks for key in pair], args, once=False)

    def _bytes(self, event: Event) -> bytes:
        data = event.to_bytes()
        self._read[data] = event
        if len(self._read) > REMEMBERED:
            self._read.popitem(last=False)
        return data

    async def mark(self, event: str, place: str) -> None:
        """The place was told of the event with this key, and it is not to wait there."""
        await self._store.set(keys.told(event, place), b"", TOLD_SECONDS)

    async def places(self) -> list[str]:
        """Where something waits."""
        before = keys.waiting("")
        return [key.removeprefix(before) for key in await self._store.keys_like(keys.waiting(keys.ANY))]

    async def waiting(self, place: str, most: int) -> list[Letter]:
        """What waits there, the oldest first, at most so many. What this version cannot read is taken out."""

        async def read(client: Redis) -> Any:
            return await client.xrange(keys.waiting(place), count=most)

        found: list[Letter] = []
        for entry, fields in await self._store.call(read):
            id_ = entry.decode()
            try:
                to, data = Destination.model_validate_json(fields[b"to"]), fields[b"event"]
                found.append(
                    Letter(id_, self._read.get(data) or read_event(data), to, int(id_.partition("-")[0]) / 1000)
                )
            except (KeyError, ValueError) as error:
                log.error("what waits to be told cannot be read", id=id_, error=str(error))
                await self._over(place, [id_])
        return found

    async def sending(self) -> dict[str, Sending]:
        """What was being told, by the place's id."""
        held = await self._store.hash_all(keys.SENDING)
        return {place: sending for place, text in held.items() if (sending := _sending(text)) is not None}

    async def begin(self, place: str, letters: Sequence[Letter], at: float) -> None:
        """One message of ``letters`` is about to be told."""
        sending = Sending(entries=tuple(each.id for each in letters), at=at)
        await self._store.hash_set(keys.SENDING, place, sending.model_dump_json())

    async def done(self, place: str, letters: Sequence[Letter], message: str) -> None:
        """They were told by the ``message`` with this id."""
        marks = [keys.told(each.event.key, place) for each in letters]
        args = [place, message, *(each.id for each in letters)]
        await self._store.run(DONE, [keys.waiting(place), keys.SENDING, *marks], args, once=False)

    async def bury(self, place: str, letters: Sequence[Letter], reason: Reason, detail: str) -> None:
        """They are not told. Cut off in the middle they are written down twice at most."""
        at = datetime.now(UTC)
        kept = [
            DeadLetter(event=orjson.loads(each.event.to_bytes()), to=each.to, at=at, reason=reason, detail=detail)
            for each in letters
        ]
        args: list[bytes | str | int] = [KEPT_LETTERS, *(each.model_dump_json(exclude_defaults=True) for each in kept)]
        await self._store.run(DEAD, [keys.DEAD_LETTERS, keys.DEAD_LETTER_NUMBER], args, once=True)
        await self._over(place, [each.id for each in letters])

    async def dead(self) -> Mapping[int, DeadLetter]:
        """What was not told, by its number, the newest first."""
        held = await self._store.hash_all(keys.DEAD_LETTERS)
        letters = {int(number): letter for number, text in held.items() if (letter := _letter(text)) is not None}
        return dict(sorted(letters.items(), reverse=True))

    async def _over(self, place: str, entries: Sequence[str]) -> None:
        await self._store.run(OVER, [keys.waiting(place), keys.SENDING], [place, "", *entries], once=False)


def _sending(text: str) -> Sending | None:
    try:
        return Sending.model_validate_json(text)
    except ValidationError:
        log.error("what was being told cannot be read", held=text)
        return None


def _letter(text: str) -> DeadLetter | None:
    try:
        return DeadLetter.model_validate_json(text)
    except ValidationError:
        log.error("a dead letter cannot be read")
        return None
