"""The whole house for tests: the stand-in for Discord here, and the real bot in a process of its own."""

import asyncio
import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from bot.playground import Playground
from services.store.embedded import EmbeddedStore

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


def environment(**variables: str) -> dict[str, str]:
    """This process's environment without any setting of Omega, and with ``variables``."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(OWN_VARIABLES)}
    return kept | variables


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
        self._process: asyncio.subprocess.Process | None = None

    async def start(self, **variables: str) -> None:
        """Start it, and wait until it is ready."""
        self.home.mkdir(parents=True, exist_ok=True)
        own = self.home / "omega.yaml"
        if not own.exists():
            own.write_text(ROLES)
        with (self.home / "stderr.txt").open("ab") as errors:
            self._process = await asyncio.create_subprocess_exec(
                OMEGA,
                "run",
                *self._roles,
                env=environment(**self._variables, **variables),
                stdout=errors,
                stderr=errors,
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
    process = await asyncio.create_subprocess_exec(
        OMEGA,
        *arguments,
        env=environment(OMEGA_HOME=str(home), **(variables or {})),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(60):
        out, errors = await process.communicate(lines.encode())
    assert process.returncode is not None
    return process.returncode, out.decode(errors="replace"), errors.decode(errors="replace")
