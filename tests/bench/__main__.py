"""``make bench``: prints the figures, and with ``--write`` keeps them in docs/benchmarks.md.

``replies`` is measured over the wire beside a bare bot; ``memory`` over mixed commands; ``analyses`` in one process,
beside TA-Lib, ``ta``, or the plain way to do the same; ``paper`` the same of the paper engine; ``accounts`` what they
cost while nothing happens in them; ``journal`` beside a bare ``fdatasync``; ``agent`` beside what each part may take;
``alerts`` beside looking at all; ``telling`` from an alert that fires to the message; ``school`` beside FSRS
alone; ``jobs`` over several processes beside a plain loop; ``shards`` a gateway of 10,000 servers beside a bare bot.
"""

import argparse
import asyncio
import os
import platform
import statistics
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psutil

from bot.playground.person import Person
from tests.bench import accounts, agent, alerts, analyses, jobs, journal, memory, paper, school, shards, telling
from tests.bench.local import parts, shell
from tests.bench.wire import Load, bot_process, load, omega_process, resident_mb, stand_in
from tests.conftest import ROOT

FILE = ROOT / "docs" / "benchmarks.md"
SYMBOLS = ("BTC/USDT", "ETH/USDT", "SOL/USDT", "XRP/USDT", "ADA/USDT")
TIMEFRAMES = ("15m", "30m", "1h", "2h", "4h", "6h", "12h", "1d")
ROUNDS = 7
SECTIONS = (
    "replies",
    "memory",
    "analyses",
    "paper",
    "accounts",
    "journal",
    "agent",
    "alerts",
    "telling",
    "school",
    "jobs",
    "shards",
)


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--write", action="store_true", help=f"keep the figures in {FILE.relative_to(ROOT)}")
    parser.add_argument("--quick", action="store_true", help="a tenth of the replies: to see that it works")
    parser.add_argument("--only", choices=SECTIONS, help="measure these alone")
    arguments = parser.parse_args()
    for section in (arguments.only,) if arguments.only else SECTIONS:
        with tempfile.TemporaryDirectory() as folder:
            _keep_compiled(Path(folder))
            lines = measure(section, Path(folder), 0.1 if arguments.quick else 1.0)
            text = "\n".join([*_machine(), *lines]) + "\n"
        sys.stdout.write(text)
        if arguments.write:
            FILE.write_text(kept(FILE.read_text(encoding="utf-8"), section, text), encoding="utf-8")


