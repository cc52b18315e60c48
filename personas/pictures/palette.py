"""The colours of a picture."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

Ink = Literal[
    "background",
    "watermark",
    "grid",
    "text",
    "muted",
    "up",
    "down",
    "up_volume",
    "down_volume",
    "last",
    "pocket",
    "pocket_name",
    "retracement",
    "extension",
    "counter",
    "mark",
    "alert",
    "together",
    "against",
]
"""What a colour is for: the name of a field of ``Palette``."""


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours as 0xRRGGBB. ``hollow_up`` draws rising candles as outlines, so that direction needs no colour."""

    name: str
    background: int
    watermark: int
    grid: int
    text: int
    muted: int
    up: int
    down: int
    up_volume: int
    down_volume: int
    last: int
    """The line and the tag of the last price."""
    pocket: int
    """The golden pocket's band, as it looks on the background."""
    pocket_name: int
    retracement: int
    extension: int
    counter: int
    mark: int
    """The badge of a mark such as SIMULATED."""
    alert: int
    """The badge of what is wrong: STALE."""
    together: int
    """Of markets that move together, and of those that move against each other."""
    against: int
    hollow_up: bool = False

    def rgb(self, ink: Ink) -> tuple[int, int, int]:
        colour: int = getattr(self, ink)
        return colour >> 16, colour >> 8 & 0xFF, colour & 0xFF


def contrast(first: tuple[int, int, int], second: tuple[int, int, int]) -> float:
    """How far two colours stand apart, from 1 to 21 (WCAG 2.2, contrast ratio of relative luminances)."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(rgb: tuple[int, int, int]) -> float:
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (v / 255 for v in rgb))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


CLASSIC = Palette(
    name="classic",
    background=0x11151D,
    watermark=0x1E2531,
    grid=0x232A37,
    text=0xE8EBF1,
    muted=0x9AA4B5,
    up=0x2BB3A3,
    down=0xF0565B,
    up_volume=0x1B5654,
    down_volume=0x6B2F38,
    last=0xE8EBF1,
    pocket=0x4A3D1C,
    pocket_name=0xF2C14E,
    retracement=0x7FB2F0,
    extension=0xBC98F3,
    counter=0xF29E5C,
    mark=0xF5B02E,
    alert=0xFF7B72,
    together=0x56B4E9,
    against=0xE69F00,
)

COLOUR_BLIND = Palette(
    name="colour-blind",
    background=0x0F141C,
    watermark=0x1D2430,
    grid=0x232A37,
    text=0xECEFF4,
    muted=0x9FA9BA,
    up=0x56B4E9,
    down=0xE69F00,
    up_volume=0x29536E,
    down_volume=0x6A4C0E,
    last=0xECEFF4,
    pocket=0x47441F,
    pocket_name=0xF0E442,
    retracement=0xC9CED8,
    extension=0x2FBF95,
    counter=0xE08DB8,
    mark=0xF0E442,
    alert=0xF58A52,
    together=0x56B4E9,
    against=0xE69F00,
    hollow_up=True,
)
"""After M. Okabe and K. Ito, Color Universal Design (2008), lightened where a line would be too faint on dark."""

PALETTES: Mapping[str, Palette] = MappingProxyType({p.name: p for p in (CLASSIC, COLOUR_BLIND)})
