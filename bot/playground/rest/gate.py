"""What every request passes: is it from this machine, is it the bot, does a fault strike."""

from __future__ import annotations

import asyncio
import logging
import math
import socket
import struct
from collections import deque
from urllib.parse import urlsplit

from aiohttp import hdrs, web
from aiohttp.typedefs import Middleware

from bot.playground.errors import ApiError, Json, not_found, unauthorized
from bot.playground.faults import REQUEST_KINDS, Faults
from bot.playground.ratelimit import RateLimiter
from bot.playground.rest.wire import API, BODY, Endpoint, Handler, Sent, json_response

log = logging.getLogger(__name__)

KEPT_REQUESTS = 200
LOST = web.RequestKey("lost", bool)
"""Marks a request whose answer a fault loses."""
_LOCAL_NAMES = frozenset({"127.0.0.1", "localhost", "::1"})
_RESET_ON_CLOSE = struct.pack("ii", 1, 0)
"""SO_LINGER on, for 0 s: closing the socket sends RST."""


class Gate:
    """The middleware around every route."""

    def __init__(self, token: str, faults: Faults, limiter: RateLimiter | None, host: str) -> None:
        self.reset_token(token)
        self._from_here_only = host in _LOCAL_NAMES
        self._faults = faults
        self._limiter = limiter
        self._endpoints: dict[Handler, Endpoint] = {}
        self.sent: deque[Sent] = deque(maxlen=KEPT_REQUESTS)
        """The newest requests that reached an endpoint."""

    def reset_token(self, token: str) -> None:
        """Know bots by ``token`` from now on."""
        self._authorization = f"Bot {token}"

    def add(self, app: web.Application, endpoints: list[Endpoint]) -> None:
        for endpoint in endpoints:
            app.router.add_route(endpoint.method, API + endpoint.path, endpoint.handler)
            self._endpoints[endpoint.handler] = endpoint

    @property
    def middleware(self) -> Middleware:
        """For ``web.Application(middlewares=…)``."""

        @web.middleware
        async def gate(request: web.Request, handler: Handler) -> web.StreamResponse:
            if self._from_here_only and not _from_here(request):
                raise web.HTTPForbidden(text="this stand-in answers its own machine only")
            if not request.path.startswith("/api/"):
                return await handler(request)
            return await self._api(request, handler)

        return gate

    async def _api(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        endpoint = self._endpoints.get(handler)
        headers: dict[str, str] | None = None
        try:
            if endpoint is None:
                return await _unrouted(request, handler)
            if endpoint.needs_token and request.headers.get(hdrs.AUTHORIZATION) != self._authorization:
                raise unauthorized()
            if self._faults and (struck := await self._strike(request, endpoint.place)):
                return struck
            if self._limiter is not None and endpoint.place != "callback":
                major = next(iter(request.match_info.values()), "")
                headers, wait = self._limiter.count(f"{endpoint.method} {endpoint.path}", major)
                if wait is not None:
                    return too_many(wait, headers)
            response = await handler(request)
            if request.get(LOST):
                reset(request)
        except ApiError as error:
            response = json_response(error.body, error.status)
        if headers:
            response.headers.update(headers)
        if endpoint is not None:
            resource = request.match_info.route.resource  # one handler may stand at several routes
            path = resource.canonical.removeprefix(API) if resource else endpoint.path
            self.sent.append(Sent(endpoint.method, path, request.get(BODY), response.status))
        return response

    async def _strike(self, request: web.Request, place: str) -> web.StreamResponse | None:
        """Let a fault strike this request: the answer it gets instead of its own, if it gets another."""
        rule = self._faults.take(place, REQUEST_KINDS)
        if rule is None:
            return None
        if rule.kind == "delay":
            await asyncio.sleep(rule.seconds)
            return None
        if rule.kind == "lost":
            request[LOST] = True
            return None
        await request.read()
        return fault_response(request, rule.kind, rule.seconds, rule.code)


def fault_response(request: web.Request, kind: str, seconds: float, code: int) -> web.StreamResponse:
    """The answer of a fault of ``kind`` 429, 500 or reset."""
    if kind == "429":
        return too_many(seconds, {})
    if kind == "reset":
        reset(request)
    return json_response({"message": f"{code}: Internal Server Error", "code": 0}, code)


def too_many(wait: float, headers: dict[str, str]) -> web.Response:
    """Discord's 429. ``Via`` tells a library that it comes from Discord, and not from what stands before it."""
    body: Json = {"message": "You are being rate limited.", "retry_after": wait, "global": False}
    told = headers | {"Retry-After": str(math.ceil(wait)), "Via": "1.1 google", "X-RateLimit-Scope": "user"}
    return json_response(body, 429, told)


def reset(request: web.Request) -> None:
    """End the request's connection with a TCP reset."""
    transport = request.transport
    if transport is None:
        return
    connection = transport.get_extra_info("socket")
    if connection is not None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
    transport.abort()


async def _unrouted(request: web.Request, handler: Handler) -> web.StreamResponse:
    """The answer where no endpoint is: Discord's 404 or 405."""
    try:
        return await handler(request)
    except web.HTTPMethodNotAllowed:
        raise ApiError(405, 0, "405: Method Not Allowed") from None
    except web.HTTPNotFound:
        log.warning("no such route: %s %s", request.method, request.path)
        raise not_found() from None


def _from_here(request: web.Request) -> bool:
    """Whether the request names this machine, and comes from no other website.

    The name keeps out a website whose name was made to point here; the origin one that sends requests across.
    """
    try:
        host = urlsplit(f"//{request.host}")
        origin = request.headers.get(hdrs.ORIGIN)
        return host.hostname in _LOCAL_NAMES and (origin is None or urlsplit(origin).netloc == request.host)
    except ValueError:
        return False
