"""Boards on Discord: one message each, which is sent once, edited, and taken away."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, Final

import aiohttp
import discord

from cogs._buttons import Buttons
from cogs._message import Message, sent
from cogs._principals import DOOR
from personas.presenter import Presented
from services.watchlists.boards import Lost

UNKNOWN_CHANNEL: Final = 10003


class Gone(Exception):
    """``lost`` is not there any more, or not the bot's to write in: trying again will not help."""

    def __init__(self, lost: Lost) -> None:
        super().__init__(lost)
        self.lost: Lost = lost


class NotNow(Exception):
    """Discord cannot be reached; later it may."""


class DiscordBoards:
    """Messages in Discord's channels, through ``client``, whichever is there. Every method raises ``Gone`` and
    ``NotNow``."""

    def __init__(self, buttons: Buttons) -> None:
        self.client: discord.Client | None = None
        self._buttons = buttons

    @property
    def ready(self) -> bool:
        """Whether the bot is logged in."""
        client = self.client
        return client is not None and client.user is not None and not client.is_closed()

    async def post(self, channel: str, presented: Presented, nonce: str) -> int:
        """Send a new message; its id comes back. For a ``nonce`` that is sent again within minutes Discord shows one
        message."""
        with _failures():
            message = await sent(partial(self._channel(channel).send, nonce=nonce), await self._message(presented))
            return int(message.id)

    async def edit(self, channel: str, message: int, presented: Presented) -> None:
        """Turn the message into what is ``presented``."""
        target = self._channel(channel).get_partial_message(message)

        async def edit(files: Any = (), **shown: Any) -> None:
            await target.edit(**{"content": None, "embed": None, "view": None, **shown, "attachments": files})

        with _failures():
            await sent(edit, await self._message(presented))

    async def remove(self, channel: str, message: int) -> None:
        """Take the message away."""
        with _failures():
            await self._channel(channel).get_partial_message(message).delete()

    async def _message(self, presented: Presented) -> Message:
        return Message(presented, await self._buttons.keep(presented.card.asks))

    def _channel(self, channel: str) -> discord.PartialMessageable:
        client = self.client
        if client is None or not self.ready:
            raise NotNow("not logged in")
        door, _, number = channel.partition(":")
        if door != DOOR:
            raise Gone("channel")
        return client.get_partial_messageable(int(number))


@contextmanager
def _failures() -> Iterator[None]:
    try:
        yield
    except discord.Forbidden as error:
        raise Gone("permission") from error
    except discord.NotFound as error:
        raise Gone("channel" if error.code == UNKNOWN_CHANNEL else "message") from error
    except (discord.HTTPException, RuntimeError, aiohttp.ClientError, OSError) as error:
        raise NotNow(f"{type(error).__name__}: {error}") from error
