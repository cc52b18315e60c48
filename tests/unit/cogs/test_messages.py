"""Plain messages: whoever writes to the bot is answered, and nobody else is bothered."""

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


async def test_a_mention_without_words_is_helped(client: commands.Bot) -> None:
    assert client.user is not None
    await dpytest.message(f"<@{client.user.id}>")
    assert "/price" in str(sent().to_dict())


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
