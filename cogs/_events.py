"""Events on Discord: in the channel or the private messages that subscribed."""

import aiohttp
import discord

from cogs._buttons import Buttons
from cogs._message import Message
from cogs._principals import DOOR
from personas.presenter import Presented
from services.house.subscriptions import Place


class PlaceGone(Exception):
    """The place is not there any more, or not ours to speak in."""


class Unreachable(Exception):
    """The place could not be told now; later it may."""


class DiscordPlaces:
    """Discord's channels and people, through whichever client is connected."""

    def __init__(self, buttons: Buttons) -> None:
        self.client: discord.Client | None = None
        self._buttons = buttons

    @property
    def alive(self) -> bool:
        """Whether Discord hears us."""
        return self.client is not None and self.client.is_ready() and not self.client.is_closed()

    async def tell(self, place: Place, presented: Presented, nonce: str) -> None:
        """Show ``presented`` in ``place``. Discord shows one message for a ``nonce`` that is sent again within minutes.

        Raises:
            PlaceGone: telling it again will not help.
            Unreachable: it may.
        """
        client = self.client
        if client is None or client.is_closed():
            raise Unreachable("not connected")
        message = Message(presented, await self._buttons.keep(presented.card.actions))
        try:
            to = await self._messageable(client, place)
            await to.send(**message.new(), nonce=nonce)
        except (discord.Forbidden, discord.NotFound) as error:
            raise PlaceGone(str(error)) from error
        except (TimeoutError, discord.HTTPException, aiohttp.ClientError, OSError) as error:
            raise Unreachable(f"{type(error).__name__}: {error}") from error

    async def _messageable(self, client: discord.Client, place: Place) -> discord.abc.Messageable:
        door, _, number = place.id.partition(":")
        if door != DOOR:
            raise PlaceGone(f"{place.id} is not at this door")
        if place.person is not None:
            return await client.create_dm(discord.Object(int(number)))
        return client.get_partial_messageable(int(number))
