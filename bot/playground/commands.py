"""The commands a bot has registered, and what a person's typed options make of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from bot.playground.errors import Json, PersonError, unknown_command
from bot.playground.snowflakes import Snowflakes
from bot.playground.validation.commands import CHAT_INPUT, MESSAGE, check_command, check_commands
from bot.playground.world import FOR_GUILD, FOR_USER, IN_BOT_DM, IN_GUILD, IN_PRIVATE_CHANNEL, Channel, User, World

_WHERE = {IN_GUILD: "servers", IN_BOT_DM: "direct messages with the bot", IN_PRIVATE_CHANNEL: "group messages"}


class Commands:
    """Registered application commands, global and of the guild."""

    def __init__(self, world: World, snowflakes: Snowflakes) -> None:
        self.on_change: Callable[[], None] = lambda: None
        self._world = world
        self._snowflakes = snowflakes
        self._commands: dict[str, Json] = {}

    def all(self, guild_id: str | None) -> list[Json]:
        """Those of the guild, or (None) the global ones."""
        return [command for command in self._commands.values() if command.get("guild_id") == guild_id]

    def get(self, command_id: str, guild_id: str | None) -> Json:
        command = self._commands.get(command_id)
        if command is None or command.get("guild_id") != guild_id:
            raise unknown_command()
        return command

    def overwrite(self, definitions: list[Json], guild_id: str | None) -> list[Json]:
        """Register exactly ``definitions``; one that keeps its name and type keeps its id."""
        check_commands(definitions)
        before = {(c["type"], c["name"]): c for c in self.all(guild_id)}
        made = [self._make(d, guild_id, before.get((d.get("type") or CHAT_INPUT, d["name"]))) for d in definitions]
        self._commands = {id_: c for id_, c in self._commands.items() if c.get("guild_id") != guild_id}
        self._commands |= {command["id"]: command for command in made}
        self.on_change()
        return made

    def create(self, definition: Json, guild_id: str | None) -> tuple[Json, bool]:
        """Register one, in place of one with its name and type; and whether it is new."""
        check_command(definition)
        kind = definition.get("type") or CHAT_INPUT
        same = [c for c in self.all(guild_id) if (c["type"], c["name"]) == (kind, definition["name"])]
        command = self._make(definition, guild_id, same[0] if same else None)
        self._commands[command["id"]] = command
        self.on_change()
        return command, not same

    def edit(self, command_id: str, change: Json, guild_id: str | None) -> Json:
        command = self.get(command_id, guild_id)
        definition = command | change
        check_command(definition)
        self._commands[command_id] = made = self._make(definition, guild_id, command)
        self.on_change()
        return made

    def delete(self, command_id: str, guild_id: str | None) -> None:
        self.get(command_id, guild_id)
        del self._commands[command_id]
        self.on_change()

    def usable_by(self, user: User) -> list[Json]:
        """The commands ``user`` is offered, those typed after a slash before those chosen on a message, by name; a
        guild's command hides the global one of its kind and name."""
        offered: dict[tuple[int, str], Json] = {}
        for command in sorted(self._commands.values(), key=lambda c: "guild_id" in c):
            if command["type"] in (CHAT_INPUT, MESSAGE) and _permitted(command, user):
                offered[command["type"], command["name"]] = command
        return [offered[key] for key in sorted(offered)]

    def for_person(self, command_id: str, user: User, channel: Channel, kind: int = CHAT_INPUT) -> Json:
        """The command of ``kind`` a person runs in ``channel``. Raises PersonError when they may not."""
        command = self._commands.get(command_id)
        if command is None:
            raise PersonError("This command is outdated, please try again in a few minutes")
        if command["type"] != kind:
            raise PersonError(f"This is not a {'slash' if kind == CHAT_INPUT else 'message'} command")
        if channel.context not in _contexts(command):
            raise PersonError(f"This command does not work in {_WHERE[channel.context]}")
        if (FOR_USER if channel.group else FOR_GUILD) not in command["integration_types"]:
            raise PersonError("This command is not installed here")
        if channel.in_guild and not _permitted(command, user):
            raise PersonError("You do not have permission to use this command")
        return command

    def _make(self, definition: Json, guild_id: str | None, before: Json | None) -> Json:
        kind = definition.get("type") or CHAT_INPUT
        command: Json = {
            "id": before["id"] if before else self._snowflakes.next(),
            "application_id": self._world.bot.id,
            "version": self._snowflakes.next(),
            "default_member_permissions": None,
            "type": kind,
            "name": definition["name"],
            "description": definition.get("description") or "",
            "nsfw": bool(definition.get("nsfw")),
            "name_localizations": definition.get("name_localizations"),
            "description_localizations": definition.get("description_localizations"),
            "contexts": definition.get("contexts"),
            "integration_types": definition.get("integration_types") or [FOR_GUILD],
        }
        if (permissions := definition.get("default_member_permissions")) is not None:
            command["default_member_permissions"] = str(permissions)
        if definition.get("options"):
            command["options"] = list(_without_nulls(definition["options"]))
        if guild_id is None:
            command["dm_permission"] = definition.get("dm_permission") is not False
        else:
            command["guild_id"] = guild_id
        return command


def _without_nulls(options: Iterable[Json]) -> Iterable[Json]:
    for option in options:
        made = {key: value for key, value in option.items() if value is not None}
        if "options" in made:
            made["options"] = list(_without_nulls(made["options"]))
        yield made


def _permitted(command: Json, user: User) -> bool:
    needed = command["default_member_permissions"]
    return needed is None or (int(needed) != 0 and user.permissions & int(needed) == int(needed)) or _is_admin(user)


def _is_admin(user: User) -> bool:
    return bool(user.permissions & 1 << 3)


def _contexts(command: Json) -> tuple[int, ...]:
    """Where the command may be used."""
    if "guild_id" in command:
        return (IN_GUILD,)
    if command["contexts"] is not None:
        return tuple(command["contexts"])
    return (IN_GUILD, IN_BOT_DM, IN_PRIVATE_CHANNEL) if command["dm_permission"] else (IN_GUILD,)
