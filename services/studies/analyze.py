"""The page of ``analyze_facts.py``: the analyses side by side, and the rules by which each speaks for a side."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, Literal

import numpy as np

from analytics.fibonacci import GOLDEN_POCKET
from analytics.indicators.catalog import column, values_of
from analytics.indicators.momentum import unmoved
from analytics.performance import drawdowns
from analytics.realised_volatility import WINDOW as VOLATILITY_BARS
from analytics.realised_volatility import annualised, yang_zhang
from analytics.regime import SETTLED_BARS as REGIME_SETTLED
from analytics.regime import regimes, spells
from analytics.returns import whole_returns
from analytics.risk import historical
from analytics.ties import RATIO
from analytics.trend import regression, trend_of
from services.core.figures import known
from services.core.handlers import answers
from services.market.candles import Candles
from services.market.timeframes import parse_timeframe
from services.market.view import MarketView, Snapshot
from services.studies.analyze_facts import (
    Analyze,
    AnalyzeAnswer,
    MomentumFacts,
    Opinion,
    RegimeNow,
    RiskFacts,
    Side,
    StructureNow,
    Subject,
    TrendNow,
    Turning,
    TurningPrice,
    VolumeFacts,
)
from services.studies.fib_levels import FibLevels, FibLevelsAnswer, fib_levels
from services.studies.levels import LevelsAnswer, levels_of
from services.studies.patterns import HISTORY_BARS, CandlestickPattern, ChartPattern, PatternsAnswer, patterns

LEAST_BARS: Final = 50
MOST_TURNING_PRICES: Final = 3
"""Prices told on each side at which the view would change."""
SWING_BARS: Final[int] = FibLevels.model_fields["lookback"].default
"""Bars that the dominant swing is looked for in, at most: as many as ``/fib levels`` looks at, so that both agree."""
TAIL: Final = 0.05
SHALLOW: Final = GOLDEN_POCKET[0]
"""The part of a swing that may be given back while it still speaks for its own way: the golden pocket's near edge."""
FIRM_RSI: Final = 5.0
"""How far an oscillator of 0 to 100 must be from 50 before it says anything."""

COLUMNS: Final = tuple(
    map(column, ("ema50", "adx14", "rsi14", "macd_hist", "stoch_k", "mfi14", "volume_ratio20", "roc10"))
)
WARM_UP_BARS: Final = max(REGIME_SETTLED, *(one.settled or 0 for one in COLUMNS))
"""Bars before those that are analysed: what all that is told here needs to forget where it began."""
Way = Literal["up", "down"]
Turn = tuple[Turning, Way, float, Subject, Side]
"""What a price is, on which side of it a close must lie, the price, whose view turns then, and what it would say."""


@answers(Analyze)
async def answer_analyze(request: Analyze, market: MarketView) -> AnalyzeAnswer:
    """What the analyses say of the newest ``lookback`` closed bars, beside the newest price.

    Raises:
        TooFewBars: fewer than ``LEAST_BARS`` had closed.
        NoSwing: the price did not move within them.
    """
    bars = max(request.lookback + WARM_UP_BARS, HISTORY_BARS)
    seen = await market.snapshot(request.symbol, request.timeframe, bars, need=LEAST_BARS)
    return await asyncio.to_thread(analysis, seen, request.lookback)


