"""Replies over the wire: Omega beside a bare discord.py bot, on one stand-in, in turn.

The stand-in, the bot and the person who asks are three processes. What the bot itself costs is its CPU time a reply;
rates and latencies are those of all three together, so they are shown beside the bare bot's in the same run.
"""

import asyncio
import statistics
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

import psutil

from bot.playground.person import Person
from tests.conftest import eventually
from tests.house import OMEGA, ROLES, environment

START_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Load:
    """What came of ``replies`` asked ``at_once``: replies a second, latencies and the bot's CPU time in ms."""

    command: str
    at_once: int
    replies: int
    rate: float
    p50: float
    p99: float
    cpu: float


@asynccontextmanager
async def stand_in() -> AsyncIterator[dict[str, str]]:
    """A playground in a process of its own: the values that point a bot at it, and its ``url``."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot.playground", "--port", "0", stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    try:
        first = (await process.stdout.readline()).decode()
        told = {"url": first.split()[-1]}
        while "DISCORD_TOKEN" not in told:
            name, _, value = (await process.stdout.readline()).decode().strip().partition("=")
            if value:
                told[name] = value
        yield told
    finally:
        process.terminate()
        await process.wait()


@asynccontextmanager
async def bot_process(
    *command: str | Path, told: dict[str, str], log: Path, **variables: str
) -> AsyncIterator[tuple[int, float]]:
    """A bot, started and ready: its process id, and the seconds that took."""
    pointed = {name: value for name, value in told.items() if name != "url"}
    with log.open("ab") as output:
        started = perf_counter()
        process = await asyncio.create_subprocess_exec(
            *command, env=environment(**pointed, **variables), stdout=output, stderr=output
        )
    try:
        async with Person(told["url"], "Ben") as ben:
            await eventually(lambda: ben.bot_online, START_SECONDS)
        yield process.pid, perf_counter() - started
    finally:
        if process.returncode is None:
            process.terminate()
            await process.wait()


async def load(person: Person, pid: int, command: str, options: Sequence[dict[str, Any]], at_once: int) -> Load:
    """Ask ``command`` once with each of ``options``, ``at_once`` at a time."""
    bot = psutil.Process(pid)
    latencies: list[float] = []
    waiting = iter(options)

    async def ask() -> None:
        for chosen in waiting:
            reply = await person.slash(command, options=chosen, timeout=60)
            latencies.append(reply.seconds)

    before = bot.cpu_times()
    started = perf_counter()
    await asyncio.gather(*(ask() for _ in range(at_once)))
    seconds = perf_counter() - started
    after = bot.cpu_times()
    used = (after.user + after.system) - (before.user + before.system)
    latencies.sort()
    return Load(
        command=command,
        at_once=at_once,
        replies=len(latencies),
        rate=len(latencies) / seconds,
        p50=statistics.median(latencies) * 1000,
        p99=latencies[int(len(latencies) * 0.99)] * 1000,
        cpu=used / len(latencies) * 1000,
    )


def resident_mb(pid: int) -> float:
    """Resident memory of the process ``pid``."""
    return float(psutil.Process(pid).memory_info().rss) / 1e6


@asynccontextmanager
async def omega_process(told: dict[str, str], home: Path) -> AsyncIterator[tuple[int, float]]:
    home.mkdir(parents=True, exist_ok=True)
    (home / "omega.yaml").write_text(ROLES)
    variables = {
        "OMEGA_HOME": str(home),
        "OMEGA_MARKET": "sim",
        "OMEGA_RATE__BURST": "1000000",
        "OMEGA_RATE__PER_MINUTE": "1000000",
    }
    async with bot_process(OMEGA, "run", told=told, log=home / "log", **variables) as started:
        yield started
