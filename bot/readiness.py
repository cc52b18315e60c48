"""Whether a process can do what its roles are for: the store answers, and what one process at a time does is done here,
or this one stands by for it."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from time import time
from typing import Final

import structlog

from bot.alerting import ALERTS_LEASE
from bot.app import App
from bot.monitoring import Readiness, listening
from bot.process_roles import ProcessRole
from bot.scheduling import SCHEDULES_LEASE
from bot.thinking import LOOP_LEASE
from bot.vitals import BROKEN, LINE, MATCHED, READY
from services.core.tasks import ended

STORE_SECONDS: Final = 2.0
"""Whoever asks whether it is ready does not wait for longer."""
LOOK_SECONDS: Final = 0.25
"""Between two looks at whether it is ready for the first time."""
GATEWAY: Final = "gateway"
NEEDS: Final[Mapping[ProcessRole, tuple[str, ...]]] = {
    ProcessRole.GATEWAY: (GATEWAY,),
    ProcessRole.WORKER: (LOOP_LEASE, ALERTS_LEASE),
    ProcessRole.SCHEDULER: (SCHEDULES_LEASE,),
}
"""What a role holds or stands by for, once it is ready."""

log = structlog.get_logger(__name__)


@asynccontextmanager
async def monitored(app: App) -> AsyncIterator[None]:
    """Answer for ``app``, where a port is set, until the end of the block.

    Raises:
        SettingsError: the port cannot be listened on.
    """

    async def look() -> None:
        ready, watcher = await readiness(app), app.trading.watcher
        figures = {**app.vitals.figures(), (READY.name,): float(ready.ok), (LINE.name,): float(app.line.waiting)}
        if watcher.age is not None:
            figures |= {(MATCHED.name,): watcher.age, (BROKEN.name,): float(watcher.broken)}
        app.metrics.vitals.put(figures)
        app.metrics.state.put(await app.state.look())

    if app.settings.monitoring.port is None:
        yield
        return
    measuring = [asyncio.create_task(app.metrics.lag.run()), asyncio.create_task(_first_ready(app))]
    try:
        async with listening(app.settings.monitoring, lambda: readiness(app), app.metrics.registry, look):
            yield
    finally:
        for task in measuring:
            await ended(task)


async def _first_ready(app: App) -> None:
    """Note when it was first ready."""
    while not (await readiness(app)).ok:  # noqa: ASYNC110 - of many parts, in the store too
        await asyncio.sleep(LOOK_SECONDS)
    started = app.metrics.registry.get_sample_value("omega_process_start_time_seconds")
    app.vitals.ready_after = None if started is None else time() - started
    log.info("ready", after=app.vitals.ready_after)


async def readiness(app: App) -> Readiness:
    """Whether the process can do what its roles are for."""
    try:
        async with asyncio.timeout(STORE_SECONDS):
            store = await app.store.health()
        parts = {"store": "" if store.ok else store.detail}
    except TimeoutError:
        parts = {"store": "does not answer"}
    parts["start"] = "" if app.vitals.serving else "has not begun to serve"
    for role in sorted(app.process_roles):
        parts[role.value] = "; ".join(_lacks(app, role))
    return Readiness(parts)


def _lacks(app: App, role: ProcessRole) -> Iterator[str]:
    vitals = app.vitals
    for lease in NEEDS[role]:
        if not vitals.stands(lease):
            yield f"neither has the lease {lease} nor stands by for it"
    if role is ProcessRole.WORKER and not app.worker.works:
        yield "takes no jobs from the queue"
    if role is ProcessRole.GATEWAY:
        if not vitals.warmed:
            yield "reads what replies need"
        shards = vitals.shards()
        if vitals.leases.get(GATEWAY) and (not shards or not all(shard.connected for shard in shards)):
            silent = ", ".join(str(shard.number) for shard in shards if not shard.connected)
            yield f"not connected to Discord{f' (shards {silent})' if silent else ''}"
