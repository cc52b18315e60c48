"""Over the wire: a channel that asked for the sky is told of a full moon by itself, once."""

import asyncio
from pathlib import Path

import pytest

from bot.playground import Playground
from bot.playground.person import Person
from services.market.timeframes import to_ms
from services.store import keys
from services.store.embedded import EmbeddedStore
from services.store.store import Store
from tests.conftest import eventually
from tests.house import Bot
from tests.unit.services.market.parts import utc

SECONDS = 40.0
AFTER = "2024-06-22T01:20:00Z"
"""The Moon was full at 01:08."""


async def moons(playground: Playground) -> list[str]:
    """What is told of full moons in the first channel, as somebody sees it who has just come."""
    async with Person(playground.url, "Ben") as ben:
        told = await ben.history(playground.world.text_channels[0].name)
        titles = [each.embeds[0]["title"] for each in told if each.embeds]
        return [title for title in titles if title.startswith("Full Moon")]


@pytest.mark.nightly
async def test_a_full_moon_is_told_once(playground: Playground, tmp_path: Path) -> None:
    async with (
        Bot(playground, tmp_path / "home", OMEGA_AT=AFTER, OMEGA_SPEED="1") as bot,
        Person(playground.url, "Ada") as ada,
    ):
        server = EmbeddedStore(bot.home / "store")
        store = Store(await server.ensure())
        await ada.slash("notifications set", subject="sky", to="channel")

        async def looked() -> bool:
            return bool(await store.hash_all(keys.SKY_TOLD))

        async def told() -> bool:
            return len(await moons(playground)) == 1

        await eventually(looked, SECONDS)
        assert await moons(playground) == [], "what was before is not told"
        before = str(to_ms(utc("2024-06-22T01:00:00")))
        await store.hash_set(keys.SKY_TOLD, "sky", before)
        await eventually(told, SECONDS)
        await store.hash_set(keys.SKY_TOLD, "sky", before)
        await asyncio.sleep(12)
        assert len(await moons(playground)) == 1, "known by its key"
        await store.close()
        await server.leave()
