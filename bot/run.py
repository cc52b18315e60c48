"""``omega run``: the bot on Discord, served until told to end."""

import asyncio
import gc
import signal
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from prometheus_client import start_http_server

from bot.app import App, open_app
from bot.client import OmegaBot, point_at, serve
from bot.suggestions import AppSuggestions
from cogs._buttons import Buttons
from cogs._pending_replies import PendingReplies
from cogs._principals import Principals
from cogs._reply import Replies
from config.settings import Settings, SettingsError
from services.core.clock import WallClock

YOUNG_OBJECTS = 10_000
"""New objects after which the garbage collector looks through the young ones; Python looks at every 700."""


async def run(settings: Settings, token: str) -> None:
    """The bot on Discord, until a signal.

    Raises:
        TokenRefused: Discord does not take ``token``.
    """
    point_at(settings.discord_api, settings.discord_gateway)
    async with open_app(settings) as app:
        with metrics_served(app):
            await until_signal(serve_bot(app, token))


async def serve_bot(app: App, token: str) -> None:
    """Keep a bot of ``app`` on Discord, until cancelled."""
    warming = asyncio.create_task(_warm(app))
    try:
        await serve(lambda: make_bot(app), token)
    finally:
        await warming


async def _warm(app: App) -> None:
    """Do ahead what the first requests would wait for, then spare the garbage collector what stays for good.

    The code, templates and tables of a started process are some hundred thousand objects that never become garbage;
    looking through them again and again took a third of the CPU time of a reply.
    """
    await asyncio.to_thread(app.voices.warm)
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS)


def make_bot(app: App) -> OmegaBot:
    """A client that answers from ``app``."""
    buttons, principals = Buttons(app.store), Principals(app.roles)
    replies = Replies(app.presenter, principals, PendingReplies(app.store, WallClock()), buttons)
    return OmegaBot(replies, buttons, app.desk.catalog, principals, AppSuggestions(app), app.store)


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
