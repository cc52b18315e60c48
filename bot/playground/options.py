"""What a person typed into a command's options, made into what Discord's app sends: typed, checked, resolved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.playground import limits
from bot.playground.errors import Json, PersonError
from bot.playground.validation.commands import (
    ATTACHMENT,
    BOOLEAN,
    CHANNEL,
    GROUP,
    INTEGER,
    MENTIONABLE,
    NUMBER,
    ROLE,
    STRING,
    SUBCOMMAND,
    USER,
)
from bot.playground.world import World

_TRUE = frozenset({"true", "yes", "on", "1"})
_FALSE = frozenset({"false", "no", "off", "0"})


def command_data(
    command: Json, path: Sequence[str], typed: Mapping[str, Any], world: World, focused: str | None = None
) -> Json:
    """The ``data`` of the interaction for ``/command path…`` with ``typed`` options.

    With ``focused`` it is an autocomplete interaction: half-typed options are left as they are, missing ones missing.
    Raises PersonError where Discord's app would not send it.
    """
    branches = _walk(command, path)
    definitions: list[Json] = (branches[-1] if branches else command).get("options") or []
    resolved = Resolved(world)
    unknown = typed.keys() - {definition["name"] for definition in definitions}
    if unknown:
        raise PersonError(f"There is no option {', '.join(sorted(unknown))}")
    given: list[Json] = []
    for definition in definitions:
        option = _option(definition, typed.get(definition["name"]), resolved, focused)
        if option is not None:
            given.append(option)
    if focused is not None:
        _check_focus(definitions, given, focused)
    for branch in reversed(branches):
        given = [{"name": branch["name"], "type": branch["type"], "options": given}]
    data: Json = {"id": command["id"], "name": command["name"], "type": command["type"], "options": given}
    if "guild_id" in command:
        data["guild_id"] = command["guild_id"]
    if resolved.json:
        data["resolved"] = resolved.json
    return data


def _walk(command: Json, path: Sequence[str]) -> list[Json]:
    """The subcommand group and subcommand that ``path`` names below the command."""
    node, branches = command, []
    for name in path:
        options = node.get("options") or ()
        found = [o for o in options if o["name"] == name and o["type"] in (SUBCOMMAND, GROUP)]
        if not found:
            raise PersonError(f"/{command['name']} has no subcommand {' '.join(path)}")
        node = found[0]
        branches.append(node)
    if any(option["type"] in (SUBCOMMAND, GROUP) for option in node.get("options") or ()):
        raise PersonError(f"/{' '.join([command['name'], *path])} needs a subcommand")
    return branches


def _check_focus(definitions: list[Json], given: list[Json], focused: str) -> None:
    definition = next((d for d in definitions if d["name"] == focused), None)
    if definition is None or not definition.get("autocomplete"):
        raise PersonError(f"{focused} has no autocomplete")
    if not any(option["name"] == focused for option in given):
        given.append({"name": focused, "type": definition["type"], "value": "", "focused": True})


def _option(definition: Json, value: Any, resolved: Resolved, focused: str | None) -> Json | None:
    name, kind = definition["name"], definition["type"]
    if focused == name:
        return {"name": name, "type": kind, "value": "" if value is None else str(value), "focused": True}
    if value is None or value == "":
        if definition.get("required") and focused is None:
            raise PersonError(f"{name} is required")
        return None
    try:
        converted = _convert(definition, value, resolved)
    except PersonError:
        if focused is None:
            raise
        converted = value
    return {"name": name, "type": kind, "value": converted}


def _convert(definition: Json, value: Any, resolved: Resolved) -> Any:
    """The value as this option's type. Raises PersonError in words that name the option."""
    name, kind = definition["name"], definition["type"]
    if choices := definition.get("choices"):
        for choice in choices:
            if value == choice["value"] or str(value).lower() in (str(choice["value"]).lower(), choice["name"].lower()):
                return choice["value"]
        raise PersonError(f"{name} is one of: {', '.join(choice['name'] for choice in choices)}")
    if kind == STRING:
        return _string(definition, str(value))
    if kind in (INTEGER, NUMBER):
        return _number(definition, value)
    if kind == BOOLEAN:
        word = str(value).lower()
        if word not in _TRUE | _FALSE:
            raise PersonError(f"{name} is true or false")
        return word in _TRUE
    if kind in (USER, CHANNEL, ROLE, MENTIONABLE):
        return resolved.find(definition, str(value))
    if kind == ATTACHMENT:
        raise PersonError(f"{name} is a file, and files cannot be given here")
    raise PersonError(f"{name} is of a kind that is not known here ({kind})")


def _string(definition: Json, text: str) -> str:
    least, most = definition.get("min_length") or 0, definition.get("max_length") or limits.STRING_OPTION
    if len(text) < least:
        raise PersonError(f"{definition['name']} needs at least {least} characters")
    if len(text) > most:
        raise PersonError(f"{definition['name']} takes at most {most} characters")
    return text


def _number(definition: Json, value: Any) -> int | float:
    name, whole = definition["name"], definition["type"] == INTEGER
    try:
        number: int | float = int(str(value)) if whole else float(str(value).replace(",", ""))
    except ValueError:
        raise PersonError(f"{name} is a {'whole ' if whole else ''}number, like {3 if whole else 0.5}") from None
    least, most = definition.get("min_value", -limits.INTEGER), definition.get("max_value", limits.INTEGER)
    if number < least:
        raise PersonError(f"{name} is at least {least}")
    if not number <= most:  # so that nan is refused too
        raise PersonError(f"{name} is at most {most}")
    return number


class Resolved:
    """The people, roles and channels named in options, as the interaction's ``resolved``."""

    def __init__(self, world: World) -> None:
        self.json: Json = {}
        self._world = world

    def find(self, definition: Json, text: str) -> str:
        """The id of whom or what ``text`` names: by id, mention or name."""
        kind = definition["type"]
        wanted = text.strip().removeprefix("<").removesuffix(">").lstrip("@#&!").lower()
        if kind in (USER, MENTIONABLE) and (found := self._user(wanted)):
            return found
        if kind in (ROLE, MENTIONABLE) and (found := self._role(wanted)):
            return found
        if kind == CHANNEL and (found := self._channel(wanted, definition.get("channel_types"))):
            return found
        what = {USER: "person", ROLE: "role", CHANNEL: "channel"}.get(kind, "person or role")
        raise PersonError(f"{definition['name']}: there is no {what} {text!r} here")

    def add(self, kind: int, values: Sequence[str]) -> None:
        """Resolve what was picked in a select of ``kind`` (an option type)."""
        for value in values:
            self.find({"name": "selection", "type": kind}, value)

    def _user(self, wanted: str) -> str | None:
        for user in self._world.members.values():
            if wanted in (user.id, user.name.lower()):
                self.json.setdefault("users", {})[user.id] = self._world.user_json[user.id]
                self.json.setdefault("members", {})[user.id] = user.member_json(permissions=True)
                return user.id
        return None

    def _role(self, wanted: str) -> str | None:
        for role in self._world.roles:
            if wanted in (role.id, role.name.lower().lstrip("@")):
                self.json.setdefault("roles", {})[role.id] = role.json()
                return role.id
        return None

    def _channel(self, wanted: str, kinds: Sequence[int] | None) -> str | None:
        if kinds and 0 not in kinds:
            return None
        for channel in self._world.text_channels:
            if wanted in (channel.id, channel.name.lower()):
                partial = self._world.channel_json(channel) | {"permissions": str(self._world.bot.permissions)}
                self.json.setdefault("channels", {})[channel.id] = partial
                return channel.id
        return None
