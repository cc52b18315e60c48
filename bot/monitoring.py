"""Where others look at a process: ``/health``, ``/ready`` and ``/metrics``, on one port.

``/health`` says that the process works off what it has to do: that its event loop turns. It asks neither the store nor
Discord, which a restart would not bring back. ``/ready`` says whether it can do what it is for (bot/readiness.py).
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Final, NamedTuple

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

from config.settings import MonitoringSettings, SettingsError

GOODBYE_SECONDS: Final = 0.5


class Readiness(NamedTuple):
    """What is looked at → what is wrong with it; nothing where it is well."""

    parts: Mapping[str, str]

    @property
    def ok(self) -> bool:
        return not any(self.parts.values())


Ready = Callable[[], Awaitable[Readiness]]


@asynccontextmanager
async def listening(
    terms: MonitoringSettings, ready: Ready, registry: CollectorRegistry, look: Callable[[], Awaitable[None]]
) -> AsyncIterator[None]:
    """Answer at the port of ``terms``, where there is one. ``look`` renews what of ``registry`` is only true now.

    Raises:
        SettingsError: the port cannot be listened on.
    """
    if terms.port is None:
        yield
        return
    runner = web.AppRunner(_application(ready, registry, look), access_log=None, shutdown_timeout=GOODBYE_SECONDS)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, terms.host, terms.port).start()
        except OSError as error:
            raise SettingsError(f"monitoring: {terms.host}:{terms.port} cannot be listened on: {error}") from None
        yield
    finally:
        await runner.cleanup()


def _application(ready: Ready, registry: CollectorRegistry, look: Callable[[], Awaitable[None]]) -> web.Application:
    async def answer_health(_request: web.Request) -> web.Response:
        return web.json_response({"ok": True})

    async def answer_ready(_request: web.Request) -> web.Response:
        found = await ready()
        told = {part: wrong or "ok" for part, wrong in found.parts.items()}
        return web.json_response({"ok": found.ok, **told}, status=200 if found.ok else 503)

    async def answer_metrics(_request: web.Request) -> web.Response:
        await look()
        return web.Response(body=generate_latest(registry), headers={"Content-Type": CONTENT_TYPE_LATEST})

    served = web.Application()
    served.router.add_get("/health", answer_health)
    served.router.add_get("/ready", answer_ready)
    served.router.add_get("/metrics", answer_metrics)
    return served
