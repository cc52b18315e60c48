"""``omega ask -``: requests from standard input, one a line, asked in turn of one desk."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import BinaryIO
from uuid import uuid4

from bot.alerting import ALERTS_LEASE
from bot.app import App, open_app
from bot.ask import CONFIRM, SHELL, Asker, as_document, ask_desk
from bot.scheduling import SCHEDULES_LEASE
from bot.thinking import LOOP_LEASE
from config.settings import RateSettings, Settings
from personas.presenter import Presented
from services.core.clock import SteppedClock
from services.core.errors import InvalidRequest
from services.core.principal import Principal, at_door
from services.core.roles import Role

OWN_RATE = RateSettings(burst=1_000_000, per_minute=1_000_000)
"""Lines are asked one after the other by whoever runs the desk: nobody else waits."""

ELSEWHERE_SECONDS = 5.0
"""For so long a step waits for another process that thinks."""

Named = Callable[[str], tuple[str, Role]]
"""Reads NAME[:ROLE]; raises ``ValueError``."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line's own words before its text: ``step``: move the clock on, ``id``: the ask's own id."""

    text: str
    asker: Asker
    step: datetime | None = None
    id: str | None = None


def read_line(line: str, asker: Asker, named: Named) -> Line:
    """``line`` as ``asker`` wrote it: ``[--as NAME[:ROLE]] [--id ID] [--yes] TEXT``, or ``--step TIME``.

    Raises:
        ValueError: it is neither; the message says why.
    """
    read = Line(line.strip(), asker)
    while read.text.startswith("--"):
        option, _, rest = read.text.partition(" ")
        if option == CONFIRM:
            read = replace(read, text=rest.strip(), asker=replace(read.asker, confirms=True))
            continue
        value, _, rest = rest.strip().partition(" ")
        if option not in ("--as", "--id", "--step"):
            raise ValueError(f"{option}: a line may begin with --as, --id or {CONFIRM}, or be --step TIME")
        if not value:
            raise ValueError(f"{option}: its value is missing")
        read = replace(read, text=rest.strip())
        match option:
            case "--as":
                name, role = named(value)
                read = replace(read, asker=replace(read.asker, name=name, role=role))
            case "--id":
                read = replace(read, id=value)
            case _:
                read = replace(read, step=_time(value))
    if read.step is not None and (read.text or read.id):
        raise ValueError("--step: it stands in a line of its own")
    if read.step is None and not read.text:
        raise ValueError("there is nothing to ask in this line")
    return read


def _time(text: str) -> datetime:
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"--step: {text!r} is no time in ISO 8601, such as 2023-12-30T19:00:00Z") from None
    return time.replace(tzinfo=time.tzinfo or UTC).astimezone(UTC)


async def ask_lines(settings: Settings, asker: Asker, named: Named, lines: BinaryIO, out: BinaryIO) -> bool:
    """Ask each of ``lines`` in turn as ``asker``, unless it names another, and write what comes of it to ``out``, one
    JSON document a line; whether all were answered. A line that cannot be read is an error like another."""
    all_answered = True
    settings = settings.model_copy(update={"rate": OWN_RATE})
    async with open_app(settings, roles=frozenset(), watch=False) as app:
        async for line in _arriving(lines):
            presented = await _asked(app, line, asker, named)
            if presented is not None:
                all_answered &= presented.answered
                out.write(as_document(presented, indented=False) + b"\n")
                out.flush()
    return all_answered


async def _asked(app: App, line: str, asker: Asker, named: Named) -> Presented | None:
    """What came of ``line``; ``None`` where it asked for nothing."""
    if not line.strip():
        return None
    try:
        read = read_line(line, asker, named)
        if read.step is not None:
            _step(app, read.step)
            await happen(app)
            return None
    except ValueError as error:
        principal = Principal(id=at_door(SHELL, asker.name), name="", role=asker.role)
        return await app.presenter.error(InvalidRequest(problems=(str(error),)), principal, voice=asker.voice)
    # Made of who asks, and without their name in it: ids of asks are kept.
    own = uuid4().hex if read.id is None else sha256(f"{read.asker.name}:{read.id}".encode()).hexdigest()
    return await ask_desk(app, read.text, read.asker, at_door(SHELL, own))


def _step(app: App, to: datetime) -> None:
    if not isinstance(app.clock, SteppedClock):
        raise ValueError("--step: the clock goes by itself; pin it with --at, and without --speed")
    try:
        app.clock.step(to)
    except ValueError as error:
        raise ValueError(f"--step: {error}") from None


async def happen(app: App) -> None:
    """Do what processes that run do as time goes on: the market meets orders, and the agent thinks about bars that
    closed, unless another process does; what it proposes is taken, what is due at its time is asked, and channels are
    told of the sky."""
    await app.trading.watcher.step()
    await app.alone(LOOP_LEASE, app.thinking.loop.step, patience=ELSEWHERE_SECONDS)
    await app.thinking.executor.step()
    await app.alone(ALERTS_LEASE, app.alerting.feeds.step, patience=ELSEWHERE_SECONDS)

    async def schedule() -> None:
        await app.schedules.scheduler.step()
        await app.schedules.sky.step()

    await app.alone(SCHEDULES_LEASE, schedule, patience=ELSEWHERE_SECONDS)


async def _arriving(lines: BinaryIO) -> AsyncIterator[str]:
    """``lines`` as they come. They are read beside the event loop, by a thread that does not keep the process alive."""
    loop = asyncio.get_running_loop()
    arrived: asyncio.Queue[bytes | None] = asyncio.Queue()

    def read() -> None:
        for line in lines:
            loop.call_soon_threadsafe(arrived.put_nowait, line)
        loop.call_soon_threadsafe(arrived.put_nowait, None)

    threading.Thread(target=read, name="lines", daemon=True).start()
    while (line := await arrived.get()) is not None:
        yield line.decode(errors="replace")
