"""The buttons under a card: requests that make sense after an answer, or after an error that a press may mend.

They depend on what is said and on the request that led to it, never on the voice. At most five stand in a row.
"""

from collections.abc import Sequence
from functools import lru_cache, singledispatch

from personas.actions_fib import under_fib
from personas.actions_harmonics import under_evidence, under_harmonics
from personas.actions_risk import under_comparison, under_size, under_var
from personas.actions_scan import mended, under_scan
from personas.card import Action
from services.analyze import Analyze, AnalyzeAnswer
from services.base import Answer, Request
from services.compare import Compare, CompareAnswer
from services.correlation import Correlation, CorrelationAnswer
from services.errors import (
    BadCondition,
    DeskError,
    InvalidRequest,
    NotEnoughData,
    RateLimited,
    Unavailable,
    Unexpected,
    UnknownSymbol,
    UnknownTimeframe,
    UnknownVoice,
)
from services.fibonacci.confluence import FibConfluence, FibConfluenceAnswer
from services.fibonacci.evidence import FibEvidenceAnswer
from services.fibonacci.extensions import FibExtensions, FibExtensionsAnswer
from services.fibonacci.harmonics import FibHarmonicsAnswer
from services.fibonacci.levels import FibLevels, FibLevelsAnswer
from services.fibonacci.time import FibTimeAnswer
from services.indicators import Indicators, IndicatorsAnswer
from services.levels import Levels, LevelsAnswer
from services.market.chart import Chart, ChartAnswer
from services.market.price import Price, PriceAnswer
from services.market.symbol_list import with_instead
from services.patterns import Patterns, PatternsAnswer
from services.regime import Regime, RegimeAnswer
from services.risk.size import RiskSizeAnswer
from services.risk.tails import RiskVarAnswer
from services.scan.facts import ScanAnswer
from services.status import Help, HelpAnswer, Status, StatusAnswer
from services.voices import (
    PersonaList,
    PersonaListAnswer,
    PersonaShowAnswer,
    PersonaUse,
    PersonaUseAnswer,
    VoiceFacts,
)

TIMEFRAMES = ("15m", "1h", "4h", "1d", "1w")
IN_A_ROW = 5
ROWS = 5

Actions = tuple[Action, ...]


@singledispatch
def actions(said: Answer | DeskError, request: Request | None = None) -> Actions:
    """The buttons under the card that says ``said``, which answers ``request`` where that is known."""
    del said, request
    return ()


@actions.register
def _(said: PriceAnswer, request: Request | None = None) -> Actions:
    del request
    return _under_price(said.symbol)


@actions.register
def _(said: ChartAnswer, request: Request | None = None) -> Actions:
    return _under_chart(said.symbol, said.timeframe, request.bars if isinstance(request, Chart) else None)


@actions.register
def _(said: FibLevelsAnswer, request: Request | None = None) -> Actions:
    return _under_levels(said.symbol, said.timeframe, request.lookback if isinstance(request, FibLevels) else None)


@actions.register
def _(said: FibExtensionsAnswer | FibConfluenceAnswer | FibTimeAnswer, request: Request | None = None) -> Actions:
    return under_fib(said, request, TIMEFRAMES)


@actions.register
def _(said: FibHarmonicsAnswer, request: Request | None = None) -> Actions:
    return under_harmonics(said, request, TIMEFRAMES)


@actions.register
def _(said: FibEvidenceAnswer, request: Request | None = None) -> Actions:
    return under_evidence(said, request, TIMEFRAMES)


@actions.register
def _(said: AnalyzeAnswer, request: Request | None = None) -> Actions:
    return _under_analysis(said.symbol, said.timeframe, request.lookback if isinstance(request, Analyze) else None)


@actions.register
def _(said: IndicatorsAnswer, request: Request | None = None) -> Actions:
    del request
    return _under_indicators(said.symbol, said.timeframe)


@actions.register
def _(said: LevelsAnswer, request: Request | None = None) -> Actions:
    return _under_zones(said.symbol, said.timeframe, request.lookback if isinstance(request, Levels) else None)


@actions.register
def _(said: PatternsAnswer, request: Request | None = None) -> Actions:
    return _under_patterns(said.symbol, said.timeframe, request.lookback if isinstance(request, Patterns) else None)


@actions.register
def _(said: RegimeAnswer, request: Request | None = None) -> Actions:
    return _under_regime(said.symbol, said.timeframe, request.lookback if isinstance(request, Regime) else None)


@actions.register
def _(said: CorrelationAnswer, request: Request | None = None) -> Actions:
    asked = request if isinstance(request, Correlation) else Correlation(symbols=",".join(said.symbols), bars=said.bars)
    return _under_correlation(asked.model_copy(update={"timeframe": said.timeframe}))


