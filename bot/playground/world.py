"""The world a bot finds: one guild, its roles, its people and channels, a direct message with each person, and a group
message of some of them, where the bot is not but a command of theirs may be used.

Everything here is fixed while the stand-in runs, ids included, so tests and bookmarks can name it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.playground.errors import Json
from bot.playground.snowflakes import fixed

IN_GUILD, IN_BOT_DM, IN_PRIVATE_CHANNEL = 0, 1, 2
FOR_GUILD, FOR_USER = 0, 1
"""Who installed the bot."""
ADMINISTRATOR = 1 << 3
SEND_MESSAGES, EMBED_LINKS, ATTACH_FILES, OPEN_THREADS = 1 << 11, 1 << 14, 1 << 15, 1 << 35
EVERYONE = sum(1 << bit for bit in (6, 10, 11, 14, 15, 16, 18, 31, 35, 37, 38))
"""What @everyone may do: react, view, send, embed links, attach files, read history, use external emoji and stickers,
use application commands, open threads and send in them."""
ALL = (1 << 51) - 1
JOINED = "2026-01-01T00:00:00+00:00"


@dataclass(frozen=True, slots=True)
class Role:
    """A role of the guild. ``color`` is 0xRRGGBB, 0 for none; the higher ``position`` wins."""

    id: str
    name: str
    color: int
    permissions: int
    position: int
    managed: bool = False

    def json(self) -> Json:
        return {
            "id": self.id,
            "name": self.name,
            "description": None,
            "permissions": str(self.permissions),
            "position": self.position,
            "color": self.color,
            "colors": {"primary_color": self.color, "secondary_color": None, "tertiary_color": None},
            "hoist": self.position > 0,
            "managed": self.managed,
            "mentionable": False,
            "icon": None,
            "unicode_emoji": None,
            "flags": 0,
        }


@dataclass(frozen=True, slots=True)
class User:
    """Somebody in the guild: a person, or the bot. ``name`` is what others see; the username is its lower case."""

    id: str
    name: str
    roles: tuple[Role, ...] = ()
    bot: bool = False

    @property
    def permissions(self) -> int:
        """What this user may do in the guild: the roles' permissions together, all of them for an administrator."""
        together = EVERYONE
        for role in self.roles:
            together |= role.permissions
        return ALL if together & ADMINISTRATOR else together

    @property
    def color(self) -> int:
        """0xRRGGBB of the highest coloured role; 0 without one."""
        coloured = [role for role in self.roles if role.color]
        return max(coloured, key=lambda role: role.position).color if coloured else 0

    def json(self) -> Json:
        user: Json = {
            "id": self.id,
            "username": self.name.lower(),
            "global_name": None if self.bot else self.name,
            "discriminator": "0",
            "avatar": None,
            "banner": None,
            "accent_color": None,
            "avatar_decoration_data": None,
            "collectibles": None,
            "primary_guild": None,
            "public_flags": 0,
            "flags": 0,
        }
        if self.bot:
            user |= {"username": self.name, "bot": True}
        return user

    def member_json(self, *, permissions: bool = False) -> Json:
        """The guild member without its user; with ``permissions``, as in an interaction."""
        member: Json = {
            "avatar": None,
            "banner": None,
            "communication_disabled_until": None,
            "flags": 0,
            "joined_at": JOINED,
            "nick": None,
            "pending": False,
            "premium_since": None,
            "roles": [role.id for role in self.roles],
            "mute": False,
            "deaf": False,
        }
        if permissions:
            member["permissions"] = str(self.permissions)
        return member


@dataclass(frozen=True, slots=True)
class Channel:
    """A text channel of the guild; or with a ``recipient`` the direct message between that person and the bot; or with
    a ``group`` the group message of those people. ``denied`` is what the bot may not do in it; ``parent`` the channel
    that it is a thread of; ``server`` the guild it is in, where that is not the world's own."""

    id: str
    name: str
    topic: str = ""
    position: int = 0
    recipient: User | None = None
    group: tuple[User, ...] = ()
    denied: int = 0
    parent: str | None = None
    server: str | None = None

    @property
    def is_dm(self) -> bool:
        return self.recipient is not None

    @property
    def in_guild(self) -> bool:
        return self.recipient is None and not self.group

    @property
    def context(self) -> int:
        """As interactions name it."""
        return IN_GUILD if self.in_guild else IN_BOT_DM if self.is_dm else IN_PRIVATE_CHANNEL


