"""Resident memory over three thousand mixed commands, beside a bare bot that has answered nothing. Linux tells it."""

import asyncio
import subprocess
import sys
from pathlib import Path
from typing import Final

from tests.bench.wire import bot_process, resident_mb, stand_in

MARKS: Final = (0, 100, 500, 1_000, 2_000, 3_000)
"""After so many commands memory is measured."""


async def bare(folder: Path) -> float:
    """MB of a bare discord.py bot that is ready."""
    picture = folder / "none.png"
    picture.touch()
    command = (sys.executable, "-m", "tests.bench.bare_bot", picture)
    async with stand_in() as told, bot_process(*command, told=told, log=folder / "bare.log") as (pid, _):
        return resident_mb(pid)


def lines(folder: Path, scale: float) -> list[str]:
    """A Markdown table, from a process of its own: what others left in this one does not count."""
    folder.mkdir()
    marks = [str(int(mark * scale)) for mark in MARKS]
    told = subprocess.run(  # noqa: S603 - a module of ours
        (sys.executable, "-m", "tests.bench.mixed", str(folder / "home"), *marks),
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    empty = asyncio.run(bare(folder))
    rows = [tuple(map(float, line.split())) for line in told.stdout.splitlines()]
    return [
        "",
        f"A bare discord.py bot that is ready has {empty:.0f} MB.",
        "",
        "| commands | resident, MB | × bare | most so far, MB | mapped files within, MB |",
        "| ---: | ---: | ---: | ---: | ---: |",
        *(
            f"| {done:,.0f} | {own:.0f} | {own / empty:.1f} | {most:.0f} | {file:.0f} |"
            for done, own, most, file in rows
        ),
    ]
