"""The store: Redis, behind the few verbs the house needs. This is the one place that makes clients."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from time import monotonic
from typing import Any, TypeVar
from urllib.parse import urlsplit, urlunsplit

import structlog
from redis.asyncio import BlockingConnectionPool, ConnectionPool, Redis
from redis.asyncio.connection import AbstractConnection, parse_url
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.credentials import CredentialProvider
from redis.exceptions import RedisError

from services.core.errors import DiskFull, StoreUnavailable
from services.core.health import Health
from services.core.metrics import Called, unheard
from services.store.keys import REWRITE_OWED

CONNECT_SECONDS = 1.0
REPLY_SECONDS = 1.5
CONNECTIONS = 32
"""Commands of a client that are under way at once; others wait for their turn, which no time is set for: that many ask
at once is no failure of the store."""
CONNECTIONS_THAT_WAIT = 32
"""For commands that wait on the server, each of which has one meanwhile."""
REST_SECONDS = 0.5
"""After a failure the store is left alone for so long, so that a dead one costs one wait and not one a request."""
SILENCE_SECONDS = 5.0
"""After so long without a word on a channel the server is asked whether it is still there."""
SCANNED_AT_ONCE = 1_000
REWRITE_SECONDS = 3.0
REWRITE_POLL_SECONDS = 0.01

NO_ROOM = ("MISCONF", "No space left on device", "OOM command not allowed", "command not allowed when used memory")
"""What a server says that cannot write, or has all the memory that it may take."""

HASH_REPLACE = """
local held = redis.call('HGET', KEYS[1], ARGV[1])
if held == ARGV[3] then return 1 end
if held ~= ARGV[2] then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
return 1
"""

T = TypeVar("T")
Encodable = bytes | bytearray | memoryview | str | int | float
log = structlog.get_logger(__name__)


class _AsNow(CredentialProvider):
    """The password as it is when a connection begins: it may have been changed since the last."""

    def __init__(self, user: str | None, password: Callable[[], str | None]) -> None:
        self._user = user or "default"
        self._password = password

    def get_credentials(self) -> tuple[str, str]:
        return self._user, self._password() or ""

    async def get_credentials_async(self) -> tuple[str, str]:
        return self.get_credentials()


def _address(url: str, password: Callable[[], str | None]) -> dict[str, Any]:
    """What a connection to ``url`` needs, with the ``password`` of now where that names none."""
    address: dict[str, Any] = dict(parse_url(url))
    if "password" not in address and password() is not None:
        address["credential_provider"] = _AsNow(address.pop("username", None), password)
    return address


def make_client(
    url: str,
    *,
    password: Callable[[], str | None] = lambda: None,
    tries: int = 1,
    reply_seconds: float | None = REPLY_SECONDS,
) -> Redis:
    """A client for ``url``, with the ``password`` of now where that names none. ``tries`` 1 sends each command once:
    what must not be doubled goes through such a client. ``reply_seconds`` ``None`` waits for replies without end: for
    commands that wait on the server.

    redis-py retries ten times by default, and the shape of some replies hangs on the protocol: both are pinned. It does
    not tell its name, which took two more round trips of a connection that is new: too many where the store is slow.
    """
    pool = BlockingConnectionPool(
        **_address(url, password),
        protocol=3,
        legacy_responses=False,
        driver_info=None,
        max_connections=CONNECTIONS if reply_seconds else CONNECTIONS_THAT_WAIT,
        timeout=CONNECT_SECONDS + REPLY_SECONDS,
        socket_connect_timeout=CONNECT_SECONDS,
        socket_timeout=reply_seconds,
        retry=Retry(NoBackoff(), tries - 1),
    )
    return Redis.from_pool(pool)


def make_connection(url: str, *, password: Callable[[], str | None], reply_seconds: float) -> AbstractConnection:
    """A single connection to ``url``, on which replies come as the server sends them, in the older protocol."""
    pool = ConnectionPool(
        **_address(url, password),
        protocol=2,
        driver_info=None,
        socket_connect_timeout=CONNECT_SECONDS,
        socket_timeout=reply_seconds,
        retry=Retry(NoBackoff(), 0),
    )
    made: AbstractConnection = pool.make_connection()  # type: ignore[no-untyped-call]
    return made


class Store:
    """What the house keeps. Every method raises ``StoreUnavailable`` where the store does not answer in time, and
    ``DiskFull``, which is one, where it says that it has no room.

    ``own`` says that nobody but the house uses the server at ``url``. ``password`` is asked whenever a connection
    begins, where ``url`` has none. ``called`` hears of each call, answered or failed, unless it waits on the server.
    """

    def __init__(
        self,
        url: str,
        *,
        own: bool = False,
        password: Callable[[], str | None] = lambda: None,
        called: Called = unheard,
    ) -> None:
        self._url, self._password = url, password
        self._own = own
        self._called = called
        self._one_rewrite = asyncio.Lock()
        self._rewriting: set[asyncio.Task[None]] = set()
        self._again = make_client(url, password=password, tries=2)
        self._once = make_client(url, password=password, tries=1)
        self._waiting = make_client(url, password=password, tries=1, reply_seconds=None)
        self._turns = asyncio.Semaphore(CONNECTIONS)
        self._resting_until = 0.0
        self._answering = True
        self._why: Exception | None = None

    async def get(self, key: str) -> bytes | None:
        value = await self._do(lambda: self._again.get(key))
        return value.encode() if isinstance(value, str) else value

    async def set(self, key: str, value: bytes, ttl: float) -> None:
        """Keep ``value`` under ``key`` for ``ttl`` seconds."""
        await self._do(lambda: self._again.set(key, value, px=milliseconds(ttl)))

    async def hash_get(self, key: str, fields: Sequence[str]) -> list[str | None]:
        values = await self._do(lambda: self._again.hmget(key, list(fields)))
        return [None if value is None else _text(value) for value in values]

    async def hash_all(self, key: str) -> dict[str, str]:
        held = await self._do(lambda: self._again.hgetall(key))
        return {_text(field): _text(value) for field, value in held.items()}

    async def hash_fields(self, key: str) -> list[str]:
        return [_text(field) for field in await self._do(lambda: self._again.hkeys(key))]

    async def hash_set(self, key: str, field: str, value: str) -> None:
        await self._do(lambda: self._again.hset(key, field, value))

    async def hash_set_new(self, key: str, field: str, value: str) -> bool:
        """Set ``field`` unless it is there, sent once; whether it was set comes back."""
        return bool(await self._do(lambda: self._once.hsetnx(key, field, value)))

    async def hash_replace(self, key: str, field: str, before: str, after: str) -> bool:
        """Set ``field`` to ``after``, which nobody else writes, if it is ``before``; whether it is ``after`` now."""
        return bool(await self.run(HASH_REPLACE, [key], [field, before, after], once=False))

    async def exists(self, key: str) -> bool:
        return bool(await self._do(lambda: self._again.exists(key)))

    async def expire(self, key: str, seconds: float) -> None:
        """Keep ``key`` for no more than ``seconds`` from now on."""
        await self._do(lambda: self._again.pexpire(key, milliseconds(seconds)))

    async def hash_delete(self, key: str, field: str) -> None:
        await self._do(lambda: self._again.hdel(key, field))

    async def delete(self, key: str) -> None:
        await self._do(lambda: self._again.delete(key))

    async def forget_deleted(self) -> None:
        """Let what was deleted leave the store's files too, where the store is our own. Takes about 0.1 s then; what
        takes longer than ``REWRITE_SECONDS`` goes on without the caller."""
        if self._own:
            rewriting = asyncio.create_task(self._rewrite())
            self._rewriting.add(rewriting)
            rewriting.add_done_callback(self._rewriting.discard)
            await asyncio.wait((rewriting,), timeout=REWRITE_SECONDS)

    async def append(self, stream: str, entry: Mapping[str, str]) -> None:
        """Append ``entry`` to ``stream``, sent once."""
        fields: dict[Encodable, Encodable] = dict(entry.items())
        await self._do(lambda: self._once.xadd(stream, fields))

    async def entries(self, stream: str, most: int | None = None) -> list[dict[str, str]]:
        """The entries of ``stream``, the newest first, at most so many."""
        held = await self._do(lambda: self._again.xrevrange(stream, count=most))
        return [{_text(name): _text(value) for name, value in (fields or {}).items()} for _, fields in held or ()]

    async def keys_like(self, pattern: str) -> list[str]:
        """The keys that fit ``pattern`` (Redis's own: ``*`` is any text)."""

        async def scan() -> list[str]:
            return [_text(key) async for key in self._again.scan_iter(match=pattern, count=SCANNED_AT_ONCE)]

        return await self._do(scan)

    async def run(self, script: str, keys: Sequence[str], args: Sequence[bytes | str | int], *, once: bool) -> Any:
        """What the Lua ``script`` returns. With ``once`` it is sent once, and ``StoreUnavailable`` leaves open whether
        it ran: look up what it should have written.
        """
        client = self._once if once else self._again
        return await self._do(lambda: client.register_script(script)(keys=list(keys), args=list(args)))

    async def call(self, command: Callable[[Redis], Awaitable[T]], *, wait: float = 0.0) -> T:
        """What ``command`` returns. It may be sent twice, unless it may ``wait`` on the server for some seconds."""
        client = self._waiting if wait else self._again
        return await self._do(lambda: command(client), wait)

    async def hear(self, channel: str, begin: Callable[[], None], heard: Callable[[str], None]) -> None:
        """Call ``begin`` once all that is published in ``channel`` is heard from then on, and ``heard`` with each text,
        until cancelled. The server knows of who ended that nobody hears there any more.

        Raises:
            StoreUnavailable: from now on nothing is heard.
        """
        try:
            async with self._waiting.pubsub() as hearing:
                async with asyncio.timeout(CONNECT_SECONDS + REPLY_SECONDS):
                    await hearing.subscribe(channel)
                    while await hearing.get_message(timeout=None) is None:
                        pass
                begin()
                asked = False
                while True:
                    said = await hearing.get_message(timeout=SILENCE_SECONDS)
                    if said is not None and said["type"] == "message":
                        heard(_text(said["data"]))
                    elif said is None and asked:
                        raise StoreUnavailable
                    elif said is None:
                        await hearing.ping()
                    asked = said is None
        except (RedisError, OSError, TimeoutError) as error:
            raise StoreUnavailable from error

    def connection(self, *, reply_seconds: float) -> AbstractConnection:
        """A connection of the caller's own, who closes it."""
        return make_connection(self._url, password=self._password, reply_seconds=reply_seconds)

    @property
    def url(self) -> str:
        """Where the store is, for libraries that have clients of their own: with ``credentials``, where there are,
        which have the user too."""
        if self.credentials is None:
            return self._url
        parts = urlsplit(self._url)
        return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))

    @property
    def credentials(self) -> CredentialProvider | None:
        """The password as it is when a connection begins, where the URL does not name it."""
        provider: CredentialProvider | None = _address(self._url, self._password).get("credential_provider")
        return provider

    async def version(self) -> str:
        """The server's name and version."""
        info = await self._do(lambda: self._again.info("server"))
        name = str(info.get("server_name", "redis"))
        return f"{name} {info.get(f'{name}_version') or info.get('redis_version')}"

    async def risks(self) -> list[str]:
        """By what the server may lose what it was given, and what it would be told to do otherwise."""
        persistence = await self._do(lambda: self._again.info("persistence"))
        memory = await self._do(lambda: self._again.info("memory"))
        replication = await self._do(lambda: self._again.info("replication"))
        risks = []
        if not persistence.get("aof_enabled"):
            risks.append("it writes no append-only file, and loses what was answered: set appendonly yes")
        if (policy := _text(memory.get("maxmemory_policy", "noeviction"))) != "noeviction":
            risks.append(f"it drops keys when its memory is full ({policy}): set maxmemory-policy noeviction")
        if _text(replication.get("role", "master")) != "master":
            risks.append("it is a replica, which takes no changes: name the one that it follows")
        return risks

    async def health(self) -> Health:
        try:
            return Health(ok=True, detail=await self.version())
        except StoreUnavailable:
            return Health(ok=False, detail="does not answer")

    async def close(self) -> None:
        under_way = tuple(self._rewriting)
        for rewriting in under_way:
            rewriting.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)
        for client in (self._again, self._once, self._waiting):
            await client.aclose()
            await client.connection_pool.disconnect()

    async def _rewrite(self) -> None:
        """Have the append-only file written anew, without what was removed, and wait until it is.

        A rewrite that is under way began before the removal, and another one must follow; a server that is told to stop
        gives up its rewrite.
        """
        try:
            async with self._one_rewrite:
                await self._rewritten()
                await self._do(self._again.bgrewriteaof)
                await self._rewritten()
                await self._do(lambda: self._again.hdel(REWRITE_OWED, "owed"))
        except StoreUnavailable:
            log.warning("store has not rewritten its files; what was removed is in them until the next start")

    async def _rewritten(self) -> None:
        while True:
            state = await self._do(lambda: self._again.info("persistence"))
            if not (state["aof_rewrite_in_progress"] or state["aof_rewrite_scheduled"]):
                return
            await asyncio.sleep(REWRITE_POLL_SECONDS)

    async def _do(self, command: Callable[[], Awaitable[T]], wait: float = 0.0) -> T:
        task = asyncio.current_task()
        cancelled = task.cancelling() if task else 0
        try:
            if wait:
                return await self._try(command, wait)
            async with self._turns:
                return await self._try(command, 0.0)
        finally:
            if task and task.cancelling() > cancelled:
                raise asyncio.CancelledError  # Python 3.11's wait_for, which redis-py sends with, may swallow it

    async def _try(self, command: Callable[[], Awaitable[T]], wait: float) -> T:
        if monotonic() < self._resting_until:
            raise StoreUnavailable from self._why
        begun = monotonic()
        try:
            async with asyncio.timeout(CONNECT_SECONDS + REPLY_SECONDS + wait):
                reply = await command()
        except (RedisError, OSError, TimeoutError) as error:
            self._called("failed", monotonic() - begun)
            self._resting_until, self._why = monotonic() + REST_SECONDS, error
            if self._answering:
                log.warning("store does not answer", error=type(error).__name__, why=str(error))
            self._answering = False
            raise (DiskFull if _is_full(error) else StoreUnavailable)() from error
        if not wait:
            self._called("answered", monotonic() - begun)
        if not self._answering:
            log.info("store answers again")
        self._answering = True
        return reply


def _is_full(error: Exception) -> bool:
    """Whether the server says that it has no room. With ``appendfsync always`` it ends instead, and says nothing."""
    return any(sign in str(error) for sign in NO_ROOM)


def milliseconds(seconds: float) -> int:
    """``seconds`` as the store wants the time a key is kept."""
    return max(1, int(seconds * 1000))


def _text(value: bytes | str) -> str:
    return value.decode() if isinstance(value, bytes) else value
