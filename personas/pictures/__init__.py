"""Pictures of answers, 1200 by 675 pixels, as PNG.

Candles and what lies on them are laid out by us and painted by Pillow (``LAYOUTS``); studies are plotted by matplotlib
(``STUDIES``). ``draw`` may be called from several threads at once. Both libraries are imported at the first picture
that wants them, not with this module.
"""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from personas.pictures.analysis import layout_analysis
from personas.pictures.chart import layout_chart
from personas.pictures.compare import study_compare
from personas.pictures.confluence import layout_confluence
from personas.pictures.correlation import study_correlation
from personas.pictures.evidence import study_evidence
from personas.pictures.extensions import layout_extensions
from personas.pictures.fib import layout_fib
from personas.pictures.fib_time import layout_time
from personas.pictures.harmonics import layout_harmonics
from personas.pictures.indicators import layout_indicators
from personas.pictures.layout import Layout
from personas.pictures.paint import png
from personas.pictures.palette import PALETTES, Palette
from personas.pictures.patterns import layout_patterns
from personas.pictures.position import layout_position
from personas.pictures.regime import layout_regime
from personas.pictures.scan import layout_scan
from personas.pictures.study import Study, study_png
from personas.pictures.tails import study_tails
from personas.pictures.zones import layout_levels
from services.core.request import Answer
from services.scan.facts import ScanAnswer
from services.studies.analyze_facts import AnalyzeAnswer
from services.studies.chart import ChartAnswer
from services.studies.compare import CompareAnswer
from services.studies.correlation import CorrelationAnswer
from services.studies.fib_confluence import FibConfluenceAnswer
from services.studies.fib_evidence import FibEvidenceAnswer
from services.studies.fib_extensions import FibExtensionsAnswer
from services.studies.fib_harmonics import FibHarmonicsAnswer
from services.studies.fib_levels import FibLevelsAnswer
from services.studies.fib_time import FibTimeAnswer
from services.studies.indicators import IndicatorsAnswer
from services.studies.levels import LevelsAnswer
from services.studies.patterns import PatternsAnswer
from services.studies.regime import RegimeAnswer
from services.studies.risk_size import RiskSizeAnswer
from services.studies.risk_var import RiskVarAnswer

__all__ = ["PALETTES", "Palette", "arrange", "draw", "drawable"]

LAYOUTS: Mapping[type[Answer], Callable[[Any, Sequence[str]], Layout]] = MappingProxyType(
    {
        ChartAnswer: layout_chart,
        AnalyzeAnswer: layout_analysis,
        FibLevelsAnswer: layout_fib,
        FibExtensionsAnswer: layout_extensions,
        FibConfluenceAnswer: layout_confluence,
        FibTimeAnswer: layout_time,
        FibHarmonicsAnswer: layout_harmonics,
        IndicatorsAnswer: layout_indicators,
        LevelsAnswer: layout_levels,
        PatternsAnswer: layout_patterns,
        RegimeAnswer: layout_regime,
        RiskSizeAnswer: layout_position,
        ScanAnswer: layout_scan,
    }
)
"""Pictures made of candles. A layout takes its answer and the marks to show (``PAPER``)."""

STUDIES: Mapping[type[Answer], Callable[[Any, Sequence[str]], Study]] = MappingProxyType(
    {
        CompareAnswer: study_compare,
        CorrelationAnswer: study_correlation,
        FibEvidenceAnswer: study_evidence,
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