@actions.register
def _(said: RiskSizeAnswer, request: Request | None = None) -> Actions:
    return under_size(said, request)


@actions.register
def _(said: RiskVarAnswer, request: Request | None = None) -> Actions:
    return under_var(said, request, TIMEFRAMES)


@actions.register
def _(said: CompareAnswer, request: Request | None = None) -> Actions:
    return under_comparison(said, request, TIMEFRAMES)


@actions.register
def _(said: ScanAnswer, request: Request | None = None) -> Actions:
    return under_scan(said, request, TIMEFRAMES)


@actions.register
def _(said: PersonaListAnswer, request: Request | None = None) -> Actions:
    del request
    return _in_rows([(_use(voice), voice.name == said.current) for voice in said.voices])


@actions.register
def _(said: PersonaShowAnswer, request: Request | None = None) -> Actions:
    del request
    every = Action("All voices", PersonaList())
    return (every,) if said.current else (_use(said.voice), every)


@actions.register(PersonaUseAnswer)
def _(said: Answer, request: Request | None = None) -> Actions:
    del said, request
    return (Action("All voices", PersonaList()), Action("Help", Help()))


@actions.register(StatusAnswer)
def _(said: Answer, request: Request | None = None) -> Actions:
    del said, request
    return (Action("Refresh", Status()), Action("Help", Help()))


@actions.register(HelpAnswer)
def _(said: Answer, request: Request | None = None) -> Actions:
    del said, request
    return (Action("Voices", PersonaList()), Action("Status", Status()))


@actions.register(InvalidRequest)
def _(said: DeskError, request: Request | None = None) -> Actions:
    del said, request
    return (Action("Help", Help()),)


@actions.register
def _(said: BadCondition, request: Request | None = None) -> Actions:
    return mended(said, request) or (Action("Help", Help()),)


@actions.register
def _(said: UnknownSymbol, request: Request | None = None) -> Actions:
    listed: str | None = getattr(request, "symbols", None)
    if request is None or listed is None:
        return _instead(request, "symbol", said.close_matches)
    mended = {near: with_instead(listed, said.symbol, near) for near in said.close_matches[:IN_A_ROW]}
    return tuple(Action(near, request.model_copy(update={"symbols": text})) for near, text in mended.items())


@actions.register
def _(said: UnknownTimeframe, request: Request | None = None) -> Actions:
    usual = [timeframe for timeframe in TIMEFRAMES if timeframe in said.known]
    return _instead(request, "timeframe", usual or said.known)


@actions.register
def _(said: UnknownVoice, request: Request | None = None) -> Actions:
    return (*_instead(request, "voice", said.known), Action("All voices", PersonaList(), row=1))


@actions.register
def _(said: NotEnoughData, request: Request | None = None) -> Actions:
    return _instead(request, "timeframe", [timeframe for timeframe in TIMEFRAMES if timeframe != said.timeframe])


@actions.register(RateLimited)
@actions.register(Unavailable)
@actions.register(Unexpected)
def _(said: DeskError, request: Request | None = None) -> Actions:
    del said
    return () if request is None or request.changes else (Action("Try again", request),)


@lru_cache(maxsize=1024)
def _under_price(symbol: str) -> Actions:
    return (
        Action("Chart", Chart(symbol=symbol)),
        Action("Fib levels", FibLevels(symbol=symbol)),
        Action("Refresh", Price(symbol=symbol)),
    )


@lru_cache(maxsize=1024)
def _under_chart(symbol: str, timeframe: str, bars: int | None) -> Actions:
    size = {} if bars is None else {"bars": bars}
    return (
        *(Action(t, Chart(symbol=symbol, timeframe=t, **size), current=t == timeframe) for t in TIMEFRAMES),
        Action("Refresh", Chart(symbol=symbol, timeframe=timeframe, **size), row=1),
        Action("Fib levels", FibLevels(symbol=symbol, timeframe=timeframe), row=1),
    )


@lru_cache(maxsize=1024)
def _under_levels(symbol: str, timeframe: str, lookback: int | None) -> Actions:
    size = {} if lookback is None else {"lookback": lookback}
    return (
        *(Action(t, FibLevels(symbol=symbol, timeframe=t, **size), current=t == timeframe) for t in TIMEFRAMES),
        Action("Refresh", FibLevels(symbol=symbol, timeframe=timeframe, **size), row=1),
        Action("Extensions", FibExtensions(symbol=symbol, timeframe=timeframe), row=1),
        Action("Confluence", FibConfluence(symbol=symbol, timeframe=timeframe), row=1),
        Action("Chart", Chart(symbol=symbol, timeframe=timeframe), row=1),
    )


