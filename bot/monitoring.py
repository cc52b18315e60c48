"""Where others look at a process: ``/health``, ``/ready`` and ``/metrics``, on one port.

``/health`` says that the process works off what it has to do: that its event loop turns. It asks neither the store nor
Discord, which a restart would not bring back. ``/ready`` says whether it can do what its roles are for.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

from bot.app import App
from config.settings import SettingsError

GOODBYE_SECONDS: Final = 0.5


@asynccontextmanager
async def monitored(app: App) -> AsyncIterator[None]:
    """Answer there, where a port is set, until the end of the block.

    Raises:
        SettingsError: the port cannot be listened on.
    """
    terms = app.settings.monitoring
    if terms.port is None:
        yield
        return
    runner = web.AppRunner(_application(app.registry, app), access_log=None, shutdown_timeout=GOODBYE_SECONDS)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, terms.host, terms.port).start()
        except OSError as error:
            raise SettingsError(f"monitoring: {terms.host}:{terms.port} cannot be listened on: {error}") from None
        yield
    finally:
        await runner.cleanup()


def _application(registry: CollectorRegistry, app: App) -> web.Application:
    async def health(_request: web.Request) -> web.Response:
        return web.json_response({"ok": True})

    async def ready(_request: web.Request) -> web.Response:
        looked = await app.store.health()
        return web.json_response({"ok": looked.ok, "store": looked.detail}, status=200 if looked.ok else 503)

    async def metrics(_request: web.Request) -> web.Response:
        return web.Response(body=generate_latest(registry), headers={"Content-Type": CONTENT_TYPE_LATEST})

    served = web.Application()
    served.router.add_get("/health", health)
    served.router.add_get("/ready", ready)
    served.router.add_get("/metrics", metrics)
    return served
