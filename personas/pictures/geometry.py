"""What a picture is made of, in pixels: x grows to the right, y downwards; a rectangle's far edges are outside it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from personas.pictures.palette import Ink, Palette
from personas.pictures.typeface import Style, measure


@dataclass(frozen=True, slots=True)
class Rect:
    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        return self.right - self.left

    @property
    def height(self) -> int:
        return self.bottom - self.top

    @property
    def edges(self) -> tuple[int, int, int, int]:
        return self.left, self.top, self.right, self.bottom

    def overlaps(self, other: "Rect") -> bool:
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )

    def within(self, other: "Rect") -> bool:
        return (
            other.left <= self.left
            and self.right <= other.right
            and other.top <= self.top
            and self.bottom <= other.bottom
        )


CANVAS = Rect(0, 0, 800, 600)
"""All of a picture."""


@dataclass(frozen=True, slots=True)
class Label:
    """Text in ``box``, from ``text_left`` and centred vertically. On a ``ground`` of its own it is a filled plate,
    which may hold a second text: ``before`` is that and where it begins.
    """

    text: str
    style: Style
    box: Rect
    text_left: int
    ink: Ink
    ground: Ink = "background"
    before: tuple[str, int] | None = None

    @classmethod
    def at(cls, left: int, top: int, text: str, style: Style, ink: Ink) -> Self:
        """Plain text whose box starts at ``left``, ``top``."""
        return cls(text, style, Rect(left, top, left + measure(text, style), top + style.height), left, ink)

    @classmethod
    def ending(cls, right: int, top: int, text: str, style: Style, ink: Ink) -> Self:
        """Plain text whose box ends at ``right``."""
        return cls.at(right - measure(text, style), top, text, style, ink)


@dataclass(frozen=True, slots=True)
class Line:
    """A horizontal or vertical line that fills ``box``; ``dash`` is (pixels on, pixels off)."""

    box: Rect
    ink: Ink
    dash: tuple[int, int] | None = None
    faint: bool = False


@dataclass(frozen=True, slots=True)
class Leader:
    """A slanted line from a level to its label, where that had to move aside."""

    start: tuple[int, int]
    end: tuple[int, int]
    ink: Ink


@dataclass(frozen=True, slots=True)
class Curve:
    """A line through ``points`` from left to right, ``width`` pixels thick, solid or as ``dash`` (pixels on, off)."""

    points: tuple[tuple[int, int], ...]
    ink: Ink
    width: int = 2
    dash: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Shape:
    """A filled polygon under the candles."""

    points: tuple[tuple[int, int], ...]
    ink: Ink


@dataclass(frozen=True, slots=True)
class Patch:
    """A rectangle between ``ink`` and the background, as ``strong`` as from 0 to 1; ``label`` stands on it in whichever
    of text and background is read better."""

    box: Rect
    ink: Ink
    strong: float
    label: Label | None = None


@dataclass(frozen=True, slots=True)
class Sprite:
    """A picture made elsewhere: RGBA of shape (height, width, 4) for a palette, from ``left``, ``top`` on."""

    left: int
    top: int
    pixels: Callable[[Palette], NDArray[np.uint8]]


@dataclass(frozen=True, slots=True)
class Dot:
    """A filled circle, ``size`` pixels across (odd), centred on a pixel."""

    x: int
    y: int
    size: int
    ink: Ink


@dataclass(frozen=True, slots=True)
class Bar:
    """A candle: its ``wick`` from high to low, and its ``body`` from open to close."""

    wick: Rect
    body: Rect
    up: bool
