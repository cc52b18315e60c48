"""``omega run``: what a process does for the house, until told to end."""

import asyncio
import signal
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import structlog
from prometheus_client import start_http_server

from bot.app import App, ended, open_app
from bot.client import OmegaBot, point_at, serve
from bot.memory import settle, share_heap, trim
from bot.notifier import Notifier
from bot.process_roles import ProcessRole
from bot.suggestions import AppSuggestions
from cogs._buttons import Buttons
from cogs._events import DiscordPlaces
from cogs._pending_replies import PendingReplies
from cogs._principals import Principals
from cogs._reply import Replies
from config.settings import Settings, SettingsError
from services.core.clock import WallClock
from services.house.heartbeat import Heartbeat, beat
from services.store.leases import alone
from services.store.presence import Presence

WATCH_SECONDS = 60.0
"""How long the watch on the parts goes on where the store is silent: longer than it takes to tell that."""

log = structlog.get_logger(__name__)


async def run(settings: Settings, roles: frozenset[ProcessRole], token: str | None) -> None:
    """Do what ``roles`` have to do, until a signal; the gateway with Discord's ``token``.

    Raises:
        TokenRefused: Discord does not take ``token``.
    """
    share_heap()
    point_at(settings.discord_api, settings.discord_gateway)
    async with open_app(settings, roles=roles) as app:
        with metrics_served(app):
            await until_signal(serve_roles(app, token))


async def serve_roles(app: App, token: str | None) -> None:
    """Do what the roles of ``app``'s process have to do, until cancelled. Where one of them fails, the others end.

    Raises:
        TokenRefused: Discord does not take ``token``.
    """
    log.info("serving", roles=[role.value for role in sorted(app.process_roles)])
    try:
        async with asyncio.TaskGroup() as tasks:
            if ProcessRole.GATEWAY in app.process_roles and token is not None:
                tasks.create_task(serve_bot(app, token))
            tasks.create_task(trim())  # also keeps a role without work there until told to end
    except BaseExceptionGroup as failed:
        raise failed.exceptions[0] from None


async def serve_bot(app: App, token: str) -> None:
    """Keep a bot of ``app`` on Discord, and tell events there, until cancelled.

    Raises:
        TokenRefused: Discord does not take ``token``.
    """
    presence, places, wall = Presence(app.store), DiscordPlaces(Buttons(app.store)), WallClock()
    notifier = Notifier(app.store, app.subscriptions, app.presenter, places, presence.name)
    heartbeat = Heartbeat(app.house.parts, app.store, app.ledger, wall, notifier)
    beside = (
        settle(app.voices),
        presence.keep(),
        beat(app.store, wall, lambda: places.alive),
        notifier.run(),
        alone(app.store, "heartbeat", presence.name, heartbeat.watch, WATCH_SECONDS),
    )
    tasks = [asyncio.create_task(work) for work in beside]
    try:
        await serve(lambda: make_bot(app, presence, places), token)
    finally:
        for task in tasks[1:]:
            await ended(task)
        await tasks[0]


def make_bot(app: App, presence: Presence, places: DiscordPlaces) -> OmegaBot:
    """A client that answers from ``app``, and that events are told through from now on."""
    buttons, principals = Buttons(app.store), Principals(app.roles)
    replies = Replies(app.presenter, principals, PendingReplies(app.store, WallClock(), presence), buttons)
    bot = OmegaBot(replies, buttons, app.desk.catalog, principals, AppSuggestions(app), app.store)
    places.client = bot
    return bot


@contextmanager
def metrics_served(app: App) -> Iterator[None]:
    """Prometheus metrics on 127.0.0.1, where a port is set."""
    if app.settings.metrics_port is None:
        yield
        return
    try:
        server, thread = start_http_server(app.settings.metrics_port, addr="127.0.0.1", registry=app.registry)
    except OSError as error:
        raise SettingsError(f"metrics_port: {app.settings.metrics_port} cannot be listened on: {error}") from None
    try:
        yield
    finally:
        server.shutdown()
        thread.join()


async def until_signal(work: Coroutine[Any, Any, None]) -> None:
    """Do ``work`` until it ends, or until the process is told to (Ctrl-C, SIGTERM)."""
    task = asyncio.ensure_future(work)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, task.cancel)
    try:
        with suppress(asyncio.CancelledError):
            await task
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)
