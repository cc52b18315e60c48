"""Buttons that show a form first: some of the request's options as they are, to be changed before it is asked.

The whole request is in the button's id and in the form's, so a form that was open while the bot was started again is
still taken.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, Self, cast

import discord
from discord import Interaction
from discord.ui import Button, DynamicItem, Modal, TextInput, View

from cogs._actions import ASKED, FORM, Pressable, recalled
from services.core.options import Option, options_of
from services.core.request import AnyRequest

LONGEST_TITLE: Final = 45
LONGEST_LABEL: Final = 45
LONGEST_PLACEHOLDER: Final = 100
LONGEST_VALUE: Final = 100
"""Of an option that says nothing of its own length."""
FORM_SECONDS: Final = 900.0
"""discord.py forgets a form after that; what is sent with it later is taken all the same."""


class FormButton(DynamicItem[Button[View]], template=FORM + r"(?P<edits>[a-z_,]+):" + ASKED):
    """Any button that shows a form, also one sent before the bot was last started."""

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
        asked = await recalled(interaction, self._asks)
        if asked is not None:
            request, options = asked
            form = _form(request, options, (self._asks["edits"] or "").split(","), self.custom_id, self.item.label)
            await interaction.response.send_modal(form)


def _form(
    request: type[AnyRequest], options: Mapping[str, str], edits: list[str], custom_id: str, pressed: str | None
) -> Modal:
    """The options of ``request`` that are edited. What nobody asks for in words has the title of the button that was
    ``pressed``, and its fields say what they are for."""
    title = (pressed if request.pressed else None) or f"Edit: {request.name}"
    form = Modal(title=title[:LONGEST_TITLE], timeout=FORM_SECONDS, custom_id=custom_id)
    for option in options_of(request):
        if option.name in edits:
            label = option.description if request.pressed else option.name.replace("_", " ")
            form.add_item(_field(option, label, options.get(option.name, "")))
    return form


def _field(option: Option, label: str, value: str) -> TextInput[Modal]:
    hint = _hint(option)[:LONGEST_PLACEHOLDER]
    return TextInput(
        label=label[:LONGEST_LABEL],
        custom_id=option.name,
        placeholder=None if hint == label else hint,
        default=value or None,
        required=option.required or option.default == "",
        max_length=option.longest or LONGEST_VALUE,
    )


def _hint(option: Option) -> str:
    """What can be written: ``once or always``."""
    return " or ".join(option.choices) or option.description


async def sent(interaction: Interaction[Any]) -> None:
    """Ask what a form was sent with, if ``interaction`` is that."""
    data = cast("dict[str, Any]", interaction.data or {})
    match = FormButton.__discord_ui_compiled_template__.fullmatch(data.get("custom_id", ""))
    if interaction.type is not discord.InteractionType.modal_submit or match is None:
        return
    asked = await recalled(interaction, match.groupdict())
    if asked is not None:
        request, options = asked
        changed = {**options, **dict(_values(data["components"]))}
        given = {name: value for name, value in changed.items() if value.strip()}
        await cast(Pressable, interaction.client).replies.press(interaction, request, given, data["custom_id"])


def _values(components: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    """The fields of a form as Discord sends them, in rows or labels."""
    for component in components:
        if "value" in component:
            yield component["custom_id"], component["value"]
        within = component.get("component")
        yield from _values(component.get("components", []) if within is None else [within])
