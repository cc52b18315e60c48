"""/status and /help."""

from typing import Any

from discord import Interaction, app_commands

from cogs._cog import Cog
from services.house.status import Help, Status


class Desk(Cog):
    """The desk itself."""

    @app_commands.command(description=Status.summary)
    async def status(self, interaction: Interaction[Any]) -> None:
        await self.reply(interaction, Status)

    @app_commands.command(description=Help.summary)
    async def help(self, interaction: Interaction[Any]) -> None:
        await self.reply(interaction, Help)