@lru_cache(maxsize=1024)
def _under_analysis(symbol: str, timeframe: str, lookback: int | None) -> Actions:
    size = {} if lookback is None else {"lookback": lookback}
    return (
        *(Action(t, Analyze(symbol=symbol, timeframe=t, **size), current=t == timeframe) for t in TIMEFRAMES),
        Action("Refresh", Analyze(symbol=symbol, timeframe=timeframe, **size), row=1),
        Action("Levels", Levels(symbol=symbol, timeframe=timeframe), row=1),
        Action("Patterns", Patterns(symbol=symbol, timeframe=timeframe), row=1),
        Action("Fib levels", FibLevels(symbol=symbol, timeframe=timeframe), row=1),
    )


@lru_cache(maxsize=1024)
def _under_indicators(symbol: str, timeframe: str) -> Actions:
    return (
        *(Action(t, Indicators(symbol=symbol, timeframe=t), current=t == timeframe) for t in TIMEFRAMES),
        Action("Refresh", Indicators(symbol=symbol, timeframe=timeframe), row=1),
        Action("Analyze", Analyze(symbol=symbol, timeframe=timeframe), row=1),
        Action("Levels", Levels(symbol=symbol, timeframe=timeframe), row=1),
        Action("Chart", Chart(symbol=symbol, timeframe=timeframe), row=1),
    )


@lru_cache(maxsize=1024)
def _under_zones(symbol: str, timeframe: str, lookback: int | None) -> Actions:
    size = {} if lookback is None else {"lookback": lookback}
    return (
        *(Action(t, Levels(symbol=symbol, timeframe=t, **size), current=t == timeframe) for t in TIMEFRAMES),
        Action("Refresh", Levels(symbol=symbol, timeframe=timeframe, **size), row=1),
        Action("Chart", Chart(symbol=symbol, timeframe=timeframe), row=1),
        Action("Fib levels", FibLevels(symbol=symbol, timeframe=timeframe), row=1),
    )


@lru_cache(maxsize=1024)
def _under_patterns(symbol: str, timeframe: str, lookback: int | None) -> Actions:
    size = {} if lookback is None else {"lookback": lookback}
    return (
        *(Action(t, Patterns(symbol=symbol, timeframe=t, **size), current=t == timeframe) for t in TIMEFRAMES),
        Action("Refresh", Patterns(symbol=symbol, timeframe=timeframe, **size), row=1),
        Action("Chart", Chart(symbol=symbol, timeframe=timeframe), row=1),
        Action("Levels", Levels(symbol=symbol, timeframe=timeframe), row=1),
        Action("Analyze", Analyze(symbol=symbol, timeframe=timeframe), row=1),
    )


@lru_cache(maxsize=1024)
def _under_regime(symbol: str, timeframe: str, lookback: int | None) -> Actions:
    size = {} if lookback is None else {"lookback": lookback}
    return (
        *(Action(t, Regime(symbol=symbol, timeframe=t, **size), current=t == timeframe) for t in TIMEFRAMES),
        Action("Refresh", Regime(symbol=symbol, timeframe=timeframe, **size), row=1),
        Action("Chart", Chart(symbol=symbol, timeframe=timeframe), row=1),
        Action("Levels", Levels(symbol=symbol, timeframe=timeframe), row=1),
    )


@lru_cache(maxsize=1024)
def _under_correlation(asked: Correlation) -> Actions:
    at = asked.timeframe
    return (
        *(Action(t, asked.model_copy(update={"timeframe": t}), current=t == at) for t in TIMEFRAMES),
        Action("Refresh", asked, row=1),
        Action("Compare", Compare(symbols=asked.symbols, timeframe=at, bars=asked.bars), row=1),
    )


def _use(voice: VoiceFacts) -> Action:
    return Action(f"Use {voice.title}", PersonaUse(voice=voice.name))


def _in_rows(choices: Sequence[tuple[Action, bool]]) -> Actions:
    return tuple(
        Action(action.label, action.request, row=at // IN_A_ROW, current=current)
        for at, (action, current) in enumerate(choices[: IN_A_ROW * ROWS])
    )


def _instead(request: Request | None, option: str, values: Sequence[str]) -> Actions:
    """The same request with ``option`` changed to each of the first five ``values``; help where it is not known."""
    if request is None or option not in type(request).model_fields:
        return (Action("Help", Help()),)
    return tuple(Action(value, request.model_copy(update={option: value})) for value in values[:IN_A_ROW])
