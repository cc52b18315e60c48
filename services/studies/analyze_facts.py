"""One page about a market: what each analysis says of it, and at which prices it would say otherwise."""

from typing import ClassVar, Literal

from pydantic import Field

from analytics.regime import RegimeName
from analytics.trend import Direction, Strength
from services.core.request import Frozen, Read
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


class View(Frozen):
    """What one analysis says by itself. They look at the same prices, so they are no independent votes."""

    name: Subject
    side: Side


class TrendFacts(Frozen):
    """The straight line through the logarithms of the last 50 closes, and the average that the price is beside."""

    direction: Direction
    strength: Strength
    """``weak`` is a slope that one random walk in five exceeds, ``strong`` one in twenty."""
    slope_pct: float | None
    """Per bar."""
    r_squared: float | None
    adx: float | None
    ema50: float | None


class StructureNow(Frozen):
    """``trend`` is the direction of the last break, ``order`` what the newest high and low say beside those before."""

    trend: Direction
    order: Direction
    last_break: StructureBreak | None
    break_above: float | None
    """The newest high that no close has passed: the next close above it breaks upwards."""
    break_below: float | None
    """The newest low, likewise."""


class RegimeNow(Frozen):
    """The most probable regime of the newest bar, and for how many bars it has been that."""

    name: RegimeName
    probability: float
    bars: int


class MomentumFacts(Frozen):
    """RSI(14), the MACD's histogram (12, 26, 9), the stochastic's %K (14, 3), and the change over ten bars."""

    rsi: float | None
    macd_hist: float | None
    stoch_k: float | None
    change_10: float | None


class VolumeFacts(Frozen):
    """The newest bar's volume beside the mean of the 20 before it, and the money flow index (14)."""

    volume_ratio: float | None
    mfi: float | None


class RiskFacts(Frozen):
    """What one bar and one window have cost here. Losses are negative."""

    atr_pct: float | None
    volatility_pct: float | None
    """A year's, by Yang and Zhang, from the last ``volatility_bars``."""
    volatility_bars: int
    confidence_share: float
    value_at_risk_pct: float | None
    """One bar's at that confidence, from the window's returns as they were."""
    shortfall_pct: float | None
    """The mean of those at or below it."""
    drawdown_pct: float
    """The newest close below the highest of the window."""
    max_drawdown_pct: float


class TurningPrice(Frozen):
    """A price that a close would have to pass for one of the views to say something else than now."""

    name: Turning
    side: Literal["up", "down"]
    """Where it lies: a close above it, or below it."""
    view: Subject
    becomes: Side
    """What that view would say then."""
    price: float
    distance: float
    """From the price, as a fraction of it: above it positive."""
    distance_atr: float | None


class AnalyzeAnswer(MarketAnswer):
    """What the analyses of one market say, side by side. It weighs nothing and adds nothing up to advice."""

    timeframe: str
    lookback: int
    """Closed bars that were looked at."""
    price: float
    change: float
    """From the first bar's open to the price."""
    high: float
    low: float
    atr: float | None
    """Wilder's average true range over 14 bars, in quote currency."""
    views: tuple[View, ...]
    up: int
    """Views that speak for up."""
    down: int
    neither: int
    trend: TrendFacts
    regime: RegimeNow | None
    structure: StructureNow
    resistance: PriceZone | None
    inside: PriceZone | None
    support: PriceZone | None
    momentum: MomentumFacts
    volume: VolumeFacts
    pattern: ChartPattern | None
    """Of the formations that stand, the one most like the textbook."""
    candlestick: CandlestickPattern | None
    """The newest of the last five bars."""
    swing: SwingFacts
    """The dominant one of the newest ``swing_bars``."""
    swing_bars: int
    retraced: float
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
    also: ClassVar[tuple[str, ...]] = ("analyse", "analysis", "overview")
    example: ClassVar[str] = "symbol:BTC/USDT timeframe:4h"
    fresh_for: ClassVar[float] = 2.0

    symbol: SymbolText
    timeframe: TimeframeText = "4h"
    lookback: int = Field(default=300, ge=100, le=1000, description="In how many candles to look")
