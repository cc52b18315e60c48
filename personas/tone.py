"""What the colour of a card means."""

from functools import singledispatch

from personas.card import Tone
from personas.reading.analysis import leaning
from personas.reading.harmonics import live
from personas.reading.indicators import balance
from personas.reading.market import trend
from personas.reading.risk import liquidated, verdict
from services.core.errors import DeskError
from services.core.request import Answer
from services.house.status import StatusAnswer
from services.studies.analyze_facts import AnalyzeAnswer
from services.studies.chart import ChartAnswer
from services.studies.fib_extensions import FibExtensionsAnswer
from services.studies.fib_harmonics import FibHarmonicsAnswer
from services.studies.fib_levels import FibLevelsAnswer
from services.studies.fib_time import FibTimeAnswer
from services.studies.indicators import IndicatorsAnswer
from services.studies.levels import LevelsAnswer
from services.studies.patterns import PatternsAnswer
from services.studies.price import PriceAnswer
from services.studies.regime import RegimeAnswer
from services.studies.risk_size import RiskSizeAnswer
from services.studies.risk_var import RiskVarAnswer


@singledispatch
def tone_of(said: Answer | DeskError) -> Tone:
    """Up and down by the change that the card is about; a warning for what the asker can mend or wait out."""
    del said
    return "neutral"


@tone_of.register
def _(said: PriceAnswer) -> Tone:
    return _of_change(said.change_24h)


@tone_of.register
def _(said: ChartAnswer) -> Tone:
    return _of_change(said.change)


@tone_of.register
def _(said: FibLevelsAnswer | FibTimeAnswer) -> Tone:
    return said.swing.direction


@tone_of.register
def _(said: FibExtensionsAnswer) -> Tone:
    return said.direction if said.state == "holds" else "neutral"


@tone_of.register
def _(said: FibHarmonicsAnswer) -> Tone:
    pattern = live(said)
    return "neutral" if pattern is None else pattern.direction


@tone_of.register
def _(said: AnalyzeAnswer) -> Tone:
    lean = leaning(said)
    return "neutral" if lean == "neither" else lean


@tone_of.register
def _(said: IndicatorsAnswer) -> Tone:
    side = balance(said)
    return side if side in ("up", "down") else "neutral"


@tone_of.register
def _(said: LevelsAnswer) -> Tone:
    return "neutral" if said.structure.trend == "none" else said.structure.trend


@tone_of.register
def _(said: PatternsAnswer) -> Tone:
    best = said.best if said.best is not None and said.best.standing else None
    return "neutral" if best is None or best.direction == "neutral" else "up" if best.direction == "bullish" else "down"


@tone_of.register
def _(said: RegimeAnswer) -> Tone:
    return "up" if said.regime == "trending up" else "down" if said.regime == "trending down" else "neutral"


@tone_of.register
def _(said: RiskSizeAnswer) -> Tone:
    return "warning" if liquidated(said) == "before" else "neutral"


@tone_of.register
def _(said: RiskVarAnswer) -> Tone:
    return "warning" if verdict(said.backtest) == "too often" else "neutral"


@tone_of.register
def _(said: StatusAnswer) -> Tone:
    return "neutral" if all(part.ok for part in said.parts) else "warning"


def _of_change(change: float | None) -> Tone:
    direction = trend(change)
    return direction if direction in ("up", "down") else "neutral"
