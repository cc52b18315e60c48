"""A server that keeps pictures or embeds from the bot still gets its answers, and hears what the rest would take."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.playground import Playground
from bot.playground.person import Person
from bot.playground.reply import Reply
from bot.playground.world import ATTACH_FILES, EMBED_LINKS, SEND_MESSAGES, World, default_world
from tests.conftest import eventually
from tests.house import Bot


def world(denied: int) -> World:
    """The usual one, whose first channel keeps ``denied`` from the bot."""
    usual = default_world()
    desk, *others = usual.text_channels
    return World(
        guild_id=usual.guild_id,
        guild_name=usual.guild_name,
        roles=usual.roles,
        users=usual.users,
        text_channels=(replace(desk, denied=denied), *others),
        bot=usual.bot,
        owner=usual.owner,
    )


async def told(playground: Playground, home: Path, what: str) -> AsyncIterator[Reply]:
    """What the bot answers to a mention, and then to a command."""
    async with Bot(playground, home) as bot, Person(playground.url, "Ben") as ben:
        await ben.say(f"<@{playground.world.bot.id}> {what}")
        yield await ben.next_message()
        yield await ben.slash(what.split()[0], symbol=what.split()[1])
        assert "Traceback" not in bot.errors()


@pytest.mark.parametrize(
    ("denied", "embeds", "files", "named"),
    [
        (ATTACH_FILES, 1, 0, ["Attach Files"]),
        (EMBED_LINKS, 0, 1, ["Embed Links"]),
        (ATTACH_FILES | EMBED_LINKS, 0, 0, ["Attach Files", "Embed Links"]),
    ],
    ids=["no files", "no embeds", "neither"],
)
async def test_what_may_not_be_shown_is_said_in_words(
    tmp_path: Path, denied: int, embeds: int, files: int, named: list[str]
) -> None:
    async with Playground(world=world(denied)) as playground:
        words, card = [reply async for reply in told(playground, tmp_path / "home", "chart btc")]
    assert len(words.embeds) == embeds
    assert len(words.attachments) == files
    assert [name for name in ("Attach Files", "Embed Links") if name in words.message["content"]] == named
    assert "BTC/USDT" in str(words.message)
    assert words.buttons
    assert card.embeds, "an interaction is answered in full"
    assert card.attachments


async def test_where_nothing_may_be_said_nothing_is_and_commands_are_answered(tmp_path: Path) -> None:
    async with (
        Playground(world=world(SEND_MESSAGES)) as playground,
        Bot(playground, tmp_path / "home") as bot,
        Person(playground.url, "Ben") as ben,
    ):
        await ben.say(f"<@{playground.world.bot.id}> price btc")
        assert (await ben.slash("price", symbol="btc")).embeds
        await eventually(lambda: "nothing may be said here" in bot.errors(), 20)
        assert "Traceback" not in bot.errors()
