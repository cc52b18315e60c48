"""Pictures of answers, 1200 by 675 pixels, as PNG.

Candles and what lies on them are laid out by us and painted by Pillow (``LAYOUTS``); studies are plotted by matplotlib
(``STUDIES``). ``draw`` may be called from several threads at once. Both libraries are imported at the first picture
that wants them, not with this module.
"""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from personas.pictures.chart import layout_chart
from personas.pictures.fib import layout_fib
from personas.pictures.layout import Layout
from personas.pictures.paint import png
from personas.pictures.palette import PALETTES, Palette
from personas.pictures.study import Study, study_png
from services.base import Answer
from services.fibonacci.levels import FibLevelsAnswer
from services.market.chart import ChartAnswer

__all__ = ["PALETTES", "Palette", "arrange", "draw", "drawable"]

LAYOUTS: Mapping[type[Answer], Callable[[Any, Sequence[str]], Layout]] = MappingProxyType(
    {ChartAnswer: layout_chart, FibLevelsAnswer: layout_fib}
)
"""Pictures made of candles. A layout takes its answer and the marks to show (``PAPER``)."""

STUDIES: Mapping[type[Answer], Callable[[Any, Sequence[str]], Study]] = MappingProxyType({})
"""Pictures of studies, which take the same."""


def drawable(answer: Answer) -> bool:
    """Whether there is a picture of ``answer``."""
    return type(answer) in LAYOUTS or type(answer) in STUDIES


def arrange(answer: Answer, marks: Sequence[str] = ()) -> Layout:
    """What the picture of ``answer`` shows, and where.

    Raises:
        TypeError: it is none of ``LAYOUTS``.
    """
    if type(answer) not in LAYOUTS:
        raise TypeError(f"no picture of {type(answer).__name__}")
    return LAYOUTS[type(answer)](answer, marks)


def draw(answer: Answer, palette: Palette, marks: Sequence[str] = ()) -> bytes:
    """``answer`` as a PNG. The same answer gives the same bytes.

    ``marks`` are badges such as ``PAPER``; SIMULATED and STALE come from the answer itself.

    Raises:
        TypeError: it is not ``drawable``.
    """
    if type(answer) in STUDIES:
        return study_png(STUDIES[type(answer)](answer, marks), palette)
    return png(arrange(answer, marks), palette)
