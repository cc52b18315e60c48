"""Leases: what only one process may do at a time. Each carries a token that only grows, so that who comes too late with
an old one can be refused (services/store/journal.py does so).
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from math import inf
from time import monotonic

import structlog

from services.core.errors import StoreUnavailable
from services.store import keys
from services.store.store import Store, milliseconds

PROCESS_SECONDS = 10.0
"""How long after its death, unseen by others, nobody takes over what a process does for all."""

ACQUIRE = """
if redis.call('EXISTS', KEYS[1]) == 1 then return false end
local token = redis.call('INCR', KEYS[2])
redis.call('SET', KEYS[1], token .. ':' .. ARGV[1], 'PX', ARGV[2])
return token
"""
RENEW = """
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])
"""
RENEW_ALL = """
local ours = {}
for n, key in ipairs(KEYS) do
  ours[n] = redis.call('GET', key) == ARGV[2 * n - 1] and redis.call('PEXPIRE', key, ARGV[2 * n]) or 0
end
return ours
"""
RELEASE = """
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])
"""

HOLD_ALL = """
local wanted = #KEYS / 2
local held = {}
for n = 1, wanted do
  held[n] = redis.call('GET', KEYS[n])
  local owner = held[n] and string.match(held[n], '^%d+:(.*)$')
  if held[n] and owner ~= ARGV[n + 1] then return {n, owner} end
end
for n = 1, wanted do
  local value = held[n] or redis.call('INCR', KEYS[wanted + n]) .. ':' .. ARGV[n + 1]
  redis.call('SET', KEYS[n], value, 'PX', ARGV[1])
end
return false
"""
GIVE_UP = """
local held = redis.call('GET', KEYS[1])
if not held or string.match(held, '^%d+:(.*)$') ~= ARGV[1] then return 0 end
for n = 2, #KEYS do
  if redis.call('EXISTS', KEYS[n]) == 1 then return 0 end
end
return redis.call('DEL', KEYS[1])
"""

TAKE = """
local held = redis.call('GET', KEYS[1])
local owner = held and string.match(held, '^%d+:(.*)$')
if held and owner ~= ARGV[1] and redis.call('PUBLISH', ARGV[3] .. owner, ARGV[1] .. ' ' .. ARGV[4]) > 0 then
  return owner
end
local token = redis.call('INCR', KEYS[2])
redis.call('SET', KEYS[1], token .. ':' .. ARGV[1], 'PX', ARGV[2])
return token
"""
HAND_OVER = """
local held = redis.call('GET', KEYS[1])
if not held or string.match(held, '^%d+:(.*)$') ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], redis.call('INCR', KEYS[2]) .. ':' .. ARGV[2], 'PX', ARGV[3])
return 1
"""

RETRY_SECONDS = 1.0

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Lease:
    """``owner`` holds ``name`` for ``ttl`` seconds, and by the clock of this process until ``until`` (monotonic, s)."""

    name: str
    owner: str
    token: int
    ttl: float
    until: float

    @property
    def left(self) -> float:
        """Seconds until it runs out, counted from before it was asked for: never more than the store's."""
        return self.until - monotonic()

    @property
    def valid(self) -> bool:
        return self.left > 0

    @property
    def value(self) -> str:
        """What the store keeps under the lease's key while it is held."""
        return f"{self.token}:{self.owner}"


@dataclass(frozen=True)
class Wanted:
    """The lease ``name``, as ``owner`` wants it. An owner may be several processes, that want the same; whoever of them
    holds one of ``among`` keeps it from being given up."""

    name: str
    owner: str
    among: Sequence[str] = ()


@dataclass(eq=False)
class Held:
    """A lease that is being renewed: ``lease`` is its latest, and ``lost`` is set once it is no longer ours."""

    lease: Lease
    lost: asyncio.Event


