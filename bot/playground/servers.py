"""Many more servers beside the world's own: each is made when it is looked at, and nothing is kept of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.playground.errors import Json
from bot.playground.snowflakes import FIXED
from bot.playground.world import EVERYONE, JOINED, Channel, Role, World

STEP = 1 << 22
"""Between two servers' ids: Discord deals them to shards by what is above these bits."""
CHANNEL = 1
"""After the server's id comes that of its one channel."""


@dataclass(frozen=True, slots=True)
class Servers:
    """``count`` of them, with one role and one channel each, where all people of ``world`` are."""

    world: World
    count: int

    def __iter__(self) -> Iterator[str]:
        """Their ids."""
        return (str(FIXED + number * STEP) for number in range(1, self.count + 1))

    def __contains__(self, guild_id: str) -> bool:
        number, rest = divmod(int(guild_id) - FIXED, STEP)
        return rest == 0 and 1 <= number <= self.count

    def channel(self, channel_id: str) -> Channel | None:
        """The channel with this id, if it is one of theirs."""
        if not channel_id.isdecimal() or (guild := str(int(channel_id) - CHANNEL)) not in self:
            return None
        return Channel(channel_id, "general", server=guild)

    def guild_json(self, guild_id: str) -> Json:
        """A server as the gateway gives it."""
        role = Role(guild_id, "@everyone", 0, EVERYONE, 0)
        channel = Channel(str(int(guild_id) + CHANNEL), "general", server=guild_id)
        member = self.world.bot.member_json() | {"user": self.world.user_json[self.world.bot.id], "roles": []}
        return self.world.guild_json() | {
            "id": guild_id,
            "name": f"Server {(int(guild_id) - FIXED) // STEP}",
            "roles": [role.json()],
            "joined_at": JOINED,
            "large": False,
            "unavailable": False,
            "member_count": len(self.world.members),
            "members": [member],
            "channels": [self.world.channel_json(channel)],
            "threads": [],
            "voice_states": [],
            "presences": [],
            "stage_instances": [],
            "guild_scheduled_events": [],
            "soundboard_sounds": [],
        }
