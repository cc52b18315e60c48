"""What a market may lose within some bars: value at risk, expected shortfall, and whether they held."""

from datetime import datetime
from typing import ClassVar, Final, Literal

import numpy as np
from pydantic import Field

from analytics.performance import excess_kurtosis, max_drawdown, simple_returns, skewness, volatility
from analytics.risk import Backtest, Floats, Tail, backtest, cornish_fisher, historical, horizon_returns, normal
from services.base import Answer, Frozen, Request
from services.market.candles import Candles, MarketAnswer
from services.market.feed import Snapshot
from services.market.source import SymbolText, TimeframeText
from services.risk.year import bars_a_year

LEAST_RETURNS: Final = 30
MOST_TESTED: Final = 500
"""Bars that the walk-forward test may reach back beyond the window."""
LEAST_TESTED: Final = 20

Method = Literal["historical", "Cornish–Fisher", "normal"]


class TailFacts(Frozen):
    """What one method says, as returns over the horizon: a loss is negative. ``None``: the method says nothing here."""

    name: Method
    var_pct: float | None
    """Value at risk: the return that is undercut in the share of cases that the confidence leaves."""
    es_pct: float | None
    """Expected shortfall: the mean return of those cases."""
    in_domain: bool
    """False where skewness and kurtosis are beyond what Cornish and Fisher's expansion holds for."""


class ReturnFacts(Frozen):
    """The return over the horizon that ended with the bar that opened at ``time``."""

    change: float
    time: datetime


class DrawdownFacts(Frozen):
    """The deepest fall between two closes. Times are those at which the bars opened."""

    change: float
    """From peak to trough, at most 0."""
    peak: datetime
    trough: datetime
    recovery: datetime | None
    """The first bar that closed as high as the peak; ``None``: not yet."""
    bars: int
    """From the peak to the recovery, or to the newest bar."""


class BacktestFacts(Frozen):
    """The historical value at risk, walked forward: how often it was broken by the return that came next."""

    tests: int
    """Returns that were tested. None shares a bar with another."""
    window: int
    """Returns that each value at risk was made of, all of them over before the tested one began."""
    breaches: int
    expected: float
    """Breaches that the confidence allows for in so many tests."""
    breach_share: float
    p_value: float
    """Kupiec's: how often chance alone would be at least so far off, were the value at risk right."""


class RiskVarAnswer(MarketAnswer):
    """Returns are of closes over ``horizon`` bars, and overlap where that is more than one: ``independent`` says how
    many of them do not. A return across missing bars counts as one over ``horizon``."""

    timeframe: str
    price: float
    horizon: int
    confidence_rate: float
    returns: int
    independent: int
    beyond: int
    """Returns at or below the historical value at risk: what its shortfall is the mean of."""
    methods: tuple[TailFacts, ...]
    """Historical, Cornish–Fisher and normal, in this order."""
    volatility_pct: float
    """Annualised, of returns of one bar."""
    skewness: float | None
    kurtosis: float | None
    """Beyond that of the normal distribution."""
    worst: ReturnFacts
    best: ReturnFacts
    drawdown: DrawdownFacts | None
    """``None``: the closes never fell."""
    backtest: BacktestFacts | None
    """``None``: the history is too short to test."""
    candles: Candles = Field(exclude=True, repr=False)
    """Those of the window, from the first return's first close on."""


class RiskVar(Request):
    """What ``symbol`` may lose within ``horizon`` bars."""

    name: ClassVar[str] = "risk var"
    summary: ClassVar[str] = "Value at risk and expected shortfall of a market, and whether they held"
    example: ClassVar[str] = "symbol:BTC/USDT timeframe:1d horizon:1"
    answer: ClassVar[type[Answer]] = RiskVarAnswer
    fresh_for: ClassVar[float] = 2.0

    symbol: SymbolText
    timeframe: TimeframeText = "1d"
    bars: int = Field(default=365, ge=60, le=2000)
    horizon: int = Field(default=1, ge=1, le=30)
    confidence: float = Field(default=95.0, ge=90.0, le=99.5)


def wanted_bars(request: RiskVar) -> int:
    """Candles that the answer wants: the window, and what the walk-forward test reaches back for."""
    return request.bars + request.horizon + min(request.bars, MOST_TESTED)


def risk_var(seen: Snapshot, request: RiskVar) -> RiskVarAnswer:
    """What the newest ``bars`` returns of ``seen`` say, and how the estimate did over those that came before too."""
    horizon = request.horizon
    alpha = (100 - request.confidence) / 100
    every = horizon_returns(seen.candles.close, horizon)
    returns = every[-request.bars :]
    candles = seen.candles.last(len(returns) + horizon)
    seen_tail = historical(returns, alpha)
    return RiskVarAnswer(
        as_of=seen.provenance.as_of,
        symbol=candles.symbol,
        provenance=seen.shown(len(candles)),
        timeframe=candles.timeframe,
        price=seen.price,
        horizon=horizon,
        confidence_rate=request.confidence / 100,
        returns=len(returns),
        independent=len(returns) // horizon,
        beyond=int((returns <= seen_tail.value_at_risk).sum()),
        methods=(
            _facts("historical", seen_tail),
            _facts("Cornish–Fisher", cornish_fisher(returns, alpha)),
            _facts("normal", normal(returns, alpha)),
        ),
        volatility_pct=volatility(simple_returns(candles.close), bars_a_year(candles.timeframe)),
        skewness=_known(skewness(returns)),
        kurtosis=_known(excess_kurtosis(returns)),
        worst=_return(candles, returns, int(np.argmin(returns)), horizon),
        best=_return(candles, returns, int(np.argmax(returns)), horizon),
        drawdown=drawdown_facts(candles),
        backtest=_backtest(every, alpha, request),
        candles=candles,
    )


def drawdown_facts(candles: Candles) -> DrawdownFacts | None:
    """The deepest fall between two closes of ``candles``."""
    fall = max_drawdown(candles.close)
    if fall is None:
        return None
    return DrawdownFacts(
        change=fall.depth,
        peak=candles.opened(fall.peak),
        trough=candles.opened(fall.trough),
        recovery=None if fall.recovery is None else candles.opened(fall.recovery),
        bars=fall.bars,
    )


def _facts(name: Method, tail: Tail | None) -> TailFacts:
    if tail is None:
        return TailFacts(name=name, var_pct=None, es_pct=None, in_domain=False)
    return TailFacts(
        name=name, var_pct=_known(tail.value_at_risk), es_pct=_known(tail.expected_shortfall), in_domain=True
    )


def _return(candles: Candles, returns: Floats, at: int, horizon: int) -> ReturnFacts:
    return ReturnFacts(change=float(returns[at]), time=candles.opened(at + horizon))


def _backtest(returns: Floats, alpha: float, request: RiskVar) -> BacktestFacts | None:
    """The window's own length where the history allows for enough tests of it, else half of what is known."""
    window = min(request.bars, len(returns) - LEAST_TESTED * request.horizon)
    if window < request.bars:
        window = min(request.bars, len(returns) // 2)
    if window < LEAST_RETURNS:
        return None
    found: Backtest | None = backtest(returns, alpha, window, request.horizon)
    if found is None:
        return None
    return BacktestFacts(
        tests=found.tests,
        window=window,
        breaches=found.breaches,
        expected=found.expected,
        breach_share=found.breaches / found.tests,
        p_value=found.p_value,
    )


def _known(value: float) -> float | None:
    return value if np.isfinite(value) else None
