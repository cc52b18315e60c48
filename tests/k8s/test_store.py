"""The store as the manifests configure it, with a real server: who may do what, and that nothing is lost."""

import asyncio
import os
import signal
import socket
from collections.abc import AsyncIterator
from contextlib import closing
from io import StringIO
from pathlib import Path

import pytest
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import AuthenticationError, ConnectionError, NoPermissionError, RedisError  # noqa: A004
from rich.console import Console

from bot.app import open_app
from bot.ask import Asker, ask_desk
from bot.backup import backup, put_back
from config.settings import load
from services.core.roles import Role
from services.store.embedded import _server
from tests.k8s.manifests import overlay

TWO_WRITES = "redis.call('HSET', KEYS[1], ARGV[1], 1); return redis.call('HSET', KEYS[2], ARGV[1], 2)"
PASSWORD = "a password with $ and ' in it"  # noqa: S105


class Pod:
    """The store's pod, with its paths in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with closing(socket.socket()) as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        places = {"/data": "data", "/run/valkey": "run", "/etc/valkey": "etc", "/run/secrets/omega": "secrets"}
        for name in places.values():
            (folder / name).mkdir()
        (folder / "secrets" / "REDIS_PASSWORD").write_text(PASSWORD)
        for name, text in overlay("production").named("ConfigMap", "omega-redis")["data"].items():
            for place, here in places.items():
                text = text.replace(place, str(folder / here))
            (folder / "etc" / name).write_text(text)

    @property
    def url(self) -> str:
        """As in the manifests, without the password."""
        return f"redis://omega@127.0.0.1:{self.port}/0"

    async def start(self) -> asyncio.subprocess.Process:
        users = await asyncio.create_subprocess_exec("sh", str(self.folder / "etc" / "users.sh"))
        assert await users.wait() == 0
        server = await asyncio.create_subprocess_exec(
            str(_server()), str(self.folder / "etc" / "valkey.conf"), "--port", str(self.port), "--loglevel", "warning"
        )
        for _ in range(200):
            try:
                async with self.client("probe", "any") as probe:
                    if await probe.ping():
                        return server
            except ConnectionError:
                await asyncio.sleep(0.02)
        raise AssertionError("it does not answer its probe")

    def client(self, user: str | None = "omega", password: str | None = PASSWORD) -> Redis:
        return Redis(port=self.port, username=user, password=password, retry=Retry(NoBackoff(), 0))


@pytest.fixture
async def pod(tmp_path: Path) -> AsyncIterator[Pod]:
    here = Pod(tmp_path)
    server = await here.start()
    yield here
    if server.returncode is None:
        server.send_signal(signal.SIGTERM)
    await server.wait()


async def test_the_desk_does_all_it_does_with_the_rights_it_has(pod: Pod, tmp_path: Path) -> None:
    settings = load(home=tmp_path / "home", market="sim", redis_url=pod.url, redis_password=PASSWORD)
    async with open_app(settings) as app:
        ann = Asker("ann", Role.TRADER, voice="z", confirms=True)
        for text in (
            "/persona use voice:z",
            "/balance",
            "/buy symbol:BTC/USDT amount:0.01 stop:1",
            "/alert list",
            "/eventstudy condition:rsi14 < 45 timeframe:1d days:365 ahead:2",
            "/jobs list",
            "/status",
            "/flatten",
            "/forget me confirm:yes",
        ):
            presented = await ask_desk(app, text, ann, text)
            assert presented.answered, (text, presented)


async def test_it_can_be_backed_up_and_put_back_with_these_rights(pod: Pod, tmp_path: Path) -> None:
    settings = load(home=tmp_path / "home", market="sim", redis_url=pod.url, redis_password=PASSWORD)
    async with open_app(settings, roles=frozenset()) as app:
        assert (
            await ask_desk(app, "/persona use voice:z", Asker("ann", Role.TRADER, voice=None, confirms=True), "1")
        ).answered
    file, console = tmp_path / "once.omega.zst", Console(file=StringIO())
    await backup(settings, file, None, console)
    await put_back(settings, file, replace=True, console=console)
    await backup(settings, tmp_path / "twice.omega.zst", None, console)
    assert (tmp_path / "twice.omega.zst").read_bytes() == file.read_bytes()


@pytest.mark.parametrize(
    "command",
    [
        ("CONFIG", "SET", "appendonly", "no"),
        ("SHUTDOWN",),
        ("FLUSHALL",),
        ("ACL", "SETUSER", "omega", "+@all"),
        ("DEBUG", "SLEEP", "1"),
        ("REPLICAOF", "elsewhere", "6379"),
        ("KEYS", "*"),
        ("MODULE", "LOAD", "x.so"),
        ("SET", "of-others", "1"),
        ("GET", "of-others"),
        ("EVAL", "return redis.call('SET', 'of-others', 1)", "0"),
    ],
)
async def test_whoever_has_the_desks_password_has_its_keys_and_no_more(pod: Pod, command: tuple[str, ...]) -> None:
    async with pod.client() as client:
        with pytest.raises(RedisError, match=r"permission|not allowed|ACL"):
            await client.execute_command(*command)  # type: ignore[no-untyped-call]


@pytest.mark.parametrize(
    ("user", "password"), [(None, None), ("omega", "wrong"), ("omega", None), ("default", PASSWORD), ("probe", "any")]
)
async def test_nobody_else_gets_in(pod: Pod, user: str | None, password: str | None) -> None:
    with pytest.raises((AuthenticationError, NoPermissionError)):
        async with pod.client(user, password) as client:
            await client.get("omega:schema")


async def test_what_was_written_is_there_after_a_kill(pod: Pod) -> None:
    async with pod.client() as client:
        for number in range(200):
            await client.xadd("omega:test", {"n": number})
            async with client.pipeline(transaction=True) as step:
                step.hset("omega:steps", str(number), "1")
                step.hset("omega:ends", str(number), "1")
                await step.execute()
            await client.eval(TWO_WRITES, 2, "omega:scripts", "omega:ends", str(number))
        pid = int((await client.info("server"))["process_id"])
    os.kill(pid, signal.SIGKILL)
    again = await pod.start()
    try:
        async with pod.client() as client:
            assert await client.xlen("omega:test") == 200
            for key in ("omega:steps", "omega:ends", "omega:scripts"):
                assert await client.hlen(key) == 200, key
    finally:
        again.send_signal(signal.SIGTERM)
        await again.wait()
