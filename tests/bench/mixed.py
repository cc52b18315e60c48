"""A process that answers mixed commands as a bot on Discord would, and prints what memory it has in between."""

import asyncio
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from bot import run
from bot.app import App, open_app
from bot.memory import settle, share_heap, trim
from config.settings import load
from services.core.principal import Principal, at_door
from services.core.roles import Role

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
assert run  # imported for its weight: discord.py and all that the gateway needs


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


async def answer(home: Path, marks: list[int]) -> None:
    """At each of ``marks``, a number of commands, print that, and MB: resident, the most so far, and mapped files."""
    share_heap()
    settings = load(home=home, market="sim", rate={"burst": 10**6, "per_minute": 10**6})
    async with open_app(settings, watch=False) as app:
        trimming = asyncio.create_task(trim())
        await settle(app.voices)
        draw, done = random.Random(SEED), 0  # noqa: S311 - the same commands each time
        for mark in marks:
            await ask(app, iter([phrase(draw) for _ in range(mark - done)]))
            done = mark
            print(mark, *_resident(), flush=True)  # noqa: T201 - read by the process that started this one
        trimming.cancel()


async def ask(app: App, phrases: Iterator[str]) -> None:
    async def person(number: int) -> None:
        for count, text in enumerate(phrases):
            name = str((number + count) % PEOPLE)
            voice = app.voices.names[count % len(app.voices.names)]
            principal = Principal(id=at_door("discord", name), name=name, role=Role.TRADER, channel="discord:2")
            id_ = at_door("discord", f"{number}-{count}-{id(phrases)}")
            presented = await app.presenter.phrase(text, id_, principal, voice=voice)
            assert presented.answered, (text, presented.outcome)

    await asyncio.gather(*(person(number) for number in range(AT_ONCE)))


def _resident() -> tuple[float, ...]:
    told = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return tuple(int(told[name].split()[0]) * 1024 / 1e6 for name in ("VmRSS", "VmHWM", "RssFile"))


if __name__ == "__main__":
    asyncio.run(answer(Path(sys.argv[1]), [int(mark) for mark in sys.argv[2:]]))
