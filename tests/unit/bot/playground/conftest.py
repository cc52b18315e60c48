"""A playground whose clock the test moves, and a bare bot connected to it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.playground import Playground
from tests.unit.bot.playground.wire import Clock, WireBot, wire_bot


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def pg(clock: Clock) -> AsyncIterator[Playground]:
    async with Playground(clock=clock) as playground:
        yield playground


@pytest.fixture
async def bot(pg: Playground) -> AsyncIterator[WireBot]:
    async with wire_bot(pg) as connected:
        yield connected
