"""Pictures of answers, 1200 by 675 pixels, as PNG.

Candles and what lies on them are laid out by us and painted by Pillow (``LAYOUTS``); studies are plotted by matplotlib
(``STUDIES``). ``draw`` may be called from several threads at once. Both libraries are imported at the first picture
that wants them, not with this module.
"""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from personas.pictures.calendar import layout_calendar
from personas.pictures.compare import study_compare
from personas.pictures.correlation import study_correlation
from personas.pictures.layout import Layout
from personas.pictures.moon import study_moon
from personas.pictures.paint import png
from personas.pictures.palette import PALETTES, Palette
from personas.pictures.position import layout_position
from personas.pictures.retrograde import layout_retrograde
from personas.pictures.scan import layout_scan
from personas.pictures.sky_aspects import study_aspects
from personas.pictures.sky_evidence import study_sky_evidence
from personas.pictures.sky_hours import study_hours
from personas.pictures.sky_natal import study_natal
from personas.pictures.sky_next import layout_next
from personas.pictures.sky_now import study_sky
from personas.pictures.study import Study, study_png
from personas.pictures.tails import study_tails
from services.core.request import Answer
from services.cosmic.aspects import CosmicAspectsAnswer
from services.cosmic.calendar import CosmicCalendarAnswer
from services.cosmic.evidence import CosmicEvidenceAnswer
from services.cosmic.hours import CosmicHoursAnswer
from services.cosmic.moon import CosmicMoonAnswer
from services.cosmic.natal import CosmicNatalAnswer
from services.cosmic.next import CosmicNextAnswer
from services.cosmic.now import CosmicNowAnswer
from services.cosmic.retrograde import CosmicRetrogradeAnswer
from services.studies.compare import CompareAnswer
from services.studies.correlation import CorrelationAnswer
from services.studies.risk_size import RiskSizeAnswer
from services.studies.risk_var import RiskVarAnswer
from services.studies.scan_facts import ScanAnswer

__all__ = ["PALETTES", "Palette", "arrange", "draw", "drawable"]

LAYOUTS: Mapping[type[Answer], Callable[[Any, Sequence[str]], Layout]] = MappingProxyType(
    {
        RiskSizeAnswer: layout_position,
        ScanAnswer: layout_scan,
        CosmicRetrogradeAnswer: layout_retrograde,
        CosmicCalendarAnswer: layout_calendar,
        CosmicNextAnswer: layout_next,
    }
)
"""Pictures made of candles. A layout takes its answer and the marks to show (``PAPER``)."""

STUDIES: Mapping[type[Answer], Callable[[Any, Sequence[str]], Study]] = MappingProxyType(
    {
        CompareAnswer: study_compare,
        CorrelationAnswer: study_correlation,
        CosmicHoursAnswer: study_hours,
        CosmicNowAnswer: study_sky,
        CosmicAspectsAnswer: study_aspects,
        CosmicNatalAnswer: study_natal,
        CosmicMoonAnswer: study_moon,
        CosmicEvidenceAnswer: study_sky_evidence,
        RiskVarAnswer: study_tails,
    }
)
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
