"""The sample bot in a process of its own."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.playground import Playground

SAMPLE_BOT = Path(__file__).with_name("sample_bot.py")


@asynccontextmanager
async def running_bot(pg: Playground, **environment: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """The sample bot, connected to ``pg``; ended with the block."""
    told = {"OMEGA_DISCORD_API": pg.api, "OMEGA_DISCORD_GATEWAY": pg.gateway, "DISCORD_TOKEN": pg.token}
    process = await asyncio.create_subprocess_exec(sys.executable, str(SAMPLE_BOT), env=os.environ | told | environment)
    try:
        await pg.bot_ready()
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
