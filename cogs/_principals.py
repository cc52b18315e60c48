"""Who asks, by what Discord says of them."""

from typing import Any

import discord

from cogs._rooms import is_member
from services.core.principal import Principal, at_door
from services.core.roles import Role, RoleMap

DOOR = "discord"


class Principals:
    """Turns Discord's users and members into principals. Whoever's roles are not known has none."""

    def __init__(self, roles: RoleMap) -> None:
        self._roles = roles

    def asking(self, interaction: discord.Interaction[Any]) -> Principal:
        """Who asks by ``interaction``. Where the bot is no member they have the least role, and only where everybody
        has one in direct messages: what roles are worth there nobody has said."""
        principal = self.of(interaction.user, interaction.channel_id, interaction.guild_id)
        if is_member(interaction):
            return principal
        anyone = self._roles.role_of(None, ())
        least = None if anyone is None else min(Role)
        return principal.model_copy(update={"role": least, "roles_mapped": self._roles.knows(None)})

    def of(self, user: discord.User | discord.Member, channel: int | None, guild: int | None) -> Principal:
        server = None if guild is None else str(guild)
        return Principal(
            id=at_door(DOOR, user.id),
            name=user.display_name,
            role=self._roles.role_of(server, _role_names(user)),
            server=None if guild is None else at_door(DOOR, guild),
            channel=None if channel is None else at_door(DOOR, channel),
            roles_mapped=self._roles.knows(server),
        )

    def in_channel(self, channel: discord.abc.GuildChannel) -> Principal:
        """Everybody in ``channel`` at once, where the desk speaks unasked."""
        server, place = str(channel.guild.id), at_door(DOOR, channel.id)
        return Principal(
            id=f"place:{place}",
            name="",
            role=self._roles.role_of(server, ()),
            server=at_door(DOOR, channel.guild.id),
            channel=place,
            roles_mapped=self._roles.knows(server),
        )


def _role_names(user: discord.User | discord.Member) -> frozenset[str]:
    """The ids of the member's roles, and their names. A name that looks like an id is not taken for one: whoever may
    name roles could otherwise name one after another role's id."""
    if not isinstance(user, discord.Member):
        return frozenset()
    named = {role.name for role in user.roles if not role.name.strip().isdecimal()}
    return frozenset(named | {str(role.id) for role in user.roles})
