"""Under analyses of one market: other timeframes, the same again, and the analyses that go with it."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from personas.buttons import Actions, Under, by_timeframe, changed, row
from personas.card import Action
from services.core.request import Answer, AnyRequest
from services.studies.analyze_facts import Analyze, AnalyzeAnswer
from services.studies.chart import Chart, ChartAnswer
from services.studies.fib_confluence import FibConfluence, FibConfluenceAnswer
from services.studies.fib_evidence import FibEvidence, FibEvidenceAnswer
from services.studies.fib_extensions import FibExtensions, FibExtensionsAnswer
from services.studies.fib_harmonics import FibHarmonics, FibHarmonicsAnswer
from services.studies.fib_levels import FibLevels, FibLevelsAnswer
from services.studies.fib_time import FibTime, FibTimeAnswer
from services.studies.indicators import Indicators, IndicatorsAnswer
from services.studies.levels import Levels, LevelsAnswer
from services.studies.patterns import Patterns, PatternsAnswer
from services.studies.price import PriceAnswer, PriceNow
from services.studies.regime import Regime, RegimeAnswer
from services.studies.risk_var import RiskVar, RiskVarAnswer

LABELS: Mapping[type[AnyRequest], str] = {
    Analyze: "Analyze",
    Chart: "Chart",
    FibConfluence: "Confluence",
    FibEvidence: "Evidence",
    FibExtensions: "Extensions",
    FibHarmonics: "Harmonics",
    FibLevels: "Fib levels",
    FibTime: "Time",
    Indicators: "Indicators",
    Levels: "Levels",
    Patterns: "Patterns",
    Regime: "Regime",
}

BESIDE: Mapping[type[Answer], tuple[type[AnyRequest], tuple[type[AnyRequest], ...]]] = {
    AnalyzeAnswer: (Analyze, (Levels, Patterns, Regime, FibLevels)),
    ChartAnswer: (Chart, (Analyze, Indicators, Levels, FibLevels)),
    FibConfluenceAnswer: (FibConfluence, (FibLevels, FibExtensions, FibTime, Chart)),
    FibEvidenceAnswer: (FibEvidence, (FibLevels, FibConfluence, FibHarmonics, Chart)),
    FibExtensionsAnswer: (FibExtensions, (FibLevels, FibConfluence, FibTime, Chart)),
    FibHarmonicsAnswer: (FibHarmonics, (FibLevels, FibConfluence, FibEvidence, Chart)),
    FibLevelsAnswer: (FibLevels, (FibExtensions, FibConfluence, FibHarmonics, Chart)),
    FibTimeAnswer: (FibTime, (FibLevels, FibExtensions, FibConfluence, Chart)),
    IndicatorsAnswer: (Indicators, (Analyze, Levels, Chart)),
    LevelsAnswer: (Levels, (Analyze, Patterns, FibLevels, Chart)),
    PatternsAnswer: (Patterns, (Analyze, Levels, FibHarmonics, Chart)),
    RegimeAnswer: (Regime, (Analyze, Levels, Indicators, Chart)),
    RiskVarAnswer: (RiskVar, (Regime, Chart)),
}
"""The request that each answer answers, and those that go with it."""


def under_one_market(said: Any, request: AnyRequest | None = None) -> Actions:
    """A row of timeframes, and one with the same again and what goes with it."""
    kind, beside = BESIDE[type(said)]
    asked = request if isinstance(request, kind) else kind.model_validate({"symbol": said.symbol})
    return _rows(changed(asked, symbol=said.symbol, timeframe=said.timeframe), said.symbol, said.timeframe, beside)


@lru_cache(maxsize=1024)
def _rows(asked: AnyRequest, symbol: str, timeframe: str, beside: tuple[type[AnyRequest], ...]) -> Actions:
    related = ((LABELS[kind], kind.model_validate({"symbol": symbol, "timeframe": timeframe})) for kind in beside)
    return (*by_timeframe(asked, timeframe), *row(1, (("Refresh", asked), *related)))


def under_chart(said: ChartAnswer, request: AnyRequest | None = None) -> Actions:
    """What is under any analysis of one market, and a button that lays the sky over the candles or takes it off."""
    asked = request if isinstance(request, Chart) else Chart(symbol=said.symbol, overlay=said.overlay)
    asked = changed(asked, symbol=said.symbol, timeframe=said.timeframe)
    toggle = ("Without the sky", None) if said.overlay else ("With the sky", "cosmic")
    return (*under_one_market(said, asked), *row(2, [(toggle[0], changed(asked, overlay=toggle[1]))]))


def under_price(said: PriceAnswer, request: AnyRequest | None = None) -> Actions:
    del request
    return _under_price(said.symbol)


@lru_cache(maxsize=1024)
def _under_price(symbol: str) -> Actions:
    return (
        Action("Chart", Chart(symbol=symbol)),
        Action("Analyze", Analyze(symbol=symbol)),
        Action("Fib levels", FibLevels(symbol=symbol)),
        Action("Refresh", PriceNow(symbol=symbol)),
    )


UNDER: Under = {**dict.fromkeys(BESIDE, under_one_market), ChartAnswer: under_chart, PriceAnswer: under_price}
