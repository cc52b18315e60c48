"""Many heavy commands in the same moment: the stand-in takes no sign of life after three seconds, as Discord does."""

import asyncio
from collections.abc import Iterator
from itertools import count, cycle, islice
from pathlib import Path
from typing import Any

from bot.playground import Playground
from bot.playground.person import Person
from bot.playground.reply import Reply
from services.scan.scan import LONGEST_LINE, SCANS_AT_ONCE
from tests.conftest import eventually
from tests.e2e.test_progress import Uneven, live
from tests.house import Bot

AT_ONCE = 72
PATIENCE = 240.0
PEOPLE = ("Ada", "Ben", "Cleo", "Dana")
COINS = ("BTC", "ETH", "SOL", "BNB", "XRP", "DOGE", "ADA", "AVAX", "LINK", "LTC", "DOT", "PEPE")
Command = tuple[str, dict[str, Any]]


def commands() -> Iterator[Command]:
    """Commands that take work, no two of which ask the same."""
    for number, coin in zip(count(), cycle(COINS)):
        yield "scan", {"where": f"rsi14 < {30 + number} and close > ema50", "timeframes": "1h,4h"}
        yield "cosmic evidence", {"symbol": coin, "timeframe": "1d", "bars": 800 + number}
        yield "fib evidence", {"symbol": coin, "timeframe": "1h", "lookback": 5000 + number}
        yield "analyze", {"symbol": coin, "timeframe": "4h", "lookback": 300 + number}
        yield "cosmic calendar", {"date": f"{1990 + number}-01-10", "days": 180}
        yield "correlation", {"symbols": ",".join(COINS), "timeframe": "4h", "bars": 100 + number}


def is_final(reply: Reply) -> bool:
    return bool(reply.embeds) and not reply.message["content"]


async def asked_at_once(playground: Playground, asked: list[Command]) -> tuple[list[Reply], list[Reply]]:
    """What each command was first answered with, and what stands there in the end."""
    people = [await Person(playground.url, name).__aenter__() for name in PEOPLE]
    try:
        first = await asyncio.gather(
            *(
                person.slash(name, options=options, timeout=PATIENCE)
                for person, (name, options) in zip(cycle(people), asked)
            )
        )

        async def all_are_final() -> bool:
            await asyncio.sleep(0.5)
            return all(is_final(reply) for reply in await people[0].history("desk"))

        await eventually(all_are_final, PATIENCE)
        return first, await people[0].history("desk")
    finally:
        for person in people:
            await person.close()


async def test_heavy_commands_in_the_same_moment_are_all_heard_and_all_answered(
    playground: Playground, tmp_path: Path
) -> None:
    """A person who is not heard of in time raises ``DidNotRespond`` here."""
    async with Bot(playground, tmp_path / "home") as bot:
        first, last = await asked_at_once(playground, list(islice(commands(), AT_ONCE)))
        assert len(last) == AT_ONCE, "each is answered once, and where it was deferred"
        assert not [reply.embeds[0]["title"] for reply in last if "does not answer" in reply.embeds[0]["title"]]
        placed = [reply.message["content"] for reply in first if "before you" in reply.message["content"]]
        assert placed, "who waits is told how many are before them"
        assert "Traceback" not in bot.errors()


async def test_more_than_may_wait_are_told_so_and_when_to_come_back(playground: Playground, tmp_path: Path) -> None:
    scans = [("scan", {"where": f"close > {number}"}) for number in range(SCANS_AT_ONCE + LONGEST_LINE + 7)]
    async with (
        Uneven() as exchange,
        Person(playground.url, "Ben") as ben,
        Bot(playground, tmp_path / "home", **live(exchange)) as bot,
    ):
        await ben.slash("price", symbol="btc")
        exchange.laggard = 4.0
        first, last = await asked_at_once(playground, scans)
        busy = [reply for reply in first if reply.embeds and "busy" in reply.embeds[0]["title"]]
        assert len(busy) == 7
        assert all("Ask again in" in str(reply.embeds[0]) and reply.ephemeral for reply in busy)
        public = [reply for reply in last if not reply.ephemeral]  # the first person reads their own refusals, too
        assert len(public) == SCANS_AT_ONCE + LONGEST_LINE + 1, "all others are answered"
        assert "Traceback" not in bot.errors()
