"""``omega run``: what a process does for the house, until told to end."""

import asyncio
import signal
import sys
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import discord
import structlog

from bot.alerting import ALERTS_LEASE
from bot.app import App, open_app
from bot.boards import BoardKeeper
from bot.client import OmegaBot, point_at, serve
from bot.memory import settle, share_heap, trim
from bot.notifier import Notifier
from bot.process_roles import ProcessRole
from bot.readiness import monitored
from bot.rotation import with_token
from bot.scheduling import SCHEDULES_LEASE
from bot.shards import Connections, Gateway, Share
from bot.signals import serve_signals
from bot.suggestions import AppSuggestions
from bot.thinking import EXCHANGE_LEASE, LOOP_LEASE
from bot.watchdog import watched
from cogs._boards import DiscordBoards
from cogs._buttons import Buttons
from cogs._events import DiscordPlaces
from cogs._pending_replies import PendingReplies
from cogs._principals import Principals
from cogs._reply import Replies
from cogs._threads import Threads
from config.settings import Settings
from services.accounts.maintenance import keep_archived
from services.core.clock import WallClock
from services.core.errors import StoreUnavailable
from services.core.line import cores
from services.house.heartbeat import Heartbeat
from services.signals.book import SignalBook
from services.signals.ordering import SignalOrders
from services.store.leases import Leases

AGAIN_SECONDS = 5.0
SWITCH_SECONDS = 0.001
"""How long a thread that reckons keeps the event loop waiting when it has something to do; Python lets it for 5 ms."""


log = structlog.get_logger(__name__)


async def run(settings: Settings, roles: frozenset[ProcessRole]) -> None:
    """Do what ``roles`` have to do, until a signal.

    Raises:
        TokenRefused: Discord does not take the token.
    """
    share_heap()
    point_at(settings.discord_api, settings.discord_gateway)
    await until_signal(_served(settings, roles))


async def _served(settings: Settings, roles: frozenset[ProcessRole]) -> None:
    async with open_app(settings, roles=roles) as app, monitored(app), watched(settings):
        await serve_roles(app, lambda: settings.secret("DISCORD_TOKEN"))


async def serve_roles(app: App, token: Callable[[], str | None]) -> None:
    """Do what the roles of ``app``'s process have to do, until cancelled; the gateway with Discord's ``token`` of now.
    Where one of them fails, the others end.

    Raises:
        TokenRefused: Discord does not take the token.
    """
    sys.setswitchinterval(SWITCH_SECONDS)
    asyncio.get_running_loop().set_default_executor(_workers())
    log.info("serving", roles=[role.value for role in sorted(app.process_roles)])
    app.vitals.serving = True
    try:
        async with asyncio.TaskGroup() as tasks:
            if ProcessRole.GATEWAY in app.process_roles:
                may_change = app.settings.secrets is not None
                tasks.create_task(with_token(token, lambda now: serve_bot(app, now), may_change=may_change))
                tasks.create_task(_kept_up("signals", lambda: serve_signals(app)))
            if ProcessRole.WORKER in app.process_roles:
                tasks.create_task(_kept_up("agent's loop", lambda: _think(app)))
                tasks.create_task(_kept_up("jobs", app.worker.run))
                tasks.create_task(_kept_up("keeper of jobs", app.keeper.run))
                tasks.create_task(_kept_up("alerts", lambda: _watch_for_alerts(app)))
            if ProcessRole.SCHEDULER in app.process_roles:
                tasks.create_task(_kept_up("schedules", lambda: _schedule(app)))
            tasks.create_task(app.beats.run())
            tasks.create_task(trim())  # also keeps a role without work there until told to end
    except BaseExceptionGroup as failed:
        raise failed.exceptions[0] from None


def _workers() -> ThreadPoolExecutor:
    """Threads for all that takes long: one more than cores. More would finish nothing sooner, and each holds up the
    event loop for ``SWITCH_SECONDS`` whenever that has something to do."""
    return ThreadPoolExecutor(cores() + 1, thread_name_prefix="worker")


async def _match(app: App) -> None:
    """Match the orders of paper accounts, do what comes of the agent's proposals, and archive journals, while no other
    process does, until cancelled."""
    orders = SignalOrders(app.desk.ask, SignalBook(app.store), app.market, app.store, app.clock)

    async def match() -> None:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(app.trading.watcher.run())
            tasks.create_task(_kept_up("agent's executor", app.thinking.executor.run))
            tasks.create_task(_kept_up("orders of signals", orders.run))
            tasks.create_task(keep_archived(app.trading.books, app.store, app.clock))

    await app.alone(EXCHANGE_LEASE, match)


