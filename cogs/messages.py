"""Plain messages to the bot, in private or with a mention: ``@Omega fib levels btc 4h`` asks like the command."""

import re
from typing import Any

import discord
from discord.ext import commands

from cogs._cog import Cog
from cogs._forms import sent


class Messages(Cog):
    """Plain messages, the first of all: a server's welcome, and forms that were filled in."""

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        text = _addressed(message)
        if text is not None:
            await self._replies.say(message, text)

    @commands.Cog.listener()
    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        await sent(interaction)

    @commands.Cog.listener()
    async def on_guild_join(self, guild: discord.Guild) -> None:
        await self._replies.introduce(guild)


def _addressed(message: discord.Message) -> str | None:
    """What ``message`` says to the bot; ``None`` where it speaks to somebody else, or is a bot's."""
    me = message.guild.me if message.guild else None
    own = me or message.channel.me if isinstance(message.channel, discord.DMChannel) else me
    if message.author.bot or own is None:
        return None
    without_mention = re.sub(rf"<@!?{own.id}>", " ", message.content)
    if message.guild is None or without_mention != message.content:
        return without_mention.strip()
    return None
