"""Plain messages to the bot, in private, with a mention or in reply to a card: ``@Omega fib levels btc 4h`` asks like
the command, "what is ATR?" under a card has the word explained, and "what does it mean?" all words of the card."""

import asyncio
import re
from typing import Any

import discord
from discord.ext import commands

from cogs._cog import Cog
from cogs._forms import sent
from cogs._words import text_of
from services.house.words import LONGEST_TEXT, Words
from services.words.meaning import asks_for_a_word, asks_for_this


class Messages(Cog):
    """Plain messages, the first of all: a server's welcome, and forms that were filled in."""

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        text = _addressed(message)
        card = _card_under(message)
        if text is not None and card is not None and asks_for_this(text):
            await self._replies.say(message, text, Words(text=text_of(card)[:LONGEST_TEXT]))
        elif text is not None and (_called(message, text) or await asyncio.to_thread(asks_for_a_word, text)):
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
    if message.guild is None or own in message.mentions:
        return re.sub(rf"<@!?{own.id}>", " ", message.content).strip()
    return None


def _card_under(message: discord.Message) -> discord.Message | None:
    """The message with a card that ``message`` replies to."""
    under = None if message.reference is None else message.reference.resolved
    return under if isinstance(under, discord.Message) and under.embeds else None


def _called(message: discord.Message, text: str) -> bool:
    """Whether it is said to the bot, and no mere reply to what the bot said: such a one may be for others to read, and
    is answered where it asks for a word."""
    return message.guild is None or message.reference is None or text != message.content.strip()
