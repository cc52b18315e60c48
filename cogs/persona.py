"""/persona …"""

from typing import Any, Literal

from discord import Interaction, app_commands

from cogs._cog import GroupCog
from cogs._options import Voice, VoiceOrDefault
from services.house.voices import PersonaList, PersonaShow, PersonaUse


class Persona(GroupCog, group_name="persona", group_description="The voice that answers you"):
    """Voices, and the choice of one."""

    @app_commands.command(description=PersonaUse.summary)
    @app_commands.describe(
        voice="Who shall speak; default takes a choice back",
        scope="To whom: to you, or by default in this channel or server",
    )
    async def use(
        self,
        interaction: Interaction[Any],
        voice: VoiceOrDefault,
        scope: Literal["me", "channel", "server"] | None = None,
    ) -> None:
        await self.reply(interaction, PersonaUse, voice=voice, scope=scope)

    @app_commands.command(name="list", description=PersonaList.summary)
    async def list_(self, interaction: Interaction[Any]) -> None:
        await self.reply(interaction, PersonaList)

    @app_commands.command(description=PersonaShow.summary)
    @app_commands.describe(voice="Whom to show")
    async def show(self, interaction: Interaction[Any], voice: Voice) -> None:
        await self.reply(interaction, PersonaShow, voice=voice)
