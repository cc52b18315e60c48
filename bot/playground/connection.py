"""One bot's WebSocket to the gateway: frames in, frames out in order, and the ways it can end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import orjson
from aiohttp import ClientConnectionResetError, WSMsgType, web

from bot.playground.compression import Transport
from bot.playground.errors import Json
from bot.playground.limits import Limits
from bot.playground.sessions import Session

DECODE_ERROR, RATE_LIMITED, SESSION_TIMED_OUT = 4002, 4008, 4009
PAYLOAD_BYTES = 4_096
WINDOW_SECONDS = 60.0
GOODBYE_SECONDS = 2.0
"""How long a bot is given to answer a close."""
HEARTBEAT_GRACE = 1.5
"""A bot is taken for dead when this many heartbeat intervals pass without one."""


@dataclass(frozen=True, slots=True)
class _Close:
    code: int


@dataclass(frozen=True, slots=True)
class _Hold:
    seconds: float


class Connection:
    """Sending never waits: frames queue up and a task of their own writes them."""

    def __init__(self, socket: web.WebSocketResponse, request: web.Request, encoder: Transport, limits: Limits) -> None:
        self.session: Session | None = None
        self._socket = socket
        self._request = request
        self._encoder = encoder
        self._limits = limits
        self._outbox: asyncio.Queue[bytes | _Close | _Hold] = asyncio.Queue()
        self._loop = asyncio.get_running_loop()
        self._last_beat = self._loop.time()
        self._window_start = self._last_beat
        self._window_count = 0
        self._closed_here = False
        self._closing = False

    @property
    def closed_by_bot(self) -> int | None:
        """The code the bot closed with; None when it was not the bot, or without a word."""
        return None if self._closed_here else self._socket.close_code

    @property
    def is_live(self) -> bool:
        """Whether a bot has identified here, and the end has not begun."""
        return self.session is not None and not self._closed_here and not self._socket.closed

    def send(self, payload: bytes) -> None:
        self._outbox.put_nowait(payload)

    def send_json(self, payload: Json) -> None:
        self.send(orjson.dumps(payload))

    def hold(self, seconds: float) -> None:
        """Let what is sent from here on wait ``seconds`` more."""
        self._outbox.put_nowait(_Hold(seconds))

    def close(self, code: int) -> None:
        """Close after what is queued has gone out."""
        self._closed_here = self._closing = True
        self._outbox.put_nowait(_Close(code))

    def drop(self) -> None:
        """Cut the line, without a close frame and without what is queued."""
        self._closed_here = True
        if self._request.transport is not None:
            self._request.transport.abort()

    def beat(self) -> None:
        self._last_beat = self._loop.time()

    async def frames(self) -> AsyncIterator[Json]:
        """What the bot sends, until either side ends it. Bad frames, too many, or no heartbeat end it from here."""
        writer = asyncio.create_task(self._write())
        try:
            while True:
                patience = self._last_beat + self._limits.heartbeat_seconds * HEARTBEAT_GRACE - self._loop.time()
                try:
                    message = await self._socket.receive(timeout=max(patience, 0.0))
                except TimeoutError:
                    await self._end(SESSION_TIMED_OUT)
                    return
                if message.type not in (WSMsgType.TEXT, WSMsgType.BINARY):
                    return
                frame = _decode(message.data)
                if frame is None:
                    await self._end(DECODE_ERROR)
                    return
                if self._too_many():
                    await self._end(RATE_LIMITED)
                    return
                yield frame
        finally:
            if not self._closing:
                writer.cancel()
            await asyncio.gather(writer, return_exceptions=True)

    async def _end(self, code: int) -> None:
        self._closed_here = True
        await self._socket.close(code=code)

    def _too_many(self) -> bool:
        now = self._loop.time()
        if now - self._window_start >= WINDOW_SECONDS:
            self._window_start, self._window_count = now, 0
        self._window_count += 1
        return self._window_count > self._limits.gateway_events

    async def _write(self) -> None:
        try:
            while True:
                match await self._outbox.get():
                    case _Hold(seconds):
                        await asyncio.sleep(seconds)
                    case _Close(code):
                        await self._socket.close(code=code)
                        return
                    case bytes() as payload:
                        await self._socket.send_frame(self._encoder.encode(payload), self._encoder.kind)
        except ClientConnectionResetError:
            return  # the reader sees the end too, and tells the gateway


def _decode(data: str | bytes) -> Json | None:
    """The payload in a frame; None when Discord would not read it."""
    if len(data) > PAYLOAD_BYTES:
        return None
    try:
        frame = orjson.loads(data)
    except orjson.JSONDecodeError:
        return None
    return frame if isinstance(frame, dict) else None