class Leases:
    """Leases in ``store``."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def acquire(self, name: str, owner: str, ttl: float) -> Lease | None:
        """Take the lease ``name`` for ``ttl`` seconds; ``None`` while anybody holds it, ``owner`` too.

        Raises:
            StoreUnavailable: it may have been taken, and then nobody has it until it runs out.
        """
        asked = monotonic()
        lease_keys = [keys.lease(name), keys.lease_token(name)]
        token = await self._store.run(ACQUIRE, lease_keys, [owner, milliseconds(ttl)], once=True)
        return None if token is None else Lease(name, owner, int(token), ttl, asked + ttl)

    async def take(self, name: str, owner: str, ttl: float) -> Lease | str:
        """Take the lease ``name`` for ``ttl`` seconds, also from whoever does not hear (``Store.hear``): their process
        is gone, or lost the store, and what it sends under the lease of before is refused. Whoever hears is asked to
        hand it over, and their name comes back.

        Raises:
            StoreUnavailable: it may have been taken. Taking it again gives a token that nobody had.
        """
        asked = monotonic()
        lease_keys = [keys.lease(name), keys.lease_token(name)]
        words: list[str | int] = [owner, milliseconds(ttl), keys.asked(""), name]
        said = await self._store.run(TAKE, lease_keys, words, once=True)
        return said.decode() if isinstance(said, bytes) else Lease(name, owner, int(said), ttl, asked + ttl)

    async def hand_over(self, name: str, owner: str, to: str, ttl: float) -> None:
        """Have ``to`` hold the lease in the place of ``owner``, for ``ttl`` seconds until they take it; nothing where
        ``owner`` does not hold it.

        Raises:
            StoreUnavailable: it may have been done.
        """
        lease_keys = [keys.lease(name), keys.lease_token(name)]
        await self._store.run(HAND_OVER, lease_keys, [owner, to, milliseconds(ttl)], once=True)

    async def renew(self, lease: Lease) -> Lease | None:
        """The lease for another ``ttl`` seconds; ``None`` where it is no longer ours.

        Raises:
            StoreUnavailable: nobody knows; ``lease`` is valid until its own time.
        """
        asked = monotonic()
        ttl = milliseconds(lease.ttl)
        ours = await self._store.run(RENEW, [keys.lease(lease.name)], [lease.value, ttl], once=False)
        return replace(lease, until=asked + lease.ttl) if ours else None

    async def renew_all(self, leases: Sequence[Lease]) -> list[Lease | None]:
        """The same of several, in one step."""
        if not leases:
            return []
        asked = monotonic()
        words: list[str | int] = [word for each in leases for word in (each.value, milliseconds(each.ttl))]
        ours = await self._store.run(RENEW_ALL, [keys.lease(each.name) for each in leases], words, once=False)
        return [
            replace(lease, until=asked + lease.ttl) if kept else None for lease, kept in zip(leases, ours, strict=True)
        ]

    async def release(self, lease: Lease) -> None:
        """Give the lease back, if it is still ours.

        Raises:
            StoreUnavailable: it may run on until its time.
        """
        await self._store.run(RELEASE, [keys.lease(lease.name)], [lease.value], once=False)

    async def hold(self, name: str, owner: str, ttl: float) -> str:
        """Take the lease ``name`` for ``ttl`` seconds from now where nobody or ``owner`` has it; its holder comes back.

        Raises:
            StoreUnavailable: nobody knows who holds it. Asking again takes it once.
        """
        in_the_way = await self.hold_all((Wanted(name, owner),), ttl)
        return owner if in_the_way is None else in_the_way.owner

    async def hold_all(self, wanted: Sequence[Wanted], ttl: float) -> Wanted | None:
        """Take all that is ``wanted`` for ``ttl`` seconds from now, or nothing where another has one of them: that one
        comes back, with its holder.

        Raises:
            StoreUnavailable: nobody knows who holds them. Asking again takes them once.
        """
        lease_keys = [of(each.name) for of in (keys.lease, keys.lease_token) for each in wanted]
        words: list[str | int] = [milliseconds(ttl), *(each.owner for each in wanted)]
        found = await self._store.run(HOLD_ALL, lease_keys, words, once=False)
        return None if found is None else Wanted(wanted[found[0] - 1].name, found[1].decode())

    async def holder(self, name: str) -> str | None:
        """Who holds the lease, if anybody does.

        Raises:
            StoreUnavailable: nobody knows.
        """
        held = await self._store.get(keys.lease(name))
        return None if held is None else held.decode().partition(":")[2]

    async def token(self, name: str, owner: str) -> int | None:
        """The token of the lease as ``owner`` holds it now: larger than that of anybody who held it before; ``None``:
        they do not.

        Raises:
            StoreUnavailable: nobody knows.
        """
        held = await self._store.get(keys.lease(name))
        token, _, holder = ("" if held is None else held.decode()).partition(":")
        return int(token) if holder == owner else None

    async def give_up(self, wanted: Wanted) -> None:
        """Free the lease, if its owner holds it and nobody holds one of ``among``.

        Raises:
            StoreUnavailable: it may run on until its time.
        """
        lease_keys = [keys.lease(name) for name in (wanted.name, *wanted.among)]
        await self._store.run(GIVE_UP, lease_keys, [wanted.owner], once=False)

    @asynccontextmanager
    async def held(self, lease: Lease) -> AsyncIterator[Held]:
        """Renew ``lease`` until the end of the block, and then release it.

        What happens in the block is not stopped when the lease is lost: watch ``lost``, or ask ``lease.valid`` before
        each step.
        """
        held = Held(lease, asyncio.Event())
        keeping = asyncio.create_task(self._keep(held))
        try:
            yield held
        finally:
            keeping.cancel()
            await asyncio.wait([keeping])
            with suppress(StoreUnavailable):
                await self.release(held.lease)

    async def _keep(self, held: Held) -> None:
        ttl = held.lease.ttl
        pause = ttl / 3
        try:
            while held.lease.valid:
                await asyncio.sleep(min(pause, held.lease.left))
                try:
                    async with asyncio.timeout(held.lease.left):
                        renewed = await self.renew(held.lease)
                except (StoreUnavailable, TimeoutError):
                    pause = ttl / 10
                    continue
                if renewed is None:
                    break
                held.lease, pause = renewed, ttl / 3
            log.warning("lease lost", name=held.lease.name, token=held.lease.token)
        finally:
            held.lease = replace(held.lease, until=monotonic())
            held.lost.set()


async def alone(
    store: Store,
    wanted: Sequence[Wanted],
    ttl: float,
    work: Callable[[], Awaitable[object]],
    *,
    died: Callable[[str], bool] = lambda _owner: False,
    patience: float = inf,
) -> None:
    """Wait until all leases that are ``wanted`` are held, do ``work``, and renew them meanwhile. Ends with the work,
    and raises what it raises; once another holds one of them, the work is cancelled and waits for its turn anew. Who
    has waited for ``patience`` seconds leaves it to whoever holds them.

    Their owner is a name of this process's own; an owner of whom ``died`` knows that its process is gone holds nothing.

    Work that is under way goes on while the store is away: whoever would take it over needs the store as well. Only a
    holder that is cut off from a store that others reach works beside another, until it reaches it again.
    """
    leases, waits, until = Leases(store), "", monotonic() + patience
    while monotonic() <= until:
        try:
            in_the_way = await leases.hold_all(wanted, ttl)
            if in_the_way is not None and died(in_the_way.owner):
                await leases.give_up(in_the_way)
                continue
            holder = "" if in_the_way is None else in_the_way.owner
        except StoreUnavailable:
            holder = "nobody knows: the store does not answer"
        if not holder:
            if await _until_taken(leases, wanted, ttl, work):
                return
            log.warning("lease lost", name=wanted[0].name)
        elif holder != waits:
            log.info("standing by", name=wanted[0].name, holder=holder)
        waits = holder
        await asyncio.sleep(RETRY_SECONDS)


async def _until_taken(
    leases: Leases, wanted: Sequence[Wanted], ttl: float, work: Callable[[], Awaitable[object]]
) -> bool:
    """Whether ``work`` came to its end before another held one of the leases."""

    async def taken() -> None:
        pause, ours = ttl / 3, True
        while ours:
            await asyncio.sleep(pause)
            try:
                ours, pause = await leases.hold_all(wanted, ttl) is None, ttl / 3
            except StoreUnavailable:
                pause = min(ttl / 3, RETRY_SECONDS)

    working, losing = asyncio.ensure_future(work()), asyncio.ensure_future(taken())
    try:
        await asyncio.wait((working, losing), return_when=asyncio.FIRST_COMPLETED)
        if working.done():
            await working
            return True
        return False
    finally:
        for task in (working, losing):
            task.cancel()
        await asyncio.wait((working, losing))
        with suppress(StoreUnavailable):
            for each in wanted:
                await leases.give_up(each)
