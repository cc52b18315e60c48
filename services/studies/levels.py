"""A market's structure, its support and resistance, and where it has traded."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Final, Literal

from pydantic import Field

from analytics.pivot_points import floor_pivots
from analytics.structure import Break, Label, LabelledSwing, Structure, Trend, market_structure
from analytics.swings import fractals, zigzag
from analytics.volatility import SETTLED_BARS, last_atr
from analytics.volume_profile import VALUE_SHARE, VolumeProfile, volume_profile
from analytics.zones import Side, Zone, find_zones, standing_out
from services.core.errors import ExchangeUnavailable, NotEnoughData, UnknownTimeframe
from services.core.handlers import answers
from services.core.request import Frozen, Read
from services.core.units import Atr, Figure, PercentChange, Price, Share
from services.market.candles import Candles, MarketAnswer
from services.market.source import SymbolText, TimeframeText
from services.market.timeframes import DAY, to_ms
from services.market.view import MarketView, Snapshot

LEAST_BARS: Final = 50
MOST_ZONES: Final = 4
"""Zones on each side of the price."""


class SwingTurn(Frozen):
    """A turn beside the one of its kind before it. ``name`` is ``H`` or ``L`` where there is none before."""

    name: Label | Literal["H", "L"]
    kind: Literal["high", "low"]
    price: Price
    time: datetime
    """When the bar that made it opened."""
    bars_since: int


class StructureBreak(Frozen):
    """A close beyond ``level``, the last known turn on that side.

    ``BOS``, a break of structure, goes the way of the break before it; ``CHoCH``, a change of character, against it.
    """

    name: Literal["BOS", "CHoCH"]
    direction: Literal["up", "down"]
    level: Price
    level_time: datetime
    """When the bar that made the level opened."""
    time: datetime
    """When the bar that closed beyond it opened."""
    bars_since: int


class StructureFacts(Frozen):
    """Turns and breaks within the bars looked at, oldest first.

    ``trend`` is the direction of the last break, ``order`` what the newest high and low say beside those before them.
    """

    trend: Trend
    order: Trend
    swings: tuple[SwingTurn, ...]
    breaks: tuple[StructureBreak, ...]
    last_break: StructureBreak | None
    """The newest of either kind."""
    last_change: StructureBreak | None
    """The newest change of character."""
    break_above: Price | None
    """The newest high that no close has passed: the next close above it breaks upwards."""
    break_below: Price | None
    """The newest low, likewise."""


class PriceZone(Frozen):
    """Prices at which turns lie together. ``R1`` is the nearest resistance, ``S1`` the nearest support; the zone that
    the price is in is called ``here``. Distances are from the price to the nearer edge: above it positive, 0 inside.
    """

    name: str
    side: Side
    low: Price
    high: Price
    middle: Price
    touches: int
    """Separate visits of the price."""
    bounces: int
    """Visits that left on the side they came from."""
    breaks: int
    """Visits that left on the other side."""
    bars_since_first: int
    bars_since_last: int
    volume_share: Share | None
    """How much of the volume was traded inside."""
    strength: Figure
    """From 0 to 1, by touches, bounces, age and volume; see ``analytics.zones.strength``."""
    distance: PercentChange
    """As a fraction of the price."""
    distance_atr: Atr | None


class TradedFacts(Frozen):
    """Volume by price. The value area holds ``value_share`` of it around the point of control, the busiest price."""

    poc: Price
    distance: PercentChange
    """From the price to the point of control, as a fraction of the price."""
    value_low: Price
    value_high: Price
    value_share: Share
    high_nodes: tuple[float, ...]
    """Prices that drew volume, from the lowest."""
    low_nodes: tuple[float, ...]
    """Prices that were passed quickly, one between each two of those."""


class FloorPivot(Frozen):
    """``floor P``, ``floor R1`` … ``floor S3``, by the floor traders' formula."""

    name: str
    price: Price


