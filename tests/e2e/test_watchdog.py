"""Outside of the bot somebody notices: of the real process that hangs, is killed and comes back."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from bot.playground import Playground
from tests.conftest import eventually
from tests.house import Bot

SECRET = "hooks-9-AbCdEf"  # noqa: S105 (of nothing)
PARTS = {"gateway", "feeds", "scheduler", "brain", "notifier"}
WAIT_SECONDS = 90.0


@pytest.fixture
async def told(unused_tcp_port: int) -> AsyncIterator[list[tuple[str, str]]]:
    """What an endpoint was told."""
    heard: list[tuple[str, str]] = []

    async def take(request: web.Request) -> web.Response:
        said: dict[str, Any] = await request.json()
        heard.append((said["state"], said["part"]))
        return web.Response(status=204)

    app = web.Application()
    app.router.add_post(f"/{SECRET}", take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", unused_tcp_port).start()
    yield heard
    await runner.cleanup()


@pytest.mark.nightly
async def test_a_hung_and_a_killed_bot_are_told_once_each_and_that_they_are_back(
    playground: Playground, tmp_path: Path, told: list[tuple[str, str]], unused_tcp_port: int
) -> None:
    def parts(state: str, begin: int) -> set[str]:
        return {part for said, part in told[begin:] if said == state}

    watched = {
        "OMEGA_WATCHDOG__ENDPOINT": f"http://127.0.0.1:{unused_tcp_port}/{SECRET}",
        "OMEGA_WATCHDOG__SILENT": "20",
        "OMEGA_WATCHDOG__RESTART": "60",
    }
    async with Bot(playground, tmp_path / "home", **watched) as bot:
        await asyncio.sleep(25)
        assert told == [], "all is well"
        os.kill(bot.pid, signal.SIGSTOP)
        await eventually(lambda: parts("silent", 0) == PARTS, WAIT_SECONDS)
        os.kill(bot.pid, signal.SIGCONT)
        await eventually(lambda: parts("back", 0) == PARTS, WAIT_SECONDS)
        await bot.kill()
        await eventually(lambda: parts("silent", 10) == PARTS, WAIT_SECONDS)
        await bot.start()
        await eventually(lambda: parts("back", 10) == PARTS, WAIT_SECONDS)
    assert len(told) == 20, "once each"
    assert not any(SECRET in path.read_text(errors="replace") for path in (bot.home / "logs").iterdir())
