"""Where Fibonacci levels of several swings and timeframes fall together, beside what chance gives."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final, Literal

import numpy as np
from pydantic import Field

from analytics.bars import Floats
from analytics.confluence import (
    REACH,
    SHIFT,
    TOLERANCE,
    Cluster,
    Levels,
    chance_scores,
    chance_share,
    clusters,
)
from analytics.moves import LevelKind, Move, distinct, move_levels, moves
from analytics.ties import away, difference, rounded
from analytics.volatility import SETTLED_BARS, last_atr
from services.core.errors import DeskError, NoSwing, NotEnoughData, TooFewBars, UnknownTimeframe
from services.core.handlers import answers
from services.core.request import Frozen, Read
from services.core.units import Atr, Figure, PercentChange, Price, Proportion, Share
from services.market.candles import Candles, MarketAnswer, Provenance
from services.market.source import SymbolText, TimeframeText
from services.market.timeframes import TIMEFRAMES, parse_timeframe
from services.market.view import MarketView, Snapshot
from services.studies.fib_levels import LEAST_BARS, SwingPoint

COARSER: Final = ("15m", "1h", "4h", "1d", "1w")
"""The timeframes that may stand beside a finer one."""
WEIGHTS: Final = (1.0, 1.5, 2.0)
"""What a move of the asked timeframe counts for, of the next coarser, and of the one after."""
MOST: Final = 8
"""Clusters that are told, the strongest ones."""


class TimeframeUsed(Frozen):
    """A timeframe whose swings count."""

    name: str
    bars: int
    """Closed bars that its swings were looked for in."""
    moves: int
    """Moves that its levels were measured on, without those that a coarser timeframe shows as well."""
    move_weight: Share
    """What each of them counts for."""


class TimeframeLeftOut(Frozen):
    """A coarser timeframe that could not be used."""

    name: str
    because: Literal["too few bars", "not to be had", "broken data", "no answer"]


class ClusterMember(Frozen):
    """A level within a cluster, and the move it was measured on. ``origin`` is where a projection starts."""

    name: str
    """Such as ``0.618 retracement``."""
    kind: LevelKind
    ratio: Proportion
    price: Price
    timeframe: str
    start: SwingPoint
    end: SwingPoint
    origin: Price | None


class FibCluster(Frozen):
    """Levels of at least three moves within a quarter of an average true range. Distances are from the price to its
    nearer edge: above it positive, 0 inside."""

    name: str
    """``cluster 1`` is the strongest."""
    low: Price
    middle: Price
    """The mean of the members' prices."""
    high: Price
    score: Figure
    """From 0 to 1: how many moves agree, of which timeframes, and how closely."""
    moves: int
    """Moves that its members come from."""
    chance_share: Share
    """The share of level sets that agree by chance alone whose strongest cluster is as strong."""
    inside: bool
    distance: PercentChange
    """As a fraction of the price."""
    distance_atr: Atr
    timeframes: tuple[str, ...]
    members: tuple[ClusterMember, ...]
    """From the highest to the lowest."""


class FibConfluenceAnswer(MarketAnswer):
    """Clusters from the highest to the lowest, the strongest eight. Levels count within ten average true ranges of the
    price."""

    timeframe: str
    lookback: int
    """Closed bars of the asked timeframe that swings were looked for in."""
    price: Price
    atr: Price
    """Wilder's average true range over 14 bars of the asked timeframe, in quote currency."""
    tolerance: Price
    """How wide a cluster may be, in quote currency."""
    reach_low: Price
    reach_high: Price
    """Levels between these prices count."""
    timeframes: tuple[TimeframeUsed, ...]
    left_out: tuple[TimeframeLeftOut, ...]
    moves: int
    level_count: int
    found: int
    """How many clusters there are, told or not."""
    chance_draws: int
    clusters: tuple[FibCluster, ...]
    strongest: FibCluster | None
    nearest_above: FibCluster | None
    nearest_below: FibCluster | None
    at_price: FibCluster | None
    """The cluster that the price is in."""
    candles: Candles = Field(exclude=True, repr=False)


