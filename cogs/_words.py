"""The words on a card explained: by the command "Explain words" on any message that others see too (Apps), and by a
button of that name on a private one, for which Discord offers no such command."""

import re
from collections.abc import Iterator
from typing import Any, Final, Protocol, Self, cast

import discord
from discord import Interaction
from discord.app_commands import ContextMenu
from discord.ui import Button, DynamicItem, View

from services.core.request import AnyRequest
from services.house.words import LONGEST_TEXT, Words

EXPLAIN: Final = "Explain words"
WORDS: Final = "words"
"""The button's id."""


class Answers(Protocol):
    """Who answers."""

    async def reply(self, interaction: Interaction[Any], request: type[AnyRequest], **options: Any) -> None: ...


class Explaining(Protocol):
    """The client, as the command and the button see it."""

    replies: Answers


def explain_words() -> ContextMenu:
    """The command; what it answers is for its asker alone."""
    return ContextMenu(name=EXPLAIN, callback=_explain)


async def _explain(interaction: Interaction[Any], message: discord.Message) -> None:
    text = text_of(message)[:LONGEST_TEXT]
    await cast(Explaining, interaction.client).replies.reply(interaction, Words, text=text)


class WordsButton(DynamicItem[Button[View]], template=WORDS):
    """The button of any private answer, also one given before the bot was last started."""

    @classmethod
    async def from_custom_id(
        cls, interaction: Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        del interaction, match
        return cls(cast("Button[View]", item))

    async def callback(self, interaction: Interaction[Any]) -> None:
        await _explain(interaction, cast(discord.Message, interaction.message))


def words_button(row: int) -> Button[View]:
    return Button(label=EXPLAIN, custom_id=WORDS, row=row)


def text_of(message: discord.Message) -> str:
    """All that can be read on ``message``."""
    return "\n".join((message.content, *(part for embed in message.embeds for part in _parts(embed) if part)))


def _parts(embed: discord.Embed) -> Iterator[str | None]:
    yield embed.title
    yield embed.description
    for field in embed.fields:
        yield field.name
        yield field.value
    yield embed.footer.text
