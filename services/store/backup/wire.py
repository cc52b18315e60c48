"""One connection to the store's server, on which many commands go out at once."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any, Final

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
            try:
                await self._connection.send_packed_command(self._connection.pack_commands(some))
                replies += [await self._reply() for _ in some]
            except (RedisError, OSError, TimeoutError) as error:
                raise StoreUnavailable from error
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

    async def pushed(self) -> Any:
        """What the server sends next, of itself."""
        try:
            return await self._connection.read_response()
        except (RedisError, OSError, TimeoutError) as error:
            raise StoreUnavailable from error

    async def send(self, *command: Word) -> None:
        """Send ``command``, whose reply is ``pushed``."""
        try:
            await self._connection.send_packed_command(self._connection.pack_commands([command]))
        except (RedisError, OSError, TimeoutError) as error:
            raise StoreUnavailable from error

    async def _reply(self) -> Any:
        try:
            return await self._connection.read_response()
        except ResponseError as error:
            return error


@asynccontextmanager
async def wired(store: Store) -> AsyncIterator[Wire]:
    """A connection to ``store``'s server, closed in the end."""
    connection = store.connection(reply_seconds=REPLY_SECONDS)
    try:
        try:
            await connection.connect()  # type: ignore[no-untyped-call]
        except (RedisError, OSError, TimeoutError) as error:
            raise StoreUnavailable from error
        yield Wire(connection)
    finally:
        await connection.disconnect(nowait=True)


async def server_time(wire: Wire) -> int:
    """The server's time (UTC ms)."""
    return in_milliseconds(await wire.one("TIME"))


def in_milliseconds(time: Sequence[bytes]) -> int:
    """What TIME replied, in ms."""
    return int(time[0]) * 1_000 + int(time[1]) // 1_000
