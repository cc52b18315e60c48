"""A gateway that hears 10,000 servers on some shards: what it has in memory and takes of a core at rest and while 100
commands a second come from servers all over, beside a bare discord.py bot on one shard.

The stand-in and those who ask are in this process; a bot is one of its own.
"""

import asyncio
import statistics
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import psutil

from bot.playground import Playground
from bot.playground.person import Person
from tests.bench.wire import bot_process, omega_process, resident_mb
from tests.conftest import eventually

SERVERS = 10_000
SHARDS = (1, 4)
A_SECOND = 100
REST_SECONDS = 5.0
GENERAL = 1
"""After a server's id comes that of its channel."""


@dataclass(frozen=True, slots=True)
class Carried:
    """Memory in MB, shares of a core, latencies in ms, and the fewest and most commands that a shard had."""

    ready: float
    at_rest: float
    idle: float
    loaded: float
    busy: float
    rate: float
    p50: float
    p99: float
    a_shard: tuple[int, int]


def used(pid: int) -> float:
    times = psutil.Process(pid).cpu_times()
    return float(times.user + times.system)


async def carried(playground: Playground, pid: int, ready: float, command: str, shards: int, seconds: float) -> Carried:
    await eventually(lambda: playground.shards == list(range(shards)), 60)
    await asyncio.sleep(REST_SECONDS)  # until all servers are there
    at_rest, before = resident_mb(pid), used(pid)
    await asyncio.sleep(REST_SECONDS)
    idle = (used(pid) - before) / REST_SECONDS
    count = int(A_SECOND * seconds)
    servers = tuple(playground.servers)
    asked = [servers[number * len(servers) // count] for number in range(count)]
    latencies: list[float] = []
    async with Person(playground.url, "Ben") as ben:
        await ben.slash(command, symbol="BTC/USDT", timeout=30)

        async def ask(number: int, server: str) -> None:
            await asyncio.sleep(number / A_SECOND)
            reply = await ben.slash(command, str(int(server) + GENERAL), symbol="BTC/USDT", timeout=60)
            latencies.append(reply.seconds * 1000)

        before, began = used(pid), perf_counter()
        await asyncio.gather(*(ask(number, server) for number, server in enumerate(asked)))
        took = perf_counter() - began
    latencies.sort()
    of_shards = Counter((int(server) >> 22) % shards for server in asked)
    return Carried(
        ready=ready,
        at_rest=at_rest,
        idle=idle,
        loaded=resident_mb(pid),
        busy=(used(pid) - before) / took,
        rate=count / took,
        p50=statistics.median(latencies),
        p99=latencies[int(len(latencies) * 0.99)],
        a_shard=(min(of_shards.values()), max(of_shards.values())),
    )


async def measured(home: Path, scale: float) -> dict[str, Carried]:
    found: dict[str, Carried] = {}
    home.mkdir(parents=True)
    seconds = max(2.0, 15 * scale)
    (home / "none.png").write_bytes(b"")
    bare = (sys.executable, "-m", "tests.bench.bare_bot", home / "none.png")
    async with (
        Playground(servers=SERVERS) as playground,
        bot_process(*bare, told=_pointed(playground), log=home / "bare.log") as (pid, ready),
    ):
        found["bare discord.py, 1 shard"] = await carried(playground, pid, ready, "card", 1, seconds)
    for shards in SHARDS:
        name = f"{shards} shard{'s' if shards > 1 else ''}"
        told = {"OMEGA_SHARDS__COUNT": str(shards)}
        async with (
            Playground(servers=SERVERS) as playground,
            omega_process(_pointed(playground) | told, home / str(shards)) as (pid, ready),
        ):
            found[f"Omega, {name}"] = await carried(playground, pid, ready, "price", shards, seconds)
    return found


def _pointed(playground: Playground) -> dict[str, str]:
    return {
        "url": playground.url,
        "DISCORD_TOKEN": playground.token,
        "OMEGA_DISCORD_API": playground.api,
        "OMEGA_DISCORD_GATEWAY": playground.gateway,
    }


def lines(home: Path, scale: float) -> Sequence[str]:
    """A row for each bot."""
    rows = [
        f"| {name} | {c.ready:.1f} | {c.at_rest:.0f} | {c.idle:.1%} | {c.loaded:.0f} | {c.rate:.0f} | {c.busy:.0%} "
        f"| {c.p50:.0f} / {c.p99:.0f} | {c.a_shard[0]} to {c.a_shard[1]} |"
        for name, c in asyncio.run(measured(home, scale)).items()
    ]
    head = "10,000 servers | ready, s | MB at rest | of a core | MB under load | commands/s | of a core | p50 / p99, ms"
    return ["", f"| {head} | of them a shard |", "| --- | " + "---: | " * 7 + "---: |", *rows]
