"""Buttons that are requests. The whole request is in the button, so it answers after any restart."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Protocol, Self, cast
from urllib.parse import parse_qsl, urlencode

import discord
from discord import Interaction
from discord.ui import Button, DynamicItem, View

from personas.card import Action
from services.base import Request

PREFIX = "ask:"
LONGEST_ID = 100
LONGEST_LABEL = 80


class Presses(Protocol):
    """Who answers a pressed button."""

    async def press(
        self, interaction: Interaction[Any], request: type[Request], options: Mapping[str, str]
    ) -> None: ...


class Pressable(Protocol):
    """The client, as a button sees it."""

    replies: Presses
    catalog: Mapping[str, type[Request]]


def encode(request: Request) -> str:
    """The request as a button's custom id: ``ask:fib levels?symbol=BTC/USDT&timeframe=4h``."""
    options = request.model_dump(mode="json", exclude_defaults=True)
    return f"{PREFIX}{request.name}?{urlencode(options, safe='/:')}"


def view_of(actions: Sequence[Action]) -> View | None:
    """The buttons of ``actions``; those whose request does not fit into a button's id are left out.

    Discord refuses two buttons with one id, so the second that asks the same gets a number behind a ``#``. The view is
    stopped: nothing listens to it in memory, for ``AskButton`` answers whatever is pressed.
    """
    buttons: dict[str, Button[View]] = {}
    for action in actions:
        asks = custom_id = encode(action.request)
        while custom_id in buttons:
            custom_id = f"{asks}#{len(buttons)}"
        if len(custom_id) <= LONGEST_ID:
            style = discord.ButtonStyle.primary if action.current else discord.ButtonStyle.secondary
            label = action.label[:LONGEST_LABEL]
            buttons[custom_id] = Button(label=label, custom_id=custom_id, row=action.row, style=style)
    if not buttons:
        return None
    view = View(timeout=None)
    for button in buttons.values():
        view.add_item(button)
    view.stop()
    return view


class AskButton(DynamicItem[Button[View]], template=PREFIX + r"(?P<name>[a-z ]+)\?(?P<options>[^#]*)(#\d+)?"):
    """Any button that is a request, also one sent before the bot was last started."""

    def __init__(self, item: Button[View], name: str, options: Mapping[str, str]) -> None:
        super().__init__(item)
        self._name = name
        self._options = options

    @classmethod
    async def from_custom_id(
        cls, interaction: Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        del interaction
        return cls(cast("Button[View]", item), match["name"], dict(parse_qsl(match["options"])))

    async def callback(self, interaction: Interaction[Any]) -> None:
        client = cast(Pressable, interaction.client)
        request = client.catalog.get(self._name)
        if request is None:
            text = "This button is from an older version of the desk. Please ask again with the command."
            await interaction.response.send_message(text, ephemeral=True)
            return
        await client.replies.press(interaction, request, self._options)
