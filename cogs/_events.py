"""Events on Discord: in the channel or the private messages that they are told in."""

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Final

import aiohttp
import discord

from cogs._buttons import Buttons
from cogs._message import Message, sent
from cogs._principals import DOOR
from cogs._threads import Threads
from personas.presenter import Presented
from services.notifications.mailbox import Reason
from services.notifications.places import Destination

CLOSED: Final = 50007
"""Discord's code for private messages that somebody does not take."""
PRIVATE_CHANNELS: Final = 10_000


class Refused(Exception):
    """The place is gone, or not ours to speak in, or this is not to be said there: telling it again will not help."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason: Reason = reason
        self.detail = detail


class Unreachable(Exception):
    """The place could not be told now, and was told nothing; later it may be."""


class Unsure(Exception):
    """Nobody knows whether the place was told: the answer was lost, or Discord failed in the middle."""


@dataclass(frozen=True, slots=True)
class Telling:
    """How something is told: by the ``nonce`` Discord knows for some minutes that it has said it already. ``people``
    are mentioned, by their ids, and the ``role`` with this id, where others read it too; ``note`` stands above it;
    ``market`` is the one whose thread it belongs in, where the place has threads."""

    nonce: str
    silent: bool = False
    people: Sequence[str] = ()
    role: str = ""
    note: str = ""
    market: str | None = None


class DiscordPlaces:
    """Discord's channels and people, through ``client``, whichever is there."""

    def __init__(self, buttons: Buttons, threads: Threads) -> None:
        self.client: discord.Client | None = None
        self._buttons = buttons
        self._threads = threads
        self._private: OrderedDict[int, int] = OrderedDict()
        """The channels of private messages, by the person."""

    async def tell(self, place: Destination, presented: Presented, how: Telling) -> str:
        """Show ``presented`` in ``place``; the message comes back, by its channel's id and its own: ``12/345``.

        Raises:
            Refused: telling it again will not help.
            Unreachable: it was not told, and may be later.
            Unsure: it may have been told.
        """
        client = self._connected()
        people = () if place.channel is None else tuple(number for p in how.people if (number := _number(p)))
        message = Message(
            presented,
            await self._buttons.keep(presented.card.asks),
            mentions=people,
            role=int(how.role) if how.role.isdecimal() and place.channel is not None else None,
            note=how.note,
        )
        with _failures(unsure=False):
            to = await self._messageable(client, place)
            thread = None
            if place.threads and how.market is not None and place.channel is not None:
                thread = await self._threads.find(client, to, how.market)
        for where in (to,) if thread is None else (thread, to):
            try:
                with _failures(unsure=True):
                    said = await sent(partial(where.send, nonce=how.nonce, silent=how.silent), message)
                return f"{said.channel.id}/{said.id}"
            except Refused as error:
                if where is to:
                    raise
                await self._threads.gone(to, how.market, error.reason)
        raise AssertionError("the place itself was tried last")

    async def show(self, told: str, presented: Presented) -> None:
        """Have the message ``told`` show ``presented``: what was mentioned and noted above it stays.

        Raises:
            Refused, Unreachable: it does not.
        """
        channel, message = map(int, told.split("/"))
        edited = Message(presented, await self._buttons.keep(presented.card.asks)).edited()
        del edited["content"]
        with _failures(unsure=False):
            to = self._connected().get_partial_messageable(channel)
            await to.get_partial_message(message).edit(**edited)

    async def reach(self, place: Destination) -> None:
        """See whether ``place`` can be told.

        Raises:
            Refused, Unreachable: it cannot.
        """
        client = self._connected()
        with _failures(unsure=False):
            await client.http.get_channel((await self._messageable(client, place)).id)

    def _connected(self) -> discord.Client:
        client = self.client
        if client is None or client.user is None or client.is_closed():
            raise Unreachable("not logged in")
        return client

    async def _messageable(self, client: discord.Client, place: Destination) -> discord.PartialMessageable:
        number = _number(place.id)
        if number is None:
            raise Refused("gone", "it is not at this door")
        if place.channel is None:
            number = await self._private_channel(client, number)
        return client.get_partial_messageable(number)

    async def _private_channel(self, client: discord.Client, person: int) -> int:
        """Discord lets few be opened at a time, so each is remembered."""
        if person not in self._private:
            self._private[person] = (await client.create_dm(discord.Object(person))).id
            if len(self._private) > PRIVATE_CHANNELS:
                self._private.popitem(last=False)
        return self._private[person]


@contextmanager
def _failures(*, unsure: bool) -> Iterator[None]:
    """What went wrong, as what it means; ``unsure``: something may have been said meanwhile."""
    lost = Unsure if unsure else Unreachable
    try:
        yield
    except discord.HTTPException as error:
        match error.status:
            case 400:
                raise Refused("refused", str(error)) from error
            case 403:
                raise Refused("closed" if error.code == CLOSED else "forbidden", str(error)) from error
            case 404:
                raise Refused("gone", str(error)) from error
            case status if status < 500:
                raise Unreachable(str(error)) from error
        raise lost(str(error)) from error
    except aiohttp.ClientConnectorError as error:
        raise Unreachable(f"{type(error).__name__}: {error}") from error
    except (RuntimeError, aiohttp.ClientError, OSError) as error:  # the first where the client is closed meanwhile
        raise lost(f"{type(error).__name__}: {error}") from error


def _number(of: str | None) -> int | None:
    """Discord's own id of whom or what the house knows by this one."""
    door, _, number = (of or "").partition(":")
    return int(number) if door == DOOR and number.isdecimal() else None
