"""What every cog of the house has: the one way to answer."""

from typing import Any

from discord import Interaction
from discord.ext import commands

from cogs._reply import Replies
from services.core.request import AnyRequest


class Cog(commands.Cog):
    """Commands of one subject."""

    def __init__(self, replies: Replies) -> None:
        self._replies = replies

    async def reply(self, interaction: Interaction[Any], request: type[AnyRequest], **options: Any) -> None:
        await self._replies.reply(interaction, request, **options)


class GroupCog(Cog, commands.GroupCog):
    """Commands of one subject under one name: ``/fib levels``, ``/fib …``."""
