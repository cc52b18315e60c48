"""Discord's servers, dealt to shards, and these to processes.

Process ``ordinal`` of ``processes`` hears a contiguous share of the shards; those from ``processes`` on stand by for
the ones before. Whoever hears a shard holds its lease, and with it one that all of the same count share: as long as
any process has dealt the servers to another number of shards, nobody connects who would hear some of them twice.
"""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final
from uuid import uuid4

import aiohttp
import structlog
from redis.asyncio import Redis

from config.settings import ShardSettings
from services.core.errors import StoreUnavailable
from services.core.health import Health
from services.core.proxies import proxy_for
from services.store import keys
from services.store.leases import Leases, Wanted
from services.store.store import Store, milliseconds

ASK_SECONDS: Final = 10.0
AGAIN_SECONDS: Final = 5.0
IDENTIFY_SECONDS: Final = 5.0
"""Discord lets so many begin a session within them as it calls ``max_concurrency``."""
SLOT_SECONDS: Final = 0.1
"""Between two looks for a free slot."""
SIGN_SECONDS: Final = 1.0
"""Between two signs that a shard is connected."""
HEARD_SECONDS: Final = 3 * SIGN_SECONDS
UNAUTHORIZED: Final = 401

log = structlog.get_logger(__name__)


class TokenRefused(Exception):
    """Discord does not take the bot's token."""


@dataclass(frozen=True, slots=True)
class Share:
    """The shards that a process hears, of ``count`` in all."""

    shards: range
    count: int


def share(ordinal: int, processes: int, count: int) -> Share:
    """The share of process ``ordinal``: contiguous, and of no two processes does one have two shards more."""
    place = ordinal % processes
    return Share(range(place * count // processes, (place + 1) * count // processes), count)


class Gateway:
    """Discord at the address ``api``, for the bot with ``token``: what its processes agree on in ``store``."""

    def __init__(self, api: str, token: str, store: Store) -> None:
        self._api = api
        self._token = token
        self._store = store
        bot, _, _ = token.partition(".")  # its id: what a new token has in common with the one before
        self._name = sha256(f"{api} {bot}".encode()).hexdigest()[:16]

    async def share(self, terms: ShardSettings) -> Share:
        """Which shards this process hears. Asks until it is known.

        Raises:
            TokenRefused: Discord does not take the token.
        """
        while True:
            try:
                count = terms.count or await self._agreed() or max(await self._recommended(), terms.processes)
                return share(terms.ordinal, terms.processes, count)
            except (StoreUnavailable, aiohttp.ClientError, TimeoutError, ValueError, KeyError) as error:
                log.warning(
                    "it is not known how many shards there are", why=type(error).__name__, again_in=AGAIN_SECONDS
                )
                await asyncio.sleep(AGAIN_SECONDS)

    def leases(self, mine: Share, owner: str) -> tuple[Wanted, ...]:
        """What ``owner`` must hold to hear their share."""
        everybodys = Wanted(self._count_lease, str(mine.count), among=[self._shard_lease(n) for n in range(mine.count)])
        return *(Wanted(self._shard_lease(number), owner) for number in mine.shards), everybodys

    async def holders(self) -> Sequence[str | None]:
        """The process that hears each shard, if one does; nothing where none has dealt them.

        Raises:
            StoreUnavailable: nobody knows.
        """
        leases = Leases(self._store)
        return [await leases.holder(self._shard_lease(number)) for number in range(await self._agreed() or 0)]

    async def take_slot(self, shard: int, max_concurrency: int) -> None:
        """Wait until ``shard`` may begin a session: its slot is free, among all processes."""
        slot, leases, me = f"identify:{self._name}:{shard % max_concurrency}", Leases(self._store), uuid4().hex
        while True:
            try:
                if await leases.acquire(slot, me, IDENTIFY_SECONDS) is not None:
                    return
            except StoreUnavailable:
                await asyncio.sleep(IDENTIFY_SECONDS)
                return
            await asyncio.sleep(SLOT_SECONDS)

    async def _agreed(self) -> int | None:
        """How many shards the processes have that are connected now."""
        held = await Leases(self._store).holder(self._count_lease)
        return None if held is None else int(held)

    async def _recommended(self) -> int:
        url, headers = f"{self._api}/gateway/bot", {"Authorization": f"Bot {self._token}"}
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=ASK_SECONDS), headers=headers) as session,
            session.get(url, proxy=proxy_for(url), raise_for_status=False) as reply,
        ):
            if reply.status == UNAUTHORIZED:
                raise TokenRefused("it is not allowed to ask how many shards there are")
            reply.raise_for_status()
            return int((await reply.json())["shards"])

    @property
    def _count_lease(self) -> str:
        return f"gateway:{self._name}:shards"

    def _shard_lease(self, number: int) -> str:
        return f"gateway:{self._name}:{number}"


class Connections:
    """Which shards are connected to Discord now, in whichever process."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def say(self, shards: Iterable[int]) -> None:
        """Say that these are.

        Raises:
            StoreUnavailable: nobody hears it.
        """

        async def said(client: Redis) -> None:
            async with client.pipeline(transaction=False) as pipeline:
                for number in shards:
                    pipeline.set(keys.connected(number), b"", px=milliseconds(HEARD_SECONDS))
                await pipeline.execute()

        await self._store.call(said)

    async def health(self, count: int) -> Health:
        """How ``count`` shards are, those named that are not connected.

        Raises:
            StoreUnavailable: nobody knows.
        """
        found = await self._store.call(lambda client: client.mget([keys.connected(number) for number in range(count)]))
        silent = [str(number) for number, sign in enumerate(found) if sign is None]
        if count == 1:
            return Health(ok=not silent, detail="not connected to Discord")
        return Health(ok=not silent, detail=f"not connected to Discord: shards {', '.join(silent)} of {count}")
