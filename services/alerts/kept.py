"""What the engine reads of the store, and the one step in which alerts fire."""

import asyncio
from collections.abc import AsyncIterator, Sequence, Set
from typing import Any, Final, NamedTuple

from redis.asyncio import Redis

from services.alerts.book import owner_of
from services.store import keys
from services.store.store import Store

OWNERS_AT_ONCE: Final = 500
"""Whose alerts are read in one step of the store."""

LOADED: Final = """
redis.call('DEL', KEYS[2])
return redis.call('INCR', KEYS[1])
"""
ALL_OF: Final = """
local all = {}
for n, key in ipairs(KEYS) do all[n] = redis.call('HGETALL', key) end
return all
"""
CHANGED: Final = "return {redis.call('GET', KEYS[1]) or '', redis.call('HGETALL', KEYS[2])}"
DEALT_WITH: Final = """
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
for n = 4, #KEYS do
  local number, change, owner = ARGV[3 * n - 10], ARGV[3 * n - 9], ARGV[3 * n - 8]
  if redis.call('HGET', KEYS[2], number) == change then redis.call('HDEL', KEYS[2], number) end
  if redis.call('EXISTS', KEYS[n]) == 0 then redis.call('HDEL', KEYS[3], owner) end
end
return 1
"""
"""Lua: the changes in ARGV were dealt with, by the engine that loaded last."""
FIRE: Final = """
local refused, at = {}, 1
for n = 3, #KEYS do
  local number, owner, was, is, event = unpack(ARGV, at, at + 4)
  at = at + 5
  if redis.call('HGET', KEYS[n], number) ~= was then
    refused[#refused + 1] = n - 3
  else
    if event ~= '' then redis.call('XADD', KEYS[1], '*', 'event', event) end
    if is ~= '' then
      redis.call('HSET', KEYS[n], number, is)
    else
      redis.call('HDEL', KEYS[n], number)
      if redis.call('EXISTS', KEYS[n]) == 0 then redis.call('HDEL', KEYS[2], owner) end
    end
  end
end
return refused
"""
"""Lua: each alert as it is now (nothing: it has ended), where it is kept as it was, with the event that tells of it;
the places of those that changed meanwhile come back. The event is first: where it cannot be written, nothing is."""

Change = tuple[int, bytes]
"""An alert's number, and what ``AlertBook`` wrote of its change."""


class Written(NamedTuple):
    """An alert that was kept as ``was``, as it ``is`` now (empty: it has ended), and the event that tells of it, if
    one does."""

    number: int
    owner: str
    was: bytes
    now: bytes
    event: bytes


class KeptAlerts:
    """Alerts in ``store``, as an engine sees them. Every method raises ``StoreUnavailable``."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def begin(self) -> bytes:
        """The number of a new load. What changes from here on is among its changes."""
        loaded = await self._store.run(LOADED, [keys.ALERT_ENGINE, keys.ALERT_CHANGES], [], once=False)
        return str(loaded).encode()

    async def changes(self) -> tuple[bytes, Sequence[Change]]:
        """The number of the last load, and what changed that nobody has dealt with."""
        loaded, changes = await self._store.run(CHANGED, [keys.ALERT_ENGINE, keys.ALERT_CHANGES], [], once=False)
        return loaded, _pairs(changes)

    async def dealt_with(self, loaded: bytes, changes: Sequence[Change]) -> None:
        """The changes were dealt with by the load of that number; nothing is done where it is not the last."""
        owners = [owner_of(change) for _, change in changes]
        places = [keys.ALERT_ENGINE, keys.ALERT_CHANGES, keys.ALERT_OWNERS, *map(keys.alerts, owners)]
        words = [word for owner, change in zip(owners, changes, strict=True) for word in (*change, owner)]
        await self._store.run(DEALT_WITH, places, [loaded, *words], once=False)

    async def every(self) -> AsyncIterator[tuple[str, Sequence[tuple[int, bytes]]]]:
        """Each owner, with their alerts by number. While some are dealt with the next are read."""
        seen: set[bytes] = set()
        reading = asyncio.create_task(self._some(0, seen))
        try:
            while True:
                cursor, some = await reading
                if cursor:
                    reading = asyncio.create_task(self._some(cursor, seen))
                for owner, kept in some:
                    yield owner, _pairs(kept)
                if not cursor:
                    return
        finally:
            reading.cancel()

    async def _some(self, cursor: int, seen: set[bytes]) -> tuple[int, Sequence[tuple[str, Sequence[bytes]]]]:
        """Those of some owners, but for those that were ``seen``, and where the next are; 0: there are no more."""

        async def scan(client: Redis) -> Any:
            return await client.hscan(keys.ALERT_OWNERS, cursor, count=OWNERS_AT_ONCE)

        then, found = await self._store.call(scan)
        owners = [owner for owner in found if owner not in seen]
        seen.update(owners)
        some: list[tuple[str, Sequence[bytes]]] = []
        for begin in range(0, len(owners), OWNERS_AT_ONCE):
            names = [owner.decode() for owner in owners[begin : begin + OWNERS_AT_ONCE]]
            all_kept = await self._store.run(ALL_OF, [keys.alerts(name) for name in names], [], once=False)
            some += zip(names, all_kept, strict=True)
        return int(then), some

    async def of(self, places: Sequence[tuple[str, int]]) -> Sequence[bytes | None]:
        """What is kept of alerts, by owner and number."""

        async def read(client: Redis) -> Sequence[bytes | None]:
            async with client.pipeline(transaction=False) as step:
                for owner, number in places:
                    step.hget(keys.alerts(owner), str(number))
                found: Sequence[bytes | None] = await step.execute()
                return found

        return await self._store.call(read) if places else ()

    async def fire(self, written: Sequence[Written]) -> Set[int]:
        """Write and tell what comes of alerts, in one step; the places of those that changed meanwhile come back."""
        if not written:
            return frozenset()
        places = [keys.OUTBOX, keys.ALERT_OWNERS, *(keys.alerts(each.owner) for each in written)]
        words: list[bytes | str | int] = [word for each in written for word in each]
        return frozenset(await self._store.run(FIRE, places, words, once=False))


def _pairs(words: Sequence[bytes]) -> list[Change]:
    return [(int(number), value) for number, value in zip(words[::2], words[1::2], strict=True)]
