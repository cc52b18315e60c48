"""``omega`` in processes of their own that need not import it: forked off one that has, in a quarter of the time.

What the interpreter itself reads at its start (``PYTHONPATH``, ``LC_ALL``) cannot be told them; see ``tests.house``.
"""

import asyncio
import multiprocessing
import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

POLL_SECONDS: Final = 0.01

_forks = multiprocessing.get_context("forkserver")
_forks.set_forkserver_preload(["tests.preloaded"])


class Forked:
    """As much of an ``asyncio.subprocess.Process`` as the tests need."""

    def __init__(
        self, arguments: tuple[str, ...], env: Mapping[str, str], *, lines: Path, out: Path, errors: Path
    ) -> None:
        files = (str(lines), str(out), str(errors))
        self._process = _forks.Process(target=_omega, args=(arguments, dict(env), files))
        self._process.start()
        assert self._process.pid is not None
        self.pid: int = self._process.pid

    @property
    def returncode(self) -> int | None:
        return self._process.exitcode

    def send_signal(self, number: int) -> None:
        os.kill(self.pid, number)

    async def wait(self) -> int:
        while (status := self.returncode) is None:  # noqa: ASYNC110 (another process's end is no event of the loop)
            await asyncio.sleep(POLL_SECONDS)
        return status


def _omega(arguments: tuple[str, ...], env: dict[str, str], files: tuple[str, str, str]) -> None:
    """Be ``omega``, from here on."""
    appended = os.O_WRONLY | os.O_CREAT | os.O_APPEND
    for number, (path, flags) in enumerate(zip(files, (os.O_RDONLY, appended, appended), strict=True)):
        opened = os.open(path, flags, 0o600)
        os.dup2(opened, number)
        os.close(opened)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 (the process's own, to its end)
    os.environ.clear()
    os.environ.update(env)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.argv = ["omega", *arguments]
    from bot.cli import main

    main()
