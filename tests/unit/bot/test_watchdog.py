"""The watchdog's own process: who it tells, in which order, once, and what it never says."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import structlog
from aiohttp import web
from pydantic import SecretStr

from bot import watchdog
from bot.watchdog import watch
from config.settings import Settings, SettingsError, load
from services.core.clock import WallClock
from services.core.errors import StoreUnavailable
from services.house.beats import Beats
from services.store import keys
from services.store.embedded import EmbeddedStore
from services.store.store import Store
from tests.conftest import eventually

WAIT_SECONDS = 30.0
SECRET = "hooks-9-AbCdEf"  # noqa: S105 (of nothing)


class Told:
    """A webhook and an endpoint. ``answers`` are the statuses that the next requests get."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.answers: dict[str, list[int]] = {"webhook": [], "endpoint": []}
        self.taken: dict[str, list[dict[str, Any]]] = {"webhook": [], "endpoint": []}
        self.tries = 0
        self.takes = 0.0
        """Seconds from what was taken to the answer."""

    async def take(self, request: web.Request) -> web.Response:
        name, self.tries = request.match_info["name"], self.tries + 1
        status = self.answers[name].pop(0) if self.answers[name] else 204
        if status == 204:
            self.taken[name].append(await request.json() | {"key_sent": request.headers["Idempotency-Key"]})
        await asyncio.sleep(self.takes)
        return web.Response(status=status, headers={"Retry-After": "0"})

    def states(self) -> list[tuple[str, str]]:
        return [(each["state"], each["part"]) for each in self.taken["endpoint"]]


