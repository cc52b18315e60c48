"""Where an interaction happens, by what Discord says of it. What it leaves unsaid counts as read by others.

Every command may be used in servers, in direct messages with the bot, and in the group messages of those who installed
it for themselves: an answer that is not the place's is told to the asker alone, wherever that is.
"""

from typing import Any, Final

from discord import Interaction
from discord.app_commands import AppCommandContext, AppInstallationType

CONTEXTS: Final = AppCommandContext(guild=True, dm_channel=True, private_channel=True)
INSTALLS: Final = AppInstallationType(guild=True, user=True)


def alone_with(interaction: Interaction[Any]) -> bool:
    """Whether nobody but the presser reads the button's message: it is theirs alone, or in their direct messages with
    the bot. A message of people among themselves is in no server either, and is not that."""
    message = interaction.message
    return interaction.context.dm_channel or (message is not None and message.flags.ephemeral)


def is_member(interaction: Interaction[Any]) -> bool:
    """Whether the bot itself is where ``interaction`` comes from, and does not only answer somebody who brought it
    along: only then does it know who has which role, and may speak by itself."""
    if interaction.guild_id is None:
        return interaction.context.dm_channel
    return interaction.is_guild_integration() or not interaction.is_user_integration()
