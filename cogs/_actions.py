"""Buttons and menus that are requests. The whole request is in the button, or in what a menu offers, so it answers
after any restart.

One that is too long for Discord is kept in the store (cogs/_buttons.py), and the button has a short id made of it.
"""

import base64
import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Protocol, Self, cast
from urllib.parse import parse_qsl, urlencode

import discord
from discord import Interaction
from discord.ui import Button, DynamicItem, Select, View

from cogs._sharing import share_button
from cogs._words import words_button
from personas.card import Action, Menu
from services.core.errors import StoreUnavailable
from services.core.request import AnyRequest

PREFIX = "ask:"
FORM = "form:"
"""Begins the id of a button that shows options to be changed before it asks; their names follow, and a colon."""
LONGEST_ID = 100
MENU = "menu:"
"""Begins the id of a menu; the number after it keeps the menus of a message apart."""
LONGEST_LABEL = 80
LONGEST_CHOICE = 100
MOST_CHOICES = 25
ROWS, IN_A_ROW = 5, 5
TRY_AGAIN = "Try again"
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
        self,
        interaction: Interaction[Any],
        request: type[AnyRequest],
        options: Mapping[str, str],
        form: str | None = None,
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


def id_of(action: Action) -> str:
    """The id of its button, however long: the request, and the options that are shown first."""
    asks = encode(action.request)
    return f"{FORM}{','.join(action.edits)}:{asks.removeprefix(PREFIX)}" if action.edits else asks


def fits(custom_id: str) -> bool:
    """Whether Discord takes it as a button's id."""
    return len(custom_id) <= LONGEST_ID


def short_id(asks: str) -> str:
    """``~`` and 22 characters made of what a button asks: a button's id where that is too long."""
    digest = hashlib.sha256(asks.encode()).digest()[:16]
    return KEPT + base64.urlsafe_b64encode(digest).decode().rstrip("=")


@lru_cache(maxsize=128)
def view_of(
    actions: tuple[Action, ...],
    kept: frozenset[str] = frozenset(),
    menus: tuple[Menu, ...] = (),
    *,
    may_share: bool = False,
    form: str | None = None,
) -> View | None:
    """``menus``, a row each, and below them the buttons of ``actions``, behind which stand Share and Explain words
    where it ``may_share`` the message, which is a private one then, and there is room. The first
    shows ``form`` again, where there is one. Those whose request does not fit into an id are left out, unless the short
    one made of it is among ``kept``.

    The view is stopped: nothing listens to it in memory, for ``AskButton`` and ``AskMenu`` answer whatever is pressed;
    so it may be sent again.
    """
    selects = [_select(menu, number, kept) for number, menu in enumerate(menus)]
    buttons = list(_buttons(actions, len(menus), kept))
    if form is not None:
        buttons.insert(0, Button(label=TRY_AGAIN, custom_id=form, style=discord.ButtonStyle.primary, row=len(menus)))
    for button in (share_button, words_button) if may_share else ():
        if (row := _row_with_room(buttons, len(menus))) < ROWS:
            buttons.append(button(row))
    items = [*(select for select in selects if select.options), *buttons]
    if not items:
        return None
    view = View(timeout=None)
    for item in items:
        view.add_item(item)
    view.stop()
    return view


def _row_with_room(buttons: Sequence[Button[View]], first: int) -> int:
    """The last row of ``buttons``, or the one below it where that is full."""
    last = max((button.row or 0 for button in buttons), default=first)
    return last + (sum((button.row or 0) == last for button in buttons) >= IN_A_ROW)


def _buttons(actions: tuple[Action, ...], below: int, kept: frozenset[str]) -> Iterator[Button[View]]:
    """Discord refuses two buttons with one id, so the second that asks the same gets a number behind a ``#``."""
    seen: set[str] = set()
    for action in actions:
        asks = _id_of(action, kept)
        custom_id = asks
        while custom_id in seen:
            custom_id = f"{asks}#{len(seen)}"
        row = below + action.row
        if fits(custom_id) and row < ROWS:
            seen.add(custom_id)
            style = discord.ButtonStyle.primary if action.current else discord.ButtonStyle.secondary
            yield Button(label=action.label[:LONGEST_LABEL], custom_id=custom_id, row=row, style=style)


def _select(menu: Menu, number: int, kept: frozenset[str]) -> Select[View]:
    values = {_id_of(action, kept): action for action in menu.choices}
    offered = [
        discord.SelectOption(
            label=action.label[:LONGEST_CHOICE],
            value=value,
            description=action.detail[:LONGEST_CHOICE] or None,
            default=action.current,
        )
        for value, action in values.items()
        if fits(value)
    ]
    return Select(custom_id=f"{MENU}{number}", placeholder=menu.prompt, options=offered[:MOST_CHOICES], row=number)


def _id_of(action: Action, kept: frozenset[str]) -> str:
    asks, whole = encode(action.request), id_of(action)
    if fits(whole) or (short := short_id(asks)) not in kept:
        return whole
    return whole.removesuffix(asks.removeprefix(PREFIX)) + short


ASKED = r"(?:(?P<name>[a-z ]+)\?(?P<options>[^#]*)|(?P<short>~[A-Za-z0-9_-]{22}))(?:#\d+)?"
"""A request in an id, or the short one that it is kept under."""


class AskButton(DynamicItem[Button[View]], template=PREFIX + ASKED):
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
        await _press(interaction, self._asks)


class AskMenu(DynamicItem[Select[View]], template=MENU + r"\d+"):
    """Any menu of requests, also one sent before the bot was last started."""

    @classmethod
    async def from_custom_id(
        cls, interaction: Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        del interaction, match
        return cls(cast("Select[View]", item))

    async def callback(self, interaction: Interaction[Any]) -> None:
        asks = read(next(iter(self.item.values), None))
        if asks is None:
            await interaction.response.send_message(OLD, ephemeral=True)
            return
        await _press(interaction, asks)


async def _press(interaction: Interaction[Any], pressed: Mapping[str, str | None]) -> None:
    """Ask what was pressed."""
    asked = await recalled(interaction, pressed)
    if asked is not None:
        await cast(Pressable, interaction.client).replies.press(interaction, *asked)


async def recalled(
    interaction: Interaction[Any], pressed: Mapping[str, str | None]
) -> tuple[type[AnyRequest], dict[str, str]] | None:
    """The request that was pressed and its options; ``None``: there is none any more, and the presser was told."""
    client = cast(Pressable, interaction.client)
    asks: Mapping[str, str | None] | None = pressed
    if (short := pressed["short"]) is not None:
        try:
            asks = read(await client.buttons.recall(short))
        except StoreUnavailable:
            await interaction.response.send_message(STORE_AWAY, ephemeral=True)
            return None
    request = client.catalog.get(asks["name"] or "") if asks else None
    if asks is None or request is None:
        await interaction.response.send_message(FORGOTTEN if asks is None else OLD, ephemeral=True)
        return None
    return request, dict(parse_qsl(asks["options"] or ""))


def read(custom_id: str | None) -> Mapping[str, str | None] | None:
    """The parts of a button's id: ``name`` and ``options``, or ``short``; ``None`` where it is none of ours."""
    match = AskButton.__discord_ui_compiled_template__.fullmatch(custom_id or "")
    return match.groupdict() if match else None
