"""Harmonic patterns of a market: where they complete, what ends them, and how such patterns went before."""

import asyncio
from datetime import datetime
from typing import ClassVar, Final, Literal

from pydantic import Field

from analytics.harmonics import (
    CHANCE_REACHED_RATE,
    CHANCE_TURNED_RATE,
    TARGETS,
    TOLERANCE,
    Harmonic,
    Kind,
    State,
    followed,
    record,
    standing,
)
from analytics.swings import Pivot, zigzag
from analytics.volatility import SETTLED_BARS, last_atr
from services.core.handlers import answers
from services.core.request import Frozen, Read
from services.core.units import Figure, PercentChange, Price, Proportion, Share
from services.market.candles import Candles, MarketAnswer
from services.market.source import SymbolText, TimeframeText
from services.market.view import MarketView, Snapshot

HARMONIC_BARS: Final = 30
"""Fewer have no patterns worth the name."""
LISTED: Final = 5
DRAWN_REVERSAL: Final = 2.5
"""The turns to draw where there is no pattern, in average true ranges."""


class HarmonicPoint(Frozen):
    """A turn of a pattern, by its letter."""

    name: str
    price: Price
    time: datetime
    """When its bar opened."""


class HarmonicRatio(Frozen):
    """Two legs, the first measured in the second, such as ``AB/XA``; the pattern wants it from ``low`` to ``high``."""

    name: str
    ratio: Proportion
    low: Proportion
    high: Proportion


class HarmonicZone(Frozen):
    """The prices at which D has all the ratios it must have (the potential reversal zone)."""

    low: Price
    high: Price
    inside: bool
    """Whether the price is in it now."""
    distance: PercentChange
    """To its nearer edge, as a fraction of the price: above positive, 0 inside."""


class HarmonicPrice(Frozen):
    """A stop or a target, by how it is measured: ``X``, ``1.13 of XA``, ``0.382 of AD``."""

    name: str
    price: Price
    distance: PercentChange
    """As a fraction of the price now: above positive."""
    reached: bool


class HarmonicPattern(Frozen):
    """A pattern as it stands at the last closed bar.

    It is ``forming`` until the price comes into the zone, ``in the zone`` until it has turned there, which makes it
    ``completed``, and ``invalidated`` by a price through the zone before that, or beyond the stop after it.
    """

    name: str
    """Such as ``bullish Gartley``."""
    kind: Kind
    direction: Literal["up", "down"]
    """Where the price turns to at D."""
    state: State
    bars_since: int
    """Closed bars since the state began: since C was known, the zone entered, D made, or the pattern broken."""
    points: tuple[HarmonicPoint, ...]
    """Its turns, the last of which is D only where it is completed or was."""
    ratios: tuple[HarmonicRatio, ...]
    quality: Figure
    """How near the known ratios are to what is asked: 1 where all hold, 0 where all are at the end of the tolerance."""
    zone: HarmonicZone
    stop: HarmonicPrice
    targets: tuple[HarmonicPrice, ...]
    """Measured from D, from the farthest price in the zone, or without either from the zone's middle."""


class FibHarmonicsAnswer(MarketAnswer):
    """The newest and best patterns first, at most ``LISTED``; and what became of the formations within the lookback."""

    timeframe: str
    lookback: int
    """Closed bars that patterns were looked for in."""
    price: Price
    atr: Price | None
    patterns: tuple[HarmonicPattern, ...]
    tolerance_pct: Share
    """By how much of itself a bound of a ratio may be missed, as a fraction."""
    entered: int
    """Formations whose zone the price came to within the lookback, and that are decided: of those that share their C
    the first known, so that what became of them has no part in which are counted."""
    turned: int
    """Those of them that turned within the zone."""
    chance_turned_rate: Share
    """``turned`` over ``entered`` on random walks."""
    reached_target: int
    """Those of them that then reached the first target before the stop. A turn is known only once the price has come
    back some way, so this is to be read beside ``entered`` and not beside ``turned``."""
    chance_reached_rate: Share
    """``reached_target`` over ``entered`` on random walks."""
    turns: tuple[Pivot, ...] = Field(exclude=True, repr=False)
    """Turns of the zigzag, by bar of ``candles``."""
    candles: Candles = Field(exclude=True, repr=False)


