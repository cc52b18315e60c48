"""What others see of a process: alive, ready for what it is for, and its figures."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from math import inf
from pathlib import Path

import aiohttp
import pytest
from redis.asyncio import Redis

from bot.alerting import ALERTS_LEASE
from bot.app import App, open_app
from bot.metrics import Metrics
from bot.metrics_page import described
from bot.process_roles import EVERY_ROLE, ProcessRole
from bot.readiness import NEEDS, monitored, readiness
from bot.scheduling import SCHEDULES_LEASE
from bot.thinking import LOOP_LEASE
from bot.vitals import ShardVitals
from config.settings import load
from services.core.metrics import LABELS
from services.store import keys
from services.store.leases import RETRY_SECONDS
from tests.asks import BEN

UNITS = (
    *("seconds", "bytes", "dollars", "ratio", "state", "requests", "events", "messages", "parts", "decisions"),
    *("accounts", "servers", "fds", "open", "info"),
)
SOUND = ShardVitals(0, connected=True, latency=0.05, age=1.0, servers=3)


@pytest.fixture
async def at(app: App, unused_tcp_port: int) -> AsyncIterator[str]:
    """The address at which ``app`` is monitored."""
    monitoring = app.settings.monitoring.model_copy(update={"port": unused_tcp_port})
    object.__setattr__(app, "settings", app.settings.model_copy(update={"monitoring": monitoring}))
    async with monitored(app):
        yield f"http://127.0.0.1:{unused_tcp_port}"


async def get(url: str) -> tuple[int, str]:
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        return answer.status, await answer.text()


def _value(text: str, series: str) -> float:
    return float(next(line for line in text.splitlines() if line.startswith(f"{series} ")).rpartition(" ")[2])


@contextmanager
def serving(app: App, *held: str) -> Iterator[None]:
    """As if all its roles were served, and it held every lease but the gateway's, and those that are ``held``."""
    app.vitals.serving = app.worker._queue.worked = True
    with ExitStack() as stack:
        for lease in (LOOP_LEASE, ALERTS_LEASE, SCHEDULES_LEASE, *held):
            stack.enter_context(app.vitals.wants(lease))
            stack.enter_context(app.vitals.holds(lease))
        yield


async def test_a_process_that_serves_nothing_yet_is_alive_and_not_ready(at: str) -> None:
    assert (await get(f"{at}/health"))[0] == 200
    status, text = await get(f"{at}/ready")
    assert status == 503
    assert "has not begun to serve" in text
    assert "neither has the lease gateway nor stands by for it" in text


async def test_a_gateway_is_ready_while_all_its_shards_are_connected(app: App) -> None:
    with serving(app):
        assert not (await readiness(app)).ok
    with serving(app, "gateway:0123:0", "gateway:0123:7"):
        assert "not connected to Discord" in (await readiness(app)).parts["gateway"]
        app.vitals.shards = lambda: [SOUND, SOUND._replace(number=7, connected=False)]
        assert "(shards 7)" in (await readiness(app)).parts["gateway"]
        app.vitals.shards = lambda: [SOUND, SOUND._replace(number=7)]
        assert (await readiness(app)).ok
        app.vitals.warmed = False
        assert not (await readiness(app)).ok


async def test_a_gateway_that_stands_by_is_ready_though_it_is_not_connected(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 1_000.0
    monkeypatch.setattr("bot.vitals.monotonic", lambda: now)
    with serving(app), app.vitals.wants("gateway:0123"):
        assert not (await readiness(app)).ok  # nobody knows yet whether another has it
        now += 2 * RETRY_SECONDS + 0.1
        assert (await readiness(app)).ok


async def test_a_worker_does_not_wait_for_discord(now: datetime, tmp_path: Path) -> None:
    settings = load(home=tmp_path / "home", market="sim", at=now)
    async with open_app(settings, roles=frozenset({ProcessRole.WORKER})) as app:
        with serving(app):
            assert (await readiness(app)).ok


async def test_a_worker_is_ready_while_it_takes_jobs_from_the_queue(app: App) -> None:
    with serving(app):
        app.worker._queue.worked = False
        assert "takes no jobs" in (await readiness(app)).parts["worker"]
        working = asyncio.create_task(app.worker.run())
        try:
            async with asyncio.timeout(10):
                while (await readiness(app)).parts["worker"]:  # noqa: ASYNC110 - of many parts
                    await asyncio.sleep(0.05)
        finally:
            working.cancel()  # once: asked again, it would not put its connections away
            await asyncio.wait((working,))
        assert "takes no jobs" in (await readiness(app)).parts["worker"]


async def test_without_the_store_it_lives_and_is_not_ready(app: App, at: str) -> None:
    with serving(app, "gateway:0123"):
        app.vitals.shards = lambda: [SOUND]
        assert (await get(f"{at}/ready"))[0] == 200
        assert "omega_store_up_state 1.0" in (await get(f"{at}/metrics"))[1]
        app.state._looked, app.store._resting_until = -inf, inf
        assert (await get(f"{at}/health"))[0] == 200
        status, text = await get(f"{at}/ready")
        assert status == 503
        assert "does not answer" in text
        _, text = await get(f"{at}/metrics")
        assert "omega_store_up_state 0.0" in text
        assert "omega_dead_letters_messages 0" not in text  # nobody knows


async def test_what_waits_in_the_store_is_counted_and_its_age_told(app: App, at: str) -> None:
    async def fill(client: Redis) -> None:
        await client.xgroup_create(keys.OUTBOX, "alerts", id="0", mkstream=True)
        for entry in ("1790000000000-0", "1790000001000-0", "*"):
            await client.xadd(keys.OUTBOX, {"event": b""}, id=entry)
        await client.xreadgroup("alerts", "any", {keys.OUTBOX: ">"}, count=1)
        await client.hset(keys.DEAD_LETTERS, mapping={"1": "", "2": ""})

    await app.store.call(fill)
    _, text = await get(f"{at}/metrics")
    assert _value(text, 'omega_outbox_waiting_events{reader="alerts"}') == 3  # one is given out, and not dealt with
    assert _value(text, 'omega_outbox_oldest_age_seconds{reader="alerts"}') > 1_000_000
    assert _value(text, "omega_dead_letters_messages") == 2
    assert "\nomega_mailbox_waiting_messages " not in text  # another process tells


async def test_an_answer_and_an_error_are_counted_by_name(app: App, at: str) -> None:
    await app.presenter.phrase("/fib levels symbol:BTC/USDT", "shell:1", BEN)
    await app.presenter.phrase("/fib levels symbol:NONE/SUCH", "shell:2", BEN)
    _, text = await get(f"{at}/metrics")
    assert _value(text, 'omega_requests_total{outcome="answered",request="fib levels"}') == 1
    assert _value(text, 'omega_errors_total{error="UnknownSymbol"}') == 1
    assert _value(text, 'omega_request_seconds_count{request="fib levels"}') == 2
    assert _value(text, 'omega_store_call_seconds_count{outcome="answered"}') > 0


def test_metrics_have_a_unit_and_labels_that_are_told() -> None:
    for metric in described(Metrics()):
        assert metric.name.startswith("omega_")
        assert metric.name.removesuffix("_total").endswith(UNITS) or metric.kind == "counter", metric.name
        assert (metric.kind == "counter") == metric.name.endswith("_total"), metric.name
        assert set(metric.labels) <= set(LABELS), metric.name
        assert metric.means, metric.name
    assert {label for metric in described(Metrics()) for label in metric.labels} == set(LABELS)


def test_every_role_says_when_it_is_ready() -> None:
    assert set(NEEDS) == set(EVERY_ROLE)
