"""A bot that speaks Discord's wire bare, and a person's page as bare: what tests of the protocol itself need."""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import orjson
import zstandard

from bot.playground import Playground

Json = dict[str, Any]
ALL = (1 << 26) - 1
PATIENCE = 5.0


class Clock:
    """Time that passes when a test says so."""

    def __init__(self, now: float = 1_700_000_000.0) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


class WireBot:
    """A bot's two connections: the gateway's frames and REST calls, nothing in between."""

    def __init__(self, pg: Playground, http: aiohttp.ClientSession) -> None:
        self.pg = pg
        self.http = http
        self.socket: aiohttp.ClientWebSocketResponse
        self.seq: int | None = None
        self.session_id = ""
        self.user_id = pg.world.bot.id
        self._inflate: Any = None

    async def connect(self, compress: str | None = None) -> Json:
        """Open the gateway; the HELLO."""
        query = "v=10&encoding=json" + (f"&compress={compress}" if compress else "")
        self.socket = await self.http.ws_connect(f"{self.pg.gateway}/?{query}", max_msg_size=0, autoping=True)
        if compress == "zlib-stream":
            self._inflate = zlib.decompressobj()
        elif compress == "zstd-stream":
            self._inflate = zstandard.ZstdDecompressor().decompressobj()
        else:
            self._inflate = None
        return await self.frame()

    async def identify(self, intents: int = ALL, **more: Any) -> Json:
        """Identify; what READY says."""
        data = {"token": self.pg.token, "intents": intents, "properties": {}} | more
        await self.send(2, data)
        ready = await self.event("READY")
        self.session_id = ready["session_id"]
        return ready

    async def resume(self, seq: int | None) -> None:
        await self.send(6, {"token": self.pg.token, "session_id": self.session_id, "seq": seq})

    async def send(self, op: int, data: Any) -> None:
        await self.socket.send_json({"op": op, "d": data})

    async def frame(self) -> Json:
        """The next frame. Raises Closed with the code when the gateway has closed."""
        message = await self.socket.receive(timeout=PATIENCE)
        if message.type not in (aiohttp.WSMsgType.TEXT, aiohttp.WSMsgType.BINARY):
            raise ClosedError(self.socket.close_code)
        data = self._inflate.decompress(message.data) if self._inflate else message.data
        frame: Json = orjson.loads(data)
        self.seq = frame.get("s") or self.seq
        return frame

    async def event(self, name: str) -> Json:
        """The data of the next event called ``name``; others are passed over."""
        while (frame := await self.frame())["t"] != name:
            continue
        data: Json = frame["d"]
        return data

    async def closed(self) -> int | None:
        """The code the gateway closes with."""
        try:
            while True:
                await self.frame()
        except ClosedError as closed:
            return closed.code

    async def call(self, method: str, path: str, body: Any = None, **more: Any) -> tuple[int, Any]:
        """A REST call; status and JSON body (None when there is none)."""
        headers = {"Authorization": f"Bot {self.pg.token}"}
        async with self.http.request(method, self.pg.api + path, json=body, headers=headers, **more) as response:
            content = await response.read()
            return response.status, orjson.loads(content) if content else None

    async def answer(self, interaction: Json, kind: int, data: Json | None = None) -> tuple[int, Any]:
        """The callback to an interaction, with Discord's description of what came of it."""
        path = f"/interactions/{interaction['id']}/{interaction['token']}/callback?with_response=1"
        return await self.call("POST", path, {"type": kind, "data": data or {}})

    def webhook(self, interaction: Json, message: str = "") -> str:
        path = f"/webhooks/{self.user_id}/{interaction['token']}"
        return f"{path}/messages/{message}" if message else path

    async def register(self, *commands: Json) -> list[Json]:
        status, body = await self.call("PUT", f"/applications/{self.user_id}/commands", list(commands))
        assert status == 200, body
        registered: list[Json] = body
        return registered


class ClosedError(Exception):
    """The other side has closed."""

    def __init__(self, code: int | None) -> None:
        super().__init__(code)
        self.code = code


class WirePage:
    """The page's socket, frame by frame."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket

    async def send(self, op: str, **frame: Any) -> None:
        await self.socket.send_json({"op": op, **frame})

    async def hear(self, op: str) -> Json:
        """The next frame of ``op``; others are passed over."""
        while True:
            frame: Json = await self.socket.receive_json(timeout=PATIENCE)
            if frame["op"] == op:
                return frame

    async def hello(self, user: str | None = None) -> Json:
        await self.send("hello", user=user)
        return await self.hear("state")


@asynccontextmanager
async def wire_bot(pg: Playground, intents: int = ALL) -> AsyncIterator[WireBot]:
    """A bot connected and identified."""
    async with aiohttp.ClientSession() as http:
        bot = WireBot(pg, http)
        await bot.connect()
        await bot.identify(intents)
        yield bot
        await bot.socket.close()


@asynccontextmanager
async def wire_page(pg: Playground) -> AsyncIterator[WirePage]:
    async with aiohttp.ClientSession() as http, http.ws_connect(f"{pg.url}/page/ws") as socket:
        yield WirePage(socket)