class FibConfluence(Read[FibConfluenceAnswer]):
    """Where Fibonacci levels of several swings and timeframes of ``symbol`` fall together."""

    name: ClassVar[str] = "fib confluence"
    summary: ClassVar[str] = "Where levels of several swings and timeframes agree, beside chance"
    means: ClassVar[str] = (
        "Prices where levels of several swings meet, beside how often shuffled levels meet as well. Where chance "
        "does the same, the meeting means little."
    )
    also: ClassVar[tuple[str, ...]] = ("fibonacci confluence",)
    example: ClassVar[str] = "symbol:BTC/USDT timeframe:4h"
    fresh_for: ClassVar[float] = 2.0

    symbol: SymbolText
    timeframe: TimeframeText = "4h"
    lookback: int = Field(
        default=200, ge=LEAST_BARS, le=1000, description="In how many candles of each timeframe to look for swings"
    )


@dataclass(frozen=True, slots=True, eq=False)
class Beside:
    """Candles of coarser timeframes with their provenance, the finest first, and those that are not there."""

    several: tuple[tuple[Candles, Provenance], ...] = ()
    left_out: tuple[TimeframeLeftOut, ...] = ()


@dataclass(frozen=True, slots=True)
class _Source:
    """A move, and the candles that it was found in: ``frame`` 0 is the asked timeframe."""

    move: Move
    frame: int
    candles: Candles


@dataclass(frozen=True, slots=True)
class _Member:
    """A level, and the number of the source that it was measured on."""

    source: int
    kind: LevelKind
    ratio: float
    price: float


def coarser(timeframe: str) -> tuple[str, ...]:
    """The next two of ``COARSER`` whose bars are made of whole bars of ``timeframe``."""
    finer = parse_timeframe(timeframe)
    return tuple(name for name in COARSER if finer.divides(TIMEFRAMES[name]))[: len(WEIGHTS) - 1]


def left_out(timeframe: str, error: DeskError) -> TimeframeLeftOut:
    """Why ``timeframe`` is not among those used."""
    if isinstance(error, TooFewBars):
        return TimeframeLeftOut(name=timeframe, because="too few bars")
    if isinstance(error, NotEnoughData):
        return TimeframeLeftOut(name=timeframe, because="broken data")
    if isinstance(error, UnknownTimeframe):
        return TimeframeLeftOut(name=timeframe, because="not to be had")
    return TimeframeLeftOut(name=timeframe, because="no answer")


def fib_confluence(seen: Snapshot, beside: Beside, lookback: int) -> FibConfluenceAnswer:
    """Clusters around the price, from moves within the newest ``lookback`` candles of each timeframe.

    Raises:
        NoSwing: the price did not move within them.
    """
    asked, price = seen.candles, seen.price
    atr = last_atr(asked.high, asked.low, asked.close)
    frames = (asked, *(candles for candles, _ in beside.several))
    sources = _sources(frames, lookback, TOLERANCE * (atr or 0.0))
    if not atr or not sources:
        raise NoSwing(symbol=asked.symbol, timeframe=asked.timeframe, bars=len(asked.last(lookback)))
    low, high = max(0.0, price - REACH * atr), price + REACH * atr
    members = _members(sources, low, high)
    levels = Levels(
        price=np.array([rounded(member.price) for member in members]),
        move=np.array([member.source for member in members], dtype=np.int64),
        weight=np.array([WEIGHTS[sources[member.source].frame] for member in members]),
    )
    found = clusters(levels, TOLERANCE * atr)
    chance = chance_scores(levels, SHIFT * atr, TOLERANCE * atr)
    by_strength = [
        _cluster(f"cluster {rank}", one, members[one.first : one.last + 1], sources, price, atr, chance)
        for rank, one in enumerate(found[:MOST], start=1)
    ]
    ordered = tuple(sorted(by_strength, key=lambda cluster: -cluster.middle))
    origin = seen.shown(lookback)
    stale = origin.stale or any(other.stale for _, other in beside.several)
    return FibConfluenceAnswer(
        as_of=origin.as_of,
        symbol=asked.symbol,
        provenance=origin.model_copy(update={"stale": stale}),
        timeframe=asked.timeframe,
        lookback=len(asked.last(lookback)),
        price=price,
        atr=atr,
        tolerance=TOLERANCE * atr,
        reach_low=low,
        reach_high=high,
        timeframes=tuple(_used(frame, candles, lookback, sources) for frame, candles in enumerate(frames)),
        left_out=beside.left_out,
        moves=len(sources),
        level_count=len(members),
        found=len(found),
        chance_draws=len(chance),
        clusters=ordered,
        strongest=by_strength[0] if by_strength else None,
        nearest_above=next((one for one in reversed(ordered) if difference(one.low, price) > 0), None),
        nearest_below=next((one for one in ordered if difference(one.high, price) < 0), None),
        at_price=next((one for one in ordered if one.inside), None),
        candles=asked.last(lookback),
    )


