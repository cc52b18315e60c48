"""Long work as people see it: it begins at once and says how far it is, and its answer comes whichever process dies."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from bot.playground import Playground
from bot.playground.person import Person
from bot.playground.reply import Reply
from tests.conftest import eventually
from tests.forked import Forked
from tests.house import Bot, environment, started

STUDY = {"condition": "near support", "days": "90", "ahead": "12", "universe": "btc,eth,sol,xrp,ada,ltc"}
"""About a second of work for each of six markets."""


@asynccontextmanager
async def worker(home: Path) -> AsyncIterator["asyncio.subprocess.Process | Forked"]:
    """``omega worker`` beside the bot of the same home."""
    told = home / "worker.txt"
    process = await started(
        "worker",
        variables=environment(OMEGA_HOME=str(home), OMEGA_MARKET="sim"),
        lines=Path("/dev/null"),
        out=told,
        errors=told,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGKILL)
            await process.wait()


async def study(person: Person) -> Reply:
    """The first reply to it: how far it is, where it is not done at once."""
    return await person.slash("eventstudy", options=STUDY, timeout=60)


async def answered(person: Person, reply: Reply) -> dict[str, Any]:
    """The embed that ``reply`` becomes."""
    found: list[dict[str, Any]] = []

    async def so() -> bool:
        told = [each for each in await person.history("desk") if each.id == reply.id and each.embeds]
        found[:] = [each.embeds[0] for each in told]
        return bool(found)

    await eventually(so, 90)
    return found[0]


async def test_it_says_how_far_it_is_and_becomes_the_answer(playground: Playground, tmp_path: Path) -> None:
    async with Person(playground.url, "Ben") as ben, Bot(playground, tmp_path / "home") as bot:
        progress = await study(ben)
        assert progress.message["content"].startswith("Working through markets: "), progress.message
        jobs = await ben.slash("jobs list")
        assert "1 under way" in str(jobs.embeds[0]["title"])
        embed = await answered(ben, progress)
        assert "bars after" in embed["title"]
        shown = await ben.slash("jobs show", number="1")
        assert shown.embeds[0]["title"] == embed["title"]
        assert "Job 1 is done" in str(shown.embeds[0])
        assert "Traceback" not in bot.errors()


async def test_workers_that_are_killed_lose_and_double_nothing(playground: Playground, tmp_path: Path) -> None:
    home = tmp_path / "home"
    async with Person(playground.url, "Ben") as ben, Bot(playground, home) as alone:
        whole = await answered(ben, await study(ben))
        assert "Traceback" not in alone.errors()
    async with (
        Person(playground.url, "Ada") as ada,
        Bot(playground, home, roles="gateway") as bot,
        worker(home) as first,
        worker(home) as second,
    ):
        progress = await study(ada)
        await asyncio.sleep(1)
        first.send_signal(signal.SIGKILL)
        await asyncio.sleep(2)
        second.send_signal(signal.SIGKILL)
        async with worker(home):
            embed = await answered(ada, progress)
        assert embed["title"] == whole["title"]
        assert embed["fields"] == whole["fields"]
        assert "Traceback" not in bot.errors()


async def test_the_bot_is_killed_meanwhile_and_the_one_that_follows_gives_the_answer(
    playground: Playground, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    async with Person(playground.url, "Ben") as ben, Bot(playground, home, roles="gateway") as bot:
        progress = await study(ben)
        await bot.kill()
        await bot.start()
        async with worker(home):
            embed = await answered(ben, progress)
        assert "bars after" in embed["title"]
        jobs = await ben.slash("jobs list")
        assert "1 job, none under way" in str(jobs.embeds[0]["title"])
