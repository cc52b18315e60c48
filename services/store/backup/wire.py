"""One connection to the store's server, on which many commands go out at once."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from math import inf
from typing import Any, Final

from hiredis import pack_command
from redis.asyncio.connection import AbstractConnection
from redis.exceptions import RedisError, ResponseError

from services.core.errors import StoreUnavailable
from services.store.store import Store

Word = bytes | str | int
REPLY_SECONDS: Final = 60.0
AT_ONCE: Final = 1_000
"""Commands that are sent before their replies are read: neither side's buffers fill up."""


class Wire:
    """A connection. Its methods raise ``StoreUnavailable``."""

    def __init__(self, connection: AbstractConnection) -> None:
        self._connection = connection

    async def all(self, commands: Sequence[Sequence[Word]]) -> list[Any]:
        """The replies to ``commands``, in their order; of one that the server refuses, its error."""
        replies: list[Any] = []
        for first in range(0, len(commands), AT_ONCE):
            some = commands[first : first + AT_ONCE]
            async with answering():
                await self._connection.send_packed_command([b"".join(map(_packed, some))])
                replies += [await self._reply() for _ in some]
        return replies

    async def one(self, *command: Word) -> Any:
        """The reply to ``command``.

        Raises:
            ResponseError: the server refuses it.
        """
        (reply,) = await self.all([command])
        if isinstance(reply, ResponseError):
            raise reply
        return reply

    async def send(self, *command: Word) -> None:
        """Send ``command``, whose reply is ``pushed``."""
        async with answering():
            await self._connection.send_packed_command([_packed(command)])

    async def pushed(self) -> Any:
        """What the server sends next, of itself."""
        async with answering():
            return await self._reply()

    async def _reply(self) -> Any:
        try:
            return await self._connection.read_response(timeout=inf)
        except ResponseError as error:
            return error


def _packed(command: Sequence[Word]) -> bytes:
    packed: bytes = pack_command(tuple(command))  # type: ignore[arg-type]  # its stub has a tuple of one
    return packed


@asynccontextmanager
async def answering() -> AsyncIterator[None]:
    """Have the server answer within ``REPLY_SECONDS``.

    Raises:
        StoreUnavailable: it does not.
    """
    try:
        async with asyncio.timeout(REPLY_SECONDS):
            yield
    except (RedisError, OSError, TimeoutError) as error:
        raise StoreUnavailable from error


@asynccontextmanager
async def wired(store: Store) -> AsyncIterator[Wire]:
    """A connection to ``store``'s server, closed in the end."""
    connection = store.connection(reply_seconds=REPLY_SECONDS)
    try:
        async with answering():
            await connection.connect()  # type: ignore[no-untyped-call]
        yield Wire(connection)
    finally:
        await connection.disconnect(nowait=True)


async def server_time(wire: Wire) -> int:
    """The server's time (UTC ms)."""
    return in_milliseconds(await wire.one("TIME"))


def in_milliseconds(time: Sequence[bytes]) -> int:
    """What TIME replied, in ms."""
    return int(time[0]) * 1_000 + int(time[1]) // 1_000