async def _think(app: App) -> None:
    """Have the agent think about closed bars while no other process does, until cancelled."""
    await app.alone(LOOP_LEASE, lambda: app.beats.of("brain", app.thinking.loop.run))


async def _watch_for_alerts(app: App) -> None:
    """Fire the alerts that people set while no other process does, until cancelled."""
    await app.alone(ALERTS_LEASE, lambda: app.beats.of("feeds", app.alerting.feeds.run))


async def _schedule(app: App) -> None:
    """Deal with what is due at its time, and tell of the sky, while no other process does, until cancelled."""

    async def schedule() -> None:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(app.beats.of("scheduler", app.schedules.scheduler.run))
            tasks.create_task(_kept_up("events of the sky", app.schedules.sky.run))

    await app.alone(SCHEDULES_LEASE, schedule)


async def serve_bot(app: App, token: str) -> None:
    """Keep a bot of ``app`` on Discord, on this process's share of the shards while no other process hears one of them,
    and tell events there, until cancelled.

    Raises:
        TokenRefused: Discord does not take ``token``.
    """
    gateway = Gateway(discord.http.Route.BASE, token, app.store)
    warming = asyncio.create_task(_warmed(app))
    keeping = asyncio.create_task(_kept_up("presence", app.presence.keep))
    try:
        share = await gateway.share(app.settings.shards)
        log.info("hears", shards=f"{share.shards.start} to {share.shards.stop - 1}", of=share.count)
        wanted = gateway.leases(share, app.presence.name)

        async def left() -> None:
            leases = Leases(app.store)
            with suppress(StoreUnavailable):
                for each in wanted:
                    await leases.give_up(each)

        await app.alone_with(wanted, lambda: _connected(app, token, gateway, share, left))
    finally:
        keeping.cancel()
        await asyncio.wait((keeping, warming))


async def _warmed(app: App) -> None:
    app.vitals.warmed = False
    await settle(app.voices)
    app.vitals.warmed = True


async def _connected(app: App, token: str, gateway: Gateway, share: Share, left: Callable[[], Awaitable[None]]) -> None:
    """Keep a bot connected, tell events through it, and match the orders of those who trade in it, until cancelled."""
    places = DiscordPlaces(Buttons(app.store), Threads(app.store))
    walls = DiscordBoards(Buttons(app.store))

    def make() -> OmegaBot:
        places.client = walls.client = bot = make_bot(app, gateway, share)
        app.vitals.shards = bot.vitals
        return bot

    notifier, connections = Notifier(app.store, app.presenter, places, app.clock), Connections(app.store)
    boards = BoardKeeper(app.watchlists, app.boards, app.market, app.presenter, walls, app.ledger, app.clock)
    heartbeat = Heartbeat(
        app.house.parts, lambda: connections.health(share.count), app.store, app.ledger, WallClock(), notifier
    )

    async def tell() -> None:
        app.state.places = notifier.telling
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(app.beats.of("notifier", notifier.run))
                tasks.create_task(heartbeat.watch())
                tasks.create_task(_kept_up("boards", boards.run))
        finally:
            app.state.places = None

    beside = (
        asyncio.create_task(_kept_up("telling of events", lambda: app.alone("notifier", tell))),
        asyncio.create_task(_kept_up("paper exchange", lambda: _match(app))),
    )
    try:
        await serve(make, token, left)
    finally:
        app.vitals.shards = tuple
        for task in beside:
            task.cancel()
        await asyncio.wait(beside)


async def _kept_up(what: str, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Do ``work`` until cancelled, and begin it again where it fails."""
    while True:
        try:
            await work()
        except Exception as error:  # the edge: what nobody foresaw must not end it for good
            log.error("failed, and is begun again", what=what, exc_info=error)
        await asyncio.sleep(AGAIN_SECONDS)


def make_bot(app: App, gateway: Gateway, share: Share) -> OmegaBot:
    """A client that answers from ``app``, on the shards of ``share``."""
    buttons, principals = Buttons(app.store), Principals(app.roles)
    replies = Replies(app.presenter, principals, PendingReplies(app.store, WallClock(), app.presence), buttons)
    suggestions, called = AppSuggestions(app), app.metrics.discord
    return OmegaBot(replies, buttons, app.desk.catalog, principals, suggestions, app.store, called, gateway, share)


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
