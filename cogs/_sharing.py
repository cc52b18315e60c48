"""A private answer, shown to all: its button Share posts the very message again, which Discord sends with the press.

So nothing is asked anew and nothing is kept for it: what is posted is what was seen, with the time that it says it is
of, and it works after any restart.
"""

import asyncio
import re
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Protocol, Self, cast

import aiohttp
import discord
import structlog
from discord import Interaction
from discord.ui import Button, DynamicItem, View

from cogs._embeds import PICTURE
from personas.escaping import escape

SHARE = "share"
"""The button's id."""
FETCH_SECONDS = 1.5
"""Discord wants to hear of us within three."""
NOT_YOURS = "Only whom an answer was given to can share it."
MAY_NOT_WRITE = "You may not write in this channel, so the answer stays with you."
SHARED = "It is shared already."

log = structlog.get_logger(__name__)


class Shares(Protocol):
    """Who posts what is shared."""

    async def share(self, interaction: Interaction[Any]) -> None: ...


class Sharing(Protocol):
    """The client, as the button sees it."""

    replies: Shares


class ShareButton(DynamicItem[Button[View]], template=SHARE):
    """The button of any private answer, also one given before the bot was last started."""

    @classmethod
    async def from_custom_id(
        cls, interaction: Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        del interaction, match
        return cls(cast("Button[View]", item))

    async def callback(self, interaction: Interaction[Any]) -> None:
        await cast(Sharing, interaction.client).replies.share(interaction)


def share_button(row: int) -> Button[View]:
    return Button(label="Share", custom_id=SHARE, row=row)


def refusal(interaction: Interaction[Any]) -> str | None:
    """Why the presser may not share the message; ``None`` where they may."""
    message = interaction.message
    if message is None or not message.flags.ephemeral:
        return NOT_YOURS
    if message.interaction_metadata is None or message.interaction_metadata.user.id != interaction.user.id:
        return NOT_YOURS
    in_thread = isinstance(interaction.channel, discord.Thread)
    may = interaction.permissions
    return None if (may.send_messages_in_threads if in_thread else may.send_messages) else MAY_NOT_WRITE


@dataclass(frozen=True, slots=True)
class Shared:
    """A private message, to be posted for all: ``files`` by name, its picture among them."""

    message: discord.Message
    by: str
    files: dict[str, bytes]

    def new(self) -> dict[str, Any]:
        """The arguments of the call that posts it, made anew for each try."""
        embed = self.message.embeds[0].copy()
        embed.set_image(url=f"attachment://{PICTURE}" if PICTURE in self.files else None)
        posted: dict[str, Any] = {"content": f"Shared by {escape(self.by)}", "embed": embed}
        if self.files:
            posted["files"] = [discord.File(BytesIO(data), name) for name, data in self.files.items()]
        view = View.from_message(self.message, timeout=None)
        for item in view.children:
            if getattr(item, "custom_id", None) == SHARE:
                view.remove_item(item)
        view.stop()
        return posted | ({"view": view} if view.children else {})


async def shared(interaction: Interaction[Any], message: discord.Message) -> Shared:
    """What the presser shares. A file that cannot be had in time is left out."""
    urls = {attachment.filename: attachment.url for attachment in message.attachments}
    if message.embeds and message.embeds[0].image.url:
        urls[PICTURE] = message.embeds[0].image.url
    files: dict[str, bytes] = {}
    try:
        async with asyncio.timeout(FETCH_SECONDS):
            for name, url in urls.items():
                files[name] = await interaction.client.http.get_from_cdn(url)
    except (discord.HTTPException, aiohttp.ClientError, TimeoutError) as error:
        log.warning("a file could not be shared with its answer", error=type(error).__name__)
    return Shared(message, interaction.user.display_name, files)
