"""Where a change is written: its state, its events and its answer, in one step and once."""

from typing import Final

import orjson

from services.core.work import Work
from services.store import keys
from services.store.store import Store

COMMIT: Final = """
local first = redis.call("GET", KEYS[1])
if first then
  return first
end
local work = cjson.decode(ARGV[1])
for _, each in ipairs(work.sets) do
  redis.call("HSET", each[1], each[2], each[3])
end
for _, each in ipairs(work.deletes) do
  redis.call("HDEL", each[1], each[2])
end
for at = 4, #ARGV do
  redis.call("XADD", KEYS[2], "*", "event", ARGV[at])
end
redis.call("SET", KEYS[1], ARGV[2], "PX", ARGV[3])
return false
"""
"""Nothing is written where the ask was answered before: that answer comes back."""


class StoreLedger:
    """Writes work to the store; see ``services.core.work.Ledger``."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def answer_of(self, ask: str) -> bytes | None:
        """What was remembered of the ask with this id."""
        return await self._store.get(keys.ask(ask))

    async def commit(self, work: Work, ask: str, answer: bytes, seconds: float) -> bytes | None:
        """Write ``work`` and remember ``answer`` for ``seconds``, unless the ask was answered before.

        Sent once: where the line breaks meanwhile nobody knows whether it was written, and ``answer_of`` tells.

        Raises:
            StoreUnavailable: see above.
        """
        writes = orjson.dumps({"sets": work.sets, "deletes": work.deletes})
        events = [event.to_bytes() for event in work.events]
        first = await self._store.run(
            COMMIT, [keys.ask(ask), keys.OUTBOX], [writes, answer, str(int(seconds * 1000)), *events]
        )
        if first is None and work.forgets:
            await self._store.forget_deleted()
        return first if isinstance(first, bytes | None) else str(first).encode()