def _sources(frames: Sequence[Candles], lookback: int, within: float) -> list[_Source]:
    """The moves of all timeframes, the coarsest first, each once."""
    shown = [(frame, move) for frame in reversed(range(len(frames))) for move in moves(frames[frame], lookback)]
    return [_Source(move, frame, frames[frame]) for frame, move in distinct(shown, within)]


def _members(sources: Sequence[_Source], low: float, high: float) -> list[_Member]:
    """Their levels from ``low`` to ``high``, ascending."""
    every = (
        _Member(number, kind, ratio, price)
        for number, source in enumerate(sources)
        for kind, ratio, price in move_levels(source.move)
    )
    return sorted((one for one in every if low <= one.price <= high), key=lambda one: (rounded(one.price), one.source))


def _used(frame: int, candles: Candles, lookback: int, sources: Sequence[_Source]) -> TimeframeUsed:
    return TimeframeUsed(
        name=candles.timeframe,
        bars=len(candles.last(lookback)),
        moves=sum(source.frame == frame for source in sources),
        move_weight=WEIGHTS[frame],
    )


def _cluster(
    name: str,
    found: Cluster,
    members: Sequence[_Member],
    sources: Sequence[_Source],
    price: float,
    atr: float,
    chance: Floats,
) -> FibCluster:
    low, high = members[0].price, members[-1].price
    off = away(price, low, high)
    frames = sorted({sources[member.source].frame for member in members})
    shown = {source.frame: source.candles.timeframe for source in sources}
    return FibCluster(
        name=name,
        low=low,
        middle=sum(member.price for member in members) / len(members),
        high=high,
        score=found.score,
        moves=found.moves,
        chance_share=chance_share(found.score, chance),
        inside=not off,
        distance=off / price,
        distance_atr=off / atr,
        timeframes=tuple(shown[frame] for frame in frames),
        members=tuple(_fact(member, sources[member.source]) for member in reversed(members)),
    )


def _fact(member: _Member, source: _Source) -> ClusterMember:
    swing, candles = source.move.swing, source.candles
    return ClusterMember(
        name=f"{member.ratio:g} {member.kind}",
        kind=member.kind,
        ratio=member.ratio,
        price=member.price,
        timeframe=candles.timeframe,
        start=SwingPoint(price=swing.start, time=candles.opened(swing.start_bar)),
        end=SwingPoint(price=swing.end, time=candles.opened(swing.end_bar)),
        origin=source.move.origin,
    )


@answers(FibConfluence)
async def answer_fib_confluence(request: FibConfluence, market: MarketView) -> FibConfluenceAnswer:
    """Where levels of several swings agree, of the asked timeframe and of up to two coarser ones.

    Raises:
        TooFewBars: fewer than ``LEAST_BARS`` of the asked timeframe had closed.
        NoSwing: the price did not move within them.
    """
    bars = request.lookback + SETTLED_BARS
    names = coarser(parse_timeframe(request.timeframe).name)
    seen, beside = await asyncio.gather(
        market.snapshot(request.symbol, request.timeframe, bars, need=LEAST_BARS),
        asyncio.gather(*(_candles_if_any(market, request.symbol, name, bars) for name in names)),
    )
    several = tuple(one for one in beside if not isinstance(one, TimeframeLeftOut))
    missing = tuple(one for one in beside if isinstance(one, TimeframeLeftOut))
    return await asyncio.to_thread(fib_confluence, seen, Beside(several, missing), request.lookback)


async def _candles_if_any(
    market: MarketView, symbol: str, timeframe: str, bars: int
) -> tuple[Candles, Provenance] | TimeframeLeftOut:
    try:
        return await market.candles(symbol, timeframe, bars, need=LEAST_BARS)
    except DeskError as error:
        return left_out(timeframe, error)
