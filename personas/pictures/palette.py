"""The colours of a picture."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
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
    "up_zone",
    "down_zone",
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
    """Colours as 0xRRGGBB. ``hollow_up`` draws rising candles as outlines, so that direction needs no colour.

    A hue means the same in every palette, whoever speaks: ``up`` is what rises, gains, is long or supports, ``down``
    what falls, loses, is short or resists, ``alert`` what is wrong and ``mark`` what is not real. Each has a sign, a
    dash or a word beside it.
    """

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
    up_zone: int
    """What may be gained, and what lost, where candles stand on it."""
    down_zone: int
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
    up_zone=0x16383A,
    down_zone=0x3E232B,
    last=0xE8EBF1,
    pocket=0x4A3D1C,
    pocket_name=0xF2C14E,
    retracement=0x7FB2F0,
    extension=0xBC98F3,
    counter=0xF29E5C,
    mark=0xF5B02E,
    alert=0xFF79C6,
    together=0x56B4E9,
    against=0xE69F00,
)

COLOUR_BLIND = replace(
    CLASSIC,
    name="colour-blind",
    background=0x0F141C,
    up=0x7BE3D3,
    down=0xE8505C,
    up_volume=0x35706A,
    up_zone=0x20403F,
    hollow_up=True,
)
"""The same meanings in the same hues: up is light and hollow, down dark and full, for who sees no hue."""

PALETTES: Mapping[str, Palette] = MappingProxyType({p.name: p for p in (CLASSIC, COLOUR_BLIND)})
