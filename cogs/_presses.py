"""Presses of buttons: which of them mean the same, and what the message that was pressed shows by now."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final, Generic, NamedTuple, TypeVar, cast

import discord
from discord import Interaction

from cogs._actions import short_id
from cogs._principals import DOOR
from services.core.principal import at_door
from services.core.request import AnyRequest, Change

REMEMBERED: Final = 1024
K = TypeVar("K")
V = TypeVar("V")


class Newest(Generic[K, V]):
    """The values that were put in last, ``REMEMBERED`` of them, by key."""

    def __init__(self) -> None:
        self._held: OrderedDict[K, V] = OrderedDict()

    def __contains__(self, key: K) -> bool:
        return key in self._held

    def put(self, key: K, value: V) -> None:
        self._held[key] = value
        self._held.move_to_end(key)
        if len(self._held) > REMEMBERED:
            self._held.popitem(last=False)

    def kept(self, key: K, make: Callable[[], V]) -> V:
        """The value of ``key``, made where there is none, and put in anew."""
        value = self._held[key] if key in self._held else make()
        self.put(key, value)
        return value

    def forget(self, key: K) -> None:
        del self._held[key]


class AskId(NamedTuple):
    """The id of what is asked, and for how many seconds a change asked for with it is known for the same; ``None``: as
    long as any."""

    id: str
    remembered_for: float | None


@dataclass(slots=True)
class Place:
    """A message whose buttons are pressed. One answer at a time is put there, and none over that to a later press."""

    editing: asyncio.Lock = field(default_factory=asyncio.Lock)
    shows: int = 0
    """The press whose answer it shows: later ones have larger ids."""


class Presses:
    """The presses that this process has seen of late."""

    def __init__(self) -> None:
        self._pressed: Newest[str, tuple[str, int]] = Newest()
        self._places: Newest[int, Place] = Newest()

    def ask_of(self, interaction: Interaction[Any], request: type[AnyRequest]) -> AskId:
        """Each interaction is an ask of its own; but one who presses the same button twice in a row means one change.

        Where they pressed another one in between they mean it anew, so how often they went from one button of a message
        to another is part of the id. It is made of all that and does not have it: an id is written down.
        """
        pressed = interaction.message
        if pressed is None or not issubclass(request, Change):
            return AskId(at_door(DOOR, interaction.id), None)
        data = cast("dict[str, Any]", interaction.data)
        by, button = f"{pressed.id}:{interaction.user.id}", "".join(data.get("values", ())) or data["custom_id"]
        last, turns = self._pressed.kept(by, lambda: (button, 0))
        turns += button != last
        self._pressed.put(by, (button, turns))
        return AskId(at_door(DOOR, short_id(f"{by}:{turns}:{button}")), request.press_again)

    def place_of(self, interaction: Interaction[Any]) -> Place:
        """The message whose button was pressed."""
        return self._places.kept(cast(discord.Message, interaction.message).id, Place)