class FibHarmonics(Read[FibHarmonicsAnswer]):
    """Harmonic patterns of ``symbol``."""

    name: ClassVar[str] = "fib harmonics"
    summary: ClassVar[str] = "Harmonic patterns: completion zones, stops, targets, and how the last ones went"
    means: ClassVar[str] = (
        "Zigzags with certain proportions: the zone where each would complete, its stop and targets, and how "
        "earlier ones went beside chance."
    )
    also: ClassVar[tuple[str, ...]] = ("harmonics", "harmonic patterns", "gartley")
    example: ClassVar[str] = "symbol:BTC/USDT timeframe:4h"
    fresh_for: ClassVar[float] = 2.0

    symbol: SymbolText
    timeframe: TimeframeText = "4h"
    lookback: int = Field(default=500, ge=100, le=1000, description="In how many candles to look for patterns")


def fib_harmonics(seen: Snapshot, lookback: int) -> FibHarmonicsAnswer:
    """Patterns within the newest ``lookback`` candles of ``seen``, beside its price. Takes some milliseconds."""
    whole, candles = seen.candles, seen.candles.last(lookback)
    first = len(whole) - len(candles)
    every = followed(whole.high, whole.low, whole.close, first=first)
    found, before = standing(every), record(every)
    return FibHarmonicsAnswer(
        as_of=seen.provenance.as_of,
        symbol=candles.symbol,
        provenance=seen.shown(lookback),
        timeframe=candles.timeframe,
        lookback=len(candles),
        price=seen.price,
        atr=last_atr(whole.high, whole.low, whole.close),
        patterns=tuple(_pattern(one, whole, seen.price) for one in found[:LISTED]),
        tolerance_pct=TOLERANCE,
        entered=before.entered,
        turned=before.turned,
        chance_turned_rate=CHANCE_TURNED_RATE,
        reached_target=before.reached_target,
        chance_reached_rate=CHANCE_REACHED_RATE,
        turns=tuple(
            Pivot(turn.kind, turn.bar - first, turn.price, turn.known - first)
            for turn in zigzag(whole.high, whole.low, whole.close, reversal=DRAWN_REVERSAL)
            if turn.bar >= first
        ),
        candles=candles,
    )


def _pattern(one: Harmonic, candles: Candles, price: float) -> HarmonicPattern:
    formation, definition = one.formation, one.formation.definition
    points = formation.points if one.d is None else (*formation.points, one.d)
    rules = {rule.legs: rule for rule in definition.rules}
    away = max(formation.low - price, 0.0) + min(formation.high - price, 0.0)
    legs, ratio = definition.stop
    return HarmonicPattern(
        name=f"{'bullish' if formation.up else 'bearish'} {definition.kind}",
        kind=definition.kind,
        direction="up" if formation.up else "down",
        state=one.state,
        bars_since=len(candles) - 1 - one.since,
        points=tuple(
            HarmonicPoint(name=name, price=point.price, time=candles.opened(point.bar))
            for name, point in zip(definition.turns, points, strict=False)
        ),
        ratios=tuple(
            HarmonicRatio(name=_own(told, definition.turns), ratio=value, low=rules[told].low, high=rules[told].high)
            for told, value in one.ratios
        ),
        quality=one.quality,
        zone=HarmonicZone(
            low=formation.low,
            high=formation.high,
            inside=formation.low <= price <= formation.high,
            distance=away / price,
        ),
        stop=HarmonicPrice(
            name=definition.turns[0]
            if ratio == 1
            else f"{ratio:g} of {_own(legs, definition.turns).partition('/')[2]}",
            price=formation.stop,
            distance=formation.stop / price - 1,
            reached=one.state == "invalidated" and one.d is not None,
        ),
        targets=tuple(
            HarmonicPrice(
                name=f"{share:g} of {_own('AD/XA', definition.turns).partition('/')[0]}",
                price=target,
                distance=target / price - 1,
                reached=reached,
            )
            for share, target, reached in zip(TARGETS, one.targets, one.reached, strict=True)
        ),
    )


def _own(legs: str, turns: str) -> str:
    """``legs`` in the pattern's own letters: the Shark's D is called C."""
    usual = "XABCD"[-len(turns) :]
    return legs.translate(str.maketrans(usual, turns))


@answers(FibHarmonics)
async def answer_fib_harmonics(request: FibHarmonics, market: MarketView) -> FibHarmonicsAnswer:
    """Harmonic patterns within the newest ``lookback`` closed bars; none is an answer too.

    Raises:
        TooFewBars: fewer than ``HARMONIC_BARS`` had closed.
    """
    bars = request.lookback + SETTLED_BARS
    seen = await market.snapshot(request.symbol, request.timeframe, bars, need=HARMONIC_BARS)
    return await asyncio.to_thread(fib_harmonics, seen, request.lookback)
