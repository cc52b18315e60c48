"""Buttons that are requests. The whole request is in the button, so it answers after any restart.

One that is too long for Discord is kept in the store (cogs/_buttons.py), and the button has a short id made of it.
"""

import base64
import hashlib
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Protocol, Self, cast
from urllib.parse import parse_qsl, urlencode

import discord
from discord import Interaction
from discord.ui import Button, DynamicItem, View

from personas.card import Action
from services.core.errors import StoreUnavailable
from services.core.request import AnyRequest

PREFIX = "ask:"
LONGEST_ID = 100
LONGEST_LABEL = 80
KEPT = "~"
"""Begins the short id of a request that is kept in the store."""

OLD = "This button is from an older version of the desk. Please ask again with the command."
FORGOTTEN = "This button is too old: what it asked is no longer kept. Please ask again with the command."
STORE_AWAY = (
    "The desk cannot look up what this button asks, for its memory does not answer. Please press it again soon."
)


class Presses(Protocol):
    """Who answers a pressed button."""

    async def press(
        self, interaction: Interaction[Any], request: type[AnyRequest], options: Mapping[str, str]
    ) -> None: ...


class Recalls(Protocol):
    """Who remembers what is too long for a button."""

    async def recall(self, short: str) -> str | None: ...


class Pressable(Protocol):
    """The client, as a button sees it."""

    replies: Presses
    buttons: Recalls
    catalog: Mapping[str, type[AnyRequest]]


@lru_cache(maxsize=4096)
def encode(request: AnyRequest) -> str:
    """The request as a button's custom id: ``ask:fib levels?symbol=BTC/USDT&timeframe=4h``."""
    options = request.model_dump(mode="json", exclude_defaults=True)
    return f"{PREFIX}{request.name}?{urlencode(options, safe='/:')}"


def fits(custom_id: str) -> bool:
    """Whether Discord takes it as a button's id."""
    return len(custom_id) <= LONGEST_ID


def short_id(asks: str) -> str:
    """``~`` and 22 characters made of what a button asks: a button's id where that is too long."""
    digest = hashlib.sha256(asks.encode()).digest()[:16]
    return KEPT + base64.urlsafe_b64encode(digest).decode().rstrip("=")


@lru_cache(maxsize=128)
def view_of(actions: tuple[Action, ...], kept: frozenset[str] = frozenset()) -> View | None:
    """The buttons of ``actions``. Those whose request does not fit into a button's id are left out, unless the short
    one made of it is among ``kept``.

    Discord refuses two buttons with one id, so the second that asks the same gets a number behind a ``#``. The view is
    stopped: nothing listens to it in memory, for ``AskButton`` answers whatever is pressed; so it may be sent again.
    """
    buttons: dict[str, Button[View]] = {}
    for action in actions:
        asks = encode(action.request)
        if not fits(asks) and (short := short_id(asks)) in kept:
            asks = PREFIX + short
        custom_id = asks
        while custom_id in buttons:
            custom_id = f"{asks}#{len(buttons)}"
        if fits(custom_id):
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


class AskButton(
    DynamicItem[Button[View]],
    template=PREFIX + r"(?:(?P<name>[a-z ]+)\?(?P<options>[^#]*)|(?P<short>~[A-Za-z0-9_-]{22}))(?:#\d+)?",
):
    """Any button that is a request, also one sent before the bot was last started."""

    def __init__(self, item: Button[View], asks: Mapping[str, str | None]) -> None:
        super().__init__(item)
        self._asks = asks

    @classmethod
    async def from_custom_id(
        cls, interaction: Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        del interaction
        return cls(cast("Button[View]", item), match.groupdict())

    async def callback(self, interaction: Interaction[Any]) -> None:
        client = cast(Pressable, interaction.client)
        asks: Mapping[str, str | None] | None = self._asks
        if (short := self._asks["short"]) is not None:
            try:
                asks = read(await client.buttons.recall(short))
            except StoreUnavailable:
                await interaction.response.send_message(STORE_AWAY, ephemeral=True)
                return
        request = client.catalog.get(asks["name"] or "") if asks else None
        if asks is None or request is None:
            await interaction.response.send_message(FORGOTTEN if asks is None else OLD, ephemeral=True)
            return
        await client.replies.press(interaction, request, dict(parse_qsl(asks["options"] or "")))


def read(custom_id: str | None) -> Mapping[str, str | None] | None:
    """The parts of a button's id: ``name`` and ``options``, or ``short``; ``None`` where it is none of ours."""
    match = AskButton.__discord_ui_compiled_template__.fullmatch(custom_id or "")
    return match.groupdict() if match else None