def analysis(seen: Snapshot, lookback: int) -> AnalyzeAnswer:
    """One page about the newest ``lookback`` candles of ``seen``.

    Raises:
        NoSwing: the price did not move within them.
    """
    window, price = seen.candles.last(lookback), seen.price
    levels, found = levels_of(seen, lookback), patterns(seen, lookback)
    fib = fib_levels(seen, min(lookback, SWING_BARS))
    now = {name: known(values[-1]) for name, values in values_of(COLUMNS, seen.candles).items()}
    trend, regime, structure = _trend(window, now), _regime(seen.candles), levels.structure
    pattern = found.best if found.best is not None and found.best.standing else None
    momentum = MomentumFacts(
        rsi=now["rsi14"],
        macd_hist=now["macd_hist"],
        stoch_k=now["stoch_k"],
        change_10=None if now["roc10"] is None else now["roc10"] / 100,
    )
    volume = VolumeFacts(volume_ratio=now["volume_ratio20"], mfi=now["mfi14"])
    views = (
        Opinion(name="trend", side=_side(trend.direction)),
        Opinion(name="regime", side=_of_regime(regime)),
        Opinion(name="structure", side=_side(structure.trend)),
        Opinion(name="momentum", side=_of_momentum(momentum)),
        Opinion(name="volume", side=_of_level(volume.mfi)),
        Opinion(name="fibonacci", side=_of_swing(fib)),
        Opinion(name="pattern", side=_of_pattern(pattern)),
    )
    sides = [view.side for view in views]
    return AnalyzeAnswer(
        as_of=levels.as_of,
        symbol=levels.symbol,
        provenance=levels.provenance,
        timeframe=levels.timeframe,
        lookback=levels.lookback,
        price=price,
        change=price / float(window.open[0]) - 1,
        high=float(window.high.max()),
        low=float(window.low.min()),
        atr=levels.atr,
        views=views,
        up=sides.count("up"),
        down=sides.count("down"),
        neither=sides.count("neither"),
        trend=trend,
        regime=regime,
        structure=StructureNow(
            trend=structure.trend,
            order=structure.order,
            last_break=structure.last_break,
            break_above=structure.break_above,
            break_below=structure.break_below,
        ),
        resistance=levels.nearest_resistance,
        inside=levels.inside,
        support=levels.nearest_support,
        unmoved_bars=unmoved(seen.candles),
        momentum=momentum,
        volume=volume,
        pattern=pattern,
        candlestick=_newest(found),
        swing=fib.swing,
        swing_bars=fib.lookback,
        retraced=fib.retraced,
        golden_pocket=fib.golden_pocket,
        fib_above=fib.nearest_above,
        fib_below=fib.nearest_below,
        risk=_risk(window, levels.atr, price),
        turning_prices=_nearest(list(_turning(levels, fib, pattern)), price, levels.atr),
        candles=window,
    )


def _trend(window: Candles, now: Mapping[str, float | None]) -> TrendNow:
    line = regression(window.close)
    trend = trend_of(float(line.t[-1]))
    slope = known(line.slope[-1])
    return TrendNow(
        direction=trend.direction,
        strength=trend.strength,
        slope_pct=None if slope is None else float(np.expm1(slope)),
        r_squared=known(line.r_squared[-1]),
        adx=now["adx14"],
        ema50=now["ema50"],
    )


def _regime(candles: Candles) -> RegimeNow | None:
    found = regimes(candles)
    if found.last is None:
        return None
    return RegimeNow(name=found.last, probability=float(found.probability[-1].max()), bars=spells(found.named)[-1].bars)


def _newest(found: PatternsAnswer) -> CandlestickPattern | None:
    return min(found.candlesticks, key=lambda one: one.bars_ago, default=None)


def _side(direction: Literal["up", "down", "none"]) -> Side:
    return "neither" if direction == "none" else direction


def _of_regime(regime: RegimeNow | None) -> Side:
    if regime is None or not regime.name.startswith("trending"):
        return "neither"
    return "up" if regime.name == "trending up" else "down"


def _of_level(oscillator: float | None) -> Side:
    if oscillator is None or abs(oscillator - 50) < FIRM_RSI:
        return "neither"
    return "up" if oscillator > 50 else "down"


def _of_momentum(momentum: MomentumFacts) -> Side:
    """Up or down where RSI and the MACD's histogram agree."""
    side = _of_level(momentum.rsi)
    if momentum.macd_hist is None or side == "neither":
        return "neither"
    return side if (momentum.macd_hist > 0) == (side == "up") and momentum.macd_hist else "neither"


