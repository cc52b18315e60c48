"""What a person sees, neutral of any chat product."""

from dataclasses import dataclass
from itertools import chain
from typing import Literal

from services.core.request import AnyRequest

Tone = Literal["neutral", "up", "down", "warning", "error"]


@dataclass(frozen=True, slots=True)
class Field:
    """A labelled fact. ``inline`` fields may stand side by side."""

    name: str
    value: str
    inline: bool = True


@dataclass(frozen=True, slots=True)
class Action:
    """A request waiting to be asked: pressing it is asking, with the presser as asker.

    ``current`` marks the one that led to this card (the timeframe shown now): it is drawn as chosen. ``detail`` is what
    a menu says below its label. ``edits`` are options that the presser is shown, and may change, before it is asked.
    """

    label: str
    request: AnyRequest
    row: int = 0
    current: bool = False
    detail: str = ""
    edits: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Menu:
    """Requests to choose one from. ``prompt`` is what it says while none of them is current."""

    prompt: str
    choices: tuple[Action, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """One answer in one voice. Text is light Markdown (``**bold**``, ``*italic*``, `` `code` ``, line breaks).

    ``tone`` says what the colour means and ``colour`` is the voice's choice for it (0xRRGGBB). ``footer`` carries the
    source, time and marks (SIMULATED, PAPER), which no voice may leave out.
    """

    title: str
    body: str
    fields: tuple[Field, ...] = ()
    footer: str = ""
    colour: int = 0x5B6270
    tone: Tone = "neutral"
    actions: tuple[Action, ...] = ()
    menus: tuple[Menu, ...] = ()
    """Above the buttons."""
    voice: str = ""

    @property
    def asks(self) -> tuple[Action, ...]:
        """All that can be pressed or chosen."""
        return (*self.actions, *chain.from_iterable(menu.choices for menu in self.menus))
