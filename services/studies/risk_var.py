"""What a market may lose within some bars: value at risk, expected shortfall, and whether they held."""

import asyncio
from datetime import datetime
from math import ceil
from typing import Annotated, ClassVar, Final, Literal

import numpy as np
from pydantic import Field

from analytics.performance import excess_kurtosis, max_drawdown, skewness, volatility
from analytics.returns import Returns, whole_returns
from analytics.risk import Backtest, Tail, backtest, cornish_fisher, historical, normal
from analytics.ties import SAME
from services.core.errors import InvalidRequest, TooFewBars
from services.core.figures import known
from services.core.handlers import answers
from services.core.options import CountedIn
from services.core.request import Frozen, Read
from services.core.units import Figure, PercentChange, Price, Share
from services.market.candles import Candles, Floats, MarketAnswer
from services.market.source import SymbolText, TimeframeText
from services.market.view import MarketView, Snapshot
from services.studies.year import bars_a_year

LEAST_RETURNS: Final = 30
"""Returns that a value at risk of the walk-forward test is made of, at least."""
LEAST_BEYOND: Final = 5
"""Independent returns that must be left beyond the value at risk: of fewer nothing can be said."""
USUAL_BARS, MOST_BARS = 365, 2000
MOST_TESTED: Final = 500
"""Bars that the walk-forward test may reach back beyond the window."""
LEAST_TESTED: Final = 20
"""And no fewer than a single breach is to be expected in: of fewer there is no verdict."""

Method = Literal["historical", "Cornish–Fisher", "normal"]


class TailFacts(Frozen):
    """What one method says, as returns over the horizon: a loss is negative. ``None``: the method says nothing here."""

    name: Method
    var_pct: PercentChange | None
    """Value at risk: the return that is undercut in the share of cases that the confidence leaves."""
    es_pct: PercentChange | None
    """Expected shortfall: the mean return of those cases."""
    in_domain: bool
    """False where skewness and kurtosis are beyond what Cornish and Fisher's expansion holds for."""


class ReturnFacts(Frozen):
    """The return over the horizon that ended with the bar that opened at ``time``."""

    change: PercentChange
    time: datetime


class DrawdownFacts(Frozen):
    """The deepest fall between two closes. Times are those at which the bars opened."""

    change: PercentChange
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
    expected: Figure
    """Breaches that the confidence allows for in so many tests."""
    breach_share: Share
    p_value: Share
    """Kupiec's: how often chance alone would be at least so far off, were the value at risk right."""


class RiskVarAnswer(MarketAnswer):
    """Returns are of closes over ``horizon`` bars, and overlap where that is more than one: ``independent`` says how
    many of them do not. A return across missing bars spans more, and is left out."""

    timeframe: str
    price: Price
    horizon: int
    confidence_rate: Share
    returns: int
    independent: int
    beyond: int
    """Returns at or below the historical value at risk: what its shortfall is the mean of."""
    methods: tuple[TailFacts, ...]
    """Historical, Cornish–Fisher and normal, in this order."""
    volatility_pct: Share
    """Annualised, of returns of one bar."""
    skewness: Figure | None
    kurtosis: Figure | None
    """Beyond that of the normal distribution."""
    worst: ReturnFacts
    best: ReturnFacts
    drawdown: DrawdownFacts | None
    """``None``: the closes never fell."""
    backtest: BacktestFacts | None
    """``None``: the history is too short to test."""
    candles: Candles = Field(exclude=True, repr=False)
    """Those of the window, from the first return's first close on."""


class RiskVar(Read[RiskVarAnswer]):
    """What ``symbol`` may lose within ``horizon`` bars."""

    name: ClassVar[str] = "risk var"
    summary: ClassVar[str] = "Value at risk and expected shortfall of a market, and whether they held"
    means: ClassVar[str] = "A loss that was seldom exceeded in the past, and how often it was. Seldom is not never."
    also: ClassVar[tuple[str, ...]] = ("value at risk", "var", "expected shortfall", "how much can i lose")
    example: ClassVar[str] = "symbol:BTC/USDT timeframe:1d horizon:1"
    fresh_for: ClassVar[float] = 2.0

    symbol: SymbolText
    timeframe: TimeframeText = Field(default="1d", description="How long one candle lasts, such as 4h or 1d")
    bars: int | None = Field(default=None, ge=60, le=MOST_BARS, description="How many returns to judge by")
    """Returns to judge by; ``None`` means ``USUAL_BARS``, or as many as ``least_returns`` wants where that is more."""
    horizon: int = Field(default=1, ge=1, le=30, description="Over how many candles the loss is reckoned")
    confidence: Annotated[float, CountedIn("percent")] = Field(
        default=95.0, ge=90.0, le=99.5, description="In how many of a hundred cases the loss is to be smaller"
    )


