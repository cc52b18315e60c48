"""A stream and one group of its readers: each entry goes to one reader of the group, at least once."""

from collections.abc import Sequence
from dataclasses import dataclass
from time import time
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import ResponseError

from services.store.store import Store

TRIM = """
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
local function earlier(a, b)
  local a_ms, a_seq = string.match(a, '(%d+)-(%d+)')
  local b_ms, b_seq = string.match(b, '(%d+)-(%d+)')
  if a_ms ~= b_ms then return tonumber(a_ms) < tonumber(b_ms) end
  return tonumber(a_seq) < tonumber(b_seq)
end
local needed
for _, words in ipairs(redis.call('XINFO', 'GROUPS', KEYS[1])) do
  local group = {}
  for at = 1, #words, 2 do group[words[at]] = words[at + 1] end
  local from = group['last-delivered-id']
  if group.pending > 0 then from = redis.call('XPENDING', KEYS[1], group.name)[2] end
  if not needed or earlier(from, needed) then needed = from end
end
if not needed then return 0 end
return redis.call('XTRIM', KEYS[1], 'MINID', '=', needed)
"""


@dataclass(frozen=True)
class Message:
    """An entry of a stream."""

    id: str
    fields: dict[str, bytes]


class Stream:
    """The stream under ``key``, as the readers of ``group`` see it."""

    def __init__(self, store: Store, key: str, group: str) -> None:
        self._store = store
        self._key = key
        self._group = group

    async def ensure_group(self) -> None:
        """Make the group, unless it is there. It begins with the oldest entry."""

        async def create(client: Redis) -> None:
            try:
                await client.xgroup_create(self._key, self._group, id="0", mkstream=True)
            except ResponseError as error:
                if not str(error).startswith("BUSYGROUP"):
                    raise

        await self._store.call(create)

    async def take(self, consumer: str, count: int, block_ms: int) -> list[Message]:
        """Up to ``count`` entries that no reader of the group was given. Where there are none, wait ``block_ms`` for
        some.
        """

        async def read(client: Redis) -> Any:
            return await client.xreadgroup(self._group, consumer, {self._key: ">"}, count=count, block=block_ms or None)

        reply = await self._store.call(read, wait=block_ms / 1000)
        return [_message(number, fields) for entries in reply.values() for number, fields in entries]

    async def claim_idle(self, consumer: str, count: int, min_idle_ms: int) -> list[Message]:
        """Up to ``count`` entries that a reader was given ``min_idle_ms`` ago or longer, and has not acknowledged."""
        claimed: list[Message] = []
        start: bytes | str = "0-0"
        while len(claimed) < count:

            async def claim(client: Redis, start: bytes | str = start, left: int = count - len(claimed)) -> Any:
                return await client.xautoclaim(self._key, self._group, consumer, min_idle_ms, start, left)

            start, entries, *_ = await self._store.call(claim)  # Redis 6.2 says two things, later ones three
            claimed += [_message(number, fields) for number, fields in entries if number is not None]
            if start == b"0-0":
                break
        return claimed

    async def ack(self, messages: Sequence[Message]) -> None:
        """The messages were dealt with, and will not be given to anybody again."""
        if messages:
            await self._store.call(lambda client: client.xack(self._key, self._group, *(each.id for each in messages)))

    async def remove(self, messages: Sequence[Message]) -> None:
        """The messages were dealt with, and nothing is left of them, in one step: in a stream that no other group
        reads."""
        numbers = [each.id for each in messages]

        async def remove(client: Redis) -> None:
            async with client.pipeline(transaction=True) as step:
                step.xack(self._key, self._group, *numbers)
                step.xdel(self._key, *numbers)
                await step.execute()

        if numbers:
            await self._store.call(remove)

    async def trim(self) -> int:
        """Remove what every group of the stream has acknowledged, but for the last of it; how many were removed."""
        return int(await self._store.run(TRIM, [self._key], [], once=False))

    async def drop_older(self, seconds: float) -> int:
        """Remove what was appended so long ago, whoever has not acknowledged it; how many were removed."""
        oldest = f"{round((time() - seconds) * 1000)}-0"
        return int(await self._store.call(lambda client: client.xtrim(self._key, minid=oldest, approximate=False)))


def _message(number: bytes, fields: dict[bytes, bytes]) -> Message:
    return Message(number.decode(), {name.decode(): value for name, value in fields.items()})
