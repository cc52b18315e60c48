"""What was presented, as a message on Discord."""

from dataclasses import dataclass
from io import BytesIO
from typing import Any

import discord

from cogs._actions import view_of
from cogs._embeds import PICTURE, embed_of
from personas.presenter import Presented


@dataclass(frozen=True, slots=True)
class Message:
    """The arguments of the calls that show ``presented``, made anew for each try: a file is read only once.

    ``kept`` are the ids of those of its buttons whose requests are in the store. ``may_share``: whoever reads it alone
    may show it to all.
    """

    presented: Presented
    kept: frozenset[str] = frozenset()
    may_share: bool = False

    def new(self) -> dict[str, Any]:
        """Of a call that sends a new message."""
        card, picture, document = self.presented.card, self.presented.picture, self.presented.document
        message: dict[str, Any] = {"embed": embed_of(card, picture=picture is not None)}
        files = [] if picture is None else [discord.File(BytesIO(picture), PICTURE)]
        if document is not None:
            files.append(discord.File(BytesIO(document.data), document.name))
        if files:
            message["files"] = files
        if (view := view_of(card.actions, self.kept, card.menus, may_share=self.may_share)) is not None:
            message["view"] = view
        return message

    def edited(self) -> dict[str, Any]:
        """Of a call that turns a message into this one, whatever it was."""
        message = self.new()
        files = message.pop("files", [])
        return {"content": None, "view": None, **message, "attachments": files}
