"""What was presented, as a message on Discord."""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import discord

from cogs._actions import view_of
from cogs._embeds import PICTURE, embed_of, text_of
from personas.presenter import Presented

MISSING_PERMISSIONS = 50013
PERMISSION_WANTED = "-# To show {what} here I need the permission {permission}."


@dataclass(frozen=True, slots=True)
class Message:
    """The arguments of the calls that show ``presented``, made anew for each try: a file is read only once.

    ``kept`` are the ids of those of its buttons whose requests are in the store. ``may_share``: whoever reads it alone
    may show it to all. ``form`` is the id of the button that shows the form again with which it was asked for.
    ``mentions``: whom it is for, and ``role``, where others read it too. ``note`` stands above it.
    """

    presented: Presented
    kept: frozenset[str] = frozenset()
    may_share: bool = False
    form: str | None = None
    mentions: tuple[int, ...] = ()
    role: int | None = None
    note: str = ""

    def new(self, *, embed: bool = True, attach: bool = True) -> dict[str, Any]:
        """Of a call that sends a new message. Without ``embed`` the card is text, and without ``attach`` nothing is
        attached; it then says which permission that wants."""
        card, document = self.presented.card, self.presented.document if attach else None
        picture = self.presented.picture if attach else None
        message: dict[str, Any] = {"embed": embed_of(card, picture=picture is not None)}
        wanted = [*self._wanted(embed=embed, attach=attach)]
        if self.note:
            wanted.insert(0, self.note)
        if self.mentions or self.role is not None:
            roles = [] if self.role is None else [self.role]
            named = [*(f"<@&{role}>" for role in roles), *(f"<@{person}>" for person in self.mentions)]
            wanted.insert(0, " ".join(named))
            message["allowed_mentions"] = discord.AllowedMentions(
                users=[*map(discord.Object, self.mentions)], roles=[*map(discord.Object, roles)]
            )
        if not embed:
            del message["embed"]
            message["content"] = text_of(card, wanted)
        elif wanted:
            message["content"] = "\n".join(wanted)
        files = [] if picture is None else [discord.File(BytesIO(picture), PICTURE, description=self.presented.alt)]
        if document is not None:
            files.append(discord.File(BytesIO(document.data), document.name))
        if files:
            message["files"] = files
        if (view := view_of(card.actions, self.kept, card.menus, may_share=self.may_share, form=self.form)) is not None:
            message["view"] = view
        return message

    def _wanted(self, *, embed: bool, attach: bool) -> Iterator[str]:
        if not embed:
            yield PERMISSION_WANTED.format(what="cards", permission="Embed Links")
        if not attach and (self.presented.picture or self.presented.document):
            yield PERMISSION_WANTED.format(what="pictures and files", permission="Attach Files")

    def edited(self) -> dict[str, Any]:
        """Of a call that turns a message into this one, whatever it was."""
        message = self.new()
        files = message.pop("files", [])
        return {"content": None, "view": None, **message, "attachments": files}


async def sent(send: Callable[..., Awaitable[Any]], message: Message) -> Any:
    """What ``send`` gives back of a new message, as much of it as the bot may show there."""
    forms = [(True, True), (True, False), (False, True), (False, False)]
    if message.presented.picture is None and message.presented.document is None:
        forms = [(True, True), (False, True)]
    for embed, attach in forms:
        try:
            return await send(**message.new(embed=embed, attach=attach))
        except discord.Forbidden as error:
            if error.code != MISSING_PERMISSIONS or (embed, attach) == forms[-1]:
                raise
    return None
