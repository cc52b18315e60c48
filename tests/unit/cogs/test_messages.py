"""Plain messages: whoever writes to the bot is answered, and nobody else is bothered."""

import asyncio
from collections.abc import AsyncIterator

import discord
import discord.ext.test as dpytest
import pytest
from discord.ext import commands

from bot.app import App
from cogs._buttons import Buttons
from cogs._pending_replies import PendingReplies
from cogs._principals import Principals
from cogs._reply import Replies
from cogs.messages import Messages
from services.core.clock import WallClock
from services.core.roles import Role, RoleMap
from services.store.presence import Presence


@pytest.fixture
async def client(app: App, presence: Presence) -> AsyncIterator[commands.Bot]:
    """A client that dpytest plays Discord for, with the house behind it. No roles are mapped but everyone's."""
    bot = commands.Bot(command_prefix="no prefix commands", intents=discord.Intents.all())
    await bot._async_setup_hook()
    roles = RoleMap({"*": {Role.VIEWER: ["@everyone"]}, "dm": {Role.VIEWER: ["@everyone"]}})
    replies = Replies(
        app.presenter, Principals(roles), PendingReplies(app.store, WallClock(), presence), Buttons(app.store)
    )
    await bot.add_cog(Messages(replies))
    dpytest.configure(bot)
    yield bot
    await dpytest.empty_queue()


def sent() -> discord.Embed:
    return dpytest.get_message().embeds[0]


async def test_a_mention_with_a_question_is_answered(client: commands.Bot) -> None:
    assert client.user is not None
    await dpytest.message(f"<@{client.user.id}> price btc")
    assert "BTC/USDT" in (sent().title or "")


async def test_a_mention_without_words_is_welcomed_and_thanks_are_taken(client: commands.Bot) -> None:
    assert client.user is not None
    for words, title in (("", "Welcome"), ("hi", "Welcome"), ("thank you!", "Any time")):
        await dpytest.message(f"<@{client.user.id}> {words}")
        assert (sent().title or "").startswith(title), words


async def test_whoever_is_answered_for_the_first_time_is_greeted_below_the_answer(client: commands.Bot) -> None:
    assert client.user is not None
    told = []
    for _ in range(2):
        await dpytest.message(f"<@{client.user.id}> price btc")
        told.append([field.value or "" for field in sent().fields])
    assert "/persona list" in told[0][-1]
    assert not any("/persona list" in value for value in told[1])


async def test_a_server_is_welcomed_once_and_never_again(client: commands.Bot) -> None:
    guild = dpytest.get_config().guilds[0]
    (cog,) = client.cogs.values()
    assert isinstance(cog, Messages)
    await asyncio.gather(*(cog.on_guild_join(guild) for _ in range(3)))
    assert "orders" in (sent().description or "")
    assert dpytest.verify().message().nothing(), "once, however often Discord says so"


async def test_the_welcome_goes_where_the_desk_may_write(client: commands.Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    guild = dpytest.get_config().guilds[0]
    closed = guild.text_channels[0]
    open_to_us = dpytest.backend.make_text_channel("open", guild)
    may = discord.TextChannel.permissions_for
    monkeypatch.setattr(
        discord.TextChannel,
        "permissions_for",
        lambda channel, who: discord.Permissions.none() if channel.id == closed.id else may(channel, who),
    )
    (cog,) = client.cogs.values()
    assert isinstance(cog, Messages)
    await cog.on_guild_join(guild)
    assert dpytest.get_message().channel == open_to_us


async def test_words_that_mean_no_command_are_told_what_is_near(client: commands.Bot) -> None:
    assert client.user is not None
    await dpytest.message(f"<@{client.user.id}> prise btc")
    assert "price" in str(sent().to_dict())


async def test_people_who_talk_to_each_other_are_left_alone(client: commands.Bot) -> None:
    await dpytest.message("price btc")
    assert dpytest.verify().message().nothing()


async def test_hostile_words_come_back_inert(client: commands.Bot) -> None:
    assert client.user is not None
    await dpytest.message(f"<@{client.user.id}> price symbol:@everyone <@1> [x](http://evil)")
    text = str(sent().to_dict())
    assert "@everyone" not in text
    assert "](http" not in text
