"""A playground, and a real discord.py bot in a process of its own that talks to it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.playground import Playground
from tests.e2e.playground.running import running_bot


@pytest.fixture
async def pg() -> AsyncIterator[Playground]:
    async with Playground() as playground:
        yield playground


@pytest.fixture
async def bot(pg: Playground) -> AsyncIterator[asyncio.subprocess.Process]:
    async with running_bot(pg) as process:
        yield process