def _keep_compiled(folder: Path) -> None:
    """Let the processes that are measured keep compiled modules, as Python does unless the environment forbids it."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = str(folder / "compiled")


def kept(page: str, section: str, text: str) -> str:
    """``page`` with the figures between the marks of ``section`` replaced by ``text``."""
    start, end = f"<!-- {section}: written by make bench ARGS=--write -->", f"<!-- end of {section} -->"
    before, rest = page.split(start)
    return f"{before}{start}\n\n{text}\n{end}{rest.split(end)[1]}"


def measure(section: str, folder: Path, scale: float) -> list[str]:
    if section == "analyses":
        return analyses.lines()
    if section == "paper":
        return ["", *paper.rows()]
    if section == "accounts":
        return ["", *accounts.lines(folder / "accounts", scale)]
    if section == "journal":
        return journal.lines(folder / "journal", scale)
    if section == "agent":
        return agent.lines(folder / "agent", scale)
    if section == "school":
        return school.lines(scale)
    if section == "jobs":
        return [*jobs.lines(folder / "jobs", scale)]
    if section == "shards":
        return [*shards.lines(folder / "shards", scale)]
    if section == "alerts":
        return alerts.lines(scale)
    if section == "telling":
        return telling.lines(folder / "telling", scale)
    if section == "memory":
        return memory.lines(folder / "memory", scale)
    return asyncio.run(replies(folder, scale))


async def replies(folder: Path, scale: float) -> list[str]:
    local = await parts(folder / "local")
    asked = await shell(folder / "shell")
    png = folder / "chart.png"
    wire, ready, resident = await over_the_wire(folder, png, scale)
    return [*_wire_table(wire), *_local_table(local, asked, ready, resident)]


async def over_the_wire(
    folder: Path, png: Path, scale: float
) -> tuple[dict[tuple[str, int], list[tuple[Load, Load]]], list[float], float]:
    """Pairs (bare, omega) of loads by command and how many at once; seconds to ready; resident MB after all of it."""
    pairs: dict[tuple[str, int], list[tuple[Load, Load]]] = {}
    ready: list[float] = []
    bare_command = (sys.executable, "-m", "tests.bench.bare_bot", png)
    async with stand_in() as told, omega_process(told, folder / "home") as (_, first):
        ready.append(first)
        async with Person(told["url"], "Ben") as ben:
            reply = await ben.slash("fib levels", symbol="btc")
            png.write_bytes(await ben.download(reply.attachments[0].url))
    async with (
        stand_in() as for_omega,
        stand_in() as for_bare,
        omega_process(for_omega, folder / "home") as (omega_pid, again),
        bot_process(*bare_command, told=for_bare, log=folder / "bare.log") as (bare_pid, _),
        Person(for_omega["url"], "Ben") as at_omega,
        Person(for_bare["url"], "Ben") as at_bare,
    ):
        ready.append(again)
        for _ in range(ROUNDS):
            for bare, omega, at_once, replies in (
                ("text", "price", 1, 300),
                ("text", "price", 50, 2000),
                ("card", "price", 1, 300),
                ("card", "price", 50, 2000),
                ("picture", "fib levels", 1, 80),
                ("picture", "fib levels", 50, 200),
            ):
                count = max(at_once, int(replies * scale))
                options = [{"symbol": SYMBOLS[n % 5]} if omega == "price" else _levels(n) for n in range(count)]
                plain = [{"symbol": option["symbol"]} for option in options]
                await load(at_omega, omega_pid, omega, options[:10], 1)
                pair = (
                    await load(at_bare, bare_pid, bare, plain, at_once),
                    await load(at_omega, omega_pid, omega, options, at_once),
                )
                pairs.setdefault((bare, at_once), []).append(pair)
        memory = resident_mb(omega_pid)
    return pairs, ready, memory


def _levels(number: int) -> dict[str, object]:
    """Options no other request within the next seconds has, so that every answer and picture is made anew."""
    return {
        "symbol": SYMBOLS[number % 5],
        "timeframe": TIMEFRAMES[number // 5 % 8],
        "lookback": 150 + number // 40 % 100,
    }


def _machine() -> Iterator[str]:
    cores = psutil.cpu_count()
    memory = psutil.virtual_memory().total / 1e9
    yield f"Measured {datetime.now(UTC):%Y-%m-%d}: Python {platform.python_version()}, {platform.system()}"
    yield f"{platform.machine()}, {cores} cores, {memory:.0f} GB. Medians of several rounds, in turn."


def _wire_table(pairs: dict[tuple[str, int], list[tuple[Load, Load]]]) -> Iterator[str]:
    columns = (
        "Omega",
        "bare bot",
        "at once",
        "replies/s",
        "of bare",
        "p50, ms",
        "× bare",
        "p99, ms",
        "CPU a reply, ms",
    )
    yield ""
    yield f"| {' | '.join(columns)} | × bare |"
    yield "| --- " * (len(columns) + 1) + "|"
    for (bare_name, at_once), rounds in pairs.items():
        rate, p50, p99, cpu = (
            [statistics.median(getattr(pair[who], name) for pair in rounds) for who in (0, 1)]
            for name in ("rate", "p50", "p99", "cpu")
        )
        cells = (
            f"/{rounds[0][1].command}",
            f"/{bare_name}",
            f"{at_once}",
            f"{rate[1]:.0f} ({rate[0]:.0f})",
            f"{rate[1] / rate[0]:.0%}",
            f"{p50[1]:.2f} ({p50[0]:.2f})",
            f"{p50[1] / p50[0]:.2f}",
            f"{p99[1]:.1f} ({p99[0]:.1f})",
            f"{cpu[1]:.2f} ({cpu[0]:.2f})",
            f"{cpu[1] / cpu[0]:.2f}",
        )
        yield f"| {' | '.join(cells)} |"
    yield ""
    yield "In brackets: the bare bot in the same round."


def _local_table(local: dict[str, float], asked: float, ready: list[float], memory: float) -> Iterator[str]:
    yield ""
    yield "| part | figure |"
    yield "| --- | --- |"
    for name, milliseconds in local.items():
        yield f"| {name} | {milliseconds:.2f} ms |"
    yield f"| `omega ask`, from start to end | {asked:.2f} s |"
    yield f"| start to ready, first time in a new home | {ready[0]:.2f} s |"
    yield f"| start to ready, after that | {ready[1]:.2f} s |"
    yield f"| resident memory after the load | {memory:.0f} MB |"


if __name__ == "__main__":
    main()
