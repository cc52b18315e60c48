"""The bot on Discord: one discord.py client with the house's cogs."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from http import HTTPStatus
from math import isfinite
from time import perf_counter
from types import SimpleNamespace
from typing import Any

import aiohttp
import discord
import structlog
from discord import Interaction, app_commands
from discord.ext import commands
from yarl import URL

from bot.command_sync import sync_commands
from bot.shards import SIGN_SECONDS, Connections, Gateway, Share, TokenRefused
from bot.vitals import ShardVitals
from cogs._actions import AskButton, AskMenu
from cogs._buttons import Buttons
from cogs._cog import find_cogs
from cogs._commands import Suggestions
from cogs._forms import FormButton
from cogs._principals import Principals
from cogs._reply import Replies
from cogs._rooms import CONTEXTS, INSTALLS
from cogs._sharing import ShareButton
from cogs._words import WordsButton, explain_words
from services.core.errors import StoreUnavailable
from services.core.metrics import Called
from services.core.proxies import proxy_for
from services.core.request import AnyRequest
from services.store.store import Store

FIRST_WAIT, LONGEST_WAIT = 1.0, 60.0
AUTHENTICATION_FAILED = 4004
DRAIN_SECONDS = 3.0
"""How long replies that are being given hold up the end."""
OWED_SECONDS = 5.0
"""Between two looks for replies that a process which died still owes."""
STEADY_SECONDS = 60.0
"""A connection that held so long was a good one: the next wait starts small again."""

log = structlog.get_logger(__name__)


# The desk does not speak aloud: discord.py need not warn that it could not.
discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False


def point_at(api: str | None, gateway: str | None) -> None:
    """Send discord.py's REST calls and gateway to a stand-in, for the whole process."""
    if api:
        discord.http.Route.BASE = api.rstrip("/")
    if gateway:
        discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = URL(gateway)


class OmegaBot(commands.AutoShardedBot):
    """The client, on the shards of ``share``. It keeps no messages and no members in memory, and mentions nobody.

    ``replies``, ``buttons``, ``catalog``, ``principals`` and ``suggestions`` are what buttons and autocomplete find on
    it.
    """

    def __init__(
        self,
        replies: Replies,
        buttons: Buttons,
        catalog: Mapping[str, type[AnyRequest]],
        principals: Principals,
        suggestions: Suggestions,
        store: Store,
        called: Called,
        gateway: Gateway,
        share: Share,
    ) -> None:
        intents = discord.Intents.none()
        intents.guilds = True
        intents.guild_messages = True
        intents.dm_messages = True
        super().__init__(
            command_prefix=commands.when_mentioned,
            help_command=None,
            intents=intents,
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            allowed_mentions=discord.AllowedMentions.none(),
            proxy=proxy_for(discord.http.Route.BASE),
            http_trace=traced(called),
            allowed_contexts=CONTEXTS,
            allowed_installs=INSTALLS,
            shard_ids=list(share.shards),
            shard_count=share.count,
            shard_connect_timeout=None,  # many wait for their turn
        )
        self.replies = replies
        self.buttons = buttons
        self.catalog = catalog
        self.principals = principals
        self.suggestions = suggestions
        self.connected: set[int] = set()
        """The shards on which Discord is heard now."""
        self._store = store
        self._gateway = gateway
        self._max_concurrency = 1
        self._giving: asyncio.Task[None] | None = None
        self._saying: asyncio.Task[None] | None = None
        hear = self._connection.parsers["MESSAGE_CREATE"]
        self._connection.parsers["MESSAGE_CREATE"] = lambda data: hear(data) if self._is_for_us(data) else None
        self.tree.on_error = self.on_command_error_in_tree  # type: ignore[method-assign] # as discord.py documents it

    async def setup_hook(self) -> None:
        await self.add_cogs()
        self.add_dynamic_items(AskButton, AskMenu, FormButton, ShareButton, WordsButton)
        await sync_commands(self, self._store)
        await self._may_begin()
        self._giving = asyncio.create_task(self._give_pending_replies())
        self._saying = asyncio.create_task(self._say_connected())

    async def _may_begin(self) -> None:
        """Wait until Discord lets as many sessions begin as there are shards here: past its limit it takes the token
        away."""
        while True:
            limits = await self.fetch_session_start_limits()
            self._max_concurrency = limits.max_concurrency
            if limits.remaining >= len(self.shard_ids or ()):
                return
            wait = limits.reset_after / 1000
            log.error("Discord lets no more sessions begin for now", left=limits.remaining, again_in=wait)
            await asyncio.sleep(wait)

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:  # noqa: ARG002 - discord.py's
        await self._gateway.take_slot(shard_id or 0, self._max_concurrency)

    async def add_cogs(self) -> None:
        """Add every cog that there is, and what is chosen on a message."""
        for cog in find_cogs():
            await self.add_cog(cog(self.replies))
        self.tree.add_command(explain_words())

    async def hear_no_more(self) -> None:
        """Take nothing new from Discord, on any shard."""
        for task in (self._giving, self._saying):
            if task is not None:
                task.cancel()
        await asyncio.gather(*(shard.disconnect() for shard in self.shards.values()))

    async def close(self) -> None:
        """Hear nothing more, give the replies that are being given, then leave."""
        await self.hear_no_more()
        await self.replies.finished(DRAIN_SECONDS)
        await super().close()
        # discord.py lets the tasks that wait for the servers run on; they would fail on the closed client.
        state = self._connection
        for waiting in (state._ready_task, *state._ready_tasks.values()):
            if waiting is not None:
                waiting.cancel()

    def vitals(self) -> list[ShardVitals]:
        """How the connections of the shards to Discord are."""
        servers = Counter(guild.shard_id for guild in self.guilds)
        return [
            ShardVitals(
                number=number,
                connected=number in self.connected,
                latency=shard.latency if isfinite(shard.latency) else None,
                age=None if (beats := shard._parent.ws._keep_alive) is None else perf_counter() - beats._last_recv,
                servers=servers[number],
            )
            for number, shard in self.shards.items()
        ]

    async def on_shard_connect(self, shard_id: int) -> None:
        self.connected.add(shard_id)

    async def on_shard_resumed(self, shard_id: int) -> None:
        self.connected.add(shard_id)

    async def on_shard_disconnect(self, shard_id: int) -> None:
        self.connected.discard(shard_id)

    async def on_ready(self) -> None:
        log.info("ready", user=str(self.user), servers=len(self.guilds))

    async def _give_pending_replies(self) -> None:
        """Give what processes that died still owe, whenever it is found out that one did."""
        await self.wait_until_ready()
        while True:
            try:
                if given := await self.replies.give_pending_replies(self, self.catalog):
                    log.info("owed replies given", replies=given)
            except Exception as error:  # the edge: one that cannot be given must not keep back the next one's
                log.error("owed replies could not be given", exc_info=error)
            await asyncio.sleep(OWED_SECONDS)

    async def _say_connected(self) -> None:
        """Say again and again which shards are connected: whoever looks after all processes' finds what is not."""
        connections = Connections(self._store)
        while True:
            with suppress(StoreUnavailable):
                await connections.say(self.connected)
            await asyncio.sleep(SIGN_SECONDS)

    def _is_for_us(self, message: Mapping[str, Any]) -> bool:
        """Whether a message, as the gateway sends it, is private or mentions us, and is no bot's.

        Asked before discord.py makes an object of it: on a busy server nearly all messages are other people's, and
        after each of our own replies the gateway sends us that one too.
        """
        if message["author"].get("bot") or self.user is None:
            return False
        return "guild_id" not in message or any(user["id"] == str(self.user.id) for user in message["mentions"])

    async def on_message(self, message: discord.Message) -> None:
        """Nothing: there are no prefix commands, and the Messages cog listens by itself."""

    async def on_command_error_in_tree(
        self, interaction: Interaction[Any], error: app_commands.AppCommandError
    ) -> None:
        """What goes wrong between Discord and us, beyond what the presenter turns into a card."""
        command = interaction.command.qualified_name if interaction.command else None
        log.error("interaction failed", command=command, exc_info=error)


