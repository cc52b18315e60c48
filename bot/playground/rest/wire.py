"""Requests and answers of the HTTP API: JSON in and out, and files by multipart."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import orjson
from aiohttp import BodyPartReader, hdrs, web

from bot.playground.attachments import Upload
from bot.playground.errors import ApiError, Json, invalid_json, too_large
from bot.playground.limits import Limits

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
API = "/api/v10"
BODY = web.RequestKey("body", object)
"""Where a request keeps the JSON that was read from it."""
_READ_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One route of the API."""

    method: str
    path: str
    handler: Handler
    place: str = ""
    """What faults call it: callback, followup, edit, message or commands."""
    needs_token: bool = True
    """Whether the bot's token is asked for; interactions and webhooks carry their own in the path."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A request of the bot, and the status it was answered with. ``body`` is its JSON, ``None`` where it has none."""

    method: str
    path: str
    """The route, such as ``/channels/{channel}/messages``."""
    body: Any
    status: int


def json_response(body: Any, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    return web.Response(body=orjson.dumps(body), status=status, headers=headers, content_type="application/json")


def no_content() -> web.Response:
    return web.Response(status=204)


async def read_json(request: web.Request) -> Any:
    """The JSON body. Raises ApiError (50109) when it is none."""
    try:
        body = orjson.loads(await request.read())
    except orjson.JSONDecodeError:
        raise invalid_json() from None
    request[BODY] = body
    return body


async def read_object(request: web.Request) -> Json:
    body = await read_json(request)
    if not isinstance(body, dict):
        raise ApiError(400, 50035, "Invalid Form Body")
    return body


async def read_form(request: web.Request, limits: Limits) -> tuple[Json, list[Upload]]:
    """The payload and the files sent with it: JSON, or multipart with ``payload_json`` and ``files[n]``.

    Raises ApiError (40005) when a file is larger than Discord takes.
    """
    if not request.content_type.startswith("multipart/"):
        return await read_object(request), []
    payload: Json = {}
    uploads: list[Upload] = []
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader):
            raise ApiError(400, 50035, "Invalid Form Body")
        content = await _read_part(part, limits.file_bytes)
        name = part.name or ""
        if name == "payload_json":
            request[BODY] = payload = _payload(content)
        elif part.filename is not None:
            number = name.removeprefix("files[").removesuffix("]")
            content_type = part.headers.get(hdrs.CONTENT_TYPE, "")
            index = int(number) if number.isdecimal() else len(uploads)
            uploads.append(Upload(index, part.filename, content_type, content))
    return payload, uploads


async def _read_part(part: BodyPartReader, limit: int) -> bytes:
    content = bytearray()
    while chunk := await part.read_chunk(_READ_BYTES):
        content += chunk
        if len(content) > limit:
            raise too_large()
    return bytes(content)


def _payload(content: bytes) -> Json:
    try:
        payload = orjson.loads(content)
    except orjson.JSONDecodeError:
        raise invalid_json() from None
    if not isinstance(payload, dict):
        raise ApiError(400, 50035, "Invalid Form Body")
    return payload
