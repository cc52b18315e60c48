"""A wire to the store that can be cut after a command has gone out and before its reply comes back."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from urllib.parse import urlsplit


class Wire:
    """``url`` leads to the server through here. While ``cut``, replies to scripts are lost with the connection."""

    def __init__(self) -> None:
        self.url = ""
        self.cut = False
        self.scripts = 0
        """How many scripts were sent."""

    async def carry(self, port: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        from_server, to_server = await asyncio.open_connection("127.0.0.1", port)
        try:
            with suppress(OSError):
                while request := await reader.read(65536):
                    to_server.write(request)
                    is_script = b"EVALSHA" in request
                    self.scripts += is_script
                    reply = await from_server.read(65536)
                    if self.cut and is_script:
                        break
                    writer.write(reply)
        finally:  # also where it is cancelled: who hears the store for others never ends by itself
            for end in (writer, to_server):
                end.close()


@asynccontextmanager
async def wire_to(url: str) -> AsyncIterator[Wire]:
    wire, parts = Wire(), urlsplit(url)
    port = parts.port
    assert port is not None
    tasks: set[asyncio.Task[None]] = set()

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        tasks.add(asyncio.create_task(wire.carry(port, reader, writer)))

    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    wire.url = url.replace(f":{port}/", f":{server.sockets[0].getsockname()[1]}/")
    yield wire
    server.close()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
