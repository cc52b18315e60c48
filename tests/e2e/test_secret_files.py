"""Secrets as files, with a real store: the password is changed while processes run, and ``omega check --strict`` says
before a start what such a process would miss."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from redis.asyncio import Redis

from bot.app import open_app
from config.settings import load
from services.core.errors import StoreUnavailable
from services.store.embedded import EmbeddedStore
from services.store.store import Store, make_client
from tests.house import omega

USER = "omega"
SOON = 5


@dataclass(frozen=True)
class Server:
    """A store of somebody else's, and the folder that its password lies in."""

    admin: Redis
    url: str
    secrets: Path

    def write(self, password: str) -> None:
        (self.secrets / "REDIS_PASSWORD").write_text(f"{password}\n")

    async def let_in(self, *words: str) -> None:
        told = ["ACL", "SETUSER", USER, "on", "~*", "&*", "+@all", *words]
        await self.admin.execute_command(*told)  # type: ignore[no-untyped-call] # redis-py leaves it untyped

    async def hang_up(self) -> None:
        await self.admin.execute_command("CLIENT", "KILL", "USER", USER)  # type: ignore[no-untyped-call] # the same

    @property
    def variables(self) -> dict[str, str]:
        return {"REDIS_URL": self.url, "OMEGA_SECRETS": str(self.secrets), "OMEGA_MARKET": "sim"}


@pytest.fixture
async def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Server]:
    monkeypatch.delenv("REDIS_PASSWORD", raising=False)
    embedded = EmbeddedStore(tmp_path / "elsewhere")
    url = await embedded.ensure()
    secrets = tmp_path / "secrets"
    secrets.mkdir()
    admin = make_client(url)
    held = Server(admin, f"redis://{USER}@127.0.0.1:{urlsplit(url).port}/0", secrets)
    await held.let_in(">first")
    held.write("first")
    yield held
    await admin.aclose()
    await embedded.leave()


async def again(store: Store) -> bytes | None:
    """What is kept, asked until the store is no longer left alone after a failure."""
    async with asyncio.timeout(SOON):
        while True:
            try:
                return await store.get("kept")
            except StoreUnavailable:
                await asyncio.sleep(0.1)


async def test_a_running_process_takes_the_new_password(server: Server, tmp_path: Path) -> None:
    settings = load(home=tmp_path / "home", redis_url=server.url, secrets=server.secrets, market="sim")
    async with open_app(settings) as app:
        await app.store.set("kept", b"1", 60)
        await server.let_in(">second")
        server.write("second")
        await server.let_in("<first")
        await server.hang_up()
        assert await again(app.store) == b"1"
        server.write("wrong")
        await server.hang_up()
        with pytest.raises(StoreUnavailable):
            await app.store.get("kept")
        server.write("second")
        assert await again(app.store) == b"1", "a wrong one is no lasting harm"
    assert {"first", "second", "wrong"} <= settings.known_secrets()


async def test_what_an_address_has_of_a_password_goes_before_the_file(server: Server, tmp_path: Path) -> None:
    server.write("wrong")
    store = Store(server.url.replace(USER, f"{USER}:first"), password=lambda: "wrong")
    await store.set("kept", b"1", 60)
    assert await store.get("kept") == b"1"
    await store.close()


async def checked(server: Server, home: Path, *arguments: str, **variables: str) -> tuple[int, str]:
    told = await omega("check", *arguments, home=home, variables={**server.variables, **variables})
    assert "Traceback" not in told[2]
    return told[0], told[1] + told[2]


async def test_a_strict_check_wants_what_such_a_process_needs(server: Server, tmp_path: Path) -> None:
    """Each failure is a line, however long, where nobody looks at a terminal."""
    strict, of_a_worker = ("--strict",), ("--strict", "--role", "worker")
    assert (await checked(server, tmp_path))[0] == 0
    assert (await checked(server, tmp_path, *of_a_worker))[0] == 0
    status, told = await checked(server, tmp_path, *strict)
    assert (status, [line.split()[1] for line in told.splitlines() if line.startswith("no ")]) == (1, ["discord"])
    status, told = await checked(server, tmp_path, "--strict", "--role", "watchdog")
    assert (status, [line.split()[1] for line in told.splitlines() if line.startswith("no ")]) == (1, ["watchdog"])
    closed = {"OMEGA_MARKET": "live", "OMEGA_EXCHANGE_URL": "http://127.0.0.1:1", "HTTPS_PROXY": "", "HTTP_PROXY": ""}
    assert (await checked(server, tmp_path, **closed))[0] == 1
    assert (await checked(server, tmp_path, *of_a_worker, **closed))[0] == 0, "it is back by itself"
    assert (await checked(server, tmp_path, *of_a_worker, OMEGA_MARKET="replay"))[0] == 1, "that never is"


async def test_a_strict_check_tells_of_the_store_what_would_lose_something(server: Server, tmp_path: Path) -> None:
    of_a_worker = ("--strict", "--role", "worker")
    await server.admin.config_set("appendonly", "no")
    await server.admin.config_set("maxmemory-policy", "allkeys-lru")
    status, told = await checked(server, tmp_path, *of_a_worker)
    assert status == 1
    assert "appendonly yes" in told
    assert "maxmemory-policy noeviction" in told
    assert (await checked(server, tmp_path))[0] == 0, "for a try it does"
    server.write("a-wrong-one")
    status, told = await checked(server, tmp_path, *of_a_worker)
    assert status == 1
    assert "refuses this user or password" in told
    assert "a-wrong-one" not in told


async def test_a_strict_check_tells_of_a_file_that_nothing_reads(server: Server, tmp_path: Path) -> None:
    (server.secrets / "DISCORD_TOKEN.txt").write_text("of.a.bot")
    status, told = await checked(server, tmp_path, "--strict", "--role", "worker")
    assert status == 1
    assert "nothing reads DISCORD_TOKEN.txt" in told
