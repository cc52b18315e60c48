"""``omega demo``: everything on this machine. No token, no key, no account."""

import asyncio
import os
import sys
import webbrowser

from rich.console import Console

from bot.app import open_app
from bot.client import point_at
from bot.memory import share_heap
from bot.playground import Playground
from bot.readiness import monitored
from bot.run import serve_roles, until_signal
from config.settings import Settings
from services.market.live import LiveSource
from services.market.sim import SimSource
from services.market.source import MarketSource

LIVE_SECONDS = 2.0
"""The demo takes an exchange's prices where it answers within so long."""

ROLES = {
    "*": {"viewer": ["viewer"], "trader": ["trader"], "approver": ["approver"], "admin": ["admin"]},
    "dm": {"trader": ["@everyone"]},
}
"""In the stand-in's server, roles are called what they are, whatever is mapped for Discord's. In private everybody may
trade: what they hold on paper is their own."""


async def demo(settings: Settings, console: Console, *, open_page: bool) -> None:
    """The store, a market, the page with its stand-in for Discord, and the bot; until a signal.

    Raises:
        PortTaken: another program has the page's port.
    """
    share_heap()
    settings = settings.model_copy(update={"roles": ROLES})
    await until_signal(_serve(settings, console, open_page=open_page))
    console.print(f"Omega has ended. What it remembers is in {settings.home}.")


async def _serve(settings: Settings, console: Console, *, open_page: bool) -> None:
    async with Playground(port=settings.playground_port) as playground:
        point_at(playground.api, playground.gateway)
        source, why = await _market(settings)
        async with open_app(settings, source=source) as app, monitored(app), asyncio.TaskGroup() as tasks:
            tasks.create_task(serve_roles(app, lambda: playground.token))
            await playground.bot_ready()
            console.print(f"\n  Omega is ready: [bold]{playground.url}[/bold]\n")
            console.print(f"  Prices: {why}.")
            log = settings.home / "logs" / "omega.log" if settings.log == "text" else "on standard error"
            console.print(f"  Ctrl-C ends all of it. Its log is {log}.\n")
            if open_page and _has_screen():
                webbrowser.open(playground.url)


async def _market(settings: Settings) -> tuple[MarketSource | None, str]:
    """The market to use (``None``: the one the settings name), and the words that tell of it."""
    if settings.market is not None:
        return None, {"live": f"live from {settings.exchange}", "replay": f"replayed from {settings.data}"}.get(
            settings.market, "SIMULATED, a seeded random market"
        )
    live = LiveSource(settings.exchange, base_url=settings.exchange_url)
    if await live.reachable(within=LIVE_SECONDS):
        return live, f"live from {settings.exchange}"
    await live.close()
    return SimSource(settings.sim_seed), (
        f"SIMULATED, for {settings.exchange} did not answer within {LIVE_SECONDS:g} s"
    )


def _has_screen() -> bool:
    if not sys.stdout.isatty():
        return False
    return sys.platform in ("darwin", "win32") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
