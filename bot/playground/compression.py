"""How the gateway's frames travel: as text, or as one zlib or zstd stream over the whole connection."""

from __future__ import annotations

import zlib
from typing import Protocol

import zstandard
from aiohttp import WSMsgType


class Transport(Protocol):
    """Turns a JSON payload into a WebSocket frame."""

    kind: WSMsgType

    def encode(self, payload: bytes) -> bytes: ...


class PlainTransport:
    """Text frames."""

    kind = WSMsgType.TEXT

    def encode(self, payload: bytes) -> bytes:
        return payload


class ZlibTransport:
    """``zlib-stream``: one zlib context for the connection, flushed after each payload (ends in 00 00 FF FF)."""

    kind = WSMsgType.BINARY

    def __init__(self) -> None:
        self._stream = zlib.compressobj(level=1)

    def encode(self, payload: bytes) -> bytes:
        return self._stream.compress(payload) + self._stream.flush(zlib.Z_SYNC_FLUSH)


class ZstdTransport:
    """``zstd-stream``: one zstd frame for the connection, a block flushed after each payload."""

    kind = WSMsgType.BINARY

    def __init__(self) -> None:
        self._stream = zstandard.ZstdCompressor(level=1).compressobj()

    def encode(self, payload: bytes) -> bytes:
        return self._stream.compress(payload) + self._stream.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK)


def transport(name: str | None) -> Transport | None:
    """The transport a bot asked for by ``compress=``; None for one that Discord does not know."""
    match name:
        case None | "":
            return PlainTransport()
        case "zlib-stream":
            return ZlibTransport()
        case "zstd-stream":
            return ZstdTransport()
    return None
