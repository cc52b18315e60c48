"""A playground, and a real discord.py bot in a process of its own that talks to it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest_asyncio

from bot.playground import Playground
from tests.e2e.playground.running import running_bot


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def pg() -> AsyncIterator[Playground]:
    async with Playground() as playground:
        yield playground


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bot(pg: Playground) -> AsyncIterator[asyncio.subprocess.Process]:
    async with running_bot(pg) as process:
        yield process
