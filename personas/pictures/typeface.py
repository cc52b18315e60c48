"""The typeface of pictures: Inter, with figures of one width. Pillow is imported at the first measure."""

import threading
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from io import BytesIO
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageFont import FreeTypeFont

COVERED = frozenset(
    map(chr, (*range(0x20, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x149), *range(0x14A, 0x180)))
) | frozenset("\xa0–—‘’“”•…€₿←↑→↓−≈≤≥▲▼◆●")
"""The characters that the font files hold."""

_UNKNOWN = "?"
_freetype = threading.Lock()
"""A FreeType face serves one thread at a time."""


@dataclass(frozen=True, slots=True)
class Style:
    """A weight at a size in pixels."""

    weight: Literal["Medium", "Bold"]
    size: int

    @property
    def height(self) -> int:
        """The pixels that a line of it takes, accents and descenders included."""
        return self.ascent + round(self.size * 0.25)

    @property
    def ascent(self) -> int:
        """The pixels from the top of a line to its baseline."""
        return round(self.size * 0.97)


def legible(text: str) -> str:
    """``text`` in characters that can be drawn: accents that are not held fall away, what is left over is ``?``."""
    if COVERED.issuperset(text):
        return text
    drawn = []
    for char in text:
        if char in COVERED:
            drawn.append(char)
        elif char.isspace():
            drawn.append(" ")
        elif unicodedata.category(char) not in {"Cc", "Cf", "Mn"}:
            plain = "".join(c for c in unicodedata.normalize("NFKD", char) if c in COVERED)
            drawn.append(plain or _UNKNOWN)
    return "".join(drawn)


@lru_cache(maxsize=4096)
def measure(text: str, style: Style) -> int:
    """The width of ``text`` in pixels: the font has no kerning, so it is the sum of its characters'."""
    return sum(_advance(char, style) for char in legible(text))


def shortened(text: str, style: Style, width: int) -> str:
    """``text``, ended by an ellipsis where it is wider than ``width``."""
    room = width - measure("…", style)
    reached, kept = 0, 0
    for count, char in enumerate(text, start=1):
        reached += measure(char, style)
        if reached <= room:
            kept = count
        elif reached > width:
            return text[:kept] + "…"
    return text


def mask(text: str, style: Style) -> "Image":
    """``text`` as coverage from 0 to 255, as large as its box: ``measure`` wide and ``style.height`` high."""
    from PIL import Image, ImageDraw

    image = Image.new("L", (max(1, measure(text, style)), style.height))
    face = _face(style)
    with _freetype:
        ImageDraw.Draw(image).text((0, style.ascent), legible(text), font=face, fill=255, anchor="ls")
    return image


@lru_cache(maxsize=4096)
def _advance(char: str, style: Style) -> int:
    face = _face(style)
    with _freetype:
        return round(face.getlength(char))


@lru_cache(maxsize=16)
def _face(style: Style) -> "FreeTypeFont":
    from PIL import ImageFont

    font = files("personas.pictures").joinpath("fonts", f"Inter-{style.weight}.ttf").read_bytes()
    return ImageFont.truetype(BytesIO(font), style.size, layout_engine=ImageFont.Layout.BASIC)