class DayFacts(Frozen):
    """The last whole UTC day, which opened at ``time``, and the floor pivots made of it, from the highest."""

    time: datetime
    high: Price
    low: Price
    close: Price
    pivots: tuple[FloorPivot, ...]


class LevelsAnswer(MarketAnswer):
    """Structure, and zones from the highest to the lowest. All of it is of closed bars; the price may be newer."""

    timeframe: str
    lookback: int
    """Closed bars that were looked at."""
    price: Price
    atr: Price | None
    """Wilder's average true range over 14 bars, in quote currency."""
    structure: StructureFacts
    zones: tuple[PriceZone, ...]
    """Those that stand out: on each side the strongest, and none close to a stronger one."""
    inside: PriceZone | None
    nearest_resistance: PriceZone | None
    nearest_support: PriceZone | None
    traded: TradedFacts | None
    """``None`` where nothing was traded."""
    previous_day: DayFacts | None
    """``None`` where the day's candle is not to be had."""
    candles: Candles = Field(exclude=True, repr=False)
    profile: VolumeProfile | None = Field(exclude=True, repr=False)


class Levels(Read[LevelsAnswer]):
    """Structure, support and resistance of ``symbol``."""

    name: ClassVar[str] = "levels"
    summary: ClassVar[str] = "Support and resistance, market structure, and volume by price"
    means: ClassVar[str] = "Areas where the price turned before, how often they held, and where most was traded."
    also: ClassVar[tuple[str, ...]] = (
        "support and resistance",
        "support",
        "resistance",
        "volume profile",
        "market structure",
    )
    example: ClassVar[str] = "symbol:BTC/USDT timeframe:4h"
    fresh_for: ClassVar[float] = 2.0

    symbol: SymbolText
    timeframe: TimeframeText = "4h"
    lookback: int = Field(default=300, ge=LEAST_BARS, le=1000, description="In how many candles to look")


@answers(Levels)
async def answer_levels(request: Levels, market: MarketView) -> LevelsAnswer:
    """Structure and levels of the newest ``lookback`` closed bars, beside the newest price.

    Raises:
        TooFewBars: fewer than ``LEAST_BARS`` had closed.
    """
    bars = request.lookback + SETTLED_BARS
    seen, day = await asyncio.gather(
        market.snapshot(request.symbol, request.timeframe, bars, need=LEAST_BARS), _day(market, request.symbol)
    )
    return await asyncio.to_thread(levels_of, seen, request.lookback, day)


async def _day(market: MarketView, symbol: str) -> Candles | None:
    try:
        candles, _ = await market.candles(symbol, "1d", 1)
    except (NotEnoughData, UnknownTimeframe, ExchangeUnavailable):
        return None
    return candles


def levels_of(seen: Snapshot, lookback: int, day: Candles | None = None) -> LevelsAnswer:
    """What the newest ``lookback`` candles of ``seen`` show, with ``day`` the newest daily candle if there is one.

    The turns are found on all candles, so that those before the window settle the average true range and the trend;
    zones, volume, and what is told of turns and breaks, are of the window. It takes about 2 ms for 500 bars.
    """
    every, window, price = seen.candles, seen.candles.last(lookback), seen.price
    view = _View(every, len(every) - len(window))
    turns = zigzag(every.high, every.low, every.close)
    atr = last_atr(every.high, every.low, every.close)
    profile = volume_profile(window.high, window.low, window.volume)
    pivots = [pivot for pivot in (*turns, *fractals(every.high, every.low)) if pivot.bar >= view.first]
    zones = standing_out(find_zones(window, pivots, atr, profile), price, atr or 0.0, MOST_ZONES)
    facts = _zones(zones, price, atr)
    return LevelsAnswer(
        as_of=seen.provenance.as_of,
        symbol=every.symbol,
        provenance=seen.shown(lookback),
        timeframe=every.timeframe,
        lookback=len(window),
        price=price,
        atr=atr,
        structure=view.structure(market_structure(every, turns)),
        zones=facts,
        inside=next((zone for zone in facts if zone.side == "straddling"), None),
        nearest_resistance=next((zone for zone in facts if zone.name == "R1"), None),
        nearest_support=next((zone for zone in facts if zone.name == "S1"), None),
        traded=None if profile is None else _traded(profile, price),
        previous_day=None if day is None else day_before(day, to_ms(seen.provenance.as_of)),
        candles=window,
        profile=profile,
    )


