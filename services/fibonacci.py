"""Fibonacci levels of a market's dominant swing."""

from datetime import datetime
from typing import ClassVar, Literal

from pydantic import Field

from analytics.fibonacci import Kind
from services.base import Answer, Frozen, Request
from services.market.candles import Candles, MarketAnswer


class SwingPoint(Frozen):
    """An end of a swing: its price, and when the bar that made it opened."""

    price: float
    time: datetime


class SwingFacts(Frozen):
    """The move that the levels are measured on. ``change`` is a fraction of the start."""

    direction: Literal["up", "down"]
    start: SwingPoint
    end: SwingPoint
    bars: int
    """Bars from start to end."""
    bars_since: int
    """Closed bars since the end."""
    change: float
    size_atr: float | None
    """The move in average true ranges."""


class FibLevel(Frozen):
    """A price level. Distances are from the price to the level: above it positive."""

    name: str
    """Such as ``0.618 retracement``."""
    kind: Kind
    ratio: float
    price: float
    distance: float
    """As a fraction of the price."""
    distance_atr: float | None
    """In average true ranges."""


class GoldenPocket(Frozen):
    """The zone between the 0.618 and the 0.65 retracement, where reversals are looked for."""

    low: float
    high: float
    inside: bool
    distance: float
    """To its nearer edge, as a fraction of the price: above positive, 0 inside."""


class FibLevelsAnswer(MarketAnswer):
    """Levels from the highest price to the lowest. ``counter`` levels lie beyond the swing's start."""

    timeframe: str
    lookback: int
    """Closed bars that the swing was looked for in."""
    price: float
    atr: float | None
    """Wilder's average true range over 14 bars, in quote currency."""
    swing: SwingFacts
    retraced: float
    """The share of the swing that the price has given back: 0 at its end, 1 at its start."""
    levels: tuple[FibLevel, ...]
    nearest_above: FibLevel | None
    nearest_below: FibLevel | None
    golden_pocket: GoldenPocket
    candles: Candles = Field(exclude=True, repr=False)


class FibLevels(Request):
    """Retracements and extensions of the dominant swing of ``symbol``."""

    name: ClassVar[str] = "fib levels"
    summary: ClassVar[str] = "Fibonacci levels of the dominant swing, and the nearest ones"
    example: ClassVar[str] = "symbol:BTC/USDT timeframe:4h"
    answer: ClassVar[type[Answer]] = FibLevelsAnswer
    fresh_for: ClassVar[float] = 2.0

    symbol: str = Field(min_length=1, max_length=40)
    timeframe: str = Field(default="4h", max_length=8)
    lookback: int = Field(default=200, ge=20, le=1000)
