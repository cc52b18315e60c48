"""One page about a market: what each analysis says of it, and at which prices it would say otherwise."""

from typing import ClassVar, Literal

from pydantic import Field

from analytics.regime import RegimeName
from analytics.trend import Direction, Strength
from services.core.request import Frozen, Read
from services.core.units import Atr, Figure, Multiple, PercentChange, Price, Proportion, Share
from services.market.candles import Candles, MarketAnswer
from services.market.source import SymbolText, TimeframeText
from services.studies.fib_levels import FibLevel, GoldenPocket, SwingFacts
from services.studies.levels import PriceZone, StructureBreak
from services.studies.patterns import CandlestickPattern, ChartPattern

Side = Literal["up", "down", "neither"]
Subject = Literal["trend", "regime", "structure", "momentum", "volume", "fibonacci", "pattern"]
Turning = Literal[
    "last high", "last low", "0.618 retracement", "swing start", "pattern trigger", "pattern invalidation"
]


class Opinion(Frozen):
    """What one analysis says by itself. They look at the same prices, so they are no independent votes."""

    name: Subject
    side: Side


class TrendNow(Frozen):
    """The straight line through the logarithms of the last 50 closes, and the average that the price is beside."""

    direction: Direction
    strength: Strength
    """``weak`` is a slope that one random walk in five exceeds, ``strong`` one in twenty."""
    slope_pct: PercentChange | None
    """Per bar."""
    r_squared: Figure | None
    adx: Figure | None
    ema50: Price | None


class StructureNow(Frozen):
    """``trend`` is the direction of the last break, ``order`` what the newest high and low say beside those before."""

    trend: Direction
    order: Direction
    last_break: StructureBreak | None
    break_above: Price | None
    """The newest high that no close has passed: the next close above it breaks upwards."""
    break_below: Price | None
    """The newest low, likewise."""


class RegimeNow(Frozen):
    """The most probable regime of the newest bar, and for how many bars it has been that."""

    name: RegimeName
    probability: Share
    bars: int


class MomentumFacts(Frozen):
    """RSI(14), the MACD's histogram (12, 26, 9), the stochastic's %K (14, 3), and the change over ten bars."""

    rsi: Figure | None
    macd_hist: Price | None
    stoch_k: Figure | None
    change_10: PercentChange | None


class VolumeFacts(Frozen):
    """The newest bar's volume beside the mean of the 20 before it, and the money flow index (14)."""

    volume_ratio: Multiple | None
    mfi: Figure | None


class RiskFacts(Frozen):
    """What one bar and one window have cost here. Losses are negative."""

    atr_pct: Share | None
    volatility_pct: Share | None
    """A year's, by Yang and Zhang, from the last ``volatility_bars``."""
    volatility_bars: int
    confidence_share: Share
    value_at_risk_pct: PercentChange | None
    """One bar's at that confidence, from the window's returns as they were."""
    shortfall_pct: PercentChange | None
    """The mean of those at or below it."""
    drawdown_pct: PercentChange
    """The newest close below the highest of the window."""
    max_drawdown_pct: PercentChange


class TurningPrice(Frozen):
    """A price that a close would have to pass for one of the views to say something else than now."""

    name: Turning
    side: Literal["up", "down"]
    """A close above it (``up``), or below it, turns the view. The newest price may be there already."""
    view: Subject
    becomes: Side
    """What that view would say then."""
    price: Price
    distance: PercentChange
    """From the price, as a fraction of it: above it positive."""
    distance_atr: Atr | None


class AnalyzeAnswer(MarketAnswer):
    """What the analyses of one market say, side by side. It weighs nothing and adds nothing up to advice."""

    timeframe: str
    lookback: int
    """Closed bars that were looked at."""
    price: Price
    change: PercentChange
    """From the first bar's open to the price."""
    high: Price
    low: Price
    atr: Price | None
    """Wilder's average true range over 14 bars, in quote currency."""
    views: tuple[Opinion, ...]
    up: int
    """Views that speak for up."""
    down: int
    neither: int
    trend: TrendNow
    regime: RegimeNow | None
    structure: StructureNow
    resistance: PriceZone | None
    inside: PriceZone | None
    support: PriceZone | None
    unmoved_bars: int = 0
    """Closed bars up to the newest without any move, from 14 on: so long a halt leaves nothing that momentum is of."""
    momentum: MomentumFacts
    volume: VolumeFacts
    pattern: ChartPattern | None
    """Of the formations that stand, the one most like the textbook."""
    candlestick: CandlestickPattern | None
    """The newest of the last five bars."""
    swing: SwingFacts
    """The dominant one of the newest ``swing_bars``."""
    swing_bars: int
    retraced: Proportion
    golden_pocket: GoldenPocket
    fib_above: FibLevel | None
    fib_below: FibLevel | None
    risk: RiskFacts
    turning_prices: tuple[TurningPrice, ...]
    """What would change a view: from the highest price to the lowest, the nearest on each side."""
    candles: Candles = Field(exclude=True, repr=False)


class Analyze(Read[AnalyzeAnswer]):
    """All analyses of ``symbol`` on one page."""

    name: ClassVar[str] = "analyze"
    summary: ClassVar[str] = "One page: trend, structure, levels, momentum, patterns, Fibonacci, risk"
    means: ClassVar[str] = (
        "A summary of the other analyses: what speaks for up and for down, and the prices that would change it. "
        "It is a reading of the past, not advice."
    )
    also: ClassVar[tuple[str, ...]] = ("analyse", "analysis", "overview")
    example: ClassVar[str] = "symbol:BTC/USDT timeframe:4h"
    fresh_for: ClassVar[float] = 2.0

    symbol: SymbolText
    timeframe: TimeframeText = "4h"
    lookback: int = Field(default=300, ge=100, le=1000, description="In how many candles to look")