@dataclass(frozen=True, slots=True)
class World:
    """The guild and who is in it. ``guild_id`` is also the id of @everyone, as on Discord."""

    guild_id: str
    guild_name: str
    roles: Sequence[Role]
    users: Sequence[User]
    text_channels: Sequence[Channel]
    bot: User
    owner: User
    groups: Sequence[Channel] = ()
    channels: dict[str, Channel] = field(init=False)
    members: dict[str, User] = field(init=False)
    user_json: dict[str, Json] = field(init=False)
    """Each user's JSON by id, made once: it stands in every message."""
    _dms: dict[str, Channel] = field(init=False)

    def __post_init__(self) -> None:
        everybody = [*self.users, self.bot]
        dms = {user.id: Channel(_dm_id(user), self.bot.name, recipient=user) for user in self.users}
        channels = {channel.id: channel for channel in (*self.text_channels, *dms.values(), *self.groups)}
        for name, value in (
            ("channels", channels),
            ("members", {user.id: user for user in everybody}),
            ("user_json", {user.id: user.json() for user in everybody}),
            ("_dms", dms),
        ):
            object.__setattr__(self, name, value)

    def dm(self, user: User) -> Channel:
        """The direct message between ``user`` and the bot."""
        return self._dms[user.id]

    def threads(self) -> list[Channel]:
        """Those that the bot has opened."""
        return [channel for channel in self.channels.values() if channel.parent is not None]

    def guild_of(self, channel: Channel) -> str | None:
        """The guild that ``channel`` is in; ``None``: in none."""
        return (channel.server or self.guild_id) if channel.in_guild else None

    def sees(self, user: User, channel: Channel) -> bool:
        return channel.in_guild or user in (channel.group or (channel.recipient, self.bot))

    def bot_permissions(self, channel: Channel) -> int:
        return self.bot.permissions & ~channel.denied

    def member_json(self, user: User) -> Json:
        return {"user": self.user_json[user.id], **user.member_json()}

    def channel_json(self, channel: Channel, last_message_id: str | None = None) -> Json:
        if channel.group:
            return {
                "id": channel.id,
                "type": 3,
                "flags": 0,
                "name": channel.name,
                "icon": None,
                "owner_id": channel.group[0].id,
                "last_message_id": last_message_id,
                "recipients": [self.user_json[user.id] for user in channel.group],
            }
        if channel.recipient is not None:
            recipients = [self.user_json[channel.recipient.id]]
            return {
                "id": channel.id,
                "type": 1,
                "flags": 0,
                "last_message_id": last_message_id,
                "recipients": recipients,
            }
        if channel.parent is not None:
            return self._thread_json(channel, last_message_id)
        return {
            "id": channel.id,
            "type": 0,
            "guild_id": self.guild_of(channel),
            "name": channel.name,
            "topic": channel.topic,
            "position": channel.position,
            "flags": 0,
            "nsfw": False,
            "parent_id": None,
            "rate_limit_per_user": 0,
            "last_message_id": last_message_id,
            "permission_overwrites": [
                {"id": self.bot.id, "type": 1, "allow": "0", "deny": str(channel.denied)},
            ]
            if channel.denied
            else [],
        }

    def _thread_json(self, thread: Channel, last_message_id: str | None) -> Json:
        return {
            "id": thread.id,
            "type": 11,
            "guild_id": self.guild_of(thread),
            "parent_id": thread.parent,
            "owner_id": self.bot.id,
            "name": thread.name,
            "flags": 0,
            "rate_limit_per_user": 0,
            "message_count": 0,
            "member_count": 1,
            "total_message_sent": 0,
            "last_message_id": last_message_id,
            "thread_metadata": {
                "archived": False,
                "auto_archive_duration": 10_080,
                "archive_timestamp": JOINED,
                "locked": False,
                "create_timestamp": JOINED,
            },
        }

    def guild_json(self) -> Json:
        """The guild as REST gives it; the gateway adds channels and members."""
        return {
            "id": self.guild_id,
            "name": self.guild_name,
            "icon": None,
            "description": None,
            "home_header": None,
            "splash": None,
            "discovery_splash": None,
            "features": [],
            "banner": None,
            "owner_id": self.owner.id,
            "application_id": None,
            "region": "automatic",
            "afk_channel_id": None,
            "afk_timeout": 300,
            "system_channel_id": None,
            "system_channel_flags": 0,
            "widget_enabled": False,
            "widget_channel_id": None,
            "verification_level": 0,
            "roles": [role.json() for role in self.roles],
            "default_message_notifications": 1,
            "mfa_level": 0,
            "explicit_content_filter": 0,
            "max_presences": None,
            "max_members": 250_000,
            "max_stage_video_channel_users": 50,
            "max_video_channel_users": 25,
            "vanity_url_code": None,
            "premium_tier": 0,
            "premium_subscription_count": 0,
            "preferred_locale": "en-US",
            "rules_channel_id": None,
            "safety_alerts_channel_id": None,
            "public_updates_channel_id": None,
            "premium_progress_bar_enabled": False,
            "premium_progress_bar_enabled_user_updated_at": None,
            "nsfw": False,
            "nsfw_level": 0,
            "emojis": [],
            "stickers": [],
            "incidents_data": None,
        }


def _dm_id(user: User) -> str:
    return str(int(user.id) + 1_000)


def default_world() -> World:
    """Omega Trading Floor: an admin, a trader, a viewer, an approver and a guest, in three channels, and a group
    message of three of them."""
    guild_id = fixed(1)
    everyone = Role(guild_id, "@everyone", 0, EVERYONE, 0)
    viewer = Role(fixed(11), "viewer", 0x5AA9E6, EVERYONE, 1)
    trader = Role(fixed(12), "trader", 0x43B581, EVERYONE, 2)
    approver = Role(fixed(13), "approver", 0xE0A63B, EVERYONE, 3)
    admin = Role(fixed(14), "admin", 0xE5636B, ADMINISTRATOR, 4)
    omega = Role(fixed(15), "Omega", 0xA78BFA, EVERYONE, 5, managed=True)
    ada = User(fixed(101), "Ada", (admin,))
    ben = User(fixed(102), "Ben", (trader,))
    cleo = User(fixed(103), "Cleo", (viewer,))
    dana = User(fixed(104), "Dana", (approver,))
    eli = User(fixed(105), "Eli")
    return World(
        guild_id=guild_id,
        guild_name="Omega Trading Floor",
        roles=(everyone, viewer, trader, approver, admin, omega),
        users=(ada, ben, cleo, dana, eli),
        text_channels=(
            Channel(fixed(201), "desk", "Ask the desk: prices, levels, risk, the sky; and trade on paper", 0),
            Channel(fixed(202), "charts", "Pictures and analysis", 1),
            Channel(fixed(203), "lounge", "Everything else", 2),
        ),
        bot=User(fixed(900), "Omega", (omega,), bot=True),
        owner=ada,
        groups=(Channel(fixed(211), "Weekend", group=(ben, cleo, dana)),),
    )
