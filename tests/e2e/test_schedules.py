"""What is scheduled is told at its time, in its place, once, whoever was killed meanwhile."""

from pathlib import Path

from bot.playground import Playground
from bot.playground.person import Person, Reply
from tests.conftest import eventually
from tests.house import Bot

TOLD_SECONDS = 40.0
FAST = {"OMEGA_AT": "2026-11-30T12:03:00Z", "OMEGA_SPEED": "300"}
"""A quarter of an hour in three seconds."""


def titles(messages: list[Reply]) -> list[str]:
    return [str(message.embeds[0]["title"]) for message in messages if message.embeds]


def schedules_of(messages: list[Reply]) -> list[str]:
    """What stands below the answers of schedules."""
    fields = [field for message in messages for embed in message.embeds for field in embed.get("fields", ())]
    return [field["name"] for field in fields if field["name"].startswith("Schedule ")]


async def test_a_price_is_told_each_quarter_of_an_hour_in_private_and_a_digest_in_the_channel(
    playground: Playground, tmp_path: Path
) -> None:
    async with Person(playground.url, "Ada") as ada, Bot(playground, tmp_path / "home", **FAST) as bot:
        preview = await ada.slash("schedule add", what="price btc", when="every 15 minutes")
        assert "Not set yet" in titles([preview])[0]
        await ada.press(preview, "Confirm")
        shared = await ada.slash("schedule add", what="digest", when="every hour", to="channel")
        await ada.press(shared, "Confirm")

        async def told(channel: str, count: int) -> bool:
            return len(schedules_of(await ada.history(channel))) >= count

        await eventually(lambda: told("dm", 3), TOLD_SECONDS)
        await eventually(lambda: told("desk", 1), TOLD_SECONDS)
        private = await ada.history("dm")
        assert any("BTC/USDT" in title for title in titles(private))
        assert all(name.startswith("Schedule 1, price btc") for name in schedules_of(private))
        assert any(name.startswith("Schedule 2, digest") for name in schedules_of(await ada.history("desk")))
        await ada.slash("schedule pause", which="1, 2")
        trading = await ada.slash("schedule add", what="flatten", when="every hour")
        assert "only what is read" in str(trading.embeds[0])
        async with Person(playground.url, "Cleo") as cleo:
            refused = await cleo.slash("schedule add", what="digest", when="every hour", to="channel")
            assert titles([refused])[0].startswith("Not permitted")
        assert "Traceback" not in bot.errors()


async def test_what_was_run_by_hand_is_told_once_though_the_bot_is_killed(
    playground: Playground, tmp_path: Path
) -> None:
    async with Person(playground.url, "Ada") as ada, Bot(playground, tmp_path / "home") as bot:
        await ada.press(await ada.slash("schedule add", what="price btc", when="every day at 9"), "Confirm")
        await ada.slash("schedule run", which="1")
        await bot.kill()
        await bot.start()

        async def told() -> bool:
            return bool(schedules_of(await ada.history("dm")))

        await eventually(told, TOLD_SECONDS)
        assert schedules_of(await ada.history("dm")) == ["Schedule 1, price btc, run by hand"]
