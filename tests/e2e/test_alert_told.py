"""If this failed, somebody would look out for a price that the exchange told, and never hear of it; or hear twice."""

import asyncio
import time
from pathlib import Path

import pytest

from bot.playground import Playground
from bot.playground.person import Person
from bot.playground.reply import Reply
from tests.conftest import eventually
from tests.exchange import Exchange, price_of
from tests.house import Bot

TOLD_SECONDS = 60.0
AHEAD_MS = 30_000


@pytest.mark.nightly
async def test_a_price_of_the_exchange_is_told_once_though_the_bot_is_killed(
    playground: Playground, tmp_path: Path
) -> None:
    async with Exchange() as exchange, Person(playground.url, "Ada") as ada:
        variables = {"OMEGA_MARKET": "live", "OMEGA_EXCHANGE_URL": exchange.url}
        async with Bot(playground, tmp_path / "home", **variables) as bot:
            now = time.time() * 1000
            soon = price_of("BTC", now + AHEAD_MS)
            side = "above" if soon > price_of("BTC", now) else "below"
            preview = await ada.slash("alert add", symbol="BTC/USDT", when=f"{side} {soon:.2f}", note="look *here*")
            await ada.press(preview, "Confirm")
            await bot.kill()
            await bot.start()

            async def told() -> list[Reply]:
                return [each for each in await ada.history("dm") if "look" in str(each.embeds)]

            await eventually(told, TOLD_SECONDS)
            assert time.time() * 1000 > now + AHEAD_MS - 5_000
            await asyncio.sleep(3)
            (message,) = await told()
            assert "BTC/USDT" in message.embeds[0]["title"]
            assert not (await ada.slash("alert list")).text.count("BTC/USDT")
            assert "Traceback" not in bot.errors()