def least_returns(request: RiskVar) -> int:
    """Returns of which ``LEAST_BEYOND`` that share no bar lie beyond the value at risk, on average."""
    return ceil(LEAST_BEYOND * 100 / (100 - request.confidence)) * request.horizon


def window_of(request: RiskVar) -> int:
    """Returns to judge by.

    Raises:
        InvalidRequest: too few for the horizon and the confidence.
    """
    least = least_returns(request)
    if least > MOST_BARS:
        most = MOST_BARS // (least // request.horizon)
        reason = f"at {request.confidence:g}% confidence: a longer one leaves too few returns beyond the line"
        raise InvalidRequest(problems=(f"horizon must be at most {most} {reason}",))
    if request.bars is not None and request.bars < least:
        reason = f"for a horizon of {request.horizon} at {request.confidence:g}% confidence"
        raise InvalidRequest(
            problems=(f"bars must be at least {least} {reason}: fewer are too few to say anything of the tail",)
        )
    return request.bars or max(USUAL_BARS, least)


def wanted_bars(request: RiskVar) -> int:
    """Candles that the answer wants: the window, and what the walk-forward test reaches back for."""
    window = window_of(request)
    return window + request.horizon + min(window, MOST_TESTED)


def risk_var(seen: Snapshot, request: RiskVar) -> RiskVarAnswer:
    """What the newest ``bars`` returns of ``seen`` say, and how the estimate did over those that came before too.

    Raises:
        InvalidRequest: a window that is too short for the horizon and the confidence.
        TooFewBars: so many are missing that fewer than ``least_returns`` returns are left.
    """
    horizon, window, least = request.horizon, window_of(request), least_returns(request)
    alpha = (100 - request.confidence) / 100
    every = whole_returns(seen.candles.time, seen.candles.close, seen.candles.bar_ms, horizon)
    returns = every.values[-window:]
    if len(returns) < least:
        have, need = len(returns) + horizon, least + horizon
        raise TooFewBars(symbol=seen.candles.symbol, timeframe=seen.candles.timeframe, have=have, need=need)
    candles = seen.candles.last(len(seen.candles) - int(every.end[-len(returns)]) + horizon)
    within = whole_returns(candles.time, candles.close, candles.bar_ms, horizon)
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
        beyond=int((returns <= seen_tail.value_at_risk + SAME).sum()),
        methods=(
            _facts("historical", seen_tail),
            _facts("Cornish–Fisher", cornish_fisher(returns, alpha)),
            _facts("normal", normal(returns, alpha)),
        ),
        volatility_pct=volatility(
            whole_returns(candles.time, candles.close, candles.bar_ms).values, bars_a_year(candles.timeframe)
        ),
        skewness=known(skewness(returns)),
        kurtosis=known(excess_kurtosis(returns)),
        worst=_return(candles, within, int(np.argmax(returns <= returns.min() + SAME))),
        best=_return(candles, within, int(np.argmax(returns >= returns.max() - SAME))),
        drawdown=drawdown_facts(candles),
        backtest=_backtest(every.values, alpha, window, horizon),
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
        name=name, var_pct=known(tail.value_at_risk), es_pct=known(tail.expected_shortfall), in_domain=True
    )


def _return(candles: Candles, returns: Returns, at: int) -> ReturnFacts:
    return ReturnFacts(change=float(returns.values[at]), time=candles.opened(int(returns.end[at])))


def _backtest(returns: Floats, alpha: float, wanted: int, horizon: int) -> BacktestFacts | None:
    """The window's own length where the history allows for enough tests of it, else half of what is known."""
    window = min(wanted, len(returns) - max(LEAST_TESTED, ceil(1 / alpha)) * horizon)
    if window < wanted:
        window = min(wanted, len(returns) // 2)
    if window < LEAST_RETURNS:
        return None
    found: Backtest | None = backtest(returns, alpha, window, horizon)
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


@answers(RiskVar)
async def answer_risk_var(request: RiskVar, market: MarketView) -> RiskVarAnswer:
    """What the market may lose within ``horizon`` bars, and how such estimates did.

    Raises:
        InvalidRequest: a window that is too short for the horizon and the confidence.
        TooFewBars: fewer than ``least_returns`` returns are known.
    """
    need = least_returns(request) + request.horizon
    seen = await market.snapshot(request.symbol, request.timeframe, wanted_bars(request), need=need)
    return await asyncio.to_thread(risk_var, seen, request)
