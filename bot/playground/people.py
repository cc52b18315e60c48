"""What a person does in Discord's app, made into what Discord sends the bot: commands, presses, forms, words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.playground import limits
from bot.playground.chat import Chat, Message
from bot.playground.commands import Commands
from bot.playground.errors import ApiError, Json, PersonError
from bot.playground.interactions import AUTOCOMPLETE, COMMAND, COMPONENT, MODAL_SUBMIT, Ask, Interactions
from bot.playground.options import Resolved, command_data
from bot.playground.validation import components as kinds
from bot.playground.validation.commands import CHANNEL, MENTIONABLE, MESSAGE, ROLE, USER
from bot.playground.world import Channel, User, World

_PICKS = {
    kinds.USER_SELECT: USER,
    kinds.ROLE_SELECT: ROLE,
    kinds.MENTIONABLE_SELECT: MENTIONABLE,
    kinds.CHANNEL_SELECT: CHANNEL,
}


class People:
    """The actions of people. Each raises PersonError, in plain words, where Discord's app would not let them."""

    def __init__(self, world: World, chat: Chat, commands: Commands, interactions: Interactions) -> None:
        self._world = world
        self._chat = chat
        self._commands = commands
        self._interactions = interactions

    def say(self, user: User, channel: Channel, content: str, reply_to: str | None = None) -> Message:
        """Say something, in reply to the message with the id ``reply_to`` where one is given; its author is told."""
        content = content.strip()
        if not content:
            raise PersonError("An empty message cannot be sent")
        if len(content) > limits.CONTENT:
            raise PersonError(f"A message has at most {limits.CONTENT:,} characters; this one has {len(content):,}")
        payload: Json = {"content": content}
        if reply_to is not None:
            replied = self._seen(user, channel, reply_to)
            if replied.only_for is not None:
                raise PersonError("A message that only you can see takes no reply")
            payload |= {"message_reference": {"message_id": reply_to}, "mentions_replied": True}
        return self._chat.post(channel, user, payload)

    def slash(self, ask: Ask, command_id: str, path: Sequence[str], options: Mapping[str, Any]) -> None:
        command = self._commands.for_person(command_id, ask.user, ask.channel)
        data = command_data(command, path, options, self._world)
        self._interactions.open(COMMAND, ask, data, name=" ".join([command["name"], *path]))

    def autocomplete(
        self, ask: Ask, command_id: str, path: Sequence[str], options: Mapping[str, Any], focused: str
    ) -> None:
        command = self._commands.for_person(command_id, ask.user, ask.channel)
        data = command_data(command, path, options, self._world, focused)
        self._interactions.open(AUTOCOMPLETE, ask, data)

    def press(self, ask: Ask, message_id: str, custom_id: str, values: Sequence[str]) -> None:
        """Press a button, or pick ``values`` in a select."""
        message = self._seen(ask.user, ask.channel, message_id)
        component = next((c for c in _walk(message.data["components"]) if c.get("custom_id") == custom_id), None)
        if component is None:
            raise PersonError("This message has no such button")
        if component.get("disabled"):
            raise PersonError("This button is disabled")
        data: Json = {"custom_id": custom_id, "component_type": component["type"], "id": component["id"]}
        if component["type"] in kinds.SELECTS:
            data |= self._picked(component, values)
        self._interactions.open(COMPONENT, ask, data, source=message)

    def apply(self, ask: Ask, command_id: str, message_id: str) -> None:
        """Choose a command on a message (Apps)."""
        command = self._commands.for_person(command_id, ask.user, ask.channel, MESSAGE)
        message = self._seen(ask.user, ask.channel, message_id)
        if message.only_for is not None:
            raise PersonError("A message that only you can see has no apps")
        data: Json = {
            "id": command["id"],
            "name": command["name"],
            "type": MESSAGE,
            "target_id": message.id,
            "resolved": {"messages": {message.id: message.data}},
        }
        self._interactions.open(COMMAND, ask, data, name=command["name"])

    def _seen(self, user: User, channel: Channel, message_id: str) -> Message:
        """The message, where ``user`` sees it."""
        try:
            message = self._chat.find(channel, message_id)
        except ApiError:
            raise PersonError("This message is no longer there") from None
        if not message.visible_to(user):
            raise PersonError("This message is not for you")
        return message

    def submit(self, ask: Ask, modal_id: str, fields: Mapping[str, Any]) -> None:
        modal = self._interactions.open_modal(modal_id)
        if modal is None or modal.interaction.ask.user is not ask.user:
            raise PersonError("This form is no longer open")
        known = {c["custom_id"] for c in _walk(modal.data["components"]) if "custom_id" in c}
        if unknown := fields.keys() - known:
            raise PersonError(f"The form has no field {', '.join(sorted(unknown))}")
        components = [self._filled(component, fields) for component in modal.data["components"]]
        data: Json = {"custom_id": modal.data["custom_id"], "components": components}
        parent = modal.interaction
        self._interactions.open(MODAL_SUBMIT, ask, data, source=parent.source, parent=parent)
        self._interactions.close_modal(modal_id)

    def _filled(self, component: Json, fields: Mapping[str, Any]) -> Json:
        """A component of a modal as it is submitted: with what was entered instead of how it looks."""
        kind = component["type"]
        filled: Json = {"type": kind, "id": component["id"]}
        if kind == kinds.ACTION_ROW:
            filled["components"] = [self._filled(child, fields) for child in component["components"]]
        elif kind == kinds.LABEL:
            filled["component"] = self._filled(component["component"], fields)
        elif kind == kinds.TEXT_INPUT:
            entered = fields.get(component["custom_id"], component.get("value", ""))
            filled |= {"custom_id": component["custom_id"], "value": _entered(component, str(entered))}
        elif kind in kinds.SELECTS:
            given = fields.get(component["custom_id"], [])
            filled |= {"custom_id": component["custom_id"]}
            filled |= self._picked(component, given if isinstance(given, list) else [given])
        return filled

    def _picked(self, select: Json, values: Sequence[str]) -> Json:
        """The values picked in a select, checked as Discord's app does, with what they stand for."""
        least, most = select.get("min_values", 1), select.get("max_values", 1)
        if not least <= len(values) <= most:
            raise PersonError(f"Pick {least if least == most else f'{least} to {most}'} of the list")
        picked: Json = {"values": list(values)}
        if select["type"] == kinds.STRING_SELECT:
            if unknown := set(values) - {option["value"] for option in select["options"]}:
                raise PersonError(f"The list has no {', '.join(sorted(unknown))}")
            return picked
        resolved = Resolved(self._world)
        resolved.add(_PICKS[select["type"]], values)
        return picked | {"resolved": resolved.json}


def _entered(field: Json, text: str) -> str:
    least, most = field.get("min_length") or 0, field.get("max_length") or limits.INPUT_VALUE
    name = field.get("label") or field["custom_id"]
    if field.get("required", True) and not text:
        raise PersonError(f"{name} is required")
    if text and len(text) < least:
        raise PersonError(f"{name} needs at least {least} characters")
    if len(text) > most:
        raise PersonError(f"{name} takes at most {most} characters")
    return text


def _walk(components: Sequence[Json]) -> Iterator[Json]:
    """Every component, those inside others too."""
    for component in components:
        yield component
        yield from _walk(component.get("components") or ())
        for key in ("accessory", "component"):
            if key in component:
                yield from _walk((component[key],))
