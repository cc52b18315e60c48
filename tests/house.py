"""The whole house for tests: the stand-in for Discord here, and the real bot in a process of its own."""

import asyncio
import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Self

from bot.app import App
from bot.client import OmegaBot
from bot.playground import Playground
from bot.run import make_bot
from bot.shards import Gateway, Share
from services.store.embedded import EmbeddedStore
from tests.forked import Forked

OMEGA = Path(sys.executable).with_name("omega")
ROLES = """\
roles:
  "*":
    viewer: [viewer]
    trader: [trader]
    approver: [approver]
    admin: [admin]
  dm:
    viewer: ["@everyone"]
"""
READY_SECONDS = 30.0
END_SECONDS = 15.0
OWN_VARIABLES = ("OMEGA_", "DISCORD_", "REDIS_URL", "ANTHROPIC_")
OF_THE_INTERPRETER = ("PYTHON", "LC_")
"""Variables that are read as Python starts."""


def environment(**variables: str) -> dict[str, str]:
    """This process's environment without any setting of Omega, and with ``variables``."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(OWN_VARIABLES)}
    return kept | variables


async def started(
    *arguments: str | Path, variables: Mapping[str, str], lines: Path, out: Path, errors: Path
) -> asyncio.subprocess.Process | Forked:
    """``omega`` with the lines of a file as its input, as it writes to the end of two others."""
    env = environment(**variables)
    if not any(name.startswith(OF_THE_INTERPRETER) for name in variables):
        return Forked(tuple(map(str, arguments)), env, lines=lines, out=out, errors=errors)
    with lines.open("rb") as read, out.open("ab") as written, errors.open("ab") as told:
        return await asyncio.create_subprocess_exec(OMEGA, *arguments, env=env, stdin=read, stdout=written, stderr=told)


def bot_of(app: App) -> OmegaBot:
    """The one client of ``app``, which is not connected."""
    return make_bot(app, Gateway("", "", app.store), Share(range(1), 1))


class Bot:
    """``omega run`` against ``playground``, as a process of its own."""

    def __init__(self, playground: Playground, home: Path, *, roles: str = "", **variables: str) -> None:
        self._playground = playground
        self.home = home
        self._roles = [word for role in roles.split() for word in ("--role", role)]
        self._variables = {
            "DISCORD_TOKEN": playground.token,
            "OMEGA_DISCORD_API": playground.api,
            "OMEGA_DISCORD_GATEWAY": playground.gateway,
            "OMEGA_HOME": str(home),
            "OMEGA_MARKET": "sim",
            "OMEGA_RATE__BURST": "1000",
            **variables,
        }
        self._process: asyncio.subprocess.Process | Forked | None = None

    async def start(self, **variables: str) -> None:
        """Start it, and wait until it is ready."""
        self.home.mkdir(parents=True, exist_ok=True)
        own = self.home / "omega.yaml"
        if not own.exists():
            own.write_text(ROLES)
        errors = self.home / "stderr.txt"
        self._process = await started(
            *("run", *self._roles),
            variables={**self._variables, **variables},
            lines=Path(os.devnull),
            out=errors,
            errors=errors,
        )
        ended = asyncio.ensure_future(self._process.wait())
        ready = asyncio.ensure_future(self._playground.bot_ready(READY_SECONDS))
        await asyncio.wait((ended, ready), return_when=asyncio.FIRST_COMPLETED)
        if not ready.done():
            ready.cancel()
            raise AssertionError(f"the bot ended with {ended.result()}: {self.errors()}")
        ended.cancel()
        ready.result()

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.returncode is None

    def errors(self) -> str:
        return (self.home / "stderr.txt").read_text(encoding="utf-8", errors="replace")

    async def kill(self) -> None:
        """End it as a power cut would."""
        await self._end(signal.SIGKILL)

    async def stop(self) -> int:
        """Ask it to end, and wait until it has; its exit status comes back."""
        return await self._end(signal.SIGTERM)

    async def _end(self, number: signal.Signals) -> int:
        assert self._process is not None
        if self._process.returncode is None:
            self._process.send_signal(number)
        async with asyncio.timeout(END_SECONDS):
            return await self._process.wait()

    async def __aenter__(self) -> Self:
        try:
            await self.start()
        except BaseException:
            await self.__aexit__(None, None, None)
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.running:
            await self.stop()
        await EmbeddedStore(self.home / "store").leave()  # after a kill nobody else does


async def omega(
    *arguments: str, home: Path, variables: Mapping[str, str] | None = None, lines: str = ""
) -> tuple[int, str, str]:
    """Run ``omega`` to its end, with ``lines`` on its standard input: its exit status, and what it wrote to standard
    output and standard error."""
    with TemporaryDirectory() as folder:
        given, out, errors = (Path(folder) / name for name in ("given", "out", "errors"))
        given.write_text(lines, encoding="utf-8")
        process = await started(
            *arguments,
            variables={"OMEGA_HOME": str(home), **(variables or {})},
            lines=given,
            out=out,
            errors=errors,
        )
        async with asyncio.timeout(60):
            status = await process.wait()
        told, wrong = (file.read_text(encoding="utf-8", errors="replace") for file in (out, errors))
        return status, told, wrong
