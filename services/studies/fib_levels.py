"""Fibonacci levels of a market's dominant swing."""

from datetime import datetime
from typing import ClassVar, Final, Literal

from pydantic import Field

from analytics.fibonacci import (
    GOLDEN_POCKET,
    Kind,
    Level,
    Swing,
    counter_extensions,
    dominant_swing,
    extensions,
    retraced,
    retracements,
)
from analytics.ties import away, difference
from analytics.volatility import SETTLED_BARS, last_atr
from services.core.errors import NoSwing
from services.core.handlers import answers
from services.core.request import Frozen, Read
from services.core.units import Atr, PercentChange, Price, Proportion
from services.market.candles import Candles, MarketAnswer
from services.market.source import SymbolText, TimeframeText
from services.market.view import MarketView, Snapshot

LEAST_BARS: Final = 20


class SwingPoint(Frozen):
    """An end of a swing: its price, and when the bar that made it opened."""

    price: Price
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
    change: PercentChange
    size_atr: Atr | None
    """The move in average true ranges."""


class FibLevel(Frozen):
    """A price level. Distances are from the price to the level: above it positive."""

    name: str
    """Such as ``0.618 retracement``."""
    kind: Kind
    ratio: Proportion
    price: Price
    distance: PercentChange
    """As a fraction of the price."""
    distance_atr: Atr | None
    """In average true ranges."""


class GoldenPocket(Frozen):
    """The zone between the 0.618 and the 0.65 retracement, where reversals are looked for."""

    low: Price
    high: Price
    inside: bool
    distance: PercentChange
    """To its nearer edge, as a fraction of the price: above positive, 0 inside."""


class FibLevelsAnswer(MarketAnswer):
    """Levels from the highest price to the lowest. ``counter`` levels lie beyond the swing's start."""

    timeframe: str
    lookback: int
    """Closed bars that the swing was looked for in."""
    price: Price
    atr: Price | None
    """Wilder's average true range over 14 bars, in quote currency."""
    swing: SwingFacts
    retraced: Proportion
    """The share of the swing that the price has given back: 0 at its end, 1 at its start."""
    levels: tuple[FibLevel, ...]
    nearest_above: FibLevel | None
    nearest_below: FibLevel | None
    golden_pocket: GoldenPocket
    candles: Candles = Field(exclude=True, repr=False)


class FibLevels(Read[FibLevelsAnswer]):
    """Retracements and extensions of the dominant swing of ``symbol``."""

    name: ClassVar[str] = "fib levels"
    summary: ClassVar[str] = "Fibonacci levels of the dominant swing, and the nearest ones"
    means: ClassVar[str] = (
        "Prices at fixed parts of the last big swing, and the nearest on either side. They are places where "
        "people look, not promises."
    )
    also: ClassVar[tuple[str, ...]] = ("fibonacci levels", "fibonacci", "retracements", "golden pocket")
    example: ClassVar[str] = "symbol:BTC/USDT timeframe:4h"
    fresh_for: ClassVar[float] = 2.0

    symbol: SymbolText
    timeframe: TimeframeText = "4h"
    lookback: int = Field(default=200, ge=LEAST_BARS, le=1000, description="In how many candles to look for the swing")


def swing_of(candles: Candles) -> Swing:
    """The dominant swing of ``candles``.

    Raises:
        NoSwing: the price did not move within them.
    """
    swing = dominant_swing(candles.high, candles.low)
    if swing is None:
        raise NoSwing(symbol=candles.symbol, timeframe=candles.timeframe, bars=len(candles))
    return swing


def fib_levels(seen: Snapshot, lookback: int) -> FibLevelsAnswer:
    """Levels of the dominant swing within the newest ``lookback`` candles of ``seen``, beside its price.

    Raises:
        NoSwing: the price did not move within them.
    """
    candles, price = seen.candles.last(lookback), seen.price
    swing = swing_of(candles)
    atr = last_atr(seen.candles.high, seen.candles.low, seen.candles.close)
    levels = _levels(swing, price, atr)
    return FibLevelsAnswer(
        as_of=seen.provenance.as_of,
        symbol=candles.symbol,
        provenance=seen.shown(lookback),
        timeframe=candles.timeframe,
        lookback=len(candles),
        price=price,
        atr=atr,
        swing=swing_facts(swing, candles, atr),
        retraced=retraced(swing, price),
        levels=levels,
        nearest_above=next((level for level in reversed(levels) if difference(level.price, price) > 0), None),
        nearest_below=next((level for level in levels if difference(level.price, price) < 0), None),
        golden_pocket=_pocket(swing, price),
        candles=candles,
    )


def _levels(swing: Swing, price: float, atr: float | None) -> tuple[FibLevel, ...]:
    """All levels of ``swing`` from the highest price to the lowest, without those at or below zero."""
    found = [*retracements(swing), *extensions(swing), *counter_extensions(swing)]
    found.sort(key=lambda level: -level.price)
    return tuple(_level(level, price, atr) for level in found if level.price > 0)


def _level(level: Level, price: float, atr: float | None) -> FibLevel:
    off = difference(level.price, price)
    return FibLevel(
        name=f"{level.ratio:g} {level.kind}",
        kind=level.kind,
        ratio=level.ratio,
        price=level.price,
        distance=off / price,
        distance_atr=off / atr if atr else None,
    )


def swing_facts(swing: Swing, candles: Candles, atr: float | None) -> SwingFacts:
    """``swing``, whose bars are those of ``candles``."""
    return SwingFacts(
        direction="up" if swing.up else "down",
        start=SwingPoint(price=swing.start, time=candles.opened(swing.start_bar)),
        end=SwingPoint(price=swing.end, time=candles.opened(swing.end_bar)),
        bars=swing.end_bar - swing.start_bar,
        bars_since=len(candles) - 1 - swing.end_bar,
        change=swing.end / swing.start - 1,
        size_atr=abs(swing.end - swing.start) / atr if atr else None,
    )


def _pocket(swing: Swing, price: float) -> GoldenPocket:
    low, high = sorted(level.price for level in retracements(swing, GOLDEN_POCKET))
    off = away(price, low, high)
    return GoldenPocket(low=low, high=high, inside=not off, distance=off / price)


@answers(FibLevels)
async def answer_fib_levels(request: FibLevels, market: MarketView) -> FibLevelsAnswer:
    """Levels of the dominant swing within the newest ``lookback`` closed bars, beside the newest price.

    Raises:
        TooFewBars: fewer than ``LEAST_BARS`` had closed.
        NoSwing: the price did not move within them.
    """
    bars = max(request.lookback, SETTLED_BARS)
    seen = await market.snapshot(request.symbol, request.timeframe, bars, need=LEAST_BARS)
    return fib_levels(seen, request.lookback)
