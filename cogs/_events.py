"""Events on Discord: in the channel or the private messages that subscribed."""

from functools import partial

import aiohttp
import discord

from cogs._buttons import Buttons
from cogs._message import Message, sent
from cogs._principals import DOOR
from personas.presenter import Presented
from services.notifications.subscriptions import Destination

REFUSED = (400, 403, 404)


class Refused(Exception):
    """The place is gone, or not ours to speak in, or this is not to be said there: telling it again will not help."""


class Unreachable(Exception):
    """The place could not be told now; later it may."""


class DiscordPlaces:
    """Discord's channels and people, through ``client``, whichever is there."""

    def __init__(self, buttons: Buttons) -> None:
        self.client: discord.Client | None = None
        self._buttons = buttons

    async def tell(self, place: Destination, presented: Presented, nonce: str) -> None:
        """Show ``presented`` in ``place``. Discord shows one message for a ``nonce`` that is sent again within minutes.

        Raises:
            Refused: telling it again will not help.
            Unreachable: it may.
        """
        client = self.client
        if client is None or client.user is None or client.is_closed():
            raise Unreachable("not logged in")
        whom = None if place.channel is None else _number(place.person)
        message = Message(presented, await self._buttons.keep(presented.card.asks), mentions=whom)
        try:
            to = await self._messageable(client, place)
            await sent(partial(to.send, nonce=nonce), message)
        except discord.HTTPException as error:
            raise (Refused if error.status in REFUSED else Unreachable)(str(error)) from error
        except (RuntimeError, aiohttp.ClientError, OSError) as error:  # the first where the client is closed meanwhile
            raise Unreachable(f"{type(error).__name__}: {error}") from error

    async def _messageable(self, client: discord.Client, place: Destination) -> discord.abc.Messageable:
        number = _number(place.id)
        if number is None:
            raise Refused("it is not at this door")
        if place.channel is None:
            return await client.create_dm(discord.Object(number))
        return client.get_partial_messageable(number)


def _number(of: str | None) -> int | None:
    """Discord's own id of whom or what the house knows by this one."""
    door, _, number = (of or "").partition(":")
    return int(number) if door == DOOR else None