@dataclass(frozen=True, slots=True)
class _View:
    """Findings on ``candles`` as facts: those from the bar at ``first`` on."""

    candles: Candles
    first: int

    def structure(self, found: Structure) -> StructureFacts:
        breaks = tuple(self._break(one) for one in found.breaks if one.bar >= self.first)
        return StructureFacts(
            trend=found.trend,
            order=found.order,
            swings=tuple(self._turn(swing) for swing in found.swings if swing.pivot.bar >= self.first),
            breaks=breaks,
            last_break=breaks[-1] if breaks else None,
            last_change=next((one for one in reversed(breaks) if one.name == "CHoCH"), None),
            break_above=found.above.price if found.above else None,
            break_below=found.below.price if found.below else None,
        )

    def _turn(self, swing: LabelledSwing) -> SwingTurn:
        pivot = swing.pivot
        return SwingTurn(
            name=swing.label or ("H" if pivot.kind == "high" else "L"),
            kind=pivot.kind,
            price=pivot.price,
            time=self.candles.opened(pivot.bar),
            bars_since=self._since(pivot.bar),
        )

    def _break(self, one: Break) -> StructureBreak:
        return StructureBreak(
            name=one.kind,
            direction=one.direction,
            level=one.level,
            level_time=self.candles.opened(one.swing.bar),
            time=self.candles.opened(one.bar),
            bars_since=self._since(one.bar),
        )

    def _since(self, bar: int) -> int:
        return len(self.candles) - 1 - bar


def _zones(zones: Sequence[Zone], price: float, atr: float | None) -> tuple[PriceZone, ...]:
    """``zones`` (from the highest) with their names: counted from the price, upwards R1, R2 …, downwards S1, S2 …"""
    sides = [zone.side(price) for zone in zones]
    above, below = sides.count("resistance"), 0
    named = []
    for zone, side in zip(zones, sides, strict=True):
        if side == "resistance":
            name, above = f"R{above}", above - 1
        elif side == "support":
            below += 1
            name = f"S{below}"
        else:
            name = "here"
        away = zone.low - price if side == "resistance" else zone.high - price if side == "support" else 0.0
        named.append(
            PriceZone(
                name=name,
                side=side,
                low=zone.low,
                high=zone.high,
                middle=zone.middle,
                touches=zone.visits.touches,
                bounces=zone.visits.bounces,
                breaks=zone.visits.breaks,
                bars_since_first=zone.visits.first_age,
                bars_since_last=zone.visits.last_age,
                volume_share=zone.volume_share,
                strength=zone.strength,
                distance=away / price,
                distance_atr=away / atr if atr else None,
            )
        )
    return tuple(named)


def _traded(profile: VolumeProfile, price: float) -> TradedFacts:
    return TradedFacts(
        poc=profile.poc,
        distance=profile.poc / price - 1,
        value_low=profile.value_low,
        value_high=profile.value_high,
        value_share=VALUE_SHARE,
        high_nodes=profile.high_nodes,
        low_nodes=profile.low_nodes,
    )


def day_before(day: Candles, now: int) -> DayFacts | None:
    """The newest of the daily candles ``day``; ``None`` unless it closed within the day before ``now`` (UTC ms)."""
    if not len(day) or now - int(day.time[-1]) >= 2 * DAY:
        return None
    high, low, close = float(day.high[-1]), float(day.low[-1]), float(day.close[-1])
    pivots = tuple(
        FloorPivot(name=f"floor {name}", price=price) for name, price in floor_pivots(high, low, close).items()
    )
    return DayFacts(time=day.opened(-1), high=high, low=low, close=close, pivots=pivots)
