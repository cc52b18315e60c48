"""Processes that serve the same people, each with a home of its own, on one store: as gateways in a cluster do."""

import asyncio
import logging
import os
import signal
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from time import monotonic
from typing import Any, Final

import structlog

from bot.app import App, open_app
from bot.process_roles import ProcessRole
from bot.run import _match
from config.settings import load
from services.core.ask import Ask
from services.core.errors import DeskError
from services.core.principal import Principal
from services.core.request import AnyRequest
from tests.crash.rounds import SPAWN

SETTINGS: Final = """\
paper: {latency: 0.02}
limits: {largest_position: 100, exposure: 100, orders_a_minute: 1000, losing_streak: 100, require_stop: false}
rate: {burst: 10000}
"""
READY_SECONDS: Final = 30.0

SPAWN.set_forkserver_preload([__name__])


@dataclass(frozen=True)
class Asked:
    """Who asks what, with the id by which a repeat is known."""

    id: str
    request: AnyRequest
    who: Principal


@dataclass(frozen=True)
class Said:
    """What was answered after so many ``seconds``, or why nothing was."""

    answer: Any
    error: str
    seconds: float


class GoneError(Exception):
    """The process was killed: nobody knows what became of what it was asked."""


def serve(home: Path, url: str, pipe: Connection) -> None:
    """Be a gateway: match orders, if no other does, and answer what comes through ``pipe``."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    home.mkdir()
    (home / "omega.yaml").write_text(SETTINGS)
    os.environ["REDIS_URL"] = url
    asyncio.run(_serve(home, pipe))


async def _serve(home: Path, pipe: Connection) -> None:
    async with open_app(load(home=home, market="sim"), roles=frozenset({ProcessRole.GATEWAY}), watch=False) as app:
        matching = asyncio.create_task(_match(app))
        answering = set[asyncio.Task[None]]()
        pipe.send(None)
        while (asked := await asyncio.to_thread(pipe.recv)) is not None:
            task = asyncio.create_task(_answer(app, asked, pipe))
            answering.add(task)
            task.add_done_callback(answering.discard)
        await asyncio.gather(*answering)
        matching.cancel()
        await asyncio.wait((matching,))


async def _answer(app: App, asked: Asked, pipe: Connection) -> None:
    began, answer, error = monotonic(), None, ""
    try:
        answer = await app.desk.ask(Ask(asked.id, asked.request, asked.who, app.clock.now()))
    except DeskError as failed:
        error = repr(failed)
    pipe.send((asked.id, Said(answer, error, monotonic() - began)))


class Gateway:
    """Such a process, from without."""

    def __init__(self, home: Path, url: str) -> None:
        self._pipe, theirs = SPAWN.Pipe()
        self._process = SPAWN.Process(target=serve, args=(home, url, theirs))
        self._process.start()
        theirs.close()
        self._waiting: dict[str, asyncio.Future[Said]] = {}
        self._hearing: asyncio.Task[None] | None = None

    async def ready(self) -> None:
        async with asyncio.timeout(READY_SECONDS):
            await asyncio.to_thread(self._pipe.recv)
        self._hearing = asyncio.create_task(self._hear())

    async def ask(self, asked: Asked) -> Said:
        """What it says.

        Raises:
            GoneError: it was killed before it did.
        """
        waiting: asyncio.Future[Said] = asyncio.get_running_loop().create_future()
        self._waiting[asked.id] = waiting
        try:
            self._pipe.send(asked)
        except OSError as error:
            raise GoneError from error
        return await waiting

    def kill(self) -> None:
        """As the system does that is out of memory."""
        os.kill(self._process.pid or 0, signal.SIGKILL)

    async def end(self) -> None:
        with suppress(OSError):
            self._pipe.send(None)
        await asyncio.to_thread(self._process.join)
        if self._hearing is not None:
            await self._hearing

    async def _hear(self) -> None:
        try:
            while True:
                number, said = await asyncio.to_thread(self._pipe.recv)
                self._waiting.pop(number).set_result(said)
        except (EOFError, OSError):
            for waiting in self._waiting.values():
                if not waiting.done():
                    waiting.set_exception(GoneError())