@pytest.fixture
async def told(unused_tcp_port: int) -> AsyncIterator[Told]:
    told = Told(unused_tcp_port)
    app = web.Application()
    app.router.add_post(f"/{{name}}/{SECRET}", told.take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", unused_tcp_port).start()
    yield told
    await runner.cleanup()


@pytest.fixture
def settings(tmp_path: Path, told: Told, embedded: EmbeddedStore, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Of a watchdog that has not the patience of a real one."""
    assert embedded.url is not None
    monkeypatch.setattr(watchdog, "LOOK_SECONDS", 0.02)
    monkeypatch.setattr(watchdog, "WAITS", (0.02,))
    monkeypatch.setattr(watchdog, "STAND_BY_SECONDS", 0.02)
    loaded = load(
        home=tmp_path / "home",
        redis_url=embedded.url,
        watchdog={"webhook": f"{told.url}/webhook/{SECRET}", "endpoint": f"{told.url}/endpoint/{SECRET}"},
    )
    quick = loaded.watchdog.model_copy(update={"silent": 0.7, "restart": 0.9, "parts": ("feeds",)})
    return loaded.model_copy(update={"watchdog": quick})


@asynccontextmanager
async def doing(work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait((task,))


@asynccontextmanager
async def watching(settings: Settings) -> AsyncIterator[None]:
    async with doing(watch(settings, beside=None)):
        yield


@asynccontextmanager
async def beating(store: Store, *parts: str) -> AsyncIterator[None]:
    async def beat() -> None:
        while True:
            with suppress(StoreUnavailable):
                for part in parts:
                    await store.hash_set(keys.BEATS, part, datetime.now(UTC).isoformat())
            await asyncio.sleep(0.05)

    async with doing(beat()):
        yield


async def test_it_is_ready_while_it_looks_whatever_it_sees(
    settings: Settings, unused_tcp_port_factory: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    port = unused_tcp_port_factory()
    monitoring = settings.monitoring.model_copy(update={"port": port})
    away = SecretStr("redis://127.0.0.1:9/0")

    async def get(path: str) -> tuple[int, str]:
        async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{port}/{path}") as answer:
            return answer.status, await answer.text()

    async def ready() -> bool:
        with suppress(aiohttp.ClientConnectionError):
            return (await get("ready"))[0] == 200
        return False

    async with watching(settings.model_copy(update={"monitoring": monitoring, "redis_url": away})):
        await eventually(ready)
        assert (await get("health"))[0] == 200
        assert "omega_ready_state 1.0" in (await get("metrics"))[1]
        monkeypatch.setattr(watchdog, "LATE_SECONDS", -1.0)
        assert (await get("ready"))[0] == 503
        assert (await get("health"))[0] == 200


async def test_both_are_told_once_and_once_that_it_is_back(settings: Settings, told: Told, store: Store) -> None:
    told.answers["webhook"] = [500, 429]
    told.answers["endpoint"] = [503]
    with structlog.testing.capture_logs() as logs:
        async with watching(settings):
            async with beating(store, "feeds", "brain"):
                await asyncio.sleep(0.3)
            async with beating(store, "brain"):
                await eventually(lambda: told.states() == [("silent", "feeds")] and told.taken["webhook"], WAIT_SECONDS)
                await asyncio.sleep(0.3)
            async with beating(store, "feeds", "brain"):
                await eventually(lambda: len(told.states()) == 2 and len(told.taken["webhook"]) == 2, WAIT_SECONDS)
                await asyncio.sleep(0.3)
    assert told.states() == [("silent", "feeds"), ("back", "feeds")]
    first, second = told.taken["webhook"]
    assert "watch for alerts is silent" in first["embeds"][0]["title"]
    assert first["allowed_mentions"] == {"parse": []}
    assert second["key_sent"] != first["key_sent"]
    assert first["key_sent"] == told.taken["endpoint"][0]["key_sent"] == told.taken["endpoint"][0]["key"]
    assert SECRET not in str(logs)


async def test_a_store_that_died_is_told_without_it(
    settings: Settings, told: Told, store: Store, embedded: EmbeddedStore
) -> None:
    async with watching(settings), beating(store, "feeds", "brain"):
        await asyncio.sleep(0.2)
        info = await store.call(lambda client: client.info("server"))
        os.kill(int(info["process_id"]), 9)
        await eventually(lambda: told.states() == [("silent", "store")], WAIT_SECONDS)
    await embedded.ensure()


async def test_what_is_owed_outlives_the_watchdog_and_nothing_is_told_twice(
    settings: Settings, told: Told, store: Store
) -> None:
    told.answers["endpoint"] = [503] * 10_000
    async with watching(settings), beating(store, "brain"):
        await eventually(lambda: len(told.taken["webhook"]) == 1, WAIT_SECONDS)
    told.answers["endpoint"] = []
    async with watching(settings), beating(store, "brain"):
        await eventually(lambda: told.states() == [("silent", "feeds")], WAIT_SECONDS)
        await asyncio.sleep(0.8)
    async with watching(settings), beating(store, "feeds", "brain"):
        await eventually(lambda: told.states() == [("silent", "feeds"), ("back", "feeds")], WAIT_SECONDS)
        await eventually(lambda: len(told.taken["webhook"]) == 2, WAIT_SECONDS)


async def test_an_address_that_refuses_for_good_keeps_nothing_back(
    settings: Settings, told: Told, store: Store
) -> None:
    told.answers["webhook"] = [404, 401]
    async with watching(settings), beating(store, "brain"):
        await eventually(lambda: told.states() == [("silent", "feeds")], WAIT_SECONDS)
        await eventually(lambda: told.answers["webhook"] == [401], WAIT_SECONDS)
    async with watching(settings), beating(store, "feeds", "brain"):
        await eventually(lambda: told.answers["webhook"] == [], WAIT_SECONDS)
    assert told.taken["webhook"] == []


async def test_what_falls_silent_together_is_one_message(settings: Settings, told: Told, store: Store) -> None:
    both = settings.watchdog.model_copy(update={"parts": ("feeds", "brain")})
    for part in both.parts:
        await store.hash_set(keys.BEATS, part, datetime.now(UTC).isoformat())
    async with watching(settings.model_copy(update={"watchdog": both})):
        await eventually(lambda: len(told.states()) == 2 and told.taken["webhook"], WAIT_SECONDS)
    (message,) = told.taken["webhook"]
    assert [embed["title"] for embed in message["embeds"]] == [
        "The desk's watch for alerts is silent",
        "The desk's agent is silent",
    ]


async def test_one_beside_a_process_that_is_gone_leaves_its_turn_to_who_stands_by(
    settings: Settings, told: Told, store: Store
) -> None:
    gone = 1 if os.getppid() != 1 else 2
    orphan = asyncio.create_task(watch(settings, beside=gone))
    async with beating(store, "brain"):
        await eventually(lambda: told.states() == [("silent", "feeds")], WAIT_SECONDS)
        assert not orphan.done(), "while nobody stands by, it watches on"
        async with watching(settings):
            await eventually(orphan.done, WAIT_SECONDS)
            async with beating(store, "feeds"):
                await eventually(lambda: told.states() == [("silent", "feeds"), ("back", "feeds")], WAIT_SECONDS)


async def test_what_is_being_told_when_another_takes_over_is_told_once(
    settings: Settings, told: Told, store: Store
) -> None:
    orphan = asyncio.create_task(watch(settings, beside=1 if os.getppid() != 1 else 2))
    told.takes = 0.5
    async with beating(store, "brain"):
        await eventually(lambda: told.tries == 2, WAIT_SECONDS)
        async with watching(settings):
            await eventually(orphan.done, WAIT_SECONDS)
            async with beating(store, "feeds"):
                await eventually(lambda: told.states()[1:] == [("back", "feeds")], WAIT_SECONDS)
    assert told.states() == [("silent", "feeds"), ("back", "feeds")]


async def test_one_watches_for_a_home_and_the_other_takes_over(settings: Settings, told: Told, store: Store) -> None:
    async with beating(store, "brain"):
        async with watching(settings), watching(settings):
            await eventually(lambda: told.states() == [("silent", "feeds")], WAIT_SECONDS)
            await asyncio.sleep(0.5)
        assert told.states() == [("silent", "feeds")]


async def test_what_cannot_be_read_of_the_past_begins_anew(settings: Settings, told: Told, store: Store) -> None:
    settings.home.mkdir(parents=True)
    (settings.home / "watchdog.json").write_bytes(b'{"silent": {"feeds": "yesterday"')
    async with watching(settings), beating(store, "brain"):
        await eventually(lambda: told.states() == [("silent", "feeds")], WAIT_SECONDS)


async def test_without_an_address_there_is_nothing_to_do(tmp_path: Path) -> None:
    with pytest.raises(SettingsError):
        await watch(load(home=tmp_path), beside=None)


async def test_parts_beat_from_within_their_work_and_leave_no_sign_when_told_to_end(store: Store) -> None:
    beats = Beats(store, WallClock())
    turns = asyncio.Event()

    async def work(beat: Any) -> None:
        beat()
        turns.set()
        await asyncio.Event().wait()  # it hangs from here on

    task = asyncio.create_task(beats.of("brain", work))
    await turns.wait()
    await beats.write()
    first = await store.hash_all(keys.BEATS)
    assert first.keys() == {"brain"}
    await beats.write()
    assert await store.hash_all(keys.BEATS) == first, "what hangs gives no sign, though its process lives"
    task.cancel()
    await asyncio.wait((task,))
    assert await store.hash_all(keys.BEATS) == {}