def _of_swing(fib: FibLevelsAnswer) -> Side:
    """The swing's way while no more than ``SHALLOW`` of it is given back, the other way once all of it is."""
    way, other = _ways(fib)
    return way if fib.retraced <= SHALLOW + RATIO else "neither" if fib.retraced < 1 - RATIO else other


def _of_pattern(pattern: ChartPattern | None) -> Side:
    """A formation speaks once it is confirmed."""
    if pattern is None or pattern.state != "confirmed" or pattern.direction == "neutral":
        return "neither"
    return "up" if pattern.direction == "bullish" else "down"


def _risk(window: Candles, atr: float | None, price: float) -> RiskFacts:
    tail = historical(whole_returns(window.time, window.close, window.bar_ms).values, TAIL)
    depths = drawdowns(window.close)
    per_bar = known(yang_zhang(window)[-1])
    return RiskFacts(
        confidence_share=1 - TAIL,
        volatility_bars=VOLATILITY_BARS,
        atr_pct=None if atr is None else atr / price,
        volatility_pct=None if per_bar is None else annualised(per_bar, parse_timeframe(window.timeframe).ms),
        value_at_risk_pct=known(tail.value_at_risk),
        shortfall_pct=known(tail.expected_shortfall),
        drawdown_pct=float(depths[-1]),
        max_drawdown_pct=float(depths.min()),
    )


def _turning(levels: LevelsAnswer, fib: FibLevelsAnswer, pattern: ChartPattern | None) -> Iterator[Turn]:
    """Where structure, swing and pattern would say something else, by the rules that their views follow.

    The other views turn with more than the next close alone: no one price stands for them.
    """
    structure = levels.structure
    if structure.break_above is not None and structure.trend != "up":
        yield "last high", "up", structure.break_above, "structure", "up"
    if structure.break_below is not None and structure.trend != "down":
        yield "last low", "down", structure.break_below, "structure", "down"
    way, other = _ways(fib)
    start, end = fib.swing.start.price, fib.swing.end.price
    shallow = end - SHALLOW * (end - start)
    if fib.retraced <= SHALLOW + RATIO:
        yield "0.618 retracement", other, shallow, "fibonacci", "neither"
    elif fib.retraced < 1 - RATIO:
        yield "0.618 retracement", way, shallow, "fibonacci", way
        yield "swing start", other, start, "fibonacci", other
    # Beyond the start the candle that is under way makes another swing, whose levels are not known until it closes.
    if pattern is None:
        return
    falls = pattern.direction == "bearish"
    if pattern.state == "confirmed":
        yield "pattern invalidation", "up" if falls else "down", pattern.invalidation, "pattern", "neither"
    elif pattern.state == "forming":
        yield "pattern trigger", "down" if falls else "up", pattern.trigger, "pattern", "down" if falls else "up"
        if pattern.direction == "neutral":
            yield "pattern invalidation", "down", pattern.invalidation, "pattern", "down"


def _ways(fib: FibLevelsAnswer) -> tuple[Way, Way]:
    """The swing's way, and the other."""
    return ("up", "down") if fib.swing.direction == "up" else ("down", "up")


def _nearest(found: Sequence[Turn], price: float, atr: float | None) -> tuple[TurningPrice, ...]:
    """Of each side those that come first, from the highest. Which side it is follows from the rule that turns there:
    the newest price may be beyond one already, until the candle closes."""
    above = sorted((turn for turn in found if turn[1] == "up"), key=lambda turn: turn[2])[:MOST_TURNING_PRICES]
    below = sorted((turn for turn in found if turn[1] == "down"), key=lambda turn: -turn[2])[:MOST_TURNING_PRICES]
    return tuple(
        TurningPrice(
            name=name,
            side=side,
            view=view,
            becomes=becomes,
            price=level,
            distance=level / price - 1,
            distance_atr=(level - price) / atr if atr else None,
        )
        for name, side, level, view, becomes in sorted((*above, *below), key=lambda turn: -turn[2])
    )
