"""What people are called in logs that are kept for good, so that the logs outlive them and they can be forgotten.

A name is drawn at random when somebody is first written of. Only one hash knows whose it is: whoever runs the desk can
look there who did what, and once a person's field is gone nobody can, though not a line of the log is touched.
"""

from uuid import uuid4

from services.store import keys
from services.store.store import Store

PREFIX = "person:"

RENAMED = """
local names = {}
for i = 1, #ARGV, 2 do names[ARGV[i]] = ARGV[i + 1] end
redis.call('DEL', KEYS[2])
for _, entry in ipairs(redis.call('XRANGE', KEYS[1], '-', '+')) do
  local fields = entry[2]
  for i = 1, #fields, 2 do
    if fields[i] == 'principal' then fields[i + 1] = names[fields[i + 1]] or fields[i + 1] end
  end
  redis.call('XADD', KEYS[2], entry[1], unpack(fields))
end
redis.call('RENAME', KEYS[2], KEYS[1])
"""
"""Lua: the log anew, with a name in the place of each person in ARGV (person, name; …)."""


class Pseudonyms:
    """The names of people in logs. Its methods raise ``StoreUnavailable``."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def of(self, person: str) -> str:
        """What ``person`` is called."""
        (known,) = await self._store.hash_get(keys.PSEUDONYMS, [person])
        if known is None:
            await self._store.hash_set_new(keys.PSEUDONYMS, person, PREFIX + uuid4().hex)
            (known,) = await self._store.hash_get(keys.PSEUDONYMS, [person])
        return known or await self.of(person)  # forgotten in between: drawn anew

    async def take_over(self, stream: str) -> None:
        """Put names in the place of the people whom an earlier version wrote into ``stream`` itself."""
        people = {entry.get("principal", PREFIX) for entry in await self._store.entries(stream)}
        named = {person: await self.of(person) for person in people if not person.startswith(PREFIX)}
        if named:
            words = [word for pair in named.items() for word in pair]
            await self._store.run(RENAMED, [stream, f"{stream}:anew"], words, once=False)
            await self._store.forget_deleted()
