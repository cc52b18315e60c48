"""Resident memory over three thousand mixed commands, beside a bare bot that has answered nothing."""

import asyncio
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import psutil

from bot import memory, run
from bot.app import App, open_app
from config.settings import load
from services.core.principal import Principal, at_door
from services.core.roles import Role
from tests.asks import new_id
from tests.bench.wire import bot_process, resident_mb, stand_in

MARKS: Final = (0, 100, 500, 1_000, 2_000, 3_000)
"""After so many commands memory is measured."""
AT_ONCE: Final = 8
PEOPLE: Final = 40
SEED: Final = 7
COINS: Final = ("BTC", "ETH", "SOL", "BNB", "XRP", "DOGE", "ADA", "AVAX", "LINK", "LTC", "DOT", "PEPE")
TIMEFRAMES: Final = ("5m", "15m", "30m", "1h", "2h", "4h", "6h", "12h", "1d", "1w")
ONE_MARKET: Final = (
    *("chart", "fib levels", "fib extensions", "fib confluence", "fib time", "fib harmonics", "fib evidence"),
    *("analyze", "regime", "indicators", "levels", "patterns", "risk var", "cosmic evidence"),
)
SKY: Final = ("now", "aspects", "retrograde", "calendar", "next", "moon")
WHERE: Final = ("rsi14 < 40", "close > ema50 and rsi14 < 60", "near fib 0.618", "close > sma200")
assert run  # imported for its weight: the process that is measured holds what a bot on Discord does


def phrase(draw: random.Random) -> str:
    """A command: half of them an analysis of one market, the rest of everything else there is."""
    coin, timeframe = draw.choice(COINS), draw.choice(TIMEFRAMES)
    several = ",".join(draw.sample(COINS, draw.randint(2, 6)))
    date = f"{draw.randint(2000, 2040)}-{draw.randint(1, 12):02}-{draw.randint(1, 28):02}"
    return draw.choice(
        (
            *(f"/{draw.choice(ONE_MARKET)} symbol:{coin} timeframe:{timeframe}" for _ in range(8)),
            *(f"/price symbol:{coin}" for _ in range(2)),
            *(f"/{name} symbols:{several} timeframe:{timeframe}" for name in ("compare", "correlation")),
            f"/scan where:{draw.choice(WHERE)} timeframes:{timeframe}",
            *(f"/cosmic {draw.choice(SKY)} date:{date}" for _ in range(2)),
            f"/risk size symbol:{coin} equity:10000 risk:1",
            "/help",
        )
    )


async def curve(home: Path, marks: list[int]) -> None:
    """Print (commands, MB of this process) at each mark."""
    memory.share_heap()
    settings = load(home=home, market="sim", rate={"burst": 10**6, "per_minute": 10**6})
    async with open_app(settings, watch=False) as app:
        trimming = asyncio.create_task(memory.trim())
        await memory.settle(app.voices)
        draw, done = random.Random(SEED), 0  # noqa: S311 - the same commands each time
        for mark in marks:
            await _ask(app, iter([phrase(draw) for _ in range(mark - done)]))
            done = mark
            print(mark, psutil.Process().memory_info().rss / 1e6, flush=True)  # noqa: T201 - read by ``lines``
        trimming.cancel()


async def _ask(app: App, phrases: Iterator[str]) -> None:
    async def person(number: int) -> None:
        for count, text in enumerate(phrases):
            name = str((number + count) % PEOPLE)
            voice = app.voices.names[count % len(app.voices.names)]
            principal = Principal(id=at_door("discord", name), name=name, role=Role.TRADER, channel="discord:2")
            presented = await app.presenter.phrase(text, new_id(), principal, voice=voice)
            assert presented.answered, (text, presented.outcome)

    await asyncio.gather(*(person(number) for number in range(AT_ONCE)))


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
    told = subprocess.run(  # noqa: S603 - this very module
        (sys.executable, "-m", __name__, str(folder / "home"), *marks), check=True, stdout=subprocess.PIPE, text=True
    )
    empty = asyncio.run(bare(folder))
    rows = [tuple(map(float, line.split())) for line in told.stdout.splitlines()]
    return [
        "",
        f"A bare discord.py bot that is ready has {empty:.0f} MB.",
        "",
        "| commands | resident, MB | × bare |",
        "| ---: | ---: | ---: |",
        *(f"| {done:,.0f} | {own:.0f} | {own / empty:.1f} |" for done, own in rows),
    ]


if __name__ == "__main__":
    asyncio.run(curve(Path(sys.argv[1]), [int(mark) for mark in sys.argv[2:]]))
