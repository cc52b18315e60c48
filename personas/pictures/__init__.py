"""Pictures of answers, 1200 by 675 pixels, as PNG.

Candles and what lies on them (``candle_chart``) and timelines are laid out by us and painted by Pillow (``LAYOUTS``);
other studies are plotted by matplotlib (``STUDIES``). A picture function takes the answer and the marks to show and
returns what has ``png(palette)``. ``draw`` may be called from several threads at once. Both libraries are imported at
the first picture that wants them, not with this module.
"""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from personas.pictures.compare import draw_compare
from personas.pictures.correlation import draw_correlation
from personas.pictures.layout import Layout
from personas.pictures.palette import PALETTES, Palette
from personas.pictures.picture import Picture
from personas.pictures.position import draw_position
from personas.pictures.scan import draw_scan
from personas.pictures.study import Study
from personas.pictures.tails import draw_tails
from services.core.request import Answer
from services.scan.facts import ScanAnswer
from services.studies.compare import CompareAnswer
from services.studies.correlation import CorrelationAnswer
from services.studies.risk_size import RiskSizeAnswer
from services.studies.risk_var import RiskVarAnswer

__all__ = ["PALETTES", "Palette", "arrange", "draw", "drawable"]

LAYOUTS: Mapping[type[Answer], Callable[[Any, Sequence[str]], Layout]] = MappingProxyType(
    {
        RiskSizeAnswer: draw_position,
        ScanAnswer: draw_scan,
    }
)
"""Pictures of shapes: each takes its answer and the marks to show (``PAPER``)."""

STUDIES: Mapping[type[Answer], Callable[[Any, Sequence[str]], Study]] = MappingProxyType(
    {
        CompareAnswer: draw_compare,
        CorrelationAnswer: draw_correlation,
        RiskVarAnswer: draw_tails,
    }
)
"""Pictures with a plot of matplotlib's, which take the same."""


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
    study = STUDIES.get(type(answer))
    picture: Picture = study(answer, marks) if study else arrange(answer, marks)
    return picture.png(palette)