def traced(called: Called) -> aiohttp.TraceConfig:
    """Has ``called`` hear of each of discord.py's REST calls."""
    trace = aiohttp.TraceConfig()

    async def begun(_session: Any, context: SimpleNamespace, _params: Any) -> None:
        context.begun = perf_counter()

    async def answered(_session: Any, context: SimpleNamespace, params: aiohttp.TraceRequestEndParams) -> None:
        called(_outcome(params.response.status), perf_counter() - context.begun)

    async def failed(_session: Any, context: SimpleNamespace, _params: Any) -> None:
        called("unreachable", perf_counter() - context.begun)

    trace.on_request_start.append(begun)
    trace.on_request_end.append(answered)
    trace.on_request_exception.append(failed)
    return trace


def _outcome(status: int) -> str:
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return "rate limit"
    return "answered" if status < 400 else "refused" if status < 500 else "failed"


async def serve(make: Callable[[], OmegaBot], token: str, left: Callable[[], Awaitable[None]]) -> None:
    """Keep a bot connected until cancelled. discord.py resumes dropped connections; what ends it, we start again. When
    cancelled, ``left`` is called once Discord is heard no more, while the last replies are still being given.

    Raises:
        TokenRefused: the token is wrong. Trying again would not help.
    """
    wait = FIRST_WAIT
    loop = asyncio.get_running_loop()
    while True:
        started = loop.time()
        try:
            async with make() as bot:
                try:
                    await bot.start(token)
                except asyncio.CancelledError:
                    await bot.hear_no_more()
                    await left()
                    raise
        except discord.LoginFailure as error:
            raise TokenRefused(str(error)) from error
        except discord.ConnectionClosed as error:
            if error.code == AUTHENTICATION_FAILED:
                raise TokenRefused("the gateway says that authentication failed") from error
            log.warning("Discord closed the connection", code=error.code, again_in=wait)
        except (OSError, aiohttp.ClientError, discord.DiscordServerError, discord.GatewayNotFound) as error:
            log.warning("Discord is not reachable", why=f"{type(error).__name__}: {error}", again_in=wait)
        except Exception as error:  # a refused handshake or a malformed event ends discord.py in any of many ways
            log.error("connection to Discord lost", again_in=wait, exc_info=error)
        if loop.time() - started > STEADY_SECONDS:
            wait = FIRST_WAIT
        await asyncio.sleep(wait)
        wait = min(wait * 2, LONGEST_WAIT)
