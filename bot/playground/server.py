"""The stand-in as a whole: what it is made of, and its start and stop."""

from __future__ import annotations

import asyncio
import errno
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

from aiohttp import web

from bot.playground.attachments import Attachments
from bot.playground.chat import Chat
from bot.playground.commands import Commands
from bot.playground.errors import PortTaken
from bot.playground.faults import Faults
from bot.playground.gateway import Gateway
from bot.playground.interactions import Interactions
from bot.playground.limits import FILES, Limits
from bot.playground.page import Pages
from bot.playground.people import People
from bot.playground.ratelimit import RateLimiter
from bot.playground.rest.application import ApplicationApi
from bot.playground.rest.channels import ChannelApi
from bot.playground.rest.gate import Gate, fault_response
from bot.playground.rest.guilds import GuildApi
from bot.playground.rest.interactions import InteractionApi
from bot.playground.rest.wire import API, Sent
from bot.playground.servers import Servers
from bot.playground.site import Site
from bot.playground.snowflakes import Snowflakes
from bot.playground.world import World, default_world

HOST = "127.0.0.1"
SWEEP_SECONDS = 0.05
_STOP_SECONDS = 3.0
"""Longer than connections are given to end on their own."""


class Playground:
    """A Discord of one guild on this machine, for any bot that can be pointed at it.

        async with Playground() as pg:
            …  # a bot with pg.token, its REST base set to pg.api and its gateway to pg.gateway
            await pg.bot_ready()

    discord.py is pointed by ``discord.http.Route.BASE = pg.api`` and
    ``discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(pg.gateway)``; another library by whatever it calls
    its REST base (``…/api/v10``) and gateway URL.

    ``clock`` (seconds since 1970) decides when an interaction is answered too late and its token expires, so a test can
    move it on. Heartbeats and resumes run on real time. ``servers`` more guilds stand beside the world's own.
    ``host`` is the address it listens on and is reached by: anyone who reaches it may speak as anybody.
    """

    def __init__(
        self,
        port: int = 0,
        token: str = "playground",  # noqa: S107 - a made-up token for a made-up Discord
        clock: Callable[[], float] = time.time,
        limits: Limits | None = None,
        world: World | None = None,
        servers: int = 0,
        host: str = HOST,
    ) -> None:
        limits = limits or Limits()
        self.token = token
        self.world = world or default_world()
        self.faults = Faults()
        self._host = host
        self._asked_port = port
        self._port: int | None = None
        self._runner: web.AppRunner | None = None
        self._sweeper: asyncio.Task[None] | None = None
        self.servers = Servers(self.world, servers)
        snowflakes = Snowflakes(clock)
        self._attachments = Attachments(snowflakes, limits.attachment_bytes)
        self._commands = Commands(self.world, snowflakes)
        self._chat = Chat(self.world, self._attachments, snowflakes, clock, limits, self.servers)
        self._gateway = Gateway(self.world, self._chat, self.faults, limits, token)
        self._interactions = Interactions(self.world, self._chat, self._gateway, snowflakes, clock, limits)
        people = People(self.world, self._chat, self._commands, self._interactions)
        self._pages = Pages(self.world, self._chat, self._commands, self._gateway, people, limits)
        self._chat.listeners += [self._gateway, self._pages]
        self._gate = Gate(token, self.faults, RateLimiter(limits.rate, clock) if limits.rate else None, host)
        self._app = self._routes(limits)

    @property
    def port(self) -> int:
        """The port it listens on. Raises RuntimeError before ``start``."""
        if self._port is None:
            raise RuntimeError("the playground has not started")
        return self._port

    @property
    def url(self) -> str:
        """The page."""
        return f"http://{self._host}:{self.port}"

    @property
    def api(self) -> str:
        """The base of the REST API."""
        return self.url + API

    @property
    def gateway(self) -> str:
        """The gateway's WebSocket."""
        return f"ws://{self._host}:{self.port}/gateway"

    @property
    def sent(self) -> list[Sent]:
        """The newest REST requests of the bot, the oldest first."""
        return list(self._gate.sent)

    @property
    def bot_online(self) -> bool:
        return self._gateway.online

    @property
    def shards(self) -> list[int]:
        """The bot's shards that are connected."""
        return self._gateway.shards

    @property
    def sessions_left(self) -> int:
        """How many more the bot may begin."""
        return self._gateway.sessions_left

    def reset_token(self, token: str) -> None:
        """What the button in the developer portal does."""
        self.token = token
        self._gate.reset_token(token)
        self._gateway.reset_token(token)

    async def start(self) -> None:
        """Listen. Raises PortTaken."""
        runner = web.AppRunner(self._app, access_log=None, shutdown_timeout=_STOP_SECONDS)
        await runner.setup()
        try:
            await web.TCPSite(runner, self._host, self._asked_port).start()
        except OSError as error:
            await runner.cleanup()
            if error.errno == errno.EADDRINUSE:
                raise PortTaken(self._asked_port) from error
            raise
        self._runner = runner
        self._port = runner.addresses[0][1]
        self._attachments.base_url = self.url
        self._gateway.url = self.gateway
        self._sweeper = asyncio.create_task(self._sweep())

    async def stop(self) -> None:
        """End every connection and listen no more."""
        if self._sweeper is not None:
            self._sweeper.cancel()
            await asyncio.gather(self._sweeper, return_exceptions=True)
        if self._runner is not None:
            await self._runner.cleanup()
        self._runner = self._sweeper = self._port = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    async def bot_ready(self, timeout: float = 30.0) -> None:  # noqa: ASYNC109 - for callers in tests, in one line
        """Wait until a bot is connected and identified (it may still be reading the members).

        Raises TimeoutError after ``timeout`` seconds.
        """
        try:
            await asyncio.wait_for(self._gateway.ready.wait(), timeout)
        except TimeoutError:
            raise TimeoutError(f"no bot connected to {self.gateway} within {timeout:g} s") from None

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(SWEEP_SECONDS)
            self._interactions.expire()

    def _routes(self, limits: Limits) -> web.Application:
        gate = self._gate
        app = web.Application(middlewares=[gate.middleware], client_max_size=(FILES + 1) * limits.file_bytes)
        gate.add(app, ApplicationApi(self.world, self._commands, self._gateway, limits).endpoints())
        gate.add(app, ChannelApi(self.world, self._chat, limits).endpoints())
        gate.add(app, GuildApi(self.world, self._chat).endpoints())
        gate.add(app, InteractionApi(self._interactions, limits).endpoints())
        for path in ("/gateway", "/gateway/"):
            app.router.add_get(path, self._gateway_socket)
        app.router.add_get("/page/ws", self._pages.handle)
        Site(self._attachments, self.faults).add_to(app)
        app.on_shutdown.append(self._close_sockets)
        return app

    async def _gateway_socket(self, request: web.Request) -> web.StreamResponse:
        if fault := self._gateway.handshake_fault():
            return fault_response(request, *fault)
        return await self._gateway.handle(request)

    async def _close_sockets(self, _app: web.Application) -> None:
        self._gateway.close()
        self._pages.close()
