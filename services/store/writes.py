"""A unit of writes: writes that are made together or not at all, and once for each ask.

A change writes its state, its events and the answer it will be remembered by in one step. Who asks again with the same
id is given that first answer, and nothing is written.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from services.store import keys
from services.store.store import Store, milliseconds

WRITES = """
local kinds = {
  HSET = 'hash', HDEL = 'hash', UNLESS = 'hash', EXPECT = 'hash', LIMIT = 'hash', XADD = 'stream', ZADD = 'zset',
  ZREM = 'zset'
}
local checks = {UNLESS = true, EXPECT = true, LIMIT = true}
local function unfit(at)
  while at <= #ARGV do
    local verb, key = ARGV[at + 1], ARGV[at + 2]
    local kind, held = kinds[verb], redis.call('TYPE', key).ok
    if kind and held ~= 'none' and held ~= kind then return {'MISFIT', key} end
    if verb == 'UNLESS' and redis.call('HEXISTS', key, ARGV[at + 3]) == 1 then return {'BARRED', ARGV[at + 3]} end
    if verb == 'EXPECT' and redis.call('HGET', key, ARGV[at + 3]) ~= ARGV[at + 4] then
      return {'BARRED', ARGV[at + 3]}
    end
    if verb == 'LIMIT' and redis.call('HLEN', key) > tonumber(ARGV[at + 3]) then return {'BARRED', key} end
    at = at + 1 + ARGV[at]
  end
end
local function write(at)
  while at <= #ARGV do
    if not checks[ARGV[at + 1]] then redis.call(unpack(ARGV, at + 1, at + ARGV[at])) end
    at = at + 1 + ARGV[at]
  end
end
"""
"""Lua: ``write(at)`` does the commands in ARGV from ``at`` on (number of words, words; …). A script is not undone where
a command fails, so ``unfit(at)`` tells before the first write what stands in the way: another kind of value under a
key, a field that is there and must not be, one that is not as it must be, or more fields than there may be.
"""

COMMIT = (
    WRITES
    + """
local first = redis.call('GET', KEYS[1])
if first then return {'REPEATED', first} end
local why = unfit(3)
if why then return why end
write(3)
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return {'OK', ARGV[1]}
"""
)


class Misfit(Exception):
    """Under ``key`` lies another kind of value than the work would write. Nothing was written."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


class Barred(Exception):
    """``field`` is there, which must not be, or is not as it was expected; or the hash of this name has more fields
    than it may. Nothing was written."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


def check_written(status: bytes, detail: bytes) -> None:
    """Raise why a script wrote nothing, where writes stood in the way."""
    if status == b"MISFIT":
        raise Misfit(detail.decode())
    if status == b"BARRED":
        raise Barred(detail.decode())


@dataclass
class Writes:
    """Writes, in their order."""

    keys: list[str] = field(default_factory=list)
    words: list[bytes | str | int] = field(default_factory=list)
    """The commands, each after the number of its words."""
    _kinds: dict[str, str] = field(default_factory=dict)

    def set(self, key: str, value: bytes | str, ttl: float) -> None:
        """Keep ``value`` under ``key`` for ``ttl`` seconds."""
        self._add("value", "SET", key, value, "PX", milliseconds(ttl))

    def hash_set(self, key: str, field: str, value: bytes | str) -> None:
        self._add("hash", "HSET", key, field, value)

    def hash_delete(self, key: str, field: str) -> None:
        self._add("hash", "HDEL", key, field)

    def unless(self, key: str, field: str) -> None:
        """Write nothing of all where the hash has ``field``."""
        self._add("hash", "UNLESS", key, field)

    def expect(self, key: str, field: str, value: bytes | str) -> None:
        """Write nothing of all where ``field`` of the hash is not ``value``."""
        self._add("hash", "EXPECT", key, field, value)

    def limit(self, key: str, most: int) -> None:
        """Write nothing of all where the hash has more than so many fields."""
        self._add("hash", "LIMIT", key, most)

    def rank(self, key: str, member: str, score: float) -> None:
        """Put ``member`` of the sorted set at ``score``."""
        self._add("zset", "ZADD", key, repr(score), member)

    def unrank(self, key: str, member: str) -> None:
        self._add("zset", "ZREM", key, member)

    def append(self, stream: str, entry: Mapping[str, bytes | str]) -> None:
        """Append ``entry``, of one field or more, to ``stream``."""
        if not entry:
            raise ValueError("an entry without fields")
        self._add("stream", "XADD", stream, "*", *(word for pair in entry.items() for word in pair))

    def delete(self, key: str) -> None:
        self._add(self._kinds.get(key, ""), "DEL", key)

    def _add(self, kind: str, verb: str, key: str, *words: bytes | str | int) -> None:
        if self._kinds.get(key, kind) not in ("", kind):
            raise ValueError(f"two kinds of value under {key}")
        self._kinds[key] = kind
        self.keys.append(key)
        self.words += (2 + len(words), verb, key, *words)


@dataclass(frozen=True)
class Committed:
    """``answer`` is the first that was given; ``repeated`` says that it was given before, and nothing was written."""

    answer: bytes
    repeated: bool


async def commit(store: Store, writes: Writes, *, ask: str, answer: bytes, keep_seconds: float) -> Committed:
    """Make ``writes`` and remember ``answer`` for ``keep_seconds``, unless the ask of that id has an answer already.

    Raises:
        StoreUnavailable: it may have been done or not, or may yet be. Committing with the same ``ask`` again does it at
            most once; ``answer_of`` tells whether it was.
        Misfit, Barred: nothing was written.
    """
    args = [answer, milliseconds(keep_seconds), *writes.words]
    status, said = await store.run(COMMIT, [keys.answer(ask), *writes.keys], args, once=True)
    check_written(status, said)
    return Committed(said, repeated=status == b"REPEATED")


async def answer_of(store: Store, ask: str) -> bytes | None:
    """The answer that was committed with ``ask``, while it is remembered."""
    return await store.get(keys.answer(ask))
