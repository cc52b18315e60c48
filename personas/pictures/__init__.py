"""Pictures of answers, 1200 by 675 pixels, as PNG.

``draw`` may be called from several threads at once. Pillow is imported at the first picture, not with this module.
"""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from personas.pictures.chart import layout_chart
from personas.pictures.fib import layout_fib
from personas.pictures.layout import Layout
from personas.pictures.paint import png
from personas.pictures.palette import PALETTES, Palette
from services.base import Answer
from services.fibonacci import FibLevelsAnswer
from services.market.chart import ChartAnswer

__all__ = ["PALETTES", "Palette", "arrange", "draw", "drawable"]

LAYOUTS: Mapping[type[Answer], Callable[[Any, Sequence[str]], Layout]] = MappingProxyType(
    {ChartAnswer: layout_chart, FibLevelsAnswer: layout_fib}
)
"""What can be drawn, and how. A layout takes its answer and the marks to show (``PAPER``)."""


def drawable(answer: Answer) -> bool:
    """Whether there is a picture of ``answer``."""
    return type(answer) in LAYOUTS


def arrange(answer: Answer, marks: Sequence[str] = ()) -> Layout:
    """What the picture of ``answer`` shows, and where.

    Raises:
        TypeError: it is not ``drawable``.
    """
    if not drawable(answer):
        raise TypeError(f"no picture of {type(answer).__name__}")
    return LAYOUTS[type(answer)](answer, marks)


def draw(answer: Answer, palette: Palette, marks: Sequence[str] = ()) -> bytes:
    """``answer`` as a PNG. The same answer gives the same bytes.

    ``marks`` are badges such as ``PAPER``; SIMULATED and STALE come from the answer itself.

    Raises:
        TypeError: it is not ``drawable``.
    """
    return png(arrange(answer, marks), palette)
